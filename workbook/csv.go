package workbook

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"wuxing/assessment"
	"wuxing/scoring"
)

// The lists of a ranking that are also written as CSV, by the names of their
// files.
const (
	ListRanking = "ranking" // 排名
	ListLines   = "lines"   // 明细
)

// byteOrderMark tells spreadsheets that a CSV file is UTF-8.
const byteOrderMark = "\ufeff"

// WriteRankingCSV writes one list of a ranking, as its sheet shows it, headings
// first: UTF-8 with a byte order mark, commas, lines ended by CR LF. Numbers are
// bare; texts stand in quotes, so that no choice of separator takes them apart.
// A text that a spreadsheet could run, or whose digits it would round, has an
// apostrophe before it, which ReadCSV takes away again.
func WriteRankingCSV(w io.Writer, list string, ranking *assessment.Ranking, card *scoring.Card) error {
	r := &rankingWriter{ranking: ranking, card: card}
	t, err := r.list(list)
	if err != nil {
		return err
	}
	out := newCSVWriter(w)
	heads := make([]any, len(t.columns))
	for i, c := range t.columns {
		heads[i] = c.heading
	}
	if err := out.add(heads...); err != nil {
		return err
	}
	if err := t.each(out.add); err != nil {
		return err
	}
	return out.flush()
}

func (r *rankingWriter) list(name string) (table, error) {
	switch name {
	case ListRanking:
		return r.ranks(), nil
	case ListLines:
		return r.lines(), nil
	}
	return table{}, fmt.Errorf("workbook: no list %q", name)
}

// csvWriter writes typed values. encoding/csv is not used: it does not quote what
// need not be, and with CR LF it changes the line breaks inside texts.
type csvWriter struct{ out *bufio.Writer }

func newCSVWriter(w io.Writer) *csvWriter {
	out := &csvWriter{bufio.NewWriter(w)}
	_, _ = out.out.WriteString(byteOrderMark) // flush tells
	return out
}

func (c *csvWriter) flush() error { return c.out.Flush() }

// add writes a line of strings, ints, points and computed values.
func (c *csvWriter) add(values ...any) error {
	for i, value := range values {
		if i > 0 {
			_ = c.out.WriteByte(',')
		}
		if formula, ok := value.(computed); ok {
			value = formula.value
		}
		switch v := value.(type) {
		case nil:
		case string:
			c.text(v)
		case int:
			_, _ = c.out.WriteString(strconv.Itoa(v))
		case int64:
			_, _ = c.out.WriteString(strconv.FormatInt(v, 10))
		case scoring.Points:
			_, _ = c.out.WriteString(v.String())
		case yuan:
			_, _ = c.out.WriteString(v.String())
		default:
			return fmt.Errorf("workbook: no CSV for %T", value)
		}
	}
	_, err := c.out.WriteString("\r\n")
	return err
}

func (c *csvWriter) text(text string) {
	if text == "" {
		return
	}
	_ = c.out.WriteByte('"')
	if couldRun(text) || manyDigits(text) {
		_ = c.out.WriteByte('\'')
	}
	_, _ = c.out.WriteString(strings.ReplaceAll(text, `"`, `""`))
	_ = c.out.WriteByte('"')
}

// manyDigits tells whether a spreadsheet, which keeps 15 digits of a number, would
// round a text, such as a 统一社会信用代码 without letters.
func manyDigits(text string) bool {
	return len(text) > 15 && strings.Trim(text, "0123456789 .") == ""
}

// csvError is a fault in a line of a CSV file.
type csvError struct {
	line  int
	cause error
}

func (e *csvError) Error() string { return fmt.Sprintf("workbook: CSV line %d: %v", e.line, e.cause) }

func (e *csvError) Unwrap() error { return e.cause }

var (
	errNotUTF8    = errors.New("workbook: CSV is not UTF-8")
	errOpenQuote  = errors.New("a quote that does not close")
	errAfterQuote = errors.New("text after a closing quote")
)

// ReadCSV reads a CSV file of ours, or one that a spreadsheet has saved again, and
// gives the texts as they were before WriteRankingCSV made them harmless. Lines may
// end with LF; a file that is not UTF-8, or whose quotes do not close, is refused
// with its line.
func ReadCSV(data []byte) ([][]string, error) {
	if !utf8.Valid(data) {
		return nil, errNotUTF8
	}
	rest := strings.TrimPrefix(string(data), byteOrderMark)
	var rows [][]string
	for line := 1; rest != ""; {
		var row []string
		for more := true; more; {
			var field string
			var err error
			began := line
			if field, rest, more, err = csvField(rest, &line); err != nil {
				return nil, &csvError{began, err}
			}
			row = append(row, strings.TrimPrefix(field, "'"))
		}
		rows = append(rows, row)
		line++
	}
	return rows, nil
}

// csvField takes one field off the text; more tells whether a comma ended it.
func csvField(text string, line *int) (field, rest string, more bool, err error) {
	if !strings.HasPrefix(text, `"`) {
		end := strings.IndexAny(text, ",\n")
		if end < 0 {
			return strings.TrimSuffix(text, "\r"), "", false, nil
		}
		field = text[:end]
		if text[end] == '\n' {
			field = strings.TrimSuffix(field, "\r")
		}
		return field, text[end+1:], text[end] == ',', nil
	}
	var b strings.Builder
	text = text[1:]
	for {
		end := strings.IndexByte(text, '"')
		if end < 0 {
			return "", "", false, errOpenQuote
		}
		b.WriteString(text[:end])
		*line += strings.Count(text[:end], "\n")
		text = text[end+1:]
		if !strings.HasPrefix(text, `"`) {
			break
		}
		b.WriteByte('"')
		text = text[1:]
	}
	for _, end := range []string{",", "\r\n", "\n"} {
		if rest, ok := strings.CutPrefix(text, end); ok {
			return b.String(), rest, end == ",", nil
		}
	}
	if text != "" {
		return "", "", false, errAfterQuote
	}
	return b.String(), "", false, nil
}
