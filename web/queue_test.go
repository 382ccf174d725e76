package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"wuxing/assessment"
	"wuxing/internal/testbrowser"
)

// queueOffice is an office with firms that have handed in, named so that they can be
// told apart: their numbers are in the order in which they came.
func queueOffice(t *testing.T, firms int) (o *office, ids []string) {
	t.Helper()
	o = newOffice(t)
	o.round(nil)
	for i := range firms {
		name := "firm" + strconv.Itoa(i)
		o.firm(name, i)
		id := o.draft(name, `{"employees":`+strconv.Itoa(i+1)+`}`)
		o.submit(name, id)
		ids = append(ids, id)
	}
	return o, ids
}

// listed are the names on a list, in their order.
func listed(page *shown) []string {
	return page.Find("tbody a.row-link").Map(func(_ int, s *goquery.Selection) string { return s.Text() })
}

// TestTheListKeepsItsPlace: search, filter, order and position stand in the address,
// go along through an application, and lead back to the row.
func TestTheListKeepsItsPlace(t *testing.T) {
	o, ids := queueOffice(t, 60)
	v := o.visitor()
	v.signIn("lead")
	if names := listed(v.get("/applications")); len(names) != 50 || names[0] != "湖州示例第0有限公司" || names[49] != "湖州示例第49有限公司" {
		t.Fatalf("the list begins %v", names)
	}
	first := v.get("/applications?sort=-submitted&q=" + url.QueryEscape("示例 有限"))
	if names := listed(first); len(names) != 50 || names[0] != "湖州示例第59有限公司" {
		t.Fatalf("the newest first: %v", names)
	}
	next := first.Find("a[rel=next]").AttrOr("href", "")
	if strings.Contains(next, "offset") || strings.Contains(next, "page=") || !strings.Contains(next, "after=") {
		t.Fatalf("the list goes on at %s", next)
	}
	second := v.get(next)
	if names := listed(second); len(names) != 10 || names[0] != "湖州示例第9有限公司" {
		t.Fatalf("the second page: %v", names)
	}
	if got := second.Find("#q").AttrOr("value", ""); got != "示例 有限" {
		t.Errorf("the search field shows %q", got)
	}
	if got := second.Find("#sort option[selected]").AttrOr("value", ""); got != "-submitted" {
		t.Errorf("the order shown is %q", got)
	}
	open := second.Find("tbody a.row-link").Eq(3).AttrOr("href", "")
	page := v.get(open)
	review := page.Find(".tabs a[href*='/review']").AttrOr("href", "")
	for _, at := range []string{open, review} {
		home := v.get(at).Find(".queue-ways a").First().AttrOr("href", "")
		if !strings.HasSuffix(home, "#a-"+ids[6]) {
			t.Fatalf("%s leads back to %s", at, home)
		}
		back := v.get(home)
		if names := listed(back); !slices.Equal(names, listed(second)) {
			t.Errorf("back at %v", names)
		}
		if row := back.Find("tr[aria-current=true]"); row.Length() != 1 || row.AttrOr("id", "") != "a-"+ids[6] {
			t.Errorf("back at row %q", row.AttrOr("id", ""))
		}
	}
	// Letters are looked for as they are.
	for search, want := range map[string]int{"%": 0, "_": 0, "'": 0, `"><script>`: 0, "第7有": 1, "91330502ma00000007": 1, "９１３３０５０２MA00000007": 1, "\x00": 0} {
		if names := listed(v.get("/applications?q=" + url.QueryEscape(search))); len(names) != want {
			t.Errorf("%q finds %v", search, names)
		}
	}
	v.get("/applications?q=nothing").says("没有符合条件的申报")
	v.get("/applications?sort=rank").want(http.StatusUnprocessableEntity)
	v.get("/applications?sort=name&after=nokey").want(http.StatusUnprocessableEntity)
	if n := len(listed(v.get("/applications?overdue=yes"))); n != 0 {
		t.Errorf("%d are overdue", n)
	}
}

// TestNextInTheQueue goes from one application to the next that waits, in the list's
// order, over the end of a page, and back to the list at the end.
func TestNextInTheQueue(t *testing.T) {
	o, ids := queueOffice(t, 53)
	v := o.visitor()
	v.signIn("reviewer")
	take := func(i int) {
		t.Helper()
		_, err := o.service.PutReview(t.Context(), o.versioned("reviewer2", ids[i]), ids[i], assessment.ReviewUpdate{
			Entries: []assessment.NewScoreEntry{{Indicator: "leadership", Decision: assessment.Agree}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	take(1) // another reviewer has it
	list := v.get("/applications?sort=submitted")
	at := list.Find("tbody a.row-link").First().AttrOr("href", "")
	var walked []string
	for range 55 {
		page := v.get(v.get(at).Find("[data-next]").AttrOr("href", "")).want(http.StatusOK)
		path, _, _ := strings.Cut(page.path, "?")
		if !strings.HasSuffix(path, "/review") {
			t.Fatalf("next leads to %s", page.path)
		}
		walked = append(walked, strings.Split(path, "/")[2])
		at = page.Find(".tabs [aria-current]").AttrOr("href", "")
		back := v.get(page.Find(".queue-ways a").First().AttrOr("href", ""))
		if row := back.Find("tr[aria-current=true]").AttrOr("id", ""); row != "a-"+walked[len(walked)-1] {
			t.Fatalf("after %d steps the list is at %q", len(walked), row)
		}
	}
	want := slices.Concat(ids[2:], ids[:1], ids[2:]) // and again from the beginning
	if !slices.Equal(walked, want[:55]) {
		t.Errorf("walked\n%v, want\n%v", walked, want[:55])
	}
	for i := range ids {
		if i != 1 && i != 7 {
			take(i)
		}
	}
	v.signIn("reviewer") // an hour has gone by
	page := v.get("/applications/" + ids[7] + "/next").want(http.StatusOK)
	page.says("没有其他等您办理的申报")
	if row := page.Find("tr[aria-current=true]").AttrOr("id", ""); row != "a-"+ids[7] {
		t.Errorf("back at %q", row)
	}
	if names := listed(v.get("/applications?whose=todo")); len(names) != 1 {
		t.Errorf("waiting: %v", names)
	}
	if names := listed(v.get("/applications?whose=mine")); len(names) != 0 {
		t.Errorf("mine: %v", names)
	}
}

// versioned is a command on the application as it stands.
func (o *office) versioned(username, id string) assessment.Command {
	o.t.Helper()
	view, err := o.service.Application(o.t.Context(), o.users[username], id)
	if err != nil {
		o.t.Fatal(err)
	}
	cmd := o.as(username)
	cmd.Version = view.Version
	return cmd
}

// TestQueuePages looks at the lists in their states.
func TestQueuePages(t *testing.T) {
	o := newOffice(t)
	settings := assessment.DefaultSettings()
	due := testBegins.AddDate(0, 0, 20)
	settings.Review.ClosesAt = &due
	o.round(&settings)
	for i := range 12 {
		name := "firm" + strconv.Itoa(i)
		o.firm(name, i)
		o.submit(name, o.draft(name, `{"employees":`+strconv.Itoa(i+1)+`}`))
	}
	id := o.draft("clerk2", someFacts)
	o.submit("clerk2", id)
	o.giveBack(id, "training_funds")
	other := o.draft("clerk", someFacts)
	o.submit("clerk", other)
	o.now.Add(int64(18 * 24 * time.Hour / time.Second))
	o.look(t, []state{
		{name: "queue", path: "/applications?sort=due&at=" + id, user: "reviewer", phone: true},
		{name: "queue-search", path: "/applications?q=" + url.QueryEscape("装备 集团") + "&whose=mine", user: "reviewer"},
		{name: "queue-nothing", path: "/applications?state=certified&overdue=yes", user: "lead", phone: true},
		{name: "queue-lead", path: "/applications?sort=township", user: "lead"},
		{name: "queue-next", path: "/applications/" + other + "/next", user: "reviewer", do: func(p *testbrowser.Page) {
			if !strings.Contains(p.Path(), "/review") {
				t.Errorf("next leads to %s", p.Path())
			}
		}},
	})
}

// TestTheListOfMissingEvidence: the box narrows the list, the list keeps it, and what
// comes next is from it.
func TestTheListOfMissingEvidence(t *testing.T) {
	o, _ := queueOffice(t, 2)
	ids := o.submitted(0)
	v := o.visitor()
	v.signIn("reviewer")
	if n := v.get("/applications").Find("tbody tr").Length(); n != 4 {
		t.Fatalf("%d rows", n)
	}
	page := v.get("/applications?gaps=yes")
	var rows []string
	page.Find("tbody tr").Each(func(_ int, row *goquery.Selection) { rows = append(rows, row.AttrOr("id", "")) })
	if want := []string{"a-" + ids[0], "a-" + ids[1]}; !slices.Equal(rows, want) {
		t.Errorf("the list shows %v, want %v", rows, want)
	}
	if _, checked := page.Find("input[name=gaps]").Attr("checked"); !checked {
		t.Error("the box is not checked any more")
	}
	open := v.get(page.Find("tbody a.row-link").First().AttrOr("href", ""))
	next := v.get(open.Find("[data-next]").AttrOr("href", ""))
	if !strings.HasPrefix(next.path, "/applications/"+ids[1]+"/review?") {
		t.Errorf("the next one is %s", next.path)
	}
}
