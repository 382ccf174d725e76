package workbook

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wuxing/assessment"
	"wuxing/internal/testoffice"
	"wuxing/scoring"
)

func csvOf(t testing.TB, list string, ranking *assessment.Ranking, card *scoring.Card) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteRankingCSV(&b, list, ranking, card); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The CSV lists hold what the sheets hold, cell by cell.
func TestCSVHoldsWhatTheSheetsHold(t *testing.T) {
	card := testCard(t)
	ranking := sampleRanking(t, card)
	var b bytes.Buffer
	if err := WriteRanking(&b, ranking, card); err != nil {
		t.Fatal(err)
	}
	book, err := openBook(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for list, sheet := range map[string]string{ListRanking: sheetRanking, ListLines: sheetLines} {
		data := csvOf(t, list, ranking, card)
		if !bytes.HasPrefix(data, []byte(byteOrderMark)) || bytes.Count(data, []byte("\r\n")) != bytes.Count(data, []byte("\n")) {
			t.Errorf("%s: no byte order mark, or lines without CR LF", list)
		}
		rows, err := ReadCSV(data)
		if err != nil {
			t.Fatal(err)
		}
		g, err := book.grid(sheet)
		if err != nil {
			t.Fatal(err)
		}
		if g.lastRow != streamHeadRow+len(rows)-1 {
			t.Errorf("%s has %d rows, the sheet ends at %d", list, len(rows), g.lastRow)
		}
		for r, row := range rows {
			for c, text := range row {
				if cell := g.at(c+1, streamHeadRow+r); cell.text != text {
					t.Errorf("%s %s: %q, in the sheet %q", list, cellName(c+1, streamHeadRow+r), text, cell.text)
				}
			}
		}
	}
	// Negative numbers are numbers, texts are not.
	data := string(csvOf(t, ListRanking, ranking, card))
	if !strings.Contains(data, ",-0.25,") || strings.Contains(data, `"-0.25"`) {
		t.Errorf("gaps are no numbers:\n%s", data)
	}
}

// Whatever people write comes back, and no field could run.
func TestCSVGivesTheTextsBack(t *testing.T) {
	piece := rapid.OneOf(rapid.SampledFrom(hostile), rapid.SampledFrom([]string{"'", `"`, ",", "\r\n", "\n", "\r", "\t", "=", "－", " ", "\ufeff", "字", ";"}), rapid.String())
	rapid.Check(t, func(rt *rapid.T) {
		rows := rapid.SliceOfN(rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) string {
			return strings.ToValidUTF8(strings.Join(rapid.SliceOfN(piece, 0, 4).Draw(rt, "pieces"), ""), "")
		}), 1, 4), 1, 4).Draw(rt, "rows")
		var b bytes.Buffer
		w := newCSVWriter(&b)
		for _, row := range rows {
			values := make([]any, len(row))
			for i := range row {
				values[i] = row[i]
			}
			if err := w.add(values...); err != nil {
				rt.Fatal(err)
			}
		}
		if err := w.flush(); err != nil {
			rt.Fatal(err)
		}
		got, err := ReadCSV(b.Bytes())
		if err != nil {
			rt.Fatalf("%q: %v", b.String(), err)
		}
		if diff := cmp.Diff(rows, got); diff != "" {
			rt.Fatalf("%q (-written +read):\n%s", b.String(), diff)
		}
		rest, line := strings.TrimPrefix(b.String(), byteOrderMark), 1
		for rest != "" {
			field, more, _, err := csvField(rest, &line)
			if err != nil {
				rt.Fatal(err)
			}
			if couldRun(field) && field[0] != '\'' {
				rt.Fatalf("field %q could run", field)
			}
			rest = more
		}
	})
}

// LibreOffice opens the file, finds texts where we wrote texts, and what it saves
// as CSV still gives the texts back and compares with the ranking.
func TestCSVThroughLibreOffice(t *testing.T) {
	card := testCard(t)
	ranking := sampleRanking(t, card)
	for i, text := range []string{"=1+1", "－1", "'=1", "甲;=1+1"} {
		ranking.Rows[i].Enterprise.Name = text
	}
	ranking.Rows[0].Enterprise.USCC = "913305020000000012"
	path := filepath.Join(t.TempDir(), "ranking.csv")
	if err := os.WriteFile(path, csvOf(t, ListRanking, ranking, card), 0o600); err != nil {
		t.Fatal(err)
	}
	opened, err := os.ReadFile(testoffice.Convert(t, path, "xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	book, err := openBook(opened)
	if err != nil {
		t.Fatal(err)
	}
	g, err := book.grid(book.sheets[0].name)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"'=1+1", "'－1", "''=1", "甲;=1+1"} {
		if got := g.at(2, i+2); got.kind != cellText || got.formula || got.text != want {
			t.Errorf("LibreOffice reads %+v, want the text %q", got, want)
		}
	}
	if got := g.at(7, 2); got.kind != cellNumber || got.text != "-0.25" {
		t.Errorf("LibreOffice reads the gap as %+v", got)
	}
	saved, err := os.ReadFile(testoffice.Convert(t, path, "csv"))
	if err != nil {
		t.Fatal(err)
	}
	if rows, problems := CheckCSV(saved, ranking, card); rows != 4 || len(problems) > 0 {
		t.Errorf("%d rows, %v in\n%s", rows, problems, saved)
	}
}

func TestCheckCSV(t *testing.T) {
	card := testCard(t)
	ranking := sampleRanking(t, card)
	data := string(csvOf(t, ListLines, ranking, card))
	edit := func(old, new string) []byte {
		t.Helper()
		if !strings.Contains(data, old) {
			t.Fatalf("no %q in the file", old)
		}
		return []byte(strings.Replace(data, old, new, 1))
	}
	for _, test := range []struct {
		name string
		data []byte
		code string
		line int
		col  int
	}{
		{"as exported", []byte(data), "", 0, 0},
		{"saved by a spreadsheet", []byte(strings.NewReplacer("\r\n", "\n", ".50,", ".5,", byteOrderMark, "").Replace(data)), "", 0, 0},
		{"a changed reason", edit("按规定核减", "不核减"), CodeCSVDiffers, 2 + 2*len(card.Indicators()), 13},
		{"a changed score", edit(",-0.25,\"改分\"", ",0.25,\"改分\""), CodeCSVDiffers, 2, 11},
		{"a line too few", []byte(data[:strings.LastIndex(data[:len(data)-2], "\r\n")+2]), CodeCSVRows, 0, 0},
		{"other headings", edit("名次", "排位"), CodeCSVForeign, 1, 1},
		{"nothing", nil, CodeCSVForeign, 1, 1},
		{"an open quote", []byte(data + `"x`), CodeCSVDamaged, strings.Count(data, "\n") + 1, 1},
		{"text after a quote", []byte(data + `"x"y`), CodeCSVDamaged, strings.Count(data, "\n") + 1, 1},
		{"not UTF-8", []byte("\xff\xfe"), CodeCSVDamaged, 0, 0},
	} {
		_, problems := CheckCSV(test.data, ranking, card)
		if test.code == "" {
			if len(problems) > 0 {
				t.Errorf("%s: %v", test.name, problems)
			}
			continue
		}
		if len(problems) != 1 || problems[0].Code != test.code || problems[0].Line != test.line || problems[0].Column != test.col {
			t.Errorf("%s: %+v", test.name, problems)
		}
	}
}
