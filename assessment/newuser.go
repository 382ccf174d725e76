package assessment

import (
	"slices"
	"strings"
	"unicode/utf8"

	"wuxing/scoring"
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
	switch {
	case n.Role == RoleEnterprise:
		problems = append(problems, checkEnterprise(n.Enterprise)...)
	case slices.Contains(OfficeRoles, n.Role):
		if n.Enterprise != nil {
			problems.Add(CodeNotForRole, scoring.Position{Path: "enterprise"}, "field", "enterprise", "role", string(n.Role))
		}
	default:
		problems.Add(CodeValueNotAllowed, scoring.Position{Path: "role"}, "field", "role", "found", printable(string(n.Role)),
			"choices", roleChoices(AccountRoles))
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
