package api_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestOverview: who is told how much; every answer is held against the document.
func TestOverview(t *testing.T) {
	o := newOffice(t)
	o.round()
	for _, account := range []string{
		`{"username":"zhili","role":"township","area":"织里镇","password":%q}`,
		`{"username":"auditor","role":"auditor","password":%q}`,
	} {
		o.call("admin", "POST", "/api/v1/users", fmt.Sprintf(account, password)).want(201, "")
	}
	o.reviewed("clerk", uscc1)
	at := o.submitted("clerk2", uscc2)
	const path = "/api/v1/rounds/2026/overview"
	all := o.call("lead", "GET", path, "").want(200, "")
	if o.call("auditor", "GET", path, "").want(200, "").json["scores"] == nil || all.json["own"] != nil {
		t.Errorf("told %s", all.body)
	}
	official := all.json["scores"].(map[string]any)["totals"].(map[string]any)["official"].(map[string]any)
	if official["count"] != 1.0 || official["missing"] != 1.0 || official["quartiles"] == nil {
		t.Errorf("official totals %v", official)
	}
	o.call("zhili", "GET", path, "").want(200, "").mustNot("八里店镇", "示例机械", "显示名", "scores", "quota", "reviewers", `"own"`)
	o.call("reviewer", "GET", path, "").want(200, "").mustNot("示例机械", "townships", "reviewers", "scores", "quota")
	for _, who := range []string{"clerk", "admin"} {
		o.call(who, "GET", path, "").want(403, "forbidden").mustNot("织里镇")
	}
	o.call("", "GET", path, "").want(401, "unauthenticated")
	o.call("lead", "GET", "/api/v1/rounds/none/overview", "").want(404, "not_found")

	// What is late is told to those whose work it is.
	etag := o.call("admin", "GET", "/api/v1/rounds/2026", "").header.Get("ETag")
	o.call("admin", "PUT", "/api/v1/rounds/2026/settings", `{"quota":1,"settings":{"excellent_quota":1,"review":{"closes_at":"2020-01-01T00:00:00Z"}}}`, "If-Match", etag).want(200, "")
	id := strings.TrimPrefix(at, "/api/v1/applications/")
	if late := o.call("lead", "GET", path, "").want(200, ""); !strings.Contains(late.body, `"kind":"review","count":1,"items":[{"application":"`+id+`"`) {
		t.Errorf("told %s", late.body)
	}
	o.call("zhili", "GET", path, "").want(200, "").mustNot(id)
	o.call("reviewer", "GET", path, "").want(200, "").mustNot(id)
}

func TestProgramme(t *testing.T) {
	o := newOffice(t)
	o.round()
	o.reviewed("clerk", uscc1)
	o.call("lead", "POST", "/api/v1/rounds/2026/ranking", "").want(200, "")
	if told := o.call("reviewer", "GET", "/api/v1/programme", "").want(200, ""); len(told.json["rounds"].([]any)) != 0 {
		t.Errorf("before publication: %s", told.body)
	}
	o.publish()
	told := o.call("admin", "GET", "/api/v1/programme", "").want(200, "")
	rounds := told.json["rounds"].([]any)
	if len(rounds) != 1 || rounds[0].(map[string]any)["certified"] != 1.0 || told.json["certified"].(map[string]any)["remaining"] != 149.0 {
		t.Errorf("told %s", told.body)
	}
	o.call("clerk", "GET", "/api/v1/programme", "").want(403, "forbidden")
	o.call("", "GET", "/api/v1/programme", "").want(401, "unauthenticated")
}
