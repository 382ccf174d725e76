package workbook

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// Colours of what is not right. Each comes with a word beside the cell; nobody
// has to see colours.
const (
	colourMissing     = "FFE699"
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
		{&s.missing, look(colourMissing, colourMissingText, false, nil)},
		{&s.refused, look(colourRefused, colourRefusedText, true, nil)},
		{&s.hint, look("", colourMissingText, false, nil)},
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

// signals colour by the words that a check begins with.
func (s *formStyles) signals(check string) []tint {
	begins := func(word string) string {
		return fmt.Sprintf("LEFT(%s,%d)=%s", check, len([]rune(word)), quote(word))
	}
	return []tint{
		{anyOf([]string{begins(wordBad), begins(wordClash)}), s.refused},
		{begins(wordMissing), s.missing},
	}
}

// colour gives an area its conditions, the first that holds first.
func (w *formWriter) colour(sheet string, col, row, col2, row2 int, conditions ...tint) error {
	options := make([]excelize.ConditionalFormatOptions, len(conditions))
	for i := range conditions {
		options[i] = excelize.ConditionalFormatOptions{Type: "formula", Criteria: conditions[i].formula, Format: &conditions[i].look}
	}
	return w.file.SetConditionalFormat(sheet, cellName(col, row)+":"+cellName(col2, row2), options)
}
