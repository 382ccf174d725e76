package web_test

import (
	"fmt"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/internal/testbrowser"
	"wuxing/scoring"
)

// The townships of the firms, one with a long name.
var townships = []string{"织里镇", "八里店镇", "道场乡", "湖州南太湖新区吴兴高新技术产业开发区管理委员会", "埭溪镇"}

// firms makes enterprises with accounts firm0, firm1, … in all townships.
func (o *office) firms(n int) {
	o.t.Helper()
	for i := range n {
		o.account(assessment.NewUser{Username: fmt.Sprintf("firm%d", i), Role: assessment.RoleEnterprise, Enterprise: &scoring.Enterprise{
			Name: fmt.Sprintf("湖州示例第%d精密机械制造有限公司", i), USCC: fmt.Sprintf("91330502MB%08d", i), Township: townships[i%len(townships)],
		}})
	}
}

// account makes one more account.
func (o *office) account(user assessment.NewUser) {
	o.t.Helper()
	user.Password = password
	if user.DisplayName == "" {
		user.DisplayName = user.Username
	}
	made, err := o.service.CreateUser(o.t.Context(), o.as("admin"), user)
	if err != nil {
		o.t.Fatal(err)
	}
	o.users[user.Username] = made.Actor()
}

// watchers are the accounts that the office of the other tests lacks.
func (o *office) watchers() {
	o.t.Helper()
	o.account(assessment.NewUser{Username: "auditor", DisplayName: "监督员", Role: assessment.RoleAuditor})
	o.account(assessment.NewUser{Username: "lead2", DisplayName: "副组长", Role: assessment.RoleLead})
}

// opened opens a round that has begun; settings are changed by change.
func (o *office) opened(year int, closes time.Time, change func(*assessment.Settings)) string {
	o.t.Helper()
	settings := assessment.DefaultSettings()
	settings.Excellent = 1
	if change != nil {
		change(&settings)
	}
	id := fmt.Sprint(year)
	_, err := o.service.CreateRound(o.t.Context(), o.as("admin"), assessment.NewRound{
		ID: id, Name: id + " 年度遴选", Year: year, CardID: scoring.DefaultCardID, Quota: 3, Settings: &settings,
		OpensAt: time.Unix(o.now.Load(), 0).UTC().Add(-time.Hour), ClosesAt: closes,
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return id
}

// handIn submits what the i-th firm says of itself in a round.
func (o *office) handIn(round string, i int) string {
	o.t.Helper()
	facts := fmt.Sprintf(`{"leader_attention":true,"hr_department":true,"hr_manager":%t,"training_funds":"sufficient","certification_filing":"operating",`+
		`"school_cooperation":"order_class","apprentices":%d,"employees":%d,"skilled_workers":%d,"trained_workers":%d,"high_skilled_workers":%d,`+
		`"monthly_allowance":"350.50","honours":[{"person":"张三","level":"city"}],"arrears_petitions":[],"craftsman_culture":true,`+
		`"competition_awards":[{"level":"city","prize":"second"}]}`, i%2 == 0, 3*i, 400, 120+20*i, 100+9*i, 40+8*i)
	ctx, firm := o.t.Context(), fmt.Sprintf("firm%d", i)
	view, err := o.service.CreateApplication(ctx, o.as(firm), round, reading(facts))
	if err == nil {
		_, err = o.service.Submit(ctx, o.as(firm), view.ID, true)
	}
	if err != nil {
		o.t.Fatal(err)
	}
	return view.ID
}

// judge finishes a review in which some scores are other than the enterprise's.
func (o *office) judge(reviewer, id string, i int) {
	o.t.Helper()
	update := assessment.ReviewUpdate{Complete: true}
	other := map[string]scoring.Points{}
	if i%3 != 0 {
		other["training_funds"] = 200
	}
	if i%2 == 1 {
		other["school_cooperation"] = 100
		other["leadership"] = 50
	}
	if i == 4 {
		other["apprenticeship"] = 400
	}
	for _, indicator := range card(o.t).Indicators() {
		entry := assessment.NewScoreEntry{Indicator: indicator.ID, Decision: assessment.Agree}
		if points, is := other[indicator.ID]; is {
			entry = assessment.NewScoreEntry{Indicator: indicator.ID, Decision: assessment.Override, Points: &points, Reason: "材料只能证明一部分"}
		}
		update.Entries = append(update.Entries, entry)
	}
	if _, err := o.service.PutReview(o.t.Context(), o.as(reviewer), id, update); err != nil {
		o.t.Fatal(err)
	}
}

// rank freezes a round, decide records what follows from it, publish goes the rest.
func (o *office) rank(round string) {
	o.t.Helper()
	if _, err := o.service.Rank(o.t.Context(), o.as("lead"), round); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) decide(round string) {
	o.t.Helper()
	ranking, err := o.service.Ranking(o.t.Context(), o.users["lead"], round)
	if err != nil {
		o.t.Fatal(err)
	}
	meeting := assessment.NewMeeting{HeldOn: time.Unix(o.now.Load(), 0).In(assessment.OfficeZone).Format("2006-01-02"), Reference: "联席会议纪要〔2026〕1号"}
	for i := range ranking.Rows {
		outcome := assessment.NewOutcome{Application: ranking.Rows[i].ApplicationID, Outcome: assessment.OutcomeNotSelected, Reason: "按排名和名额决定"}
		switch {
		case i < 1:
			outcome.Outcome = assessment.OutcomeExcellent
		case i < 3:
			outcome.Outcome = assessment.OutcomeCertified
		}
		meeting.Outcomes = append(meeting.Outcomes, outcome)
	}
	if _, err := o.service.RecordOutcome(o.t.Context(), o.as("lead"), round, meeting); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) notice(round string) *assessment.NoticeView {
	o.t.Helper()
	view, err := o.service.BeginNotice(o.t.Context(), o.as("lead"), round, time.Unix(o.now.Load(), 0).In(assessment.OfficeZone).Format("2006-01-02"))
	if err != nil {
		o.t.Fatal(err)
	}
	return view
}

func (o *office) publish(round string) {
	o.t.Helper()
	for _, lead := range []string{"lead", "lead2"} {
		if _, err := o.service.Publish(o.t.Context(), o.as(lead), round, "公示期满无异议"); err != nil {
			o.t.Fatal(err)
		}
	}
}

// year goes through a whole round with n enterprises.
func (o *office) year(year, n int) {
	o.t.Helper()
	round := o.opened(year, time.Time{}, nil)
	for i := range n {
		o.judge("reviewer", o.handIn(round, i), i)
	}
	o.rank(round)
	o.decide(round)
	o.now.Store(o.notice(round).EndsAt.Unix())
	o.publish(round)
}

// TestRoundPages looks at the pages of rounds, in the steps of a year.
func TestRoundPages(t *testing.T) {
	o := newOffice(t)
	o.watchers()
	o.look(t, []state{
		{name: "round-list-none", path: "/rounds", user: "admin"},
		{name: "programme-none", path: "/programme", user: "lead"},
	})
	o.firms(10)
	o.year(2024, 6)
	o.year(2025, 8)
	begun := time.Unix(o.now.Load(), 0).UTC()
	closes, late := begun.AddDate(0, 0, 20), begun.AddDate(0, 0, 30)
	round := o.opened(2026, closes, func(s *assessment.Settings) { s.Review.ClosesAt = &late })
	at := "/rounds/" + round
	o.look(t, []state{
		{name: "overview-empty", path: at + "/overview", user: "lead", whole: true},
	})
	var ids []string
	for i := range 10 {
		ids = append(ids, o.handIn(round, i))
	}
	for i := range 6 {
		o.judge([]string{"reviewer", "reviewer2"}[i%2], ids[i], i)
	}
	if _, err := o.service.Return(t.Context(), o.as("reviewer"), ids[6], assessment.NewReturn{
		Indicators: []string{"training_funds"}, Reason: "经费凭证缺页，请补齐后重新提交", DueAt: begun.AddDate(0, 0, 12),
	}); err != nil {
		t.Fatal(err)
	}
	o.look(t, []state{
		{name: "round-list", path: "/rounds", user: "lead", whole: true, phone: true},
		{name: "round-list-admin", path: "/rounds", user: "admin"},
		{name: "round-open", path: at, user: "lead", whole: true, phone: true},
		{name: "round-reviewer", path: at, user: "reviewer"},
		{name: "programme", path: "/programme", user: "lead", whole: true, phone: true},
		{name: "programme-town", path: "/programme", user: "town", whole: true},
	})
	o.now.Store(begun.AddDate(0, 0, 40).Unix())
	o.look(t, []state{
		{name: "overview", path: at + "/overview", user: "lead", whole: true, phone: true},
		{name: "overview-distribution", path: at + "/overview#distribution", user: "auditor", phone: true},
		{name: "overview-gaps", path: at + "/overview#gaps", user: "auditor", phone: true},
		{name: "overview-townships", path: at + "/overview#towngaps", user: "auditor", phone: true},
		{name: "overview-town", path: at + "/overview", user: "town", whole: true, phone: true},
		{name: "overview-reviewer", path: at + "/overview", user: "reviewer", whole: true, phone: true},
		{name: "review-pictures", path: "/applications/" + ids[1] + "/review", user: "lead", whole: true, phone: true},
		{name: "score-pictures", path: "/applications/" + ids[1], user: "auditor", whole: true, phone: true, do: openBars},
	})
}

// openBars shows the pairs of bars.
func openBars(p *testbrowser.Page) {
	testbrowser.Eval[bool](p, `(document.querySelector("details.bars-of").open = true)`)
}
