package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// streamed is a workbook of several streamed sheets; their order in the archive
// would be that of a map.
func streamed(t *testing.T) *excelize.File {
	t.Helper()
	file := excelize.NewFile()
	t.Cleanup(func() { _ = file.Close() })
	for _, name := range []string{"Sheet1", "甲", "乙", "丙", "丁", "戊"} {
		if _, err := file.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		stream, err := file.NewStreamWriter(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := stream.SetRow("A1", []any{name, 1}); err != nil {
			t.Fatal(err)
		}
		if err := stream.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	return file
}

func TestEqualWorkbooksAreEqualBytes(t *testing.T) {
	var first []byte
	for range 20 {
		var b bytes.Buffer
		if err := writeBook(&b, streamed(t)); err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = b.Bytes()
		}
		if !bytes.Equal(first, b.Bytes()) {
			t.Fatal("the same workbook gives other bytes")
		}
	}
	archive, err := zip.NewReader(bytes.NewReader(first), int64(len(first)))
	if err != nil {
		t.Fatal(err)
	}
	var sheets []string
	for _, entry := range archive.File {
		if strings.HasPrefix(entry.Name, sheetFolder) {
			sheets = append(sheets, entry.Name)
		}
		content, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, content); err != nil { // sizes and sums are checked
			t.Errorf("%s: %v", entry.Name, err)
		}
	}
	if len(sheets) != 6 || !slices.IsSorted(sheets) {
		t.Errorf("sheets in the order %v", sheets)
	}
	file, err := excelize.OpenReader(bytes.NewReader(first))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	if text, err := file.GetCellValue("戊", "A1"); err != nil || text != "戊" {
		t.Errorf("read back %q, %v", text, err)
	}
}

type fullDisk struct{ room int }

var errFull = errors.New("no space left")

func (d *fullDisk) Write(p []byte) (int, error) {
	if d.room -= len(p); d.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestAWorkbookThatCannotBeWrittenIsAnError(t *testing.T) {
	for _, room := range []int{0, 100, 1000, 3000} {
		if err := writeBook(&fullDisk{room}, streamed(t)); !errors.Is(err, errFull) {
			t.Errorf("room for %d bytes: %v", room, err)
		}
	}
}

// Rows go where excelize has left a place for them, and nowhere else.
func TestRowsNeedTheirPlace(t *testing.T) {
	rows, err := newBulkRows(1)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := rows.close(); err != nil {
			t.Error(err)
		}
	}()
	rows.begin(4, 20)
	if err := errors.Join(rows.cell(0, 4, 2, "<&>_x0041_ "), rows.end()); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := rows.splice(&b, []byte(`<sheetData><row r="3"/></sheetData><x/>`)); err != nil {
		t.Fatal(err)
	}
	const want = `<sheetData><row r="3"/><row r="4" ht="20" customHeight="1"><c r="A4" s="2" t="inlineStr"><is><t xml:space="preserve">` +
		`&lt;&amp;&gt;_x005F_x0041_ </t></is></c></row></sheetData><x/>`
	if b.String() != want {
		t.Errorf("%s", b.String())
	}
	if err := rows.splice(io.Discard, []byte(`<sheetData/>`)); !errors.Is(err, errNoRows) {
		t.Error(err)
	}
	if err := rows.cell(0, 5, 2, 0.5); err == nil {
		t.Error("a value of an unknown kind was written")
	}
}
