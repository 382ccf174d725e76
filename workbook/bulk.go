package workbook

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"wuxing/scoring"
)

// bulkRows are the rows of a sheet below its headings, as the file format has
// them, in a temporary file. excelize writes the sheet with its layout, title and
// headings; the rows are put in when the archive is written (ordered.go). Its own
// stream writer would hold up to 16 MiB of each sheet, and twice that while its
// buffer grows.
type bulkRows struct {
	file    *os.File
	out     *bufio.Writer
	columns []string // their letters
	line    []byte   // the row being written
}

const (
	rowsEnd = "</sheetData>"

	// maxCellText is the most that a cell holds, in UTF-16 units.
	maxCellText = 32767
)

var errNoRows = errors.New("workbook: a sheet without a place for its rows")

func newBulkRows(columns int) (*bulkRows, error) {
	file, err := os.CreateTemp("", "wuxing-rows-")
	if err != nil {
		return nil, fmt.Errorf("spool rows: %w", err)
	}
	b := &bulkRows{file: file, out: bufio.NewWriterSize(file, 64<<10), columns: make([]string, columns)}
	for i := range b.columns {
		b.columns[i] = columnName(i + 1)
	}
	return b, nil
}

// close takes the temporary file away.
func (b *bulkRows) close() error { return errors.Join(b.file.Close(), os.Remove(b.file.Name())) }

// begin starts a row of a height in points.
func (b *bulkRows) begin(row int, height float64) {
	b.line = append(b.line[:0], `<row r="`...)
	b.line = strconv.AppendInt(b.line, int64(row), 10)
	b.line = append(b.line, `" ht="`...)
	b.line = strconv.AppendFloat(b.line, height, 'f', -1, 64)
	b.line = append(b.line, `" customHeight="1">`...)
}

// cell adds the cell of a column: a string, an int, points, a formula with its
// value, or nothing.
func (b *bulkRows) cell(col, row, style int, value any) error {
	b.line = append(b.line, `<c r="`...)
	b.line = append(b.line, b.columns[col]...)
	b.line = strconv.AppendInt(b.line, int64(row), 10)
	b.line = append(b.line, `" s="`...)
	b.line = strconv.AppendInt(b.line, int64(style), 10)
	formula := ""
	if c, ok := value.(computed); ok {
		value, formula = c.value, c.formula
	}
	switch v := value.(type) {
	case nil:
		if formula == "" {
			b.line = append(b.line, `"/>`...)
			return nil
		}
		b.line = append(b.line, `" t="str">`...)
		b.formula(formula)
	case string:
		if formula != "" {
			return fmt.Errorf("workbook: a formula with the text %q", v)
		}
		b.text(v)
	case int:
		b.line = append(b.line, `">`...)
		b.formula(formula)
		b.line = append(b.line, `<v>`...)
		b.line = strconv.AppendInt(b.line, int64(v), 10)
		b.line = append(b.line, `</v>`...)
	case scoring.Points:
		b.line = append(b.line, `">`...)
		b.formula(formula)
		b.line = append(b.line, `<v>`...)
		b.line = append(b.line, v.String()...)
		b.line = append(b.line, `</v>`...)
	case yuan:
		b.line = append(b.line, `">`...)
		b.formula(formula)
		b.line = append(b.line, `<v>`...)
		b.line = append(b.line, v.String()...)
		b.line = append(b.line, `</v>`...)
	default:
		return fmt.Errorf("workbook: no cell for %T", value)
	}
	b.line = append(b.line, `</c>`...)
	return nil
}

func (b *bulkRows) formula(formula string) {
	if formula == "" {
		return
	}
	b.line = append(b.line, `<f>`...)
	b.escaped(formula)
	b.line = append(b.line, `</f>`...)
}

// text is a string as the file format keeps it inside a cell.
func (b *bulkRows) text(text string) {
	if len(text) > maxCellText {
		text = clipUTF16(text, maxCellText)
	}
	if strings.Contains(text, "_x") {
		text = literal(text)
	}
	b.line = append(b.line, `" t="inlineStr"><is><t`...)
	if spaced(text[0]) || spaced(text[len(text)-1]) {
		b.line = append(b.line, ` xml:space="preserve"`...)
	}
	b.line = append(b.line, '>')
	b.escaped(text)
	b.line = append(b.line, `</t></is>`...)
}

func spaced(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// escaped appends a text as XML. Nearly all need no change.
func (b *bulkRows) escaped(text string) {
	if plainXML(text) {
		b.line = append(b.line, text...)
		return
	}
	buffer := bytes.NewBuffer(b.line)
	_ = xml.EscapeText(buffer, []byte(text)) // a buffer takes everything
	b.line = buffer.Bytes()
}

func plainXML(text string) bool {
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ', c == '<', c == '>', c == '&', c == '"', c == '\'', c == 0xef: // U+FFFE and U+FFFF begin with EF
			return false
		}
	}
	return utf8.ValidString(text)
}

func (b *bulkRows) end() error {
	b.line = append(b.line, `</row>`...)
	_, err := b.out.Write(b.line)
	return err
}

// splice writes the sheet that excelize has written with the rows in their place.
func (b *bulkRows) splice(w io.Writer, sheet []byte) error {
	at := bytes.LastIndex(sheet, []byte(rowsEnd))
	if at < 0 {
		return errNoRows
	}
	if err := b.out.Flush(); err != nil {
		return fmt.Errorf("spool rows: %w", err)
	}
	if _, err := w.Write(sheet[:at]); err != nil {
		return err
	}
	if _, err := io.Copy(w, io.NewSectionReader(b.file, 0, math.MaxInt64)); err != nil {
		return err
	}
	_, err := w.Write(sheet[at:])
	return err
}
