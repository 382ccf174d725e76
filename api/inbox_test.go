package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"wuxing/api/apitest"
)

func TestInboxOverHTTP(t *testing.T) {
	o := newOffice(t)
	o.round()
	at := o.draft("clerk", uscc1)
	o.call("clerk", "POST", at+"/submit", `{"pledge":true}`, "If-Match", `"1"`).want(200, "")
	inbox := o.call("lead", "GET", "/api/v1/inbox", "").want(200, "")
	first := inbox.json["messages"].([]any)[0].(map[string]any)
	if text := first["text"].(string); first["kind"] != "application_submitted" || !strings.HasPrefix(text, "“湖州示例童装有限公司”已提交“") || first["read"] != false || inbox.number("unread") != 1 {
		t.Errorf("told %v", inbox.body)
	}
	english := o.call("lead", "GET", "/api/v1/inbox?unread=true&limit=1", "", "Accept-Language", "en").want(200, "")
	if text := english.json["messages"].([]any)[0].(map[string]any)["text"].(string); !strings.Contains(text, "has submitted its application") {
		t.Errorf("in English: %q", text)
	}
	o.call("clerk", "GET", "/api/v1/inbox", "").want(200, "").mustNot("application_submitted")
	o.call("", "GET", "/api/v1/inbox", "").want(401, "unauthenticated")

	id := first["id"].(string)
	o.call("deputy", "POST", "/api/v1/inbox/read", fmt.Sprintf(`{"ids":[%q]}`, id)).want(404, "not_found")
	for range 2 {
		if left := o.call("lead", "POST", "/api/v1/inbox/read", fmt.Sprintf(`{"up_to":%q}`, id)).want(200, ""); left.number("unread") != 0 {
			t.Errorf("left %v", left.body)
		}
	}
	o.call("lead", "GET", "/api/v1/inbox?unread=true", "").want(200, "").mustNot(id)
	o.call("lead", "GET", "/api/v1/inbox?after=1", "").want(200, "").mustNot(id)
	for query, path := range map[string]string{
		"limit=0": "limit", "limit=201": "limit", "limit=x": "limit", "after=0": "after", "after=-1": "after", "after=x": "after", "after=99999999999999999999": "after",
	} {
		o.call("lead", "GET", "/api/v1/inbox?"+query, "").want(422, "invalid_input").problem("value_out_of_range", path)
	}
	o.call("lead", "GET", "/api/v1/inbox?unread=maybe", "").want(422, "invalid_input").problem("value_not_allowed", "unread")
	o.call("lead", "POST", "/api/v1/inbox/read", `{}`).want(422, "invalid_input").problem("value_missing", "up_to")
	o.call("lead", "POST", "/api/v1/inbox/read", `{"up_to":1}`).want(422, "invalid_input").problem("wrong_type", "up_to")
}

// An address is one's own and the administrator's to see, and stands in no log.
func TestContact(t *testing.T) {
	o := newOffice(t)
	const address = "planted@example.com"
	o.call("clerk", "PUT", "/api/v1/session/contact", `{}`).want(422, "invalid_input").problem("value_missing", "email")
	for _, bad := range []string{"x", "a@b", `a@example.com\r\nBcc: b@example.com`, "a@example.com,b@example.com", "办公@example.com"} {
		o.call("clerk", "PUT", "/api/v1/session/contact", fmt.Sprintf(`{"email":"%s"}`, bad)).want(422, "invalid_input")
	}
	// Another session of the same account ends, this one goes on.
	other := apitest.NewClient(t, o.url)
	o.send(other, "POST", "/api/v1/session", fmt.Sprintf(`{"username":"clerk","password":%q}`, password)).want(200, "")
	set := o.call("clerk", "PUT", "/api/v1/session/contact", fmt.Sprintf(`{"email":%q}`, address)).want(200, "")
	if set.json["user"].(map[string]any)["email"] != address {
		t.Errorf("set to %s", set.body)
	}
	o.send(other, "GET", "/api/v1/session", "").want(401, "unauthenticated")
	if got := o.call("clerk", "GET", "/api/v1/session", "").want(200, ""); !strings.Contains(got.body, address) {
		t.Errorf("oneself is told %s", got.body)
	}
	listed := o.call("admin", "GET", "/api/v1/users", "").want(200, "").mustNot(address)
	for _, row := range listed.json["users"].([]any) {
		user := row.(map[string]any)
		if user["username"] != "clerk" {
			continue
		}
		if user["email"] != "p***@example.com" {
			t.Errorf("the administrator is told %v", user)
		}
		ask := fmt.Sprintf(`{"kind":"account","id":%q,"reason":%%q}`, user["id"])
		o.call("admin", "POST", "/api/v1/reveals", fmt.Sprintf(ask, "")).want(422, "invalid_input").problem("value_missing", "reason")
		if full := o.call("admin", "POST", "/api/v1/reveals", fmt.Sprintf(ask, "重置密码前核对")).want(200, ""); full.text("email") != address {
			t.Errorf("in full %s", full.body)
		}
		o.call("lead", "POST", "/api/v1/reveals", fmt.Sprintf(ask, "核对")).want(403, "forbidden").mustNot(address)
	}
	created := o.call("admin", "POST", "/api/v1/users", `{"username":"watch","role":"auditor","password":"`+password+`","email":"watch@example.com"}`, "Idempotency-Key", "k").want(201, "")
	created.mustNot("watch@example.com")
	o.call("admin", "POST", "/api/v1/users", `{"username":"bad-one","role":"lead","password":"`+password+`","email":"bad"}`).want(422, "invalid_input").problem("value_malformed", "email")
	auditor := apitest.NewClient(t, o.url)
	o.send(auditor, "POST", "/api/v1/session", fmt.Sprintf(`{"username":"watch","password":%q}`, password)).want(200, "")
	o.send(auditor, http.MethodGet, "/api/v1/users", "").want(200, "").mustNot(address)
	if got := o.call("clerk", "PUT", "/api/v1/session/contact", `{"email":""}`).want(200, ""); strings.Contains(got.body, "email") {
		t.Errorf("removed: %s", got.body)
	}
	if log := o.log.String(); strings.Contains(log, "example.com") {
		t.Error("the log holds an address")
	}
}

func TestMailsOverHTTP(t *testing.T) {
	o := newOffice(t)
	o.service.SendMails()
	o.round()
	o.call("lead", "PUT", "/api/v1/session/contact", `{"email":"lead@example.com"}`).want(200, "")
	at := o.draft("clerk", uscc1)
	o.call("clerk", "POST", at+"/submit", `{"pledge":true}`, "If-Match", `"1"`).want(200, "")
	waiting := o.call("admin", "GET", "/api/v1/mails?state=pending", "").want(200, "").mustNot("example.com")
	if mails := waiting.json["mails"].([]any); len(mails) != 1 || mails[0].(map[string]any)["username"] != "lead" {
		t.Errorf("waiting: %s", waiting.body)
	}
	o.call("admin", "GET", "/api/v1/mails", "").want(200, "").mustNot("lead")
	o.call("admin", "GET", "/api/v1/mails?state=sent", "").want(422, "invalid_input").problem("value_not_allowed", "state")
	for _, who := range []string{"lead", "clerk", "reviewer"} {
		o.call(who, "GET", "/api/v1/mails", "").want(403, "forbidden")
	}
}
