package workbook

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"wuxing/scoring"
)

// sheetProblems is the sheet that lists the problems, before all others.
const sheetProblems = "问题清单"

// Limits of what is marked and listed; no form has as many problems.
const (
	maxMarkedCells  = 500
	maxListed       = 1000
	maxMarkedRunes  = 600 // of one problem: a row of a sheet is at most so high
	maxNotedRunes   = 1500
	listedHeadRow   = 3
	listedFirstRow  = 4
	listedFontSize  = 11.0
	listedMinHeight = 28.0
	listedAir       = 6.0
)

var (
	listedHeads  = []string{"序号", "工作表", "单元格", "问题", "处理办法"}
	listedWidths = []float64{7, 22, 12, 56, 46}
)

// listed is one line of the list.
type listed struct {
	sheet, cell     string
	problem, remedy string
	coloured        bool
}

// listLooks are the numbers of the list's styles.
type listLooks struct{ title, note, head, text, centred, link int }

// addListLooks adds the looks of the list to the workbook's styles.
func addListLooks(s *styleSheet) listLooks {
	font := func(before string, size float64, colour, face string) int {
		return s.add("fonts", fmt.Sprintf(`<PREFIXfont>%s<PREFIXsz val="%g"/><PREFIXcolor rgb="FF%s"/><PREFIXname val="%s"/><PREFIXcharset val="134"/></PREFIXfont>`,
			before, size, colour, face))
	}
	body := font("", listedFontSize, "262626", fontBody)
	title := font("", sizeTitle, "1F3864", fontTitle)
	note := font("", sizeBody, "595959", fontBody)
	head := font("<PREFIXb/>", listedFontSize, "1F3864", fontBody)
	link := font("<PREFIXu/>", listedFontSize, "0563C1", fontBody)
	shade := s.add("fills", `<PREFIXfill><PREFIXpatternFill patternType="solid"><PREFIXfgColor rgb="FF`+colourHead+`"/><PREFIXbgColor indexed="64"/></PREFIXpatternFill></PREFIXfill>`)
	sides := ""
	for _, side := range []string{"left", "right", "top", "bottom"} {
		sides += "<PREFIX" + side + ` style="thin"><PREFIXcolor rgb="FFBFC7D1"/></PREFIX` + side + ">"
	}
	framed := s.add("borders", "<PREFIXborder>"+sides+"<PREFIXdiagonal/></PREFIXborder>")
	look := func(font, fill, border int, horizontal string) int {
		return s.add("cellXfs", fmt.Sprintf(`<PREFIXxf numFmtId="49" fontId="%d" fillId="%d" borderId="%d" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">`+
			`<PREFIXalignment horizontal="%s" vertical="center" wrapText="1"/></PREFIXxf>`, font, fill, border, horizontal))
	}
	return listLooks{
		title: look(title, 0, 0, "left"), note: look(note, 0, 0, "left"), head: look(head, shade, framed, "center"),
		text: look(body, 0, framed, `left" indent="1`), centred: look(body, 0, framed, "center"), link: look(link, 0, framed, "center"),
	}
}

// listSheet writes 问题清单.
func listSheet(lines []listed, left int, looks listLooks) []byte {
	var b strings.Builder
	b.WriteString(sheetStart + `<sheetPr><tabColor rgb="FFED7D31"/><pageSetUpPr fitToPage="1"/></sheetPr>` +
		`<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"><pane ySplit="3" topLeftCell="A4" activePane="bottomLeft" state="frozen"/>` +
		`<selection pane="bottomLeft" activeCell="A4" sqref="A4"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>`)
	total := 0.0
	for i, width := range listedWidths {
		fmt.Fprintf(&b, `<col min="%d" max="%d" width="%g" customWidth="1"/>`, i+1, i+1, width)
		total += width
	}
	b.WriteString("</cols><sheetData>")
	row := 0
	write := func(height float64, cells ...string) {
		row++
		fmt.Fprintf(&b, `<row r="%d" ht="%g" customHeight="1">%s</row>`, row, height, strings.Join(cells, ""))
	}
	whole := func(style int, text string) []string {
		cells := []string{textCell(1, row+1, style, text)}
		for col := 2; col <= len(listedWidths); col++ {
			cells = append(cells, textCell(col, row+1, style, ""))
		}
		return cells
	}
	write(34, whole(looks.title, sheetProblems)...)
	note := listNote(lines, left)
	write(rowHeight(sizeBody, 22, wrapped{note, total}), whole(looks.note, note)...)
	var heads []string
	for i, head := range listedHeads {
		heads = append(heads, textCell(i+1, listedHeadRow, looks.head, head))
	}
	write(listedMinHeight, heads...)
	links := ""
	for i := range lines {
		l := &lines[i]
		r, cellLook := row+1, looks.centred
		if l.cell != "" {
			cellLook = looks.link
			links += `<hyperlink ref="C` + strconv.Itoa(r) + `" location="` + escapeXML(quoteSheet(l.sheet)+"!"+l.cell) + `" display="` + l.cell + `"/>`
		}
		write(min(409, listedAir+rowHeight(listedFontSize, listedMinHeight-listedAir, wrapped{l.sheet, listedWidths[1] - 2}, wrapped{l.problem, listedWidths[3] - 2}, wrapped{l.remedy, listedWidths[4] - 2})),
			textCell(1, r, looks.centred, strconv.Itoa(i+1)), textCell(2, r, looks.text, l.sheet), textCell(3, r, cellLook, l.cell),
			textCell(4, r, looks.text, l.problem), textCell(5, r, looks.text, l.remedy))
	}
	b.WriteString(`</sheetData><mergeCells count="2"><mergeCell ref="A1:E1"/><mergeCell ref="A2:E2"/></mergeCells>`)
	if links != "" {
		b.WriteString("<hyperlinks>" + links + "</hyperlinks>")
	}
	b.WriteString(`<printOptions horizontalCentered="1"/><pageMargins left="0.4" right="0.4" top="0.55" bottom="0.55" header="0.25" footer="0.25"/>` +
		`<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>` +
		`<headerFooter><oddFooter>&amp;L&amp;9 ` + sheetProblems + `&amp;C&amp;9 第 &amp;P 页 共 &amp;N 页</oddFooter></headerFooter></worksheet>`)
	return []byte(b.String())
}

// listNote says what to do with the marked workbook.
func listNote(lines []listed, left int) string {
	count := len(lines) + left
	note := "共 " + strconv.Itoa(count) + " 个问题。点单元格可跳到原处；有问题的单元格已标成浅橙色，并加了批注。" +
		"改正后保存，把这个文件原样上传即可，颜色、批注和本表会自动去掉。"
	uncoloured := slices.ContainsFunc(lines, func(l listed) bool { return l.cell != "" && !l.coloured })
	if left > 0 {
		note += "问题太多，本表只列前 " + strconv.Itoa(len(lines)) + " 个。"
	}
	if uncoloured || left > 0 {
		note += "最多标出 " + strconv.Itoa(maxMarkedCells) + " 个单元格，其余只列在本表。"
	}
	return note
}

// remedy parts a sentence for people into what is wrong and what to do about it.
func remedy(message string) (problem, todo string) {
	const please = "请"
	at := strings.Index(message, "。"+please)
	if at < 0 {
		return message, ""
	}
	at += len("。")
	return message[:at], message[at:]
}

// placed tells whether a problem stands in a cell of a sheet that there is.
func (b *book) placed(p *scoring.Problem) (col, row int, ok bool) {
	if _, known := b.order[p.Sheet]; !known {
		return 0, 0, false
	}
	return parseCell(p.Cell)
}

// clipRunes shortens a text.
func clipRunes(text string, limit int) string {
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return text
}
