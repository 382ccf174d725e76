package assessment

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Persons are masked where those who read a list need them only sometimes; Reveal shows
// one of them in full, and writes down who asked. What was erased says so.

// hidden stands for what is masked and has no part that may be shown.
const hidden = "****"

// maskedName leaves the first character: 张*, 欧**.
func maskedName(name string) string {
	if name == "" || name == Erased {
		return name
	}
	first, size := utf8.DecodeRuneInString(name)
	return string(first) + strings.Repeat("*", min(max(utf8.RuneCountInString(name[size:]), 1), 2))
}

// maskedContact leaves of a telephone number the first three and last four digits
// (138****1234), of an address the first character and the domain. Whatever else people
// write as their contact is hidden whole.
func maskedContact(contact string) string {
	switch name, domain, address := strings.Cut(contact, "@"); {
	case contact == "" || contact == Erased:
		return contact
	case address && checkEmail(contact) == nil:
		first, _ := utf8.DecodeRuneInString(name)
		return string(first) + "***@" + domain
	}
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, contact)
	other := strings.ContainsFunc(contact, func(r rune) bool { return !unicode.IsDigit(r) && !strings.ContainsRune("+-() （）", r) })
	if other || len(digits) < 10 {
		return hidden
	}
	return digits[:3] + "****" + digits[len(digits)-4:]
}

// shownName masks the name of an enterprise's clerk, unless it is the enterprise's own.
func shownName(user *User, enterprise string) string {
	if user.Role != RoleEnterprise || user.DisplayName == enterprise {
		return user.DisplayName
	}
	return maskedName(user.DisplayName)
}

// enterpriseOf is the name of the enterprise that an account belongs to; "" for staff.
func enterpriseOf(tx Tx, user *User) (string, error) {
	if user.EnterpriseID == "" {
		return "", nil
	}
	enterprise, err := tx.FindEnterpriseByID(user.EnterpriseID)
	if err != nil {
		return "", wrap(err, "find enterprise %s", user.EnterpriseID)
	}
	return enterprise.Name, nil
}

// maskedUser is an account as others read it: its address, and the name of an
// enterprise's clerk, are masked. Staff act by name. Nobody is masked to oneself, nor
// anybody at the server's console, where the database lies.
func maskedUser(actor Actor, user *User, enterprise string) *User {
	if user.ID == actor.UserID || actor.Role == RoleOperator {
		return user
	}
	masked := *user
	masked.Email = maskedContact(user.Email)
	masked.DisplayName = shownName(user, enterprise)
	return &masked
}
