package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"wuxing/store"
	"wuxing/templates"
)

// breaks are statements that hurt one invariant each in the demo's data, made by
// somebody who has the file. {app:STATE} is an application in that state.
var breaks = map[string][]string{
	"holds_intact":             {"UPDATE sqlite_master SET sql = 'CREATE INDEX audit_events_object ON audit_events (action, object_id, seq)' WHERE name = 'audit_events_object'"}, // an index that does not fit
	"holds_references":         {"INSERT INTO extensions SELECT id, 1, 'nobody', 'application', created_at, 'r', (SELECT min(id) FROM users), created_at FROM rounds"},
	"holds_guards":             nil, // the triggers stay away
	"holds_newest_revision":    {"UPDATE applications SET revision = revision + 1 WHERE id = {app:draft}"},
	"holds_submitted":          {"UPDATE applications SET submitted = 0 WHERE id = {app:submitted}"},
	"holds_submission_numbers": {"UPDATE applications SET revision = 5 WHERE id = {app:draft}", "UPDATE submissions SET revision = 5 WHERE application_id = {app:draft} AND revision = (SELECT max(revision) FROM submissions WHERE application_id = {app:draft})"},
	"holds_entry_numbers":      {"UPDATE score_entries SET seq = 900 WHERE application_id = {app:published} AND seq = 3"},
	"holds_return_numbers":     {"UPDATE returns SET seq = 9 WHERE application_id = {app:returned}"},
	"holds_review_numbers":     {"UPDATE reviews SET seq = seq + 100 WHERE application_id = {app:reviewed} AND seq = (SELECT max(seq) FROM reviews WHERE application_id = {app:reviewed})"},
	"holds_ranking_numbers":    {"UPDATE rankings SET seq = 2"},
	"holds_snapshot_numbers":   {"UPDATE snapshots SET seq = 2"},
	"holds_evidence_numbers":   {evidence("2", "1")},
	"holds_list_numbers":       {"INSERT INTO authority_lists SELECT 'l1', id, 4, 'f', 'n', 'd', '2026-01-01', true, 'n', 'x', 'x', NULL, created_at FROM rounds LIMIT 1"},
	"holds_appeal_numbers":     {release, appeal("2", "2099")},
	"holds_pinned_card":        {"UPDATE submissions SET card_hash = 'other' WHERE application_id = {app:published}"},
	"holds_self_total":         {"UPDATE submissions SET total = total + 1 WHERE application_id = {app:published}"},
	"holds_score_sum":          {"UPDATE reviews SET result = json_set(result, '$.categories[0].score', 99) WHERE application_id = {app:published}"},
	"holds_entry_revision": {
		another("{app:in_review}"), "UPDATE applications SET revision = revision + 1 WHERE id = {app:in_review}",
		"UPDATE score_entries SET revision = revision + 1 WHERE application_id = {app:in_review} AND seq = 1",
	},
	"holds_reason":       {"UPDATE score_entries SET reason = ' ' WHERE decision = 'override'"},
	"holds_review_there": {"DELETE FROM reviews WHERE application_id = {app:reviewed}"},
	"holds_review_revision": {
		another("{app:reviewed}"), "UPDATE applications SET revision = revision + 1, submitted = submitted + 1 WHERE id = {app:reviewed}",
	},
	"holds_round_states":     {"UPDATE applications SET state = 'ranked' WHERE id = {app:reviewed}"},
	"holds_no_rank":          {"UPDATE applications SET rank = 3 WHERE id = {app:draft}"},
	"holds_ranking_there":    {"DELETE FROM snapshots"},
	"holds_ranking_ranks":    {"UPDATE applications SET rank = rank + 1 WHERE id = {app:published}"},
	"holds_ranking_totals":   {"UPDATE reviews SET result = json_set(result, '$.total', 1) WHERE application_id = {app:published}"},
	"holds_snapshot_hash":    {"UPDATE snapshots SET body = body || ' '"},
	"holds_meeting_there":    {"?DELETE FROM meetings", "UPDATE rounds SET state = 'decided' WHERE state = 'published'"},
	"holds_reviewer_role":    {"UPDATE applications SET reviewer_id = (SELECT id FROM users WHERE role = 'lead') WHERE id = {app:in_review}"},
	"holds_recusal":          {"INSERT INTO declarations SELECT round_id, 1 + coalesce((SELECT max(seq) FROM declarations d WHERE d.round_id = applications.round_id), 0), enterprise_id, coalesce(reviewer_id, (SELECT min(reviewer_id) FROM seats WHERE application_id = applications.id AND NOT done)), true, 'r', created_at FROM applications WHERE id = {app:in_review}"},
	"holds_two_seats":        {seat, "INSERT INTO seats SELECT 's2', application_id, 2, reviewer_id, true, true, updated_at, 1 FROM seats WHERE id = 's1'"},
	"holds_second_lifting":   {lifting, "INSERT INTO lifting_decisions SELECT 'f1', true, e.seq, 'r', l.proposed_by, l.created_at FROM liftings l JOIN score_entries e ON e.application_id = l.application_id AND e.seq = 1 WHERE l.id = 'f1'"},
	"holds_lifting_entry":    {lifting, "INSERT INTO lifting_decisions SELECT 'f1', true, 9000, 'r', min(id), min(created_at) FROM users WHERE role = 'lead'"},
	"holds_second_reopening": {"INSERT INTO reopenings SELECT r.id, 1 + coalesce((SELECT max(seq) FROM reopenings x WHERE x.round_id = r.id), 0), true, 'r', coalesce((SELECT asked_by FROM reopenings x WHERE x.round_id = r.id ORDER BY seq DESC LIMIT 1), u.id), r.created_at FROM rounds r JOIN users u ON u.role = 'lead' LIMIT 1"},
	"holds_appeal_release":   {appeal("1", "2000")},
	"holds_appeal_entries": {
		release, appeal("1", "2099"),
		"INSERT INTO appeal_decisions SELECT 'p1', 'upheld', 'r', 1, 9000, 9000, min(id), '2099-01-02 00:00:00+00:00' FROM users",
	},
	"holds_evidence_versions": {evidence("1", "2")},
	"holds_unchecked":         {"UPDATE applications SET unchecked = true WHERE id = {app:in_review}"},
	"holds_actors":            {"UPDATE audit_events SET actor_id = 'nobody' WHERE seq = 5"},
	"holds_times":             {"UPDATE applications SET updated_at = '2000-01-01 00:00:00+00:00' WHERE id = {app:draft}"},
	"holds_enterprise_codes":  {"INSERT INTO enterprises SELECT 'twice', name, lower(uscc), township, created_at FROM enterprises WHERE uscc <> lower(uscc) LIMIT 1"},
	"holds_erasure_numbers":   {erasure("2", "'2020-01-01 00:00:00+00:00'")},
	"holds_erasure_due":       {erasure("1", "'2099-01-01 00:00:00+00:00'")},
	"holds_objector_erased":   {"INSERT INTO objections SELECT 'o1', n.round_id, 1 + coalesce((SELECT max(seq) FROM objections o WHERE o.round_id = n.round_id), 0), n.seq, 0, NULL, '', '', 'text', '2026-01-01', NULL, n.created_at FROM notices n LIMIT 1"},
	"holds_trail_of_state":    {"UPDATE audit_events SET object_id = 'other' WHERE object = 'application' AND object_id = {app:draft}"},
}

const (
	release = "INSERT INTO releases SELECT r.id, 1 + coalesce((SELECT max(seq) FROM releases x WHERE x.round_id = r.id), 0), r.created_at, min(u.id), r.created_at FROM rounds r JOIN users u ON u.role = 'lead' GROUP BY r.id"
	seat    = "INSERT INTO seats SELECT 's1', id, 1, (SELECT min(id) FROM users WHERE role = 'reviewer'), true, true, created_at, 1 FROM applications WHERE id = {app:published}"
	lifting = "INSERT INTO liftings SELECT 'f1', application_id, 1 + coalesce((SELECT max(seq) FROM liftings l WHERE l.application_id = e.application_id), 0), revision, 0, indicator, '{}', 'r', reviewer_id, created_at FROM score_entries e WHERE application_id = {app:published} AND seq = 1"
)

// appeal is one so many numbers behind the last, of a year.
func appeal(behind, year string) string {
	return "INSERT INTO appeals SELECT 'p1', {app:reviewed}, " + behind + " + coalesce((SELECT max(seq) FROM appeals WHERE application_id = {app:reviewed}), 0), " +
		"'i', 1, 'r', '[]', min(id), '" + year + "-01-01 00:00:00+00:00' FROM users"
}

// evidence is a document so many numbers behind the last, in a version.
func evidence(behind, version string) string {
	return "INSERT INTO evidence SELECT 'v1', {app:draft}, " + behind + " + coalesce((SELECT max(seq) FROM evidence WHERE application_id = {app:draft}), 0), " +
		"'v1', " + version + ", 'i', '', 'n', 'pdf', 1, 'x', min(id), 'enterprise', '2026-01-01 00:00:00+00:00' FROM users"
}

// erasure is one of no row, so many numbers behind the last.
func erasure(behind, due string) string {
	return "INSERT INTO erasures SELECT id, " + behind + " + coalesce((SELECT max(seq) FROM erasures x WHERE x.round_id = r.id), 0), 'registration', 'none', '', 'years=1', " +
		due + ", '2026-01-01 00:00:00+00:00' FROM rounds r WHERE state = 'published' LIMIT 1"
}

// another is a further submission with the facts of the newest.
func another(application string) string {
	return "INSERT INTO submissions (application_id, revision, facts, source_kind, source_name, source_sha256, card_id, card_hash, result, total, submitted_by, created_at, claims) " +
		"SELECT application_id, revision + 1, facts, source_kind, source_name, source_sha256, card_id, card_hash, result, total, submitted_by, created_at, claims " +
		"FROM submissions WHERE application_id = " + application + " ORDER BY revision DESC LIMIT 1"
}

// Each invariant is hurt once in a copy of the demo, and exactly it is reported.
func TestEachInvariantIsSeenAlone(t *testing.T) {
	t.Parallel()
	base := filepath.Join(t.TempDir(), "demo")
	flags := dataFlags{Data: base}
	o, err := flags.open(t.Context(), store.Options{}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if err := fillDemo(quiet(t), o); err != nil {
		t.Fatal(err)
	}
	if err := o.store.Close(); err != nil {
		t.Fatal(err)
	}
	if hurt := hurtIn(t, base); len(hurt) > 0 {
		t.Fatalf("untouched: %v", hurt)
	}
	database, err := os.ReadFile(filepath.Join(base, "wuxing.db"))
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for code, statements := range breaks {
		seen++
		t.Run(code, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "wuxing.db"), database, 0o600); err != nil {
				t.Fatal(err)
			}
			broken(t, dir, code != "holds_guards", statements)
			if hurt := hurtIn(t, dir); !slices.Equal(hurt, []string{code}) {
				t.Errorf("reported %v", hurt)
			}
		})
	}
	if all := len(reportOf(t, base)); seen != all || seen < 25 {
		t.Errorf("%d invariants are tried of %d", seen, all)
	}
}

// The operator's handbook lists each invariant with its sentence.
func TestTheHandbookListsEveryInvariant(t *testing.T) {
	handbook, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	for code := range breaks {
		line := "| `" + code + "` | " + templates.Message(templates.Chinese, code, map[string]string{"key": "…"}) + " |"
		if !strings.Contains(string(handbook), line) {
			t.Errorf("docs/operations.md lacks: %s", line)
		}
	}
}

// demoApplication is the condition for an application of the demo that suits.
func demoApplication(state string) string {
	switch state {
	case "published": // or what a published round makes of it
		return "rank > 0 AND state IN ('published', 'certified', 'excellent', 'not_selected') AND NOT EXISTS (SELECT 1 FROM seats WHERE application_id = applications.id)"
	case "in_review":
		return "state = 'in_review' AND EXISTS (SELECT 1 FROM score_entries WHERE application_id = applications.id)"
	}
	return "state = '" + state + "'"
}

// broken runs statements without triggers and constraints, and puts the triggers
// back where they are wanted.
func broken(t *testing.T, dir string, restore bool, statements []string) {
	t.Helper()
	path := (&url.URL{Path: filepath.ToSlash(filepath.Join(dir, "wuxing.db"))}).EscapedPath()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=foreign_keys(0)&_pragma=ignore_check_constraints(1)&_pragma=writable_schema(1)")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	x := &tamperer{t: t, db: db, dir: dir}
	names := x.texts("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
	triggers := x.texts("SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
	for _, name := range names {
		x.exec("DROP TRIGGER " + name)
	}
	for _, statement := range statements {
		for {
			before, rest, found := strings.Cut(statement, "{app:")
			if !found {
				break
			}
			state, after, _ := strings.Cut(rest, "}")
			statement = before + "(SELECT min(id) FROM applications WHERE " + demoApplication(state) + ")" + after
		}
		statement, mayDoNothing := strings.CutPrefix(statement, "?")
		done, err := db.ExecContext(t.Context(), statement)
		if err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
		if rows, err := done.RowsAffected(); rows == 0 && !mayDoNothing || err != nil {
			t.Fatalf("%s changes nothing (%v)", statement, err)
		}
	}
	if restore {
		for _, trigger := range triggers {
			x.exec(trigger)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// hurtIn runs the command and gives the invariants that do not hold.
func hurtIn(t *testing.T, data string) (hurt []string) {
	t.Helper()
	for _, line := range reportOf(t, data) {
		if !line.OK {
			hurt = append(hurt, line.Code)
		}
	}
	return hurt
}

func reportOf(t *testing.T, data string) []heldLine {
	t.Helper()
	var out, said bytes.Buffer
	status := run([]string{"verify", "--json", "--data", data}, &console{ctx: t.Context(), in: strings.NewReader(""), out: &out, errOut: &said})
	var report struct {
		OK         bool       `json:"ok"`
		Invariants []heldLine `json:"invariants"`
	}
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatalf("status %d: %v: %s%s", status, err, out.String(), said.String())
	}
	if (status == exitDone) != report.OK {
		t.Errorf("status %d, report %v", status, report.OK)
	}
	return report.Invariants
}
