package api_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2/memstore"

	"wuxing/api"
	"wuxing/api/apitest"
	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/store"
	"wuxing/web"
	"wuxing/workbook/sandbox"
)

// matrixStates are the worlds of the matrix, each with one application of the
// enterprise that is E, and how each is reached from an earlier one by the use cases
// themselves. The round is assigned and has a first check; in blind and moderation
// it has two reviewers: the one that is R has its review before it, the other is in.
var matrixStates = []struct {
	name, from string
	do         func(m *matrixWorld)
}{
	{"draft", "", (*matrixWorld).toDraft},
	{"submitted", "draft", (*matrixWorld).toSubmitted},
	{"withdrawn", "submitted", func(m *matrixWorld) { m.done(m.service.Withdraw(m.ctx(), m.by("E"), m.id, "")) }},
	{"checked", "submitted", (*matrixWorld).toChecked},
	{"in_review", "checked", (*matrixWorld).toInReview},
	{"returned", "in_review", func(m *matrixWorld) {
		m.done(m.service.Return(m.ctx(), m.by("R"), m.id, assessment.NewReturn{Indicators: []string{"titles"}, Reason: "请补充证书"}))
	}},
	{"resubmitted", "returned", func(m *matrixWorld) { m.done(m.service.Submit(m.ctx(), m.by("E"), m.id, true)) }},
	{"reviewed", "in_review", func(m *matrixWorld) {
		m.done(m.service.DecideLifting(m.ctx(), m.by("L2"), m.id, m.lifting, true, "密由丁"))
		m.lifting = "none"
		m.review("R")
	}},
	{"released", "reviewed", (*matrixWorld).toReleased},
	{"ranked", "reviewed", func(m *matrixWorld) { m.done(m.service.Rank(m.ctx(), m.by("L"), "2026")) }},
	{"decided", "ranked", func(m *matrixWorld) {
		m.done(m.service.RecordOutcome(m.ctx(), m.by("L"), "2026", assessment.NewMeeting{
			HeldOn: "2026-02-20", Reference: "纪要3号", Outcomes: []assessment.NewOutcome{{Application: m.id, Outcome: assessment.OutcomeCertified}},
		}))
	}},
	{"announced", "decided", func(m *matrixWorld) {
		m.done(m.service.BeginNotice(m.ctx(), m.by("L"), "2026", m.now().AddDate(0, 0, 3).Format(time.DateOnly)))
	}},
	{"on_notice", "decided", func(m *matrixWorld) {
		m.done(m.service.BeginNotice(m.ctx(), m.by("L"), "2026", ""))
		m.object()
	}},
	{"ended", "on_notice", func(m *matrixWorld) {
		m.done(m.service.CloseObjection(m.ctx(), m.by("L"), "2026", m.objection, assessment.NewObjectionClosing{
			Result: assessment.ObjectionUnfounded, Answer: "密答:与名册一致",
		}))
		m.clock.Add(int64(14 * 24 * time.Hour / time.Microsecond))
	}},
	{"published", "ended", func(m *matrixWorld) {
		m.done(m.service.Publish(m.ctx(), m.by("L"), "2026", "公示期满无异议"))
		m.done(m.service.Publish(m.ctx(), m.by("L2"), "2026", "公示期满无异议"))
	}},
	{"blind", "", (*matrixWorld).toBlind},
	{"moderation", "blind", func(m *matrixWorld) { m.review("R", override("titles", 50, "密由一")) }},
}

// matrixPeople are the columns of the matrix after P, the public: E is the
// enterprise, e another one, T its township, t another one, R the reviewer who has
// the application, r another one, L the lead, A the administrator, U the auditor.
var matrixPeople = map[string]assessment.NewUser{
	"E":  {Username: "own", Role: assessment.RoleEnterprise, Enterprise: &scoring.Enterprise{Name: matrixName, USCC: matrixUSCC, Township: "织里镇"}},
	"e":  {Username: "other", Role: assessment.RoleEnterprise, Enterprise: &scoring.Enterprise{Name: "湖州示例机械有限公司", USCC: uscc2, Township: "八里店镇"}},
	"T":  {Username: "zhili", Role: assessment.RoleTownship, Area: "织里镇"},
	"t":  {Username: "balidian", Role: assessment.RoleTownship, Area: "八里店镇"},
	"R":  {Username: "reviewer1", Role: assessment.RoleReviewer},
	"r":  {Username: "reviewer2", Role: assessment.RoleReviewer},
	"R2": {Username: "reviewer3", Role: assessment.RoleReviewer}, // of two the other one
	"L":  {Username: "lead", Role: assessment.RoleLead},
	"L2": {Username: "lead2", Role: assessment.RoleLead}, // the second person
	"A":  {Username: "admin", Role: assessment.RoleAdmin},
	"U":  {Username: "auditor", Role: assessment.RoleAuditor},
}

// The enterprise that is E, under a name and code that stand nowhere else.
const (
	matrixName = "密企童装厂"
	matrixUSCC = "91330502MA2B00003L"
)

// matrixColumns are the columns in their order.
const matrixColumns = "PEeTtRrLAU"

// matrixWorld is a server whose database can be put back to any of the states.
type matrixWorld struct {
	t        *testing.T
	folder   string
	url      string
	service  *assessment.Service
	clock    atomic.Int64
	ids      atomic.Int64
	store    *store.Store // the present one
	raw      *sql.DB
	spent    int // databases that were opened
	seen     int
	users    map[string]*assessment.User
	cookies  map[string]string
	client   *http.Client
	lists    []byte
	told     map[string]bool // which secrets somebody has been told
	log      *syncBuffer
	recorded map[assessment.Action]int // what came into the audit trail

	matrixIDs
	saved map[string]matrixIDs
}

// matrixIDs are what requests name, in one of the states.
type matrixIDs struct {
	id, evidence, lifting, appeal, objection string
	registration                             string
	at                                       int64 // what the clock shows
}

// View and Update are those of the present database.
func (m *matrixWorld) View(ctx context.Context, fn func(assessment.Tx) error) error {
	return m.store.View(ctx, fn)
}

func (m *matrixWorld) Update(ctx context.Context, fn func(assessment.Tx) error) error {
	return m.store.Update(ctx, fn)
}

func (m *matrixWorld) ctx() context.Context { return m.t.Context() }

func (m *matrixWorld) by(letter string) assessment.Command {
	return assessment.Command{Actor: m.users[letter].Actor(), RequestID: "matrix"}
}

// done takes a step that must succeed.
func (m *matrixWorld) done(_ any, err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

// newMatrixWorld makes the server, the accounts and every state.
func newMatrixWorld(t *testing.T) *matrixWorld {
	t.Helper()
	m := &matrixWorld{t: t, users: make(map[string]*assessment.User), cookies: make(map[string]string), saved: make(map[string]matrixIDs), told: make(map[string]bool), log: &syncBuffer{}, recorded: make(map[assessment.Action]int)}
	var err error
	if m.folder, err = os.MkdirTemp("/dev/shm", "wuxing-matrix-"); err != nil { // in memory, where there is such a place
		m.folder = t.TempDir()
	}
	t.Cleanup(func() { m.done(nil, errors.Join(m.close(), os.RemoveAll(m.folder))) })
	start := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	m.clock.Store(start.UnixMicro())
	m.service = assessment.NewService(m, store.NewFiles(filepath.Join(m.folder, "files")), scoring.Cards(),
		func() time.Time { return time.UnixMicro(m.clock.Load()).UTC() }, func() string { return fmt.Sprintf("id%010d", m.ids.Add(1)) })
	m.service.UseSecrets(store.NewSecrets(m.folder))
	books, err := sandbox.New(sandbox.Config{})
	m.done(nil, err)
	now := func() time.Time { return start } // sessions do not end
	handler, err := api.New(api.Config{
		Workbooks: books, Service: m.service, Cards: scoring.Cards(), Sessions: memstore.NewWithCleanupInterval(0), Version: "1.2.3", Now: now,
		Pages:  web.New(web.Config{Service: m.service, Cards: scoring.Cards(), Version: "1.2.3", Now: now}),
		Logger: slog.New(slog.NewJSONHandler(m.log, nil)),
	})
	m.done(nil, err)
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	m.url = server.URL
	m.client = &http.Client{Transport: apitest.NewTransport(t, m.url, http.DefaultTransport)}
	m.base()
	for _, state := range matrixStates {
		m.restore(state.from)
		state.do(m)
		m.save(state.name)
	}
	return m
}

// base makes the accounts and signs them in.
func (m *matrixWorld) base() {
	m.open(filepath.Join(m.folder, "base"))
	console := assessment.Command{Actor: assessment.Actor{Role: assessment.RoleOperator}}
	for _, letter := range append(strings.Split(matrixColumns[1:], ""), "R2", "L2") {
		account := matrixPeople[letter]
		account.Password, account.DisplayName = password, "密名-"+account.Username
		user, err := m.service.CreateUser(m.ctx(), console, account)
		m.done(nil, err)
		m.users[letter] = user
		m.signIn(letter)
	}
	receipt, err := m.service.Register(m.ctx(), assessment.Command{}, assessment.NewRegistration{
		Enterprise: scoring.Enterprise{Name: "湖州待核对有限公司", USCC: "91330502MA2B000043", Township: "织里镇"}, Contact: "赵六", Phone: "0572-1", Password: password,
	})
	m.done(receipt, err)
	m.registration = receipt.ID
	m.save("")
}

// signIn gives somebody a new session.
func (m *matrixWorld) signIn(letter string) {
	m.t.Helper()
	body := fmt.Sprintf(`{"username":%q,"password":%q}`, m.users[letter].Username, password)
	got := m.send("", matrixRequest{method: http.MethodPost, path: "/api/v1/session", body: body, kind: "application/json"})
	if got.status != http.StatusOK {
		m.t.Fatalf("sign in as %s: %d %s", letter, got.status, got.body)
	}
	m.cookies[letter] = cookieOf(got.header.Get("Set-Cookie"))
	m.seen = m.changes() // it was recorded
}

func (m *matrixWorld) open(folder string) {
	m.done(nil, m.close())
	var err error
	m.store, err = store.Open(m.ctx(), folder, store.Options{Readers: 2})
	m.done(nil, err)
	m.raw, err = sql.Open("sqlite", filepath.Join(folder, "wuxing.db"))
	m.done(nil, err)
	m.raw.SetMaxOpenConns(1)
	m.seen = m.changes()
}

func (m *matrixWorld) close() error {
	if m.store == nil {
		return nil
	}
	err := errors.Join(m.raw.Close(), m.store.Close())
	m.store = nil
	return err
}

// changes moves when anything was committed.
func (m *matrixWorld) changes() (version int) {
	m.done(nil, m.raw.QueryRowContext(m.ctx(), "PRAGMA data_version").Scan(&version))
	return version
}

// save keeps the present database as that of a state. Closed, it is one file.
func (m *matrixWorld) save(state string) {
	m.done(nil, m.close())
	from := filepath.Join(m.folder, "base")
	if m.spent > 0 {
		from = filepath.Join(m.folder, fmt.Sprint("spent", m.spent))
	}
	m.done(nil, os.Rename(filepath.Join(from, "wuxing.db"), m.kept(state)))
	m.at = m.clock.Load()
	m.saved[state] = m.matrixIDs
	if m.spent == 0 { // all have the key of the first
		m.done(nil, os.Rename(filepath.Join(from, "keys"), m.keys()))
	}
	m.done(nil, os.RemoveAll(from))
}

func (m *matrixWorld) keys() string { return filepath.Join(m.folder, "keys") }

func (m *matrixWorld) kept(state string) string { return filepath.Join(m.folder, "state-"+state+".db") }

// restore opens a copy of the database of a state.
func (m *matrixWorld) restore(state string) {
	m.t.Helper()
	m.done(nil, m.close())
	m.done(nil, os.RemoveAll(filepath.Join(m.folder, fmt.Sprint("spent", m.spent))))
	m.spent++
	folder := filepath.Join(m.folder, fmt.Sprint("spent", m.spent))
	m.done(nil, os.MkdirAll(folder, 0o700))
	content, err := os.ReadFile(m.kept(state))
	m.done(nil, err)
	m.done(nil, os.WriteFile(filepath.Join(folder, "wuxing.db"), content, 0o600))
	m.done(nil, os.Symlink(m.keys(), filepath.Join(folder, "keys")))
	m.open(folder)
	m.matrixIDs = m.saved[state]
	m.clock.Store(m.at)
}

// matrixFacts are those of the enterprise: it has a veto, so that one can be lifted.
var matrixFacts = map[string]any{
	"employees": 400, "skilled_workers": 200, "trained_workers": 150, "high_skilled_workers": 82, "training_funds": "sufficient",
	"leader_attention": true, "title_level": "none", "arbitration_cases": 11, "injury_accidents": 0, "arrears_petitions": []any{},
}

func matrixAnswers(card *scoring.Card) (*assessment.Answers, scoring.Problems) {
	text, err := json.Marshal(map[string]any{"facts": matrixFacts})
	if err != nil {
		panic(err)
	}
	_, facts, _, problems := card.ParseSubmission(text)
	sum := sha256.Sum256(text)
	return &assessment.Answers{
		Facts: facts, File: text, Source: assessment.Source{Kind: assessment.SourceWorkbook, Name: "自评表.xlsx", SHA256: hex.EncodeToString(sum[:])},
	}, problems
}

func (m *matrixWorld) round(reviewers int) {
	settings := assessment.DefaultSettings()
	settings.FirstCheck, settings.Assignment, settings.Reviewers = true, assessment.AssignmentAssigned, reviewers
	m.done(m.service.CreateRound(m.ctx(), m.by("A"), assessment.NewRound{
		ID: "2026", Name: "2026 年度", Year: 2026, CardID: "wuxing-2024", Quota: 10, Settings: &settings,
		OpensAt: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC),
	}))
	for _, reviewer := range []string{"R", "r", "R2"} {
		m.done(m.service.Declare(m.ctx(), m.by(reviewer), "2026", assessment.NewDeclaration{USCC: matrixUSCC}))
	}
}

func (m *matrixWorld) toDraft() {
	m.round(1)
	m.draft()
}

func (m *matrixWorld) draft() {
	view, err := m.service.CreateApplication(m.ctx(), m.by("E"), "2026", matrixAnswers)
	m.done(nil, err)
	m.id, m.lifting, m.appeal, m.objection = view.ID, "none", "none", "none"
	content := "%PDF-1.7\n1 0 obj\nendobj\nstartxref\n9\n%%EOF\n"
	file, err := m.service.AddEvidence(m.ctx(), m.by("E"), m.id, assessment.NewEvidence{
		Indicator: "titles", Name: "证书.pdf", Content: strings.NewReader(content), Size: int64(len(content)),
	})
	m.done(nil, err)
	m.evidence = file.ID
}

func (m *matrixWorld) toSubmitted() { m.done(m.service.Submit(m.ctx(), m.by("E"), m.id, true)) }

func (m *matrixWorld) toChecked() {
	m.done(m.service.Check(m.ctx(), m.by("T"), m.id, ""))
	m.assign("R")
}

func (m *matrixWorld) assign(letters ...string) {
	row := assessment.AssignmentRow{Application: m.id}
	for _, letter := range letters {
		row.Reviewers = append(row.Reviewers, m.users[letter].Username)
	}
	new := assessment.NewAssignment{Rows: []assessment.AssignmentRow{row}}
	plan, err := m.service.PreviewAssignment(m.ctx(), m.users["L"].Actor(), "2026", new)
	m.done(nil, err)
	m.done(m.service.Assign(m.ctx(), m.by("L"), "2026", new, plan.Digest))
}

func override(indicator string, points scoring.Points, reason string) assessment.NewScoreEntry {
	return assessment.NewScoreEntry{Indicator: indicator, Decision: assessment.Override, Points: &points, Reason: reason}
}

func (m *matrixWorld) toInReview() {
	m.done(m.service.PutReview(m.ctx(), m.by("R"), m.id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{override("titles", 100, "密由甲")}}))
	view, err := m.service.ProposeLifting(m.ctx(), m.by("R"), m.id, assessment.NewLifting{
		Indicator: "arbitration", Facts: json.RawMessage(`{"arbitration_cases":2}`), Reason: "密由乙",
	})
	m.done(nil, err)
	m.lifting = view.Liftings[0].ID
}

// review finishes the review of one of the reviewers.
func (m *matrixWorld) review(letter string, entries ...assessment.NewScoreEntry) {
	view, err := m.service.Review(m.ctx(), m.users[letter].Actor(), m.id)
	m.done(nil, err)
	decided := make(map[string]bool)
	for _, entry := range entries {
		decided[entry.Indicator] = true
	}
	for _, id := range view.Open {
		if !decided[id] {
			entries = append(entries, assessment.NewScoreEntry{Indicator: id, Decision: assessment.Agree, Reason: "密由丙"})
		}
	}
	m.done(m.service.PutReview(m.ctx(), m.by(letter), m.id, assessment.ReviewUpdate{Entries: entries, Complete: true}))
}

func (m *matrixWorld) toReleased() {
	m.done(m.service.ReleaseResults(m.ctx(), m.by("L"), "2026", m.now().Add(48*time.Hour)))
	view, err := m.service.Appeal(m.ctx(), m.by("E"), m.id, assessment.NewAppeal{Indicator: "titles", Reason: "名册另有三人"})
	m.done(nil, err)
	m.appeal = view.Appeals[0].ID
}

func (m *matrixWorld) object() {
	receipt, err := m.service.Object(m.ctx(), assessment.Command{Actor: assessment.Actor{Role: assessment.RolePublic}}, "2026", assessment.NewObjection{
		No: 1, Name: "密异人", Contact: "密异电话", Text: "密异：该企业的高技能人才人数与实际不符",
	})
	m.done(nil, err)
	m.objection = receipt.ID
}

func (m *matrixWorld) now() time.Time { return time.UnixMicro(m.clock.Load()).UTC() }

func (m *matrixWorld) toBlind() {
	m.round(2)
	m.draft()
	m.toSubmitted()
	m.done(m.service.Check(m.ctx(), m.by("T"), m.id, ""))
	m.assign("R", "R2")
	m.review("R2", override("titles", 100, "密由二"))
}

// version is the one that an edit must name.
func (m *matrixWorld) version(query string, args ...any) string {
	var version int
	err := m.raw.QueryRowContext(m.ctx(), "SELECT version FROM "+query, args...).Scan(&version)
	if errors.Is(err, sql.ErrNoRows) {
		return `"1"`
	}
	m.done(nil, err)
	return fmt.Sprintf("%q", fmt.Sprint(version))
}

// matrixReply is an answer that was read.
type matrixReply struct {
	status int
	header http.Header
	body   []byte
}

// send sends a request as one of the columns; "" and P have no session.
func (m *matrixWorld) send(letter string, r matrixRequest) matrixReply {
	m.t.Helper()
	request, err := http.NewRequestWithContext(m.ctx(), r.method, m.url+r.path, strings.NewReader(r.body))
	m.done(nil, err)
	if r.kind != "" {
		request.Header.Set("Content-Type", r.kind)
	}
	if r.match != "" {
		request.Header.Set("If-Match", r.match)
	}
	if cookie := m.cookies[letter]; cookie != "" {
		request.Header.Set("Cookie", cookie)
	}
	answer, err := m.client.Do(request)
	m.done(nil, err)
	body, err := io.ReadAll(answer.Body)
	m.done(nil, errors.Join(err, answer.Body.Close()))
	return matrixReply{answer.StatusCode, answer.Header, body}
}
