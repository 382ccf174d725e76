package workbook

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"wuxing/assessment"
	"wuxing/internal/testoffice"
	"wuxing/scoring"
)

// sampleRanking has two that share a rank, a veto, and texts that look like
// formulas.
func sampleRanking(t testing.TB, card *scoring.Card) *assessment.Ranking {
	t.Helper()
	ranking := &assessment.Ranking{
		RoundID: "2024", RoundName: "2024年度技能型企业遴选", Year: 2024, CardID: card.ID, CardHash: card.Hash(), Quota: 2, Pending: 1,
		MadeAt: time.Date(2025, 3, 1, 2, 0, 0, 0, time.UTC),
	}
	samples := fixtures(t, card)
	for i, rank := range []int{1, 1, 3, 0} {
		result := card.Score(samples[i*7+3].facts)
		row := assessment.RankingRow{
			Rank: rank, ApplicationID: fmt.Sprint("a", i), Enterprise: *samples[i*7+3].enterprise,
			SelfTotal: result.Total, OfficialTotal: result.Total - 25, Gap: -25, Base: result.Base - 25, Bonus: result.Bonus, Deduction: result.Deduction,
			Reviewer: "王评审", Vetoed: rank == 0,
		}
		if row.Vetoed {
			row.Vetoes = []scoring.Veto{{Indicator: "wage_arrears", Reason: "7.1 发生欠薪上访:省级部门或进京1次(一票否决)"}}
		}
		for n, indicator := range card.Indicators() {
			score := result.Indicators[n].Score
			line := assessment.RankingLine{
				Indicator: indicator.ID, No: indicator.No, Name: indicator.Name, Category: card.CategoryOf(indicator).ID, Points: indicator.Points,
				Self: score, Official: score, Decision: assessment.Agree, Reviewer: "王评审",
			}
			if n == 0 {
				line.Official, line.Gap, line.Decision = score-25, -25, assessment.Override
				line.Reason = []string{"=HYPERLINK(\"http://example.com\")", "+1", "-会议纪要未盖章,按规定核减,请企业在补正期内提供盖章原件", "@SUM(A1)"}[i]
			}
			row.Lines = append(row.Lines, line)
		}
		ranking.Rows = append(ranking.Rows, row)
	}
	return ranking
}

func TestRankingIsReadBackCellByCell(t *testing.T) {
	card := testCard(t)
	ranking := sampleRanking(t, card)
	var b bytes.Buffer
	if err := WriteRanking(&b, ranking, card); err != nil {
		t.Fatal(err)
	}
	file, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if diff := cmp.Diff([]string{"排名", "明细", "汇总"}, file.GetSheetList()); diff != "" {
		t.Error(diff)
	}

	ranks := sheetRows(t, file, "排名")[2:]
	want := [][]string{{"名次", "企业名称", "统一社会信用代码", "乡镇街道", "自评总分", "评审总分", "差距", "基础分", "加分", "扣分", "分项合计", "一票否决条款"}}
	for i := range ranking.Rows {
		row := &ranking.Rows[i]
		place, veto := fmt.Sprint(row.Rank), ""
		if row.Vetoed {
			place, veto = "", row.Vetoes[0].Reason
		}
		want = append(want, []string{
			place, row.Enterprise.Name, row.Enterprise.USCC, row.Enterprise.Township, row.SelfTotal.String(), row.OfficialTotal.String(),
			row.Gap.String(), row.Base.String(), row.Bonus.String(), row.Deduction.String(), max(row.Base+row.Bonus+row.Deduction, 0).String(), veto,
		})
	}
	if diff := cmp.Diff(padded(want), padded(ranks)); diff != "" {
		t.Errorf("排名 (-want +got)\n%s", diff)
	}

	lines := sheetRows(t, file, "明细")[2:]
	want = lines[:1]
	for i := range ranking.Rows {
		row := &ranking.Rows[i]
		for _, line := range row.Lines {
			place, most := fmt.Sprint(row.Rank), line.Points.String()
			if row.Rank == 0 {
				place = ""
			}
			if line.Points == 0 {
				most = ""
			}
			want = append(want, []string{
				place, row.Enterprise.Name, row.Enterprise.USCC, row.Enterprise.Township, line.No, line.Indicator, line.Name, most,
				line.Self.String(), line.Official.String(), line.Gap.String(), decisions[line.Decision], line.Reason, line.Reviewer,
			})
		}
	}
	if diff := cmp.Diff(padded(want), padded(lines)); diff != "" {
		t.Errorf("明细 (-want +got)\n%s", diff)
	}
	merged, err := file.GetMergeCells("明细")
	if err != nil || len(merged) > 0 {
		t.Errorf("merged cells in 明细: %v %v", merged, err)
	}
	for _, sheet := range file.GetSheetList() {
		checkSheetLook(t, file, sheet)
	}
}

// User text must be text: the formulas of 排名 and 明细 are ours and no others, and
// what could become one when the cell is edited is marked as text.
func TestRankingRunsNoUserText(t *testing.T) {
	card := testCard(t)
	ranking := sampleRanking(t, card)
	for i := range ranking.Rows {
		ranking.Rows[i].Enterprise.Name = []string{"=1+1", "+1", "@A1", "-1"}[i]
	}
	var b bytes.Buffer
	if err := WriteRanking(&b, ranking, card); err != nil {
		t.Fatal(err)
	}
	book, err := openBook(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for _, sheet := range []string{"排名", "明细"} {
		g, err := book.grid(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for at, c := range g.cells {
			ours := sheet == sheetRanking && at[1] > streamHeadRow && (at[0] == 7 || at[0] == 11)
			if c.formula != ours {
				t.Errorf("%s %s: formula %v: %q", sheet, cellName(at[0], at[1]), c.formula, c.text)
			}
		}
		if name := g.at(2, 4); name.kind != cellText || name.text != "=1+1" {
			t.Errorf("%s: name is %+v", sheet, name)
		}
	}
}

func checkSheetLook(t *testing.T, file *excelize.File, sheet string) {
	t.Helper()
	layout, err := file.GetPageLayout(sheet)
	if err != nil {
		t.Fatal(err)
	}
	if *layout.Orientation != "landscape" || *layout.Size != 9 || *layout.FitToWidth != 1 {
		t.Errorf("%s is not A4 landscape, one page wide", sheet)
	}
	panes, err := file.GetPanes(sheet)
	if err != nil || !panes.Freeze || panes.YSplit == 0 {
		t.Errorf("%s: headings are not frozen: %+v %v", sheet, panes, err)
	}
	for _, name := range file.GetDefinedName() {
		if name.Name == "_xlnm.Print_Titles" && name.Scope == sheet {
			return
		}
	}
	t.Errorf("%s: headings are not repeated on paper", sheet)
}

// sheetRows reads raw values with each error checked.
func sheetRows(t *testing.T, file *excelize.File, sheet string) [][]string {
	t.Helper()
	rows, err := file.Rows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all [][]string
	for rows.Next() {
		row, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, row)
	}
	if err := rows.Error(); err != nil {
		t.Fatal(err)
	}
	return all
}

// padded gives all rows the same length, because blank tails are not stored.
func padded(rows [][]string) [][]string {
	out := make([][]string, len(rows))
	for i, row := range rows {
		out[i] = make([]string, 14)
		copy(out[i], row)
	}
	return out
}

// 汇总 adds up exactly what 明细 holds; averages are formulas over its own cells.
func TestSummaryAddsUp(t *testing.T) {
	card := testCard(t)
	ranking := sampleRanking(t, card)
	var b bytes.Buffer
	if err := WriteRanking(&b, ranking, card); err != nil {
		t.Fatal(err)
	}
	file, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	got := map[string][]string{}
	for _, row := range sheetRows(t, file, sheetSummary)[3:] {
		got[row[1]] = append(append([]string{}, row[2:7]...), row[9])
	}

	var self, official scoring.Points
	bySelf, byOfficial, best := map[string]scoring.Points{}, map[string]scoring.Points{}, map[string]scoring.Points{}
	for i := range ranking.Rows {
		row := &ranking.Rows[i]
		self += row.SelfTotal
		official += row.OfficialTotal
		mine := map[string]scoring.Points{}
		for _, line := range row.Lines {
			bySelf[line.Category] += line.Self
			byOfficial[line.Category] += line.Official
			mine[line.Category] += line.Official
		}
		for category, score := range mine {
			if i == 0 || score > best[category] {
				best[category] = score
			}
		}
	}
	highest := scoring.Points(0)
	for _, row := range ranking.Rows {
		highest = max(highest, row.OfficialTotal)
	}
	check := func(name string, self, official, best scoring.Points) {
		want := []string{"4", "1", self.String(), official.String(), (official - self).String(), best.String()}
		if diff := cmp.Diff(want, got[name]); diff != "" {
			t.Errorf("%s\n%s", name, diff)
		}
	}
	check("合计", self, official, highest)
	for _, c := range card.Categories {
		check(c.No+" "+c.Name, bySelf[c.ID], byOfficial[c.ID], best[c.ID])
	}
	formula, err := file.GetCellFormula(sheetSummary, "I4")
	if err != nil || formula != `IF(C4=0,"",ROUND(F4/C4,2))` {
		t.Errorf("average is %q (%v)", formula, err)
	}
}

// What LibreOffice calculates is what the file says: gaps, sums, averages.
func TestRankingFormulasEqualTheirValues(t *testing.T) {
	card := testCard(t)
	ranking := sampleRanking(t, card)
	ranking.Rows[0].SelfTotal, ranking.Rows[0].OfficialTotal = 8710, 8740 // 87.4 − 87.1 is no 0.3 in binary
	ranking.Rows[2].Base, ranking.Rows[2].Bonus, ranking.Rows[2].Deduction = 100, 0, -500
	empty := *ranking
	empty.Rows = nil
	var files []string
	written := [][]byte{}
	for i, r := range []*assessment.Ranking{ranking, &empty} {
		var b bytes.Buffer
		if err := WriteRanking(&b, r, card); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), fmt.Sprint(i, ".xlsx"))
		if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		files, written = append(files, path), append(written, b.Bytes())
	}
	formulas := 0
	for i, path := range testoffice.ResaveAll(t, files...) {
		calculated, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, sheet := range []string{sheetRanking, sheetSummary} {
			ours, theirs := gridOf(t, written[i], sheet), gridOf(t, calculated, sheet)
			for at, c := range ours.cells {
				if !c.formula {
					continue
				}
				formulas++
				if got := theirs.at(at[0], at[1]); !got.formula || got.text != c.text {
					t.Errorf("%s %s: LibreOffice has %+v, the file says %q", sheet, cellName(at[0], at[1]), got, c.text)
				}
			}
		}
	}
	// 2 a row of 排名; 3 a row of 汇总 (7 categories, 3 townships), 8 its total;
	// without enterprises 3 a row.
	if want := 2*4 + 3*(7+3) + 8 + 3*(7+1); formulas != want {
		t.Errorf("%d formulas, want %d", formulas, want)
	}
}

func gridOf(t *testing.T, data []byte, sheet string) *grid {
	t.Helper()
	book, err := openBook(data)
	if err != nil {
		t.Fatal(err)
	}
	g, err := book.grid(sheet)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestAverageIsRoundedLikeASpreadsheet(t *testing.T) {
	for _, test := range []struct {
		sum   scoring.Points
		count int
		want  scoring.Points
	}{{0, 3, 0}, {1, 2, 1}, {-1, 2, -1}, {100, 3, 33}, {200, 3, 67}, {-100, 3, -33}, {-200, 3, -67}, {25, 2, 13}, {-25, 2, -13}, {1100, 4, 275}} {
		if got := rounded(test.sum, test.count); got != test.want {
			t.Errorf("%d ÷ %d = %d, want %d", test.sum, test.count, got, test.want)
		}
	}
}

// A card that caps the total has the cap in the formula.
func TestRankingCapsItsSum(t *testing.T) {
	card := testCard(t)
	capped, problems := card.Under("total-capped-100")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	ranking := sampleRanking(t, card)
	ranking.Rows[0].Base, ranking.Rows[0].Bonus, ranking.Rows[0].Deduction = 9500, 1500, -100
	var b bytes.Buffer
	if err := WriteRanking(&b, ranking, capped); err != nil {
		t.Fatal(err)
	}
	if c := gridOf(t, b.Bytes(), sheetRanking).at(11, 4); !c.formula || c.text != "100" {
		t.Errorf("the capped sum is %+v", c)
	}
}

func TestRankingIsOneOfItsContent(t *testing.T) {
	card := testCard(t)
	var first []byte
	for range 4 {
		var b bytes.Buffer
		if err := WriteRanking(&b, sampleRanking(t, card), card); err != nil {
			t.Fatal(err)
		}
		if first != nil && !bytes.Equal(first, b.Bytes()) {
			t.Error("equal rankings, different bytes")
		}
		first = b.Bytes()
	}
}
