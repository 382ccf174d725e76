package assessment_test

import (
	"testing"

	"wuxing/assessment"
)

// hearsOfMoves moves a registration and an enterprise between townships and holds who is
// told; everything lies where it lay at the end.
func (o *office) hearsOfMoves(l *listening, far assessment.Actor) {
	o.t.Helper()
	ctx := o.t.Context()
	registrations, err := o.registered(ctx, o.admin)
	must(o.t, err)
	var waits string
	for _, registration := range registrations {
		if registration.Enterprise.Name == "丙厂" {
			waits = registration.ID
		}
	}
	register := func(actor assessment.Actor, name, township string) {
		o.t.Helper()
		_, err := o.svc.CorrectRegistration(ctx, by(actor), waits, assessment.EnterpriseCorrection{Name: name, Township: township, Reason: "厂房在另一个乡镇"})
		must(o.t, err)
	}
	register(o.admin, "丙厂一车间", "织里镇")
	l.hears("mend the name of a registration", "")
	register(o.admin, "丙厂", "八里店镇")
	l.hears("move a registration", "registration_left: zhili; registration_came: balidian")
	register(far, "丙厂", "织里镇")
	l.hears("move it back", "registration_came: zhili") // not who did it
	register(o.town, "丙厂", "埭溪镇")
	l.hears("move it where nobody confirms", "registration_came: admin")
	register(o.admin, "丙厂", "织里镇")
	l.hears("and back", "registration_came: zhili")

	enterprise := func(name, township string) {
		o.t.Helper()
		_, err := o.svc.CorrectEnterprise(ctx, by(o.admin), uscc("甲厂"), assessment.EnterpriseCorrection{Name: name, Township: township, Reason: "厂房在另一个乡镇"})
		must(o.t, err)
	}
	enterprise("甲厂一车间", "织里镇")
	l.hears("mend the name of an enterprise", "")
	enterprise("甲厂", "八里店镇")
	l.hears("move an enterprise", "enterprise_left: zhili; enterprise_came: balidian")
	enterprise("甲厂", "埭溪镇")
	l.hears("move it where there is no clerk", "enterprise_left: balidian; enterprise_came: lead deputy")
	enterprise("甲厂", "织里镇")
	l.hears("move an enterprise back", "enterprise_came: zhili")
}

// Before there is a round, moving tells nobody and fails nothing: a message belongs to one.
func TestAMoveBeforeAnyRoundTellsNobody(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	_, err := o.raw.ExecContext(ctx, "DELETE FROM rounds")
	must(t, err)
	asked, err := o.svc.Register(ctx, assessment.Command{RequestID: "test"}, asking("91330502MA2B000030", "登记示例厂"))
	must(t, err)
	_, err = o.svc.CorrectRegistration(ctx, by(o.admin), asked.ID, assessment.EnterpriseCorrection{Name: "登记示例厂", Township: "八里店镇", Reason: "厂房在另一个乡镇"})
	must(t, err)
	inbox, err := o.svc.Inbox(ctx, o.town, assessment.InboxPage{})
	must(t, err)
	if len(inbox.Messages) != 0 {
		t.Errorf("told %+v", inbox.Messages)
	}
}
