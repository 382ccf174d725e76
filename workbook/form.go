package workbook

import (
	"fmt"
	"io"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"wuxing/scoring"
)

// WriteForm writes the self-assessment form of a card. enterprise and facts fill
// it in; both may be nil. A list that was given without rows is declared 无.
//
// The formulas carry no values until a spreadsheet has calculated them, which it
// does when it opens the file for editing; the first sheet says so.
func WriteForm(w io.Writer, card *scoring.Card, enterprise *scoring.Enterprise, facts *scoring.Facts) error {
	layout, err := newLayout(card)
	if err != nil {
		return err
	}
	form := &formWriter{file: excelize.NewFile(), layout: layout, card: card, facts: facts, enterprise: enterprise, factRows: map[string]int{}}
	defer func() { _ = form.file.Close() }() // it only frees memory
	if err := form.write(); err != nil {
		return fmt.Errorf("write form of %s: %w", card.ID, err)
	}
	if err := writeBook(w, form.file); err != nil {
		return fmt.Errorf("write form of %s: %w", card.ID, err)
	}
	return nil
}

// formWriter holds what the sheets of one form share.
type formWriter struct {
	file       *excelize.File
	layout     *formLayout
	card       *scoring.Card
	enterprise *scoring.Enterprise
	facts      *scoring.Facts
	styles     formStyles

	factRows    map[string]int // on 单项数据
	expressions []expressions  // of each indicator, in printed order
}

// write makes the sheets in the order in which they stand.
func (w *formWriter) write() error {
	sheets := []string{sheetGuide, sheetScore, sheetFacts}
	for _, list := range w.layout.lists {
		sheets = append(sheets, list.sheet)
	}
	sheets = append(sheets, sheetChoices, sheetCalc, sheetCheck, sheetMeta)
	for i, name := range sheets {
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
	var err error
	if w.styles, err = newFormStyles(w.file); err != nil {
		return err
	}
	for _, indicator := range w.card.Indicators() {
		e, err := w.layout.ruleFormula(&indicator.Rule)
		if err != nil {
			return fmt.Errorf("%s: %w", indicator.ID, err)
		}
		w.expressions = append(w.expressions, e)
	}
	steps := []func() error{w.writeChoices, w.writeGuide, w.writeScore, w.writeFacts, w.writeLists, w.writeCalc, w.writeCheck, w.writeNotes, w.writeMeta}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	for _, name := range []string{sheetChoices, sheetCalc, sheetCheck, sheetMeta} {
		if err := w.file.SetSheetVisible(name, false); err != nil {
			return err
		}
	}
	for _, name := range sheets {
		if err := protect(w.file, name); err != nil {
			return err
		}
	}
	index, err := w.file.GetSheetIndex(sheetGuide)
	if err != nil {
		return err
	}
	w.file.SetActiveSheet(index)
	full := true
	return w.file.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &full})
}

// protect keeps people from overwriting what is not for them. There is no
// password: it is a railing, not a lock.
func protect(file *excelize.File, sheet string) error {
	return file.ProtectSheet(sheet, &excelize.SheetProtectionOptions{
		SelectLockedCells: true, SelectUnlockedCells: true, FormatColumns: true, FormatRows: true,
	})
}

// name defines a workbook-wide name for a cell or an area.
func (w *formWriter) name(name, sheet, reference string) error {
	return w.file.SetDefinedName(&excelize.DefinedName{Name: name, RefersTo: quoteSheet(sheet) + "!" + reference})
}

func absolute(col, row int) string { return fmt.Sprintf("$%s$%d", columnName(col), row) }

// text puts a string into a cell, as a string whatever it begins with.
func (w *formWriter) text(sheet string, col, row, style int, text string) error {
	name := cellName(col, row)
	if text != "" {
		if err := w.file.SetCellStr(sheet, name, literal(text)); err != nil {
			return err
		}
	}
	return w.file.SetCellStyle(sheet, name, name, style)
}

// literal protects a text such as "_x0041_", which the file format reads as "A".
// excelize 2.11.1 does so when it streams, but not in SetCellStr.
func literal(text string) string { return escaped.ReplaceAllString(text, "_x005F$0") }

// texts is text for cells beside each other.
func (w *formWriter) texts(sheet string, col, row, style int, texts ...string) error {
	for i, text := range texts {
		if err := w.text(sheet, col+i, row, style, text); err != nil {
			return err
		}
	}
	return nil
}

// maxFormula is the longest formula that Excel reads, in UTF-16 units.
const maxFormula = 8192

func (w *formWriter) formula(sheet string, col, row, style int, formula string) error {
	name := cellName(col, row)
	if n := len(utf16.Encode([]rune(formula))); n >= maxFormula {
		return fmt.Errorf("%s!%s: a formula of %d characters", sheet, name, n)
	}
	if err := w.file.SetCellFormula(sheet, name, formula); err != nil {
		return err
	}
	return w.file.SetCellStyle(sheet, name, name, style)
}

// merge joins the cells of a rectangle and gives all of them the style, so that
// the border is whole.
func (w *formWriter) merge(sheet string, col, row, col2, row2, style int) error {
	from, to := cellName(col, row), cellName(col2, row2)
	if err := w.file.SetCellStyle(sheet, from, to, style); err != nil {
		return err
	}
	if from == to {
		return nil
	}
	return w.file.MergeCell(sheet, from, to)
}

func (w *formWriter) widths(sheet string, widths ...float64) error {
	for i, width := range widths {
		name := columnName(i + 1)
		if err := w.file.SetColWidth(sheet, name, name, width); err != nil {
			return err
		}
	}
	return nil
}
