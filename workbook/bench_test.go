package workbook

import (
	"bytes"
	"io"
	"strconv"
	"testing"

	"github.com/xuri/excelize/v2"

	"wuxing/assessment"
	"wuxing/scoring"
)

func BenchmarkRead(b *testing.B) {
	card := testCard(b)
	sample := fixtures(b, card)[50]
	data := form(b, card, sample.enterprise, sample.facts)
	b.ReportAllocs()
	for b.Loop() {
		if _, problems := Read(data, finder(card)); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}

// BenchmarkReadBare is the yardstick: excelize opens the same form and iterates
// over its cells.
func BenchmarkReadBare(b *testing.B) {
	card := testCard(b)
	sample := fixtures(b, card)[50]
	data := form(b, card, sample.enterprise, sample.facts)
	b.ReportAllocs()
	for b.Loop() {
		file, err := excelize.OpenReader(bytes.NewReader(data))
		if err != nil {
			b.Fatal(err)
		}
		for _, sheet := range file.GetSheetList() {
			rows, err := file.Rows(sheet)
			if err != nil {
				b.Fatal(err)
			}
			for rows.Next() {
				if _, err := rows.Columns(); err != nil {
					b.Fatal(err)
				}
			}
			if err := rows.Close(); err != nil {
				b.Fatal(err)
			}
		}
		if err := file.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWriteForm(b *testing.B) {
	card := testCard(b)
	sample := fixtures(b, card)[50]
	b.ReportAllocs()
	for b.Loop() {
		if err := WriteForm(io.Discard, card, sample.enterprise, sample.facts); err != nil {
			b.Fatal(err)
		}
	}
}

// exportSizes are how many rows 明细 has in the benchmarks of an export.
var exportSizes = []int{10_000, 100_000}

// largeRanking has at least n rows in 明细. The enterprises share the lines of a
// few samples, so that the input hardly grows with n and what is measured is the
// writing.
func largeRanking(t testing.TB, card *scoring.Card, n int) *assessment.Ranking {
	t.Helper()
	sample := sampleRanking(t, card)
	ranking := *sample
	ranking.Rows = nil
	for rows := 0; rows < n; {
		row := sample.Rows[len(ranking.Rows)%3]
		row.Rank = len(ranking.Rows) + 1
		ranking.Rows = append(ranking.Rows, row)
		rows += len(row.Lines)
	}
	return &ranking
}

// BenchmarkExport writes the ranking workbook; its yardstick is BenchmarkExportBare.
func BenchmarkExport(b *testing.B) {
	card := testCard(b)
	for _, size := range exportSizes {
		ranking := largeRanking(b, card, size)
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := WriteRanking(io.Discard, ranking, card); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkExportBare has excelize's stream writer write the same cells, in the
// same styles, that were put together beforehand.
func BenchmarkExportBare(b *testing.B) {
	card := testCard(b)
	for _, size := range exportSizes {
		ranking := largeRanking(b, card, size)
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := bareExport(io.Discard, ranking, card); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// bareExport writes a sheet for each list with nothing but SetRow: no guard, no
// order of parts, one height for all rows.
func bareExport(w io.Writer, ranking *assessment.Ranking, card *scoring.Card) error {
	file := excelize.NewFile()
	defer func() { _ = file.Close() }()
	book := &streamBook{file: file}
	if err := book.newStyles(); err != nil {
		return err
	}
	text, centred, point, gap := book.styles.text, book.styles.centred, book.styles.points, book.styles.gap
	if _, err := file.NewSheet(sheetRanking); err != nil {
		return err
	}
	if _, err := file.NewSheet(sheetLines); err != nil {
		return err
	}
	ranks, err := file.NewStreamWriter(sheetRanking)
	if err != nil {
		return err
	}
	for i := range ranking.Rows {
		row := &ranking.Rows[i]
		n := strconv.Itoa(i + 1)
		err := ranks.SetRow("A"+n, []any{
			excelize.Cell{StyleID: centred, Value: row.Rank},
			excelize.Cell{StyleID: text, Value: row.Enterprise.Name},
			excelize.Cell{StyleID: centred, Value: row.Enterprise.USCC},
			excelize.Cell{StyleID: text, Value: row.Enterprise.Township},
			excelize.Cell{StyleID: point, Value: points(row.SelfTotal)},
			excelize.Cell{StyleID: point, Value: points(row.OfficialTotal)},
			excelize.Cell{StyleID: gap, Value: points(row.Gap), Formula: "ROUND(F" + n + "-E" + n + ",2)"},
			excelize.Cell{StyleID: point, Value: points(row.Base)},
			excelize.Cell{StyleID: point, Value: points(row.Bonus)},
			excelize.Cell{StyleID: point, Value: points(row.Deduction)},
			excelize.Cell{StyleID: point, Value: points(row.Base), Formula: "ROUND(MAX(0,SUM(H" + n + ":J" + n + ")),2)"},
			excelize.Cell{StyleID: text, Value: nil},
		})
		if err != nil {
			return err
		}
	}
	if err := ranks.Flush(); err != nil {
		return err
	}
	lines, err := file.NewStreamWriter(sheetLines)
	if err != nil {
		return err
	}
	n := 0
	for i := range ranking.Rows {
		row := &ranking.Rows[i]
		for l := range row.Lines {
			line := &row.Lines[l]
			n++
			err := lines.SetRow("A"+strconv.Itoa(n), []any{
				excelize.Cell{StyleID: centred, Value: row.Rank},
				excelize.Cell{StyleID: text, Value: row.Enterprise.Name},
				excelize.Cell{StyleID: centred, Value: row.Enterprise.USCC},
				excelize.Cell{StyleID: text, Value: row.Enterprise.Township},
				excelize.Cell{StyleID: centred, Value: line.No},
				excelize.Cell{StyleID: text, Value: line.Indicator},
				excelize.Cell{StyleID: text, Value: line.Name},
				excelize.Cell{StyleID: point, Value: points(line.Points)},
				excelize.Cell{StyleID: point, Value: points(line.Self)},
				excelize.Cell{StyleID: point, Value: points(line.Official)},
				excelize.Cell{StyleID: gap, Value: points(line.Gap)},
				excelize.Cell{StyleID: centred, Value: decisions[line.Decision]},
				excelize.Cell{StyleID: text, Value: line.Reason},
				excelize.Cell{StyleID: text, Value: line.Reviewer},
			}, excelize.RowOpts{Height: 20})
			if err != nil {
				return err
			}
		}
	}
	if err := lines.Flush(); err != nil {
		return err
	}
	return file.Write(w)
}
