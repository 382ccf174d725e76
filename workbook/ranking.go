package workbook

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"wuxing/assessment"
	"wuxing/scoring"
)

// The sheets of a ranking.
const (
	sheetRanking = "排名"
	sheetLines   = "明细"
	sheetSummary = "汇总"
)

// WriteRanking writes the ranking of a round: 排名 with a row for each
// enterprise, 明细 with a row for each enterprise and indicator, plain enough to
// sort and filter, and 汇总 by township and by category. card is the card of the
// round; it names the clauses and categories.
//
// Scores are numbers, stored as they were found. Sums and gaps are formulas over
// them that carry their values. What people have written, such as names and
// reasons, is stored as text and never runs as a formula.
func WriteRanking(w io.Writer, ranking *assessment.Ranking, card *scoring.Card) error {
	r := &rankingWriter{streamBook{file: excelize.NewFile(), footer: ranking.RoundName}, ranking, card}
	defer r.close()
	if err := r.writeSheets(); err != nil {
		return fmt.Errorf("write ranking of %s: %w", ranking.RoundID, err)
	}
	if err := r.write(w); err != nil {
		return fmt.Errorf("write ranking of %s: %w", ranking.RoundID, err)
	}
	return nil
}

type rankingWriter struct {
	streamBook
	ranking *assessment.Ranking
	card    *scoring.Card
}

func (r *rankingWriter) writeSheets() error {
	if err := r.file.SetSheetName("Sheet1", sheetRanking); err != nil {
		return err
	}
	for _, name := range []string{sheetLines, sheetSummary} {
		if _, err := r.file.NewSheet(name); err != nil {
			return err
		}
	}
	if err := r.newStyles(); err != nil {
		return err
	}
	for _, step := range []func() error{
		func() error { return r.writeTable(sheetRanking, r.ranks()) },
		func() error { return r.writeTable(sheetLines, r.lines()) },
		r.writeSummary,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	full := true
	if err := r.file.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &full}); err != nil {
		return err
	}
	made := r.ranking.MadeAt.UTC().Format("2006-01-02T15:04:05Z")
	return r.file.SetDocProps(&excelize.DocProperties{
		Title: r.ranking.RoundName, Creator: "wuxing", Identifier: r.ranking.RoundID, Subject: r.card.Title,
		Keywords: r.ranking.CardID + " " + r.ranking.CardHash, Created: made, Modified: made, Language: "zh-CN",
	})
}

// table is a list of an export. Its sheet and its CSV file are written from it, so
// that they say the same.
type table struct {
	columns []column
	count   int
	filter  bool
	each    func(add func(values ...any) error) error // calls add for each row
}

func (r *rankingWriter) writeTable(name string, t table) error {
	sheet, err := r.newSheet(name, r.title(name), r.note(), 2, t.count, t.columns)
	if err != nil {
		return err
	}
	if t.filter {
		area := cellName(1, sheet.headRow) + ":" + cellName(len(t.columns), sheet.headRow+max(t.count, 1))
		if err := r.file.AutoFilter(name, area, []excelize.AutoFilterOptions{}); err != nil {
			return err
		}
	}
	return t.each(sheet.add)
}
