package web_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
)

// hrefs are where the links of a part of the page lead, each once.
func (s *shown) hrefs(selector string) []string {
	var list []string
	s.Find(selector).Each(func(_ int, a *goquery.Selection) {
		if href := a.AttrOr("href", ""); !slices.Contains(list, href) {
			list = append(list, href)
		}
	})
	return list
}

// Everyone is shown the main pages that the table of rights opens, and each of them
// opens.
func TestNavigation(t *testing.T) {
	o := newOffice(t)
	o.watchers()
	o.round(nil)
	for user, want := range map[string][]string{
		"clerk":    {"/", "/applications"},
		"town":     {"/", "/applications", "/rounds", "/programme"},
		"reviewer": {"/", "/applications", "/rounds", "/programme"},
		"lead":     {"/", "/applications", "/rounds", "/programme"},
		"auditor":  {"/", "/applications", "/rounds", "/programme"},
		"admin":    {"/", "/rounds", "/programme"},
	} {
		v := o.visitor()
		v.signIn(user)
		home := v.get("/").want(http.StatusOK)
		links := home.hrefs("nav.main a")
		for _, href := range want {
			if !slices.Contains(links, href) {
				t.Errorf("%s is not shown %s: %v", user, href, links)
			}
		}
		for _, href := range links {
			v.get(href).want(http.StatusOK)
		}
		if user == "admin" && slices.Contains(links, "/applications") || user == "clerk" && slices.Contains(links, "/rounds") {
			t.Errorf("%s is shown %v", user, links)
		}
		for _, href := range v.get("/rounds/2026").hrefs("main .links a, main .todo a") {
			v.get(href).want(http.StatusOK)
		}
	}
	v := o.visitor()
	if links := v.get("/").hrefs("nav.main a"); slices.Contains(links, "/rounds") || slices.Contains(links, "/programme") {
		t.Errorf("the public is shown %v", links)
	}
	clerk := o.visitor()
	clerk.signIn("clerk")
	for _, path := range []string{"/rounds", "/rounds/2026"} {
		if page := clerk.get(path).want(http.StatusOK); page.path != "/applications" {
			t.Errorf("an enterprise comes from %s to %s", path, page.path)
		}
	}
	clerk.get("/rounds/2026/overview").want(http.StatusForbidden)
	clerk.get("/programme").want(http.StatusForbidden)
	admin := o.visitor()
	admin.signIn("admin")
	admin.get("/rounds/2026/overview").want(http.StatusForbidden)
	admin.get("/rounds/none").want(http.StatusNotFound)
}

// The round's page stands at the step of the year, and tells the lead what to do.
func TestStepsOfTheYear(t *testing.T) {
	o := newOffice(t)
	o.watchers()
	o.firms(4)
	begun := time.Unix(o.now.Load(), 0).UTC()
	round := o.opened(2026, begun.AddDate(0, 0, 10), nil)
	at := func(step string, says ...string) {
		t.Helper()
		v, auditor := o.visitor(), o.visitor() // anew, since days go by
		v.signIn("lead")
		auditor.signIn("auditor")
		if says != nil {
			says = append(says, "现在要办")
		}
		page := v.get("/rounds/" + round).says(says...)
		if now := page.Find(".year > [aria-current] h3").Text(); now != step {
			t.Errorf("the round stands at %q, want %q", now, step)
		}
		done := page.Find(".year > .done").Length()
		if want := slices.Index([]string{"受理申报", "评审", "告知结果与申诉", "确定排名", "联席会议决定", "公示", "公布", ""}, step); done != want {
			t.Errorf("at %q %d steps are done", step, done)
		}
		if n := auditor.get("/rounds/" + round).Find(".todo").Length(); n != 0 {
			t.Errorf("at %q the auditor is told what to do", step)
		}
	}
	at("受理申报")
	var ids []string
	for i := range 4 {
		ids = append(ids, o.handIn(round, i))
	}
	at("受理申报", "4 份申报还没有完成评审")
	o.judge("reviewer", ids[0], 0)
	o.now.Store(begun.AddDate(0, 0, 11).Unix())
	at("评审", "3 份申报还没有完成评审")
	for i := range 3 {
		o.judge("reviewer", ids[i+1], i+1)
	}
	at("告知结果与申诉", "可以把结果告知企业")
	until := begun.AddDate(0, 0, 18)
	if _, err := o.service.ReleaseResults(t.Context(), o.as("lead"), round, until); err != nil {
		t.Fatal(err)
	}
	at("告知结果与申诉", "企业可以申诉到")
	o.now.Store(until.Unix())
	at("确定排名", "申诉处理完毕后，确定排名")
	o.rank(round)
	at("联席会议决定", "登记联席会议的决定")
	o.decide(round)
	at("公示", "开始公示（5 个工作日）")
	notice := o.notice(round)
	at("公示", "处理异议")
	o.now.Store(notice.EndsAt.Unix())
	at("公布", "由两位组长确认公布")
	o.publish(round)
	at("")
	v := o.visitor()
	v.signIn("lead")
	v.get("/programme").says("2026 年度遴选", "累计认定")
}

// Of scores, the pages show each reader what its overview has, and nothing more.
func TestOverviewPagesKeepToTheirReach(t *testing.T) {
	o := newOffice(t)
	o.watchers()
	o.firms(5)
	round := o.opened(2026, time.Time{}, nil)
	for i := range 5 {
		o.judge("reviewer", o.handIn(round, i), i)
	}
	at := "/rounds/" + round + "/overview"
	parts := []string{"#townships", "#reviewers", "#quota", "#distribution", "#gaps", "#towngaps", "svg.bars .gap", ".chart"}
	for user, want := range map[string][]string{
		"lead": parts, "auditor": parts, "town": {"#townships"}, "reviewer": nil, "reviewer2": nil,
	} {
		v := o.visitor()
		v.signIn(user)
		page := v.get(at).want(http.StatusOK)
		for _, part := range parts {
			if there := page.Find("main "+part).Length() > 0; there != slices.Contains(want, part) {
				t.Errorf("%s: %s is there: %v", user, part, there)
			}
		}
		for i := range 5 {
			firm := fmt.Sprintf("湖州示例第%d精密", i)
			if user == "reviewer2" && strings.Contains(page.Text(), firm) {
				t.Errorf("%s reads of %s", user, firm)
			}
		}
	}
	// The means of the first township: firm0 alone, 107 and what the reviewer left of it.
	lead := o.visitor()
	lead.signIn("lead")
	row := lead.get(at).Find("#towngaps").Parent().Find("tbody tr").FilterFunction(func(_ int, tr *goquery.Selection) bool {
		return tr.Find("th").Text() == "织里镇"
	})
	if !strings.HasPrefix(row.Text(), "织里镇107.00100.00−7.0010") {
		t.Errorf("the row of the township: %q", row.Text())
	}
}

// A township's own round and an enterprise before the release see no picture of
// official scores; after it the enterprise does.
func TestPicturesFollowTheRelease(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", someFacts)
	o.submit("clerk", id)
	o.review(id)
	see := func(user string) int {
		v := o.visitor()
		v.signIn(user)
		return v.get("/applications/" + id).want(http.StatusOK).Find(".chart svg, svg.bars").Length()
	}
	for user, want := range map[string]bool{"clerk": false, "town": false, "reviewer": true, "lead": true} {
		if n := see(user); (n > 0) != want {
			t.Errorf("before the release %s sees %d pictures", user, n)
		}
	}
	o.release()
	for _, user := range []string{"clerk", "town", "reviewer", "lead"} {
		if n := see(user); n < 1+len(card(t).Indicators()) {
			t.Errorf("after the release %s sees %d pictures", user, n)
		}
	}
	v := o.visitor()
	v.signIn("lead")
	if n := v.get("/applications/" + id + "/review").Find(".pictures .chart").Length(); n != 1 {
		t.Errorf("the lead sees %d webs beside the review", n)
	}
}
