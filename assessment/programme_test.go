package assessment_test

import (
	"strconv"
	"testing"

	"wuxing/assessment"
)

// publishedRound is a round of a year in which the enterprises were decided as said: "优"
// excellent, "认" certified, "落" not selected. An empty text is left
// without a decision.
func (o *office) publishedRound(id string, year int, outcomes map[string]string) {
	o.t.Helper()
	ctx := o.t.Context()
	_, err := o.svc.CreateRound(ctx, by(o.admin), assessment.NewRound{ID: id, Name: "批次 " + id, Year: year, CardID: o.card.ID, OpensAt: opening})
	must(o.t, err)
	meeting := assessment.NewMeeting{HeldOn: "2026-03-01", Reference: "纪要"}
	for name, outcome := range outcomes {
		application := o.path(o.known(name), id, assessment.StateReviewed, facts())
		decided := map[string]assessment.Outcome{"优": assessment.OutcomeExcellent, "认": assessment.OutcomeCertified, "落": assessment.OutcomeNotSelected}[outcome]
		if decided != "" {
			meeting.Outcomes = append(meeting.Outcomes, assessment.NewOutcome{Application: application, Outcome: decided, Reason: "联席会议研究决定"})
		}
	}
	_, err = o.svc.Rank(ctx, by(o.lead), id)
	must(o.t, err)
	if len(meeting.Outcomes) > 0 {
		_, err = o.svc.RecordOutcome(ctx, by(o.lead), id, meeting)
		must(o.t, err)
	}
}

// known is the clerk of an enterprise, which is made where it is new.
func (o *office) known(name string) assessment.Actor {
	o.t.Helper()
	var user *assessment.User
	err := o.store.View(o.t.Context(), func(tx assessment.Tx) (err error) {
		user, err = tx.FindUserByUsername("clerk-" + name)
		return err
	})
	if err != nil {
		return o.enterprise(name)
	}
	return user.Actor()
}

// publishUndecided leaves a ranked round as those that were published before there
// was a joint meeting to record.
func (o *office) publishUndecided(id string) {
	o.t.Helper()
	must(o.t, o.store.Update(o.t.Context(), func(tx assessment.Tx) error {
		round, err := tx.FindRoundByID(id)
		if err != nil {
			return err
		}
		round.State = assessment.RoundPublished
		return tx.UpdateRound(round)
	}))
}

// An enterprise counts once over the years, and moves up once; only what is
// published counts.
func TestTheProgrammeCountsEachEnterpriseOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		o.publishedRound("2024", 2024, map[string]string{"甲厂": "优", "乙厂": "认", "丙厂": "落"})
		o.publishedRound("2025", 2025, map[string]string{"甲厂": "认", "乙厂": "优", "丙厂": "认", "丁厂": "认"})
		o.publishedRound("2026b", 2026, map[string]string{"丁厂": "优", "戊厂": "认"})
		o.publishedRound("2027", 2027, map[string]string{"己厂": ""})
		o.publishedRound("2028", 2028, map[string]string{"晚厂": "优"})
		told := func() *assessment.ProgrammeView {
			view, err := o.svc.Programme(t.Context(), o.town)
			must(t, err)
			return view
		}
		if view := told(); len(view.Rounds) != 0 || view.Certified.Counted != 0 || view.Certified.Remaining != 150 || view.Excellent.Remaining != 50 {
			t.Errorf("before anything is published: %+v", view)
		}
		o.publishUndecided("2027")
		for _, id := range []string{"2026b", "2024", "2028", "2025"} {
			o.publish(id)
		}
		view := told()
		same(t, []assessment.ProgrammeAtRound{
			{Round: "2024", Name: "批次 2024", Year: 2024, Applications: 3, Certified: 2, Excellent: 1, NewCertified: 2, NewExcellent: 1, TotalCertified: 2, TotalExcellent: 1},
			// 丙厂 and 丁厂 are new; 乙厂 moves up; 甲厂 stays what it was.
			{Round: "2025", Name: "批次 2025", Year: 2025, Applications: 4, Certified: 4, Excellent: 1, NewCertified: 2, NewExcellent: 1, TotalCertified: 4, TotalExcellent: 2},
			{Round: "2026b", Name: "批次 2026b", Year: 2026, Applications: 2, Certified: 2, Excellent: 1, NewCertified: 1, NewExcellent: 1, TotalCertified: 5, TotalExcellent: 3},
			{Round: "2027", Name: "批次 2027", Year: 2027, Applications: 1, Pending: true, TotalCertified: 5, TotalExcellent: 3},
		}, view.Rounds)
		same(t, assessment.ProgrammeProgress{Target: 150, Counted: 5, Remaining: 145}, view.Certified)
		same(t, assessment.ProgrammeProgress{Target: 50, Counted: 3, Remaining: 47}, view.Excellent)
		var stages [][2]int
		for _, stage := range view.Stages {
			stages = append(stages, [2]int{stage.Certified, stage.Excellent})
		}
		same(t, [][2]int{{4, 2}, {1, 1}, {0, 0}}, stages)
		// 60 % of 150 are 90.
		same(t, &assessment.ProgrammeShare{Percent: 60, Certified: 4, Of: 150, Needed: 90}, view.Stages[0].Share)
		if view.Stages[1].Share != nil {
			t.Errorf("no share is said of %s", view.Stages[1].No)
		}
	})
}

// The share of a stage is reached with the very number, and a met target leaves
// nothing.
func TestTheShareOfAStageIsExact(t *testing.T) {
	o := onSQLite(t)
	enterprises := func(from, to int) map[string]string {
		list := make(map[string]string)
		for i := from; i < to; i++ {
			list["厂"+strconv.Itoa(i)] = "优"
		}
		return list
	}
	for _, step := range []struct {
		round    string
		from, to int
		reached  bool
		left     int
	}{{"2024", 0, 89, false, 0}, {"2025", 88, 90, true, 0}} {
		o.publishedRound(step.round, 2024, enterprises(step.from, step.to))
		o.publish(step.round)
		view, err := o.svc.Programme(t.Context(), o.admin)
		must(t, err)
		if s := view.Stages[0].Share; s.Certified != step.to || s.Reached != step.reached {
			t.Errorf("with %d: %+v", step.to, s)
		}
		same(t, assessment.ProgrammeProgress{Target: 50, Counted: step.to, Remaining: step.left}, view.Excellent)
	}
}
