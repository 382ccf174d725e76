package api_test

import "testing"

// TestRoundSettings changes a round and gives one enterprise more time.
func TestRoundSettings(t *testing.T) {
	o := newOffice(t)
	o.round()
	round := o.call("clerk", "GET", "/api/v1/rounds/2026", "").want(200, "")
	if round.json["settings"].(map[string]any)["assignment"] != "free" {
		t.Errorf("settings %v", round.json["settings"])
	}
	const at = "/api/v1/rounds/2026/settings"
	body := `{"closes_at":"2026-05-08T00:00:00+08:00","quota":40,"settings":{"first_check":true,"assignment":"assigned","reviewers":2,
		"apart":{"indicator":1.5,"total":null},"review":{"opens_at":"2026-05-08T00:00:00+08:00"},"category_lines":[{"category":"cultivation","points":20}],"excellent_quota":12}}`
	o.call("admin", "PUT", at, body).want(428, "version_required")
	o.call("lead", "PUT", at, body, "If-Match", round.header.Get("ETag")).want(403, "forbidden")
	o.call("admin", "PUT", at, `{"settings":{"reviewers":2,"lottery":true}}`, "If-Match", round.header.Get("ETag")).want(422, "invalid_input").problem("unknown_key", "settings.lottery")
	o.call("admin", "PUT", at, `{"settings":{"reviewers":2}}`, "If-Match", round.header.Get("ETag")).want(422, "invalid_input").problem("two_need_assignment", "settings.assignment")
	set := o.call("admin", "PUT", at, body, "If-Match", round.header.Get("ETag")).want(200, "")
	settings := set.json["settings"].(map[string]any)
	if settings["notice_days"] != 5.0 || settings["apart"].(map[string]any)["indicator"] != 1.5 || set.text("closes_at") != "2026-05-07T16:00:00Z" {
		t.Errorf("set to %s", set.body)
	}
	o.call("admin", "PUT", at, body, "If-Match", round.header.Get("ETag")).want(412, "version_moved_on")

	const extensions = "/api/v1/rounds/2026/extensions"
	o.draft("clerk", uscc1)
	o.call("lead", "POST", extensions, `{"uscc":"`+uscc1+`","window":"application","until":"2026-05-12T00:00:00+08:00","reason":"材料需重新开具"}`).want(201, "")
	o.call("lead", "POST", extensions, `{"uscc":"`+uscc1+`","window":"appeal","until":"2026-05-12T00:00:00+08:00","reason":"材料需重新开具"}`).want(422, "invalid_input").problem("value_not_allowed", "window")
	o.call("admin", "POST", extensions, `{`).want(403, "forbidden")
	if told := o.call("clerk", "GET", extensions, "").want(200, ""); len(told.json["extensions"].([]any)) != 1 {
		t.Errorf("told %s", told.body)
	}
	o.call("clerk2", "GET", extensions, "").want(200, "").mustNot("童装")
}
