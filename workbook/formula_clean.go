package workbook

import (
	"fmt"
	"strings"
)

// What people paste into cells, as the reader takes it (value.go): spaces of every
// width and characters without a shape do not count, digits may be wide.
const (
	// Spaces beside the plain one; see unicode.IsSpace.
	rareSpaces = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
	// What comes along when text is copied from programs and pages.
	pastedSpaces = "\t\n\r\u00a0\u200b\ufeff\u3000"
	// Format characters of Unicode (Cf) outside of the scripts that need them.
	shapeless = "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"

	wideDigits = "０１２３４５６７８９．"
	thinDigits = "0123456789."
)

// unreadable is what formulas make of a cell with an error such as #N/A: a text
// that is neither blank nor an answer.
const unreadable = "#"

// trimmed is a cell's text without spaces at its ends; one between is kept as a
// plain space, so that "4 00" is no number. Blank cells are asked first: most rows
// of a list are blank, and a spreadsheet calculates all of them at every opening.
func trimmed(cell, spaces string) string {
	return fmt.Sprintf(`IFERROR(IF(LEN(%s)=0,"",TRIM(%s)),%s)`, cell, replaceEach(cell, spaces, " "), quote(unreadable))
}

// nameText is a name as the engine compares it: without spaces and format characters.
func nameText(cell string) string {
	return fmt.Sprintf(`IFERROR(IF(LEN(%s)=0,"",%s),%s)`, cell, replaceEach(cell, " "+rareSpaces+shapeless, ""), quote(unreadable))
}

// answerLabel is the text of a choice: spaces inside do not count, either.
func answerLabel(trimmed string) string { return replaceEach(trimmed, " ", "") }

// plainLabelText is a card's label as answerLabel would make it.
func plainLabelText(label string) string { return strings.Join(strings.Fields(label), "") }

// narrowed writes wide digits as plain ones.
func narrowed(text string) string {
	wide, thin := []rune(wideDigits), []rune(thinDigits)
	for i := range wide {
		text = fmt.Sprintf("SUBSTITUTE(%s,%s,%s)", text, quote(string(wide[i])), quote(string(thin[i])))
	}
	return text
}

// withoutDigits leaves what is no digit: nothing of a count, a dot of an amount.
func withoutDigits(text string) string { return replaceEach(text, "0123456789", "") }

// replaceEach nests SUBSTITUTE for each character; spreadsheets allow 64 levels.
func replaceEach(text, characters, with string) string {
	for _, r := range characters {
		character := quote(string(r))
		if r < ' ' {
			character = fmt.Sprintf("CHAR(%d)", r)
		}
		text = fmt.Sprintf("SUBSTITUTE(%s,%s,%s)", text, character, quote(with))
	}
	return text
}

// cleanNumber is the number that a cell holds, or that its text spells in plain
// digits with at most the decimals; otherwise "". narrow and rest are the cells with
// narrowed and withoutDigits of its text.
func cleanNumber(cell, narrow, rest string, decimals int) string {
	spelled := fmt.Sprintf(`AND(LEN(%s)>0,LEN(%s)=0)`, narrow, rest)
	if decimals > 0 {
		fraction := fmt.Sprintf(`LEN(%s)-IFERROR(FIND(".",%s),0)`, narrow, narrow)
		spelled = fmt.Sprintf(`OR(%s,AND(%s=".",LEFT(%s,1)<>".",%s>0,%s<=%d))`, spelled, rest, narrow, fraction, fraction, decimals)
	}
	return fmt.Sprintf(`IF(ISNUMBER(%s),%s,IF(%s,IFERROR(VALUE(%s),""),""))`, cell, cell, spelled, narrow)
}

// isWithin is true for a number from 0 to most with no more than the decimals.
func isWithin(number string, most int64, decimals int) string {
	return fmt.Sprintf("IF(ISNUMBER(%s),AND(%s>=0,%s<=%d,ROUND(%s,%d)=%s),FALSE)", number, number, number, most, number, decimals, number)
}
