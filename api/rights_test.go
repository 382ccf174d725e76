package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestRefusals is who may not do what, in which state, on which version.
func TestRefusals(t *testing.T) {
	o := newOffice(t)
	o.call("admin", "POST", "/api/v1/rounds", `{"id":"later","name":"以后","year":2027,"card":"wuxing-2024","opens_at":"2027-01-01T00:00:00Z"}`).want(201, "")
	o.round()
	at := o.submitted("clerk", uscc1)
	const applications = "/api/v1/rounds/2026/applications"
	facts := submission(uscc1, someFacts)
	etag := o.call("clerk", "GET", at, "").header.Get("ETag")
	for _, test := range []struct {
		who, method, path, body string
		status                  int
		code                    string
		header                  []string
		hidden                  []string
	}{
		{"", "GET", at, "", 401, "unauthenticated", nil, []string{"童装"}},
		{"", "GET", "/api/v1/session", "", 401, "unauthenticated", nil, nil},
		{"", "DELETE", "/api/v1/session", "", 401, "unauthenticated", nil, nil},
		{"", "POST", applications, facts, 401, "unauthenticated", nil, nil},
		{"", "GET", "/api/v1/rounds/2026/ranking.xlsx", "", 401, "unauthenticated", nil, nil},

		// Roles: before the body is looked at.
		{"clerk", "GET", "/api/v1/users", "", 403, "forbidden", nil, []string{"reviewer"}},
		{"clerk", "POST", "/api/v1/users", `{`, 403, "forbidden", nil, nil},
		{"lead", "POST", "/api/v1/rounds", `{`, 403, "forbidden", nil, nil},
		{"admin", "GET", applications, "", 403, "forbidden", nil, []string{"童装"}},
		{"admin", "GET", at + "/review", "", 403, "forbidden", nil, nil},
		{"admin", "GET", "/api/v1/rounds/2026/ranking", "", 403, "forbidden", nil, nil},
		{"reviewer", "POST", applications, facts, 403, "forbidden", nil, nil},
		{"reviewer", "PUT", at + "/facts", facts, 403, "forbidden", []string{"If-Match", etag}, nil},
		{"reviewer", "POST", at + "/submit", `{"pledge":true}`, 403, "forbidden", nil, nil},
		{"lead", "PUT", at + "/review", `{}`, 403, "forbidden", []string{"If-Match", etag}, nil},
		{"clerk", "POST", at + "/return", `{}`, 403, "forbidden", nil, nil},
		{"clerk", "GET", "/api/v1/rounds/2026/ranking", "", 403, "forbidden", nil, nil},
		{"reviewer", "POST", "/api/v1/rounds/2026/ranking", "", 403, "forbidden", nil, nil},
		{"reviewer", "POST", "/api/v1/rounds/2026/publication", "", 403, "forbidden", nil, nil},
		{"clerk", "GET", at + "/review", "", 403, "not_released", nil, nil},

		// Another enterprise's application does not exist.
		{"clerk2", "GET", at, "", 404, "not_found", nil, []string{"童装", "submitted"}},
		{"clerk2", "GET", at + "/form.xlsx", "", 404, "not_found", nil, nil},
		{"clerk2", "GET", at + "/history", "", 404, "not_found", nil, nil},
		{"clerk2", "GET", at + "/review", "", 404, "not_found", nil, nil},
		{"clerk2", "PUT", at + "/facts", submission(uscc2, `{}`), 404, "not_found", []string{"If-Match", `"9"`}, nil},
		{"clerk2", "POST", at + "/submit", `{"pledge":true}`, 404, "not_found", nil, nil},
		{"clerk", "GET", "/api/v1/applications/none", "", 404, "not_found", nil, nil},
		{"clerk", "GET", "/api/v1/applications/%2e%2e%2fusers", "", 404, "*", nil, nil},
		{"clerk", "POST", "/api/v1/rounds/none/applications", facts, 404, "not_found", nil, nil},
		{"lead", "GET", "/api/v1/rounds/none/ranking", "", 404, "not_found", nil, nil},
		{"lead", "POST", "/api/v1/rounds/none/ranking", "", 404, "not_found", nil, nil},

		// States.
		{"clerk", "PUT", at + "/facts", facts, 409, "wrong_state", []string{"If-Match", etag}, nil},
		{"clerk", "POST", at + "/submit", `{"pledge":true}`, 409, "wrong_state", nil, nil},
		{"clerk", "POST", applications, facts, 409, "application_exists", nil, nil},
		{"clerk", "POST", "/api/v1/rounds/later/applications", facts, 409, "round_not_yet_open", nil, nil},
		{"admin", "POST", "/api/v1/rounds", `{"id":"2026","name":"x","year":2026,"card":"wuxing-2024"}`, 409, "round_exists", nil, nil},
		{"admin", "POST", "/api/v1/users", `{"username":"LEAD","role":"lead","password":"long enough to be one"}`, 409, "user_exists", nil, nil},
		{"lead", "POST", "/api/v1/rounds/2026/publication", `{"reason":"公示期满，没有异议"}`, 409, "wrong_state", nil, nil},
		{"lead", "POST", "/api/v1/rounds/2026/notice", `{}`, 409, "wrong_state", nil, nil},
		{"reviewer", "POST", "/api/v1/rounds/2026/notice", `{}`, 403, "forbidden", nil, nil},
		{"reviewer", "GET", "/api/v1/rounds/2026/objections", "", 403, "forbidden", nil, nil},
		{"", "GET", "/api/v1/rounds/2026/objections", "", 401, "unauthenticated", nil, nil},
		{"", "GET", "/api/v1/rounds/2026/notice", "", 404, "not_found", nil, nil},
		{"", "GET", "/api/v1/rounds/2026/final", "", 404, "not_found", nil, nil},
		{"reviewer", "PUT", at + "/review", `{"complete":true}`, 409, "review_incomplete", []string{"If-Match", etag}, nil},

		// Versions.
		{"clerk", "PUT", at + "/facts", facts, 428, "version_required", nil, nil},
		{"clerk", "PUT", at + "/facts", facts, 428, "version_required", []string{"If-Match", "*"}, nil},
		{"clerk", "PUT", at + "/facts", facts, 428, "version_required", []string{"If-Match", `W/"1"`}, nil},
		{"clerk", "PUT", at + "/facts", facts, 428, "version_required", []string{"If-Match", `"1", "2"`}, nil},
		{"clerk", "PUT", at + "/facts", facts, 428, "version_required", []string{"If-Match", ""}, nil},
		{"clerk", "PUT", at + "/facts", facts, 428, "version_required", []string{"If-Match", `"01"`}, nil},
		{"reviewer", "PUT", at + "/review", `{}`, 428, "version_required", nil, nil},
		{"reviewer", "PUT", at + "/review", `{"entries":[]}`, 412, "version_moved_on", []string{"If-Match", `"1"`}, nil},
		{"reviewer", "POST", at + "/return", `{"indicators":["leadership"],"reason":"请补正材料"}`, 412, "version_moved_on", []string{"If-Match", `"1"`}, nil},
	} {
		t.Run(test.who+" "+test.method+" "+test.path+" "+strings.Join(test.header, "="), func(t *testing.T) {
			got := o.call(test.who, test.method, test.path, test.body, test.header...)
			got.t = t
			if test.code == "*" {
				test.code = got.text("code")
			}
			got.want(test.status, test.code).mustNot(test.hidden...)
			if got.status == 412 || test.code == "wrong_state" && strings.HasPrefix(test.path, at) || test.code == "application_exists" {
				if present, _ := got.json["present"].(map[string]any); present["state"] != "submitted" || present["version"] == nil {
					t.Errorf("present is %v", got.json["present"])
				}
			}
			if got.text("detail") == "" || strings.ContainsAny(got.text("detail"), "{}") || got.text("request_id") != got.header.Get("X-Request-Id") {
				t.Errorf("detail %q, request %q", got.text("detail"), got.text("request_id"))
			}
		})
	}
	if got := o.call("clerk", "GET", at, "").header.Get("ETag"); got != etag {
		t.Errorf("something was stored: %s became %s", etag, got)
	}

	// The deadline is held against the server's clock. (Sessions have ended by then.)
	version := o.call("admin", "GET", "/api/v1/rounds/2026", "").header.Get("ETag")
	o.call("admin", "PUT", "/api/v1/rounds/2026/settings", `{"quota":1,"closes_at":"2026-05-01T00:00:00+08:00"}`, "If-Match", version).want(200, "")
	o.now.Store(o.now.Load() + 90*24*3600)
	o.clients = make(map[string]*http.Client)
	o.call("clerk2", "POST", applications, submission(uscc2, `{}`)).want(409, "round_closed")

	// A second reviewer finds the application taken.
	version = o.call("reviewer", "GET", at, "").header.Get("ETag")
	taken := o.call("reviewer", "PUT", at+"/review", `{"entries":[{"indicator":"leadership","decision":"agree"}]}`, "If-Match", version).want(200, "")
	o.call("reviewer2", "PUT", at+"/review", `{"entries":[{"indicator":"leadership","decision":"agree"}]}`, "If-Match", taken.header.Get("ETag")).want(409, "other_reviewer")
	o.call("lead", "POST", "/api/v1/rounds/2026/ranking", "").want(409, "unfinished_reviews")
}
