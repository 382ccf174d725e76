package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"wuxing/internal/testoffice"
)

// The ways in which the rows of the tables of disfigurements damage a form.

// then does one after the other.
func then(changes ...damage) damage {
	return func(t testing.TB, data []byte) []byte {
		for _, change := range changes {
			data = change(t, data)
		}
		return data
	}
}

// with changes the form through excelize.
func with(change func(f *excelize.File) error) damage {
	return func(t testing.TB, data []byte) []byte { return edit(t, data, change) }
}

// says types a text over the answer to a fact.
func says(fact, text string) damage {
	return func(t testing.TB, data []byte) []byte {
		var escaped strings.Builder
		if err := xml.EscapeText(&escaped, []byte(text)); err != nil {
			t.Fatal(err)
		}
		return raw(fact, "inlineStr", `<is><t xml:space="preserve">`+escaped.String()+`</t></is>`)(t, data)
	}
}

// holds stores a number over the answer to a fact, as digits.
func holds(fact, number string) damage { return raw(fact, "", "<v>"+number+"</v>") }

// looks gives the cell of a fact a format.
func looks(fact, format string) damage {
	return func(t testing.TB, data []byte) []byte {
		at := cellOf(t, data, fact)
		return edit(t, data, func(f *excelize.File) error {
			style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
			if err != nil {
				return err
			}
			return f.SetCellStyle(at[0], at[1], at[1], style)
		})
	}
}

// in types texts into cells beside each other.
func in(sheet, cell string, texts ...string) damage {
	return with(func(f *excelize.File) error {
		for i, text := range texts {
			col, row, _ := parseCell(cell)
			if err := f.SetCellStr(sheet, cellName(col+i, row), text); err != nil {
				return err
			}
		}
		return nil
	})
}

// clearArea empties an area.
func clearArea(sheet, from, to string) damage {
	return with(func(f *excelize.File) error {
		col, row, _ := parseCell(from)
		col2, row2, _ := parseCell(to)
		for ; row <= row2; row++ {
			for c := col; c <= col2; c++ {
				if err := f.SetCellValue(sheet, cellName(c, row), nil); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// raw puts XML into the cell of a fact: its type and what stands in it.
func raw(fact, kind, content string) damage {
	return func(t testing.TB, data []byte) []byte {
		at := cellOf(t, data, fact)
		return rewrite(t, data, sheetPart(t, data, at[0]), func(part string) string {
			return replaceRaw(t, part, at[1], kind, content)
		})
	}
}

func replaceRaw(t testing.TB, part, cell, kind, content string) string {
	t.Helper()
	find := regexp.MustCompile(`<c r="` + cell + `"([^>]*?)(/>|>.*?</c>)`)
	found := find.FindStringSubmatch(part)
	if found == nil {
		t.Fatalf("no cell %s", cell)
	}
	attrs := regexp.MustCompile(` t="\w+"`).ReplaceAllString(found[1], "")
	if kind != "" {
		attrs += ` t="` + kind + `"`
	}
	return strings.Replace(part, found[0], `<c r="`+cell+`"`+attrs+`>`+content+`</c>`, 1)
}

// parts changes every part of XML.
func parts(change func(name, text string) string) damage {
	return func(t testing.TB, data []byte) []byte {
		r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		var pairs []string
		for _, file := range r.File {
			content, err := readEntry(file, maxUnpackedBytes)
			if err != nil {
				t.Fatal(err)
			}
			pairs = append(pairs, file.Name, change(file.Name, string(content)))
		}
		return archive(t, pairs...)
	}
}

// workbookPart changes the part that holds sheets and defined names.
func workbookPart(change func(text string) string) damage {
	return parts(func(name, text string) string {
		if name == "xl/workbook.xml" {
			return change(text)
		}
		return text
	})
}

// office has LibreOffice open the form and save it.
func office(t testing.TB, data []byte) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "form.xlsx")
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
	saved, err := os.ReadFile(testoffice.Resave(t, file))
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

// cut moves the cell of a fact elsewhere with its name, as cut and paste does.
func cut(fact, sheet, cell string) damage {
	return func(t testing.TB, data []byte) []byte {
		at := cellOf(t, data, fact)
		return edit(t, data, func(f *excelize.File) error {
			value, err := f.GetCellValue(at[0], at[1], excelize.Options{RawCellValue: true})
			if err != nil {
				return err
			}
			if err := f.SetCellValue(at[0], at[1], nil); err != nil {
				return err
			}
			if err := f.SetCellDefault(sheet, cell, value); err != nil {
				return err
			}
			return pointTo(f, fact, fmt.Sprintf("%s!%s", quoteSheet(sheet), cell))
		})
	}
}

// pointTo gives a defined name another reference.
func pointTo(f *excelize.File, name, reference string) error {
	if err := f.DeleteDefinedName(&excelize.DefinedName{Name: name}); err != nil {
		return err
	}
	return f.SetDefinedName(&excelize.DefinedName{Name: name, RefersTo: reference})
}
