package api_test

import (
	"net/http"
	"strings"
	"testing"

	"wuxing/api/apitest"
	"wuxing/assessment"
)

// desk is another browser of the same person.
func (o *office) desk(username string) *http.Client {
	o.t.Helper()
	client := apitest.NewClient(o.t, o.url)
	o.send(client, "POST", "/api/v1/session", `{"username":"`+username+`","password":"`+password+`"}`,
		"User-Agent", "Mozilla/5.0 (Windows NT 10.0) Gecko Firefox/140.0", "Origin", o.url).want(200, "")
	return client
}

func (o *office) in(client *http.Client) bool {
	o.t.Helper()
	return o.send(client, "GET", "/api/v1/session", "").status == http.StatusOK
}

// token is the session's cookie.
func (o *office) token(client *http.Client) string {
	o.t.Helper()
	request, err := http.NewRequestWithContext(o.t.Context(), "GET", o.url+"/", nil)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, cookie := range client.Jar.Cookies(request.URL) {
		if cookie.Name == "wuxing_session" {
			return cookie.Value
		}
	}
	return ""
}

func TestSessionsEndByTheClock(t *testing.T) {
	o := newOffice(t)
	idle := o.desk("lead")
	o.now.Add(30 * 60)
	if !o.in(idle) {
		t.Error("after half an hour to the second it is over")
	}
	o.now.Add(30*60 + 1)
	if o.in(idle) {
		t.Error("after more than half an hour it goes on")
	}
	busy := o.desk("lead")
	for range 48 { // 12 hours, a request each quarter of an hour
		o.now.Add(15 * 60)
		if !o.in(busy) {
			t.Fatal("ended early")
		}
	}
	o.now.Add(1)
	if o.in(busy) {
		t.Error("after 12 hours it goes on")
	}
}

func TestSessionsEndWithWhatTheyWereFor(t *testing.T) {
	o := newOffice(t)
	// A token from before signing in is worth nothing after it.
	client := o.desk("lead")
	first := o.token(client)
	o.send(client, "POST", "/api/v1/session", `{"username":"lead","password":"`+password+`"}`).want(200, "")
	if second := o.token(client); second == first || second == "" {
		t.Error("signing in keeps the token")
	}
	other := o.desk("lead")
	list := o.send(client, "GET", "/api/v1/sessions", "").want(200, "")
	if n := strings.Count(list.body, `"id"`); n != 3 { // the one that signed in twice left one behind
		t.Logf("%s", list.body)
	}
	if !strings.Contains(list.body, `"device":"Firefox Windows"`) || strings.Count(list.body, `"current":true`) != 1 || strings.Contains(list.body, o.token(other)) {
		t.Errorf("sessions %s", list.body)
	}
	o.send(client, "DELETE", "/api/v1/sessions", "").want(204, "")
	if o.in(other) || !o.in(client) {
		t.Error("ending the others ended the wrong ones")
	}
	if n := strings.Count(o.send(client, "GET", "/api/v1/sessions", "").want(200, "").body, `"id"`); n != 1 {
		t.Errorf("%d sessions are left", n)
	}
	// Another password: this desk goes on under a new token, others do not.
	other, before := o.desk("lead"), o.token(client)
	o.send(client, "PUT", "/api/v1/session/password", `{"present":"`+password+`","password":"another password"}`, "Idempotency-Key", "k1").want(204, "")
	o.send(client, "PUT", "/api/v1/session/password", `{"present":"`+password+`","password":"another password"}`, "Idempotency-Key", "k1").want(204, "")
	// The same key is no other change, neither one that would be done nor one that is not.
	o.send(client, "PUT", "/api/v1/session/password", `{"present":"another password","password":"a third password"}`, "Idempotency-Key", "k1").want(422, "idempotency_key_used")
	if o.in(other) || !o.in(client) || o.token(client) == before {
		t.Error("a new password did not end the others, or kept the token")
	}
	o.send(client, "PUT", "/api/v1/session/password", `{"present":"wrong","password":"another password"}`).want(422, "invalid_input").problem("password_wrong", "present")
	// A new role.
	o.call("admin", "PUT", "/api/v1/users/lead/role", `{"role":"auditor"}`).want(204, "")
	if o.in(client) {
		t.Error("a session outlives the role")
	}
	// Signing out, and a closed account.
	client, other = o.desk("reviewer"), o.desk("reviewer")
	token := o.token(client)
	o.send(client, "DELETE", "/api/v1/session", "").want(204, "")
	if got := o.call("", "GET", "/api/v1/session", "", "Cookie", "wuxing_session="+token); got.status != 401 {
		t.Errorf("the token of a session that was ended: %d", got.status)
	}
	if !o.in(other) {
		t.Error("signing out ended another session")
	}
	if err := o.service.DisableUser(t.Context(), assessment.Command{Actor: assessment.Actor{Role: assessment.RoleOperator}}, "reviewer"); err != nil {
		t.Fatal(err)
	}
	if o.in(other) {
		t.Error("a session outlives the account")
	}
}
