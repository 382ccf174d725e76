package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"wuxing/scoring"
)

// fillForm fills the form as a person does: into the cells with the fact's name,
// with the words of the drop-down lists, lists row by row.
func fillForm(t *testing.T, form []byte, submission object) []byte {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	cells := map[string]string{}
	for _, name := range file.GetDefinedName() {
		cells[name.Name] = strings.ReplaceAll(strings.TrimPrefix(name.RefersTo, "="), "$", "")
	}
	set := func(name string, value any) {
		sheet, cell, found := strings.Cut(cells[name], "!")
		if !found {
			t.Fatalf("the form has no cell named %s", name)
		}
		if err := file.SetCellValue(strings.Trim(sheet, "'"), cell, value); err != nil {
			t.Fatal(err)
		}
	}
	for _, part := range []string{"name", "uscc", "township"} {
		set("enterprise_"+part, submission["enterprise"].(object)[part])
	}
	card, _ := scoring.Cards().Card(scoring.DefaultCardID)
	for key, value := range submission["facts"].(object) {
		fact, ok := card.Fact(key)
		if !ok {
			t.Fatalf("no fact %s", key)
		}
		if fact.Type != scoring.TypeList {
			set(key, typed(fact.Type, fact.Choices, value))
			continue
		}
		rows := value.([]any)
		if len(rows) == 0 {
			set(key+"_declared", "无")
			continue
		}
		set(key+"_declared", "有")
		fillList(t, file, fact, rows)
	}
	var out bytes.Buffer
	if err := file.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// fillList finds the Excel table named after the fact.
func fillList(t *testing.T, file *excelize.File, fact *scoring.Fact, rows []any) {
	t.Helper()
	for _, sheet := range file.GetSheetList() {
		tables, err := file.GetTables(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range tables {
			if table.Name != fact.Key {
				continue
			}
			start, _, _ := strings.Cut(table.Range, ":")
			col, row, err := excelize.CellNameToCoordinates(start)
			if err != nil {
				t.Fatal(err)
			}
			for i, item := range rows {
				for f, field := range fact.Fields {
					value, given := item.(object)[field.Key]
					if !given {
						continue
					}
					cell, err := excelize.CoordinatesToCellName(col+f, row+1+i)
					if err != nil {
						t.Fatal(err)
					}
					if err := file.SetCellValue(sheet, cell, typed(field.Type, field.Choices, value)); err != nil {
						t.Fatal(err)
					}
				}
			}
			return
		}
	}
	t.Fatalf("the form has no table %s", fact.Key)
}

// typed is what a person types or chooses for a JSON value.
func typed(kind scoring.FactType, choices []scoring.Choice, value any) any {
	switch kind {
	case scoring.TypeYesNo:
		if value == true || value == "yes" {
			return "是"
		}
		return "否"
	case scoring.TypeChoice:
		for _, choice := range choices {
			if choice.Key == value {
				return choice.Label
			}
		}
	case scoring.TypeCount, scoring.TypeMoney:
		number, err := strconv.ParseFloat(fmt.Sprint(value), 64) // as a spreadsheet keeps what is typed
		if err == nil {
			return number
		}
	}
	return fmt.Sprint(value)
}

// compareRanking opens the workbook and holds every number against the API.
func compareRanking(t *testing.T, what string, book []byte, ranking object) {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	defer func() { _ = file.Close() }()
	var wantRanks, wantLines [][]string
	for _, r := range ranking["rows"].([]any) {
		row := r.(object)
		enterprise := row["enterprise"].(object)
		rank := fmt.Sprint(row["rank"])
		if rank == "0" {
			rank = ""
		}
		head := []string{rank, enterprise["name"].(string)}
		wantRanks = append(wantRanks, append(head, texts(row, "self_total", "official_total", "gap", "base", "bonus", "deduction")...))
		for _, l := range row["lines"].([]any) {
			line := l.(object)
			wantLines = append(wantLines, append([]string{enterprise["name"].(string), line["indicator"].(string)},
				append(texts(line, "self", "official", "gap"), line["reason"].(string), line["reviewer"].(string))...))
		}
	}
	ranks := readColumns(t, file, "排名", "名次", "企业名称", "自评总分", "评审总分", "差距", "基础分", "加分", "扣分")
	if diff := cmp.Diff(wantRanks, ranks); diff != "" {
		t.Errorf("%s, 排名 (-API +workbook):\n%s", what, diff)
	}
	lines := readColumns(t, file, "明细", "企业名称", "指标标识", "自评分", "评审分", "差距", "理由", "评审员")
	if diff := cmp.Diff(wantLines, lines); diff != "" {
		t.Errorf("%s, 明细 (-API +workbook):\n%s", what, diff)
	}
}

func texts(row object, keys ...string) []string {
	values := make([]string, len(keys))
	for i, key := range keys {
		values[i] = fmt.Sprint(row[key])
	}
	return values
}

// readColumns reads the named columns of the rows below the headings, numbers as
// they are stored.
func readColumns(t *testing.T, file *excelize.File, sheet string, headings ...string) [][]string {
	t.Helper()
	all, err := file.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	place := map[string]int{}
	var rows [][]string
	for _, cells := range all {
		if len(place) == 0 {
			for i, cell := range cells {
				place[cell] = i
			}
			for _, heading := range headings {
				if _, ok := place[heading]; !ok {
					clear(place)
					break
				}
			}
			continue
		}
		row := make([]string, len(headings))
		for i, heading := range headings {
			if at := place[heading]; at < len(cells) {
				row[i] = cells[at]
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func parse(t *testing.T, data []byte) object {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var value object
	if err := decoder.Decode(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

func quiet(t *testing.T) *console {
	t.Helper()
	return &console{ctx: t.Context(), in: strings.NewReader(""), out: io.Discard, errOut: io.Discard}
}
