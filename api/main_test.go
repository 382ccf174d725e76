package api_test

import (
	"bytes"
	"encoding/json"
	"mime"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestMainJob walks the straight path once, through JSON and workbooks.
func TestMainJob(t *testing.T) {
	o := newOffice(t)
	o.round()
	at := o.draft("clerk", uscc1)

	// The form comes back with the stored facts, is uploaded, and is a new revision
	// only because its source is another.
	form := o.call("clerk", "GET", at+"/form.xlsx", "").want(200, "")
	if kind, params, err := mime.ParseMediaType(form.header.Get("Content-Disposition")); err != nil || kind != "attachment" || !strings.HasSuffix(params["filename"], ".xlsx") || !strings.Contains(params["filename"], "湖州示例童装有限公司") {
		t.Errorf("Content-Disposition %q: %v", form.header.Get("Content-Disposition"), err)
	}
	before := o.call("clerk", "GET", at, "").want(200, "")
	body, kind := upload(t, "file", `C:\自评\表 1.xlsx`, []byte(form.body))
	put := o.call("clerk", "PUT", at+"/facts", body, "Content-Type", kind, "If-Match", before.header.Get("ETag")).want(200, "")
	if source := put.json["source"].(map[string]any); source["name"] != "表 1.xlsx" || source["kind"] != "workbook" {
		t.Errorf("source %v", source)
	}
	if put.number("self_total") != before.number("self_total") || put.number("version") != before.number("version")+1 {
		t.Errorf("from %v v%v to %v v%v", before.number("self_total"), before.number("version"), put.number("self_total"), put.number("version"))
	}

	o.call("reviewer", "GET", at, "").want(404, "not_found") // a draft does not exist for the bureau
	o.call("clerk", "POST", at+"/submit", `{"pledge":true}`, "If-Match", put.header.Get("ETag")).want(200, "")
	o.call("reviewer", "GET", at, "").want(200, "").mustNot(`"official"`)

	// Returned, corrected, handed in again.
	o.call("reviewer", "POST", at+"/return", `{"indicators":["training_funds"],"reason":"请核对技能人才培养经费"}`).want(200, "")
	returned := o.call("clerk", "GET", at, "").want(200, "")
	if returned.text("state") != "returned" {
		t.Errorf("state %s", returned.text("state"))
	}
	o.call("clerk", "PUT", at+"/facts", submission(uscc1, strings.Replace(someFacts, "400", "500", 1)), "If-Match", returned.header.Get("ETag")).
		want(422, "invalid_input").problem("fact_not_open", "facts.employees")
	o.call("clerk", "PUT", at+"/facts", submission(uscc1, strings.Replace(someFacts, "sufficient", "arranged", 1)), "If-Match", returned.header.Get("ETag")).want(200, "")
	o.call("clerk", "POST", at+"/submit", `{"pledge":true}`).want(200, "")

	// Agreement, correction, override.
	review := o.call("reviewer", "GET", at+"/review", "").want(200, "")
	done := o.call("reviewer", "PUT", at+"/review", o.agreeAll("reviewer", at,
		`{"indicator":"skilled_ratio","decision":"correct","facts":{"skilled_workers":180},"reason":"以社保名册为准"}`,
		`{"indicator":"high_skilled_ratio","decision":"override","points":1.25,"reason":"名册有三人已离职"}`,
	), "If-Match", review.header.Get("ETag"), "Idempotency-Key", "review-1").want(200, "")
	if done.json["complete"] != true {
		t.Fatalf("not complete: %.500s", done.body)
	}
	again := o.call("reviewer", "PUT", at+"/review", o.agreeAll("reviewer", at), "If-Match", review.header.Get("ETag"))
	again.want(412, "version_moved_on")
	if present := again.json["present"].(map[string]any); present["state"] != "reviewed" {
		t.Errorf("present %v", present)
	}

	// The enterprise sees nothing of it before publication.
	o.call("clerk", "GET", at, "").want(200, "").mustNot(`"official"`, `"rank"`, "以社保名册为准")
	o.call("clerk", "GET", at+"/review", "").want(403, "not_released").mustNot("以社保名册为准", "显示名reviewer")
	o.call("clerk", "GET", at+"/history", "").want(200, "").mustNot("override", "1.25", `"complete_review"`)

	ranking := o.call("lead", "POST", "/api/v1/rounds/2026/ranking", "").want(200, "")
	row := ranking.json["rows"].([]any)[0].(map[string]any)
	if row["rank"] != 1.0 || row["application"] != strings.TrimPrefix(at, "/api/v1/applications/") {
		t.Errorf("ranking %v", row)
	}
	o.call("lead", "GET", "/api/v1/rounds/2026/ranking", "").want(200, "")
	book := o.call("lead", "GET", "/api/v1/rounds/2026/ranking.xlsx", "").want(200, "")
	file, err := excelize.OpenReader(bytes.NewReader([]byte(book.body)))
	if err != nil {
		t.Fatal(err)
	}
	if sheets := file.GetSheetList(); len(sheets) < 3 {
		t.Errorf("sheets %v", sheets)
	}
	o.publish()
	o.call("clerk", "GET", at, "").want(200, "")
	shown := o.call("clerk", "GET", at+"/review", "").want(200, "").mustNot("显示名reviewer")
	if shown.json["official"].(map[string]any)["total"] != row["official_total"] {
		t.Errorf("official total %v, in the ranking %v", shown.json["official"].(map[string]any)["total"], row["official_total"])
	}
	o.call("clerk", "GET", at+"/history", "").want(200, "")
	o.call("reviewer", "GET", at+"/history", "").want(200, "")
}

// TestTie gives equal enterprises one rank and hands out the names as they are.
func TestTie(t *testing.T) {
	o := newOffice(t)
	o.round()
	o.reviewed("clerk", uscc1)
	o.reviewed("clerk2", uscc2)
	ranking := o.call("reviewer", "GET", "/api/v1/rounds/2026/ranking", "").want(200, "")
	rows := ranking.json["rows"].([]any)
	if len(rows) != 2 || rows[0].(map[string]any)["rank"] != 1.0 || rows[1].(map[string]any)["rank"] != 1.0 {
		t.Errorf("%.500s", ranking.body)
	}
	for _, key := range []string{"k", "k"} {
		o.call("lead", "POST", "/api/v1/rounds/2026/ranking", "", "Idempotency-Key", key).want(200, "")
	}
	o.call("lead", "POST", "/api/v1/rounds/2026/ranking", "").want(409, "wrong_state")
}

// TestScore is the self-test by JSON and by workbook, with the same result.
func TestScore(t *testing.T) {
	o := newOffice(t)
	got := o.call("", "POST", "/api/v1/score", `{"facts":{"employees":400,"skilled_workers":200}}`).want(200, "")
	if got.number("total") != 4 || got.text("card") != "wuxing-2024" {
		t.Errorf("total %v by %s", got.number("total"), got.text("card"))
	}
	blank := o.call("", "GET", "/api/v1/cards/wuxing-2024/form.xlsx", "").want(200, "")
	body, kind := upload(t, "file", "空表.xlsx", []byte(blank.body))
	for _, path := range []string{"/api/v1/score", "/api/v1/score?card=wuxing-2024"} {
		got := o.call("", "POST", path, body, "Content-Type", kind).want(200, "")
		if got.number("total") != 0 {
			t.Errorf("a blank form scores %v", got.number("total"))
		}
	}
	// A wrong check digit warns in words.
	warned := o.call("", "POST", "/api/v1/score", submission("91330502MA2B000011", `{}`)).want(200, "")
	warnings, _ := warned.json["warnings"].([]any)
	if len(warnings) != 1 || !strings.Contains(warnings[0].(map[string]any)["message"].(string), "91330502MA2B000011") {
		t.Errorf("warnings %v", warned.json["warnings"])
	}
	english := o.call("", "POST", "/api/v1/score", `{"facts":{"employees":12.5}}`, "Accept-Language", "en-GB,en;q=0.9").want(422, "invalid_input")
	if !strings.Contains(english.text("detail"), "refused") || english.header.Get("Content-Language") != "en" {
		t.Errorf("in English: %s", english.body)
	}
}

// TestAdvice is advice by JSON and by workbook; the contract test holds its shape.
func TestAdvice(t *testing.T) {
	o := newOffice(t)
	got := o.call("", "POST", "/api/v1/advice", `{"facts":{"skilled_workers":100,"trained_workers":55,"innovations":[]}}`).want(200, "")
	want := `"text":"再培训 5 名技术工人 → 培训占比达到 60%,总分 +1","indicator":"training_ratio","changes":[{"fact":"trained_workers","from":"55","to":"60"}],"gain":1,"total":2,"effort":2`
	if !strings.Contains(got.body, want) {
		t.Errorf("advice %s", got.body)
	}
	if !strings.Contains(got.body, `"changes":[{"fact":"innovations","from":"0","to":"1","add":{"position":"first"}}]`) {
		t.Errorf("no row added: %s", got.body)
	}
	o.call("", "POST", "/api/v1/advice", `{"facts":{"training_funds":"sufficient","arbitration_cases":11,"arrears_petitions":[{"people":5,"level":"province"}]}}`).want(200, "")
	blank := o.call("", "GET", "/api/v1/cards/wuxing-2024/form.xlsx", "").want(200, "")
	body, kind := upload(t, "file", "空表.xlsx", []byte(blank.body))
	empty := o.call("", "POST", "/api/v1/advice?card=wuxing-2024", body, "Content-Type", kind).want(200, "")
	if advice, ok := empty.json["advice"].([]any); !ok || len(advice) != 0 {
		t.Errorf("advice on a blank form: %s", empty.body)
	}
	o.call("", "POST", "/api/v1/advice?card=none", `{"facts":{}}`).want(422, "invalid_input").problem("unknown_card", "card")
	o.call("", "POST", "/api/v1/advice", `{"facts":{"employees":12.5}}`).want(422, "invalid_input").problem("fraction_of_count", "facts.employees")
}

// TestCards reads the scorecards.
func TestCards(t *testing.T) {
	o := newOffice(t)
	list := o.call("", "GET", "/api/v1/cards", "").want(200, "")
	if len(list.json["cards"].([]any)) != 1 {
		t.Errorf("cards %v", list.body)
	}
	card := o.call("", "GET", "/api/v1/cards/wuxing-2024", "").want(200, "")
	if !strings.HasPrefix(card.text("hash"), "sha256:") || len(card.json["categories"].([]any)) != 7 {
		t.Errorf("card %.300s", card.body)
	}
	o.call("", "GET", "/api/v1/cards/none", "").want(404, "not_found")
	o.call("", "GET", "/api/v1/cards/none/form.xlsx", "").want(404, "not_found")
}

// TestReplay gives a repeated write the same answer and no second effect.
func TestReplay(t *testing.T) {
	o := newOffice(t)
	o.round()
	body := submission("91330502MA2B00001R", someFacts)
	first := o.call("clerk", "POST", "/api/v1/rounds/2026/applications", body, "Idempotency-Key", "k1").want(201, "")
	second := o.call("clerk", "POST", "/api/v1/rounds/2026/applications", body, "Idempotency-Key", "k1").want(201, "")
	if first.body != second.body || first.header.Get("ETag") != second.header.Get("ETag") || first.header.Get("Location") != second.header.Get("Location") {
		t.Errorf("replayed\n%s\n%s", first.body, second.body)
	}
	o.call("clerk", "POST", "/api/v1/rounds/2026/applications", body+" ", "Idempotency-Key", "k1").want(422, "idempotency_key_used")
	o.call("clerk", "POST", "/api/v1/rounds/2026/applications", body).want(409, "application_exists")
	at := "/api/v1/applications/" + first.text("id")
	book := o.call("clerk", "GET", at+"/form.xlsx", "").want(200, "")
	form, kind := upload(t, "file", "表.xlsx", []byte(book.body))
	put := o.call("clerk", "PUT", at+"/facts", form, "Content-Type", kind, "If-Match", `"1"`, "Idempotency-Key", "k2").want(200, "")
	// Another boundary is the same file.
	form2, kind2 := upload(t, "file", "表.xlsx", []byte(book.body))
	if form == form2 {
		t.Fatal("the boundaries are the same")
	}
	repeat := o.call("clerk", "PUT", at+"/facts", form2, "Content-Type", kind2, "If-Match", `"1"`, "Idempotency-Key", "k2").want(200, "")
	if put.body != repeat.body {
		t.Errorf("replayed\n%s\n%s", put.body, repeat.body)
	}
	for _, key := range []string{"", strings.Repeat("k", 129), "中文", "two words"} {
		o.call("clerk", "POST", at+"/submit", `{"pledge":true}`, "Idempotency-Key", key).want(422, "invalid_input").problem("value_malformed", "Idempotency-Key")
	}
}

// TestLists pages by key.
func TestLists(t *testing.T) {
	o := newOffice(t)
	o.round()
	o.submitted("clerk", uscc1)
	o.submitted("clerk2", uscc2)
	var seen []string
	for next := ""; ; {
		page := o.call("admin", "GET", "/api/v1/users?limit=2&after="+next, "").want(200, "").mustNot("argon2", "password")
		for _, user := range page.json["users"].([]any) {
			seen = append(seen, user.(map[string]any)["username"].(string))
		}
		if next = page.text("next"); next == "" {
			break
		}
	}
	if got := strings.Join(seen, " "); got != "admin clerk clerk2 deputy lead reviewer reviewer2" {
		t.Errorf("users %s", got)
	}
	page := o.call("reviewer", "GET", "/api/v1/rounds/2026/applications?limit=1", "").want(200, "")
	rest := o.call("reviewer", "GET", "/api/v1/rounds/2026/applications?limit=1&after="+page.text("next"), "").want(200, "")
	if len(page.json["applications"].([]any)) != 1 || len(rest.json["applications"].([]any)) != 1 || rest.text("next") != "" {
		t.Errorf("pages\n%s\n%s", page.body, rest.body)
	}
	own := o.call("clerk2", "GET", "/api/v1/rounds/2026/applications", "").want(200, "").mustNot("童装")
	if len(own.json["applications"].([]any)) != 1 {
		t.Errorf("own %s", own.body)
	}
	none := o.call("reviewer", "GET", "/api/v1/rounds/2026/applications?state=reviewed", "").want(200, "")
	if len(none.json["applications"].([]any)) != 0 {
		t.Errorf("reviewed %s", none.body)
	}
	for _, query := range []string{"sort=-submitted", "sort=due", "sort=state", "q=%25", "whose=todo&sort=name", "overdue=yes"} {
		sorted := o.call("reviewer", "GET", "/api/v1/rounds/2026/applications?limit=1&"+query, "").want(200, "")
		if next := sorted.text("next"); next != "" {
			o.call("reviewer", "GET", "/api/v1/rounds/2026/applications?limit=1&"+query+"&after="+next, "").want(200, "")
		}
	}
	o.call("reviewer", "GET", "/api/v1/rounds/2026/applications?sort=score", "").want(422, "invalid_input").problem("value_not_allowed", "sort")
	o.call("reviewer", "GET", "/api/v1/rounds/2026/applications?sort=name&after=x", "").want(422, "invalid_input").problem("value_not_allowed", "after")
	o.call("reviewer", "GET", "/api/v1/rounds/2026/applications?state=done", "").want(422, "invalid_input").problem("value_not_allowed", "state")
	for _, limit := range []string{"0", "-1", "501", "x", "1e1"} {
		o.call("lead", "GET", "/api/v1/rounds?limit="+limit, "").want(422, "invalid_input").problem("value_out_of_range", "limit")
	}
	rounds := o.call("clerk", "GET", "/api/v1/rounds", "").want(200, "")
	if len(rounds.json["rounds"].([]any)) != 1 {
		t.Errorf("rounds %s", rounds.body)
	}
	o.call("clerk", "GET", "/api/v1/rounds/2026", "").want(200, "")
	o.call("clerk", "GET", "/api/v1/rounds/1999", "").want(404, "not_found")
}

// TestDocument is valid OpenAPI with the version of the program.
func TestDocument(t *testing.T) {
	o := newOffice(t)
	got := o.call("", "GET", "/api/v1/openapi.json", "").want(200, "")
	if got.json["info"].(map[string]any)["version"] != "1.2.3" || !json.Valid([]byte(got.body)) {
		t.Errorf("%.300s", got.body)
	}
}
