package workbook

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// Colours of what is not right. Each comes with a word beside the cell; nobody
// has to see colours.
const (
	colourMissing     = "FFEBB0"
	colourMissingText = "7F6000"
	colourRefused     = "F8CBAD"
	colourRefusedText = "9C0006"
)

// tint is a look that holds where a formula is true. It is written for the
// first cell of an area, and only refers to cells of the same sheet: Excel keeps
// others elsewhere in the file.
type tint struct {
	formula string
	look    int
}

// addConditions makes the looks that depend on what is filled in.
func (s *formStyles) addConditions(file *excelize.File) error {
	look := func(fill, text string, bold bool, border []excelize.Border) *excelize.Style {
		style := &excelize.Style{Border: border}
		if fill != "" {
			style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}}
		}
		if text != "" {
			style.Font = &excelize.Font{Color: text, Bold: bold}
		}
		return style
	}
	for _, entry := range []struct {
		id    *int
		style *excelize.Style
	}{
		{&s.missing, look(colourMissing, "", false, frame())},
		{&s.refused, look(colourRefused, colourRefusedText, true, frame())},
		{&s.missingWord, look("", colourMissingText, false, nil)},
		{&s.refusedWord, look("", colourRefusedText, true, nil)},
		{&s.listLook, look(colourInput, "", false, frame())},
	} {
		id, err := file.NewConditionalStyle(entry.style)
		if err != nil {
			return err
		}
		*entry.id = id
	}
	return nil
}

// cellSignals colour an answer by the words that the check beside it begins with.
func (s *formStyles) cellSignals(check string) []tint {
	return []tint{{begins(check, wordBad, wordClash), s.refused}, {begins(check, wordMissing), s.missing}}
}

// wordSignals colour those words themselves, without a fill: a blank form is calm.
func (s *formStyles) wordSignals(check string) []tint {
	return []tint{{begins(check, wordBad, wordClash), s.refusedWord}, {begins(check, wordMissing), s.missingWord}}
}

// begins is true when a cell's text begins with one of the words.
func begins(cell string, words ...string) string {
	tests := make([]string, len(words))
	for i, word := range words {
		tests[i] = fmt.Sprintf("LEFT(%s,%d)=%s", cell, len([]rune(word)), quote(word))
	}
	return anyOf(tests)
}

// colour gives an area its conditions, the first that holds first.
func (w *formWriter) colour(sheet string, col, row, col2, row2 int, conditions ...tint) error {
	options := make([]excelize.ConditionalFormatOptions, len(conditions))
	for i := range conditions {
		options[i] = excelize.ConditionalFormatOptions{Type: "formula", Criteria: conditions[i].formula, Format: &conditions[i].look}
	}
	return w.file.SetConditionalFormat(sheet, cellName(col, row)+":"+cellName(col2, row2), options)
}
