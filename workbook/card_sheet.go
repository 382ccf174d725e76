package workbook

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// writeTable writes one sheet: title, what it is for, hidden keys, headings, rows.
func (w *cardWriter) writeTable(t *cardTable) error {
	last := len(t.columns)
	head := make([]wrapped, last)
	width := 0.0
	for i := range t.columns {
		c := &t.columns[i]
		head[i] = wrapped{c.title, c.width}
		width += c.width
		name := columnName(i + 1)
		if err := w.file.SetColWidth(t.sheet, name, name, c.width); err != nil {
			return err
		}
		if err := w.text(t.sheet, i+1, cardKeyRow, w.styles.line, t.key+"."+c.key); err != nil {
			return err
		}
		if err := w.text(t.sheet, i+1, cardHeadRow, w.styles.head, c.title); err != nil {
			return err
		}
	}
	for row, line := range []struct {
		text  string
		style int
	}{{t.sheet, w.styles.title}, {t.about, w.styles.note}} {
		if err := w.text(t.sheet, 1, row+1, line.style, line.text); err != nil {
			return err
		}
		if err := w.merge(t.sheet, 1, row+1, last, row+1, line.style); err != nil {
			return err
		}
	}
	for row, height := range map[int]float64{
		1: 32, 2: rowHeight(sizeBody, 22, wrapped{t.about, width}), cardHeadRow: rowHeight(sizeBody, 24, head...),
	} {
		if err := w.file.SetRowHeight(t.sheet, row, height); err != nil {
			return err
		}
	}
	if err := w.file.SetRowVisible(t.sheet, cardKeyRow, false); err != nil {
		return err
	}
	end, err := w.writeRows(t)
	if err != nil {
		return err
	}
	if t.key == tableBasics {
		if err := w.file.SetColVisible(t.sheet, "A", false); err != nil {
			return err
		}
	}
	for i := range t.columns {
		if err := w.guard(t, i, end+cardMore); err != nil {
			return err
		}
	}
	page := pageSetup{sheet: t.sheet, headRow: cardHeadRow, lastCol: last, footer: w.card.ID + " " + t.sheet}
	if err := page.apply(w.file); err != nil {
		return err
	}
	return w.file.SetPanes(t.sheet, page.panes())
}

// writeRows writes the rows and some empty ones; it returns the last.
func (w *cardWriter) writeRows(t *cardTable) (end int, err error) {
	rows := w.rows[t.key]
	end = cardFirstRow + len(rows) - 1
	if t.key != tableBasics {
		end += cardSpare
	}
	for i := range t.columns {
		column := columnName(i + 1)
		if err := w.file.SetCellStyle(t.sheet, fmt.Sprint(column, cardFirstRow), fmt.Sprint(column, end), w.style(&t.columns[i])); err != nil {
			return 0, err
		}
	}
	for n, row := range rows {
		high := make([]wrapped, 0, len(t.columns))
		for i := range t.columns {
			c := &t.columns[i]
			text := row[c.key]
			high = append(high, wrapped{text, c.width})
			if err := w.put(t, i, cardFirstRow+n, text); err != nil {
				return 0, err
			}
		}
		if err := w.file.SetRowHeight(t.sheet, cardFirstRow+n, rowHeight(sizeBody, 20, high...)); err != nil {
			return 0, err
		}
	}
	return end, nil
}

// put writes one cell: numbers digit for digit, everything else as text.
func (w *cardWriter) put(t *cardTable, column, row int, text string) error {
	switch {
	case text == "":
		return nil
	case t.columns[column].kind == kindNumber:
		return w.number(t.sheet, column+1, row, text)
	}
	return w.file.SetCellStr(t.sheet, cellName(column+1, row), visible(literal(text)))
}

// visible writes characters that XML changes or cannot hold in the file
// format's own way.
func visible(text string) string {
	if !strings.ContainsFunc(text, unwritable) {
		return text
	}
	var all strings.Builder
	for _, r := range text {
		if unwritable(r) {
			fmt.Fprintf(&all, "_x%04X_", r)
			continue
		}
		all.WriteRune(r)
	}
	return all.String()
}

func unwritable(r rune) bool { return r < ' ' && r != '\n' || r == 0xFFFE || r == 0xFFFF }

// guard gives a column its drop-down list and says what is wanted.
func (w *cardWriter) guard(t *cardTable, column, end int) error {
	c := &t.columns[column]
	v := excelize.NewDataValidation(true)
	name := columnName(column + 1)
	v.SetSqref(fmt.Sprintf("%s%d:%s%d", name, cardFirstRow, name, end))
	wanted, style := "", excelize.DataValidationErrorStyleStop
	words := c.words
	switch c.kind {
	case kindTick:
		words = wordsTick
	case kindNumber:
		wanted = "请填数字。"
		if err := v.SetRange("-10000", "10000000000", excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorBetween); err != nil {
			return err
		}
	case kindFact, kindIndicator, kindOwner, kindCategory:
		wanted, style = "列表里没有。要用新的一项,请先在它的工作表里加一行。", excelize.DataValidationErrorStyleWarning
		v.SetSqrefDropList(listNames[c.kind])
	default:
		if c.prompt == "" && len(words) == 0 {
			return nil
		}
	}
	if len(words) > 0 {
		labels := make([]string, len(words))
		for i, word := range words {
			labels[i] = word.Label
		}
		wanted = "请从列表中选:" + strings.Join(labels, "、") + "。"
		if err := v.SetDropList(labels); err != nil {
			return err
		}
	}
	title := clipUTF16(c.title, promptTitleLimit)
	if wanted != "" {
		v.SetError(style, title, clipUTF16(wanted, promptTextLimit))
	}
	if prompt := c.prompt; prompt != "" || len(words) > 0 {
		if prompt == "" {
			prompt = wanted
		}
		v.SetInput(title, clipUTF16(prompt, promptTextLimit))
	}
	return w.file.AddDataValidation(t.sheet, v)
}
