package workbook

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"wuxing/internal/testoffice"
	"wuxing/scoring"
)

// openForm is a form as a stranger opens it.
func openForm(t *testing.T, data []byte) *excelize.File {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	return file
}

// functions are those that Excel 2016, WPS, LibreOffice and excelize calculate alike.
var functions = strings.Fields(`ABS AND CHAR COUNT COUNTIF COUNTIFS FALSE FIND IF IFERROR INDEX ISERROR ISNUMBER LEFT
	LEN MATCH MAX MID MIN NOT OR QUOTIENT ROUND SUBSTITUTE SUM TRIM TRUE VALUE`)

var (
	literalText  = regexp.MustCompile(`"(?:[^"]|"")*"`)
	functionCall = regexp.MustCompile(`([A-Z][A-Z0-9.]*)\(`)
	formulaTag   = regexp.MustCompile(`(?s)<(?:f|formula|formula1)(?: [^>]*[^/])?>(.*?)</(?:f|formula|formula1)>`)
	entities     = strings.NewReplacer("&quot;", `"`, "&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">", "&amp;", "&", "&#xA;", "\n", "&#x9;", "\t", "&#xD;", "\r")
)

// Every formula of a form, also in conditions, uses shared functions only and keeps
// to the limits of Excel: 8,192 characters, 64 levels, texts of 255 characters.
func TestFormulasKeepToWhatSpreadsheetsShare(t *testing.T) {
	shared := map[string]bool{}
	for _, name := range functions {
		shared[name] = true
	}
	for _, card := range []*scoring.Card{testCard(t), variantCard(t), wordyCard(t)} {
		b, err := openBook(form(t, card, nil, nil))
		if err != nil {
			t.Fatal(err)
		}
		count, longest, deepest := 0, 0, 0
		for name, content := range b.parts {
			if !strings.HasPrefix(name, "xl/worksheets/sheet") {
				continue
			}
			for _, match := range formulaTag.FindAllSubmatch(content, -1) {
				formula := entities.Replace(string(match[1]))
				count++
				longest = max(longest, len(utf16.Encode([]rune(formula))))
				for _, text := range literalText.FindAllString(formula, -1) {
					if len(utf16.Encode([]rune(text))) > 255+2 {
						t.Errorf("%s: a text of more than 255 characters: %s", name, text)
					}
				}
				code := literalText.ReplaceAllString(formula, `""`)
				for _, call := range functionCall.FindAllStringSubmatch(code, -1) {
					if !shared[call[1]] {
						t.Errorf("%s: %s in %.200s", name, call[1], formula)
					}
				}
				depth := 0
				for _, r := range code {
					switch r {
					case '(':
						depth++
						deepest = max(deepest, depth)
					case ')':
						depth--
					}
				}
				if depth != 0 {
					t.Errorf("%s: brackets of %.200s", name, formula)
				}
			}
		}
		t.Logf("%s: %d formulas, at most %d characters and %d levels", card.ID, count, longest, deepest)
		if count < 100 || longest >= maxFormula || deepest > 64 {
			t.Errorf("%s: %d formulas, at most %d characters and %d levels", card.ID, count, longest, deepest)
		}
	}
}

// wordyCard has labels, answers and questions that are longer than what Excel
// takes in a validation or a text.
func wordyCard(t testing.TB) *scoring.Card {
	t.Helper()
	data, err := os.ReadFile("../scoring/cards/wuxing-2024.yaml")
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("很长的说法", 60)
	text := strings.NewReplacer("id: wuxing-2024", "id: wordy", "label: 技术工人数,", "label: 技术工人数"+long+",",
		"label: 足额安排", "label: 足额安排"+long, "asked: 12月31日在册职工人数", "asked: 12月31日在册职工人数"+long,
		"label: 姓名", "label: 姓名"+long).Replace(string(data))
	card, problems := scoring.Load([]byte(text))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if fact, _ := card.Fact("skilled_workers"); len([]rune(fact.Label)) < 255 {
		t.Fatal("the card's labels are not long")
	}
	return card
}

// A card with long texts makes a form that Excel need not repair.
func TestValidationTextsOfAWordyCardFitExcel(t *testing.T) {
	checkValidations(t, wordyCard(t))
}

// The clause stands on the label of each fact that an indicator uses, under the
// number of the document, and what is ambiguous on its row.
func TestNotesCarryTheClauses(t *testing.T) {
	card := testCard(t)
	data := form(t, card, nil, nil)
	file := openForm(t, data)
	notes := map[string]string{}
	for _, sheet := range []string{sheetFacts, sheetScore} {
		comments, err := file.GetComments(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, comment := range comments {
			if comment.Author != card.Document.Number {
				t.Errorf("%s!%s is by %q", sheet, comment.Cell, comment.Author)
			}
			notes[sheet+comment.Cell] = comment.Text
		}
	}
	for i := range card.Facts {
		fact := &card.Facts[i]
		name := fact.Key
		if fact.Type == scoring.TypeList {
			name += suffixDeclared
		}
		at := place(t, data, name)
		for _, indicator := range card.IndicatorsUsing(fact.Key) {
			if note := notes[sheetFacts+cellName(at.col-1, at.row)]; !strings.Contains(note, indicator.No+" ") || !strings.Contains(note, indicator.Standard) {
				t.Errorf("%s: the note does not quote %s: %q", fact.Key, indicator.No, note)
			}
		}
	}
	for i, indicator := range card.Indicators() {
		for _, ruling := range indicator.Rulings {
			if note := notes[sheetScore+cellName(colStandard, scoreFirstRow+i)]; !strings.Contains(note, ruling.Reading) {
				t.Errorf("%s: the note does not tell how %q is read: %q", indicator.No, ruling.Question, note)
			}
		}
	}
}

func TestEqualFormsHaveEqualBytes(t *testing.T) {
	card := testCard(t)
	sample := fixtures(t, card)[8]
	if !bytes.Equal(newForm(t, card, sample.enterprise, sample.facts), newForm(t, card, sample.enterprise, sample.facts)) {
		t.Error("the same form twice has different bytes")
	}
}

// Colour goes by the words beside an answer: each input has conditions that look
// at the check in its own row, and that check follows the fact.
func TestEveryAnswerIsColouredByTheWordsBesideIt(t *testing.T) {
	card := testCard(t)
	data := form(t, card, nil, nil)
	file := openForm(t, data)
	formats, err := file.GetConditionalFormats(sheetFacts)
	if err != nil {
		t.Fatal(err)
	}
	for i := range card.Facts {
		fact := &card.Facts[i]
		name := fact.Key
		if fact.Type == scoring.TypeList {
			name += suffixDeclared
		}
		at := place(t, data, name)
		formula, err := file.GetCellFormula(at.sheet, cellName(factCheck, at.row))
		if want := fmt.Sprintf("'%s'!$%s$%d", sheetCheck, columnName(checkShown), checkFirstRow+i); err != nil || formula != want {
			t.Errorf("%s: beside it stands %q, want %s (%v)", name, formula, want, err)
		}
		coloured := 0
		for area, rules := range formats {
			a, ok := parseReference(quoteSheet(at.sheet) + "!" + area)
			if !ok || at.col < a.col || at.col > a.col2 || at.row < a.row || at.row > a.row2 {
				continue
			}
			for _, rule := range rules {
				if strings.Contains(rule.Criteria, "$"+cellName(factCheck, a.row)) {
					coloured++
				}
			}
		}
		if coloured != 2 {
			t.Errorf("%s: %d conditions, want one for what is missing and one for what is wrong", name, coloured)
		}
	}
}

// Blank rows of lists are not printed, filled ones all are.
func TestOnlyFilledRowsOfListsArePrintedByLibreOffice(t *testing.T) {
	t.Parallel()
	card := testCard(t)
	k := card.Collect()
	honours, _ := card.Fact("honours")
	k.List("honours", scoring.Position{})
	for row := range honours.MaxRows {
		k.Row("honours", scoring.Position{}, []scoring.RowCell{{Field: "person", Text: fmt.Sprint("人", row)}, {Field: "level", Text: "city"}})
	}
	full, problems := k.Facts()
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	dir := t.TempDir()
	pages := func(name string, facts *scoring.Facts) int {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, form(t, card, nil, facts), 0o600); err != nil {
			t.Fatal(err)
		}
		return testoffice.Pages(t, file)
	}
	blank, filled := pages("blank.xlsx", nil), pages("full.xlsx", full)
	t.Logf("%d pages blank, %d with a full list", blank, filled)
	// Guide 1, 评分表 3, 单项数据 4, a page for the headings of each list.
	if most := 8 + 7; blank > most {
		t.Errorf("the blank form has %d pages, want at most %d", blank, most)
	}
	// 20 points a row on a page of 510: 200 rows take 8 or 9.
	if more := filled - blank; more < 7 || more > 9 {
		t.Errorf("%d rows take %d more pages", honours.MaxRows, more)
	}
}
