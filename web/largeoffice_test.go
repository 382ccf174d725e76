package web_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"wuxing/api"
	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/store"
	"wuxing/web"
	"wuxing/workbook/sandbox"
)

// quota is the number of places of a round.
const quota = 150

// largeOffice is a server on a database with four large rounds: 2024 is published, 2025
// on public notice, 2026 open with one reviewer an application who takes what comes,
// 2027 open with two who are assigned.
type largeOffice struct {
	t       testing.TB
	ctx     context.Context
	folder  string
	db      *store.Store
	size    int // applications of a round
	service *assessment.Service
	handler http.Handler
	raw     *sql.DB
	now     atomic.Int64
	ids     atomic.Int64 // given out
	users   map[string]assessment.Actor
	people  []string          // who look at pages; "" for nobody in particular
	cookies map[string]string // of their sessions
	draft   string            // an application that is not handed in
	changes int
}

// application is the id of the i-th application of a round.
func (o *largeOffice) application(year, i int) string {
	return fmt.Sprintf("01890000-0000-7000-8000-%012d", year*1_000_000+i)
}

// far is the key of a row of 2026 near the end.
func (o *largeOffice) far() string {
	i := o.size - min(100, o.size/2)
	head := assessment.ApplicationHead{ID: o.application(2026, i), SubmittedAt: testBegins.Add(time.Duration(i) * time.Second)}
	return head.Key(assessment.SortSubmitted).String()
}

// parameters are what the paths of pages are filled in with.
func (o *largeOffice) parameters() map[string][]string {
	ids := []string{cardID, o.draft, o.application(2026, 1), o.application(2026, 0), o.application(2026, 2), o.application(2027, 0)}
	return map[string][]string{"id": ids, "round": {"2024", "2025", "2026", "2027"}, "evidence": {"none"}, "username": {"clerk"}}
}

func newLargeOffice(t testing.TB, size int) *largeOffice {
	t.Helper()
	o := openLargeOffice(t, t.TempDir(), size)
	o.accounts()
	o.must(o.db.Update(o.ctx, o.manyRows))
	o.end("2024", true)
	o.end("2025", false)
	view, err := o.service.CreateApplication(o.ctx, o.as("clerk2"), "2026", reading(someFacts))
	o.must(err)
	o.draft = view.ID
	o.apart()
	o.signIn()
	return o
}

func (o *largeOffice) signIn() {
	for _, user := range o.people {
		o.cookies[user] = signedIn(o.t, o.handler, user)
	}
}

// openLargeOffice is the server on the folder of an office.
func openLargeOffice(t testing.TB, folder string, size int) *largeOffice {
	t.Helper()
	o := &largeOffice{
		t: t, ctx: t.Context(), folder: folder, size: size, users: make(map[string]assessment.Actor), cookies: make(map[string]string),
		people: []string{"", "clerk", "clerk2", "reviewer", "town", "lead", "admin", "auditor"},
	}
	o.now.Store(testBegins.AddDate(0, 0, 1).Unix())
	o.start()
	var err error
	if o.raw, err = sql.Open("sqlite", filepath.Join(folder, "wuxing.db")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(o.raw.Close(), o.db.Close()); err != nil {
			t.Error(err)
		}
	})
	return o
}

// start is the server from its start on: nothing is in its memory yet.
func (o *largeOffice) start() {
	o.t.Helper()
	var err error
	if o.db, err = store.Open(o.ctx, o.folder, store.Options{}); err != nil {
		o.t.Fatal(err)
	}
	clock := func() time.Time { return time.Unix(o.now.Load(), 0).UTC() }
	o.service = assessment.NewService(o.db, store.NewFiles(o.folder), scoring.Cards(), clock, func() string { return fmt.Sprintf("id%010d", o.ids.Add(1)) })
	o.service.UseSecrets(store.NewSecrets(o.folder))
	books, err := sandbox.New(sandbox.Config{})
	if err != nil {
		o.t.Fatal(err)
	}
	o.handler, err = api.New(api.Config{
		Workbooks: books, Service: o.service, Cards: scoring.Cards(), Sessions: o.db.Sessions(), Version: "1.2.3", Now: clock,
		Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Pages:  web.New(web.Config{Service: o.service, Cards: scoring.Cards(), Version: "1.2.3", Now: clock}),
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

// restart ends the server and starts it anew.
func (o *largeOffice) restart() {
	o.t.Helper()
	o.must(o.db.Close())
	o.start()
}

func (o *largeOffice) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *largeOffice) as(username string) assessment.Command {
	return assessment.Command{Actor: o.users[username], RequestID: "test"}
}

func (o *largeOffice) accounts() {
	o.t.Helper()
	for _, account := range []assessment.NewUser{
		{Username: "clerk", DisplayName: "陈晓", Role: assessment.RoleEnterprise, Enterprise: &scoring.Enterprise{Name: "湖州示例童装有限公司", USCC: uscc1, Township: "乡镇3"}},
		{Username: "clerk2", DisplayName: "王晓", Role: assessment.RoleEnterprise, Enterprise: &scoring.Enterprise{Name: "湖州示例电机有限公司", USCC: uscc2, Township: "乡镇3"}},
		{Username: "reviewer", DisplayName: "评审员甲", Role: assessment.RoleReviewer},
		{Username: "reviewer2", DisplayName: "评审员乙", Role: assessment.RoleReviewer},
		{Username: "town", DisplayName: "乡镇社保所", Role: assessment.RoleTownship, Area: "乡镇3"},
		{Username: "lead", DisplayName: "评审组长", Role: assessment.RoleLead},
		{Username: "lead2", DisplayName: "副组长", Role: assessment.RoleLead},
		{Username: "admin", DisplayName: "系统管理员", Role: assessment.RoleAdmin},
		{Username: "auditor", DisplayName: "监督员", Role: assessment.RoleAuditor},
	} {
		account.Password = password
		user, err := o.service.CreateUser(o.ctx, assessment.Command{Actor: assessment.Actor{Role: assessment.RoleOperator}}, account)
		o.must(err)
		o.users[account.Username] = user.Actor()
	}
}

// end takes a round that is reviewed on to its notice, and to its publication.
func (o *largeOffice) end(round string, publish bool) {
	o.t.Helper()
	ranking, err := o.service.Rank(o.ctx, o.as("lead"), round)
	o.must(err)
	today := func() string { return time.Unix(o.now.Load(), 0).In(assessment.OfficeZone).Format(time.DateOnly) }
	meeting := assessment.NewMeeting{HeldOn: today(), Reference: "联席会议纪要〔2026〕1号"}
	for i := range ranking.Rows {
		row := &ranking.Rows[i]
		outcome := assessment.NewOutcome{Application: row.ApplicationID, Outcome: assessment.OutcomeNotSelected}
		if i < quota && row.Rank > 0 && len(row.Below) == 0 {
			outcome.Outcome = assessment.OutcomeCertified
		}
		if last := &ranking.Rows[min(quota, len(ranking.Rows))-1]; row.Rank > 0 && row.Rank <= max(quota, last.Rank) {
			outcome.Reason = "同分者按高技能人才占比先后"
		}
		meeting.Outcomes = append(meeting.Outcomes, outcome)
	}
	_, err = o.service.RecordOutcome(o.ctx, o.as("lead"), round, meeting)
	o.must(err)
	notice, err := o.service.BeginNotice(o.ctx, o.as("lead"), round, today())
	o.must(err)
	if !publish {
		return
	}
	o.now.Store(notice.EndsAt.Unix())
	for _, lead := range []string{"lead", "lead2"} {
		_, err := o.service.Publish(o.ctx, o.as(lead), round, "公示期满无异议")
		o.must(err)
	}
}

// apart has two reviewers differ on the first application of 2027.
func (o *largeOffice) apart() {
	o.t.Helper()
	for reviewer, other := range map[string]assessment.NewScoreEntry{"reviewer": arranged, "reviewer2": halfPoint} {
		update := assessment.ReviewUpdate{Complete: true}
		for _, indicator := range card(o.t).Indicators() {
			entry := assessment.NewScoreEntry{Indicator: indicator.ID, Decision: assessment.Agree}
			if indicator.ID == other.Indicator {
				entry = other
			}
			update.Entries = append(update.Entries, entry)
		}
		_, err := o.service.PutReview(o.ctx, o.as(reviewer), o.application(2027, 0), update)
		o.must(err)
	}
}

// change has a reviewer decide something in both open rounds.
func (o *largeOffice) change() {
	o.t.Helper()
	entry := assessment.NewScoreEntry{Indicator: "leadership", Decision: assessment.Agree}
	each := o.changes % (o.size / 40)
	o.changes++
	for _, id := range []string{o.application(2026, 1+3*each), o.application(2027, 20+20*each)} {
		_, err := o.service.PutReview(o.ctx, o.as("reviewer"), id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{entry}})
		o.must(err)
	}
}

// scan is the yardstick.
func (o *largeOffice) scan() {
	rows, err := o.raw.QueryContext(o.ctx, `SELECT a.id, a.state, a.version, e.name, e.uscc, e.township FROM applications a
		JOIN enterprises e ON e.id = a.enterprise_id WHERE a.round_id = '2026'`)
	o.must(err)
	count := 0
	for rows.Next() {
		var id, state, name, code, township string
		var version int
		o.must(rows.Scan(&id, &state, &version, &name, &code, &township))
		count++
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil || count != o.size+1 {
		o.t.Fatal(count, err)
	}
}
