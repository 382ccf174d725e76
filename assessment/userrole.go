package assessment

import (
	"context"
	"slices"
	"strings"

	"wuxing/scoring"
)

// Codes of refused changes of a role.
const (
	CodeRoleSelf      = "role_self"       //
	CodeRoleLastAdmin = "role_last_admin" //
	CodeRoleFirm      = "role_enterprise" // an enterprise's account is none of the office, and stays that
	CodeRoleScored    = "role_scored"     //
)

// OfficeRoles are the roles between which an account can move: all but the
// enterprise's, which is bound to its enterprise.
var OfficeRoles = slices.DeleteFunc(slices.Clone(AccountRoles), func(role Role) bool { return role == RoleEnterprise })

// scoredTables are where it stands who reviews or has scored.
var scoredTables = []string{"applications", "seats", "score_entries"}

// SetRole gives an account of the office another role, or a township's clerk another
// area. Its sessions end with their next request. Nobody does it to the own account,
// and one administrator stays. Who has reviewed stays what it was: scores say who gave
// them in which role, and one of two reviewers must not get to read the other's by
// becoming a lead; that person gets another account.
func (s *Service) SetRole(ctx context.Context, cmd Command, username string, role Role, area string) error {
	area = strings.TrimSpace(area)
	_, err := write(ctx, s, cmd, ActionSetRole, func(tx Tx) (struct{}, error) {
		_, unexplained := cmd.reason()
		if problems := append(checkOfficeRole(role, area), unexplained...); len(problems) > 0 {
			return struct{}{}, invalid(problems)
		}
		var was Role
		user, err := s.alterUser(tx, cmd, ActionSetRole, username, func(user *User) error {
			was = user.Role
			if err := mayMove(cmd.Actor, user); err != nil {
				return err
			}
			if user.Role == role && user.Area == area {
				return errUnchanged
			}
			user.Role, user.Area = role, area
			return nil
		})
		if err != nil || was == role {
			return struct{}{}, changedOrNot(err)
		}
		// Here the trail is ours until the end, so that of two at once one sees the other.
		return struct{}{}, leftWell(tx, user.ID, was)
	})
	return err
}

// mayMove refuses the change of a role for what the account is.
func mayMove(actor Actor, user *User) error {
	switch {
	case user.Role == RoleOperator: // see console
		return fail(KindNotFound, CodeNotFound)
	case user.ID == actor.UserID:
		return fail(KindConflict, CodeRoleSelf)
	case user.Role == RoleEnterprise:
		return fail(KindConflict, CodeRoleFirm)
	}
	return nil
}

// leftWell refuses it for what it would leave behind.
func leftWell(tx Tx, userID string, was Role) error {
	users, err := tx.ListUsers()
	if err != nil {
		return wrap(err, "list users")
	}
	if was == RoleAdmin && !slices.ContainsFunc(users, func(u *User) bool { return u.Role == RoleAdmin && !u.Disabled }) {
		return fail(KindConflict, CodeRoleLastAdmin)
	}
	traces, err := tx.CountTraces(userID)
	if err != nil {
		return wrap(err, "count the traces of user %s", userID)
	}
	if slices.ContainsFunc(scoredTables, func(table string) bool { return traces[table] > 0 }) {
		return fail(KindConflict, CodeRoleScored)
	}
	return nil
}

// checkOfficeRole says what is wrong with a role that an account of the office is given.
func checkOfficeRole(role Role, area string) (problems scoring.Problems) {
	if !slices.Contains(OfficeRoles, role) {
		problems.Add(CodeValueNotAllowed, scoring.Position{Path: "role"}, "field", "role", "found", printable(string(role)), "choices", roleChoices(OfficeRoles))
		return problems
	}
	return checkArea(role, area)
}

// checkArea says what is wrong with the area of an account: a township's has one, no
// other has.
func checkArea(role Role, area string) (problems scoring.Problems) {
	if role == RoleTownship {
		return checkText(area, "area", 1, maxTownship)
	}
	if area != "" {
		problems.Add(CodeNotForRole, scoring.Position{Path: "area"}, "field", "area", "role", string(role))
	}
	return problems
}
