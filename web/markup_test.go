package web_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"wuxing/assessment"
	"wuxing/internal/testbrowser"
	"wuxing/scoring"
	"wuxing/web"
)

// TestMarkupStaysText plants forty payloads in every text that an office holds, the
// names of enterprises, people, rounds, files and rows, reasons, notes, appeals,
// objections and answers, and has everybody open every page in Chromium at four
// moments of the round: no dialog, no report of the policy, nothing on the console
// (testbrowser notes those), and no element that a payload has made.
func TestMarkupStaysText(t *testing.T) {
	o := newOffice(t)
	m := &planting{
		office: o, t: t, browser: testbrowser.Start(t), opened: make(map[string]int), windows: make(map[string]*testbrowser.Page), visitors: make(map[string]*visitor),
		watchers: []string{"", "marked0", "mtown", "mreviewer", "mlead", "madmin", "mauditor"},
	}
	m.people()
	m.firms()
	m.tour("drafts")
	m.sentBack()
	m.tour("sent back")
	m.reviewed()
	m.tour("released")
	m.published()
	m.tour("published")
	for _, route := range web.Routes() {
		if route.Method == http.MethodGet && m.opened[route.Path] == 0 && tellNothing[route.Path] == "" {
			t.Errorf("nobody has opened %s: plant what leads to it", route.Path)
		}
	}
	t.Logf("%d payloads, %d enterprises, pages opened: %v", len(markups), len(m.ids), m.opened)
}

// tellNothing are pages without a text that anybody has typed, and why.
var tellNothing = map[string]string{
	"/setup": "closed once there is an account",
	"/applications/{id}/evidence/{evidence}/preview": "a picture or a PDF, under a policy of its own",
}

type planting struct {
	*office
	t        *testing.T
	browser  *testbrowser.Browser
	ids      []string // the applications; the first has everything
	opened   map[string]int
	windows  map[string]*testbrowser.Page
	visitors map[string]*visitor
	watchers []string // who looks at the pages
	first    bool     // those of the first application are opened besides those that links lead to
}

// whole are all payloads in one text.
func whole() string { return strings.Join(markups, " ") }

func (m *planting) done(_ any, err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

func (m *planting) user(new assessment.NewUser) {
	m.t.Helper()
	new.Password = password
	user, err := m.service.CreateUser(m.t.Context(), assessment.Command{Actor: assessment.Actor{Role: assessment.RoleOperator}}, new)
	m.done(nil, err)
	m.users[new.Username] = user.Actor()
}

func (m *planting) people() {
	for i, name := range spread(64) {
		m.user(assessment.NewUser{
			Username: fmt.Sprint("marked", i), DisplayName: name, Role: assessment.RoleEnterprise,
			Enterprise: &scoring.Enterprise{Name: name, USCC: fmt.Sprintf("91330502MB%08d", i), Township: "织里镇"},
		})
	}
	names := spread(64)
	m.user(assessment.NewUser{Username: "mtown", DisplayName: names[1], Role: assessment.RoleTownship, Area: "织里镇"})
	m.user(assessment.NewUser{Username: "mreviewer", DisplayName: names[2], Role: assessment.RoleReviewer})
	m.user(assessment.NewUser{Username: "mlead", DisplayName: names[3], Role: assessment.RoleLead})
	m.user(assessment.NewUser{Username: "mlead2", DisplayName: names[4], Role: assessment.RoleLead})
	m.user(assessment.NewUser{Username: "madmin", DisplayName: names[5], Role: assessment.RoleAdmin})
	m.user(assessment.NewUser{Username: "mauditor", DisplayName: names[6], Role: assessment.RoleAuditor})
}

// firms opens a round and drafts, the first with all payloads in the rows of every
// list and in the names of its files.
func (m *planting) firms() {
	ctx, settings := m.t.Context(), assessment.DefaultSettings()
	settings.FirstCheck = true
	m.done(m.service.CreateRound(ctx, m.as("madmin"), assessment.NewRound{
		ID: "2026", Name: spread(64)[0], Year: 2026, CardID: scoring.DefaultCardID, Quota: 2, Settings: &settings, OpensAt: testBegins.AddDate(0, 0, -2),
	}))
	var people []map[string]string
	for _, text := range markups {
		people = append(people, map[string]string{"person": text, "level": "city"})
	}
	rows, err := json.Marshal(people)
	m.done(nil, err)
	for i := range spread(64) {
		facts := someFacts
		if i == 0 {
			facts = strings.Replace(someFacts, `[{"person":"张三","level":"city"},{"person":"李四","level":"district"}]`, string(rows), 1)
		}
		m.ids = append(m.ids, m.draft(fmt.Sprint("marked", i), facts))
	}
	under := []string{"titles", "training_funds", "leadership", "skilled_ratio"} // each takes a few files
	for i, text := range markups {
		pdf := fmt.Sprintf("%%PDF-1.4\n%d 0 obj\n<<>>\nendobj\nstartxref\n9\n%%%%EOF\n", i+1)
		_, err := m.service.AddEvidence(ctx, m.as("marked0"), m.ids[0], assessment.NewEvidence{
			Indicator: under[i%len(under)], Name: strings.ReplaceAll(text, "/", "∕") + ".pdf", Content: strings.NewReader(pdf), Size: int64(len(pdf)),
		})
		m.done(nil, err)
	}
}

// sentBack has the townships check and a reviewer return.
func (m *planting) sentBack() {
	ctx := m.t.Context()
	for i, id := range m.ids {
		m.submit(fmt.Sprint("marked", i), id)
	}
	m.done(m.service.SendBack(ctx, m.as("mtown"), m.ids[1], whole(), time.Time{}))
	m.submit("marked1", m.ids[1])
	for _, id := range m.ids {
		m.done(m.service.Check(ctx, m.as("mtown"), id, whole()))
	}
	for _, id := range m.ids[:2] {
		m.done(m.service.Return(ctx, m.as("mreviewer"), id, assessment.NewReturn{Indicators: []string{"titles", "training_funds"}, Reason: whole()}))
	}
}

// reviewed finishes the reviews with payloads as reasons, and releases them; the
// first enterprise appeals, and is answered.
func (m *planting) reviewed() {
	ctx := m.t.Context()
	for i, id := range m.ids {
		if i < 2 {
			m.submit(fmt.Sprint("marked", i), id)
		}
		update := assessment.ReviewUpdate{Complete: true}
		for _, indicator := range card(m.t).Indicators() {
			entry := assessment.NewScoreEntry{Indicator: indicator.ID, Decision: assessment.Agree, Reason: whole()}
			if indicator.ID == "training_funds" {
				entry = assessment.NewScoreEntry{Indicator: indicator.ID, Decision: assessment.Correct, Facts: json.RawMessage(`{"training_funds":"arranged"}`), Reason: whole()}
			}
			update.Entries = append(update.Entries, entry)
		}
		m.done(m.service.PutReview(ctx, m.as("mreviewer"), id, update))
	}
	m.done(m.service.ReleaseResults(ctx, m.as("mlead"), "2026", time.Unix(m.now.Load(), 0).Add(72*time.Hour)))
	view, err := m.service.Appeal(ctx, m.as("marked0"), m.ids[0], assessment.NewAppeal{Indicator: "training_funds", Reason: whole()})
	m.done(nil, err)
	m.done(m.service.DecideAppeal(ctx, m.as("mlead"), m.ids[0], view.Appeals[0].ID, assessment.NewAppealDecision{Outcome: assessment.AppealRejected, Reason: whole()}))
	m.done(m.service.Appeal(ctx, m.as("marked1"), m.ids[1], assessment.NewAppeal{Indicator: "titles", Reason: whole()}))
}

// published decides the rest and goes on to the notice, an objection and the end.
func (m *planting) published() {
	ctx := m.t.Context()
	open, err := m.service.Appeals(ctx, m.users["mlead"], m.ids[1])
	m.done(nil, err)
	m.done(m.service.DecideAppeal(ctx, m.as("mlead"), m.ids[1], open.Appeals[0].ID, assessment.NewAppealDecision{Outcome: assessment.AppealRejected, Reason: whole()}))
	m.now.Add(5 * 24 * 3600)
	m.done(m.service.Rank(ctx, m.as("mlead"), "2026"))
	meeting := assessment.NewMeeting{HeldOn: "2026-03-03", Reference: spread(64)[0]}
	for i, id := range m.ids {
		outcome := assessment.OutcomeNotSelected
		if i < 2 {
			outcome = assessment.OutcomeCertified
		}
		meeting.Outcomes = append(meeting.Outcomes, assessment.NewOutcome{Application: id, Outcome: outcome, Reason: whole()})
	}
	m.done(m.service.RecordOutcome(ctx, m.as("mlead"), "2026", meeting))
	m.done(m.service.BeginNotice(ctx, m.as("mlead"), "2026", ""))
	receipt, err := m.service.Object(ctx, assessment.Command{Actor: assessment.Actor{Role: assessment.RolePublic}}, "2026", assessment.NewObjection{
		No: 1, Name: spread(50)[0], Contact: spread(50)[1], Text: spread(1000)[0],
	})
	m.done(nil, err)
	m.done(m.service.LinkObjection(ctx, m.as("mlead"), "2026", receipt.ID, m.ids[0], "titles"))
	m.done(m.service.CloseObjection(ctx, m.as("mlead2"), "2026", receipt.ID, assessment.NewObjectionClosing{Result: assessment.ObjectionUnfounded, Answer: spread(1000)[0]}))
	m.now.Add(20 * 24 * 3600)
	m.done(m.service.Publish(ctx, m.as("mlead"), "2026", spread(500)[0]))
	m.done(m.service.Publish(ctx, m.as("mlead2"), "2026", spread(500)[0]))
}

// tour has everybody open one page of every kind that they come to by links, and
// those of the table that no link leads to.
func (m *planting) tour(moment string) {
	for _, name := range m.watchers {
		if m.windows[name] == nil {
			m.windows[name], m.visitors[name] = m.browser.Page(m.t, m.url), m.office.visitor()
		}
		// Days have passed since the last tour, and sessions with them.
		m.enter(m.windows[name], name)
		v := m.visitors[name]
		if name != "" && v.get("/account").path != "/account" {
			v.signIn(name)
		}
		addresses := v.addresses()
		for _, route := range web.Routes() {
			if direct := strings.NewReplacer("{id}", m.ids[0], "{round}", "2026").Replace(route.Path); route.Method == http.MethodGet && addresses[route.Path] == "" &&
				!strings.Contains(direct, "{") && v.get(direct).status == http.StatusOK {
				addresses[route.Path] = direct
			}
		}
		for _, path := range slices.Sorted(maps.Keys(addresses)) {
			m.look(name, moment, path, addresses[path])
			if own := strings.Replace(path, "{id}", m.ids[0], 1); m.first && own != path && !strings.Contains(own, "{") && own != addresses[path] && v.get(own).status == http.StatusOK {
				m.look(name, moment, path, own)
			}
		}
	}
}

// addresses is one address for each page that the visitor comes to.
func (v *visitor) addresses() map[string]string {
	found, next := map[string]string{"/": "/"}, []string{"/"}
	for len(next) > 0 {
		page := v.get(next[0])
		next = next[1:]
		page.Find("a[href]").Each(func(_ int, link *goquery.Selection) {
			target, err := url.Parse(link.AttrOr("href", ""))
			if err != nil || target.Host != "" || target.Path == "" {
				return
			}
			for _, route := range web.Routes() {
				if route.Method == http.MethodGet && found[route.Path] == "" && matches(route.Path, target.Path) {
					found[route.Path] = target.RequestURI()
					next = append(next, target.RequestURI())
				}
			}
		})
	}
	return found
}

func matches(route, path string) bool {
	parts := regexp.MustCompile(`\{[a-z_]+\}`).Split(route, -1)
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return regexp.MustCompile("^" + strings.Join(parts, "[^/]+") + "$").MatchString(path)
}

// madeByPayloads counts what a payload has become: elements of its class, handlers,
// scripts that are not files, addresses that run.
const madeByPayloads = `(function () {
  const bad = [];
  for (const e of document.querySelectorAll("*")) {
    const odd = e.classList.contains("zq9x") || e.tagName === "SCRIPT" && !e.src || e.tagName === "STYLE" ||
      Array.from(e.attributes).some(function (a) { return a.name.startsWith("on") || /^\s*(javascript|data):/i.test(a.value) && (a.name === "href" || a.name === "src" || a.name === "action"); });
    if (odd) bad.push(e.outerHTML.slice(0, 160));
  }
  return bad;
})()`

func (m *planting) look(who, moment, path, address string) {
	p := m.windows[who]
	p.Open(address)
	m.opened[path]++
	for _, element := range testbrowser.Eval[[]string](p, madeByPayloads) {
		m.t.Errorf("%s for %q when %s: a payload has become %s", address, who, moment, element)
	}
	if strings.Contains(testbrowser.Eval[string](p, `document.documentElement.innerText`), evaluated) {
		m.t.Errorf("%s for %q when %s: a template was carried out", address, who, moment)
	}
}
