package web_test

import (
	"net/http"
	"testing"

	"wuxing/assessment"
	"wuxing/internal/testbrowser"
)

// TestRetentionPages looks at how long a round keeps its files: none said, refused, a
// number of years.
func TestRetentionPages(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	at := leadAt + "/retention"
	o.look(t, []state{
		{name: "retention-none", path: leadAt + "/retention", user: "lead"},
		{name: "retention-refused", path: leadAt + "/retention", user: "lead", whole: true, phone: true, do: func(p *testbrowser.Page) {
			p.Follow("form[aria-labelledby=change] button")
			p.WaitText("#reason-error", "没有填写")
		}},
	})
	v := o.visitor()
	v.signIn("lead")
	form := v.get(at).fields(at)
	form.Set("retention.years", "10")
	form.Set("reason", "档案保管期限为十年")
	v.post(at, form).want(http.StatusOK)
	o.look(t, []state{{name: "retention", path: leadAt + "/retention", user: "lead", phone: true}})
}

// TestTheLeadChangesTheRetention: everything wrong is said at once beside its field, what
// was given stands on the page, and nobody else is let in.
func TestTheLeadChangesTheRetention(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	v := o.visitor()
	v.signIn("lead")
	at := leadAt + "/retention"
	v.get(leadAt).want(http.StatusOK).says("保存期限")
	form := v.get(at).want(http.StatusOK).says("一直保存").fields(at)
	form.Set("retention.years", "十年")
	refused := v.post(at, form).want(http.StatusUnprocessableEntity)
	for _, field := range []string{"years", "reason"} {
		if refused.Find("#"+field+"-error").Text() == "" {
			t.Errorf("nothing is said beside %s: %s", field, refused.Find("[data-refused]").Text())
		}
	}
	if refused.Find("#years").AttrOr("value", "") != "十年" {
		t.Error("what was typed has gone")
	}
	form.Set("retention.years", "10")
	form.Set("retention.until", "2031-12-31")
	form.Set("reason", "档案保管期限为十年")
	v.post(at, form).want(http.StatusUnprocessableEntity).says("只能写一种")
	form.Del("retention.years")
	form.Set("retention.until", "2026-03-05")
	v.post(at, form).want(http.StatusUnprocessableEntity).says("提前到期")
	form.Set("retention.years", "10")
	form.Del("retention.until")
	v.post(at, form).want(http.StatusOK).says("已修改保存期限", "发布以后保存 10 年")
	stale := v.get(at).fields(at)
	stale.Set("version", form.Get("version"))
	stale.Set("retention.years", "3")
	stale.Set("reason", "又要改回三年")
	v.post(at, stale).want(http.StatusPreconditionFailed).says("发布以后保存 10 年")
	for _, who := range []string{"admin", "reviewer", "clerk"} {
		other := o.visitor()
		other.signIn(who)
		other.get(at).want(http.StatusForbidden)
	}
	round, err := o.service.FindRound(t.Context(), assessment.Actor{Role: assessment.RoleOperator}, "2026")
	if err != nil || round.Settings.Retention == nil || round.Settings.Retention.Years != 10 {
		t.Errorf("kept %+v, %v", round, err)
	}
}
