package web_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"wuxing/assessment"
)

// firstChecked is a round in which townships check first.
func firstChecked() *assessment.Settings {
	settings := assessment.DefaultSettings()
	settings.FirstCheck = true
	return &settings
}

// TestOldestWaiting: a township's overview says for how many days the oldest has
// waited for its check.
func TestOldestWaiting(t *testing.T) {
	o := newOffice(t)
	o.round(firstChecked())
	o.submit("clerk", o.draft("clerk", someFacts))
	begun := time.Unix(o.now.Load(), 0)
	for _, days := range []int{0, 3} {
		want := fmt.Sprintf("%d 天", days)
		o.now.Store(begun.AddDate(0, 0, days).Unix())
		for _, user := range []string{"town", "lead"} {
			v := o.visitor()
			v.signIn(user)
			page := v.get("/rounds/2026/overview").want(http.StatusOK)
			if got := page.Find("#townships").Parent().Find("td[data-label='最久已等']").Text(); got != want {
				t.Errorf("after %d days %s reads %q, want %q", days, user, got, want)
			}
		}
	}
}

// TestRoundsSayTheirState: a round that is over is called so, and whoever hears nothing
// of the reviews is not told that they have not begun.
func TestRoundsSayTheirState(t *testing.T) {
	o := newOffice(t)
	o.watchers()
	o.firms(6)
	o.year(2025, 0, 4)
	round := o.opened(2026, time.Unix(o.now.Load(), 0).UTC().AddDate(0, 0, 10), nil)
	o.judge("reviewer", o.handIn(round, 4), 1)

	clerk, admin, lead := o.visitor(), o.visitor(), o.visitor()
	clerk.signIn("clerk")
	admin.signIn("admin")
	lead.signIn("lead")
	badges := clerk.get("/applications").want(http.StatusOK).Find(".round .badge").Map(func(_ int, s *goquery.Selection) string { return s.Text() })
	if !slices.Contains(badges, "已结束") || !slices.Contains(badges, "未开始") || len(badges) != 2 {
		t.Errorf("an open round and one that is over are badged %v", badges)
	}
	steps := admin.get("/rounds/2026").want(http.StatusOK).Find(".year > li")
	for i, name := range []string{"受理申报", "评审", "告知结果与申诉"} {
		if head := steps.Eq(i).Find(".year-head").Text(); !strings.Contains(head, name) || i > 0 && (strings.Contains(head, "未开始") || strings.Contains(head, "进行中")) {
			t.Errorf("the administrator reads %q", head)
		}
	}
	page := lead.get("/rounds/2025/release").want(http.StatusOK).says("这个批次已有结果")
	if strings.Contains(page.Find("main").Text(), "还没有完成评审") {
		t.Error("a published round is said to have nothing reviewed")
	}
}

// TestQuotaLines: the line below a quota is true where the last rank is shared, and is
// not there where the quota is not filled.
func TestQuotaLines(t *testing.T) {
	o := newOffice(t)
	o.round(nil) // two places
	for i, facts := range []string{someFacts, someFacts, someFacts, lessFacts} {
		name := fmt.Sprintf("tied%d", i)
		o.firm(name, 500+i)
		id := o.draft(name, facts)
		o.submit(name, id)
		o.agree(id)
		if i == 0 {
			page := o.asks("lead", "/rounds/2026/ranking")
			if n := page.Find(".quota-line[data-line]").Length(); n != 0 {
				t.Errorf("%d lines with one enterprise for two places", n)
			}
		}
	}
	line := o.asks("lead", "/rounds/2026/ranking").Find(".quota-line[data-line=certified]").Text()
	if line != "以上 3 家多于认定名额（2 家）：末位并列，由联席会议决定取舍" {
		t.Errorf("the line says %q", line)
	}
	vetoed := newOffice(t)
	vetoed.round(nil)
	for username, facts := range map[string]string{"clerk": someFacts, "clerk2": strings.Replace(someFacts, "{", `{"arbitration_cases":11,`, 1)} {
		id := vetoed.draft(username, facts)
		vetoed.submit(username, id)
		vetoed.agree(id)
	}
	page := vetoed.asks("lead", "/rounds/2026/ranking")
	if n := page.Find(".quota-line[data-line]").Length(); n != 0 || page.Find(".quota-line.apart").Length() != 1 {
		t.Errorf("%d lines with one enterprise and a vetoed one for two places", n)
	}
}

// asks is a page as somebody sees it.
func (o *office) asks(user, path string) *shown {
	o.t.Helper()
	v := o.visitor()
	v.signIn(user)
	return v.get(path).want(http.StatusOK)
}

// TestReviewersLinksOpen: of the pages of a round a reviewer is offered those that
// open, before publication and after it.
func TestReviewersLinksOpen(t *testing.T) {
	o := newOffice(t)
	settings := assessment.DefaultSettings()
	settings.Assignment = assessment.AssignmentAssigned
	o.round(&settings)
	v := o.visitor()
	v.signIn("reviewer")
	for _, path := range []string{"/rounds", "/rounds/2026"} {
		links := v.get(path).want(http.StatusOK).hrefs("main a")
		for _, href := range links {
			if got := v.get(href); got.status != http.StatusOK {
				t.Errorf("%s offers %s, which is answered with %d", path, href, got.status)
			}
		}
		if len(links) < 2 {
			t.Errorf("%s offers %v", path, links)
		}
	}
}
