package workbook

import (
	"fmt"
	"strconv"

	"pgregory.net/rapid"

	"wuxing/scoring"
)

// names holds names that spreadsheets like to misread, and names that are equal
// or unequal for the engine in ways that COUNTIF does not see by itself.
var names = []string{
	"张三", "张 三", "张　三", "李四", "李*", "李?", "李~四", "王|0", "王*", "=1+1", "+8613", "-2", "@SUM(A1)", ">5", "<>", "=",
	"100", "1E3", "Anna", "anna", "ANNA", "an na", "A*", "_x0041_", "\"引号\"", "'撇", "a&b<c>", "是", "TRUE", "#N/A", "2024-9-3",
	"赵\u00a0六", "赵六", "很长很长的名字很长很长的名字很长很长的名字很长很长的名字",
}

// drawFacts draws facts that the card's checks accept: counts near the bounds of
// its shares, some facts left out, lists of some rows, none, or not given.
func drawFacts(t *rapid.T, card *scoring.Card) *scoring.Facts {
	k := card.Collect()
	counts := map[string]int{}
	larger := map[string]string{}
	for _, check := range card.Checks {
		larger[check.Smaller] = check.Larger
	}
	var count func(key string) int
	count = func(key string) int {
		if n, ok := counts[key]; ok {
			return n
		}
		n := rapid.SampledFrom([]int{0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 19, 20, 21, 49, 50, 51, 99, 100, 101, 123, 200, 300, 999, 1000000}).Draw(t, key)
		if whole, ok := larger[key]; ok {
			// Near a whole percentage of the larger count.
			limit := count(whole)
			n = limit*rapid.IntRange(0, 100).Draw(t, key+"%")/100 + rapid.IntRange(-1, 1).Draw(t, key+"±")
			n = max(0, min(limit, n))
		}
		if fact, ok := card.Fact(key); ok {
			n = min(n, int(fact.Max))
		}
		counts[key] = n
		return n
	}
	for i := range card.Facts {
		fact := &card.Facts[i]
		value := ""
		if fact.Type == scoring.TypeCount {
			value = strconv.Itoa(count(fact.Key))
		}
		if rapid.IntRange(0, 19).Draw(t, fact.Key+" missing") == 0 {
			continue
		}
		at := scoring.Position{Path: fact.Key}
		switch fact.Type {
		case scoring.TypeMoney:
			value = drawMoney(t, fact.Key)
		case scoring.TypeYesNo, scoring.TypeChoice:
			value = rapid.SampledFrom(choicesOf(fact.Type, fact.Choices)).Draw(t, fact.Key).Key
		case scoring.TypeList:
			drawList(t, k, fact)
			continue
		}
		k.Set(fact.Key, value, at)
	}
	facts, problems := k.Facts()
	if len(problems) > 0 {
		t.Fatalf("generator: %v", problems)
	}
	return facts
}

// drawMoney draws amounts around the bounds of allowances and growth.
func drawMoney(t *rapid.T, key string) string {
	base := rapid.SampledFrom([]int{0, 100_00, 500_00, 100_000_00, 103_000_00, 111_000_00, 10_000_000_00}).Draw(t, key)
	fen := base + rapid.SampledFrom([]int{-50_00, -1, 0, 0, 1, 50_00, 50_01, 1_000_00, 999_99, 10_10}).Draw(t, key+"±")
	fen = max(0, min(10_000_000_00, fen))
	if key == "monthly_allowance" {
		fen = min(fen, 1_000_000_00)
	}
	return fmt.Sprintf("%d.%02d", fen/100, fen%100)
}

func drawList(t *rapid.T, k *scoring.Collector, fact *scoring.Fact) {
	at := scoring.Position{Path: fact.Key}
	k.List(fact.Key, at)
	rows := rapid.SampledFrom([]int{0, 1, 1, 2, 3, 5, 8}).Draw(t, fact.Key+" rows")
	if rapid.IntRange(0, 40).Draw(t, fact.Key+" full") == 0 {
		rows = fact.MaxRows
	}
	for r := range rows {
		var cells []scoring.RowCell
		for f := range fact.Fields {
			field := &fact.Fields[f]
			label := fmt.Sprint(fact.Key, r, field.Key)
			text := ""
			switch field.Type {
			case scoring.TypeText:
				text = rapid.SampledFrom(names).Draw(t, label)
			case scoring.TypeCount:
				text = strconv.Itoa(rapid.SampledFrom([]int{0, 1, 4, 5, 6, 100}).Draw(t, label))
			default:
				text = rapid.SampledFrom(choicesOf(field.Type, field.Choices)).Draw(t, label).Key
			}
			cells = append(cells, scoring.RowCell{Field: field.Key, Text: text, At: at})
		}
		k.Row(fact.Key, at, cells)
	}
}

// facts generates facts of a card.
func factsOf(card *scoring.Card) *rapid.Generator[*scoring.Facts] {
	return rapid.Custom(func(t *rapid.T) *scoring.Facts { return drawFacts(t, card) })
}
