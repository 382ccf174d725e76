package workbook

import (
	"regexp"
	"strings"

	"wuxing/scoring"
)

// Labels under which a printed sheet says whose it is, beside its table: 企业名称
// in a cell of its own with the answer to the right, or with a colon before it.
var printedLabels = []struct {
	path  string
	label *regexp.Regexp
}{
	{"enterprise.name", labelled("(申报|参评)?(企业|单位)(名称|全称)|(申报|参评)(企业|单位)")},
	{"enterprise.uscc", labelled("(统一)?(社会)?信用代码")},
	{"enterprise.township", labelled("(所属|所在)?(乡镇|街道)([、/(（]?(街道|乡镇|园区)[)）]?)?(、园区)?")},
}

// labelled matches a label with a remark in brackets and its colon.
func labelled(words string) *regexp.Regexp {
	return regexp.MustCompile("^[\\s\\p{Z}]*(" + words + ")([(（][^)）]*[)）])?[\\s\\p{Z}]*([:：]|$)")
}

// readPrintedEnterprise reads the lines above and below a printed table.
func (r *reader) readPrintedEnterprise(table *printedTable) {
	last := table.head
	for _, row := range table.rows {
		if row.indicator != nil {
			last = row.row
		}
	}
	texts, places := map[string]string{}, map[string]scoring.Position{}
	for row := 1; row <= min(table.grid.lastRow, last+50); row++ {
		if row >= table.head && row <= last {
			continue
		}
		for col := 1; col <= maxHeadCol; col++ {
			r.printedLine(table, col, row, texts, places)
		}
	}
	r.takeEnterprise(texts, places)
}

// printedLine takes the labels of one cell apart: 企业名称：甲  信用代码：….
func (r *reader) printedLine(table *printedTable, col, row int, texts map[string]string, places map[string]scoring.Position) {
	c := table.grid.at(col, row)
	if c.kind != cellText {
		return
	}
	parts := splitLabels(c.text)
	for i, part := range parts {
		at, value := position(table.sheet, col, row), trim(part.value)
		if value == "" && i == len(parts)-1 {
			next, place := nextFilled(table.grid, col, row)
			if next.kind == cellNumber && part.path == "enterprise.uscc" {
				r.problems.Add(CodeUSCCNumber, position(table.sheet, place, row), "found", clip(next.text))
				continue
			}
			if value = trim(next.text); len(splitLabels(next.text)) > 0 {
				continue // the next label: this one was left blank
			}
			at = position(table.sheet, place, row)
		}
		if value != "" && texts[part.path] == "" {
			texts[part.path], places[part.path] = value, at
			r.remember(part.path, at)
		}
	}
}

type labelledPart struct{ path, value string }

// splitLabels finds the labels of a text and what follows each. A label stands at
// the beginning or after a space.
func splitLabels(text string) []labelledPart {
	var parts []labelledPart
	rest, first := text, true
	for rest != "" {
		path, after := "", 0
		for _, l := range printedLabels {
			if m := l.label.FindStringIndex(rest); m != nil && path == "" {
				path, after = l.path, m[1]
			}
		}
		switch {
		case path != "":
			parts = append(parts, labelledPart{path: path})
			rest, first = rest[after:], false
			continue
		case first:
			return nil // a sentence
		}
		// Up to the next space belongs to the label before.
		end := strings.IndexFunc(rest[1:], isSpace)
		if end < 0 {
			end = len(rest) - 1
		}
		parts[len(parts)-1].value += rest[:end+1]
		rest = rest[end+1:]
	}
	return parts
}

func nextFilled(g *grid, col, row int) (cell, int) {
	for next := col + 1; next <= maxHeadCol; next++ {
		if c := g.at(next, row); trim(c.text) != "" {
			return c, next
		}
	}
	return cell{}, col
}

func isSpace(r rune) bool {
	return r == ' ' || r == '\u3000' || r == '\t' || r == '\n' || r == '\r' || r == '\u00a0'
}
