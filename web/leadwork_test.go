package web_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/workbook"
)

// twoReviewers are the settings of a round in which the lead gives each application
// to two.
func twoReviewers() *assessment.Settings {
	settings := assessment.DefaultSettings()
	settings.Assignment, settings.Reviewers = assessment.AssignmentAssigned, 2
	flagged := scoring.Points(50)
	settings.Apart = assessment.Apart{Indicator: &flagged, Total: &flagged}
	return &settings
}

// submitted are applications of the two enterprises, and of more firms.
func (o *office) submitted(more int) []string {
	o.t.Helper()
	clerks := []string{"clerk", "clerk2"}
	for i := range more {
		name := "firm" + string(rune('a'+i%26)) + string(rune('a'+i/26))
		o.firm(name, i+1)
		clerks = append(clerks, name)
	}
	var ids []string
	for _, clerk := range clerks {
		id := o.draft(clerk, someFacts)
		o.submit(clerk, id)
		ids = append(ids, id)
	}
	return ids
}

// assignTwo gives everything to the two reviewers.
func (o *office) assignTwo() {
	o.t.Helper()
	everything := assessment.NewAssignment{Balanced: true}
	plan, err := o.service.PreviewAssignment(o.t.Context(), o.users["lead"], "2026", everything)
	if err == nil {
		_, err = o.service.Assign(o.t.Context(), o.as("lead"), "2026", everything, plan.Digest)
	}
	if err != nil {
		o.t.Fatal(err)
	}
}

// declareFree says that a reviewer has no link with any of the enterprises.
func (o *office) declareFree(reviewer, uscc string) {
	o.t.Helper()
	if _, err := o.service.Declare(o.t.Context(), o.as(reviewer), "2026", assessment.NewDeclaration{USCC: uscc}); err != nil {
		o.t.Fatal(err)
	}
}

// finishAs reviews everything: agreed, but for the entries given.
func (o *office) finishAs(reviewer, id string, but ...assessment.NewScoreEntry) {
	o.t.Helper()
	update := assessment.ReviewUpdate{Complete: true}
	for _, indicator := range card(o.t).Indicators() {
		entry := assessment.NewScoreEntry{Indicator: indicator.ID, Decision: assessment.Agree}
		for _, other := range but {
			if other.Indicator == indicator.ID {
				entry = other
			}
		}
		update.Entries = append(update.Entries, entry)
	}
	if _, err := o.service.PutReview(o.t.Context(), o.as(reviewer), id, update); err != nil {
		o.t.Fatal(err)
	}
}

var (
	arranged = assessment.NewScoreEntry{
		Indicator: "training_funds", Decision: assessment.Correct, Facts: json.RawMessage(`{"training_funds":"arranged"}`), Reason: "凭证只能证明已安排经费，不能证明足额",
	}
	halfPoint = assessment.NewScoreEntry{Indicator: "leadership", Decision: assessment.Override, Points: points(50), Reason: "会议纪要只有一次"}
)

func points(p scoring.Points) *scoring.Points { return &p }

// apart has both reviewers review the application and differ.
func (o *office) apart(id, uscc string) {
	o.t.Helper()
	for _, reviewer := range []string{"reviewer", "reviewer2"} {
		o.declareFree(reviewer, uscc)
	}
	o.finishAs("reviewer", id, arranged)
	o.finishAs("reviewer2", id, halfPoint)
}

// departments is the workbook of a list with the arbitration cases of the first
// enterprise, and of one that has not applied.
func departments(t *testing.T, cases any) []byte {
	t.Helper()
	var blank bytes.Buffer
	if err := workbook.WriteAuthority(&blank, card(t)); err != nil {
		t.Fatal(err)
	}
	file, err := excelize.OpenReader(&blank)
	if err != nil {
		t.Fatal(err)
	}
	for cell, value := range map[string]any{
		"C3": "仲裁案件", "C4": "区仲裁院", "C5": "2026-03-01", "C6": "按无记录计", "B10": uscc1, "C10": "湖州示例童装有限公司", "D10": cases,
		"B11": "91330502MA2B00003L", "C11": "没有申报的", "D11": 1,
	} {
		if err := file.SetCellValue("劳动仲裁案件数", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := file.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// sendList sends a file by the form of a page.
func (v *visitor) sendList(page *shown, action, name string, content []byte) *shown {
	v.t.Helper()
	body, kind := fileForm(v.t, map[string]string{"form_token": page.fields(action).Get("form_token")}, name, content)
	return v.send(http.MethodPost, action, strings.NewReader(body), "Content-Type", kind)
}

const leadAt = "/rounds/2026"

// TestLeadWithoutScripts goes the lead's way by links and forms alone: assign evenly,
// settle two reviews, release, decide an appeal.
func TestLeadWithoutScripts(t *testing.T) {
	o := newOffice(t)
	o.round(twoReviewers())
	ids := o.submitted(0)
	v := o.visitor()
	v.signIn("lead")
	page := v.get(leadAt+"/assignments").want(http.StatusOK).says("待分配2", "评审员甲", "湖州示例童装有限公司", "未分配")

	// Nobody chosen: said beside the field.
	form := page.fields(leadAt + "/assignments/preview")
	form.Del("among")
	refused := v.post(leadAt+"/assignments/preview", form).want(http.StatusUnprocessableEntity).says("参加分配的评审员")
	if refused.Find("input[name=among][checked]").Length() != 0 {
		t.Error("what was unchosen is chosen again")
	}
	plan := v.post(leadAt+"/assignments/preview", page.fields(leadAt+"/assignments/preview")).want(http.StatusOK).
		says("下面 2 份申报的评审员会改变", "湖州示例童装有限公司", "未分配 未分配", "评审员甲 评审员乙")
	if got := v.get(leadAt + "/assignments").Find("[data-lacking]").Text(); got != "2" {
		t.Errorf("a preview leaves %s to assign", got)
	}
	confirm := plan.fields(leadAt + "/assignments")
	v.post(leadAt+"/assignments", confirm).want(http.StatusOK).says("已分配", "待分配0")
	v.post(leadAt+"/assignments", confirm).want(http.StatusOK).says("待分配0") // sent twice: the same answer

	o.apart(ids[0], uscc1)
	for _, reviewer := range []string{"reviewer", "reviewer2"} {
		o.declareFree(reviewer, uscc2)
		o.finishAs(reviewer, ids[1])
	}
	list := v.get(leadAt+"/moderation").want(http.StatusOK).says("湖州示例童装有限公司", "差距大")
	at := "/applications/" + ids[0] + "/moderation"
	if list.Find("a[href='"+at+"']").Length() != 1 {
		t.Fatalf("no way to the pair: %s", list.Find("table").Text())
	}
	pair := v.get(at).want(http.StatusOK).says("评审员甲", "评审员乙", "凭证只能证明已安排经费", "会议纪要只有一次")
	if n := pair.Find("article.pair").Length(); n != 2 {
		t.Errorf("%d indicators differ, want 2", n)
	}
	settle := pair.fields(at)
	settle["indicator"] = []string{"leadership", "training_funds"}
	settle.Set("take.leadership", "points")
	settle.Set("points.leadership", "九")
	settle.Set("reason.leadership", "会议纪要两次，分工文件齐全")
	bad := v.post(at, settle).want(http.StatusUnprocessableEntity)
	if said := bad.Find("#p-leadership-error").Text(); said == "" {
		t.Error("nothing is said beside the points")
	}
	if got := bad.Find("#w-leadership").Text(); got != "会议纪要两次，分工文件齐全" {
		t.Errorf("the reason is gone: %q", got)
	}
	settle.Set("points.leadership", "1")
	open := v.post(at, settle).want(http.StatusUnprocessableEntity)
	if said := open.Find("#t-training_funds-error").Text(); !strings.Contains(said, "须定分") {
		t.Errorf("beside what is not settled: %q", said)
	}
	settle.Set("take.training_funds", "first")
	settle.Set("reason.training_funds", "以凭证为准")
	stale := make(url.Values)
	for name, values := range settle {
		stale[name] = values
	}
	stale.Set("version", "1")
	v.post(at, stale).want(http.StatusPreconditionFailed).says("已被更新")
	done := v.post(at, settle).want(http.StatusOK).says("已定分", "评审分已确定", "以凭证为准")
	if done.Find("form[action='"+at+"']").Length() != 0 {
		t.Error("what is settled is asked again")
	}
	anew := v.get(at + "?anew=yes").fields(at)
	if anew.Get("version") == settle.Get("version") {
		t.Error("the form of a settled pair has the old version")
	}

	// The window runs: the release says until when.
	v.get(leadAt+"/release").says("申报都已完成评审，共 2 份", "还有企业的期限没有到，最晚 2026年3月20日 24:00")
	o.now.Store(time.Date(2026, 5, 6, 1, 0, 0, 0, time.UTC).Unix())
	v.signIn("lead")
	form = v.get(leadAt + "/release").fields(leadAt + "/release")
	v.post(leadAt+"/release", form).want(http.StatusUnprocessableEntity).says("申诉截止时间", "“确认发布”没有填写")
	form.Set("sure", "yes")
	form.Set("appeals_until", "2026-05-01")
	v.post(leadAt+"/release", form).want(http.StatusUnprocessableEntity).says("须在一年之内的将来")
	form.Set("appeals_until", "2026-05-15")
	late := v.get(at + "?anew=yes").fields(at)
	v.post(leadAt+"/release", form).want(http.StatusOK).says("结果已发布", "2026年5月15日 24:00")
	late["indicator"] = []string{"training_funds", "leadership"}
	for _, id := range late["indicator"] {
		late.Set("take."+id, "second")
		late.Set("reason."+id, "再看一遍")
	}
	// From the release on scores change by appeal only; what was typed is not lost.
	if v.post(at, late).want(http.StatusConflict).says("再看一遍", "申诉").Find("#settle button").Length() != 0 {
		t.Error("what was refused can be pressed again")
	}

	if _, err := o.service.Appeal(t.Context(), o.as("clerk"), ids[0], newAppeal("training_funds")); err != nil {
		t.Fatal(err)
	}
	appeals := v.get(leadAt+"/appeals").want(http.StatusOK).says("等待答复 1 件", "湖州示例童装有限公司")
	to, _, _ := strings.Cut(appeals.Find("td, th").Find("a.row-link").AttrOr("href", ""), "#")
	// Whoever has settled the two has reviewed: another lead decides.
	if v.get(to).Find("form[action$='/decision']").Length() != 0 {
		t.Error("who has reviewed it is offered to decide")
	}
	o.staff("lead2", "副组长", assessment.RoleLead)
	second := o.visitor()
	second.signIn("lead2")
	page = second.get(to).want(http.StatusOK)
	action := page.Find("form[action$='/decision']").AttrOr("action", "")
	decide := page.fields(action)
	second.post(action, decide).want(http.StatusUnprocessableEntity).says("“决定”没有填写", "“理由”没有填写")
	decide.Set("outcome", "correct")
	decide.Set("reason", "补交的凭证证明经费足额")
	unchanged := second.post(action, decide).want(http.StatusUnprocessableEntity)
	if said := unchanged.Find("[id^='f-'][id$='-error']").Text(); said == "" {
		t.Errorf("a correction that corrects nothing: %s", unchanged.Find("[data-refused]").Text())
	}
	decide.Set("facts.training_funds", "sufficient")
	second.post(action, decide).want(http.StatusOK).says("申诉已答复", "成立", "补交的凭证证明经费足额", "副组长")
	v.get(leadAt+"/appeals?show=open").says("等待答复 0 件", "没有等待答复的申诉")
}

// staff makes one more account of the office.
func (o *office) staff(username, name string, role assessment.Role) {
	o.t.Helper()
	user, err := o.service.CreateUser(o.t.Context(), o.as("admin"), assessment.NewUser{Username: username, DisplayName: name, Password: password, Role: role})
	if err != nil {
		o.t.Fatal(err)
	}
	o.users[username] = user.Actor()
}

// TestAssignByHandAndFile: rows that were chosen, a file that was edited, and a plan
// that has moved on.
func TestAssignByHandAndFile(t *testing.T) {
	o := newOffice(t)
	settings := assessment.DefaultSettings()
	settings.Assignment = assessment.AssignmentAssigned
	o.round(&settings)
	ids := o.submitted(1)
	v := o.visitor()
	v.signIn("lead")
	at, preview := leadAt+"/assignments", leadAt+"/assignments/preview"
	page := v.get(at)
	byHand := url.Values{"form_token": page.fields(preview)["form_token"], "by": {"hand"}}
	v.post(preview, byHand).want(http.StatusUnprocessableEntity).says("分配名单")
	byHand["application"] = ids[:2]
	refused := v.post(preview, byHand).want(http.StatusUnprocessableEntity)
	if said := refused.Find("#first-error").Text(); !strings.Contains(said, "1 名评审员") {
		t.Errorf("beside the reviewer: %q", said)
	}
	if n := refused.Find("input[name=application][checked]").Length(); n != 2 {
		t.Errorf("%d of 2 are still chosen", n)
	}
	byHand.Set("first", "reviewer2")
	plan := v.post(preview, byHand).want(http.StatusOK).says("下面 2 份", "评审员乙")

	// Somebody else assigns one in between: what it would be now is to be confirmed.
	o.give(ids[0], "reviewer2")
	moved := v.post(at, plan.fields(at)).want(http.StatusConflict).says("预览以后情况有变化", "下面 1 份")
	v.post(at, moved.fields(at)).want(http.StatusOK).says("已分配", "待分配1")

	sheet := v.get("/api/v1/rounds/2026/assignments.xlsx")
	file, err := excelize.OpenReader(strings.NewReader(sheet.body))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := file.GetRows(file.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	var csv strings.Builder
	csv.WriteString("申报编号,评审员\n")
	for _, row := range rows {
		for _, id := range ids[1:] {
			if len(row) > 0 && row[0] == id || strings.Join(row, ",") != "" && strings.Contains(strings.Join(row, ","), id) {
				csv.WriteString(id + ",reviewer\n")
			}
		}
	}
	bad := v.sendList(v.get(at), at+"/workbook", "名单.csv", []byte("申报编号,评审员\n"+ids[1]+",nobody\n"+ids[2]+",\n"))
	bad.want(http.StatusUnprocessableEntity).says("nobody")
	fromFile := v.sendList(v.get(at), at+"/workbook", "名单.csv", []byte(csv.String())).want(http.StatusOK).says("下面 2 份", "评审员甲")
	v.post(at, fromFile.fields(at)).want(http.StatusOK).says("已分配", "待分配0")
	same := v.sendList(v.get(at), at+"/workbook", "名单.csv", []byte(csv.String())).want(http.StatusOK).says("没有需要改变的分配")
	if same.Find("form[action='"+at+"'] button").Length() != 0 {
		t.Error("nothing can be confirmed")
	}
	lost := fromFile.fields(at)
	lost.Set("file", strings.Repeat("0", 64))
	lost.Del("key")
	v.post(at, lost).want(http.StatusNotFound)
}

// give assigns one application beside the pages.
func (o *office) give(id, reviewer string) {
	o.t.Helper()
	row := assessment.NewAssignment{Rows: []assessment.AssignmentRow{{Application: id, Reviewers: []string{reviewer}}}}
	plan, err := o.service.PreviewAssignment(o.t.Context(), o.users["lead"], "2026", row)
	if err == nil {
		_, err = o.service.Assign(o.t.Context(), o.as("lead"), "2026", row, plan.Digest)
	}
	if err != nil {
		o.t.Fatal(err)
	}
}

// TestAuthorityAndLifting: lists are previewed and imported as previewed; a veto that
// they bring is lifted by two persons.
func TestAuthorityAndLifting(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.submitted(0)[0]
	o.review(id)
	v := o.visitor()
	v.signIn("lead")
	at := leadAt + "/authority"
	v.sendList(v.get(at).says("还没有导入名单"), at+"/workbook", "名单.xlsx", []byte("no workbook")).want(http.StatusUnprocessableEntity)
	preview := v.sendList(v.get(at), at+"/workbook", "名单.xlsx", departments(t, 11)).want(http.StatusOK).
		says("“名单.xlsx”还没有导入", "湖州示例童装有限公司", "被否决", "重新评审", "不在本批次的 1 行", "没有申报的", "11")
	v.get(at).says("还没有导入名单")

	// The round moves on before it is confirmed.
	confirm := preview.fields(at)
	confirm.Set("digest", "sha256:00")
	moved := v.post(at, confirm).want(http.StatusConflict).says("预览之后情况有变", "被否决")
	v.post(at, moved.fields(at)).want(http.StatusOK).says("名单已导入", "仲裁案件", "区仲裁院", "按无记录计")
	v.post(at, moved.fields(at)).want(http.StatusOK) // sent twice

	o.review(id)
	page := "/applications/" + id + "/liftings"
	v.get("/applications/" + id).says("一票否决")
	v.get("/applications/" + id + "/review").says("一票否决与解除")
	reviewer := o.visitor()
	reviewer.signIn("reviewer")
	shown := reviewer.get(page).want(http.StatusOK).says("部门名单", "区仲裁院 仲裁案件")
	form := shown.fields(page)
	refused := reviewer.post(page, form).want(http.StatusUnprocessableEntity).says("须写明理由")
	if refused.Find("#w-"+form.Get("indicator")+"-error").Text() == "" {
		t.Error("nothing is said beside the reason")
	}
	form.Set("facts.arbitration_cases", "2")
	form.Set("reason", "仲裁院更正：9 件属另一家企业")
	reviewer.post(page, form).want(http.StatusOK).says("已提出", "11", "→ 2", "您提出的，须由另一位工作人员确认", "已有人提出解除")
	waiting := v.get(page).says("待确认", "评审员甲")
	action := waiting.Find("form[action$='/decision']").AttrOr("action", "")
	decide := waiting.fields(action)
	v.post(action, decide).want(http.StatusUnprocessableEntity).says("是否确认")
	decide.Set("confirm", "yes")
	decide.Set("reason", "已与仲裁院核对")
	v.post(action, decide).want(http.StatusOK).says("已处理", "已确认", "已与仲裁院核对")
	again := decide
	again.Del("key")
	again.Del("version")
	v.post(action, again).want(http.StatusConflict).says("已经处理过")
}

// TestExtensionPage: everything wrong is said at once beside its field; what was given
// stands in the list.
func TestExtensionPage(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	v := o.visitor()
	v.signIn("lead")
	at := leadAt + "/extensions"
	form := v.get(at + "?uscc=" + uscc1 + "&window=application").says("没有延期").fields(at)
	if form.Get("uscc") != uscc1 || form.Get("window") != "application" {
		t.Errorf("the address fills in %v", form)
	}
	form.Set("uscc", "91330502MA2B00009X")
	form.Del("window")
	refused := v.post(at, form).want(http.StatusUnprocessableEntity)
	for _, field := range []string{"uscc", "window", "until", "reason"} {
		if refused.Find("#"+field+"-error").Text() == "" {
			t.Errorf("nothing is said beside %s: %s", field, refused.Find("[data-refused]").Text())
		}
	}
	form.Set("uscc", " "+uscc1)
	form.Set("window", "application")
	form.Set("until", "2026-03-15")
	form.Set("reason", "台风停电，材料来不及整理")
	v.post(at, form).want(http.StatusUnprocessableEntity).says("不晚于现在的期限")
	form.Set("until", "2026-05-08")
	v.post(at, form).want(http.StatusOK).says("已延期", "湖州示例童装有限公司", "2026年5月8日 24:00", "台风停电")
	if n := v.post(at, form).want(http.StatusOK).Find("tbody tr").Length(); n != 1 {
		t.Errorf("sent twice, given %d times", n)
	}
	clerk := o.visitor()
	clerk.signIn("clerk")
	if clerk.get(at).want(http.StatusOK).says("台风停电").Find("form[action='"+at+"']").Length() != 0 {
		t.Error("an enterprise is offered to extend")
	}
}
