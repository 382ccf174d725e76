package web_test

import (
	"net/http"
	"strings"
	"testing"

	"wuxing/scoring"
)

// TestHomePage says what the programme is with the numbers of the programme and of
// the round that is open, and of no other.
func TestHomePage(t *testing.T) {
	o := newOffice(t)
	v := o.visitor()
	target := scoring.CurrentProgramme().Target
	v.get("/").want(http.StatusOK).says("现在没有开放申报的批次", scoring.Points(target.Certified*100).String()+" 家", "20000 元", "50000 元", "谁可以申报")
	o.round(nil)
	page := v.get("/").want(http.StatusOK).says("什么时候申报", "个工作日", "向谁咨询", contact)
	if strings.Contains(page.Find("main").Text(), "现在没有开放") {
		t.Error("a round is open, and the first page says that none is")
	}
	o.look(t, []state{{name: "home-what", path: "/", whole: true, phone: true}})
}
