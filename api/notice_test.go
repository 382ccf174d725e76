package api_test

import (
	"strings"
	"testing"
)

// The public's way: reading the notice and objecting without an account, from the
// moment it begins to its end, with nothing personal in any answer or log line.
func TestThePublicReadsAndObjects(t *testing.T) {
	o := newOffice(t)
	o.round()
	at := o.reviewed("clerk", uscc1)
	const round = "/api/v1/rounds/2026"
	o.call("lead", "POST", round+"/ranking", "").want(200, "")
	o.call("lead", "POST", round+"/outcome", `{"held_on":"2026-03-01","reference":"纪要3号","outcomes":[{"application":"`+
		strings.TrimPrefix(at, "/api/v1/applications/")+`","outcome":"excellent"}]}`).want(200, "")
	o.call("lead", "POST", round+"/notice", `{"starts_on":"2026-02-30"}`).want(422, "invalid_input").problem("value_malformed", "starts_on")
	begun := o.call("lead", "POST", round+"/notice", `{"starts_on":"2026-03-03"}`).want(201, "")
	if begun.text("state") != "scheduled" || begun.header.Get("Location") != round+"/notice" || begun.text("ends_at") != "2026-03-10T16:00:00Z" {
		t.Errorf("begun %s", begun.body)
	}
	for _, early := range []string{"", "clerk", "reviewer", "admin"} {
		o.call(early, "GET", round+"/notice", "").want(404, "not_found").mustNot("童装")
		o.call(early, "GET", "/api/v1/notices", "").want(200, "").mustNot("2026")
	}
	o.call("lead", "GET", round+"/notice", "").want(200, "")
	objection := `{"name":"MARKER异议人","contact":"MARKER电话","enterprise":1,"text":"该企业的高技能人才人数与实际不符"}`
	o.call("", "POST", round+"/objections", objection).want(404, "not_found")

	o.endNotice("2026-03-02T16:00:00Z") // when it begins
	shown := o.call("", "GET", round+"/notice", "").want(200, "").mustNot(uscc1, "total", "rank", "score", "clerk")
	if !strings.Contains(shown.text("how"), "任何单位和个人") || shown.text("object_at") != round+"/objections" {
		t.Errorf("how to object: %s", shown.body)
	}
	if english := o.call("", "GET", round+"/notice", "", "Accept-Language", "en"); !strings.Contains(english.text("how"), "anyone may object") {
		t.Errorf("in English: %s", english.body)
	}
	if list := o.call("", "GET", "/api/v1/notices", "").want(200, ""); list.json["notices"].([]any)[0].(map[string]any)["href"] != round+"/notice" {
		t.Errorf("listed %s", list.body)
	}
	receipt := o.call("", "POST", round+"/objections", objection, "Idempotency-Key", "k1").want(201, "").mustNot("MARKER")
	if len(receipt.json) != 2 {
		t.Errorf("the receipt tells %s", receipt.body)
	}
	if again := o.call("", "POST", round+"/objections", objection, "Idempotency-Key", "k1").want(201, ""); again.text("id") != receipt.text("id") {
		t.Errorf("repeated: %s", again.body)
	}
	o.call("", "POST", round+"/objections", strings.Replace(objection, ":1,", ":null,", 1), "Idempotency-Key", "k1").want(201, "")
	o.call("", "POST", round+"/objections", strings.Replace(objection, ":1,", ":7,", 1)).want(422, "invalid_input").problem("value_not_allowed", "enterprise")
	o.call("", "POST", round+"/objections", strings.Replace(objection, "该企业", strings.Repeat("长", 11_000), 1)).want(413, "body_too_large")
	o.call("", "POST", round+"/objections", objection, "Content-Type", "text/plain").want(415, "content_type")
	o.call("", "POST", round+"/objections", strings.Replace(objection, `"text"`, `"received_on":"2026-03-03","text"`, 1)).want(403, "forbidden")
	o.call("lead", "POST", round+"/objections", strings.Replace(objection, `"text"`, `"received_on":"2026-03-03","text"`, 1)).want(201, "")

	o.call("clerk", "GET", round+"/objections", "").want(403, "forbidden")
	list := o.call("lead", "GET", round+"/objections", "").want(200, "")
	if list.json["open"] != 3.0 {
		t.Errorf("open %s", list.body)
	}
	for i, row := range list.json["objections"].([]any) {
		one := round + "/objections/" + row.(map[string]any)["id"].(string)
		o.call("lead", "POST", one+"/link", `{"application":"none"}`).want(422, "invalid_input").problem("unknown_application", "application")
		o.call("lead", "POST", one+"/link", `{"application":"`+strings.TrimPrefix(at, "/api/v1/applications/")+`","indicator":"titles"}`).want(200, "").mustNot("MARKER")
		o.call("lead", "POST", one+"/close", `{"result":"maybe","answer":"经核查与名册一致"}`).want(422, "invalid_input").problem("value_not_allowed", "result")
		o.call("lead", "POST", one+"/close", `{"result":"unfounded","answer":"经核查与名册一致"}`).want(200, "").mustNot("MARKER")
		o.call("lead", "POST", one+"/close", `{"result":"unfounded","answer":"经核查与名册一致"}`).want(409, "objection_closed")
		if i == 0 {
			o.call("lead", "POST", round+"/publication", satisfied).want(409, "notice_running")
		}
	}
	o.call("lead", "POST", round+"/objections/none/close", `{"result":"unfounded","answer":"经核查与名册一致"}`).want(404, "not_found")
	o.call("clerk", "GET", at, "").want(200, "").mustNot(`"official"`)

	o.endNotice(begun.text("ends_at"))
	o.call("", "POST", round+"/objections", objection).want(409, "objections_over")
	o.call("lead", "POST", round+"/publication", satisfied).want(200, "")
	o.call("lead", "POST", round+"/publication", satisfied).want(409, "second_person")
	o.call("", "GET", round+"/final", "").want(404, "not_found")
	o.call("deputy", "POST", round+"/publication", satisfied).want(200, "")
	final := o.call("", "GET", round+"/final", "").want(200, "").mustNot(uscc1, "total", "rank", "score")
	if row := final.json["rows"].([]any)[0].(map[string]any); len(row) != 4 || row["grade"] != "excellent" {
		t.Errorf("final %s", final.body)
	}
	if told := o.call("clerk", "GET", at, "").want(200, ""); told.text("state") != "excellent" {
		t.Errorf("told %.200s", told.body)
	}
	if log := o.log.String(); strings.Contains(log, "MARKER") || strings.Contains(log, "经核查") {
		t.Error("the log tells who objected, or what was answered")
	}
}
