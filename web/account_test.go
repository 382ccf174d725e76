package web_test

import (
	"testing"

	"wuxing/internal/testbrowser"
)

// TestAccountPages opens what everybody does with the own account.
func TestAccountPages(t *testing.T) {
	o := newOffice(t)
	o.look(t, []state{
		{name: "account-own", path: "/account", user: "clerk2", whole: true, phone: true},
		{name: "account-password-refused", path: "/account", user: "clerk", whole: true, do: func(p *testbrowser.Page) {
			p.Type("#present", "wrong password")
			p.Type("#new-password", "another password")
			p.Type("#again", "another password")
			p.Follow("#password-section button")
			p.WaitText(".notice", "当前密码不对")
		}},
	})
}

// TestSetupPages makes the first administrator, in a browser and without scripts.
func TestSetupPages(t *testing.T) {
	o := newEmptyOffice(t)
	o.look(t, []state{
		{name: "setup", path: "/setup", whole: true, phone: true},
		{name: "setup-refused", path: "/setup", whole: true, do: func(p *testbrowser.Page) {
			p.Type("#code", "ABCDE-FGHIJ-KLMNO-PQRST")
			p.Type("#username", "boss")
			p.Type("#new-password", "a good password")
			p.Type("#again", "a good password")
			p.Follow("main form button")
			p.WaitText(".notice", "一次性代码不对")
		}},
	})
	code, err := o.service.BeginSetup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	v := o.visitor()
	form := v.get("/setup").fields("/setup")
	form.Set("code", code)
	form.Set("username", "boss")
	form.Set("name", "王主任")
	form.Set("password", "a good password")
	form.Set("again", "another password")
	v.post("/setup", form).want(422).says("两次输入的新密码不一样")
	form.Set("again", "a good password")
	if got := v.post("/setup", form).want(200); got.path != "/sign-in" {
		t.Errorf("came to %s", got.path)
	}
	v.get("/setup").want(404)
	v.post("/setup", form).want(404)
	form = v.get("/sign-in").fields("/sign-in")
	form.Set("username", "boss")
	form.Set("password", "a good password")
	if got := v.post("/sign-in", form).want(200); got.path != "/account" {
		t.Errorf("signed in at %s", got.path)
	}
}
