package assessment_test

import (
	"testing"

	"wuxing/assessment"
)

// TestAnotherRole: an administrator gives an account of the office another role or
// area; the trail has both, and what must not change stays.
func TestAnotherRole(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		clerk := o.township("clerk9", "织里镇")
		firm := o.enterprise("firm")
		now := func(actor assessment.Actor) assessment.User {
			user, err := o.svc.FindUser(ctx, actor.UserID)
			must(t, err)
			return *user
		}
		version := now(clerk).Version
		must(t, o.svc.SetRole(ctx, by(o.admin), "Clerk9", assessment.RoleTownship, " 八里店镇 "))
		must(t, o.svc.SetRole(ctx, by(o.admin), "clerk9", assessment.RoleTownship, "八里店镇")) // is it already
		must(t, o.svc.SetRole(ctx, by(o.operator), "clerk9", assessment.RoleReviewer, ""))
		if got := now(clerk); got.Role != assessment.RoleReviewer || got.Area != "" || got.Version != version+2 {
			t.Errorf("became %+v", got)
		}
		var steps []string
		must(t, o.store.View(ctx, func(tx assessment.Tx) error {
			events, err := tx.ListAudit("user", clerk.UserID)
			for _, e := range events {
				if e.Action == assessment.ActionSetRole {
					steps = append(steps, string(e.Before)+" "+string(e.After))
				}
			}
			return err
		}))
		same(t, []string{
			`{"role":"township","area":"织里镇","version":1} {"role":"township","area":"八里店镇","version":2}`,
			`{"role":"township","area":"八里店镇","version":2} {"role":"reviewer","version":3}`,
		}, steps)

		o.unchanged(t, func() {
			for _, bad := range []struct {
				role assessment.Role
				area string
				want string
			}{
				{assessment.RoleEnterprise, "", "value_not_allowed role"},
				{assessment.RoleOperator, "", "value_not_allowed role"},
				{"", "", "value_not_allowed role"},
				{assessment.RoleTownship, "", "value_missing area"},
				{assessment.RoleLead, "织里镇", "not_for_role area"},
			} {
				same(t, []string{bad.want}, problems(o.svc.SetRole(ctx, by(o.admin), "clerk9", bad.role, bad.area)))
			}
			refused := func(err error, kind assessment.Kind, code string) {
				t.Helper()
				wantCode(t, err, kind, code)
			}
			refused(o.svc.SetRole(ctx, by(o.admin), o.admin.Username, assessment.RoleLead, ""), assessment.KindConflict, assessment.CodeRoleSelf)
			refused(o.svc.SetRole(ctx, by(o.operator), o.admin.Username, assessment.RoleLead, ""), assessment.KindConflict, assessment.CodeRoleLastAdmin)
			refused(o.svc.SetRole(ctx, by(o.admin), firm.Username, assessment.RoleLead, ""), assessment.KindConflict, assessment.CodeRoleFirm)
			refused(o.svc.SetRole(ctx, by(o.admin), "nobody", assessment.RoleLead, ""), assessment.KindNotFound, assessment.CodeNotFound)
			refused(o.svc.SetRole(ctx, by(o.lead), "clerk9", assessment.RoleLead, ""), assessment.KindForbidden, assessment.CodeForbidden)
		})
		// Whoever reviews, or has, stays a reviewer.
		o.round("2027")
		o.path(firm, "2027", assessment.StateInReview, facts())
		o.unchanged(t, func() {
			wantCode(t, o.svc.SetRole(ctx, by(o.admin), o.reviewer.Username, assessment.RoleLead, ""), assessment.KindConflict, assessment.CodeRoleScored)
		})
		// A closed administrator is none who could go on.
		second := o.account("second", assessment.RoleAdmin, "")
		must(t, o.svc.DisableUser(ctx, by(o.admin), second.Username))
		wantCode(t, o.svc.SetRole(ctx, by(o.operator), o.admin.Username, assessment.RoleLead, ""), assessment.KindConflict, assessment.CodeRoleLastAdmin)
		must(t, o.svc.EnableUser(ctx, by(o.admin), second.Username))
		must(t, o.svc.SetRole(ctx, by(o.operator), o.admin.Username, assessment.RoleLead, ""))
	})
}
