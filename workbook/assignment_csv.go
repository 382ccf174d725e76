package workbook

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"wuxing/scoring"
)

// maxCSVBytes is far more than 10,000 rows need.
const maxCSVBytes = 4 << 20

// csvGrid reads a CSV file as spreadsheets of this country save it: UTF-8 with or
// without a byte order mark, or GB 18030; commas, tabs or semicolons. Rows are
// counted as lines, as a spreadsheet shows them.
func csvGrid(data []byte) (*grid, scoring.Problems) {
	if len(data) > maxCSVBytes {
		return nil, asProblems(tooLarge("bytes", maxCSVBytes))
	}
	text := bytes.TrimPrefix(data, []byte(byteOrderMark))
	if !utf8.Valid(text) {
		decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(text)
		if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) {
			return nil, badCSV(1)
		}
		text = decoded
	}
	reader := csv.NewReader(bytes.NewReader(text))
	reader.Comma, reader.FieldsPerRecord, reader.ReuseRecord = separator(text), -1, true
	g := &grid{cells: make(map[[2]int]cell)}
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return g, nil
		}
		if err != nil {
			line := 1
			var fault *csv.ParseError
			if errors.As(err, &fault) {
				line = fault.Line
			}
			return nil, badCSV(line)
		}
		row, _ := reader.FieldPos(0)
		for i, field := range record[:min(len(record), maxHeadColumn)] {
			if value := csvText(field); value != "" {
				g.cells[[2]int{i + 1, row}] = cell{kind: cellText, text: value}
				g.lastRow = row
			}
		}
	}
}

func badCSV(line int) (problems scoring.Problems) {
	problems.Add(CodeAssignmentCSV, scoring.Position{Line: line})
	return problems
}

// separator is the one of three that the first line that has any has most.
func separator(text []byte) rune {
	for line := range bytes.Lines(text) {
		most, found := 0, ','
		for _, r := range ",\t;" {
			if count := bytes.Count(line, []byte(string(r))); count > most {
				most, found = count, r
			}
		}
		if most > 0 {
			return found
		}
	}
	return ','
}

// csvText takes away how digits are kept as text: ="9133…" and '9133….
func csvText(field string) string {
	text := trim(field)
	if inner, ok := strings.CutPrefix(text, `="`); ok && strings.HasSuffix(inner, `"`) {
		return strings.TrimSuffix(inner, `"`)
	}
	return strings.TrimPrefix(text, "'")
}
