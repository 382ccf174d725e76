package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestAppeal walks an appeal from the release of the results to the ranking.
func TestAppeal(t *testing.T) {
	o := newOffice(t)
	o.round()
	at := o.submitted("clerk", uscc1)
	review := o.call("reviewer", "GET", at+"/review", "").want(200, "")
	o.call("reviewer", "PUT", at+"/review", o.agreeAll("reviewer", at, `{"indicator":"skilled_ratio","decision":"override","points":3,"reason":"名册不全"}`),
		"If-Match", review.header.Get("ETag")).want(200, "")
	const rounds = "/api/v1/rounds/2026"
	dispute := `{"indicator":"skilled_ratio","reason":"名册另有二十人，见附件"}`
	o.call("clerk", "POST", at+"/appeals", dispute).want(403, "not_released")
	for body, code := range map[string]string{`{}`: "value_missing", `{"appeals_until":"tomorrow"}`: "wrong_type", `{"appeals_until":"2020-01-01T00:00:00Z"}`: "time_not_ahead"} {
		o.call("lead", "POST", rounds+"/release", body).want(422, "invalid_input").problem(code, "appeals_until")
	}
	o.call("reviewer", "POST", rounds+"/release", `{"appeals_until":"2026-03-20T00:00:00Z"}`).want(403, "forbidden")
	o.call("lead", "POST", rounds+"/release", `{"appeals_until":"2026-03-20T00:00:00Z"}`).want(200, "")
	shown := o.call("clerk", "GET", at+"/review", "").want(200, "").mustNot("显示名")
	o.call("clerk", "GET", at, "").want(200, "").mustNot(`"rank"`)

	proof := o.addEvidence("clerk", at, "新名册.pdf", pdf("proof"), "indicator", "skilled_ratio").want(201, "")
	with := strings.Replace(dispute, `"}`, `","evidence":["`+proof.text("id")+`"]}`, 1)
	made := o.call("clerk", "POST", at+"/appeals", with, "If-Match", shown.header.Get("ETag"), "Idempotency-Key", "a1").want(201, "")
	if again := o.call("clerk", "POST", at+"/appeals", with, "If-Match", shown.header.Get("ETag"), "Idempotency-Key", "a1").want(201, ""); again.body != made.body {
		t.Errorf("repeated: %s", again.body)
	}
	appeal := made.json["appeals"].([]any)[0].(map[string]any)
	decision := at + "/appeals/" + appeal["id"].(string) + "/decision"
	const uphold = `{"outcome":"upheld","reason":"新名册有效","entries":[{"indicator":"skilled_ratio","decision":"agree"}]}`
	for _, test := range []struct {
		who, method, path, body string
		status                  int
		code, fault, place      string
	}{
		{"clerk", "POST", at + "/appeals", dispute, 409, "appeal_exists", "", ""},
		{"clerk", "POST", at + "/appeals", `{"indicator":"none","reason":"名册另有二十人"}`, 422, "invalid_input", "unknown_indicator", "indicator"},
		{"clerk", "POST", at + "/appeals", `{"indicator":"titles","reason":"名册另有二十人","evidence":["x"]}`, 422, "invalid_input", "evidence_foreign", "evidence[0]"},
		{"clerk", "POST", at + "/appeals", `{"indicator":"titles","reason":"不服","by":"lead"}`, 422, "invalid_input", "unknown_key", "by"},
		{"clerk2", "POST", at + "/appeals", dispute, 404, "not_found", "", ""},
		{"clerk2", "GET", at + "/appeals", "", 404, "not_found", "", ""},
		{"reviewer", "POST", at + "/appeals", dispute, 403, "forbidden", "", ""},
		{"clerk", "POST", decision, uphold, 403, "forbidden", "", ""},
		{"clerk", "GET", rounds + "/appeals", "", 403, "forbidden", "", ""},
		{"reviewer", "POST", decision, uphold, 403, "reviewed_it", "", ""},
		{"lead", "POST", decision, `{"outcome":"maybe","reason":"新名册有效"}`, 422, "invalid_input", "value_not_allowed", "outcome"},
		{"lead", "POST", decision, `{"outcome":"upheld","reason":"新名册有效"}`, 422, "invalid_input", "appeal_no_entry", "entries"},
		{"lead", "POST", decision, strings.Replace(uphold, `"agree"`, `"override","points":3,"reason":"同前"`, 1), 422, "invalid_input", "appeal_no_gain", "entries"},
		{"lead", "POST", at + "/appeals/none/decision", uphold, 404, "not_found", "", ""},
		{"lead", "POST", rounds + "/ranking", "", 409, "appeals_running", "", ""},
		{"lead", "POST", rounds + "/release", `{"appeals_until":"2026-03-19T00:00:00Z"}`, 422, "invalid_input", "release_shortened", "appeals_until"},
		{"lead", "GET", "/api/v1/rounds/none/appeals", "", 404, "not_found", "", ""},
	} {
		got := o.call(test.who, test.method, test.path, test.body).want(test.status, test.code)
		if test.fault != "" {
			got.problem(test.fault, test.place)
		}
	}
	version := o.call("lead", "GET", at, "").header.Get("ETag")
	o.call("reviewer", "PUT", at+"/review", `{"entries":[{"indicator":"titles","decision":"agree"}]}`, "If-Match", version).want(409, "results_released")
	o.call("lead", "POST", decision, uphold, "If-Match", `"1"`).want(412, "version_moved_on")
	if list := o.call("reviewer2", "GET", rounds+"/appeals", "").want(200, ""); !strings.Contains(list.body, `"enterprise":{"name":"湖州示例童装有限公司"`) {
		t.Errorf("list %s", list.body)
	}
	before := o.call("lead", "GET", rounds+"/ranking", "").want(200, "").json["rows"].([]any)[0].(map[string]any)["official_total"].(float64)
	o.call("reviewer2", "POST", decision, uphold, "If-Match", version).want(200, "")
	after := o.call("lead", "GET", rounds+"/ranking", "").want(200, "").json["rows"].([]any)[0].(map[string]any)["official_total"].(float64)
	if after != before+1 {
		t.Errorf("total %v, was %v", after, before)
	}
	told := o.call("clerk", "GET", at+"/appeals", "").want(200, "").mustNot("显示名", "decided_by")
	if a := told.json["appeals"].([]any)[0].(map[string]any); a["outcome"] != "upheld" || a["new_score"] != 4.0 || a["decision"] != "新名册有效" {
		t.Errorf("told %s", told.body)
	}
	o.call("clerk", "GET", at+"/history", "").want(200, "").mustNot("显示名")

	o.now.Store(o.now.Load() + 18*24*3600)
	o.clients = make(map[string]*http.Client)
	o.call("clerk", "POST", at+"/appeals", `{"indicator":"titles","reason":"名册另有二十人"}`).want(409, "appeals_closed")
	o.call("lead", "POST", rounds+"/ranking", "").want(200, "")
}
