package workbook

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"wuxing/scoring"
)

// writeLists writes a sheet for each list.
func (w *formWriter) writeLists() error {
	for _, list := range w.layout.lists {
		if err := w.writeList(list); err != nil {
			return fmt.Errorf("%s: %w", list.fact.Key, err)
		}
	}
	return nil
}

func (w *formWriter) writeList(list *listLayout) error {
	fact, sheet := list.fact, list.sheet
	if err := w.listHead(list); err != nil {
		return err
	}
	for row := listFirstRow; row <= list.lastRow; row++ {
		name := cellName(1, row)
		if err := w.file.SetCellInt(sheet, name, int64(row-listFirstRow+1)); err != nil {
			return err
		}
	}
	if err := w.file.SetCellStyle(sheet, cellName(1, listFirstRow), cellName(1, list.lastRow), w.styles.rowNumber); err != nil {
		return err
	}
	for f := range fact.Fields {
		if err := w.listColumn(list, f); err != nil {
			return err
		}
	}
	if err := w.fillList(list); err != nil {
		return err
	}
	if err := w.listChecks(list); err != nil {
		return err
	}
	if err := w.writeHelpers(list); err != nil {
		return err
	}
	stripes := false
	if err := w.file.AddTable(sheet, &excelize.Table{
		Name: fact.Key, StyleName: "TableStyleLight1", ShowRowStripes: &stripes,
		Range: cellName(listFirstCol, listHeadRow) + ":" + cellName(list.lastCol(), list.lastRow),
	}); err != nil {
		return err
	}
	rows := absolute(listFirstCol, listFirstRow) + ":" + absolute(list.lastCol(), list.lastRow)
	if err := w.name(fact.Key+suffixRows, sheet, rows); err != nil {
		return err
	}
	page := pageSetup{sheet: sheet, headRow: listHeadRow, fixCols: 1, firstCol: listFirstCol, lastCol: list.lastCol(), endless: true, footer: w.card.Document.Number}
	if err := page.apply(w.file); err != nil {
		return err
	}
	return w.file.SetPanes(sheet, page.panes())
}

// listChecks says beside each row what is wrong with it, and gives the cells
// their looks. All looks are conditions: a blank row with a border or a fill of
// its own would be printed.
func (w *formWriter) listChecks(list *listLayout) error {
	sheet, col, first, last := list.sheet, list.checkCol(), listFirstRow, list.lastRow
	if err := w.sharedFormula(sheet, col, first, last, list.rowCheck(first)); err != nil {
		return err
	}
	if err := w.file.SetCellStyle(sheet, cellName(col, first), cellName(col, last), w.styles.rowCheck); err != nil {
		return err
	}
	check := "$" + cellName(col, first)
	words := []tint{{begins(check, wordMissing), w.styles.missingWord}, {fmt.Sprintf("LEN(%s)>0", check), w.styles.refusedWord}}
	if err := w.colour(sheet, col, first, col, last, words...); err != nil {
		return err
	}
	for f := range list.fact.Fields {
		conditions := []tint{{list.bad(f, first), w.styles.refused}}
		if !list.fact.Fields[f].Optional {
			conditions = append(conditions, tint{list.missing(f, first), w.styles.missing})
		}
		conditions = append(conditions, tint{"TRUE", w.styles.listLook})
		if err := w.colour(sheet, list.fieldCol(f), first, list.fieldCol(f), last, conditions...); err != nil {
			return err
		}
	}
	return nil
}

// minListWidth leaves room for the title over a list of few columns.
const minListWidth = 88.0

// rowCheckWidth is that of the column that says what is wrong with a row.
const rowCheckWidth = 42.0

// listHead writes the title, what is asked, the hidden keys and the headings.
func (w *formWriter) listHead(list *listLayout) error {
	fact, sheet, last := list.fact, list.sheet, list.lastCol()
	total := 6.0
	widths := []float64{total}
	for f := range fact.Fields {
		widths = append(widths, fieldWidth(&fact.Fields[f]))
		total += widths[len(widths)-1]
	}
	if total < minListWidth {
		widths[len(widths)-1] += minListWidth - total
		total = minListWidth
	}
	if err := w.widths(sheet, append(widths, 1.5, rowCheckWidth)...); err != nil {
		return err
	}
	height, custom := 20.0, true
	if err := w.file.SetSheetProps(sheet, &excelize.SheetPropsOptions{DefaultRowHeight: &height, CustomHeight: &custom}); err != nil {
		return err
	}
	note := fact.Asked + "。没有的,本表留空,并在“" + sheetFacts + "”中选“" + labelNone + "”。"
	for i, entry := range []struct {
		text   string
		style  int
		height float64
	}{
		{fact.Label, w.styles.title, 34},
		{note, w.styles.note, rowHeight(sizeBody, 22, wrapped{note, total - widths[0]})},
	} {
		row := i + 1
		if err := w.text(sheet, listFirstCol, row, entry.style, entry.text); err != nil {
			return err
		}
		if err := w.merge(sheet, listFirstCol, row, last, row, entry.style); err != nil {
			return err
		}
		if err := w.file.SetRowHeight(sheet, row, entry.height); err != nil {
			return err
		}
	}
	keys, heads := []string{markList + fact.Key}, []string{"序号"}
	for f := range fact.Fields {
		keys, heads = append(keys, fact.Fields[f].Key), append(heads, heading(&fact.Fields[f]))
	}
	if err := w.texts(sheet, 1, listKeyRow, w.styles.line, keys...); err != nil {
		return err
	}
	if err := w.file.SetRowVisible(sheet, listKeyRow, false); err != nil {
		return err
	}
	if err := w.texts(sheet, 1, listHeadRow, w.styles.head, heads...); err != nil {
		return err
	}
	if err := w.text(sheet, list.checkCol(), listHeadRow, w.styles.rowCheck, "检查"); err != nil {
		return err
	}
	return w.file.SetRowHeight(sheet, listHeadRow, 24)
}

// heading is what stands over a column: 上访人数(人).
func heading(field *scoring.Field) string {
	if field.Unit == "" {
		return field.Label
	}
	return field.Label + "(" + field.Unit + ")"
}

func fieldWidth(field *scoring.Field) float64 {
	if field.Type == scoring.TypeText {
		return 36
	}
	return max(18, float64(len([]rune(heading(field))))*2.2+4)
}

// listColumn opens one column for input and checks what is typed.
func (w *formWriter) listColumn(list *listLayout, f int) error {
	fact, field := list.fact, &list.fact.Fields[f]
	from, to := cellName(list.fieldCol(f), listFirstRow), cellName(list.fieldCol(f), list.lastRow)
	style := w.styles.listAny
	switch field.Type {
	case scoring.TypeText:
		style = w.styles.listText
	case scoring.TypeCount:
		style = w.styles.listCount
	}
	if err := w.file.SetCellStyle(list.sheet, from, to, style); err != nil {
		return err
	}
	prompt := ""
	if field.Optional {
		prompt = "可以不填。"
	}
	return w.validate(list.sheet, from+":"+to, question{
		label: field.Label, prompt: prompt, unit: field.Unit, kind: field.Type, set: setOfField(fact.Key, field.Key), max: field.Max,
	})
}

// fillList writes the rows that the facts hold.
func (w *formWriter) fillList(list *listLayout) error {
	if w.facts == nil {
		return nil
	}
	rows, _ := w.facts.Rows(list.fact.Key)
	for r, row := range rows {
		for f, text := range row {
			field := &list.fact.Fields[f]
			text = labelOf(choicesOf(field.Type, field.Choices), text)
			if err := w.answer(list.sheet, list.fieldCol(f), listFirstRow+r, field.Type, text); err != nil {
				return err
			}
		}
	}
	return nil
}
