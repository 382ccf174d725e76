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

// annex are the columns of the policy's annex, as they stand there.
const annex = "序号项目类别指标内容分值评分标准自评分评审分"

// TestPaper prints the review and the enterprise's result: first the annex of the
// policy in its seven columns, then what the scores rest on, and nothing of the screen.
func TestPaper(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", someFacts)
	o.submit("clerk", id)
	browser := testbrowser.Start(t)
	for _, test := range []struct {
		name, user, path string
		reviewed         bool
	}{
		{"paper-submitted", "clerk", "", false},
		{"paper-undecided", "reviewer", "/review", false},
		{"paper-review", "reviewer", "/review", true},
		{"paper-application", "lead", "", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.name == "paper-review" {
				o.review(id)
			}
			p := browser.Page(t, o.url)
			o.enter(p, test.user)
			p.Open("/applications/" + id + test.path)
			p.Dark(true) // ink on white all the same
			sheets := printed(t, p, test.name)
			all := strings.Join(sheets, "")
			want := []string{card(t).Title, "湖州示例童装有限公司", uscc1, "织里镇", "2026年度遴选", card(t).ID, "28.00", "申报单位（盖章）", "评审人（签名）", "复核人（签名）", "日期", "评分说明"}
			if test.reviewed {
				want = append(want, "26.00")
			}
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
			if len(sheets) > 5 {
				t.Errorf("%d sheets", len(sheets))
			}
			for i, sheet := range sheets {
				notes := strings.Contains(sheet, "编号指标内容申报数据自评分自评依据评审分差距评审意见和理由")
				if strings.Contains(sheet, annex) == notes {
					t.Errorf("sheet %d has neither the headings of the annex nor those of the notes: %s", i+1, sheet)
				}
			}
			if !strings.Contains(sheets[0], annex) {
				t.Error("the annex does not come first")
			}
			sheetOfAnnex(t, p, test.reviewed)
		})
	}
}

// sheetOfAnnex reads the table of the annex: each row fills its seven columns, with
// the clauses of the card and both scores, the official one only where there is one.
func sheetOfAnnex(t *testing.T, p *testbrowser.Page, reviewed bool) {
	t.Helper()
	rows := testbrowser.Eval[[][]string](p, `(function () {
		const grid = [];
		[...document.querySelectorAll(".paper-sheet tbody tr:not(.sign)")].forEach(function (row, y) {
			let x = 0;
			grid[y] = grid[y] || [];
			for (const cell of row.cells) {
				while (grid[y][x] !== undefined) x++;
				for (let dy = 0; dy < cell.rowSpan; dy++) for (let dx = 0; dx < cell.colSpan; dx++) (grid[y + dy] = grid[y + dy] || [])[x + dx] = cell.textContent.trim();
			}
		});
		return grid;
	})()`)
	indicators := card(t).Indicators()
	if len(rows) != len(indicators)+1 {
		t.Fatalf("%d rows for %d indicators and the total", len(rows), len(indicators))
	}
	for i, row := range rows {
		if len(row) != 7 {
			t.Fatalf("row %d has %d columns: %q", i+1, len(row), row)
		}
		if (row[6] != "") != reviewed || row[5] == "" {
			t.Errorf("row %d: self %q, official %q", i+1, row[5], row[6])
		}
		if i < len(indicators) && (row[2] != indicators[i].PrintedName() || row[4] != indicators[i].Standard) {
			t.Errorf("row %d: %q", i+1, row)
		}
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
