package assessment

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"wuxing/scoring"
)

// Lengths of a written reason, in characters.
const (
	minReason      = 5
	maxReason      = 2000
	minEntryReason = 2 // of a decision on one indicator, of which a review has many
	maxEntryReason = 2000
)

// checkText looks at a text of people's making: its length in characters and that
// it can be stored and printed everywhere.
func checkText(text, field string, least, most int) (problems scoring.Problems) {
	at := scoring.Position{Path: field}
	length := visible(text)
	switch {
	case !utf8.ValidString(text) || strings.ContainsFunc(text, forbidden):
		problems.Add(CodeValueMalformed, at, "field", field, "found", printable(text))
	case least > 0 && length == 0:
		problems.Add(CodeValueMissing, at, "field", field)
	case length < least:
		problems.Add(CodeValueTooShort, at, "field", field, "limit", itoa(least))
	case length > most:
		problems.Add(CodeValueTooLong, at, "field", field, "limit", itoa(most))
	}
	return problems
}

// forbidden characters are control characters but for line breaks and tabs
// (PostgreSQL cannot store a NUL), and those that turn the direction of what
// follows, so that a text reads as it is stored.
func forbidden(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' || unicode.Is(unicode.Bidi_Control, r)
}

// visible counts the characters that a reader sees: spaces at the ends and
// characters without a shape are no reason and no name.
func visible(text string) int {
	shaped := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)
	return utf8.RuneCountInString(strings.TrimSpace(shaped))
}

func onlyOf(text, alphabet string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return !strings.ContainsRune(alphabet, r) })
}

// maxPrintable is the longest piece of foreign text that is kept, in characters.
const maxPrintable = 120

// printable shortens foreign text and makes it harmless.
func printable(text string) string {
	clean := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '�'
		}
		return r
	}, strings.ToValidUTF8(text, "�"))
	if runes := []rune(clean); len(runes) > maxPrintable {
		return string(runes[:maxPrintable]) + "…"
	}
	return clean
}
