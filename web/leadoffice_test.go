package web_test

import (
	"fmt"
	"testing"
	"time"

	"wuxing/assessment"
)

// The clock of a round's end: its window is over, the notice begins on a Monday.
var (
	afterWindow = time.Date(2026, 5, 6, 1, 30, 0, 0, time.UTC)
	noticeDay   = time.Date(2026, 5, 11, 1, 30, 0, 0, time.UTC)
	afterNotice = time.Date(2026, 5, 20, 1, 30, 0, 0, time.UTC)
)

// endingRound is an office whose round lies reviewed: four enterprises, two of which
// share a rank across the line of the two places, and one that is vetoed. A second
// lead is there.
func endingRound(t *testing.T, settings *assessment.Settings) (o *office, ids []string) {
	t.Helper()
	o = newOffice(t)
	o.round(settings)
	user, err := o.service.CreateUser(t.Context(), o.as("admin"), assessment.NewUser{Username: "lead2", DisplayName: "副组长", Password: password, Role: assessment.RoleLead})
	if err != nil {
		t.Fatal(err)
	}
	o.users["lead2"] = user.Actor()
	o.firm("firm3", 3)
	o.firm("firm4", 4)
	for _, each := range []struct{ clerk, facts string }{
		{"clerk2", someFacts}, {"clerk", lessFacts}, {"firm3", lessFacts}, {"firm4", vetoedFacts},
	} {
		id := o.draft(each.clerk, each.facts)
		o.submit(each.clerk, id)
		o.agree(id)
		ids = append(ids, id)
	}
	o.at(afterWindow)
	return o, ids
}

// lessFacts score less than someFacts, vetoedFacts bring a veto.
const (
	lessFacts   = `{"leader_attention":true,"hr_department":true,"hr_manager":false,"employees":400,"skilled_workers":200,"trained_workers":130}`
	vetoedFacts = `{"leader_attention":true,"employees":400,"skilled_workers":200,"arbitration_cases":11}`
)

// at sets the clock.
func (o *office) at(now time.Time) { o.now.Store(now.Unix()) }

// agree reviews an application by agreeing with everything.
func (o *office) agree(id string) {
	o.t.Helper()
	update := assessment.ReviewUpdate{Complete: true}
	for _, indicator := range card(o.t).Indicators() {
		update.Entries = append(update.Entries, assessment.NewScoreEntry{Indicator: indicator.ID, Decision: assessment.Agree})
	}
	if _, err := o.service.PutReview(o.t.Context(), o.as("reviewer"), id, update); err != nil {
		o.t.Fatal(err)
	}
}

// freeze freezes the ranking.
func (o *office) freeze() {
	o.t.Helper()
	if _, err := o.service.Rank(o.t.Context(), o.as("lead"), "2026"); err != nil {
		o.t.Fatal(err)
	}
}

// meet records that the first is excellent where there is a place, and the second
// certified, the third not.
func (o *office) meet(ids []string, first assessment.Outcome) {
	o.t.Helper()
	meeting := assessment.NewMeeting{HeldOn: "2026-05-08", Reference: "吴人社联〔2026〕3号"}
	for i, outcome := range []assessment.Outcome{first, assessment.OutcomeCertified, assessment.OutcomeNotSelected, assessment.OutcomeNotSelected} {
		meeting.Outcomes = append(meeting.Outcomes, assessment.NewOutcome{Application: ids[i], Outcome: outcome, Reason: fmt.Sprintf("联席会议第%d项议定，按高技能人才占比先后", i+1)})
	}
	o.at(noticeDay)
	if _, err := o.service.RecordOutcome(o.t.Context(), o.as("lead"), "2026", meeting); err != nil {
		o.t.Fatal(err)
	}
}

// begin puts the round on notice.
func (o *office) begin() {
	o.t.Helper()
	if _, err := o.service.BeginNotice(o.t.Context(), o.as("lead"), "2026", ""); err != nil {
		o.t.Fatal(err)
	}
}

// object brings an objection and gives its id.
func (o *office) object(no int) string {
	o.t.Helper()
	receipt, err := o.service.Object(o.t.Context(), assessment.Command{Actor: assessment.Actor{Role: assessment.RolePublic}, RequestID: "test"}, "2026",
		assessment.NewObjection{No: no, Name: "王某", Contact: "13800000000", Text: "该企业去年有两个月没有缴纳社会保险费，名单应当核实。"})
	if err != nil {
		o.t.Fatal(err)
	}
	return receipt.ID
}
