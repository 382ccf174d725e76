//go:build !race

package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/internal/naive"
	"wuxing/scoring"
)

// TestAYear plays the office's year with 200 enterprises over HTTP, from the opening
// of the round to its publication, and holds what comes of it against a sum of its
// own: the script's facts and decisions, added up by a second evaluator. The clock
// is the script's.
func TestAYear(t *testing.T) {
	y := newYear(t)
	y.open()
	y.apply()
	y.check()
	y.assign()
	y.importLists()
	y.review()
	y.importPetitions()
	y.lift()
	y.release()
	y.appeal()
	y.rank()
	y.meet()
	y.notice()
	y.object()
	y.publish()
	y.holdStates()
}

// year is the office with its firms.
type year struct {
	*office
	card  *scoring.Card
	naive *naive.Evaluator
	firms []*firm

	reviewers []string
	ranked    []*standing // once ranked, in order
	tally     map[string]int
}

const (
	firmCount = 200
	yearRound = "/api/v1/rounds/2026"
)

func newYear(t *testing.T) *year {
	o := newOffice(t)
	y := &year{office: o, tally: make(map[string]int)}
	y.card, _ = scoring.Cards().Card(scoring.DefaultCardID)
	y.naive = naive.New(y.card)
	for n := range firmCount {
		y.firms = append(y.firms, newFirm(n))
	}
	for n := range 8 {
		y.reviewers = append(y.reviewers, fmt.Sprintf("judge%d", n))
	}
	hash := cheapHash()
	user := func(name string, role assessment.Role, enterprise, area string) *assessment.User {
		return &assessment.User{
			ID: "u-" + name, Username: name, DisplayName: "显示名" + name, Role: role, EnterpriseID: enterprise, Area: area,
			PasswordHash: hash, CreatedAt: o.clock(), Version: 1,
		}
	}
	users := []*assessment.User{user("lead2", assessment.RoleLead, "", ""), user("auditor", assessment.RoleAuditor, "", "")}
	for _, name := range y.reviewers {
		users = append(users, user(name, assessment.RoleReviewer, "", ""))
	}
	for n, area := range townNames[:len(townNames)-1] { // the last one has no clerk
		users = append(users, user(fmt.Sprintf("town%d", n), assessment.RoleTownship, "", area))
	}
	err := o.store.Update(t.Context(), func(tx assessment.Tx) error {
		for _, f := range y.firms {
			enterprise := &assessment.Enterprise{ID: "e-" + f.clerk, Name: f.name, USCC: f.uscc, Township: townNames[f.town], CreatedAt: o.clock()}
			if err := tx.CreateEnterprise(enterprise); err != nil {
				return err
			}
			users = append(users, user(f.clerk, assessment.RoleEnterprise, enterprise.ID, ""))
		}
		for _, u := range users {
			if err := tx.CreateUser(u); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return y
}

// on moves the clock to a day of the year; everybody signs in again when needed.
func (y *year) on(day string) {
	y.t.Helper()
	moment, err := time.ParseInLocation(time.DateOnly, day, assessment.OfficeZone)
	if err != nil {
		y.t.Fatal(err)
	}
	y.now.Store(moment.Add(9 * time.Hour).Unix())
	y.clients = make(map[string]*http.Client)
}

// do is a call as somebody. The document is held against what the leads do; with
// everybody it would only take longer.
func (y *year) do(who, method, path, body string, extra ...string) *reply {
	y.t.Helper()
	if y.clients[who] == nil && who != "" && who != "lead" && who != "lead2" && who != "admin" {
		y.clients[who] = y.session(who, false)
	}
	return y.call(who, method, path, body, extra...)
}

// etag is the version of what is there, as the one who asks knows it.
func (y *year) etag(who, path string) string {
	y.t.Helper()
	return y.do(who, "GET", path, "").want(200, "").header.Get("ETag")
}

func (y *year) open() {
	y.do("admin", "POST", "/api/v1/rounds", `{"id":"2026","name":"2026 年度","year":2026,"card":"wuxing-2024","quota":60,
		"opens_at":"2026-03-01T00:00:00+08:00","closes_at":"2026-05-01T00:00:00+08:00","settings":{
		"first_check":true,"assignment":"assigned","reviewers":2,"blind":true,"apart":{"indicator":0.5,"total":1},
		"excellent_quota":20,"total_line":40,"category_lines":[{"category":"cultivation","points":10}],"notice_days":5,
		"award_fen":{"certified":2000000,"excellent":5000000}}}`).want(201, "")
}

func (f *firm) submission(card *scoring.Card) string {
	return fmt.Sprintf(`{"enterprise":{"name":%q,"uscc":%q,"township":%q},"facts":%s}`, f.name, f.uscc, townNames[f.town], f.facts.JSON(card))
}

// Firms that leave the straight path early, by number.
var (
	onlyDrafts = []int{3, 53, 103, 153}
	withdrawn  = []int{17, 67, 117}
	comeAgain  = []int{27, 77}              // withdrawn and handed in again
	silentTown = []int{81}                  // sent back by the township, and not heard of again
	silentDesk = []int{31, 131}             // the same with the bureau
	linkedLate = map[int]int{44: 0, 145: 1} // the reviewer in the seat finds a link after the assignment
)

// apply has every firm hand in, and some take back.
func (y *year) apply() {
	y.on("2026-03-10")
	for _, f := range y.firms {
		f.at = y.do(f.clerk, "POST", yearRound+"/applications", f.submission(y.card)).want(201, "").header.Get("Location")
		f.state = assessment.StateDraft
		if slices.Contains(onlyDrafts, f.n) {
			continue
		}
		y.do(f.clerk, "POST", f.at+"/submit", `{"pledge":true}`).want(200, "")
		f.state = assessment.StateSubmitted
		if slices.Contains(withdrawn, f.n) || slices.Contains(comeAgain, f.n) {
			y.do(f.clerk, "POST", f.at+"/withdraw", `{"reason":"数据有误，先撤回"}`).want(200, "")
			f.state = assessment.StateWithdrawn
		}
		if slices.Contains(comeAgain, f.n) {
			f.facts.Single["apprentices"] = "55"
			y.do(f.clerk, "PUT", f.at+"/facts", f.submission(y.card), "If-Match", y.etag(f.clerk, f.at)).want(200, "")
			y.do(f.clerk, "POST", f.at+"/submit", `{"pledge":true}`).want(200, "")
			f.state = assessment.StateSubmitted
		}
	}
}

// check is the townships' first check; the lead checks where there is no clerk. Every
// eighth kind is sent back and comes with more apprentices.
func (y *year) check() {
	y.on("2026-03-20")
	for _, f := range y.firms {
		if f.state != assessment.StateSubmitted {
			continue
		}
		clerk := fmt.Sprintf("town%d", f.town)
		if f.town == len(townNames)-1 {
			clerk = "lead"
		}
		silent := slices.Contains(silentTown, f.n)
		if f.kind%8 == 6 || silent {
			y.do(clerk, "POST", f.at+"/send-back", `{"reason":"学徒名册请重新核对"}`).want(200, "")
			y.tally["sent back"]++
			f.state = assessment.StateReturned
			if silent {
				continue
			}
			f.facts.Single["apprentices"] = "60"
			y.do(f.clerk, "PUT", f.at+"/facts", f.submission(y.card), "If-Match", y.etag(f.clerk, f.at)).want(200, "")
			y.do(f.clerk, "POST", f.at+"/submit", `{"pledge":true}`).want(200, "")
		}
		y.do(clerk, "POST", f.at+"/check", `{"reason":"已到厂核对"}`).want(200, "")
		f.state = assessment.StateChecked
	}
}

func (y *year) checked() []*firm {
	return slices.DeleteFunc(slices.Clone(y.firms), func(f *firm) bool { return f.state != assessment.StateChecked })
}

// assign has reviewers declare their links, assigns the rest evenly as previewed,
// and once more where a link was found late.
func (y *year) assign() {
	y.on("2026-05-08")
	linked := make(map[string]bool)
	declare := func(reviewer string, f *firm, link bool) {
		y.do(reviewer, "POST", yearRound+"/declarations", fmt.Sprintf(`{"uscc":%q,"linked":%v,"reason":"说明"}`, f.uscc, link)).want(201, "")
		if link {
			linked[reviewer+f.uscc] = true
			y.tally["recusals"]++
		}
	}
	for n, reviewer := range y.reviewers {
		declare(reviewer, y.firms[25*n+2], true)
	}
	loads := y.assignAll()
	if least, most := slices.Min(loads), slices.Max(loads); most-least > 1 {
		y.t.Errorf("the reviewers have %v applications", loads)
	}
	for n, seat := range linkedLate {
		declare(y.firms[n].seats[seat], y.firms[n], true)
	}
	y.assignAll()
	for _, f := range y.checked() {
		if len(f.seats) != 2 || f.seats[0] == f.seats[1] || f.seats[0] == "" || f.seats[1] == "" {
			y.t.Fatalf("%s has the reviewers %v", f.clerk, f.seats)
		}
		for _, reviewer := range f.seats {
			if linked[reviewer+f.uscc] {
				y.t.Errorf("%s reviews %s, with which it is linked", reviewer, f.clerk)
			}
			declare(reviewer, f, false)
		}
	}
}

// assignAll assigns what lacks a reviewer and gives what each reviewer has.
func (y *year) assignAll() (loads []int) {
	of := make(map[string]*firm)
	for _, f := range y.firms {
		of[strings.TrimPrefix(f.at, "/api/v1/applications/")] = f
	}
	among := `["` + strings.Join(y.reviewers, `","`) + `"]`
	plan := y.do("lead", "POST", yearRound+"/assignments/preview", `{"balanced":true,"among":`+among+`}`).want(200, "")
	done := y.do("lead", "POST", yearRound+"/assignments", fmt.Sprintf(`{"balanced":true,"among":%s,"digest":%q}`, among, plan.text("digest"))).want(200, "")
	var told assessment.AssignmentPlan
	y.read(done, &told)
	for _, row := range told.Rows {
		of[row.Application].seats = row.After
	}
	for _, load := range told.Loads {
		if slices.Contains(y.reviewers, load.Reviewer) {
			loads = append(loads, load.After)
		}
	}
	return loads
}

func (y *year) read(r *reply, into any) {
	y.t.Helper()
	if err := json.Unmarshal([]byte(r.body), into); err != nil {
		y.t.Fatalf("%s: %v", r.what, err)
	}
}

// review has every application reviewed by two; every ninth kind is sent back for
// its competition awards first, and comes without them.
func (y *year) review() {
	y.on("2026-05-12")
	for _, f := range y.checked() {
		silent := slices.Contains(silentDesk, f.n)
		if f.kind%9 == 4 || silent {
			y.do(f.seats[0], "POST", f.at+"/return", `{"indicators":["competitions"],"reason":"请补充获奖文件，不能证明的请删除"}`).want(200, "")
			f.state = assessment.StateReturned
			y.tally["returned"]++
			if silent {
				continue
			}
			f.facts.Lists["competition_awards"] = []map[string]string{}
			f.official.Lists["competition_awards"] = []map[string]string{}
			y.do(f.clerk, "PUT", f.at+"/facts", f.submission(y.card), "If-Match", y.etag(f.clerk, f.at)).want(200, "")
			y.do(f.clerk, "POST", f.at+"/submit", `{"pledge":true}`).want(200, "")
		}
		f.decide()
		for seat := range f.seats {
			y.reviewAt(f, seat)
		}
		y.settle(f)
		f.state = assessment.StateReviewed
	}
}

// reviewAt is one reviewer's whole review.
func (y *year) reviewAt(f *firm, seat int) {
	said := make(map[string]string)
	for _, d := range f.entered {
		said[d.indicator] = d.json()
	}
	if seat == 1 && f.differs != nil {
		said[f.differs.indicator] = f.differs.json()
	}
	var entries []string
	for _, indicator := range y.card.Indicators() {
		entry := said[indicator.ID]
		if entry == "" {
			entry = fmt.Sprintf(`{"indicator":%q,"decision":"agree"}`, indicator.ID)
		}
		entries = append(entries, entry)
	}
	y.put(f, seat, entries...)
}

func (y *year) put(f *firm, seat int, entries ...string) {
	y.t.Helper()
	who := f.seats[seat]
	y.do(who, "PUT", f.at+"/review", `{"entries":[`+strings.Join(entries, ",")+`],"complete":true}`, "If-Match", y.etag(who, f.at+"/review")).want(200, "")
}

// settle is the lead's word where the two reviewers differ: the first, the second,
// or points of its own.
func (y *year) settle(f *firm) {
	if f.differs == nil {
		return
	}
	y.tally["settled"]++
	id := f.differs.indicator
	entry := fmt.Sprintf(`{"indicator":%q,"take":"first","reason":"以第一人为准"}`, id)
	delete(f.set, id)
	switch f.kind % 3 {
	case 1:
		entry = fmt.Sprintf(`{"indicator":%q,"take":"second","reason":"以第二人为准"}`, id)
		f.set[id] = f.differs.points
	case 2:
		entry = fmt.Sprintf(`{"indicator":%q,"points":0.75,"reason":"材料部分有效"}`, id)
		f.set[id] = 75
	}
	y.do("lead", "POST", f.at+"/moderation", `{"entries":[`+entry+`]}`, "If-Match", y.etag("lead", f.at+"/moderation")).want(200, "")
}
