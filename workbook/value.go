package workbook

import (
	"math"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"wuxing/scoring"
)

// answerText is what a cell answers: the key of a choice, digits, or a name. What
// cannot be understood is handed on as it stands, for the collector to refuse.
func answerText(kind scoring.FactType, choices []scoring.Choice, c cell) string {
	switch kind {
	case scoring.TypeYesNo, scoring.TypeChoice:
		return keyOf(choicesOf(kind, choices), trim(c.text))
	case scoring.TypeCount, scoring.TypeMoney:
		if c.kind == cellNumber {
			return decimal(c.text)
		}
		return width.Narrow.String(trim(c.text))
	default:
		if c.kind == cellNumber {
			return decimal(c.text)
		}
		return trim(c.text)
	}
}

// trim takes away spaces of every width and the marks without width that come
// along when text is pasted.
func trim(text string) string {
	return strings.TrimFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || r == '\u200b' || r == '\u200c' || r == '\u200d' || r == '\ufeff'
	})
}

// decimal writes a stored number in plain digits, "1E3" as 1000. Spreadsheets
// calculate in binary and keep 15 digits: 400.09999999999997 is how they store
// the sum 400 + 0.1, which they show, and the person meant, as 400.1. This is the
// only place where a number of a form is a float; scoring sees digits.
func decimal(stored string) string {
	if strings.Trim(stored, "0123456789+-.eE") != "" {
		return stored // NaN, Infinity, 0x10
	}
	value, err := strconv.ParseFloat(stored, 64)
	if err != nil || math.IsInf(value, 0) {
		return stored
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(value, 'g', 15, 64), 64)
	if err != nil || rounded == 0 {
		return "0"
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}
