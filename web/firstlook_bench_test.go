package web_test

import (
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

// BenchmarkFirstLooks asks a server that has just been started, and has nothing in its
// memory, for the main pages of rounds of 10,000 applications: at once, and when it has
// read the rounds ahead, as it does beside its work.
func BenchmarkFirstLooks(b *testing.B) {
	o := newLargeOffice(b, manyApplications)
	b.Run("scan", func(b *testing.B) {
		for b.Loop() {
			o.scan()
		}
	})
	for _, page := range o.mainPages() {
		b.Run(nameOf(page.user, page.path, page.path)+"#at-once", func(b *testing.B) {
			var looks, scans []time.Duration
			for b.Loop() {
				b.StopTimer()
				scans = append(scans, took(o.scan))
				o.restart()
				b.StartTimer()
				looks = append(looks, took(func() { o.look(page) }))
			}
			b.ReportMetric(ms(slices.Min(looks)), "ms-least")
			b.ReportMetric(ms(median(looks)), "ms-median")
			b.ReportMetric(float64(median(looks))/float64(median(scans)), "scans")
		})
	}
	warmed := sync.OnceValue(func() time.Duration { o.restart(); return took(o.warm) })
	b.Run("warm", func(b *testing.B) {
		for b.Loop() {
			warmed()
		}
		b.ReportMetric(ms(warmed()), "ms-once")
	})
	for _, page := range o.mainPages() {
		b.Run(nameOf(page.user, page.path, page.path)+"#warmed", func(b *testing.B) {
			warmed()
			scan, looks := took(o.scan), 0
			for b.Loop() {
				look := took(func() { o.look(page) })
				if looks++; looks == 1 {
					b.ReportMetric(ms(look), "ms-first")
					b.ReportMetric(float64(look)/float64(scan), "scans")
				}
			}
		})
	}
}

func (o *largeOffice) warm() {
	o.t.Helper()
	if rounds, err := o.service.Warm(o.ctx); err != nil || rounds != 4 {
		o.t.Fatal(rounds, err)
	}
}

// TestFirstLooksShowTheirPages goes the way of BenchmarkFirstLooks in small rounds.
func TestFirstLooksShowTheirPages(t *testing.T) {
	o := newLargeOffice(t, 60)
	o.restart()
	for _, page := range o.mainPages() {
		o.look(page)
	}
}

func (o *largeOffice) look(page timedPage) {
	if answer := fetch(o.handler, page.path, o.cookies[page.user], "Accept-Encoding", "gzip"); answer.Code != http.StatusOK {
		o.t.Fatalf("%s as %q: %d", page.path, page.user, answer.Code)
	}
}

// mainPages are where people begin their day.
func (o *largeOffice) mainPages() (pages []timedPage) {
	for _, user := range o.people {
		pages = append(pages, timedPage{user: user, path: "/"})
	}
	for _, user := range []string{"lead", "reviewer", "town", "auditor"} {
		for _, round := range []string{"2026", "2027"} {
			pages = append(pages, timedPage{user: user, path: "/applications?round=" + round}, timedPage{user: user, path: "/rounds/" + round + "/overview"})
		}
	}
	return append(pages,
		timedPage{user: "lead", path: "/rounds/2026/ranking"}, timedPage{user: "lead", path: "/rounds/2027/ranking"},
		timedPage{user: "lead", path: "/rounds/2025/ranking"}, timedPage{user: "lead", path: "/rounds/2025/overview"},
		timedPage{user: "lead", path: "/rounds/2027/assignments"},
		timedPage{path: "/notices"}, timedPage{path: "/notices/2025"}, timedPage{path: "/notices/2024"},
		timedPage{user: "clerk", path: "/applications/" + o.application(2026, 0)}, timedPage{user: "reviewer", path: "/applications/" + o.application(2026, 1)},
	)
}
