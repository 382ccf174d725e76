package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wuxing/internal/testoffice"
)

// hostile are texts that a spreadsheet might run, or that a file might not keep.
var hostile = []string{
	"=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"http://example.com\",\"看\")", "=cmd|' /C calc'!A0", "＝1+1", "＋1", "－1", "＠A1",
	" =1+1", "\u3000=1+1", "\t=1+1", "\r=1+1", "\n=1+1", "\ufeff=1", "\u200b=1", "'=1+1", "''", "'", "-会议纪要未盖章",
	"甲;=1+1", "甲\t=1+1", "甲,=1+1", "\",=1+1,\"", "甲\r\n乙", "甲\n=乙", "甲\r乙", "_x0041_", "1.10", "007", "1E5", "2024.9.3", "3-5",
	"913305020000000012", "9133050200000000123456", "1234567890.12345678", "TRUE", " 前后空格 ", "普通文字", "\"引号\"", "<&>",
}

func TestCouldRun(t *testing.T) {
	runs := map[string]bool{
		"=1": true, "+1": true, "-1": true, "@A": true, "＝1": true, "＋1": true, "－1": true, "＠A": true, " =1": true, "\u3000＝1": true,
		"\ufeff=1": true, "'x": true, "\tx": true, "\rx": true, "\nx": true, " \u200b-1": true,
		"": false, " ": false, "x=1": false, "1-1": false, "湖州": false, "(=1)": false, " x": false, "−1": false,
	}
	for text, want := range runs {
		if couldRun(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

// In the ranking every text comes back as it was: read by us, and after LibreOffice
// has opened, calculated and saved the file. Cells that could run are marked.
func TestHostileTextsStayTexts(t *testing.T) {
	card := testCard(t)
	ranking := sampleRanking(t, card)
	ranking.RoundName = "=1+1"
	lines := ranking.Rows[0].Lines
	for i, text := range hostile {
		lines[i%len(lines)].Reason, lines[i%len(lines)].Reviewer = text, hostile[len(hostile)-1-i]
		if i == len(lines)-1 {
			lines = ranking.Rows[1].Lines
		}
	}
	var b bytes.Buffer
	if err := WriteRanking(&b, ranking, card); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "ranking.xlsx")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	resaved, err := os.ReadFile(testoffice.Resave(t, path))
	if err != nil {
		t.Fatal(err)
	}
	marked := quotedCells(t, b.Bytes(), "xl/worksheets/sheet2.xml")
	if !quotedCells(t, b.Bytes(), "xl/worksheets/sheet1.xml")["A1"] {
		t.Error("the title is not marked")
	}
	for name, data := range map[string][]byte{"as written": b.Bytes(), "saved by LibreOffice": resaved} {
		book, err := openBook(data)
		if err != nil {
			t.Fatal(err)
		}
		g, err := book.grid(sheetLines)
		if err != nil {
			t.Fatal(err)
		}
		row := streamHeadRow
		for r := range ranking.Rows {
			for l := range ranking.Rows[r].Lines {
				line := &ranking.Rows[r].Lines[l]
				row++
				for col, want := range map[int]string{13: line.Reason, 14: line.Reviewer} {
					got := g.at(col, row)
					if name != "as written" {
						want = strings.ReplaceAll(want, "\r\n", "\n") // a cell of LibreOffice knows one kind of line break
					}
					if want != "" && (got.kind != cellText || got.formula || got.text != want) {
						t.Errorf("%s %s: %+v, want the text %q", name, cellName(col, row), got, want)
					}
					if marked[cellName(col, row)] != couldRun(want) {
						t.Errorf("%s: %q is marked as text: %v", cellName(col, row), want, !couldRun(want))
					}
				}
			}
		}
	}
}

// quotedCells are the cells of a part whose style says that an apostrophe was typed.
func quotedCells(t *testing.T, data []byte, part string) map[string]bool {
	t.Helper()
	var styles struct {
		Xf []struct {
			Quote bool `xml:"quotePrefix,attr"`
		} `xml:"cellXfs>xf"`
	}
	var sheet struct {
		C []struct {
			R string `xml:"r,attr"`
			S int    `xml:"s,attr"`
		} `xml:"sheetData>row>c"`
	}
	for name, into := range map[string]any{"xl/styles.xml": &styles, part: &sheet} {
		if err := xml.Unmarshal(zipEntry(t, data, name), into); err != nil {
			t.Fatal(err)
		}
	}
	quoted := map[string]bool{}
	for _, c := range sheet.C {
		if styles.Xf[c.S].Quote {
			quoted[c.R] = true
		}
	}
	return quoted
}

func zipEntry(t *testing.T, data []byte, name string) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	file, err := archive.Open(name)
	if err != nil {
		t.Fatal(fmt.Errorf("%s: %w", name, err))
	}
	content, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
