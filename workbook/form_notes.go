package workbook

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"wuxing/scoring"
)

// writeNotes puts the clauses of the document beside what they decide: on the
// label of a fact those that use it, on a row of 评分表 how its wording is read.
func (w *formWriter) writeNotes() error {
	for i := range w.card.Facts {
		fact := &w.card.Facts[i]
		clause := w.clauses(fact)
		if clause == "" {
			continue
		}
		if err := w.note(sheetFacts, cellName(factLabel, w.factRows[fact.Key]), clause); err != nil {
			return err
		}
		if list := w.layout.byKey[fact.Key]; list != nil {
			if err := w.note(list.sheet, cellName(listFirstCol, listHeadRow), clause); err != nil {
				return err
			}
		}
	}
	for i, indicator := range w.card.Indicators() {
		if text := readings(indicator.Rulings); text != "" {
			if err := w.note(sheetScore, cellName(colStandard, scoreFirstRow+i), text); err != nil {
				return err
			}
		}
	}
	if text := readings(w.card.Rulings); text != "" {
		return w.note(sheetScore, cellName(colNo, scoreFirstRow+len(w.card.Indicators())), text)
	}
	return nil
}

// clauses are the printed standards that use a fact.
func (w *formWriter) clauses(fact *scoring.Fact) string {
	var lines []string
	for _, indicator := range w.card.IndicatorsUsing(fact.Key) {
		head := indicator.No + " " + indicator.Name
		if indicator.Points != 0 {
			head += "(" + indicator.Points.String() + "分)"
		}
		lines = append(lines, head+"\n"+indicator.Standard)
	}
	return strings.Join(lines, "\n")
}

// readings tell how ambiguous wordings are read and why.
func readings(rulings []scoring.Ruling) string {
	var lines []string
	for i := range rulings {
		lines = append(lines, fmt.Sprintf("%s\n口径:%s。理由:%s。", rulings[i].Question, rulings[i].Reading, rulings[i].Reason))
	}
	return strings.Join(lines, "\n")
}

// The box of a note, in pixels.
const (
	noteWidth   = 380
	noteLine    = 18
	noteLetters = 54 // half-width characters in a line
)

// maxNote is far below what spreadsheets keep and more than anybody reads.
const maxNote = 1500

// note puts a text on a cell; its author is the document that the card prints.
func (w *formWriter) note(sheet, cell, text string) error {
	text = clipUTF16(text, maxNote)
	lines := wrapped{text, noteLetters}.lines(11)
	return w.file.AddComment(sheet, excelize.Comment{
		Author: w.card.Document.Number, Cell: cell, Text: text, Width: noteWidth, Height: uint((lines + 1) * noteLine),
	})
}
