package web_test

import (
	"net/http"
	"strings"
	"testing"

	"wuxing/assessment"
	"wuxing/internal/testbrowser"
)

// colleague makes one more account of the office.
func (o *office) colleague(username, name string, role assessment.Role) assessment.Actor {
	o.t.Helper()
	user, err := o.service.CreateUser(o.t.Context(), o.as("admin"), assessment.NewUser{
		Username: username, DisplayName: name, Role: role, Password: password, Email: username + "@office.example.cn",
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return user.Actor()
}

// coded gives an account a second factor.
func (o *office) coded(actor assessment.Actor) {
	o.t.Helper()
	cmd := assessment.Command{Actor: actor}
	o.now.Add(60) // a code is good once, also after a reset
	begun, err := o.service.BeginFactor(o.t.Context(), cmd)
	if err != nil {
		o.t.Fatal(err)
	}
	if _, _, err := o.service.ConfirmFactor(o.t.Context(), cmd, "", o.code(o.t, begun.Secret)); err != nil {
		o.t.Fatal(err)
	}
}

// TestPersonPages: on the page of an account the administrator gives it another role,
// resets its one-time codes, exports what is kept of the person, and erases it after
// having seen what goes.
func TestPersonPages(t *testing.T) {
	o := newOffice(t)
	gone := o.colleague("zhou", "周八", assessment.RoleAuditor)
	lead := o.colleague("wei.longname", "欧阳建国（浙江吴兴东部新城技能评价指导中心）", assessment.RoleLead)
	o.coded(lead)
	desk, admin := o.visitor(), o.visitor()
	desk.signIn("zhou")
	desk.get("/account").want(http.StatusOK)
	admin.signIn("admin")

	// Another role: refused in its place, then done, and the session ends with it.
	role := admin.get("/users/zhou").want(http.StatusOK).fields("/users/zhou/role")
	role.Set("role", "township")
	admin.post("/users/zhou/role", role).want(http.StatusUnprocessableEntity).says("“所管的乡镇街道”没有填写")
	role.Set("area", "织里镇")
	admin.post("/users/zhou/role", role).want(http.StatusUnprocessableEntity).says("“理由”没有填写")
	role.Set("reason", "人事调整")
	admin.post("/users/zhou/role", role).want(http.StatusOK).says("角色已修改", "乡镇街道", "织里镇")
	if page := desk.get("/account"); !strings.HasPrefix(page.path, "/sign-in") {
		t.Errorf("a session outlives its role: %s", page.path)
	}
	if page := admin.get("/users/admin").want(http.StatusOK); page.Find("form[action='/users/admin/role']").Length() != 0 {
		t.Error("the own role can be changed")
	}

	// One-time codes.
	reset := admin.get("/users/wei.longname").fields("/users/wei.longname/second-factor/reset")
	admin.post("/users/wei.longname/second-factor/reset", reset).want(http.StatusUnprocessableEntity).says("“理由”没有填写")
	reset.Set("reason", "手机遗失，已当面核对")
	admin.post("/users/wei.longname/second-factor/reset", reset).
		want(http.StatusOK).says("动态口令已重置")
	if page := admin.get("/users/wei.longname"); page.Find("form[action$='/second-factor/reset']").Length() != 0 {
		t.Error("what was reset can be reset")
	}
	o.coded(lead)

	// What is kept, as a file.
	link := admin.get("/users/zhou").Find("a[download]")
	if got := admin.get(link.AttrOr("href", "")).want(http.StatusOK); link.AttrOr("download", "") != "zhou.json" || !strings.Contains(got.body, `"username":"zhou"`) {
		t.Errorf("the export is %s", got.body)
	}

	// Erasing: seen first, not by mistake, and with a reason.
	form := admin.get("/users/zhou/erasure").want(http.StatusOK).says("登录名", "邮箱地址", "审计记录").fields("/users/zhou/erasure")
	form.Set("reason", "本人书面申请")
	form.Del("sure")
	admin.post("/users/zhou/erasure", form).want(http.StatusUnprocessableEntity).says("请先勾选", "本人书面申请")
	form.Set("sure", "yes")
	form.Set("reason", " ")
	admin.post("/users/zhou/erasure", form).want(http.StatusUnprocessableEntity).says("“理由”没有填写")
	form.Set("reason", "本人书面申请")
	if page := admin.post("/users/zhou/erasure", form).want(http.StatusOK).says("个人信息已删除"); page.path != "/users" || strings.Contains(page.body, "周八") {
		t.Errorf("after erasing: %s", page.path)
	}
	admin.get("/users/zhou").want(http.StatusNotFound)
	admin.get("/users/erased-" + gone.UserID).want(http.StatusOK).says("已删除")
	admin.get("/users/admin/erasure").want(http.StatusConflict).says("不能删除自己的账号")
	watch := o.visitor()
	o.watched()
	watch.signIn("auditor")
	watch.get("/users/town/erasure").want(http.StatusForbidden)

	o.look(t, []state{
		{name: "user-office", path: "/users/wei.longname", user: "admin", whole: true, phone: true},
		{name: "user-own", path: "/users/admin", user: "admin", whole: true},
		{name: "user-role-refused", path: "/users/wei.longname", user: "admin", whole: true, phone: true, do: func(p *testbrowser.Page) {
			p.Choose("#f-role", "township")
			p.Follow("form[action='/users/wei.longname/role'] button")
			p.WaitText("#f-area-error", "没有填写")
		}},
		{name: "erasure", path: "/users/wei.longname/erasure", user: "admin", whole: true, phone: true},
		{name: "erasure-refused", path: "/users/town/erasure", user: "admin", whole: true, do: func(p *testbrowser.Page) {
			p.Type("#reason", " ")
			testbrowser.Eval[bool](p, `(document.querySelector("#sure").checked = true)`)
			p.Follow("form[action='/users/town/erasure'] button")
			p.WaitText(".notice.bad", "没有填写")
		}},
	})
}
