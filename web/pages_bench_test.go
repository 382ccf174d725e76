package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"wuxing/web"
)

const manyApplications = 10_000

// BenchmarkPages asks the server for every page, as everybody who is shown it, in rounds
// of 10,000 applications: first after somebody has changed something, then again. What
// a look takes is told in milliseconds and in scans: the yardstick, a plain SELECT of a
// round's rows, is taken in turns with it, so that a busy machine slows down both.
func BenchmarkPages(b *testing.B) {
	o := newLargeOffice(b, manyApplications)
	b.Run("scan", func(b *testing.B) {
		for b.Loop() {
			o.scan()
		}
	})
	for _, page := range o.timed() {
		for _, look := range []string{"first", "again"} {
			b.Run(page.name+"#"+look, func(b *testing.B) {
				var looks, scans []time.Duration
				for b.Loop() {
					b.StopTimer()
					if len(looks)%4 == 0 {
						scans = append(scans, took(o.scan))
					}
					if look == "first" {
						o.change()
					}
					b.StartTimer()
					looks = append(looks, took(func() { fetch(o.handler, page.path, o.cookies[page.user], "Accept-Encoding", "gzip") }))
				}
				b.ReportMetric(ms(slices.Min(looks)), "ms-least")
				b.ReportMetric(ms(median(looks)), "ms-median")
				b.ReportMetric(float64(median(looks))/float64(median(scans)), "scans")
			})
		}
	}
}

func took(do func()) time.Duration {
	begin := time.Now()
	do()
	return time.Since(begin)
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func median(of []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[len(sorted)/2]
}

// TestEveryPageIsTimed goes the way of BenchmarkPages in small rounds: each page of the
// table is shown to somebody there, or is named with why it takes no timing.
func TestEveryPageIsTimed(t *testing.T) {
	newLargeOffice(t, 60).timed()
}

// untimed are the routes without a timing of their own, with the reason.
var untimed = map[string]string{
	"/setup":        "is gone as soon as there is an account",
	"/sign-in/code": "is shown between password and code alone, and reads no application",
	"/applications/{id}/evidence/{evidence}/preview": "answers with a file that was handed in",
	"/applications/{id}/next":                        "answers with the way to another page",
}

// timedPage is a page that somebody is shown.
type timedPage struct{ name, user, path string }

// timed lists the pages with a timing: each of the table for everybody who is shown it,
// at each stage of a round, and the orders of the lists. A page that nobody is shown is
// an error.
func (o *largeOffice) timed() (pages []timedPage) {
	o.t.Helper()
	seen, routes := make(map[string]bool), make(map[string]bool)
	add := func(user, route, path string) {
		name := nameOf(user, route, path)
		if seen[name] {
			return
		}
		switch answer := fetch(o.handler, path, o.cookies[user]); {
		case answer.Code >= http.StatusInternalServerError:
			o.t.Errorf("%s as %q: %d", path, user, answer.Code)
		case answer.Code == http.StatusOK:
			seen[name], routes[route] = true, true
			pages = append(pages, timedPage{name, user, path})
		}
	}
	for _, page := range everyPage(o.t, o.people, o.parameters()) {
		add(page.user, page.route, page.path)
	}
	for _, query := range []string{
		"sort=name", "sort=township", "sort=state", "sort=-submitted", "sort=due", "overdue=yes", "q=9999", "q=nothing", "whose=todo",
		"state=submitted&sort=name&township=%E4%B9%A1%E9%95%873", "sort=submitted&after=" + o.far(),
	} {
		for _, user := range []string{"reviewer", "lead", "town"} {
			for _, round := range []string{"2026", "2027"} {
				name := strings.SplitN(query, "&township", 2)[0]
				if strings.Contains(name, "after=") {
					name = "far"
				}
				add(user, "/applications?round="+round+"&"+name, "/applications?round="+round+"&"+query)
			}
		}
	}
	for _, route := range web.Routes() {
		if reason := untimed[route.Path]; route.Method == http.MethodGet && routes[route.Path] == (reason != "") {
			o.t.Errorf("%s: timed %v, reason why not %q", route.Path, routes[route.Path], reason)
		}
	}
	return pages
}

// nameOf names a page in the list: by its route, with the round that it is of.
func nameOf(user, route, path string) string {
	if user == "" {
		user = "public"
	}
	if rest, of := strings.CutPrefix(path, "/rounds/"); of {
		return user + strings.Replace(route, "{round}", rest[:min(len(rest), 4)], 1)
	}
	if rest, of := strings.CutPrefix(path, "/notices/"); of {
		return user + strings.Replace(route, "{round}", rest[:min(len(rest), 4)], 1)
	}
	return user + route
}
