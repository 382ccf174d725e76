package assessment_test

import (
	"testing"

	"wuxing/assessment"
	"wuxing/scoring"
)

// TestARegistrationNamesItsTownship: it is one that somebody confirms for, or says
// itself that it is another. Who confirms hears of each, up to a flood.
func TestARegistrationNamesItsTownship(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	register := func(township string, elsewhere bool) error {
		_, err := o.svc.Register(ctx, assessment.Command{}, assessment.NewRegistration{
			Enterprise: scoring.Enterprise{Name: "丙厂", USCC: "91330502MA2B000030", Township: township}, Contact: "赵六", Phone: "0572-1", Password: "long enough", Elsewhere: elsewhere,
		})
		return err
	}
	must(t, register("织里镇", false))
	townships := func() []string {
		list, err := o.svc.ConfirmingTownships(ctx)
		must(t, err)
		return list
	}
	far := o.township("far", "八里店镇")
	o.township("far2", "八里店镇")
	same(t, []string{"八里店镇", "织里镇"}, townships())
	o.unchanged(t, func() {
		same(t, []string{"township_unknown enterprise.township"}, problems(register("之里镇", false)))
		same(t, []string{"value_missing enterprise.township"}, problems(register(" ", true)))
	})
	must(t, register("之里镇", true))
	must(t, register(" 八里店镇 ", false))
	heard := func(actor assessment.Actor) int {
		inbox, err := o.svc.Inbox(ctx, actor, assessment.InboxPage{})
		must(t, err)
		return inbox.Unread
	}
	same(t, []int{1, 1, 1}, []int{heard(o.town), heard(far), heard(o.admin)})
	for range 25 {
		must(t, register("织里镇", false))
	}
	if got := heard(o.town); got != 20 {
		t.Errorf("the township has heard of %d", got)
	}
	// Where nobody confirms any more, any name will do.
	for _, name := range []string{"far", "far2", o.town.Username} {
		must(t, o.svc.DisableUser(ctx, by(o.admin), name))
	}
	if left := townships(); len(left) > 0 {
		t.Errorf("closed accounts confirm for %q", left)
	}
	must(t, register("之里镇", false))
}
