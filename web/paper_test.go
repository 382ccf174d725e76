package web_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"wuxing/internal/testbrowser"
)

// printed is the text of a page as it is printed, sheet by sheet, with all its space
// left out, and the size that its sheets have.
func printed(t *testing.T, p *testbrowser.Page, name string) (sheets []string) {
	t.Helper()
	space := regexp.MustCompile(`\s+`)
	for _, sheet := range printedLines(t, p, name) {
		sheets = append(sheets, space.ReplaceAllString(sheet, ""))
	}
	return sheets
}

// printedLines is the same with its lines and columns.
func printedLines(t *testing.T, p *testbrowser.Page, name string) (sheets []string) {
	t.Helper()
	folder := t.TempDir()
	if *pictures != "" {
		folder = *pictures
	}
	file := filepath.Join(folder, name+".pdf")
	if err := os.WriteFile(file, p.PDF(), 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command("pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	about, err := exec.Command("pdfinfo", file).Output()
	if err != nil || !strings.Contains(string(about), "(A4)") {
		t.Errorf("%s is not on A4: %v\n%s", name, err, about)
	}
	return strings.Split(strings.TrimRight(string(text), "\f\n"), "\f")
}

// TestPaper prints the review and the enterprise's result: what the office files is
// on them, and nothing of the screen.
func TestPaper(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", someFacts)
	o.submit("clerk", id)
	o.review(id)
	browser := testbrowser.Start(t)
	for _, test := range []struct{ name, user, path string }{
		{"paper-review", "reviewer", "/review"},
		{"paper-application", "lead", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := browser.Page(t, o.url)
			o.enter(p, test.user)
			p.Open("/applications/" + id + test.path)
			p.Dark(true) // ink on white all the same
			sheets := printed(t, p, test.name)
			all := strings.Join(sheets, "")
			want := []string{"技能型企业", "湖州示例童装有限公司", uscc1, "织里镇", "2026年度遴选", card(t).ID, "自评", "评审", "26.00", "签名", "日期", "盖章"}
			for _, indicator := range card(t).Indicators() {
				want = append(want, indicator.No)
			}
			for _, text := range want {
				if !strings.Contains(all, strings.ReplaceAll(text, " ", "")) {
					t.Errorf("%s is not on paper", text)
				}
			}
			for _, text := range []string{"English", "退出", "返回列表", "下一份", "保存", "记录"} {
				if strings.Contains(all, text) {
					t.Errorf("%s is on paper", text)
				}
			}
			if len(sheets) > 8 {
				t.Errorf("%d sheets", len(sheets))
			}
		})
	}
}

// TestListsOnPaper prints a ranking of 200 rows with long names: it takes few sheets,
// each has the headings, and a name stands on one line or two.
func TestListsOnPaper(t *testing.T) {
	o, _ := endingRound(t, nil)
	p := testbrowser.Start(t).Page(t, o.url)
	o.enter(p, "lead")
	p.Open("/rounds/2026/ranking")
	const name = "湖州示例织里童装产业集聚区智能制造与供应链服务集团股份有限公司"
	testbrowser.Eval[bool](p, `(function () {
		const body = document.querySelector(".ranks tbody"), row = body.querySelector("tr:not(.quota-line)");
		row.querySelector("th a").textContent = "`+name+`";
		while (body.rows.length < 200) body.append(row.cloneNode(true));
		return true;
	})()`)
	sheets := printedLines(t, p, "paper-ranking")
	if len(sheets) > 10 {
		t.Errorf("200 rows take %d sheets", len(sheets))
	}
	rows, start := 0, string([]rune(name)[:14])
	for i, sheet := range sheets {
		rows += strings.Count(sheet, start)
		for _, heading := range []string{"名次", "企业", "乡镇街道", "自评分", "评审分", "差异", "基本分", "加分", "扣分"} {
			if !strings.Contains(sheet, heading) {
				t.Errorf("sheet %d has no heading %s", i+1, heading)
			}
		}
	}
	if rows < 190 {
		t.Errorf("%d of 200 names begin with %s on one line", rows, start)
	}
}
