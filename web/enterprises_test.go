package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"wuxing/assessment"
	"wuxing/internal/testbrowser"
)

// TestEnterprisePages mends a registration and an enterprise without scripts, and says
// beside the field what is wrong.
func TestEnterprisePages(t *testing.T) {
	o := newOffice(t)
	const code = "91330502MA2B000030"
	v, town, admin := o.visitor(), o.visitor(), o.visitor()
	v.post("/register", asksForAccount(v, code)).want(http.StatusAccepted)
	town.signIn("town")
	admin.signIn("admin")
	list := town.get("/registrations").want(http.StatusOK)
	at := list.Find("form[action$='/enterprise']").AttrOr("action", "")
	form := list.fields(at)
	form.Set("name", "湖州登记更正有限公司")
	form.Set("reason", "短")
	town.post(at, form).want(http.StatusUnprocessableEntity).says("更正的理由")
	form.Set("reason", "名称写错了一个字")
	town.post(at, form).want(http.StatusOK).says("登记已更正", "湖州登记更正有限公司")

	admin.get("/users").want(http.StatusOK).says("更正企业信息")
	admin.get("/enterprises?code=none").want(http.StatusOK).says("没有这个代码的企业")
	link := admin.get("/users/clerk").want(http.StatusOK).Find("a[href^='/enterprises']").AttrOr("href", "")
	if link != "/enterprises?code="+uscc1 {
		t.Errorf("the account leads to %q", link)
	}
	at = "/enterprises/" + uscc1
	form = admin.get(link).want(http.StatusOK).fields(at)
	form.Set("township", "")
	page := admin.post(at, form).want(http.StatusUnprocessableEntity)
	if page.Find("#township[aria-invalid]").Length() != 1 || page.Find("#reason[aria-invalid]").Length() != 1 {
		t.Error("what is wrong is not said beside its field")
	}
	form.Set("township", "八里店镇")
	form.Set("reason", "原登记乡镇有误")
	admin.post(at, form).want(http.StatusOK).says("企业信息已更正", "八里店镇")
	admin.get("/audit?"+url.Values{"action": {string(assessment.ActionCorrectEnterprise)}}.Encode()).want(http.StatusOK).says("更正企业信息", "织里镇", "八里店镇", "原登记乡镇有误")
	town.get("/enterprises").want(http.StatusForbidden)

	long := strings.Repeat("浙江吴兴东部新城先进装备制造与职业技能培训发展集团", 2)
	o.look(t, []state{
		{name: "enterprise-ask", path: "/enterprises", user: "admin"},
		{name: "enterprise", path: link, user: "admin", phone: true, whole: true},
		{name: "enterprise-refused", path: link, user: "admin", do: func(p *testbrowser.Page) {
			p.Type("#name", long)
			p.Type("#reason", "短")
			p.Follow("form.form button")
			p.WaitText("#reason-error", "5")
		}},
		{name: "user-enterprise", path: "/users/clerk", user: "admin", phone: true},
		{name: "registrations-correct", path: "/registrations", user: "town", phone: true, whole: true, do: func(p *testbrowser.Page) { p.Click("form + details summary") }},
	})
}
