package web_test

import (
	"database/sql"
	"encoding/json"
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

const manyApplications = 10_000

// BenchmarkPages asks the server for every page, as everybody who is shown it, in a
// round of 10,000 applications. scan, the yardstick, is a plain SELECT of their rows.
func BenchmarkPages(b *testing.B) {
	o := newLargeOffice(b)
	b.Run("scan", func(b *testing.B) {
		for b.Loop() {
			o.scan(b)
		}
	})
	cookies := make(map[string]string)
	measured := make(map[string]bool)
	measure := func(user, name, path string) {
		if answer := fetch(o.handler, path, cookies[user]); answer.Code != http.StatusOK || measured[user+name] {
			if answer.Code >= http.StatusInternalServerError {
				b.Errorf("%s as %q: %d", path, user, answer.Code)
			}
			return
		}
		measured[user+name] = true
		who := user
		if who == "" {
			who = "public"
		}
		b.Run(who+name, func(b *testing.B) {
			for b.Loop() {
				fetch(o.handler, path, cookies[user], "Accept-Encoding", "gzip")
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/page")
		})
	}
	users := []string{"", "clerk", "clerk2", "reviewer", "town", "lead", "admin", "auditor"}
	for _, user := range users {
		cookies[user] = signedIn(b, o.handler, user)
	}
	for _, page := range everyPage(b, users, map[string][]string{
		"id": {cardID, o.draft, o.application(1), o.application(0), o.application(2)}, "round": {"2026"}, "evidence": {"none"},
	}) {
		measure(page.user, page.route, page.path)
	}
	for name, query := range map[string]string{
		"name": "sort=name", "township": "sort=township", "state": "sort=state", "newest": "sort=-submitted", "due": "sort=due", "overdue": "overdue=yes",
		"search": "q=9999", "nothing": "q=nothing", "todo": "whose=todo", "narrow": "state=submitted&sort=name&township=%E4%B9%A1%E9%95%873", "far": "sort=submitted&after=" + o.far(),
	} {
		for _, user := range []string{"reviewer", "lead", "town"} {
			measure(user, "/applications/by-"+name, "/applications?"+query)
		}
	}
}

// largeOffice is a server on a database with a large round.
type largeOffice struct {
	handler http.Handler
	raw     *sql.DB
	draft   string
}

func (o *largeOffice) application(i int) string {
	return fmt.Sprintf("01890000-0000-7000-8000-%012d", i)
}

// far is the key of a row near the end.
func (o *largeOffice) far() string {
	head := assessment.ApplicationHead{ID: o.application(manyApplications - 100), SubmittedAt: testBegins.Add(time.Duration(manyApplications-100) * time.Second)}
	return head.Key(assessment.SortSubmitted).String()
}

func newLargeOffice(b *testing.B) *largeOffice {
	b.Helper()
	folder := b.TempDir()
	db, err := store.Open(b.Context(), folder, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	o := &largeOffice{}
	if o.raw, err = sql.Open("sqlite", filepath.Join(folder, "wuxing.db")); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := errors.Join(o.raw.Close(), db.Close()); err != nil {
			b.Error(err)
		}
	})
	clock := func() time.Time { return testBegins.AddDate(0, 0, 1) }
	var ids atomic.Int64
	service := assessment.NewService(db, store.NewFiles(folder), scoring.Cards(), clock, func() string { return fmt.Sprintf("id%010d", ids.Add(1)) })
	small := &office{users: make(map[string]assessment.Actor)}
	for _, account := range []assessment.NewUser{
		{Username: "clerk", DisplayName: "陈晓", Role: assessment.RoleEnterprise, Enterprise: &scoring.Enterprise{Name: "湖州示例童装有限公司", USCC: uscc1, Township: "乡镇3"}},
		{Username: "clerk2", DisplayName: "王晓", Role: assessment.RoleEnterprise, Enterprise: &scoring.Enterprise{Name: "湖州示例电机有限公司", USCC: uscc2, Township: "乡镇3"}},
		{Username: "reviewer", DisplayName: "评审员甲", Role: assessment.RoleReviewer},
		{Username: "town", DisplayName: "乡镇社保所", Role: assessment.RoleTownship, Area: "乡镇3"},
		{Username: "lead", DisplayName: "评审组长", Role: assessment.RoleLead},
		{Username: "admin", DisplayName: "系统管理员", Role: assessment.RoleAdmin},
		{Username: "auditor", DisplayName: "监督员", Role: assessment.RoleAuditor},
	} {
		account.Password = password
		user, err := service.CreateUser(b.Context(), assessment.Command{Actor: assessment.Actor{Role: assessment.RoleOperator}}, account)
		if err != nil {
			b.Fatal(err)
		}
		small.users[account.Username] = user.Actor()
	}
	if err := db.Update(b.Context(), func(tx assessment.Tx) error { return manyRows(tx, small.users) }); err != nil {
		b.Fatal(err)
	}
	view, err := service.CreateApplication(b.Context(), assessment.Command{Actor: small.users["clerk2"]}, "2026", reading(someFacts))
	if err != nil {
		b.Fatal(err)
	}
	o.draft = view.ID
	books, err := sandbox.New(sandbox.Config{})
	if err != nil {
		b.Fatal(err)
	}
	o.handler, err = api.New(api.Config{
		Workbooks: books, Service: service, Cards: scoring.Cards(), Sessions: db.Sessions(), Version: "1.2.3", Now: clock,
		Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Pages:  web.New(web.Config{Service: service, Cards: scoring.Cards(), Version: "1.2.3", Now: clock}),
	})
	if err != nil {
		b.Fatal(err)
	}
	return o
}

func (o *largeOffice) scan(b *testing.B) {
	rows, err := o.raw.QueryContext(b.Context(), `SELECT a.id, a.state, a.version, e.name, e.uscc, e.township FROM applications a
		JOIN enterprises e ON e.id = a.enterprise_id WHERE a.round_id = '2026'`)
	if err != nil {
		b.Fatal(err)
	}
	count := 0
	for rows.Next() {
		var id, state, name, code, township string
		var version int
		if err := rows.Scan(&id, &state, &version, &name, &code, &township); err != nil {
			b.Fatal(err)
		}
		count++
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil || count <= manyApplications {
		b.Fatal(count, err)
	}
}

// manyRows stores the round past the use cases, which would take minutes. A third
// waits, a tenth was returned, the rest is reviewed; the first one is the clerk's.
func manyRows(tx assessment.Tx, users map[string]assessment.Actor) error {
	card, _ := scoring.Cards().Card(scoring.DefaultCardID)
	given, problems := card.ParseFacts([]byte(someFacts))
	if len(problems) > 0 {
		return problems
	}
	facts, err := json.Marshal(given)
	if err != nil {
		return err
	}
	self := card.Score(given)
	result, err := json.Marshal(self)
	if err != nil {
		return err
	}
	settings, closes := assessment.DefaultSettings(), testBegins.AddDate(0, 1, 0)
	settings.Review.ClosesAt = &closes
	err = tx.CreateRound(&assessment.Round{
		ID: "2026", Name: "2026 年度遴选", Year: 2026, CardID: card.ID, CardHash: card.Hash(), OpensAt: testBegins, ClosesAt: closes, Quota: 150,
		Settings: settings, State: assessment.RoundOpen, CreatedAt: testBegins, Version: 1,
	})
	if err != nil {
		return err
	}
	reviewer, o := users["reviewer"].UserID, &largeOffice{}
	for i := range manyApplications {
		at := testBegins.Add(time.Duration(i) * time.Second)
		e := &assessment.Enterprise{ID: fmt.Sprintf("e%05d", i), Name: fmt.Sprintf("湖州示例企业%d有限公司", i*7919%manyApplications), USCC: fmt.Sprintf("91330502MA%08d", i), Township: fmt.Sprint("乡镇", i%20), CreatedAt: testBegins}
		if i > 0 {
			err = tx.CreateEnterprise(e)
		} else {
			e, err = tx.FindEnterpriseByID(users["clerk"].EnterpriseID)
		}
		if err != nil {
			return err
		}
		a := &assessment.Application{
			ID: o.application(i), RoundID: "2026", Enterprise: *e, State: assessment.StateReviewed, ReviewerID: reviewer,
			Revision: 1, Submitted: 1, CreatedAt: at, UpdatedAt: at, SubmittedAt: at, Version: 1,
		}
		switch {
		case i%3 == 1:
			a.State, a.ReviewerID = assessment.StateSubmitted, ""
		case i%10 == 2:
			a.State = assessment.StateReturned
		}
		err := errors.Join(tx.CreateApplication(a), tx.AddSubmission(&assessment.Submission{
			ApplicationID: a.ID, Revision: 1, Facts: facts, Source: assessment.Source{Kind: "json", SHA256: "ab"},
			CardID: card.ID, CardHash: card.Hash(), Result: result, Total: self.Total, By: reviewer, At: at,
		}))
		if err == nil && a.State == assessment.StateReturned {
			err = tx.AddReturn(&assessment.Return{ApplicationID: a.ID, Revision: 1, Indicators: []string{"titles"}, Reason: "请补充", By: reviewer, At: at, DueAt: at.AddDate(0, 0, 5)})
		}
		if err == nil && a.State == assessment.StateReviewed {
			err = tx.AddReview(&assessment.Review{ApplicationID: a.ID, Revision: 1, Facts: facts, Result: result, ReviewerID: reviewer, At: at})
		}
		if err != nil {
			return err
		}
	}
	return nil
}
