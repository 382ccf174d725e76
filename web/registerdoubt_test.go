package web_test

import (
	"net/http"
	"testing"

	"wuxing/internal/testbrowser"
)

// TestRegistrationPagesWithADoubtfulCode goes on after the warning, and the township
// reads it.
func TestRegistrationPagesWithADoubtfulCode(t *testing.T) {
	o := newOffice(t)
	v := o.visitor()
	form := asksForAccount(v, "91330502MA2B00003X")
	if v.get("/register").Find("#sure").Length() > 0 {
		t.Error("it is asked before there is a doubt")
	}
	asked := v.post("/register", form).want(http.StatusUnprocessableEntity).says("最后一位校验不符", "已对照营业执照，代码无误")
	form = asked.fields("/register")
	form.Set("sure", "yes")
	form.Set("password", password)
	form.Set("again", "another")
	if v.post("/register", form).want(http.StatusUnprocessableEntity).Find("#sure[checked]").Length() != 1 {
		t.Error("the confirmation is lost while the password is mended")
	}
	form.Set("again", password)
	v.post("/register", form).want(http.StatusAccepted)
	town := o.visitor()
	town.signIn("town")
	town.get("/registrations").want(http.StatusOK).says("登记人已确认无误")
	o.look(t, []state{
		{name: "register-doubt", path: "/register", phone: true, whole: true, do: func(p *testbrowser.Page) {
			for _, field := range [][2]string{{"#uscc", "91330502MA2B00004X"}, {"#name", "湖州登记示例有限公司"}, {"#contact", "钱七"}, {"#phone", "0572-2000002"}, {"#password", password}, {"#again", password}} {
				p.Type(field[0], field[1])
			}
			p.Choose("#township", "织里镇")
			p.Follow("form.form button")
			p.WaitText(".notice.bad", "91330502MA2B00004X")
		}},
		{name: "registrations-doubt", path: "/registrations", user: "town"},
	})
}
