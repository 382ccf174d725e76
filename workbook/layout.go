package workbook

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"

	"wuxing/scoring"
)

// FormVersion is the version of the form's layout: of where things stand and how
// they are called, not of the scorecard. A form of another version is refused.
const FormVersion = 1

// Names that the form uses beside the fact keys. Names and custom properties are
// written in the workbook and read back, so they are part of FormVersion.
const (
	nameEnterprise = "enterprise_name"
	nameUSCC       = "enterprise_uscc"
	nameTownship   = "enterprise_township"
	nameCard       = "form_card_id"
	nameCardHash   = "form_card_hash"
	nameVersion    = "form_version"
	suffixDeclared = "_declared" // 有/无 of a list
	suffixRows     = "_rows"     // the cells of a list, headings not included
	markList       = "list:"     // first cell of a list's hidden row of keys

	propCard     = "wuxing-card"
	propCardHash = "wuxing-card-hash"
	propVersion  = "wuxing-form-version"
)

// The sheets beside those of the lists.
const (
	sheetGuide   = "填写说明"
	sheetScore   = "评分表"
	sheetFacts   = "单项数据"
	sheetChoices = "选项"
	sheetCalc    = "计算"
	sheetCheck   = "核对"
	sheetMeta    = "表单信息"
)

// Words by which the sheet of single facts is known where its names are lost.
const (
	headLabel = "填报内容"
	headInput = "填写"
	labelList = "\u3014清单\u3015" // stands before the label of a list
)

// Places on a list's sheet. Column A numbers the rows, the table begins in B.
const (
	listKeyRow   = 3 // hidden: list:<key> and the keys of the fields
	listHeadRow  = 4
	listFirstRow = 5
	listFirstCol = 2
)

// Places on the other sheets.
const (
	scoreHeadRow  = 3
	scoreFirstRow = 4
	calcFirstRow  = 2
	factsFirstRow = 8
)

// formLayout says where everything of a card's form stands. It is worked out
// before anything is written, because formulas point ahead.
type formLayout struct {
	card   *scoring.Card
	groups []factGroup
	lists  []*listLayout
	byKey  map[string]*listLayout

	pairs    []factPair
	checkRow map[string]int // of each fact on the sheet of checks
}

// factGroup is a category with the facts that its indicators are the first to use.
type factGroup struct {
	title string
	facts []*scoring.Fact
}

// listLayout is the sheet of one list.
type listLayout struct {
	fact    *scoring.Fact
	sheet   string
	lastRow int
	helpers []helperColumn // hidden columns to the right of the table
	values  []int          // helper columns with the fields' values
	texts   []int          // helper columns that are blank where a field is
	present int            // helper column: 1 for a row with anything in it
}

// helperColumn is a hidden column of formulas, one for each row of the list.
type helperColumn struct {
	title   string
	formula func(row int) string
}

func (l *listLayout) fieldCol(field int) int { return listFirstCol + field }

func (l *listLayout) lastCol() int { return listFirstCol + len(l.fact.Fields) - 1 }

// checkCol says what is wrong with a row. It leaves one empty column after the
// table, so that no spreadsheet takes it for a part of the table.
func (l *listLayout) checkCol() int { return l.lastCol() + 2 }

func (l *listLayout) helperCol(i int) int { return l.checkCol() + 1 + i }

// column is the absolute range of one column over all rows, with its sheet.
func (l *listLayout) column(col int) string {
	return fmt.Sprintf("%s!$%s$%d:$%s$%d", quoteSheet(l.sheet), columnName(col), listFirstRow, columnName(col), l.lastRow)
}

func quoteSheet(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }

// newLayout places the facts of a card. Its error means that the card cannot be
// made into a form: a key that a spreadsheet would take for a cell.
func newLayout(card *scoring.Card) (*formLayout, error) {
	l := &formLayout{card: card, byKey: map[string]*listLayout{}, pairs: pairsOf(card), checkRow: map[string]int{}}
	used := map[string]bool{}
	for _, name := range []string{sheetGuide, sheetScore, sheetFacts, sheetChoices, sheetCalc, sheetCheck, sheetMeta} {
		used[name] = true
	}
	groups := make([]factGroup, len(card.Categories)+1)
	for i := range card.Categories {
		groups[i].title = card.Categories[i].No + " " + card.Categories[i].Name
	}
	groups[len(card.Categories)].title = "其他"
	for i := range card.Facts {
		fact := &card.Facts[i]
		if err := checkName(fact.Key); err != nil {
			return nil, err
		}
		l.checkRow[fact.Key] = checkFirstRow + i
		g := len(card.Categories)
		if users := card.IndicatorsUsing(fact.Key); len(users) > 0 {
			g = categoryPlace(card, users[0])
		}
		groups[g].facts = append(groups[g].facts, fact)
		if fact.Type == scoring.TypeList {
			list := &listLayout{fact: fact, sheet: uniqueSheetName(fact.Label, used), lastRow: listFirstRow + fact.MaxRows - 1}
			list.planRows()
			l.lists = append(l.lists, list)
			l.byKey[fact.Key] = list
		}
	}
	for _, group := range groups {
		if len(group.facts) > 0 {
			l.groups = append(l.groups, group)
		}
	}
	return l, nil
}

func categoryPlace(card *scoring.Card, indicator *scoring.Indicator) int {
	category := card.CategoryOf(indicator)
	for i := range card.Categories {
		if &card.Categories[i] == category {
			return i
		}
	}
	return len(card.Categories)
}

// A defined name must not look like a cell (A1, XFD1048576, R1C1).
var (
	cellLike   = regexp.MustCompile(`(?i)^([a-z]{1,3}[0-9]+|r[0-9]*|c[0-9]*|r[0-9]+c[0-9]+)$`)
	plainKey   = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	reservedBy = []string{suffixDeclared, suffixRows}
)

func checkName(key string) error {
	if !plainKey.MatchString(key) || cellLike.MatchString(key) {
		return fmt.Errorf("workbook: fact key %q cannot be a defined name", key)
	}
	for _, suffix := range reservedBy {
		if strings.HasSuffix(key, suffix) {
			return fmt.Errorf("workbook: fact key %q ends with %s, which the form uses itself", key, suffix)
		}
	}
	return nil
}

// uniqueSheetName makes a label fit for a sheet: at most 31 UTF-16 units, none
// of the characters that Excel refuses, not used before.
func uniqueSheetName(label string, used map[string]bool) string {
	clean := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) || r < ' ' {
			return -1
		}
		return r
	}, label)
	name := clipUTF16(clean, 31)
	for n := 2; used[name] || name == ""; n++ {
		suffix := fmt.Sprintf("(%d)", n)
		name = clipUTF16(clean, 31-len(suffix)) + suffix
	}
	used[name] = true
	return name
}

// clipUTF16 shortens a text to what Excel counts as limit characters.
func clipUTF16(text string, limit int) string {
	if len(utf16.Encode([]rune(text))) <= limit {
		return text
	}
	runes := []rune(text)
	for len(utf16.Encode(runes)) > limit-1 {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}
