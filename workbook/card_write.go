package workbook

import (
	"bytes"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"wuxing/scoring"
)

// WriteCard writes a card as a workbook of plain tables that an office keeps
// instead of YAML. What was written is read back before it is handed out: a card
// of which anything would be lost is an error.
func WriteCard(w io.Writer, card *scoring.Card) error {
	file := excelize.NewFile()
	defer func() { _ = file.Close() }() // it only frees memory
	writer := &cardWriter{formWriter: formWriter{file: file, card: card}, rows: cardRows(card)}
	var content bytes.Buffer
	if err := writer.write(); err != nil {
		return fmt.Errorf("write card %s: %w", card.ID, err)
	}
	if err := writeBook(&content, file); err != nil {
		return fmt.Errorf("write card %s: %w", card.ID, err)
	}
	read, problems := ReadCard(content.Bytes())
	if len(problems) > 0 {
		return fmt.Errorf("write card %s: the workbook does not read back: %w", card.ID, problems)
	}
	if read.Card.Hash() != card.Hash() {
		return fmt.Errorf("write card %s: the workbook would lose something", card.ID)
	}
	_, err := w.Write(content.Bytes())
	return err
}

// Places on the sheet of a table.
const (
	cardKeyRow   = 3 // hidden: facts.key, facts.label …
	cardHeadRow  = 4
	cardFirstRow = 5
	cardSpare    = 5   // empty rows with a frame below the last one
	cardMore     = 300 // rows below it that have drop-down lists
)

// The sheets beside those of the tables.
const (
	sheetCardGuide = "说明"
	sheetCardLists = "列表"
)

// cardWriter writes one card.
type cardWriter struct {
	formWriter
	rows  map[string][]map[string]string
	looks cardStyles
}

// cardStyles are the looks of the cells of tables.
type cardStyles struct{ text, middle, number int }

func (w *cardWriter) write() error {
	if err := w.file.SetSheetName("Sheet1", sheetCardGuide); err != nil {
		return err
	}
	for i := range cardTables {
		if _, err := w.file.NewSheet(cardTables[i].sheet); err != nil {
			return err
		}
	}
	if _, err := w.file.NewSheet(sheetCardLists); err != nil {
		return err
	}
	if err := w.newStyles(); err != nil {
		return err
	}
	if err := w.writeCardGuide(); err != nil {
		return err
	}
	if err := w.writeLists(); err != nil {
		return err
	}
	for i := range cardTables {
		if err := w.writeTable(&cardTables[i]); err != nil {
			return fmt.Errorf("%s: %w", cardTables[i].sheet, err)
		}
	}
	if err := w.file.SetSheetVisible(sheetCardLists, false); err != nil {
		return err
	}
	w.file.SetActiveSheet(0)
	if err := w.file.SetDocProps(&excelize.DocProperties{
		Title: w.card.Title, Subject: w.card.Document.Number, Creator: "wuxing", Identifier: w.card.ID, Language: "zh-CN",
		Keywords: w.card.ID + " " + w.card.Hash(), Created: w.card.Document.Issued + "T00:00:00Z", Modified: w.card.Document.Issued + "T00:00:00Z",
	}); err != nil {
		return err
	}
	full := true
	return w.file.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &full})
}

func (w *cardWriter) newStyles() error {
	var err error
	if w.styles, err = newFormStyles(w.file); err != nil {
		return err
	}
	text, general := "@", "General"
	for _, entry := range []struct {
		id         *int
		horizontal string
		format     *string
	}{
		{&w.looks.text, "left", &text},
		{&w.looks.middle, "center", &text},
		{&w.looks.number, "center", &general},
	} {
		*entry.id, err = w.file.NewStyle(&excelize.Style{
			Font: &excelize.Font{Family: fontBody, Size: sizeBody}, Border: frame(), CustomNumFmt: entry.format,
			Alignment: &excelize.Alignment{Horizontal: entry.horizontal, Vertical: "center", WrapText: true},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// style is the look of a column: texts to the left, short words in the middle.
func (w *cardWriter) style(c *cardColumn) int {
	switch c.kind {
	case kindNumber:
		return w.looks.number
	case kindWord, kindTick, kindBound:
		return w.looks.middle
	default:
		return w.looks.text
	}
}
