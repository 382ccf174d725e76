package api_test

import (
	"fmt"
	"strings"
	"testing"
)

// fairRound is a round with first check and two reviewers who are blind.
func (o *office) fairRound() {
	o.t.Helper()
	o.round()
	etag := o.call("admin", "GET", "/api/v1/rounds/2026", "").want(200, "").header.Get("ETag")
	o.call("admin", "PUT", "/api/v1/rounds/2026/settings",
		`{"quota":10,"settings":{"first_check":true,"assignment":"assigned","reviewers":2,"apart":{"indicator":0.5,"total":1}}}`, "If-Match", etag).want(200, "")
	for _, account := range []string{
		`{"username":"zhili","role":"township","area":"织里镇","password":%q}`,
		`{"username":"auditor","role":"auditor","password":%q}`,
	} {
		o.call("admin", "POST", "/api/v1/users", fmt.Sprintf(account, password)).want(201, "")
	}
}

// TestFairRound walks first check, declaration, assignment, two reviews and the
// lead's settlement over HTTP; every answer is held against the document.
func TestFairRound(t *testing.T) {
	o := newOffice(t)
	o.fairRound()
	at := o.submitted("clerk", uscc1)
	id := strings.TrimPrefix(at, "/api/v1/applications/")

	// Taken back, handed in again, sent back, handed in, checked.
	o.call("clerk", "POST", at+"/withdraw", `{"reason":"数据有误"}`).want(200, "")
	o.call("clerk", "PUT", at+"/facts", submission(uscc1, someFacts), "If-Match", o.call("clerk", "GET", at, "").header.Get("ETag")).want(200, "")
	o.call("clerk", "POST", at+"/submit", `{"pledge":true}`).want(200, "")
	o.call("reviewer", "GET", at, "").want(404, "not_found")
	o.call("zhili", "POST", at+"/send-back", `{"reason":"地址","due_at":"2020-01-01T00:00:00Z"}`).want(422, "invalid_input").problem("due_in_the_past", "due_at").problem("value_too_short", "reason")
	o.call("zhili", "POST", at+"/send-back", `{"reason":"登记地址请核对"}`).want(200, "")
	o.call("clerk", "GET", at, "").want(200, "")
	o.call("clerk", "POST", at+"/submit", `{"pledge":true}`).want(200, "")
	o.call("clerk", "POST", at+"/check", `{}`).want(403, "forbidden")
	checked := o.call("zhili", "POST", at+"/check", `{"reason":"已核对"}`).want(200, "")
	if checked.text("state") != "checked" {
		t.Errorf("state %s", checked.text("state"))
	}
	o.call("zhili", "POST", at+"/check", `{}`).want(409, "wrong_state")
	o.call("auditor", "GET", at+"/changes", "").want(200, "")

	// Assigned as previewed.
	const assignments = "/api/v1/rounds/2026/assignments"
	o.call("lead", "POST", assignments+"/preview", `{"rows":[{"application":"none","reviewers":["reviewer"]}]}`).want(422, "invalid_input").problem("unknown_application", "rows[0]")
	plan := o.call("lead", "POST", assignments+"/preview", `{"balanced":true}`).want(200, "")
	o.call("lead", "POST", assignments, `{"balanced":true,"digest":"sha256:00"}`).want(409, "plan_changed")
	done := o.call("lead", "POST", assignments, fmt.Sprintf(`{"balanced":true,"digest":%q}`, plan.text("digest"))).want(200, "")
	if row := done.json["rows"].([]any)[0].(map[string]any); row["application"] != id || done.json["done"] != true {
		t.Errorf("assigned %s", done.body)
	}

	// No file before a declaration.
	o.call("reviewer", "GET", at, "").want(409, "declaration_missing")
	const declarations = "/api/v1/rounds/2026/declarations"
	o.call("reviewer", "POST", declarations, `{"uscc":"`+uscc1+`"}`).want(422, "invalid_input").problem("value_missing", "linked")
	for _, reviewer := range []string{"reviewer", "reviewer2"} {
		o.call(reviewer, "POST", declarations, `{"uscc":"`+uscc1+`","linked":false}`).want(201, "")
	}
	o.call("auditor", "GET", declarations, "").want(200, "")

	// Two reviews, each blind.
	etag := o.call("reviewer", "GET", at+"/review", "").want(200, "").header.Get("ETag")
	other := o.call("reviewer2", "GET", at+"/review", "").want(200, "").header.Get("ETag")
	o.call("reviewer2", "PUT", at+"/review", o.agreeAll("reviewer2", at,
		`{"indicator":"training_funds","decision":"override","points":0.25,"reason":"MARKER"}`), "If-Match", other).want(200, "")
	for _, path := range []string{at, at + "/review", at + "/history", at + "/changes", "/api/v1/rounds/2026/applications", declarations} {
		if got := o.call("reviewer", "GET", path, "").want(200, "").mustNot("MARKER", "reviewer2", "moderation"); path == at+"/review" && got.header.Get("ETag") != etag {
			t.Errorf("the version moved from %s to %s", etag, got.header.Get("ETag"))
		}
	}
	o.call("reviewer", "GET", at+"/moderation", "").want(403, "reviews_open")
	o.call("reviewer", "GET", "/api/v1/rounds/2026/ranking", "").want(403, "not_released")
	o.call("reviewer", "GET", "/api/v1/rounds/2026/ranking.xlsx", "").want(403, "not_released")
	o.call("reviewer", "PUT", at+"/review", o.agreeAll("reviewer", at), "If-Match", etag).want(200, "")

	// The lead settles.
	view := o.call("lead", "GET", at+"/moderation", "").want(200, "")
	if apart := view.json["apart"].([]any); len(apart) != 1 || apart[0] != "training_funds" || view.json["settled"] != false {
		t.Errorf("apart %v", view.json["apart"])
	}
	o.call("lead", "POST", at+"/moderation", `{}`).want(428, "version_required")
	o.call("lead", "POST", at+"/moderation", `{"rest":{"take":"first","reason":"以第一人为准"}}`, "If-Match", view.header.Get("ETag")).
		want(422, "invalid_input").problem("flagged_apart", "settled.training_funds")
	settled := o.call("lead", "POST", at+"/moderation", `{"entries":[{"indicator":"training_funds","take":"second","reason":"凭证不足"}]}`, "If-Match", view.header.Get("ETag")).want(200, "")
	if settled.json["settled"] != true {
		t.Errorf("settled %s", settled.body)
	}
	o.call("lead", "POST", "/api/v1/rounds/2026/ranking", "").want(200, "")
	o.call("lead", "GET", "/api/v1/rounds/2026/ranking.xlsx", "").want(200, "")
	outcome := fmt.Sprintf(`{"held_on":"2026-03-01","reference":"纪要3号","outcomes":[{"application":%q,"outcome":"certified"}]}`, id)
	o.call("lead", "POST", "/api/v1/rounds/2026/outcome", strings.Replace(outcome, "certified", "maybe", 1)).want(422, "invalid_input").problem("value_not_allowed", "outcomes[0].outcome")
	decided := o.call("lead", "POST", "/api/v1/rounds/2026/outcome", outcome).want(200, "")
	if row := decided.json["rows"].([]any)[0].(map[string]any); row["award_fen"] != 2000000.0 || decided.text("state") != "decided" {
		t.Errorf("decided %.600s", decided.body)
	}
	o.call("clerk", "GET", at, "").want(200, "").mustNot(`"outcome"`)
	o.call("lead", "POST", "/api/v1/rounds/2026/reopening", `{"reason":"短"}`).want(422, "invalid_input").problem("value_too_short", "reason")
	if asked := o.call("lead", "POST", "/api/v1/rounds/2026/reopening", `{"reason":"漏录一件仲裁案件"}`).want(200, ""); asked.json["reopened"] != false {
		t.Errorf("one person opened it: %s", asked.body)
	}
	o.call("lead", "POST", "/api/v1/rounds/2026/reopening", `{"reason":"漏录一件仲裁案件"}`).want(409, "second_person")
	o.publish()
	if told := o.call("clerk", "GET", at, "").want(200, ""); told.text("outcome") != "certified" {
		t.Errorf("told %.300s", told.body)
	}
	frozen := o.call("auditor", "GET", "/api/v1/rounds/2026/snapshot", "").want(200, "")
	if frozen.json["round"] != "2026" || len(frozen.json["applications"].([]any)) != 1 {
		t.Errorf("frozen %s", frozen.body)
	}
	o.call("reviewer", "GET", "/api/v1/rounds/2026/snapshot", "").want(403, "forbidden")
	o.call("lead", "GET", "/api/v1/rounds/none/snapshot", "").want(404, "not_found")
	o.call("zhili", "GET", at+"/history", "").want(200, "").mustNot("MARKER", "凭证不足", `"override"`)

	// A link, declared elsewhere, and one reviewer has no moderation.
	o.call("admin", "POST", "/api/v1/rounds", `{"id":"one","name":"一","year":2026,"card":"wuxing-2024"}`).want(201, "")
	made := o.call("clerk2", "POST", "/api/v1/rounds/one/applications", submission(uscc2, someFacts)).want(201, "")
	second := "/api/v1/applications/" + made.text("id")
	o.call("clerk2", "POST", second+"/submit", `{"pledge":true}`).want(200, "")
	o.call("lead", "GET", second+"/moderation", "").want(409, "one_reviewer")
	o.call("reviewer", "POST", "/api/v1/rounds/one/declarations", `{"uscc":"`+uscc2+`","linked":true,"reason":"配偶在职"}`).want(201, "")
	o.call("reviewer", "GET", second, "").want(404, "not_found")
}
