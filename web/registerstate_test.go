package web_test

import (
	"net/http"
	"testing"

	"wuxing/internal/testbrowser"
)

// TestRegisterStatePages: whoever registered learns what became of it, by the receipt
// or by trying to sign in; a guess learns nothing.
func TestRegisterStatePages(t *testing.T) {
	o := newOffice(t)
	const code = "91330502MA2B000030"
	v := o.visitor()
	receipt := v.post("/register", asksForAccount(v, code)).want(http.StatusAccepted).Find(".receipt").Text()
	enter := v.get("/sign-in").fields("/sign-in")
	enter.Set("username", code)
	enter.Set("password", password)
	v.post("/sign-in", enter).want(http.StatusUnauthorized).says("还没有核对")
	enter.Set("password", "another one")
	v.post("/sign-in", enter).want(http.StatusUnauthorized).says("用户名或密码不对")

	ask := v.get("/register/state").want(http.StatusOK).fields("/register/state")
	ask.Set("receipt", receipt)
	ask.Set("uscc", uscc1)
	v.post("/register/state", ask).want(http.StatusNotFound).says("没有查到")
	ask.Set("uscc", code)
	v.post("/register/state", ask).want(http.StatusOK).says("等待核对")
	decided := func(id string, accept bool, reason string) {
		t.Helper()
		if _, err := o.service.DecideRegistration(t.Context(), o.as("admin"), id, accept, reason); err != nil {
			t.Fatal(err)
		}
	}
	decided(receipt, false, "名称与营业执照不符，请按执照重新登记")
	v.post("/register/state", ask).want(http.StatusOK).says("不予开通", "名称与营业执照不符")
	second := v.post("/register", asksForAccount(v, code)).want(http.StatusAccepted).Find(".receipt").Text()
	decided(second, true, "")

	asks := func(receipt string) func(p *testbrowser.Page) {
		return func(p *testbrowser.Page) {
			p.Type("#receipt", receipt)
			p.Type("#uscc", code)
			p.Follow("form.form button")
		}
	}
	o.look(t, []state{
		{name: "register-state", path: "/register/state", phone: true, whole: true},
		{name: "register-state-unknown", path: "/register/state", do: asks("none")},
		{name: "register-state-declined", path: "/register/state", phone: true, whole: true, do: asks(receipt)},
		{name: "register-state-accepted", path: "/register/state", do: asks(second)},
	})
}
