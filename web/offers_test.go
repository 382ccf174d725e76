package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"wuxing/assessment"
)

// pressing presses what the pages of an application offer to everyone.
type pressing struct {
	o       *office
	t       *testing.T
	at      string // address of the application
	pressed map[string]int
}

// all opens every page that is linked from the application's own and presses each of
// their forms, with something typed that is refused for itself: so nothing is done,
// and a refusal of the state, of the right or of a date comes before it.
func (p *pressing) all(moment string) {
	p.t.Helper()
	for _, user := range []string{"clerk", "town", "reviewer", "reviewer2", "lead", "auditor"} {
		v := p.o.visitor()
		v.signIn(user)
		first := v.get(p.at)
		if first.status != http.StatusOK {
			continue // not this one's
		}
		paths := []string{p.at}
		for _, href := range first.hrefs("main a") {
			path, _, _ := strings.Cut(href, "#")
			if strings.HasPrefix(path, p.at+"/") && path != p.at+"/next" && !slices.Contains(paths, path) {
				paths = append(paths, path)
			}
		}
		for _, path := range paths {
			page := v.get(path)
			if page.status != http.StatusOK || page.path != path {
				p.t.Errorf("%s, %s: the link to %s leads to %s: %d", moment, user, path, page.path, page.status)
				continue
			}
			done := make(map[string]bool)
			page.Find("main form[method=post]").Each(func(_ int, form *goquery.Selection) {
				action := form.AttrOr("action", "")
				if _, hidden := form.Attr("hidden"); hidden || form.Find("button:not([hidden])").Length() == 0 || done[action+form.AttrOr("class", "")] {
					return
				}
				done[action+form.AttrOr("class", "")] = true
				answer := p.press(v, action, form)
				p.pressed[user+" "+strings.TrimPrefix(action, p.at)]++
				if answer.status != http.StatusUnprocessableEntity && answer.status != http.StatusPreconditionFailed {
					p.t.Errorf("%s, %s: %s offers %s, which is answered with %d\n%.200s", moment, user, path, action, answer.status,
						strings.Join(strings.Fields(answer.Find("main").Text()), " "))
				}
			})
		}
	}
}

// press sends a form with texts that are too long, of a version that there is not, and
// without what has to be ticked.
func (p *pressing) press(v *visitor, action string, form *goquery.Selection) *shown {
	p.t.Helper()
	fields := fieldsOf(form)
	fields.Del("pledge")
	if fields.Has("version") {
		fields.Set("version", "99999")
	}
	for _, name := range []string{"reason", "note"} {
		fields.Set(name, strings.Repeat("长", 2001))
	}
	if form.AttrOr("enctype", "") == "" {
		return v.post(action, fields)
	}
	fields.Set("indicator", "none")
	given := make(map[string]string)
	for name := range fields {
		given[name] = fields.Get(name)
	}
	body, kind := fileForm(p.t, given, "x.pdf", []byte("%PDF-1.4"))
	return v.send(http.MethodPost, action, strings.NewReader(body), "Content-Type", kind)
}

// TestWhatIsOfferedIsNotRefused walks an application through its states: whatever its
// pages offer to anybody is not refused for the state, the right or a date.
func TestWhatIsOfferedIsNotRefused(t *testing.T) {
	o := newOffice(t)
	o.watchers()
	o.round(firstChecked())
	id := o.draft("clerk", someFacts)
	p := &pressing{o: o, t: t, at: "/applications/" + id, pressed: make(map[string]int)}
	service, ctx := o.service, t.Context()
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	p.all("draft")
	o.submit("clerk", id)
	p.all("submitted")
	must(service.Withdraw(ctx, o.as("clerk"), id, ""))
	p.all("withdrawn")
	_, err := service.PutFacts(ctx, o.as("clerk"), id, reading(someFacts))
	must(nil, err)
	o.submit("clerk", id)
	must(service.SendBack(ctx, o.as("town"), id, "营业执照与登记不符", time.Time{}))
	p.all("sent back by the township")
	o.submit("clerk", id)
	must(service.Check(ctx, o.as("town"), id, ""))
	p.all("checked")
	must(service.PutReview(ctx, o.as("reviewer"), id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{{Indicator: "titles", Decision: assessment.Agree}}}))
	p.all("in review")
	o.giveBack(id, "competitions", "skilled_ratio")
	p.all("returned by the reviewer")
	begun := o.now.Load()
	o.now.Store(time.Date(2026, 3, 20, 16, 0, 1, 0, time.UTC).Unix())
	p.all("returned, too late")
	o.now.Store(begun)
	o.submit("clerk", id)
	p.all("resubmitted")
	o.review(id)
	p.all("reviewed")
	o.release()
	p.all("released")
	must(service.Appeal(ctx, o.as("clerk"), id, newAppeal("training_funds")))
	p.all("appealed")
	o.now.Store(time.Date(2026, 3, 31, 16, 0, 1, 0, time.UTC).Unix())
	p.all("appeals over")

	for _, want := range []string{
		"clerk /fill", "clerk /submit", "clerk /withdraw", "clerk /evidence", "town /check", "town /send-back", "lead /check",
		"reviewer /review", "reviewer /return",
	} {
		if p.pressed[want] == 0 {
			t.Errorf("nobody was offered %s: %v", want, p.pressed)
		}
	}
	if n := p.pressed["clerk /withdraw"]; n < 3 {
		t.Errorf("the enterprise was offered to withdraw %d times", n)
	}
}

// TestExtendedDeadlinesAreShown: pages tell the deadline that counts, with what an
// extension has added to it.
func TestExtendedDeadlinesAreShown(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", someFacts)
	at := "/applications/" + id
	v := o.visitor()
	v.signIn("clerk")
	v.get(at + "/submit").says("截止：2026年3月20日 24:00")
	o.lengthen(assessment.WindowApplication, 25)
	v.get(at + "/submit").says("截止：2026年3月25日 24:00")
	o.submit("clerk", id)
	o.giveBack(id, "competitions")
	v.get(at).says("补正截止：2026年3月20日 24:00")
	o.lengthen(assessment.WindowCorrection, 28)
	for _, user := range []string{"clerk", "lead"} {
		v := o.visitor()
		v.signIn(user)
		v.get(at).says("补正截止：2026年3月28日 24:00")
	}
	v.get(at + "/submit").says("截止：2026年3月28日 24:00")
	o.submit("clerk", id)
	if _, err := o.service.Return(t.Context(), o.as("reviewer"), id, assessment.NewReturn{Indicators: []string{"titles"}, Reason: "请补充职称证书，不能证明的请删除"}); err != nil {
		t.Fatal(err)
	}
	page := v.get(at + "/submit").says("这次退回没有设补正期限")
	if strings.Contains(page.Find("main").Text(), "没有设截止日期") {
		t.Error("the round is said to have no end")
	}
}

// lengthen gives the clerk's enterprise until the end of a day of March.
func (o *office) lengthen(window assessment.ExtensionWindow, day int) {
	o.t.Helper()
	_, err := o.service.Extend(o.t.Context(), o.as("lead"), "2026", assessment.NewExtension{
		USCC: uscc1, Window: window, Until: time.Date(2026, 3, day, 16, 0, 0, 0, time.UTC), Reason: "台风停工，经批准延期办理",
	})
	if err != nil {
		o.t.Fatal(err)
	}
}
