package workbook

import (
	"bytes"
	"io"
	"testing"

	"github.com/xuri/excelize/v2"
)

func BenchmarkRead(b *testing.B) {
	card := testCard(b)
	sample := fixtures(b, card)[50]
	data := form(b, card, sample.enterprise, sample.facts)
	b.ReportAllocs()
	for b.Loop() {
		if _, problems := Read(data, finder(card)); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}

// BenchmarkReadBare is the yardstick: excelize opens the same form and iterates
// over its cells.
func BenchmarkReadBare(b *testing.B) {
	card := testCard(b)
	sample := fixtures(b, card)[50]
	data := form(b, card, sample.enterprise, sample.facts)
	b.ReportAllocs()
	for b.Loop() {
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
			if err := rows.Close(); err != nil {
				b.Fatal(err)
			}
		}
		if err := file.Close(); err != nil {
			b.Fatal(err)
		}
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
