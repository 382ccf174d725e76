package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuxing/fixtures"
	"wuxing/internal/testoffice"
)

// playRound is one year in small: three enterprises, from the form to the
// exported ranking.
func (o *testOffice) playRound(t *testing.T) {
	admin := o.signIn(t, "root")
	for _, staff := range []string{"lead", "reviewer"} {
		admin.ask("POST", "/users", 201, object{"username": staff, "display_name": staff + " 同志", "role": staff, "password": password(staff)})
	}
	admin.ask("POST", "/users", 201, object{"username": "lead2", "display_name": "lead2 同志", "role": "lead", "password": password("lead2")})
	// 055 comes with a workbook, 060 with JSON, 077 is vetoed.
	numbers := map[string]string{"weaver": "055", "stone": "060", "tower": "077"}
	cases := map[string]sample{}
	for username, number := range numbers {
		cases[username] = readSample(t, number)
		admin.ask("POST", "/users", 201, object{
			"username": username, "display_name": "经办人", "role": "enterprise", "password": password(username),
			"enterprise": cases[username].submission["enterprise"],
		})
	}
	admin.ask("POST", "/rounds", 201, object{"id": "2026", "name": "2026年度遴选", "year": 2026, "card": "wuxing-2024", "quota": 1})

	weaver, stone, tower := o.signIn(t, "weaver"), o.signIn(t, "stone"), o.signIn(t, "tower")
	lead, reviewer := o.signIn(t, "lead"), o.signIn(t, "reviewer")

	// The form is downloaded, filled in as people do, uploaded.
	form := weaver.ask("GET", "/cards/wuxing-2024/form.xlsx", 200, nil).body
	filled := fillForm(t, form, cases["weaver"].submission)
	made := weaver.upload("POST", "/rounds/2026/applications", 201, filled)
	sameScores(t, "uploaded form", made.at("result"), cases["weaver"])
	resaved := resave(t, filled)
	sameScores(t, "form saved by LibreOffice", weaver.upload("POST", "/score", 200, resaved).json, cases["weaver"])
	id := made.at("id").(string)
	weaver.upload("POST", "/rounds/2026/applications", 409, filled).want(t, "code", "application_exists")

	// Nobody else sees the draft; submitting needs the pledge.
	stone.ask("GET", "/applications/"+id, 404, nil)
	reviewer.ask("GET", "/applications/"+id, 404, nil)
	weaver.ask("POST", "/applications/"+id+"/submit", 422, object{"pledge": false})
	weaver.ask("POST", "/applications/"+id+"/submit", 200, object{"pledge": true}).want(t, "state", "submitted")

	ids := map[string]string{"weaver": id}
	for username, p := range map[string]*person{"stone": stone, "tower": tower} {
		made := p.ask("POST", "/rounds/2026/applications", 201, cases[username].submission)
		sameScores(t, username, made.at("result"), cases[username])
		ids[username] = made.at("id").(string)
		p.ask("POST", "/applications/"+ids[username]+"/submit", 200, object{"pledge": true})
	}

	o.sendBackAndForth(t, weaver, reviewer, id)
	o.reviewAll(t, reviewer, ids, cases)

	// Before publication the enterprise sees its own score only.
	if before := weaver.ask("GET", "/applications/"+id, 200, nil); before.at("official") != nil {
		t.Error("the official score shows before publication")
	}
	weaver.ask("GET", "/applications/"+id+"/review", 403, nil)
	weaver.ask("GET", "/rounds/2026/ranking", 403, nil)

	o.rankAndExport(t, lead, weaver, ids)
}

// sendBackAndForth returns two indicators; only their facts may change.
func (o *testOffice) sendBackAndForth(t *testing.T, weaver, reviewer *person, id string) {
	reviewer.ask("POST", "/applications/"+id+"/return", 200, object{
		"indicators": []string{"training_ratio", "innovations"}, "reason": "培训人数与台账不符,请核对",
	}).want(t, "state", "returned")
	returned := weaver.ask("GET", "/applications/"+id, 200, nil)
	returned.want(t, "returned.indicators", `["training_ratio","innovations"]`)
	facts := returned.at("facts").(object)
	etag := returned.header.Get("ETag")

	forbidden := object{}
	for key, value := range facts {
		forbidden[key] = value
	}
	forbidden["apprentices"] = 3
	weaver.ask("PUT", "/applications/"+id+"/facts", 422, object{"facts": forbidden}, "If-Match", etag).want(t, "problems.0.code", "fact_not_open")
	weaver.ask("PUT", "/applications/"+id+"/facts", 428, object{"facts": facts})

	facts["trained_workers"] = 1
	put := weaver.ask("PUT", "/applications/"+id+"/facts", 200, object{"facts": facts}, "If-Match", etag)
	weaver.ask("PUT", "/applications/"+id+"/facts", 412, object{"facts": facts}, "If-Match", etag).want(t, "present.state", "returned")
	put.want(t, "result.indicators.6.id", "training_ratio")
	put.want(t, "result.indicators.6.score", "0")
	weaver.ask("POST", "/applications/"+id+"/submit", 200, object{"pledge": true}).want(t, "state", "resubmitted")
	weaver.ask("PUT", "/applications/"+id+"/facts", 409, object{"facts": facts}, "If-Match", put.header.Get("ETag"))
}

// reviewAll agrees with everything but, for weaver, one corrected fact and one
// set score.
func (o *testOffice) reviewAll(t *testing.T, reviewer *person, ids map[string]string, cases map[string]sample) {
	for username, id := range ids {
		start := reviewer.ask("GET", "/applications/"+id+"/review", 200, nil)
		entries := []object{}
		for i := range start.at("rows").([]any) {
			row := start.at("rows").([]any)[i].(object)
			entry := object{"indicator": row["indicator"], "decision": "agree"}
			if username == "weaver" && row["indicator"] == "apprenticeship" {
				entry = object{"indicator": "apprenticeship", "decision": "correct", "facts": object{"apprentices": 49}, "reason": "名册只有49人"}
			}
			if username == "weaver" && row["indicator"] == "leadership" {
				entry = object{"indicator": "leadership", "decision": "override", "points": 0.5, "reason": "只见到机构设置文件"}
			}
			entries = append(entries, entry)
		}
		path := "/applications/" + id + "/review"
		if username == "weaver" {
			bad := []object{
				{"indicator": "leadership", "decision": "override", "points": 2.25, "reason": "超过分值"},
				{"indicator": "equity", "decision": "correct", "facts": object{"employees": 1}, "reason": "不是本项的数据"},
				{"indicator": "no_such", "decision": "agree"},
			}
			refused := reviewer.ask("PUT", path, 422, object{"entries": bad}, "If-Match", start.header.Get("ETag"))
			if n := len(refused.at("problems").([]any)); n < 3 {
				t.Errorf("%d problems of three bad entries: %s", n, refused.body)
			}
			reviewer.ask("PUT", path, 409, object{"entries": entries[:3], "complete": true}, "If-Match", start.header.Get("ETag")).want(t, "code", "review_incomplete")
		}
		done := reviewer.ask("PUT", path, 200, object{"entries": entries, "complete": true}, "If-Match", start.header.Get("ETag"))
		done.want(t, "application.state", "reviewed")
		reviewer.ask("PUT", path, 412, object{"entries": entries[:1]}, "If-Match", start.header.Get("ETag")).want(t, "present.state", "reviewed")
		if username != "weaver" {
			done.want(t, "official.total", numberText(t, cases[username].expected["total"]))
			continue
		}
		// 055 has all 3 leadership flags (2) and more than 100 apprentices (4).
		done.want(t, "rows.0.indicator", "leadership")
		done.want(t, "rows.0.official", "0.5")
		done.want(t, "rows.0.reason", "只见到机构设置文件")
		done.want(t, "rows.4.indicator", "apprenticeship")
		done.want(t, "rows.4.official", "2")
		done.want(t, "rows.4.decision", "correct")
	}
}

func (o *testOffice) rankAndExport(t *testing.T, lead, weaver *person, ids map[string]string) {
	live := lead.ask("GET", "/rounds/2026/ranking", 200, nil)
	live.want(t, "pending", "0")
	weaver.ask("POST", "/rounds/2026/ranking", 403, nil)
	ranked := lead.ask("POST", "/rounds/2026/ranking", 200, nil)
	ranked.want(t, "state", "ranked")
	o.certify(t, lead, ids)
	published := lead.ask("GET", "/rounds/2026/ranking", 200, nil)
	published.want(t, "state", "published")
	published.want(t, "rows.0.rank", "1")
	published.want(t, "rows.0.application", ids["stone"])
	published.want(t, "rows.1.rank", "2")
	published.want(t, "rows.1.application", ids["weaver"])
	published.want(t, "rows.2.rank", "0")
	published.want(t, "rows.2.application", ids["tower"])
	published.want(t, "rows.2.vetoed", "true")

	book := lead.ask("GET", "/rounds/2026/ranking.xlsx", 200, nil)
	if name := book.header.Get("Content-Disposition"); name == "" {
		t.Error("the export is no attachment")
	}
	shown := lead.ask("GET", "/rounds/2026/ranking", 200, nil)
	compareRanking(t, "export over HTTP", book.body, shown.json)

	out := filepath.Join(t.TempDir(), "ranking.xlsx")
	status := run([]string{"export", "--round", "2026", "-o", out, "--data", o.data, "--files", o.files}, quiet(t))
	if status != exitDone {
		t.Fatalf("wuxing export: status %d", status)
	}
	exported, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	compareRanking(t, "wuxing export", exported, shown.json)
	o.exportSheets(t, lead, weaver, ids)
	o.exportLists(t, lead, weaver)

	frozen := lead.ask("GET", "/rounds/2026/snapshot", 200, nil)
	again := filepath.Join(t.TempDir(), "again.json")
	if status := run([]string{"recompute", "--round", "2026", "-o", again, "--data", o.data, "--files", o.files}, quiet(t)); status != exitDone {
		t.Fatalf("wuxing recompute: status %d", status)
	}
	recomputed, err := os.ReadFile(again)
	if err != nil {
		t.Fatal(err)
	}
	if string(recomputed) != string(frozen.body) {
		t.Errorf("recomputed %d bytes that differ from the %d frozen", len(recomputed), len(frozen.body))
	}

	after := weaver.ask("GET", "/applications/"+ids["weaver"], 200, nil)
	after.want(t, "rank", "2")
	after.want(t, "state", "not_selected")
	after.want(t, "official.total", numberText(t, shown.at("rows.1.official_total")))
	weaver.ask("GET", "/applications/"+ids["weaver"]+"/review", 200, nil)
}

// sample is a fixture: what is sent and what must come back.
type sample struct{ submission, expected object }

func readSample(t *testing.T, number string) sample {
	t.Helper()
	c, err := fixtures.Find(number)
	if err != nil {
		t.Fatal(err)
	}
	return sample{parse(t, c.Submission), parse(t, c.Expected)}
}

// sameScores compares a result with what was worked out by hand.
func sameScores(t *testing.T, what string, result any, want sample) {
	t.Helper()
	r := result.(object)
	got := object{}
	for _, row := range r["indicators"].([]any) {
		got[row.(object)["id"].(string)] = row.(object)["score"]
	}
	if diff := cmp.Diff(want.expected["indicators"], any(got)); diff != "" {
		t.Errorf("%s (-by hand +server):\n%s", what, diff)
	}
	for _, sum := range []string{"total", "base", "bonus", "deduction", "vetoed"} {
		if r[sum] != want.expected[sum] {
			t.Errorf("%s: %s is %v, want %v", what, sum, r[sum], want.expected[sum])
		}
	}
}

func numberText(t *testing.T, value any) string {
	t.Helper()
	number, ok := value.(json.Number)
	if !ok {
		t.Fatalf("%v is no number", value)
	}
	return number.String()
}

func resave(t *testing.T, workbook []byte) []byte {
	t.Helper()
	in := filepath.Join(t.TempDir(), "form.xlsx")
	if err := os.WriteFile(in, workbook, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := os.ReadFile(testoffice.Resave(t, in))
	if err != nil {
		t.Fatal(err)
	}
	return out
}
