package assessment

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"wuxing/scoring"
)

// Lengths of a written reason, in characters.
const (
	minReturnReason = 5
	minEntryReason  = 2
	maxReturnReason = 2000
	maxEntryReason  = 2000
)

// check finds everything wrong with a new account.
func (n *NewUser) check() (problems scoring.Problems) {
	at := scoring.Position{Path: "username"}
	switch length := utf8.RuneCountInString(n.Username); {
	case length < minUsername:
		problems.Add(CodeValueTooShort, at, "field", "username", "limit", itoa(minUsername))
	case length > maxUsername:
		problems.Add(CodeValueTooLong, at, "field", "username", "limit", itoa(maxUsername))
	case !onlyOf(n.Username, "abcdefghijklmnopqrstuvwxyz0123456789._-"):
		problems.Add(CodeValueMalformed, at, "field", "username", "found", printable(n.Username))
	}
	problems = append(problems, checkText(n.DisplayName, "display_name", 0, maxDisplayName)...)
	switch n.Role {
	case RoleEnterprise:
		problems = append(problems, checkEnterprise(n.Enterprise)...)
	case RoleTownship, RoleReviewer, RoleLead, RoleAdmin, RoleAuditor:
		if n.Enterprise != nil {
			problems.Add(CodeNotForRole, scoring.Position{Path: "enterprise"}, "field", "enterprise", "role", string(n.Role))
		}
	default:
		problems.Add(CodeValueNotAllowed, scoring.Position{Path: "role"}, "field", "role", "found", printable(string(n.Role)),
			"choices", roleChoices(accountRoles))
	}
	problems = append(problems, checkArea(n.Role, n.Area)...)
	problems = append(problems, checkEmail(n.Email)...)
	return append(problems, checkPassword(n.Password, "password", n.about()...)...)
}

// roleChoices names roles that an account can have.
func roleChoices(roles []Role) string {
	names := make([]string, len(roles))
	for i, role := range roles {
		names[i] = string(role)
	}
	return strings.Join(names, ", ")
}

func checkEnterprise(e *scoring.Enterprise) (problems scoring.Problems) {
	if e == nil {
		problems.Add(CodeValueMissing, scoring.Position{Path: "enterprise"}, "field", "enterprise")
		return problems
	}
	if strings.TrimSpace(e.Name) == "" {
		problems.Add(CodeValueMissing, scoring.Position{Path: "enterprise.name"}, "field", "enterprise.name")
	}
	if e.USCC == "" {
		problems.Add(CodeValueMissing, scoring.Position{Path: "enterprise.uscc"}, "field", "enterprise.uscc")
	}
	_, bad := e.Check("enterprise") // a wrong check digit warns only
	return append(problems, bad...)
}

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
