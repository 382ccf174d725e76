package workbook

import (
	"bytes"
	"errors"
	"slices"
	"strconv"

	"wuxing/assessment"
	"wuxing/scoring"
)

// Codes of problems with a CSV file that is held against a ranking.
const (
	CodeCSVDamaged = "csv_damaged" //
	CodeCSVForeign = "csv_foreign" // neither the headings of 排名 nor those of 明细
	CodeCSVRows    = "csv_rows"    // found, wanted: numbers of rows
	CodeCSVDiffers = "csv_differs" // field, found, wanted
)

// CheckCSV holds a file of WriteRankingCSV, maybe saved again by a spreadsheet,
// against a ranking and lists every cell that differs with its row (Line, from 1
// for the headings) and column. Numbers are compared as numbers, since
// spreadsheets write 58.50 as 58.5. rows is how many rows were compared.
func CheckCSV(data []byte, ranking *assessment.Ranking, card *scoring.Card) (rows int, problems scoring.Problems) {
	given, err := ReadCSV(data)
	if err != nil {
		at := scoring.Position{}
		var fault *csvError
		if errors.As(err, &fault) {
			at.Line, at.Column = fault.line, 1
		}
		problems.Add(CodeCSVDamaged, at)
		return 0, problems
	}
	wanted := rankingCSV(given, ranking, card)
	if wanted == nil {
		problems.Add(CodeCSVForeign, scoring.Position{Line: 1, Column: 1})
		return 0, problems
	}
	if len(given) != len(wanted) {
		problems.Add(CodeCSVRows, scoring.Position{}, "found", strconv.Itoa(len(given)-1), "wanted", strconv.Itoa(len(wanted)-1))
	}
	rows = min(len(given), len(wanted))
	for r := 1; r < rows; r++ {
		for c, want := range wanted[r] {
			got := ""
			if c < len(given[r]) {
				got = given[r][c]
			}
			if !sameCell(got, want) {
				problems.Add(CodeCSVDiffers, scoring.Position{Line: r + 1, Column: c + 1}, "field", wanted[0][c], "found", clipUTF16(got, 60), "wanted", clipUTF16(want, 60))
			}
		}
	}
	return rows - 1, problems
}

// rankingCSV is the list of the ranking that has the headings of the given rows.
func rankingCSV(given [][]string, ranking *assessment.Ranking, card *scoring.Card) [][]string {
	for _, list := range []string{ListRanking, ListLines} {
		var b bytes.Buffer
		if WriteRankingCSV(&b, list, ranking, card) != nil {
			return nil
		}
		rows, err := ReadCSV(b.Bytes())
		if err == nil && len(given) > 0 && len(given[0]) >= len(rows[0]) && slices.Equal(given[0][:len(rows[0])], rows[0]) {
			return rows
		}
	}
	return nil
}

func sameCell(a, b string) bool {
	if a == b {
		return true
	}
	x, err := scoring.ParsePoints(a)
	if err != nil {
		return false
	}
	y, err := scoring.ParsePoints(b)
	return err == nil && x == y
}
