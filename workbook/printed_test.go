package workbook

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"wuxing/assessment"
	"wuxing/scoring"
)

// sampleSheet is a reviewed application: agreement, a corrected fact, an override
// with a long reason, texts that look like formulas.
func sampleSheet(t testing.TB, card *scoring.Card) *assessment.ScoreSheet {
	t.Helper()
	sample := fixtures(t, card)[54]
	enterprise := *sample.enterprise
	self := card.Score(sample.facts)
	corrected, problems := card.Amend(sample.facts, []byte(`{"apprentices":49}`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	long := "=SUM(A1) " + strings.Repeat("会议纪要未盖章,按规定核减,请在补正期内提供盖章原件;", 60)
	official := card.ScoreOverridden(corrected, []scoring.Override{{Indicator: "leadership", Points: 50, Reason: long}})
	sheet := &assessment.ScoreSheet{
		RoundID: "2024", RoundName: "2024年度吴兴区技能型企业遴选", Year: 2024, Card: card, Facts: sample.facts, Official: corrected,
		FilledAt: time.Date(2025, 1, 6, 1, 0, 0, 0, time.UTC), ReviewedAt: time.Date(2025, 2, 28, 20, 0, 0, 0, time.UTC), Reviewer: "王评审",
		Application: &assessment.ApplicationView{
			ApplicationHead: assessment.ApplicationHead{
				ID: "01a2033a-32df-749d-815a-631cd7db7d87", Round: "2024", Enterprise: enterprise, State: assessment.StateRanked, Revision: 1, Version: 5,
				SelfTotal: self.Total, UpdatedAt: time.Date(2025, 3, 1, 2, 0, 0, 0, time.UTC),
			},
			Card: card.ID, Result: self, Official: official, Rank: 3,
		},
	}
	for _, indicator := range card.Indicators() {
		was, _ := self.Indicator(indicator.ID)
		is, _ := official.Indicator(indicator.ID)
		score := is.Score
		row := assessment.ReviewRow{
			Indicator: indicator.ID, No: indicator.No, Name: indicator.Name, Points: indicator.Points, Self: was.Score, SelfStatus: was.Status,
			SelfReason: was.Explanation, Official: &score, Explanation: is.Explanation, Difference: score - was.Score, Decision: assessment.Agree, Reviewer: "王评审",
		}
		switch indicator.ID {
		case "leadership":
			row.Decision, row.Reason = assessment.Override, long
		case "apprenticeship":
			row.Decision, row.Reason, row.Facts, row.Reviewer = assessment.Correct, "名册只有49人", json.RawMessage(`{"apprentices":49}`), "李评审"
		}
		sheet.Rows = append(sheet.Rows, row)
	}
	return sheet
}

func printed(t testing.TB, sheet *assessment.ScoreSheet) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WritePrinted(&b, sheet); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The annex holds both scores and nothing else than before; what is not there is
// blank, what was not answered says so.
func TestPrintedHoldsBothScores(t *testing.T) {
	card := testCard(t)
	for name, change := range map[string]func(*assessment.ScoreSheet){
		"reviewed": func(*assessment.ScoreSheet) {},
		"before the review": func(s *assessment.ScoreSheet) {
			s.Application.Official, s.Rows, s.Reviewer, s.Official = nil, nil, "", nil
		},
		"hardly filled in": func(s *assessment.ScoreSheet) {
			facts, problems := card.ParseFacts([]byte(`{"skilled_workers":0,"trained_workers":0}`))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			s.Facts, s.Official, s.Application.Result, s.Application.Official, s.Rows = facts, facts, card.Score(facts), card.Score(facts), nil
		},
	} {
		sheet := sampleSheet(t, card)
		change(sheet)
		file, err := excelize.OpenReader(bytes.NewReader(printed(t, sheet)))
		if err != nil {
			t.Fatal(err)
		}
		rows := sheetRows(t, file, sheetScore)
		if diff := cmp.Diff(card.Columns, rows[scoreHeadRow-1]); diff != "" {
			t.Errorf("%s: headings\n%s", name, diff)
		}
		shown := func(result *scoring.Result, id string) string {
			if result == nil {
				return ""
			}
			line, _ := result.Indicator(id)
			switch line.Status {
			case scoring.Unanswered:
				return "未填"
			case scoring.NotComputable:
				return "无法计算"
			}
			return line.Score.String()
		}
		self, official := sheet.Application.Result, sheet.Application.Official
		for i, indicator := range card.Indicators() {
			row := padded([][]string{rows[scoreFirstRow-1+i]})[0]
			if want := []string{shown(self, indicator.ID), shown(official, indicator.ID)}; !cmp.Equal(row[5:7], want) || row[4] != indicator.Standard {
				t.Errorf("%s, %s: %q, want %q", name, indicator.No, row, want)
			}
		}
		total := padded([][]string{rows[scoreFirstRow-1+len(card.Indicators())]})[0]
		want := []string{"合计", self.Total.String(), ""}
		if official != nil {
			want[2] = official.Total.String()
		}
		if got := []string{total[0], total[5], total[6]}; !cmp.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}
}

// The second sheet tells facts, reasons, differences and subtotals; it names no
// person but reviewers.
func TestPrintedTellsTheReasons(t *testing.T) {
	card := testCard(t)
	sheet := sampleSheet(t, card)
	data := printed(t, sheet)
	file, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	all := ""
	byNo := map[string][]string{}
	for _, row := range sheetRows(t, file, sheetNotes) {
		row = padded([][]string{row})[0]
		all += strings.Join(row, "")
		byNo[row[noteNo]] = row[:noteColumns]
	}
	for _, part := range []string{
		sheet.Application.Enterprise.Name, sheet.RoundName, "填报日期:2025年1月6日", "评审完成日期:2025年3月1日", "评审人:王评审", "名次:第3名",
		"改分:" + sheet.Rows[0].Reason, // in pieces, but whole
	} {
		if !strings.Contains(all, part) {
			t.Errorf("nowhere: %q", part)
		}
	}
	if diff := cmp.Diff([]string{
		"2.2", "开展“新型学徒制”培养", "新型学徒制培养人数:99人", "3", "新型学徒制培养人数99人,达到50人得3分", "2", "-1",
		"更正数据:名册只有49人\n更正为:新型学徒制培养人数:49人\n新型学徒制培养人数49人,达到20人得2分\n(李评审)",
	}, byNo["2.2"]); diff != "" {
		t.Error(diff)
	}
	self, official := categoryScore(sheet.Application.Result, "cultivation"), categoryScore(sheet.Application.Official, "cultivation")
	if diff := cmp.Diff([]string{"2", "技能人才培育", "分值36", self.String(), "", official.String(), (official - self).String(), ""}, byNo["2"]); diff != "" {
		t.Error(diff)
	}
	people := 0
	for _, list := range []string{"honours", "master_studios"} {
		rows, _ := sheet.Facts.Rows(list)
		for _, row := range rows {
			people++
			if strings.Contains(all, row[0]) {
				t.Errorf("%s is named", row[0])
			}
		}
	}
	if people == 0 {
		t.Error("the sample has no persons")
	}
}

// Every text has the lines that it needs, no row is higher than a spreadsheet can
// show, nothing is wider than A4, and headings come again on each page.
func TestPrintedFits(t *testing.T) {
	card := testCard(t)
	sheet := sampleSheet(t, card)
	sheet.Application.Enterprise.Name = strings.Repeat("名", 100)
	sheet.RoundName = strings.Repeat("批", 100)
	sheet.Rows[1].Reason = strings.Repeat("理", 1999) + "。"
	sheet.Rows[2].Reason = strings.Repeat("一行\n", 600)
	official := *sheet.Application.Official
	official.Vetoed = true
	for range 12 {
		official.Vetoes = append(official.Vetoes, scoring.Veto{Indicator: "arbitration", Reason: strings.Repeat("否", 40)})
	}
	sheet.Application.Official = &official
	file, err := excelize.OpenReader(bytes.NewReader(printed(t, sheet)))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for name, widths := range map[string][]float64{sheetScore: scoreWidths, sheetNotes: noteWidths} {
		checkSheetLook(t, file, name)
		if wide := sum(widths); wide > 138 {
			t.Errorf("%s is %v wide, so it is printed smaller", name, wide)
		}
		merged := map[string]string{}
		areas, err := file.GetMergeCells(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, area := range areas {
			merged[area.GetStartAxis()] = area.GetEndAxis()
		}
		for r, row := range sheetRows(t, file, name) {
			height, err := file.GetRowHeight(name, r+1)
			if err != nil {
				t.Fatal(err)
			}
			if height >= 400 {
				t.Errorf("%s row %d is %v high", name, r+1, height)
			}
			for c, text := range row {
				width, rows := widths[c], 1
				if end, ok := merged[cellName(c+1, r+1)]; ok {
					col, last, _ := excelize.CellNameToCoordinates(end)
					width, rows = sum(widths[c:col]), last-r
				}
				if need := float64((wrapped{text, width}).lines(sizeBody)) * sizeBody * 1.2; rows == 1 && need > height {
					t.Errorf("%s %s: %d characters need %v of %v", name, cellName(c+1, r+1), len(text), need, height)
				}
			}
		}
	}
}

func TestPrintedIsOneOfItsContent(t *testing.T) {
	card := testCard(t)
	if !bytes.Equal(printed(t, sampleSheet(t, card)), printed(t, sampleSheet(t, card))) {
		t.Error("equal sheets, different bytes")
	}
}

// Names are those of the enterprises as far as Windows takes them, and never equal.
func TestArchive(t *testing.T) {
	card := testCard(t)
	names := []string{"湖州示例有限公司", "湖州示例有限公司", `a<b>c:d"e/f\g|h?i*j`, "CON", "结尾 . .", "", "../../etc/passwd", strings.Repeat("长", 100), "换\n行\u202e", "=1+1"}
	var again []byte
	for range 2 {
		var b bytes.Buffer
		var told []int
		archive := NewPrintedArchive(func(done, count int) error {
			told = append(told, done)
			if count != len(names) {
				t.Errorf("%d of %d", done, count)
			}
			return nil
		})
		if err := archive.Begin(&b, len(names)); err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			sheet := sampleSheet(t, card)
			sheet.Application.Enterprise.Name = name
			if err := archive.Add(sheet); err != nil {
				t.Fatal(err)
			}
		}
		if err := archive.End(); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, told); diff != "" {
			t.Error(diff)
		}
		if again != nil && !bytes.Equal(again, b.Bytes()) {
			t.Error("equal sheets, different bytes")
		}
		again = b.Bytes()
	}
	archive, err := zip.NewReader(bytes.NewReader(again), int64(len(again)))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	sums, sizes := map[string]string{}, map[string]string{}
	for _, entry := range archive.File {
		got = append(got, entry.Name)
		if entry.NonUTF8 {
			t.Errorf("%s is not marked as UTF-8", entry.Name)
		}
		content := zipEntry(t, again, entry.Name)
		sum := sha256.Sum256(content)
		sums[entry.Name], sizes[entry.Name] = hex.EncodeToString(sum[:]), strconv.Itoa(len(content))
	}
	if diff := cmp.Diff([]string{
		"001 湖州示例有限公司.xlsx", "002 湖州示例有限公司.xlsx", "003 a b c d e f g h i j.xlsx", "004 CON.xlsx", "005 结尾.xlsx", "006.xlsx",
		"007 .. .. etc passwd.xlsx", "008 " + strings.Repeat("长", 79) + "….xlsx", "009 换 行.xlsx", "010 =1+1.xlsx", "manifest.csv",
	}, got); diff != "" {
		t.Error(diff)
	}
	manifest, err := ReadCSV(zipEntry(t, again, manifestName))
	if err != nil || len(manifest) != len(names)+1 {
		t.Fatalf("%d lines of the manifest: %v", len(manifest), err)
	}
	for i, line := range manifest[1:] {
		want := []string{strconv.Itoa(i + 1), got[i], names[i], sizes[got[i]], sums[got[i]]}
		if diff := cmp.Diff(want, []string{line[0], line[1], line[2], line[9], line[10]}); diff != "" {
			t.Errorf("line %d of the manifest:\n%s", i+2, diff)
		}
	}
	if entryName(7, 12345, "x") != "00007 x.xlsx" {
		t.Error(entryName(7, 12345, "x"))
	}
}

// What cannot be written ends the archive with its reason.
func TestArchiveFails(t *testing.T) {
	card := testCard(t)
	broken := errors.New("gone away")
	archive := NewPrintedArchive(func(done, _ int) error {
		if done > 0 {
			return broken
		}
		return nil
	})
	if err := archive.Begin(io.Discard, 2); err != nil {
		t.Fatal(err)
	}
	if err := archive.Add(sampleSheet(t, card)); !errors.Is(err, broken) {
		t.Error(err)
	}
	empty := sampleSheet(t, card)
	empty.Application.Result = nil
	if err := WritePrinted(io.Discard, empty); !errors.Is(err, errNoResult) || !strings.Contains(fmt.Sprint(err), empty.Application.ID) {
		t.Error(err)
	}
}
