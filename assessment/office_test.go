package assessment_test

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wuxing/assessment"
	"wuxing/internal/testpg"
	"wuxing/scoring"
	"wuxing/store"
)

// office is a real service over a real database, with an account for each role
// and a clock that tests set.
type office struct {
	t     *testing.T
	svc   *assessment.Service
	store *store.Store
	raw   *sql.DB // a second look at the database, past everything under test
	files string  // the folder of files
	card  *scoring.Card
	clock atomic.Int64 // microseconds
	ids   atomic.Int64

	reviewer, other, lead, deputy, admin, operator, town, auditor assessment.Actor
}

// opening is when the office's rounds open.
var opening = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

// onBoth runs a test on SQLite and on PostgreSQL.
func onBoth(t *testing.T, test func(t *testing.T, o *office)) {
	t.Run("sqlite", func(t *testing.T) {
		folder := t.TempDir()
		test(t, newOffice(t, folder, "sqlite", filepath.Join(folder, "wuxing.db")))
	})
	t.Run("postgres", func(t *testing.T) {
		address := testpg.Database(t)
		test(t, newOffice(t, address, "pgx", address))
	})
}

// onSQLite is for what the database has no part in.
func onSQLite(t *testing.T) *office {
	folder := t.TempDir()
	return newOffice(t, folder, "sqlite", filepath.Join(folder, "wuxing.db"))
}

func newOffice(t *testing.T, address, driver, rawAddress string) *office {
	t.Helper()
	s, err := store.Open(t.Context(), address, store.Options{Keys: testpg.Folder(address)})
	must(t, err)
	raw, err := sql.Open(driver, rawAddress)
	must(t, err)
	t.Cleanup(func() { must(t, errors.Join(raw.Close(), s.Close())) })
	o := &office{t: t, store: s, raw: raw, files: filepath.Join(t.TempDir(), "files")}
	o.card, _ = scoring.Cards().Card(scoring.DefaultCardID)
	o.set(opening.Add(time.Hour))
	o.svc = assessment.NewService(s, store.NewFiles(o.files), scoring.Cards(),
		func() time.Time { return time.UnixMicro(o.clock.Load()).UTC() },
		func() string { return fmt.Sprintf("id-%08d", o.ids.Add(1)) })
	o.operator = assessment.Actor{Role: assessment.RoleOperator}
	o.reviewer = o.account("reviewer", assessment.RoleReviewer, "")
	o.other = o.account("other", assessment.RoleReviewer, "")
	o.lead = o.account("lead", assessment.RoleLead, "")
	o.deputy = o.account("deputy", assessment.RoleLead, "")
	o.admin = o.account("admin", assessment.RoleAdmin, "")
	o.town = o.township("zhili", "织里镇")
	o.auditor = o.account("auditor", assessment.RoleAuditor, "")
	o.round("2026")
	return o
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (o *office) set(now time.Time) { o.clock.Store(now.UnixMicro()) }

// account makes a user without the cost of hashing a password.
func (o *office) account(name string, role assessment.Role, enterpriseID string) assessment.Actor {
	o.t.Helper()
	user := &assessment.User{
		ID: "u-" + name, Username: name, DisplayName: "显示名-" + name, Role: role, EnterpriseID: enterpriseID,
		PasswordHash: "none", CreatedAt: opening, Version: 1,
	}
	must(o.t, o.store.Update(o.t.Context(), func(tx assessment.Tx) error { return tx.CreateUser(user) }))
	return user.Actor()
}

// township makes a clerk of a township.
func (o *office) township(name, area string) assessment.Actor {
	o.t.Helper()
	user := &assessment.User{
		ID: "u-" + name, Username: name, DisplayName: "显示名-" + name, Role: assessment.RoleTownship, Area: area,
		PasswordHash: "none", CreatedAt: opening, Version: 1,
	}
	must(o.t, o.store.Update(o.t.Context(), func(tx assessment.Tx) error { return tx.CreateUser(user) }))
	return user.Actor()
}

// enterprise makes an enterprise with its clerk.
func (o *office) enterprise(name string) assessment.Actor {
	o.t.Helper()
	e := &assessment.Enterprise{ID: "e-" + name, Name: name, USCC: uscc(name), Township: "织里镇", CreatedAt: opening}
	must(o.t, o.store.Update(o.t.Context(), func(tx assessment.Tx) error { return tx.CreateEnterprise(e) }))
	return o.account("clerk-"+name, assessment.RoleEnterprise, e.ID)
}

// uscc is a code of the right form for a name.
func uscc(name string) string {
	sum := sha256.Sum256([]byte(name))
	digits := ""
	for _, b := range sum[:9] {
		digits += fmt.Sprintf("%02d", b%100)
	}
	return digits
}

func (o *office) round(id string) {
	o.t.Helper()
	_, err := o.svc.CreateRound(o.t.Context(), by(o.admin), assessment.NewRound{
		ID: id, Name: "批次 " + id, Year: 2026, CardID: o.card.ID, OpensAt: opening, Quota: 50,
	})
	must(o.t, err)
}

// closes gives a round a window of thirty days.
func (o *office) closes(round string) {
	o.t.Helper()
	o.setup(round, func(c *assessment.RoundChange) { c.ClosesAt = opening.Add(30 * 24 * time.Hour) })
}

func by(actor assessment.Actor) assessment.Command {
	return assessment.Command{Actor: actor, RequestID: "req"}
}

// facts are the answers of a middling enterprise, with changes.
func facts(changes ...map[string]any) map[string]any {
	all := map[string]any{
		"leader_attention": true, "hr_department": true, "hr_manager": true,
		"training_funds": "sufficient", "certification_filing": "operating", "school_cooperation": "order_class",
		"apprentices": 60, "certification_started": true, "certification_standardized": true, "certified_workers": 120,
		"trained_workers": 150, "skilled_workers": 200, "employees": 400, "high_skilled_workers": 90,
		"honours":           []any{map[string]any{"person": "张三", "level": "city"}},
		"eight_grade_pilot": false, "senior_technician_pilot": false, "senior_technician_completed": false,
		"master_studios": []any{}, "monthly_allowance": 200, "average_wage": 88000, "average_wage_last_year": 82000,
		"workers_over_90k": 70, "workers_over_120k": 10, "collective_agreement": true, "equity_workers": 0,
		"competition_awards": []any{}, "innovations": []any{}, "science_awards": []any{}, "craftsman_culture": true,
		"harmony_level": "district", "title_level": "none", "training_base": "none", "occupational_standards": []any{},
		"research_institute": false, "arrears_petitions": []any{}, "arbitration_cases": 0, "injury_accidents": 0,
	}
	for _, change := range changes {
		maps.Copy(all, change)
	}
	return all
}

// answers reads facts as the API does; as names the enterprise, if not nil.
func answers(facts map[string]any, as *scoring.Enterprise) assessment.ReadAnswers {
	return func(card *scoring.Card) (*assessment.Answers, scoring.Problems) {
		body, err := json.Marshal(map[string]any{"enterprise": as, "facts": facts})
		if err != nil {
			panic(err)
		}
		sum := sha256.Sum256(body)
		enterprise, read, warnings, problems := card.ParseSubmission(body)
		return &assessment.Answers{
			Enterprise: enterprise, Facts: read, Warnings: warnings,
			Source: assessment.Source{Kind: assessment.SourceJSON, SHA256: hex.EncodeToString(sum[:])},
		}, problems
	}
}

// path brings a new application of the clerk's enterprise to a state of an open
// round.
func (o *office) path(clerk assessment.Actor, round string, to assessment.State, given map[string]any) string {
	o.t.Helper()
	view, err := o.svc.CreateApplication(o.t.Context(), by(clerk), round, answers(given, nil))
	must(o.t, err)
	o.walk(clerk, view.ID, to)
	return view.ID
}

// walk brings a draft to a state.
func (o *office) walk(clerk assessment.Actor, id string, to assessment.State) {
	o.t.Helper()
	ctx := o.t.Context()
	steps := []struct {
		state assessment.State
		do    func() error
	}{
		{assessment.StateDraft, func() error { return nil }},
		{assessment.StateSubmitted, func() error { _, err := o.svc.Submit(ctx, by(clerk), id, true); return err }},
		{assessment.StateInReview, func() error {
			_, err := o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{})
			return err
		}},
		{assessment.StateReturned, func() error {
			_, err := o.svc.Return(ctx, by(o.reviewer), id, assessment.NewReturn{Indicators: []string{"titles"}, Reason: "请补充证书"})
			return err
		}},
		{assessment.StateResubmitted, func() error { _, err := o.svc.Submit(ctx, by(clerk), id, true); return err }},
		{assessment.StateReviewed, func() error {
			_, err := o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Entries: o.agreeAll(), Complete: true})
			return err
		}},
	}
	for _, step := range steps {
		must(o.t, step.do())
		if step.state == to {
			return
		}
	}
	o.t.Fatalf("no path to %s", to)
}

// agreeAll agrees with every indicator but those named.
func (o *office) agreeAll(but ...string) []assessment.NewScoreEntry {
	var entries []assessment.NewScoreEntry
	skip := make(map[string]bool)
	for _, id := range but {
		skip[id] = true
	}
	for _, indicator := range o.card.Indicators() {
		if !skip[indicator.ID] {
			entries = append(entries, assessment.NewScoreEntry{Indicator: indicator.ID, Decision: assessment.Agree})
		}
	}
	return entries
}

var tables = []string{
	"enterprises", "users", "rounds", "applications", "submissions", "score_entries", "returns", "reviews", "rankings", "replies", "audit_events", "extensions", "declarations", "seats", "snapshots", "meetings", "reopenings",
	"enterprises", "users", "rounds", "applications", "submissions", "score_entries", "returns", "reviews", "rankings", "replies", "audit_events",
	"notices", "publications", "objections", "objection_links", "objection_closings",
	"messages", "message_reads", "mails", "guards", "second_factors", "setup_codes",
	"evidence", "evidence_withdrawals", "evidence_gaps", "authority_lists", "authority_rows", "liftings", "lifting_decisions", "releases", "appeals", "appeal_decisions",
}

// counts says how many rows there are, and the sum of all versions.
func (o *office) counts() map[string]int {
	o.t.Helper()
	counts := make(map[string]int)
	for _, table := range tables {
		var n int
		must(o.t, o.raw.QueryRowContext(o.t.Context(), "SELECT count(*) FROM "+table).Scan(&n))
		counts[table] = n
	}
	for _, table := range []string{"users", "rounds", "applications", "seats"} {
		var n int
		must(o.t, o.raw.QueryRowContext(o.t.Context(), "SELECT coalesce(sum(version), 0) FROM "+table).Scan(&n))
		counts[table+" versions"] = n
	}
	return counts
}

// unchanged runs fn and fails the test if it stored anything but in the tables that
// fn fills by itself.
func (o *office) unchanged(t *testing.T, fn func(), but ...string) {
	t.Helper()
	before := o.counts()
	fn()
	after := o.counts()
	for _, table := range but {
		delete(before, table)
		delete(after, table)
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("something was stored (-before +after):\n%s", diff)
	}
}

func (o *office) application(id string) *assessment.Application {
	o.t.Helper()
	var a *assessment.Application
	must(o.t, o.store.View(o.t.Context(), func(tx assessment.Tx) (err error) {
		a, err = tx.FindApplicationByID(id)
		return err
	}))
	return a
}

func code(err error) string {
	var e *assessment.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.Code
	}
	return "internal: " + err.Error()
}

// problems lists the problems of an error as "code path".
func problems(err error) []string {
	var e *assessment.Error
	if !errors.As(err, &e) {
		return nil
	}
	var list []string
	for _, p := range e.Problems {
		list = append(list, p.Code+" "+p.Path)
	}
	return list
}

func wantCode(t *testing.T, err error, kind assessment.Kind, want string) {
	t.Helper()
	if !assessment.IsKind(err, kind) || code(err) != want {
		t.Errorf("error %v, want kind %d code %s", err, kind, want)
	}
}

func same(t *testing.T, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
}
