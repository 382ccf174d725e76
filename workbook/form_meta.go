package workbook

import (
	"strconv"

	"github.com/xuri/excelize/v2"
)

// writeMeta marks the workbook as the form of this card: in the document's
// properties and, because programs drop properties, on a hidden sheet.
func (w *formWriter) writeMeta() error {
	version := strconv.Itoa(FormVersion)
	for i, entry := range []struct{ prop, name, value string }{
		{propCard, nameCard, w.card.ID},
		{propCardHash, nameCardHash, w.card.Hash()},
		{propVersion, nameVersion, version},
	} {
		if err := w.file.SetCustomProps(excelize.CustomProperty{Name: entry.prop, Value: entry.value}); err != nil {
			return err
		}
		if err := w.texts(sheetMeta, 1, i+1, w.styles.line, entry.prop, entry.value); err != nil {
			return err
		}
		if err := w.name(entry.name, sheetMeta, absolute(2, i+1)); err != nil {
			return err
		}
	}
	return w.file.SetDocProps(&excelize.DocProperties{
		Title: w.card.Title, Subject: w.card.Document.Number + " " + w.card.Document.Name, Creator: "wuxing",
		Identifier: w.card.ID, Keywords: w.card.ID + " " + w.card.Hash(), Version: version, Language: "zh-CN",
		Created: w.card.Document.Issued + "T00:00:00Z", Modified: w.card.Document.Issued + "T00:00:00Z",
	})
}

// writeChoices writes the answers that drop-down lists offer, a column each, and
// names them.
func (w *formWriter) writeChoices() error {
	for i, set := range choiceSets(w.card) {
		col := i + 1
		if err := w.text(sheetChoices, col, 1, w.styles.line, set.name); err != nil {
			return err
		}
		for n, choice := range set.choices {
			if err := w.text(sheetChoices, col, n+2, w.styles.line, choice.Label); err != nil {
				return err
			}
		}
		area := absolute(col, 2) + ":" + absolute(col, len(set.choices)+1)
		if err := w.name(set.name, sheetChoices, area); err != nil {
			return err
		}
	}
	return nil
}
