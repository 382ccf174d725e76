package workbook

import (
	"slices"
	"strings"
	"unicode"

	"wuxing/scoring"
)

// Ways of writing a number that leave no doubt about it. They are habits of
// writing, not policy: which unit a fact has is said by the card.
var (
	// countWords are the measure words that people write behind a number of a
	// unit and that mean the same count.
	countWords = map[string][]string{
		"人": {"名", "位", "个", "个人"},
		"个": {"家", "所", "处"},
		"家": {"个", "户"},
		"项": {"个", "件"},
		"件": {"个", "项", "起", "份"},
		"份": {"个", "件"},
		"次": {"起", "回"},
		"起": {"件", "次", "宗", "例"},
	}
	// moneyScales are the powers of ten that stand before 元.
	moneyScales = []struct {
		word   string
		places int
	}{{"千", 3}, {"万", 4}, {"亿", 8}}
	moneyMarks = []string{"人民币", "RMB", "CNY", "¥"}
)

// typedNumber is what a text in a number's cell turned out to be.
type typedNumber struct {
	digits  string // plain decimal digits, maybe with a minus
	scaled  bool   // it was written in 千, 万 or 亿
	percent bool   // it is a percentage, which no count or amount is
}

// numberOf reads a number that was typed as text: full-width digits, thousands
// separators where they separate thousands, the unit or ¥, 万元 of money. ok is
// false where there is any doubt: 约12, 12-15, 1,23, 十二, 4OO, 12人/年.
func numberOf(text string, kind scoring.FactType, unit string) (n typedNumber, ok bool) {
	rest := strings.TrimSuffix(plainMarks(text), "。")
	if quoted := strings.TrimLeft(rest, "'\u2018\u2019"); len(quoted) > 0 && isDigit(quoted[0]) {
		rest = quoted // the mark that makes a spreadsheet take digits for text
	}
	if kind == scoring.TypeMoney {
		for _, mark := range moneyMarks {
			rest = strings.TrimSpace(strings.TrimPrefix(rest, mark))
		}
	}
	sign := ""
	if strings.HasPrefix(rest, "-") {
		sign, rest = "-", rest[1:]
	}
	end := strings.IndexFunc(rest, func(r rune) bool { return r != '.' && r != ',' && (r < '0' || r > '9') })
	if end < 0 {
		end = len(rest)
	}
	digits, ok := ungroup(rest[:end])
	if !ok {
		return n, false
	}
	rest = strings.TrimSpace(rest[end:])
	if rest == "%" || rest == "\ufe6a" {
		return typedNumber{digits: sign + digits, percent: true}, true
	}
	if kind == scoring.TypeMoney {
		for _, scale := range moneyScales {
			if after, found := strings.CutPrefix(rest, scale.word); found {
				digits, rest, n.scaled = shift(digits, scale.places), strings.TrimSpace(after), true
				break
			}
		}
	}
	n.digits = sign + digits
	return n, rest == "" || isUnit(rest, kind, unit)
}

// isUnit tells whether a word is the unit, or means it.
func isUnit(word string, kind scoring.FactType, unit string) bool {
	if kind != scoring.TypeMoney {
		return word == unit || slices.Contains(countWords[unit], word)
	}
	// The amount may leave out its time, but not name another: 元/年 is not 元/月.
	_, per, _ := strings.Cut(unit, "/")
	for _, yuan := range []string{"元", "圆"} {
		if word == yuan || word == yuan+"整" || word == yuan+"正" || per != "" && (word == yuan+"/"+per || word == yuan+"每"+per) {
			return true
		}
	}
	return word == unit
}

// ungroup takes the thousands separators out of digits, if they stand in front
// of three digits each: 1,234,567.5 but not 1,23 or 12,3456.
func ungroup(text string) (digits string, ok bool) {
	whole, fraction, point := strings.Cut(text, ".")
	if point && fraction == "" || !allDigits(fraction) {
		return "", false
	}
	groups := strings.Split(whole, ",")
	for i, group := range groups {
		if group == "" || !allDigits(group) {
			return "", false
		}
		if len(groups) > 1 && (i > 0 && len(group) != 3 || i == 0 && (len(group) > 3 || group[0] == '0')) {
			return "", false
		}
	}
	digits = strings.Join(groups, "")
	if point {
		digits += "." + fraction
	}
	return digits, true
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

func allDigits(text string) bool {
	for i := range len(text) {
		if !isDigit(text[i]) {
			return false
		}
	}
	return true
}

// shift moves the point of decimal digits to the right, 12.5 by 4 to 125000, and
// drops the zeros that this leaves behind it.
func shift(digits string, places int) string {
	if len(digits) > maxShifted {
		return digits // far beyond every limit, with or without more zeros
	}
	whole, fraction, _ := strings.Cut(digits, ".")
	fraction += strings.Repeat("0", max(0, places-len(fraction)))
	whole, fraction = whole+fraction[:places], strings.TrimRight(fraction[places:], "0")
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	if fraction == "" {
		return whole
	}
	return whole + "." + fraction
}

const maxShifted = 400

// percentText writes the stored number of a cell that shows a percentage: 0.35
// as 35%.
func percentText(stored string) string {
	digits := decimal(stored)
	if sign, rest, ok := strings.Cut(digits, "-"); ok && sign == "" {
		return "-" + shift(rest, 2) + "%"
	}
	if strings.Trim(digits, "0123456789.") != "" {
		return stored
	}
	return shift(digits, 2) + "%"
}

// plainMarks writes full-width letters, digits and marks as narrow ones and every
// space as a plain one, and leaves out what has no shape.
func plainMarks(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r >= '\uff01' && r <= '\uff5e': // U+FF01 to U+FF5E are ASCII, wide
			return r - '\uff01' + '!'
		case r == '\uffe5':
			return '¥'
		case r == '\u2212': // the minus of mathematics
			return '-'
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Cf, r):
			return -1
		default:
			return r
		}
	}, text))
}
