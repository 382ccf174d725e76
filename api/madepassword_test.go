package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"wuxing/api"
	"wuxing/api/apitest"
	"wuxing/assessment"
)

// TestAMadePasswordOpensNothingElse: whoever signs in with a password that the program
// has made up sees who that is, replaces it and leaves; no other route answers.
func TestAMadePasswordOpensNothingElse(t *testing.T) {
	o := newOffice(t)
	o.round()
	operator := assessment.Command{Actor: assessment.Actor{Role: assessment.RoleOperator}}
	made, err := o.service.MakePassword(t.Context(), operator, "lead")
	if err != nil {
		t.Fatal(err)
	}
	client := apitest.NewClient(t, o.url)
	login := fmt.Sprintf(`{"username":"lead","password":%q}`, made)
	in := o.send(client, "POST", "/api/v1/session", login).want(200, "").mustNot(made)
	who := o.send(client, "GET", "/api/v1/session", "").want(200, "")
	for _, got := range []*reply{in, who} {
		if until := got.json["user"].(map[string]any)["password_until"]; until == nil {
			t.Errorf("not told until when: %s", got.body)
		}
	}
	open := map[string]bool{"GET /api/v1/session": true, "DELETE /api/v1/session": true, "PUT /api/v1/session/password": true}
	closed := 0
	for _, route := range api.Routes() {
		if route.Action == assessment.ActionPublic || open[route.Method+" "+route.Path] {
			continue
		}
		if !assessment.Anyone(route.Action) && route.Action != assessment.ActionEndSessions && !strings.Contains(fmt.Sprint(route.Roles), "lead") {
			continue // forbidden to the role in any case
		}
		path := parameterOf.Replace(route.Path)
		got := o.send(client, route.Method, path, "")
		if got.status != http.StatusForbidden || got.json["code"] != "password_owed" || !strings.Contains(got.body, "先换成自己的密码") {
			t.Errorf("%s %s: %d %.200s", route.Method, route.Path, got.status, got.body)
		}
		closed++
	}
	if closed < 40 {
		t.Errorf("only %d routes were tried", closed)
	}
	o.send(client, "PUT", "/api/v1/session/password", fmt.Sprintf(`{"present":%q,"password":%q}`, made, made)).want(422, "invalid_input").problem("password_kept", "password")
	o.send(client, "PUT", "/api/v1/session/password", fmt.Sprintf(`{"present":%q,"password":"one of my own"}`, made)).want(204, "")
	if own := o.send(client, "GET", "/api/v1/session", "").want(200, ""); strings.Contains(own.body, "password_until") {
		t.Errorf("owed still: %s", own.body)
	}
	o.send(client, "GET", "/api/v1/rounds", "").want(200, "")

	// One that is never used ends after a week, and says what to do.
	made, err = o.service.MakePassword(t.Context(), operator, "lead")
	if err != nil {
		t.Fatal(err)
	}
	o.now.Add(7 * 24 * 60 * 60)
	late := o.send(client, "POST", "/api/v1/session", fmt.Sprintf(`{"username":"lead","password":%q}`, made)).want(401, "password_over")
	if !strings.Contains(late.body, "请联系管理员重新设一个") {
		t.Errorf("said: %s", late.body)
	}
}

var parameterOf = strings.NewReplacer("{", "", "}", "")
