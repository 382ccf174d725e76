package workbook

import (
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"wuxing/scoring"
)

// cardCells finds cells of a card's workbook by what their rows say.
type cardCells struct {
	t    *testing.T
	rows map[string][]*cardRow
}

func newCardCells(t *testing.T, data []byte) cardCells {
	t.Helper()
	b, err := openBook(data)
	if err != nil {
		t.Fatal(err)
	}
	i := &cardImport{book: b, rows: map[string][]*cardRow{}, sheets: map[string]string{}, rowAt: map[CellRef]*cardRow{}}
	if err := i.readTables(); err != nil {
		t.Fatal(err)
	}
	return cardCells{t, i.rows}
}

// row is the first row of a table in which each of some texts stands.
func (c cardCells) row(table string, texts ...string) *cardRow {
	c.t.Helper()
	for _, row := range c.rows[table] {
		all := true
		for _, text := range texts {
			one := false
			for _, found := range row.texts {
				one = one || strings.Contains(found, text)
			}
			all = all && one
		}
		if all {
			return row
		}
	}
	c.t.Fatalf("no row of %s with %v", table, texts)
	return nil
}

// A fault in one cell is named with its sheet and cell, and nothing else is.
func TestCardFaultsAreNamedByCell(t *testing.T) {
	book := cardBook(t, loadCard(t, cardFiles[0]))
	cells := newCardCells(t, book)
	for _, c := range []struct {
		name   string
		row    *cardRow
		column string // written to
		text   string
		code   string
		at     string // column of the problem, where it is another
	}{
		{"points that are no number", cells.row(tableFlags, "[craftsman_culture]"), "points", "一分", scoring.CodeCardValue, ""},
		{"points in thirds", cells.row(tableEach, "[work_injuries]"), "points", "-0.33", scoring.CodeCardValue, ""},
		{"points of the wrong sign", cells.row(tableEach, "[work_injuries]"), "points", "2", scoring.CodeCardSign, ""},
		{"points of a choice", cells.row(tableChosen, "[titles]", "[national]"), "points", "两分", scoring.CodeCardValue, ""},
		{"a share without its percent sign", cells.row(tableTiers, "[training_ratio]", "60%"), "bound", "60", scoring.CodeCardValue, ""},
		{"tiers out of order", cells.row(tableTiers, "[training_ratio]", "60%"), "bound", "80%", scoring.CodeCardRowOrder, "-"},
		{"an unknown fact", cells.row(tableFlags, "[craftsman_culture]"), "fact", "工匠大会 [conference]", CodeCardReference, "?"},
		{"a fact by a name that is not there", cells.row(tableFlags, "[craftsman_culture]"), "fact", "工匠大会", CodeCardReference, "?"},
		{"name and key of two facts", cells.row(tableLadders, "[training_ratio]"), "base", "企业职工总数 [skilled_workers]", CodeCardReference, ""},
		{"a fact of the wrong type", cells.row(tableLadders, "[training_ratio]"), "base", "技能荣誉 [honours]", scoring.CodeCardFactType, ""},
		{"an unknown choice", cells.row(tableChosen, "[titles]", "[national]"), "choice", "镇级", CodeCardReference, ""},
		{"an unknown field in a condition", cells.row(tableCases, "[innovations]", "第一人"), "when", "位置 = 第一人", CodeCardReference, ""},
		{"an unknown choice in a condition", cells.row(tableCases, "[innovations]", "第一人"), "when", "技术工人位次 = 第三人", CodeCardReference, ""},
		{"a condition without a sign", cells.row(tableCases, "[innovations]", "第一人"), "when", "第一人", CodeCardCondition, ""},
		{"a condition that an earlier one covers", cells.row(tableCases, "[innovations]", "第二人"), "when", "技术工人位次=第一人", scoring.CodeCardCaseNever, ""},
		{"the key of another fact", cells.row(tableFacts, "hr_manager"), "key", "hr_department", scoring.CodeCardDuplicateID, "?"},
		{"the key of another indicator", cells.row(tableIndicators, "equity"), "id", "eight_grade", scoring.CodeCardDuplicateID, "?"},
		{"a key in capitals", cells.row(tableCategories, "platform"), "id", "Platform 3", scoring.CodeCardValue, "?"},
		{"an empty text", cells.row(tableIndicators, "eight_grade"), "standard", "", scoring.CodeCardMissingKey, ""},
		{"an empty field of the document", cells.row(tableBasics, "issuer"), "value", "", scoring.CodeCardMissingKey, ""},
		{"a word that is none", cells.row(tableFacts, "hr_manager"), "type", "布尔", CodeCardWord, ""},
		{"a kind without rows", cells.row(tableIndicators, "eight_grade"), "rule", "每个", CodeCardRuleLost, "?"},
		{"a part without its number", cells.row(tableLadders, "[certification]"), "part", "", CodeCardPart, "?"},
		{"a part twice", cells.row(tableFlags, "[certification]", "[certification_standardized]"), "part", "1", CodeCardRuleTwice, "?"},
		{"a total that does not add up", cells.row(tableBasics, "base"), "value", "101", scoring.CodeCardSum, ""},
		{"a category that does not add up", cells.row(tableIndicators, "eight_grade"), "points", "4", scoring.CodeCardHighest, "?"},
		{"a cap that does not fit", cells.row(tableLists, "[innovations]"), "cap", "0", scoring.CodeCardValue, ""},
		{"no largest value", cells.row(tableFacts, "employees"), "max", "", scoring.CodeCardMissingKey, ""},
		{"a factor that is no fraction", cells.row(tableTimes, "[science_awards]"), "by", "0.5", scoring.CodeCardValue, ""},
		{"a ruling on two things", cells.row(tableRulings, "[titles]"), "on", "总分", scoring.CodeCardUnknownKey, ""},
		{"a reading that nobody has", cells.row(tableLadders, "[apprenticeship+apprentices-50-lower]"), "indicator", "2.2 [apprenticeship+other]", CodeCardReference, "?"},
		{"a tier of a reading", cells.row(tableTiers, "[apprenticeship+apprentices-50-lower]", "100"), "bound", "一百", scoring.CodeCardValue, ""},
		{"the tiers of a reading out of order", cells.row(tableTiers, "[apprenticeship+apprentices-50-lower]", "100"), "bound", "30", scoring.CodeCardRowOrder, ""},
		{"an upper bound that is no number", cells.row(tableTiers, "[apprenticeship]", "20"), "upper", "五十", scoring.CodeCardValue, ""},
		{"an upper bound without its word", cells.row(tableTiers, "[apprenticeship]", "20"), "upper_mode", "", scoring.CodeCardMissingKey, ""},
		{"a word without its upper bound", cells.row(tableTiers, "[apprenticeship]", "20"), "upper", "", scoring.CodeCardMissingKey, ""},
		{"a condition of a reading", cells.row(tableOnly, "[wage_arrears+veto-any-headcount]"), "unless", "级别 = 镇级", CodeCardReference, ""},
		{"a choice in a condition of a reading", cells.row(tableOnly, "[wage_arrears+veto-any-headcount]"), "unless", "到达级别 = 镇级", CodeCardReference, ""},
		{"a reading without rows", cells.row(tableRulings, "apprentices-50-lower"), "rule", "每个", CodeCardRuleLost, "?"},
		{"a reading without its code", cells.row(tableRulings, "cooperation-in-organization"), "alternative", "", scoring.CodeCardMissingKey, ""},
		{"a reading of nothing", cells.row(tableRulings, "cooperation-in-organization"), "category", "", scoring.CodeCardAlternative, "alternative"},
		{"a reading of two things", cells.row(tableRulings, "cooperation-in-organization"), "rule", "选择", CodeCardRuleLost, "?"},
		{"a reading in no category", cells.row(tableRulings, "cooperation-in-organization"), "category", "不存在", CodeCardReference, ""},
		{"a reading called like another", cells.row(tableRulings, "cooperation-in-organization"), "alternative", "total-capped-100", scoring.CodeCardDuplicateID, "?"},
		{"a cap for one indicator", cells.row(tableRulings, "cooperation-in-organization"), "total_cap", "5", scoring.CodeCardUnknownKey, "?"},
		{"a rule for the total", cells.row(tableRulings, "total-capped-100"), "rule", "是否", scoring.CodeCardUnknownKey, "?"},
		{"a cap of nothing", cells.row(tableRulings, "total-capped-100"), "total_cap", "0", scoring.CodeCardValue, ""},
		{"a cap on the total that is no number", cells.row(tableBasics, "cap"), "value", "百", scoring.CodeCardValue, ""},
		{"a cap on the total that nobody reaches", cells.row(tableBasics, "cap"), "value", "500", scoring.CodeCardTotalCap, ""},
		{"a reading with a cap that nobody reaches", cells.row(tableRulings, "total-capped-100"), "total_cap", "500", scoring.CodeCardTotalCap, ""},
		{"an effort beyond the scale", cells.row(tableFacts, "employees"), "effort", "9", scoring.CodeCardValue, ""},
		{"an act with a place that is none", cells.row(tableFacts, "employees"), "act", "再招 {m} 人", scoring.CodeCardValue, ""},
		{"advice that is neither yes nor no", cells.row(tableFacts, "employees"), "advise", "也许", CodeCardWord, ""},
		{"a choice of nothing", cells.row(tableChoices, "[title_level]", "省级"), "fact", "", CodeCardRowExtra, "?"},
		{"a tie break without a share", cells.row(tableTies, "[high_skilled_ratio]"), "indicator", "3.1 实行“八级工”制度 [eight_grade]", scoring.CodeCardTieBreak, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			at := c.row.at(c.column)
			_, problems := ReadCard(edit(t, book, func(f *excelize.File) error { return f.SetCellStr(at.Sheet, at.Cell, c.text) }))
			if c.row.table.column(c.at) >= 0 {
				at = c.row.at(c.at)
			}
			want := func(p scoring.Problem) bool { return p.Code == c.code && p.Sheet == at.Sheet && p.Cell == at.Cell }
			if c.at == "-" { // the row below is the one that is out of order
				want = func(p scoring.Problem) bool { return p.Code == c.code && p.Sheet == at.Sheet && p.Cell != "" }
			}
			if !slices.ContainsFunc(problems, want) {
				t.Fatalf("no %s at %s!%s: %v", c.code, at.Sheet, at.Cell, problems.Error())
			}
			if c.at == "" && len(problems) > 1 {
				t.Errorf("more than one problem: %v", problems.Error())
			}
			for _, p := range problems {
				if p.Cell == "" || p.Line != 0 {
					t.Errorf("%s has no cell: %+v", p.Code, p.Position)
				}
			}
		})
	}
}

// Rows and sheets that are gone are told, all at once.
func TestLostRowsAndSheetsOfACardAreNamed(t *testing.T) {
	book := cardBook(t, loadCard(t, cardFiles[0]))
	cells := newCardCells(t, book)
	remove := func(row *cardRow) func(*excelize.File) error {
		return func(f *excelize.File) error { return f.RemoveRow(row.sheet, row.row) }
	}
	for _, c := range []struct {
		name   string
		change func(*excelize.File) error
		want   string
	}{
		{"a tier", remove(cells.row(tableTiers, "[training_ratio]", "70%")), "card_highest 指标!"},
		{"all rows of an indicator", remove(cells.row(tableEach, "[work_injuries]")), "card_rule_missing 指标!"},
		{"a choice with points", remove(cells.row(tableChosen, "[titles]", "[national]")), "card_choice_missing 计分-选择!"},
		{"a fact", remove(cells.row(tableFacts, "craftsman_culture")), "card_reference 计分-是否!"},
		{"a line of the basics", remove(cells.row(tableBasics, "issuer")), "card_missing_key 基本信息!"},
		{"a sheet", func(f *excelize.File) error { return f.DeleteSheet("口径") }, "card_table_missing"},
		{"the hidden row", func(f *excelize.File) error { return f.RemoveRow("并列", cardKeyRow) }, "card_table_missing"},
		{"a column", func(f *excelize.File) error { return f.RemoveCol("校验", "B") }, "card_column_missing 校验"},
		{"a column that nobody knows", func(f *excelize.File) error { return f.SetCellStr("校验", "C3", "checks.effort") }, "card_column_unknown 校验!C3"},
		{"a rule of nobody", func(f *excelize.File) error { return f.SetCellStr("计分-每个", "A6", "7.2 [arbitration]") }, "card_rule_extra 计分-每个!A6"},
	} {
		t.Run(c.name, func(t *testing.T) {
			read, problems := ReadCard(edit(t, book, c.change))
			code, place, _ := strings.Cut(c.want, " ")
			if read != nil || !slices.ContainsFunc(problems, func(p scoring.Problem) bool {
				return p.Code == code && strings.HasPrefix(p.Sheet+"!"+p.Cell, place)
			}) {
				t.Errorf("no %q in %+v", c.want, problems)
			}
		})
	}
	_, problems := ReadCard(edit(t, book, typedAt(cells.row(tableFlags, "[craftsman_culture]")), func(f *excelize.File) error { return f.DeleteSheet("口径") }))
	if len(problems) < 2 {
		t.Errorf("not all at once: %v", problems)
	}
}

func typedAt(row *cardRow) func(*excelize.File) error {
	at := row.at("points")
	return func(f *excelize.File) error { return f.SetCellStr(at.Sheet, at.Cell, "x") }
}

// What an office does to the workbook without changing what it says.
func TestCardBooksSurviveWhatOfficesDo(t *testing.T) {
	card := loadCard(t, cardFiles[0])
	book := cardBook(t, card)
	cells := newCardCells(t, book)
	flag := cells.row(tableFlags, "[craftsman_culture]")
	for _, c := range []struct {
		name   string
		change func(*excelize.File) error
	}{
		{"a label in place of label and key", func(f *excelize.File) error {
			at := flag.at("fact")
			return f.SetCellStr(at.Sheet, at.Cell, " 开展工匠文化宣传活动 ")
		}},
		{"a key alone", func(f *excelize.File) error {
			at := flag.at("fact")
			return f.SetCellStr(at.Sheet, at.Cell, "craftsman_culture")
		}},
		{"an indicator by its number", func(f *excelize.File) error {
			at := flag.at("indicator")
			return f.SetCellStr(at.Sheet, at.Cell, "5.4")
		}},
		{"a full-width digit as text", func(f *excelize.File) error {
			at := flag.at("points")
			return f.SetCellStr(at.Sheet, at.Cell, "1")
		}},
		{"a column of one's own", func(f *excelize.File) error { return f.SetCellStr("计分-是否", "E5", "请核对") }},
		{"an empty row between", func(f *excelize.File) error { return f.InsertRows("计分-是否", 7, 1) }},
		{"a column inserted", func(f *excelize.File) error { return f.InsertCols("计分-是否", "B", 1) }},
		{"a sheet renamed", func(f *excelize.File) error { return f.SetSheetName("计分-是否", "是否") }},
		{"a hidden sheet", func(f *excelize.File) error { return f.SetSheetVisible("校验", false) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			read, problems := ReadCard(edit(t, book, c.change))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			if read.Card.Hash() != card.Hash() {
				t.Error("the card has changed")
			}
		})
	}
}
