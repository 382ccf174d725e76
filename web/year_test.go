package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/fixtures"
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

// answered are the fixtures whose facts the firms hand in, one of them vetoed.
var answered = []string{"023", "011", "008", "014", "005", "017", "036", "020", "033", "002"}

// handIn submits what the i-th firm says of itself in a round.
func (o *office) handIn(round string, i int) string {
	o.t.Helper()
	ctx, firm := o.t.Context(), fmt.Sprintf("firm%d", i)
	fixture, err := fixtures.Find(answered[i%len(answered)])
	var view *assessment.ApplicationView
	if err == nil {
		view, err = o.service.CreateApplication(ctx, o.as(firm), round, func(card *scoring.Card) (*assessment.Answers, scoring.Problems) {
			in, problems := card.ParseInput(fixture.Submission)
			if len(problems) > 0 {
				return nil, problems
			}
			return &assessment.Answers{Facts: in.Facts, Source: assessment.Source{Kind: assessment.SourceJSON, SHA256: strings.Repeat("0", 64)}}, nil
		})
	}
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
	other := map[string]scoring.Points{"skilled_ratio": scoring.Points(100 * (i%4 + 1))}
	if i%3 != 0 {
		other["training_funds"] = 200
		other["honours"] = 100
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

// year goes through a whole round with n enterprises, the first of them the from-th.
func (o *office) year(year, from, n int) {
	o.t.Helper()
	round := o.opened(year, time.Time{}, nil)
	for i := from; i < from+n; i++ {
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
	o.year(2024, 0, 6)
	o.year(2025, 2, 8)
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
		{name: "round-published", path: "/rounds/2025", user: "lead", whole: true},
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
