//go:build !race

package api_test

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"wuxing/api"
	"wuxing/assessment"
	"wuxing/web"
)

// TestNothingLeaks plants a secret in everything that is not for everybody and has
// everybody fetch everything there is, at each moment of a round: every GET route of
// the table and every page, with the ids of the own and of another application, archives and
// workbooks opened. Who may read what, and from when on, stands in a table by hand
// (leak_table_test.go), and it holds both ways: what one may read is found somewhere.
func TestNothingLeaks(t *testing.T) {
	folder := t.TempDir()
	s := &story{office: newOfficeAt(t, folder, func(config *api.Config) {
		config.Pages = web.New(web.Config{Service: config.Service, Cards: config.Cards, Version: config.Version, Now: config.Now})
	})}
	s.begin()
	for m, step := range []func(){
		s.draft, s.submit, s.sendBack, s.assign, s.firstReview, s.secondReview, s.settle, s.release, s.rank, s.decide, s.notice, s.publish,
	} {
		step()
		s.look(moment(m))
	}
	s.refusals()
	s.holdLog()
	s.holdTrail(filepath.Join(folder, "wuxing.db"))
	t.Logf("%d secrets, %d people, %d moments: %d answers read", len(s.secrets), len(lookers), len(momentNames), s.scanned)
}

// look has everybody fetch everything and compares what they read with the table.
func (s *story) look(now moment) {
	s.t.Helper()
	for _, who := range lookers {
		found := make(map[string]string) // where, by secret
		for _, route := range slices.Concat(api.Routes(), web.Routes()) {
			if route.Method != http.MethodGet {
				continue
			}
			// What is for everybody asks for no session, so it is read without one, and
			// with all of them at the end.
			if route.Action == assessment.ActionPublic && who != nobody && now != whenPublished {
				continue
			}
			for _, path := range s.fill(route.Path) {
				got := s.call(who, "GET", path, "")
				s.scanned++
				if got.status >= 500 {
					s.t.Errorf("%s, %s: %d\n%.500s", momentNames[now], got.what, got.status, got.body)
				}
				s.search(got, found)
			}
		}
		for _, secret := range s.secrets {
			from, may := secret.may[who]
			where, seen := found[secret.text]
			switch {
			case seen && !may:
				s.t.Errorf("%s: %s reads %s (%s), which is never for it: %s", momentNames[now], whoIs(who), secret.what, secret.text, where)
			case seen && now < from:
				s.t.Errorf("%s: %s reads %s (%s), which is for it when %s: %s", momentNames[now], whoIs(who), secret.what, secret.text, momentNames[from], where)
			case !seen && may && now >= from:
				s.t.Errorf("%s: %s finds %s (%s) nowhere, the table says it may", momentNames[now], whoIs(who), secret.what, secret.text)
			}
		}
	}
}

func whoIs(who string) string {
	if who == nobody {
		return "the public"
	}
	return who
}

// fill puts ids into a path: of the card, the round, and both applications with what
// lies under them.
func (s *story) fill(path string) []string {
	if strings.Contains(path, "/cards/{id}") || strings.Contains(path, "/scorecard/{id}") {
		path = strings.Replace(path, "{id}", "wuxing-2024", 1)
	}
	path = strings.NewReplacer("{round}", "2026", "{name}", "site.css", "{username}", sysAdmin).Replace(path)
	var paths []string
	for _, of := range []struct{ at, evidence string }{{s.at, s.evidence}, {s.otherAt, s.otherEvidence}} {
		filled := strings.NewReplacer("/api/v1/applications/{id}", of.at, "/applications/{id}", strings.TrimPrefix(of.at, "/api/v1"), "{evidence}", of.evidence).Replace(path)
		if strings.Contains(filled, "{") {
			s.t.Fatalf("%s: nothing to put into the path", path)
		}
		if !slices.Contains(paths, filled) {
			paths = append(paths, filled)
		}
	}
	return paths
}

// search notes where the secrets are that an answer holds.
func (s *story) search(r *reply, found map[string]string) {
	s.t.Helper()
	parts := map[string]string{"body": r.body}
	if strings.HasPrefix(r.body, "PK\x03\x04") {
		parts = archiveParts(s.t, r.body)
	}
	parts["header"] = fmt.Sprint(r.header)
	for _, part := range slices.Sorted(maps.Keys(parts)) {
		for _, secret := range s.secrets {
			if secret.text == "XQNAMEONE" && r.what == "GET /users" {
				continue // whoever makes accounts knows whose they are
			}
			if _, known := found[secret.text]; !known && secret.in(parts[part]) {
				found[secret.text] = r.what + " (" + part + ")"
			}
		}
	}
}

// in tells whether a text holds the secret. A score, which begins with #, must stand
// there as a number or in words, not as a measure of a sheet in quotes.
func (s secret) in(text string) bool {
	number, is := strings.CutPrefix(s.text, "#")
	if !is {
		return strings.Contains(text, s.text)
	}
	return strings.Contains(text, number) && regexp.MustCompile(`[^0-9."-]`+regexp.QuoteMeta(number)+`[^0-9"]`).MatchString(text)
}

// archiveParts is every part of an archive by name, and what lies in archives within.
func archiveParts(t *testing.T, data string) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(strings.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	parts := make(map[string]string)
	for _, entry := range archive.File {
		part, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		if _, err := io.Copy(&text, part); err != nil {
			t.Fatal(err)
		}
		parts[entry.Name] = entry.Name + "\n" + text.String()
		if strings.HasPrefix(text.String(), "PK\x03\x04") {
			for name, inner := range archiveParts(t, text.String()) {
				parts[entry.Name+"!"+name] = inner
			}
		}
	}
	return parts
}

// refusals has those who know nothing of the application try to change it, and
// everything else: they are told nothing either.
func (s *story) refusals() {
	s.t.Helper()
	for _, who := range []string{nobody, otherClerk, otherTown, otherJudge, linkedJudge, sysAdmin} {
		found := make(map[string]string)
		for _, route := range api.Routes() {
			if route.Method == http.MethodGet || strings.HasSuffix(route.Path, "/session") || strings.HasSuffix(route.Path, "/sessions") {
				continue
			}
			path := strings.NewReplacer("{appeal}", "none", "{lifting}", "none", "{objection}", "none", "{username}", "none", "{registration}", "none", "{uscc}", "none").Replace(route.Path)
			for _, path := range s.fill(path) {
				if !strings.Contains(path, s.at) && strings.Contains(path, "/applications/") {
					continue
				}
				for _, extra := range [][]string{nil, {"If-Match", `"1"`}} {
					got := s.call(who, route.Method, path, `{}`, extra...)
					s.scanned++
					begins := route.Path == "/api/v1/session/second-factor" && got.status == http.StatusCreated // anybody's own
					if !begins && (got.status < 400 || got.status >= 500) {
						s.t.Errorf("%s as %s: %d", got.what, whoIs(who), got.status)
					}
					s.search(got, found)
				}
			}
		}
		for _, secret := range s.secrets {
			if where, seen := found[secret.text]; seen {
				s.t.Errorf("a refusal tells %s %s: %s", whoIs(who), secret.what, where)
			}
		}
	}
}

// holdLog wants ids in the server's log and nothing else: no name, no reason, no
// score, no password.
func (s *story) holdLog() {
	s.t.Helper()
	log := s.log.String()
	if strings.Count(log, "\n") < s.scanned {
		s.t.Errorf("the log has %d lines for %d requests", strings.Count(log, "\n"), s.scanned)
	}
	for _, secret := range append(s.secrets, secret{password, "the password", nil}) {
		if strings.HasPrefix(secret.text, `"id`) {
			continue // who asked
		}
		if secret.in(log) {
			s.t.Errorf("the log holds %s (%s)", secret.what, secret.text)
		}
	}
}

// holdTrail looks at the rows of the audit trail, and at the answers that are kept for
// repeated requests, past all use cases: they tell what was done to what by ids, states
// and numbers, and hold no person, no name and nothing of what was handed in.
func (s *story) holdTrail(database string) {
	s.t.Helper()
	raw, err := sql.Open("sqlite", database)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = raw.Close() }()
	rows, err := raw.QueryContext(s.t.Context(), `SELECT action, actor_id || ' ' || object_id || ' ' || before || ' ' || after || ' ' || reason FROM audit_events
		UNION ALL SELECT 'reply', user_id || ' ' || "key" || ' ' || fingerprint || ' ' || answer FROM replies`)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	reasons := 0
	for rows.Next() {
		var action, text string
		if err := rows.Scan(&action, &text); err != nil {
			s.t.Fatal(err)
		}
		if strings.Contains(text, "XQ") {
			reasons++
		}
		for _, kept := range append(unrecorded, password) {
			if strings.Contains(text, kept) {
				s.t.Errorf("the trail of %s holds %s: %s", action, kept, text)
			}
		}
	}
	if err := rows.Err(); err != nil || reasons < 8 {
		s.t.Errorf("%d reasons in the trail: %v", reasons, err)
	}
}

// plain is a client without a session.
func (o *office) plain() *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		o.t.Fatal(err)
	}
	return &http.Client{Jar: jar}
}
