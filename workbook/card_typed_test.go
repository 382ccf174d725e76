package workbook

import (
	"testing"

	"github.com/xuri/excelize/v2"
)

// Shares and days are asked for in the workbook of a card, not in the form. They
// are read however they were typed, and the card is the same.
func TestSharesAndDaysOfACardAreReadHoweverTheyAreTyped(t *testing.T) {
	card := loadCard(t, cardFiles[0])
	book := cardBook(t, card)
	cells := newCardCells(t, book)
	share, issued := cells.row(tableTiers, "[training_ratio]", "60%").at("bound"), cells.row(tableBasics, "issued").at("value")
	whole := cells.row(tableTiers, "[apprenticeship]", "100").at("upper")
	written := func(at, text string) func(*excelize.File) error {
		sheet := map[string]string{share.Cell: share.Sheet, issued.Cell: issued.Sheet, whole.Cell: whole.Sheet}[at]
		return func(f *excelize.File) error { return f.SetCellStr(sheet, at, text) }
	}
	stored := func(sheet, at, number, format string) func(*excelize.File) error {
		return func(f *excelize.File) error {
			if err := f.SetCellDefault(sheet, at, number); err != nil || format == "" {
				return err
			}
			style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
			if err != nil {
				return err
			}
			return f.SetCellStyle(sheet, at, at, style)
		}
	}
	if share.Cell == issued.Cell || share.Cell == whole.Cell {
		t.Fatal("cells of one name")
	}
	for name, change := range map[string]func(*excelize.File) error{
		"60 %":          written(share.Cell, "60 %"),
		"６０％":           written(share.Cell, "６０\uff05"),
		"60% stored":    stored(share.Sheet, share.Cell, "0.6", "0%"),
		"１００":           written(whole.Cell, "１００"),
		"2024.9.3":      written(issued.Cell, "2024.9.3"),
		"2024/9/3":      written(issued.Cell, "2024/9/3"),
		"2024年9月3日":     written(issued.Cell, "2024年9月3日"),
		"２０２４ 年 9 月3 日": written(issued.Cell, "２０２４ 年 9 月3 日"),
		"a day":         stored(issued.Sheet, issued.Cell, "45538", "yyyy/m/d"),
		"its serial":    stored(issued.Sheet, issued.Cell, "45538", ""),
	} {
		t.Run(name, func(t *testing.T) {
			read, problems := ReadCard(edit(t, book, change))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			if read.Card.Hash() != card.Hash() {
				t.Errorf("another card: %+v", read.Card.Document)
			}
		})
	}
}

// A bare number where a share is wanted is not guessed to be one.
func TestBareNumbersAreNoShares(t *testing.T) {
	book := cardBook(t, loadCard(t, cardFiles[0]))
	at := newCardCells(t, book).row(tableTiers, "[training_ratio]", "60%").at("bound")
	for _, text := range []string{"60", "0.6"} {
		_, problems := ReadCard(edit(t, book, func(f *excelize.File) error { return f.SetCellStr(at.Sheet, at.Cell, text) }))
		if len(problems) == 0 || problems[0].Position != at {
			t.Errorf("%s: %v", text, problems)
		}
	}
}

func TestDatesAreKnownInEveryForm(t *testing.T) {
	for text, want := range map[string]string{
		"2024.9.3": "2024-09-03", "2024-09-03": "2024-09-03", "2024/9/3": "2024-09-03", "2024年9月3日": "2024-09-03", "2024年9月3号": "2024-09-03",
		"2024年9月": "2024-09", "9月3日": "09-03", "2024.2.30": "", "2024.13.1": "", "2024.9": "", "9-3": "", "400-410": "", "1.200": "", "九月": "",
	} {
		if got, ok := dateOf(text); ok != (want != "") || ok && got != want {
			t.Errorf("%s: %q %v", text, got, ok)
		}
	}
	for _, c := range []struct {
		stored   string
		from1904 bool
		want     string
	}{
		{"45538", false, "2024-09-03"},
		{"44076", true, "2024-09-03"},
		{"1", false, "1900-01-01"},
		{"59", false, "1900-02-28"},
		{"60", false, "1900-02-29"},
		{"61", false, "1900-03-01"},
		{"0", true, "1904-01-01"},
		{"45538.75", false, "2024-09-03 18:00"},
		{"0.5", false, "12:00"},
		{"-1", false, "-1"},
		{"1e300", false, "1e300"},
		{"NaN", false, "NaN"},
		{"x", false, "x"},
	} {
		if got := dateText(c.stored, c.from1904); got != c.want {
			t.Errorf("%s: %s, want %s", c.stored, got, c.want)
		}
	}
}

func TestFormatsTellWhatANumberLooksLike(t *testing.T) {
	for code, want := range map[string]numberLook{
		"General": lookPlain, "G/通用格式": lookPlain, "0.00": lookPlain, "#,##0": lookPlain, `0"人"`: lookPlain, `"days" 0`: lookPlain,
		`[Red]\(#,##0\)`: lookPlain, "0.00E+00": lookPlain, "@": lookPlain, "yyyy-mm-dd": lookDate, `m"月"d"日"`: lookDate, "h:mm": lookDate,
		"[$-804]yyyy\"年\"m\"月\"": lookDate, "0%": lookPercent, "0.00%;[Red]-0.00%": lookPercent, `0"%"`: lookPlain,
		`0.0"万元"`: lookScaled, `0.0\万`: lookScaled, `0!.0,"万"`: lookPlain, `#,##0.0"万"`: lookScaled, `0,"千"`: lookPlain,
	} {
		if got := lookOf(code); got != want {
			t.Errorf("%s: %d, want %d", code, got, want)
		}
	}
	for id, want := range map[int]numberLook{0: lookPlain, 4: lookPlain, 9: lookPercent, 10: lookPercent, 14: lookDate, 31: lookDate, 49: lookPlain, 57: lookDate} {
		if got := builtInLook(id); got != want {
			t.Errorf("format %d: %d, want %d", id, got, want)
		}
	}
}
