package workbook

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"wuxing/scoring"
)

// WriteAuthority writes the blank workbook in which other departments hand in what
// they know of the enterprises of a round: a sheet for each fact of the card on
// which they have the last word.
func WriteAuthority(w io.Writer, card *scoring.Card) error {
	writer, err := authorityFile(card)
	if err == nil {
		err = writer.writeAuthority()
	}
	if err == nil {
		err = writeBook(w, writer.file)
	}
	_ = writer.file.Close() // it only frees memory
	if err != nil {
		return fmt.Errorf("write authority lists of %s: %w", card.ID, err)
	}
	return nil
}

func (w *formWriter) writeAuthority() error {
	used := map[string]bool{sheetChoices: true, sheetMeta: true}
	var sheets []string
	facts := w.card.AuthorityFacts()
	for _, fact := range facts {
		sheets = append(sheets, uniqueSheetName(fact.Label, used))
	}
	for i, name := range append(sheets, sheetChoices, sheetMeta) {
		if i == 0 {
			if err := w.file.SetSheetName("Sheet1", name); err != nil {
				return err
			}
			continue
		}
		if _, err := w.file.NewSheet(name); err != nil {
			return err
		}
	}
	if err := w.writeChoices(); err != nil {
		return err
	}
	for i, fact := range facts {
		if err := w.authoritySheet(sheets[i], fact); err != nil {
			return fmt.Errorf("%s: %w", fact.Key, err)
		}
	}
	if err := w.writeMeta(); err != nil {
		return err
	}
	for _, name := range []string{sheetChoices, sheetMeta} {
		if err := w.file.SetSheetVisible(name, false); err != nil {
			return err
		}
	}
	return nil
}

func (w *formWriter) authoritySheet(sheet string, fact *scoring.Fact) error {
	columns := authorityColumns(fact)
	widths := []float64{8, 26, 36}
	keys, heads := []string{markAuthority + fact.Key}, []string{"序号"}
	for c := range columns {
		if c >= 2 {
			widths = append(widths, max(24, fieldWidth(&columns[c])))
		}
		keys, heads = append(keys, columns[c].Key), append(heads, heading(&columns[c]))
	}
	if err := w.widths(sheet, widths...); err != nil {
		return err
	}
	note := fact.Asked + "。只列有记录的企业,一家多次的每次一行;计数的每家一行。名单由提供部门负责,导入后代替企业自己填报的内容。"
	for row, entry := range []struct {
		text  string
		style int
	}{{fact.Label + "(部门名单)", w.styles.title}, {note, w.styles.note}} {
		if err := w.text(sheet, 1, row+1, entry.style, entry.text); err != nil {
			return err
		}
		if err := w.merge(sheet, 1, row+1, len(columns)+1, row+1, entry.style); err != nil {
			return err
		}
		if err := w.file.SetRowHeight(sheet, row+1, 36); err != nil {
			return err
		}
	}
	for i, line := range authoritySource {
		row := authorityNameRow + i
		if err := w.text(sheet, 2, row, w.styles.head, line.label); err != nil {
			return err
		}
		if err := w.text(sheet, 3, row, w.styles.inputText, ""); err != nil {
			return err
		}
		if err := w.text(sheet, 4, row, w.styles.note, line.prompt); err != nil {
			return err
		}
	}
	choice := excelize.NewDataValidation(true)
	choice.SetSqref(cellName(3, authorityNameRow+len(authoritySource)-1))
	if err := choice.SetDropList([]string{labelNothing, labelUnsaid}); err != nil {
		return err
	}
	if err := w.file.AddDataValidation(sheet, choice); err != nil {
		return err
	}
	if err := w.texts(sheet, 1, authorityKeyRow, w.styles.line, keys...); err != nil {
		return err
	}
	if err := w.file.SetRowVisible(sheet, authorityKeyRow, false); err != nil {
		return err
	}
	if err := w.texts(sheet, 1, authorityHeadRow, w.styles.head, heads...); err != nil {
		return err
	}
	return w.authorityRows(sheet, fact, columns)
}

// authorityRows opens a few hundred rows for input; more may be added below.
func (w *formWriter) authorityRows(sheet string, fact *scoring.Fact, columns []scoring.Field) error {
	last := authorityFirstRow + authorityBlank - 1
	for row := authorityFirstRow; row <= last; row++ {
		if err := w.file.SetCellInt(sheet, cellName(1, row), int64(row-authorityFirstRow+1)); err != nil {
			return err
		}
	}
	if err := w.file.SetCellStyle(sheet, cellName(1, authorityFirstRow), cellName(1, last), w.styles.rowNumber); err != nil {
		return err
	}
	for c := range columns {
		field := &columns[c]
		from, to := cellName(authorityFirstCol+c, authorityFirstRow), cellName(authorityFirstCol+c, last)
		style := w.styles.listAny
		switch field.Type {
		case scoring.TypeText:
			style = w.styles.listText // also keeps all 18 characters of a code
		case scoring.TypeCount:
			style = w.styles.listCount
		}
		if err := w.file.SetCellStyle(sheet, from, to, style); err != nil {
			return err
		}
		if err := w.validate(sheet, from+":"+to, question{
			label: field.Label, unit: field.Unit, kind: field.Type, set: setOfField(fact.Key, field.Key), max: field.Max,
		}); err != nil {
			return err
		}
	}
	page := pageSetup{sheet: sheet, headRow: authorityHeadRow, fixCols: 3, lastCol: len(columns) + 1, footer: w.card.Document.Number}
	if err := page.apply(w.file); err != nil {
		return err
	}
	return w.file.SetPanes(sheet, page.panes())
}
