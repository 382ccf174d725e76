package workbook

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Names that a marked workbook holds; a workbook without both has no marks of
// ours but comments. They follow their sheets when those are renamed.
const (
	nameMarks    = "wuxing_marks"     // first cell of the record
	nameMarkList = "wuxing_mark_list" // first cell of 问题清单
	sheetRecord  = "标记记录"
)

// markRecord is what is needed to take the marks away again. It lies on a hidden
// sheet, so that it stays when 问题清单 is deleted.
type markRecord struct {
	fills  map[string]string // colour of a mark -> fill element that it took the place of
	active int               // place of the sheet that was shown first
}

// Kinds of rows in the record.
const (
	recordFill   = "fill"   // colour, element
	recordActive = "active" // place
)

// sheet writes the record as a sheet of plain texts.
func (r *markRecord) sheet() []byte {
	rows := [][]string{{recordActive, strconv.Itoa(r.active)}}
	for _, colour := range slices.Sorted(maps.Keys(r.fills)) {
		rows = append(rows, []string{recordFill, colour, r.fills[colour]})
	}
	var b strings.Builder
	b.WriteString(sheetStart + "<sheetData>")
	for i, row := range rows {
		b.WriteString(`<row r="` + strconv.Itoa(i+1) + `">`)
		for col, text := range row {
			b.WriteString(textCell(col+1, i+1, 0, text))
		}
		b.WriteString("</row>")
	}
	b.WriteString("</sheetData></worksheet>")
	return []byte(b.String())
}

// readRecord reads the record of a marked workbook; without one it is empty.
func (b *book) readRecord() (*markRecord, error) {
	r := &markRecord{fills: map[string]string{}}
	ref, ok := parseReference(b.names[nameMarks])
	if !ok {
		return r, nil
	}
	if _, known := b.order[ref.sheet]; !known {
		return r, nil
	}
	g, err := b.grid(ref.sheet)
	if err != nil {
		return nil, err
	}
	for row := 1; row <= min(g.lastRow, maxMarkColours+1); row++ {
		switch g.at(1, row).text {
		case recordActive:
			r.active, _ = strconv.Atoi(g.at(2, row).text) // the first sheet where it is none
		case recordFill:
			colour, fill := g.at(2, row).text, g.at(3, row).text
			if plain := plainElement(fill); len(colour) == 6 && strings.HasPrefix(plain, "<fill") {
				r.fills[strings.ToUpper(colour)] = plain
			}
		}
	}
	return r, nil
}

const sheetStart = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" + `<worksheet xmlns="` + mainNamespace + `">`

// textCell is a cell with a text that no spreadsheet takes for a formula.
func textCell(col, row, style int, text string) string {
	cell := `<c r="` + cellName(col, row) + `" s="` + strconv.Itoa(style) + `"`
	if text == "" {
		return cell + "/>"
	}
	return cell + ` t="inlineStr"><is><t xml:space="preserve">` + escapeXML(literal(text)) + "</t></is></c>"
}
