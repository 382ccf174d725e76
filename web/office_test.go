package web_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"wuxing/api"
	"wuxing/assessment"
	"wuxing/backup"
	"wuxing/scoring"
	"wuxing/store"
	"wuxing/web"
	"wuxing/workbook/sandbox"
)

// TestMain runs the child that reads workbooks where the box has started this very
// program.
func TestMain(m *testing.M) {
	sandbox.Main()
	os.Exit(m.Run())
}

const password = "correct horse 正确"

// The enterprises of the tests.
const (
	uscc1 = "91330502MA2B00001R"
	uscc2 = "91330502MA2B00002P"
)

// contact is whom the public may ask.
const contact = "区人力社保局职建科 0572-0000000"

// office is a whole server with pages on an empty database. Its address stays when
// it is stopped and started again.
type office struct {
	t       *testing.T
	url     string
	address string
	now     atomic.Int64
	service *assessment.Service
	handler http.Handler
	server  *http.Server
	users   map[string]assessment.Actor
	data    backup.Office // all that it keeps
}

// testBegins is the clock of an office: a Monday in the window of its round.
var testBegins = time.Date(2026, 3, 2, 1, 30, 0, 0, time.UTC)

func newOffice(t *testing.T) *office {
	t.Helper()
	o := newEmptyOffice(t)
	o.accounts()
	return o
}

// newEmptyOffice is one without accounts.
func newEmptyOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, users: make(map[string]assessment.Actor)}
	o.now.Store(testBegins.Unix())
	folder, files := t.TempDir(), t.TempDir()
	db, err := store.Open(t.Context(), folder, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	o.data = backup.Office{Store: db, Heads: store.NewHeads(folder), Files: files, Cards: t.TempDir(), Version: "1.2.3"}
	var ids atomic.Int64
	clock := func() time.Time { return time.Unix(o.now.Load(), 0).UTC() }
	o.service = assessment.NewService(db, store.NewFiles(files), scoring.Cards(), clock, func() string { return fmt.Sprintf("id%010d", ids.Add(1)) })
	o.service.UseSecrets(store.NewSecrets(t.TempDir()))
	books, err := sandbox.New(sandbox.Config{})
	if err != nil {
		t.Fatal(err)
	}
	o.handler, err = api.New(api.Config{
		Workbooks: books, Service: o.service, Cards: scoring.Cards(), Sessions: db.Sessions(), Version: "1.2.3", Now: clock,
		Logger: slog.New(slog.NewTextHandler(errorsOf{t}, &slog.HandlerOptions{Level: slog.LevelError})),
		Pages:  web.New(web.Config{Service: o.service, Cards: scoring.Cards(), Version: "1.2.3", Contact: contact, Now: clock, SaveAfter: 300 * time.Millisecond}),
	})
	if err != nil {
		t.Fatal(err)
	}
	o.address = "127.0.0.1:0"
	o.start()
	t.Cleanup(o.stop)
	return o
}

// errorsOf shows what the server has logged as an error where a test fails.
type errorsOf struct{ t *testing.T }

func (e errorsOf) Write(text []byte) (int, error) {
	e.t.Logf("server: %s", text)
	return len(text), nil
}

func (o *office) start() {
	o.t.Helper()
	listener, err := net.Listen("tcp", o.address)
	if err != nil {
		o.t.Fatal(err)
	}
	o.address = listener.Addr().String()
	o.url = "http://" + o.address
	o.server = &http.Server{Handler: o.handler}
	go func(server *http.Server) { _ = server.Serve(listener) }(o.server)
}

// stop cuts every line.
func (o *office) stop() { _ = o.server.Close() }

func (o *office) accounts() {
	o.t.Helper()
	operator := assessment.Command{Actor: assessment.Actor{Role: assessment.RoleOperator}}
	for _, account := range []assessment.NewUser{
		{Username: "clerk", DisplayName: "陈晓", Role: assessment.RoleEnterprise, Enterprise: &scoring.Enterprise{Name: "湖州示例童装有限公司", USCC: uscc1, Township: "织里镇"}},
		{Username: "clerk2", DisplayName: "浙江吴兴东部新城先进装备制造与职业技能培训发展集团股份有限公司人力资源部", Role: assessment.RoleEnterprise, Enterprise: &scoring.Enterprise{Name: "浙江吴兴东部新城先进装备制造与职业技能培训发展集团股份有限公司", USCC: uscc2, Township: "八里店镇"}},
		{Username: "reviewer", DisplayName: "评审员甲", Role: assessment.RoleReviewer},
		{Username: "reviewer2", DisplayName: "评审员乙", Role: assessment.RoleReviewer},
		{Username: "town", DisplayName: "织里镇社保所", Role: assessment.RoleTownship, Area: "织里镇"},
		{Username: "lead", DisplayName: "评审组长", Role: assessment.RoleLead},
		{Username: "admin", DisplayName: "系统管理员", Role: assessment.RoleAdmin},
	} {
		account.Password = password
		user, err := o.service.CreateUser(o.t.Context(), operator, account)
		if err != nil {
			o.t.Fatal(err)
		}
		o.users[account.Username] = user.Actor()
	}
}

// firm makes one more enterprise with an account.
func (o *office) firm(username string, number int) {
	o.t.Helper()
	user, err := o.service.CreateUser(o.t.Context(), o.as("admin"), assessment.NewUser{
		Username: username, DisplayName: username, Password: password, Role: assessment.RoleEnterprise,
		Enterprise: &scoring.Enterprise{Name: fmt.Sprintf("湖州示例第%d有限公司", number), USCC: fmt.Sprintf("91330502MA%08d", number), Township: "织里镇"},
	})
	if err != nil {
		o.t.Fatal(err)
	}
	o.users[username] = user.Actor()
}

// as is a command by an account.
func (o *office) as(username string) assessment.Command {
	o.now.Add(60)
	return assessment.Command{Actor: o.users[username], RequestID: "test"}
}

// round opens the round 2026.
func (o *office) round(settings *assessment.Settings) {
	o.t.Helper()
	_, err := o.service.CreateRound(o.t.Context(), o.as("admin"), assessment.NewRound{
		ID: "2026", Name: "2026 年度遴选", Year: 2026, CardID: scoring.DefaultCardID, Quota: 2, Settings: settings,
		OpensAt: time.Date(2026, 2, 28, 16, 0, 0, 0, time.UTC), ClosesAt: time.Date(2026, 3, 20, 16, 0, 0, 0, time.UTC),
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

const someFacts = `{"leader_attention":true,"hr_department":true,"hr_manager":false,"training_funds":"sufficient","certification_filing":"operating",` +
	`"school_cooperation":"agreement","apprentices":12,"employees":400,"skilled_workers":200,"trained_workers":130,"high_skilled_workers":82,` +
	`"monthly_allowance":"350.50","honours":[{"person":"张三","level":"city"},{"person":"李四","level":"district"}],"arrears_petitions":[],` +
	`"craftsman_culture":true,"competition_awards":[{"level":"city","prize":"second"}]}`

func reading(facts string) assessment.ReadAnswers {
	return func(card *scoring.Card) (*assessment.Answers, scoring.Problems) {
		in, problems := card.ParseInput([]byte(`{"facts":` + facts + `}`))
		if len(problems) > 0 {
			return nil, problems
		}
		return &assessment.Answers{Facts: in.Facts, Source: assessment.Source{Kind: assessment.SourceJSON, SHA256: strings.Repeat("0", 64)}}, nil
	}
}

// draft starts an application with some facts and returns its id.
func (o *office) draft(username, facts string) string {
	o.t.Helper()
	view, err := o.service.CreateApplication(o.t.Context(), o.as(username), "2026", reading(facts))
	if err != nil {
		o.t.Fatal(err)
	}
	return view.ID
}

func (o *office) submit(username, id string) {
	o.t.Helper()
	if _, err := o.service.Submit(o.t.Context(), o.as(username), id, true); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) giveBack(id string, indicators ...string) {
	o.t.Helper()
	_, err := o.service.Return(o.t.Context(), o.as("reviewer"), id, assessment.NewReturn{
		Indicators: indicators, Reason: "竞赛获奖请补充获奖文件，不能证明的请删除", DueAt: time.Date(2026, 3, 20, 16, 0, 0, 0, time.UTC),
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

// review agrees with everything but the training funds, and finishes.
func (o *office) review(id string) {
	o.t.Helper()
	update := assessment.ReviewUpdate{Complete: true}
	for _, indicator := range card(o.t).Indicators() {
		entry := assessment.NewScoreEntry{Indicator: indicator.ID, Decision: assessment.Agree}
		if indicator.ID == "training_funds" {
			entry = assessment.NewScoreEntry{
				Indicator: indicator.ID, Decision: assessment.Correct, Facts: json.RawMessage(`{"training_funds":"arranged"}`), Reason: "凭证只能证明已安排经费，不能证明足额",
			}
		}
		update.Entries = append(update.Entries, entry)
	}
	if _, err := o.service.PutReview(o.t.Context(), o.as("reviewer"), id, update); err != nil {
		o.t.Fatal(err)
	}
}

// assignAll gives everything that lacks a reviewer to one.
func (o *office) assignAll(reviewer string) {
	o.t.Helper()
	everything := assessment.NewAssignment{Balanced: true, Among: []string{reviewer}}
	plan, err := o.service.PreviewAssignment(o.t.Context(), o.users["lead"], "2026", everything)
	if err == nil {
		_, err = o.service.Assign(o.t.Context(), o.as("lead"), "2026", everything, plan.Digest)
	}
	if err != nil {
		o.t.Fatal(err)
	}
}

// release opens the results, the morning after the window has closed.
func (o *office) release() {
	o.t.Helper()
	o.now.Store(time.Date(2026, 3, 21, 1, 30, 0, 0, time.UTC).Unix())
	if _, err := o.service.ReleaseResults(o.t.Context(), o.as("lead"), "2026", time.Date(2026, 3, 31, 16, 0, 0, 0, time.UTC)); err != nil {
		o.t.Fatal(err)
	}
}

func card(t testing.TB) *scoring.Card {
	t.Helper()
	card, ok := scoring.Cards().Card(scoring.DefaultCardID)
	if !ok {
		t.Fatal("no card")
	}
	return card
}

// visitor is a browser without scripts: it follows redirects and keeps cookies.
type visitor struct {
	o      *office
	t      *testing.T
	client *http.Client
}

func (o *office) visitor() *visitor {
	o.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		o.t.Fatal(err)
	}
	return &visitor{o: o, t: o.t, client: &http.Client{Jar: jar}}
}

// shown is a page that has come.
type shown struct {
	*goquery.Document
	t      *testing.T
	status int
	path   string
	header http.Header
	body   string
}

func (v *visitor) send(method, path string, body io.Reader, header ...string) *shown {
	v.t.Helper()
	request, err := http.NewRequestWithContext(v.t.Context(), method, v.o.url+path, body)
	if err != nil {
		v.t.Fatal(err)
	}
	request.Header.Set("Accept", "text/html,*/*;q=0.8")
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	answer, err := v.client.Do(request)
	if err != nil {
		v.t.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil {
		v.t.Fatal(err)
	}
	if strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") && answer.Header.Get("Content-Encoding") == "" {
		noGoValues(v.t, path, string(text))
	}
	document, err := goquery.NewDocumentFromReader(strings.NewReader(string(text)))
	if err != nil {
		v.t.Fatal(err)
	}
	return &shown{document, v.t, answer.StatusCode, answer.Request.URL.RequestURI(), answer.Header, string(text)}
}

func (v *visitor) get(path string, header ...string) *shown {
	v.t.Helper()
	return v.send(http.MethodGet, path, nil, header...)
}

// post sends fields as a form does, without a token unless there is one among them.
func (v *visitor) post(path string, form url.Values, header ...string) *shown {
	v.t.Helper()
	return v.send(http.MethodPost, path, strings.NewReader(form.Encode()), append([]string{"Content-Type", "application/x-www-form-urlencoded"}, header...)...)
}

// fields are what the form with the action would send.
func (s *shown) fields(action string) url.Values {
	s.t.Helper()
	found := s.Find("form[action='" + action + "'][method=post]").First()
	if found.Length() == 0 {
		s.t.Fatalf("%s has no form to %s\n%.2000s", s.path, action, s.body)
	}
	return fieldsOf(found)
}

func fieldsOf(found *goquery.Selection) url.Values {
	form := make(url.Values)
	found.Find("input[name], select[name], textarea[name]").Each(func(_ int, input *goquery.Selection) {
		name, kind := input.AttrOr("name", ""), input.AttrOr("type", "")
		_, checked := input.Attr("checked")
		switch {
		case goquery.NodeName(input) == "select":
			chosen := input.Find("option[selected]")
			if value := chosen.AttrOr("value", chosen.Text()); value != "" {
				form.Set(name, value)
			}
		case (kind == "radio" || kind == "checkbox") && !checked, kind == "file":
		default:
			form.Add(name, input.AttrOr("value", input.Text()))
		}
	})
	return form
}

// signIn signs in by the form.
func (v *visitor) signIn(username string) *shown {
	v.t.Helper()
	form := v.get("/sign-in").fields("/sign-in")
	form.Set("username", username)
	form.Set("password", password)
	page := v.post("/sign-in", form)
	page.want(http.StatusOK)
	return page
}

func (s *shown) want(status int) *shown {
	s.t.Helper()
	if s.status != status {
		s.t.Fatalf("%s: got %d, want %d\n%.1500s", s.path, s.status, status, s.Find("main").Text())
	}
	return s
}

// says checks that the page's text holds all of these.
func (s *shown) says(texts ...string) *shown {
	s.t.Helper()
	said := strings.Join(strings.Fields(s.Find("main").Text()), " ")
	for _, text := range texts {
		if !strings.Contains(said, text) {
			s.t.Errorf("%s does not say %q:\n%.1500s", s.path, text, said)
		}
	}
	return s
}
