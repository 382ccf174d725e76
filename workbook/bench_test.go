package workbook

import (
	"bytes"
	"io"
	"testing"

	"github.com/xuri/excelize/v2"

	"wuxing/scoring"
)

// benchForms are the forms that reading is measured with: one as enterprises
// fill it in, and one with every list filled to its last row.
func benchForms(b *testing.B, card *scoring.Card) map[string][]byte {
	sample := fixtures(b, card)[50]
	return map[string][]byte{
		"typical": form(b, card, sample.enterprise, sample.facts),
		"full":    form(b, card, sample.enterprise, fullFacts(b, card)),
	}
}

func BenchmarkRead(b *testing.B) {
	card := testCard(b)
	forms := benchForms(b, card)
	for _, name := range []string{"typical", "full"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, problems := Read(forms[name], finder(card)); len(problems) > 0 {
					b.Fatal(problems)
				}
			}
		})
	}
}

// BenchmarkReadBare is the yardstick: excelize opens the same bytes and iterates
// over the cells of all sheets. It neither checks the file beforehand nor
// understands what it reads.
func BenchmarkReadBare(b *testing.B) {
	card := testCard(b)
	forms := benchForms(b, card)
	for _, name := range []string{"typical", "full"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				readBare(b, forms[name])
			}
		})
	}
}

func readBare(b *testing.B, data []byte) {
	file, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		b.Fatal(err)
	}
	for _, sheet := range file.GetSheetList() {
		rows, err := file.Rows(sheet)
		if err != nil {
			b.Fatal(err)
		}
		for rows.Next() {
			if _, err := rows.Columns(); err != nil {
				b.Fatal(err)
			}
		}
		if err := rows.Error(); err != nil {
			b.Fatal(err)
		}
		if err := rows.Close(); err != nil {
			b.Fatal(err)
		}
	}
	if err := file.Close(); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkWriteForm(b *testing.B) {
	card := testCard(b)
	sample := fixtures(b, card)[50]
	b.ReportAllocs()
	for b.Loop() {
		if err := WriteForm(io.Discard, card, sample.enterprise, sample.facts); err != nil {
			b.Fatal(err)
		}
	}
}
