package assessment_test

import (
	"fmt"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/store"
)

// keep is how long a round is to keep what it has; years 0 and no day: for ever.
func keep(years int, until string) assessment.NewRetention {
	change := assessment.NewRetention{Reason: "档案保管期限有变"}
	if years != 0 || until != "" {
		change.Keeps = &assessment.Retention{Years: years, Until: until}
	}
	return change
}

// published takes one enterprise's application through a round to its publication.
func (o *office) published(clerk assessment.Actor, round string) (id string, evidence *assessment.EvidenceFile) {
	o.t.Helper()
	id = o.path(clerk, round, assessment.StateDraft, facts())
	evidence = o.add(clerk, id, upload("training_funds", "预算.pdf", pdf(round)))
	o.walk(clerk, id, assessment.StateReviewed)
	_, err := o.svc.Rank(o.t.Context(), by(o.lead), round)
	must(o.t, err)
	o.publish(round)
	return id, evidence
}

// registered is the clerk of an enterprise that has asked for its account itself.
func (o *office) accepted(code, name string) assessment.Actor {
	o.t.Helper()
	ctx := o.t.Context()
	asked, err := o.svc.Register(ctx, assessment.Command{RequestID: "test"}, asking(code, name))
	must(o.t, err)
	_, err = o.svc.DecideRegistration(ctx, by(o.admin), asked.ID, true, "")
	must(o.t, err)
	user, err := o.svc.Authenticate(ctx, assessment.Credentials{Username: code, Password: "long enough"})
	must(o.t, err)
	return user.Actor()
}

// The lead changes how long a round keeps its files in every state, on record, and
// nothing else; the ranking that was frozen stays what it was.
func TestTheRetentionChangesInEveryState(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		clerk := o.enterprise("甲厂")
		before, _ := o.checked() // what tests put in past the trail
		set := func(years int) {
			t.Helper()
			before, err := o.svc.FindRound(ctx, o.lead, "2026")
			must(t, err)
			cmd := by(o.lead)
			cmd.Version = before.Version
			after, err := o.svc.SetRetention(ctx, cmd, "2026", keep(years, ""))
			must(t, err)
			if keeps := after.Settings.Retention; keeps == nil || keeps.Years != years {
				t.Errorf("keeps %+v", keeps)
			}
			want := *before
			want.Settings.Retention, want.Version = &assessment.Retention{Years: years}, before.Version+1
			same(t, &want, after)
			_, err = o.svc.SetRetention(ctx, cmd, "2026", keep(years, "")) // read before
			wantCode(t, err, assessment.KindStale, assessment.CodeVersionMovedOn)
		}
		set(1)
		id := o.path(clerk, "2026", assessment.StateReviewed, facts())
		_, err := o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		set(2)
		o.decide("2026")
		set(3)
		o.notice("2026")
		set(4)
		o.publish("2026")
		set(5)
		for _, work := range []func() (*assessment.Snapshot, bool, error){
			func() (*assessment.Snapshot, bool, error) { return o.svc.Recompute(ctx, o.operator, "2026") },
			func() (*assessment.Snapshot, bool, error) { return o.svc.Rebuild(ctx, o.operator, "2026") },
		} {
			if _, same, err := work(); err != nil || !same {
				t.Errorf("the frozen round is another one: %v", err)
			}
		}
		_, err = o.svc.Ranking(ctx, o.lead, "2026")
		must(t, err)
		o.holds()
		found, _ := o.checked()
		same(t, before, found)
		page, err := o.svc.SearchAudit(ctx, o.admin, assessment.AuditQuery{Action: assessment.ActionSetRetention})
		must(t, err)
		if len(page.Events) != 5 || page.Events[0].Reason != "档案保管期限有变" {
			t.Errorf("%d events: %+v", len(page.Events), page.Events)
		}
		if o.total(id) == 0 {
			t.Error("the score has gone")
		}
	})
}

// What is kept can be kept for longer at once, for less only when there is time left to
// object.
func TestARetentionDoesNotEndAtOnce(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	o.round("never")
	o.published(o.enterprise("甲厂"), "2026")
	o.set(o.now().Add(10 * time.Hour))
	day := o.now().In(assessment.OfficeZone)
	in := func(days int) string { return day.AddDate(0, 0, days).Format(time.DateOnly) }
	for i, test := range []struct {
		change assessment.NewRetention
		want   []string
	}{
		{assessment.NewRetention{Keeps: &assessment.Retention{}, Reason: "短"}, []string{"retention_one_way retention.years", "value_too_short reason"}},
		{keep(101, ""), []string{"value_not_allowed retention.years"}},
		{keep(0, "soon"), []string{"value_malformed retention.until"}},
		{keep(0, in(29)), []string{"retention_too_soon retention.until"}}, // from for ever
		{keep(0, in(-1)), []string{"retention_too_soon retention.until"}},
		{keep(0, in(30)), nil},
		{keep(0, in(29)), []string{"retention_too_soon retention.until"}}, // earlier than that
		{keep(0, in(31)), nil},
		{keep(3, ""), nil},
		{keep(1, ""), nil}, // earlier, with time left
		{keep(0, ""), nil},
		{keep(2, ""), nil},
	} {
		_, err := o.svc.SetRetention(ctx, by(o.lead), "2026", test.change)
		t.Run(fmt.Sprint(i), func(t *testing.T) { same(t, test.want, problems(err)) })
	}
	// Near its end the time can be made longer, by little, too.
	o.set(day.AddDate(2, 0, -3))
	_, err := o.svc.SetRetention(ctx, by(o.lead), "2026", keep(0, day.AddDate(2, 0, 1).Format(time.DateOnly)))
	must(t, err)
	_, err = o.svc.SetRetention(ctx, by(o.lead), "2026", keep(1, ""))
	same(t, []string{"retention_too_soon retention.years"}, problems(err))
	_, err = o.svc.SetRetention(ctx, by(o.lead), "none", keep(3, ""))
	wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
}

// Whoever to reach in a registration goes with the last of its enterprise's rounds, and
// not before one of them ends that was given more time.
func TestARegistrationWaitsForTheLastRound(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		const code = "91330502MA2B000030"
		clerk := o.accepted(code, "登记示例厂")
		o.round("2027")
		_, err := o.svc.SetRetention(ctx, by(o.lead), "2026", keep(1, ""))
		must(t, err)
		first, evidence := o.published(clerk, "2026")
		_, err = o.svc.SetRetention(ctx, by(o.lead), "2027", keep(2, ""))
		must(t, err)
		o.published(clerk, "2027")
		start := o.now()
		run := func(want string) {
			t.Helper()
			report, err := o.svc.RunRetention(ctx, by(o.operator), false)
			must(t, err)
			files, registrations := 0, 0
			for _, round := range report.Rounds {
				files, registrations = files+round.Files, registrations+round.Registrations
			}
			if got := fmt.Sprintf("%d files, %d registrations", files, registrations); got != want {
				t.Errorf("erased %s, want %s", got, want)
			}
		}
		contact := func() string {
			t.Helper()
			list, err := o.registered(ctx, o.admin)
			must(t, err)
			return list[0].Contact
		}
		known := contact()
		o.set(start.AddDate(1, 0, 2))
		run("1 files, 0 registrations") // of the first round; the second goes on
		wantCode(t, o.opens(first, evidence.ID), assessment.KindNotFound, assessment.CodeFileErased)
		_, err = o.svc.SetRetention(ctx, by(o.lead), "2027", keep(4, ""))
		must(t, err)
		o.set(start.AddDate(2, 0, 2))
		run("0 files, 0 registrations")
		if contact() != known {
			t.Error("whom to reach has gone before the last round")
		}
		// What was erased stays so, whatever the first round is given now.
		_, err = o.svc.SetRetention(ctx, by(o.lead), "2026", keep(9, ""))
		must(t, err)
		o.set(start.AddDate(4, 0, 2))
		run("1 files, 0 registrations") // the first round keeps it now
		o.set(start.AddDate(9, 0, 2))
		run("0 files, 1 registrations")
		if contact() != assessment.Erased {
			t.Error("whom to reach has stayed")
		}
		wantCode(t, o.opens(first, evidence.ID), assessment.KindNotFound, assessment.CodeFileErased)
		o.holds()
	})
}

// Whoever gives a round more time while a run has begun keeps what it has not taken yet.
func TestMoreTimeStopsARun(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		_, err := o.svc.SetRetention(ctx, by(o.lead), "2026", keep(1, ""))
		must(t, err)
		id, evidence := o.published(o.enterprise("甲厂"), "2026")
		o.set(o.now().AddDate(1, 0, 2))
		looks := 0
		running := assessment.NewService(o.store, store.NewFiles(o.files), scoring.Cards(), func() time.Time {
			if looks++; looks == 2 { // the run has found the round over
				_, err := o.svc.SetRetention(ctx, by(o.lead), "2026", keep(10, ""))
				must(t, err)
			}
			return o.now()
		}, func() string { return "unused" })
		report, err := running.RunRetention(ctx, by(o.operator), false)
		must(t, err)
		if looks < 2 || len(report.Rounds) != 1 || report.Rounds[0].Files != 0 {
			t.Errorf("%d looks: erased %+v", looks, report.Rounds)
		}
		must(t, o.opens(id, evidence.ID))
	})
}
