package assessment_test

import (
	"strings"
	"testing"

	"wuxing/assessment"
	"wuxing/store"
)

// newest is the newest event of an action as "actor object id reason".
func (o *office) newest(action assessment.Action) string {
	o.t.Helper()
	page, err := o.svc.SearchAudit(o.t.Context(), o.auditor, assessment.AuditQuery{Action: action, Limit: 1})
	must(o.t, err)
	if len(page.Events) == 0 {
		return ""
	}
	e := page.Events[0]
	return strings.TrimSpace(strings.Join([]string{e.Actor, e.Object, e.ObjectID, e.Reason}, " "))
}

// Whoever has a session and gets the password or the code wrong with which a change of
// the own account begins, is in the trail: it may be somebody at a desk left open.
func TestWrongProofsAreRecorded(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		o.svc.UseSecrets(store.NewSecrets(t.TempDir()))
		user := guessed(t, o, "someone")
		same(t, "", o.newest(assessment.ActionSecretWrong))

		_, err := o.svc.ChangePassword(t.Context(), by(user.Actor()), "", "wrong password", "another good one")
		same(t, []string{"password_wrong present"}, problems(err))
		same(t, user.ID+" user "+user.ID, o.newest(assessment.ActionSecretWrong))

		begun, err := o.svc.BeginFactor(t.Context(), by(user.Actor()))
		must(t, err)
		d := device{t, o, begun.Secret}
		_, _, err = o.svc.ConfirmFactor(t.Context(), by(user.Actor()), "", wrongCode(d.code(0)))
		same(t, []string{"factor_wrong code"}, problems(err))
		same(t, user.ID+" second_factor "+user.ID, o.newest(assessment.ActionSecretWrong))
		same(t, 2, len(o.found(o.admin, assessment.AuditQuery{Action: assessment.ActionSecretWrong})))
	})
}

// So is whoever guesses at the code for the first account.
func TestWrongSetupCodesAreRecorded(t *testing.T) {
	clock := opening
	svc := emptyOffice(t, t.TempDir(), &clock)
	code, err := svc.BeginSetup(t.Context())
	must(t, err)
	_, err = svc.SetUp(t.Context(), assessment.FirstAccount{Code: "AAAAA", Username: "boss", Password: "a good password", RequestID: "guess"})
	same(t, []string{"setup_code_wrong code"}, problems(err))
	boss, err := svc.SetUp(t.Context(), assessment.FirstAccount{Code: code, Username: "boss", Password: "a good password"})
	must(t, err)
	page, err := svc.SearchAudit(t.Context(), boss.Actor(), assessment.AuditQuery{RequestID: "guess"})
	must(t, err)
	if len(page.Events) != 1 || page.Events[0].Action != assessment.ActionSecretWrong || page.Events[0].Actor != "" || page.Events[0].Role != assessment.RolePublic {
		t.Errorf("of a guess is told %+v", page.Events)
	}
}

// From what to what is told of a second factor too: that it was turned on, and that it
// was taken away.
func TestTheTrailTellsOfTheSecondFactor(t *testing.T) {
	o := onSQLite(t)
	o.svc.UseSecrets(store.NewSecrets(t.TempDir()))
	enrolled(t, o, "someone")
	must(t, o.svc.ResetFactor(t.Context(), by(o.admin), "someone"))
	for action, want := range map[assessment.Action][2]bool{assessment.ActionConfirmFactor: {false, true}, assessment.ActionResetFactor: {true, false}} {
		page, err := o.svc.SearchAudit(t.Context(), o.auditor, assessment.AuditQuery{Action: action})
		must(t, err)
		const word = `"second_factor":true`
		before, after := strings.Contains(string(page.Events[0].Before), word), strings.Contains(string(page.Events[0].After), word)
		if before != want[0] || after != want[1] {
			t.Errorf("%s: from %s to %s", action, page.Events[0].Before, page.Events[0].After)
		}
	}
}

// Why an administrator has changed an account or a round is kept with the event.
func TestTheReasonOfAChangeIsKept(t *testing.T) {
	o := onSQLite(t)
	o.svc.UseSecrets(store.NewSecrets(t.TempDir()))
	user, _, _ := enrolled(t, o, "someone")
	round, err := o.svc.FindRound(t.Context(), o.admin, "2026")
	must(t, err)
	changes := []struct {
		action assessment.Action
		object string
		run    func(assessment.Command) error
	}{
		{assessment.ActionSetPassword, "user " + user.ID, func(cmd assessment.Command) error {
			return o.svc.SetPassword(t.Context(), cmd, "someone", "another password")
		}},
		{assessment.ActionResetFactor, "user " + user.ID, func(cmd assessment.Command) error { return o.svc.ResetFactor(t.Context(), cmd, "someone") }},
		{assessment.ActionDisableUser, "user " + user.ID, func(cmd assessment.Command) error { return o.svc.DisableUser(t.Context(), cmd, "someone") }},
		{assessment.ActionEnableUser, "user " + user.ID, func(cmd assessment.Command) error { return o.svc.EnableUser(t.Context(), cmd, "someone") }},
		{assessment.ActionSetRole, "user " + user.ID, func(cmd assessment.Command) error {
			return o.svc.SetRole(t.Context(), cmd, "someone", assessment.RoleTownship, "\u7ec7\u91cc\u9547")
		}},
		{assessment.ActionSetRound, "round 2026", func(cmd assessment.Command) error {
			cmd.Version = round.Version
			_, err := o.svc.SetRound(t.Context(), cmd, "2026", assessment.RoundChange{
				OpensAt: round.OpensAt, ClosesAt: round.ClosesAt, Quota: round.Quota + 1, Settings: round.Settings,
			})
			return err
		}},
	}
	for _, c := range changes {
		cmd := by(o.admin)
		cmd.Reason = strings.Repeat("\u957f", assessment.MaxChangeReason+1)
		o.unchanged(t, func() { same(t, []string{"value_too_long reason"}, problems(c.run(cmd))) })
		cmd.Reason = " by letter of 3 May "
		must(t, c.run(cmd))
		same(t, o.admin.UserID+" "+c.object+" by letter of 3 May", o.newest(c.action))
	}
}
