package web_test

import (
	"net/http"
	"strings"
	"testing"

	"wuxing/assessment"
	"wuxing/internal/testbrowser"
)

// TestRevealPages: a list shows persons masked, and one in full to whoever says why;
// that is in the audit trail, and on no page that an address alone opens.
func TestRevealPages(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	const code, person, phone = "91330502MA2B000030", "赵晓六", "138 0572 0001"
	v := o.visitor()
	form := asksForAccount(v, code)
	form.Set("contact", person)
	form.Set("phone", phone)
	v.post("/register", form).want(http.StatusAccepted)

	town := o.visitor()
	town.signIn("town")
	list := town.get("/registrations").want(http.StatusOK).says("赵**", "138****0001", "显示完整信息")
	if strings.Contains(list.body, person) || strings.Contains(list.body, phone) {
		t.Error("the list shows a person in full")
	}
	asked := list.fields("/reveal")
	again := town.post("/reveal", asked).want(http.StatusUnprocessableEntity).says("没有填写")
	if strings.Contains(again.body, person) {
		t.Error("without a reason a person is shown")
	}
	asked = again.fields("/reveal")
	asked.Set("reason", "核对是本企业申请")
	full := town.post("/reveal", asked).want(http.StatusOK).says(person, phone, "已记入审计")
	if back := full.Find("main a.more").AttrOr("href", ""); back != "/registrations" {
		t.Errorf("the way back leads to %s", back)
	}
	for _, elsewhere := range []string{"https://example.org/", "//example.org", "/users//example.org", "/rounds/\\example.org", ""} {
		asked.Set("back", elsewhere)
		if back := town.post("/reveal", asked).want(http.StatusOK).Find("main a.more").AttrOr("href", ""); back != "/" {
			t.Errorf("from %q the way back leads to %s", elsewhere, back)
		}
	}
	events, err := o.service.SearchAudit(t.Context(), o.users["admin"], assessment.AuditQuery{Action: assessment.ActionRevealRegistration})
	if err != nil || len(events.Events) != 6 || events.Events[0].Reason != "核对是本企业申请" || events.Events[0].Actor != o.users["town"].UserID {
		t.Errorf("the trail has %+v, %v", events, err)
	}
	admin := o.visitor()
	admin.signIn("admin")
	admin.get("/audit").says("查看登记人的姓名和联系方式", "核对是本企业申请")
	account := admin.get("/users/clerk").says("显示完整信息").fields("/reveal")
	account.Set("reason", "重置密码前核对")
	admin.post("/reveal", account).want(http.StatusOK).says("已记入审计")
	if own := admin.get("/users/admin"); own.Find("form[action='/reveal']").Length() > 0 {
		t.Error("one's own account is masked to oneself")
	}

	open := func(p *testbrowser.Page) {
		testbrowser.Eval[bool](p, `(document.querySelector("details.reveal").open = true, true)`)
	}
	o.look(t, []state{
		{name: "reveal-form", path: "/registrations", user: "town", phone: true, whole: true, do: open},
		{name: "reveal", path: "/registrations", user: "town", phone: true, do: func(p *testbrowser.Page) {
			open(p)
			p.Type("details.reveal input[name=reason]", "核对是本企业申请")
			p.Follow("details.reveal button")
			p.WaitText("main", person)
		}},
		{name: "reveal-refused", path: "/registrations", user: "town", phone: true, do: func(p *testbrowser.Page) {
			open(p)
			p.Type("details.reveal input[name=reason]", "  ")
			p.Follow("details.reveal button")
			p.WaitText(".error", "没有填写")
		}},
		{name: "user-masked", path: "/users/clerk", user: "admin", phone: true, whole: true, do: open},
	})
}
