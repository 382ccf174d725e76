package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/internal/testbrowser"
)

// TestLeadEndsARoundInABrowser goes from freezing to publication: two leads, a notice, an
// objection of the public that is linked and closed, files that follow by themselves.
func TestLeadEndsARoundInABrowser(t *testing.T) {
	o, ids := endingRound(t, nil)
	browser := testbrowser.Start(t)
	p := browser.Page(t, o.url)
	o.enter(p, "lead")
	p.Open("/rounds/2026/ranking")
	p.WaitText("main", "暂定排名")
	p.Follow("a[href$='/ranking/freeze']")
	p.Click("label:has(> [name=confirm])")
	p.Follow("form.form button")
	p.WaitText("main", "sha256:")

	p.Open("/rounds/2026/decision")
	p.Type("#reference", "吴人社联〔2026〕3号")
	testbrowser.Eval[bool](p, `(document.querySelector("#held_on").value = "2026-05-06", true)`)
	p.Choose("[name='outcome."+ids[1]+"']", "certified")
	p.Choose("[name='outcome."+ids[2]+"']", "not_selected")
	p.Type("[name='reason."+ids[2]+"']", "并列，按高技能人才占比先后，未取得名额")
	p.Follow("button[value=check]")
	p.WaitText("main", "40\u2009000")
	p.Follow("button[value=record]")
	p.WaitText("main", "决定已录入")

	o.at(noticeDay)
	o.enter(p, "lead") // half an hour without a request ends a session
	p.Open("/rounds/2026/notice")
	p.WaitText("main", "2026年5月18日 24:00")
	p.Follow("form.form button")
	p.WaitText("main", "公示已安排")

	public := browser.Page(t, o.url)
	public.Open("/")
	public.Follow("main a[href='/notices']")
	public.Follow("a[href='/notices/2026']")
	public.Follow("a[href='/notices/2026/objections?no=2']")
	public.Type("#text", "该企业的职工人数与公开的年报不一致，请核实。")
	public.Type("#name", "李某")
	public.Type("#contact", "li@example.cn")
	public.Follow("form.form button")
	public.WaitText(".receipt", "id")
	receipt := public.Text(".receipt")

	p.Open("/rounds/2026/notice")
	p.WaitText("main", receipt)
	p.WaitText("#o1", "l***@example.cn")
	p.Click("#o1 details:has(form[action$=link]) summary")
	p.Choose("#i1", "skilled_ratio")
	p.Follow("#o1 form[action$=link] button")
	p.WaitText("#o1", "技术工人占比")
	p.Click("#o1 details:has(form[action$=close]) summary")
	p.Click("#o1 label:has(> [value=unfounded])")
	p.Type("#a1", "经核对社保缴费记录，职工人数属实。")
	p.Follow("#o1 form[action$=close] button")
	p.WaitText("#o1", "不成立")

	o.at(afterNotice)
	o.enter(p, "lead")
	p.Open("/rounds/2026/publication")
	p.Type("#publish-reason", "公示期满，异议已处理")
	p.Follow("form[action$=publication] button")
	p.WaitText("main", "请另一位组长确认")
	p.Wait("nothing left to do for the first", `!document.querySelector("#publish-reason")`)
	second := browser.Page(t, o.url)
	o.enter(second, "lead2")
	second.Open("/rounds/2026/publication")
	second.WaitText("main", "公示期满，异议已处理")
	second.Type("#publish-reason", "核对无误，同意公布")
	second.Follow("form[action$=publication] button")
	second.WaitText("main", "结果已公布")
	public.Open("/notices/2026")
	public.WaitText("main", "已认定为吴兴区技能型企业")

	second.Open("/rounds/2026/exports")
	second.WaitText("[data-log]", "还没有人下载过")
	o.download("lead", "/api/v1/rounds/2026/printed.zip")
	second.Click("[data-refresh]")
	second.WaitText("[data-log]", "全部评分表")
	second.WaitText("[data-words]", "完整")
	if strings.Contains(second.Path(), "#") {
		t.Errorf("the script has left the page: %s", second.Path())
	}
}

// download takes a file as a user.
func (o *office) download(username, path string) {
	o.t.Helper()
	v := o.visitor()
	v.signIn(username)
	v.get(path).want(http.StatusOK)
}

// TestRoundsEndWithoutScripts goes the same way by links and forms alone, with what is
// refused on it.
func TestRoundsEndWithoutScripts(t *testing.T) {
	o, ids := endingRound(t, nil)
	const round = "/rounds/2026"
	v := o.visitor()
	v.signIn("lead")
	v.get(round+"/ranking").want(http.StatusOK).says("暂定排名", "并列 2 家", "名额只剩 1 个", "一票否决，不参加排名")
	form := v.get(round + "/ranking/freeze").fields(round + "/ranking/freeze")
	v.post(round+"/ranking/freeze", form).want(http.StatusUnprocessableEntity)
	form.Set("confirm", "yes")
	v.post(round+"/ranking/freeze", form).want(http.StatusOK).says("排名已确定", "sha256:")
	if again := v.post(round+"/ranking/freeze", form).want(http.StatusOK); again.path != round+"/ranking" {
		t.Errorf("the same form sent twice leads to %s", again.path)
	}

	// Ties are chosen by nobody but the meeting.
	page := v.get(round + "/decision")
	form = page.fields(round + "/decision")
	if got := form["outcome."+ids[1]]; len(got) != 0 {
		t.Errorf("a tie across the line is preselected: %v", got)
	}
	form.Set("held_on", "2026-05-06")
	form.Set("reference", "吴人社联〔2026〕3号")
	form.Set("outcome."+ids[1], "")
	form.Set("outcome."+ids[2], "")
	form.Set("step", "check")
	refused := v.post(round+"/decision", form).want(http.StatusUnprocessableEntity)
	refused.says("表中有 2 家企业需要改正", "没有写决定")
	form = refused.fields(round + "/decision")
	if form.Get("reference") != "吴人社联〔2026〕3号" {
		t.Error("what was typed is gone")
	}
	form.Set("outcome."+ids[1], "certified")
	form.Set("outcome."+ids[2], "certified")
	form.Set("step", "check")
	v.post(round+"/decision", form).want(http.StatusUnprocessableEntity).says("名额")
	form.Set("outcome."+ids[2], "not_selected")
	form.Set("reason."+ids[2], "并列，按高技能人才占比先后，未取得名额")
	checked := v.post(round+"/decision", form).want(http.StatusOK)
	checked.says("请核对", "40 000")
	form = checked.fields(round + "/decision")
	form.Set("step", "edit")
	if got := v.post(round+"/decision", form).want(http.StatusOK).Find("[name='reason."+ids[2]+"']").AttrOr("value", ""); !strings.Contains(got, "未取得名额") {
		t.Errorf("back to the form the reason is %q", got)
	}
	form.Set("step", "record")
	v.post(round+"/decision", form).want(http.StatusOK).says("决定已录入", "未取得名额", "吴人社联〔2026〕3号")

	// The end is worked out before the notice begins; the day is kept.
	o.at(noticeDay)
	v.signIn("lead")
	planned := v.get(round + "/notice?starts_on=2026-05-13").want(http.StatusOK)
	planned.says("2026年5月20日 24:00")
	v.get(round + "/notice?starts_on=2026-01-01").want(http.StatusUnprocessableEntity).says("2026年5月18日 24:00")
	public := o.visitor()
	public.get("/notices/2026").want(http.StatusNotFound)
	form = v.get(round + "/notice").fields(round + "/notice")
	v.post(round+"/notice", form).want(http.StatusOK).says("公示中", "还没有收到异议")

	// An objection by hand, and one sent twice by the public.
	hand := v.get(round + "/notice").fields(round + "/objections")
	hand.Set("name", "张某")
	hand.Set("contact", "0572-2000000")
	hand.Set("text", "来电反映第一家企业的培训经费没有足额列支。")
	v.post(round+"/objections", hand).want(http.StatusUnprocessableEntity).says("收到日期")
	hand.Set("received_on", "2026-05-11")
	hand.Set("no", "1")
	v.post(round+"/objections", hand).want(http.StatusOK).says("异议已登记", "由评审组长登记")
	form = public.get("/notices/2026/objections").want(http.StatusOK).says("受理到2026年5月18日 24:00").fields("/notices/2026/objections")
	if stranger := o.visitor().get("/notices/2026/objections").fields("/notices/2026/objections"); public.post("/notices/2026/objections", stranger).status != http.StatusForbidden {
		t.Error("the form of a stranger is taken")
	}
	form.Set("text", "短")
	short := public.post("/notices/2026/objections", form).want(http.StatusUnprocessableEntity).says("没有填写")
	if got := short.Find("#text").Text(); got != "短" {
		t.Errorf("typed 短, shown %q", got)
	}
	form = short.fields("/notices/2026/objections")
	form.Set("text", "名单中有一家企业的职工人数与年报不一致。")
	form.Set("name", "李某")
	form.Set("contact", "li@example.cn")
	first := public.post("/notices/2026/objections", form).want(http.StatusCreated).says("异议已收到").Find(".receipt").Text()
	if again := public.post("/notices/2026/objections", form).want(http.StatusCreated).Find(".receipt").Text(); again != first {
		t.Errorf("sent twice, the receipts are %s and %s", first, again)
	}
	if list := public.get("/notices/2026").want(http.StatusOK); strings.Contains(list.body, "李某") || strings.Contains(list.body, "28.00") {
		t.Error("the public page tells who objected, or a score")
	}
	v.get(round+"/publication").want(http.StatusOK).says("还不能公布", "还有 2 件异议")
	view, err := o.service.Objections(t.Context(), o.users["lead"], "2026")
	if err != nil || len(view.Objections) != 2 {
		t.Fatal(view, err)
	}
	for _, objection := range view.Objections {
		at := round + "/objections/" + objection.ID
		link := v.get(round + "/notice").fields(at + "/link")
		link.Set("enterprise", "没有这家企业")
		v.post(at+"/link", link).want(http.StatusUnprocessableEntity).says("没有这家企业")
		link.Set("enterprise", uscc1)
		v.post(at+"/link", link).want(http.StatusOK).says("已关联", "湖州示例童装有限公司")
		closing := v.get(round + "/notice").fields(at + "/close")
		v.post(at+"/close", closing).want(http.StatusUnprocessableEntity)
		closing.Set("result", string(assessment.ObjectionUnfounded))
		closing.Set("answer", "经核对，情况不属实。")
		v.post(at+"/close", closing).want(http.StatusOK).says("异议已处理")
	}

	// Two persons, each step with a reason.
	o.at(afterNotice)
	public.get("/notices/2026").want(http.StatusOK).says("公示期已于2026年5月18日 24:00结束")
	v.signIn("lead")
	form = v.get(round + "/publication").fields(round + "/publication")
	v.post(round+"/publication", form).want(http.StatusUnprocessableEntity)
	form.Set("reason", "公示期满，异议已处理")
	v.post(round+"/publication", form).want(http.StatusOK).says("请另一位组长")
	form.Set("key", "another")
	v.post(round+"/publication", form).want(http.StatusConflict).says("第二个人")
	second := o.visitor()
	second.signIn("lead2")
	form = second.get(round + "/publication").fields(round + "/publication")
	form.Set("reason", "核对无误，同意公布")
	second.post(round+"/publication", form).want(http.StatusOK).says("结果已公布")
	public.get("/notices/2026").want(http.StatusOK).says("认定名单", "公布日期：2026年5月20日")
	public.get("/notices").want(http.StatusOK).says("已公布")

	// What was downloaded is told with its hash.
	o.download("lead", "/api/v1/rounds/2026/awards.xlsx")
	exports := second.get(round+"/exports").want(http.StatusOK).says("补助发放名单", "评审组长")
	if got := exports.Find("code.digest").First().Text(); len(got) != 64 {
		t.Errorf("the hash of a download is %q", got)
	}
}

// TestLongRanking pages a long order by key: every enterprise stands on one page, in
// order, and the line where it belongs.
func TestLongRanking(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	const firms = 53
	for i := range firms {
		name := "many" + string(rune('a'+i/26)) + string(rune('a'+i%26))
		o.firm(name, 100+i)
		id := o.draft(name, lessFacts)
		o.submit(name, id)
		o.agree(id)
		o.now.Add(-int64(3 * time.Minute / time.Second))
	}
	v := o.visitor()
	v.signIn("lead")
	seen := make(map[string]bool)
	at, pages := "/rounds/2026/ranking", 0
	for at != "" {
		page := v.get(at).want(http.StatusOK)
		for _, href := range page.Find("tbody th a").EachIter() {
			name := href.Text()
			if seen[name] {
				t.Errorf("%s stands on two pages", name)
			}
			seen[name] = true
		}
		at = page.Find("a[rel=next]").AttrOr("href", "")
		pages++
	}
	if len(seen) != firms || pages != 2 {
		t.Errorf("%d enterprises on %d pages", len(seen), pages)
	}
}
