package web_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/xuri/excelize/v2"

	"wuxing/internal/testbrowser"
)

// TestEnterpriseInABrowser goes the whole way: sign in, start, type and watch the
// score, refused and corrected workbook, evidence, pledge, submit.
func TestEnterpriseInABrowser(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	p := testbrowser.Start(t).Page(t, o.url)
	o.enter(p, "clerk")
	p.Follow("button[value=page]")
	at := strings.TrimSuffix(p.Path(), "/fill")

	// The score, its reason and the progress follow what is typed.
	p.Type("#facts-employees", "400")
	p.Type("#facts-skilled_workers", "200")
	p.WaitText("[data-item=skilled_ratio] [data-reason]", "200÷400=50%")
	p.WaitText("[data-total]", "4")
	p.WaitText("[data-progress]", "2/38")
	p.Wait("a status in words", `document.querySelector("[data-item=skilled_ratio] [data-word]").innerText === "得分"`)
	p.WaitText("[data-save]", "已保存")

	// A row is not scolded while it is typed; afterwards it is.
	p.Click("label:has(> #facts-honours)")
	p.Type("#facts-honours-0-person", "张三")
	p.WaitText("[data-save]", "改正")
	if said := p.Text("[data-list='facts.honours'] [data-row-error]"); said != "" {
		t.Errorf("a row that is being typed is told: %s", said)
	}
	p.Choose("#facts-honours-0-level", "city")
	p.WaitText("[data-save]", "已保存")
	p.Click("[data-list='facts.honours'] [data-add]")
	if focus := testbrowser.Eval[string](p, `document.activeElement.id`); focus != "facts-honours-1-person" {
		t.Errorf("after adding a row the focus is on %q", focus)
	}
	p.Click("[data-list='facts.honours'] [data-row]:last-child [data-remove]")
	p.Type("#facts-employees", "100")
	p.WaitText("#facts-skilled_workers-error, #facts-employees-error, [data-problems]", "矛盾")
	p.Type("#facts-employees", "400")
	p.Wait("no problems", `document.querySelector("[data-problems]").hidden`)
	p.WaitText("[data-save]", "已保存")

	// The workbook: errors by cell, the marked one, the corrected one.
	folder := t.TempDir()
	write := func(name string, content []byte) string {
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	bad := write("错误.xlsx", book(t, someFacts, func(file *excelize.File) { put(t, file, "employees", "约四百人") }))
	good := write("正确.xlsx", book(t, someFacts, nil))
	p.Open(at + "/workbook")
	p.Upload("#file", bad)
	p.Click("form[data-upload-book] button:not([data-native])")
	p.WaitText("[data-upload-result]", "1 个问题，没有保存")
	p.Check("refused workbook")
	if !testbrowser.Eval[bool](p, `document.querySelector("#file").files.length === 1 && !!document.querySelector("[data-native]")`) {
		t.Error("the file has to be chosen again to get it marked")
	}
	p.Upload("#file", good)
	p.Await(func() { p.Click("form[data-upload-book] button:not([data-native])") })
	p.WaitText(".notice.good", "工作簿已读取并保存")
	if got := p.Value("#facts-employees"); got != "400" {
		t.Errorf("read from the workbook: %q", got)
	}

	// Evidence: a refused file says why in its place, a dropped one is added.
	p.Open(at + "/evidence")
	p.Upload("#f-training_funds", write("凭证.pdf", []byte("no pdf at all")))
	p.Click("#i-training_funds .add button")
	p.WaitText("#i-training_funds [data-upload-state]", "凭证.pdf")
	p.Await(func() {
		testbrowser.Eval[bool](p, `(function () {
			var data = new DataTransfer();
			data.items.add(new File(["%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"], "凭证二.pdf", {type: "application/pdf"}));
			document.querySelector("#i-training_funds").dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
			return true;
		})()`)
	})
	p.WaitText("#i-training_funds .files", "凭证二.pdf")

	p.Open(at + "/submit")
	p.Click(".pledge .check")
	p.Follow(".pledge button")
	p.WaitText(".notice.good", "已提交")
	p.WaitText(".app-head .badge", "已提交")

	// On paper there is the sheet and nothing around it.
	if pdf := p.PDF(); !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		t.Error("the page does not print")
	}
}

// TestTypedIsNotLost: through a killed server, a closed window, a session that has
// ended and a second window, what was typed is saved once and nothing overwritten
// unasked.
func TestTypedIsNotLost(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", `{"employees":400}`)
	at := "/applications/" + id + "/fill"
	browser := testbrowser.Start(t)
	p := browser.Page(t, o.url)
	o.enter(p, "clerk")
	p.Open(at)

	// The server is gone while one types, and comes back.
	o.stop()
	p.Type("#facts-skilled_workers", "200")
	p.WaitText("[data-save]", "连不上服务器")
	o.start()
	p.WaitText("[data-save]", "已保存")
	o.holds(id, "skilled_workers", "200")

	// It is gone, the window is closed, and both come back.
	o.stop()
	p.Type("#facts-skilled_workers", "210")
	p.WaitText("[data-save]", "连不上服务器")
	other := p.Another()
	o.start()
	testbrowser.Eval[bool](p, `(window.stop(), true)`)
	p.Leave()
	other.Open(at)
	other.WaitText("[data-save]", "已保存")
	if got := other.Value("#facts-skilled_workers"); got != "210" {
		t.Errorf("the new window shows %q", got)
	}
	o.holds(id, "skilled_workers", "210")

	// Two windows change different items: both stay.
	second := other.Another()
	second.Open(at)
	second.Type("#facts-apprentices", "12")
	second.WaitText("[data-save]", "已保存")
	other.Type("#facts-trained_workers", "130")
	other.WaitText("[data-save]", "已保存")
	o.holds(id, "apprentices", "12")
	o.holds(id, "trained_workers", "130")
	if got := other.Value("#facts-apprentices"); got != "12" {
		t.Errorf("the first window does not show what the second has saved: %q", got)
	}

	// Two windows change the same item: one is asked.
	second.Type("#facts-high_skilled_workers", "80")
	second.WaitText("[data-save]", "已保存")
	other.Type("#facts-high_skilled_workers", "90")
	other.WaitText("[data-conflict]", "高技能人才数")
	other.WaitText("[data-conflict-rows]", "80")
	other.Check("conflict")
	o.holds(id, "high_skilled_workers", "80")
	other.Click("[data-keep-mine]")
	other.WaitText("[data-save]", "已保存")
	o.holds(id, "high_skilled_workers", "90")
	second.Type("#facts-high_skilled_workers", "70")
	second.WaitText("[data-conflict]", "高技能人才数")
	second.Click("[data-keep-theirs]")
	second.Wait("the other's value", `document.querySelector("#facts-high_skilled_workers").value === "90"`)
	o.holds(id, "high_skilled_workers", "90")

	// The session ends; who signs in again has not lost a key.
	o.now.Add(3 * 60 * 60)
	other.Type("#facts-trained_workers", "140")
	other.WaitText("[data-trouble]", "登录已过期")
	other.Check("signed out")
	o.enter(second, "clerk")
	other.WaitText("[data-save]", "已保存")
	o.holds(id, "trained_workers", "140")
	if left := testbrowser.Eval[int](other, `localStorage.length`); left != 0 {
		t.Errorf("%d drafts lie in the browser although all is saved", left)
	}
}

// holds waits for nothing: what the page calls saved is there.
func (o *office) holds(id, fact, want string) {
	o.t.Helper()
	view, err := o.service.Application(o.t.Context(), o.users["clerk"], id)
	if err != nil {
		o.t.Fatal(err)
	}
	facts, problems := card(o.t).ParseFacts(view.Facts)
	if len(problems) > 0 {
		o.t.Fatal(problems)
	}
	if got := facts.Text(fact); got != want {
		o.t.Errorf("the server holds %s = %q, want %q", fact, got, want)
	}
}

// TestFillByKeyboard fills in the first indicator without a mouse.
func TestFillByKeyboard(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", `{}`)
	p := testbrowser.Start(t).Page(t, o.url)
	o.enter(p, "clerk")
	p.Open("/applications/" + id + "/fill")
	p.Press(kb.Tab)
	if text := testbrowser.Eval[string](p, `document.activeElement.innerText`); text != "跳到正文" {
		t.Errorf("the first stop is %q", text)
	}
	p.Press(kb.Enter)
	for range 40 {
		p.Press(kb.Tab)
		if testbrowser.Eval[string](p, `document.activeElement.name || ""`) == "facts.leader_attention" {
			break
		}
	}
	p.Press(" ")
	p.Press(kb.Tab)
	p.Press(" ")
	p.Press(kb.Tab)
	p.Press(" ")
	p.Press(kb.ArrowRight)
	p.WaitText("[data-item=leadership] [data-score]", "1.5")
	if outline := testbrowser.Eval[string](p, `getComputedStyle(document.activeElement.closest("label")).outlineStyle`); outline != "solid" {
		t.Errorf("the focus is drawn %s", outline)
	}
	p.WaitText("[data-save]", "已保存")
	o.holds(id, "hr_manager", "no")
}

// TestLongLists: 200 rows of a list and long names are usable.
func TestLongLists(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	var rows []string
	for i := range 200 {
		rows = append(rows, fmt.Sprintf(`{"person":"阿卜杜热合曼·买买提艾力·努尔买买提第%d号高级技师","level":"city"}`, i))
	}
	id := o.draft("clerk2", `{"honours":[`+strings.Join(rows, ",")+`]}`)
	p := testbrowser.Start(t).Page(t, o.url)
	o.enter(p, "clerk2")
	p.Open("/applications/" + id + "/fill")
	if count := testbrowser.Eval[int](p, `document.querySelectorAll("[data-list='facts.honours'] [data-row]").length`); count != 200 {
		t.Errorf("%d rows", count)
	}
	p.Size(390, 844)
	p.Check("200 rows on a phone")
	p.Click("[data-list='facts.honours'] [data-add]")
	p.Type("#facts-honours-200-person", "一人太多")
	p.Choose("#facts-honours-200-level", "city")
	p.WaitText("[data-problems]", "最多填 200 行")
}
