package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"wuxing/internal/testbrowser"
)

// asksForAccount fills in the form to register.
func asksForAccount(v *visitor, code string) url.Values {
	v.t.Helper()
	form := v.get("/register").want(http.StatusOK).fields("/register")
	for name, value := range map[string]string{
		"uscc": code, "name": "湖州登记示例有限公司", "township": "织里镇", "contact": "赵六", "phone": "0572-2000001", "password": password, "again": password,
	} {
		form.Set(name, value)
	}
	return form
}

// TestRegistrationPages goes from registering to signing in, without scripts: a known
// code is answered as an unknown one, and nobody gets at its account.
func TestRegistrationPages(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	const code = "91330502MA2B000030"
	v := o.visitor()
	form := asksForAccount(v, code)
	form.Set("again", "another")
	v.post("/register", form).want(http.StatusUnprocessableEntity).says("两次输入的密码不一样")
	form.Set("again", password)
	form.Set("uscc", code)
	form.Set("township", "之里镇")
	v.post("/register", form).want(http.StatusUnprocessableEntity).says("“之里镇”不在可以核对的乡镇街道里", "织里镇")
	form.Set("township", "织里镇")
	form.Set("uscc", code[:17]+"X")
	refused := v.post("/register", form).want(http.StatusUnprocessableEntity)
	if got := refused.Find("#name").AttrOr("value", ""); got != "湖州登记示例有限公司" || strings.Contains(refused.body, password) {
		t.Errorf("the form comes back with %q, or the password", got)
	}
	unknown := v.post("/register", asksForAccount(v, code)).want(http.StatusAccepted)
	known := v.post("/register", asksForAccount(v, uscc1)).want(http.StatusAccepted)
	said := func(page *shown) string {
		page.Find(".receipt").Remove()
		return strings.Join(strings.Fields(page.Find("main").Text()), " ")
	}
	if a, b := said(unknown), said(known); a != b {
		t.Errorf("a known code is answered otherwise:\n%s\n%s", a, b)
	}

	town := o.visitor()
	town.signIn("town")
	if got := town.get("/inbox").want(http.StatusOK).says("“湖州登记示例有限公司”登记了企业账号").Find("a[href='/registrations']"); got.Length() < 2 {
		t.Error("the message does not lead to the registrations")
	}
	list := town.get("/registrations").want(http.StatusOK).says("湖州登记示例有限公司", "已有账号（湖州示例童装有限公司）")
	at := ""
	for _, form := range list.Find("form[action^='/registrations/']").EachIter() {
		if form.Find("button[value=yes]").Length() > 0 {
			at = form.AttrOr("action", "")
		}
	}
	decision := list.fields(at)
	decision.Set("accept", "no")
	town.post(at, decision).want(http.StatusUnprocessableEntity).says("理由")
	decision.Set("accept", "yes")
	town.post(at, decision).want(http.StatusOK).says("账号已开通")
	enter := v.get("/sign-in").fields("/sign-in")
	enter.Set("username", code)
	enter.Set("password", password)
	if page := v.post("/sign-in", enter).want(http.StatusOK); page.path != "/applications" {
		t.Errorf("signing in leads to %s", page.path)
	}
	o.look(t, []state{
		{name: "register", path: "/register", phone: true, whole: true},
		{name: "register-received", path: "/register", phone: true, do: func(p *testbrowser.Page) {
			for _, field := range [][2]string{{"#uscc", "91330502MA2B000043"}, {"#name", "浙江吴兴东部新城先进装备制造与职业技能培训发展集团股份有限公司"}, {"#elsewhere", "八里店镇"}, {"#contact", "钱七"}, {"#phone", "0572-2000002"}, {"#password", password}, {"#again", password}} {
				p.Type(field[0], field[1])
			}
			p.Choose("#township", "-")
			p.Follow("form.form button")
			p.WaitText(".receipt", "id")
		}},
		{name: "registrations", path: "/registrations", user: "town", phone: true, whole: true},
		{name: "registrations-admin", path: "/registrations", user: "admin", whole: true},
	})
}
