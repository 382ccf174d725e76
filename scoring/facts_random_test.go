package scoring_test

import (
	"encoding/json"
	"strconv"
	"strings"

	"pgregory.net/rapid"

	"wuxing/scoring"
)

// answers are the facts of one enterprise in some order, as they would be typed:
// sound, but otherwise anything that the card allows.
type answers []answer

type answer struct {
	key  string
	text string    // as in JSON, for lists ""
	rows []answers // of a list
	list bool
}

// drawAnswers makes facts up from the card's own questions. Numbers lie close to
// the bounds of its ladders more often than elsewhere; names come often again.
// With all set every fact is given.
func drawAnswers(t *rapid.T, card *scoring.Card, all bool) answers {
	bounds := boundsByFact(card)
	counts := map[string]int64{}
	var given answers
	for i := range card.Facts {
		fact := &card.Facts[i]
		if !all && rapid.IntRange(0, 9).Draw(t, "missing "+fact.Key) == 0 {
			continue
		}
		a := answer{key: fact.Key}
		switch fact.Type {
		case scoring.TypeList:
			a.list, a.rows = true, drawRows(t, fact)
		case scoring.TypeCount:
			counts[fact.Key] = drawNumber(t, fact.Key, bounds[fact.Key], fact.Max)
		case scoring.TypeMoney:
			a.text = scoring.Points(drawNumber(t, fact.Key, bounds[fact.Key], fact.Max*100)).String() // hundredths, too
		default:
			a.text = drawChoice(t, fact.Key, fact.Type, fact.Choices)
		}
		given = append(given, a)
	}
	obeyChecks(card, counts)
	for i := range given {
		if n, ok := counts[given[i].key]; ok {
			given[i].text = strconv.FormatInt(n, 10)
		}
	}
	return given
}

// boundsByFact are the numbers at which the score of a fact may change; for the
// parts of a share they only give some numbers that come often.
func boundsByFact(card *scoring.Card) map[string][]int64 {
	bounds := map[string][]int64{}
	var visit func(rule *scoring.Rule)
	visit = func(rule *scoring.Rule) {
		for i := range rule.Sum {
			visit(&rule.Sum[i])
		}
		if rule.Ladder == nil {
			return
		}
		of := rule.Ladder.Of
		key, unit := of.Count, int64(1)
		switch {
		case of.Amount != "":
			key, unit = of.Amount, 100
		case of.Ratio[0] != "":
			bounds[of.Ratio[0]] = []int64{0, 1, 7, 20, 36, 41, 50, 71, 100}
			bounds[of.Ratio[1]] = []int64{0, 1, 20, 100, 200, 300}
			return
		case of.Growth[0] != "":
			bounds[of.Growth[0]] = []int64{6000000, 6180000, 6240000, 6660000, 7000000}
			bounds[of.Growth[1]] = []int64{0, 6000000, 6000001}
			return
		}
		for _, row := range rule.Ladder.Rows {
			bound := row.From
			if bound == nil {
				bound = row.Above
			}
			bounds[key] = append(bounds[key], quantity(bound, unit))
		}
		if then := rule.Ladder.Then; then != nil {
			for n := int64(0); n < 12; n++ {
				bounds[key] = append(bounds[key], quantity(&then.Over, unit)+n*quantity(&then.Every, unit))
			}
		}
	}
	for _, indicator := range card.Indicators() {
		visit(&indicator.Rule)
	}
	return bounds
}

func drawNumber(t *rapid.T, key string, bounds []int64, most int64) int64 {
	kinds := []*rapid.Generator[int64]{rapid.Int64Range(0, min(12, most)), rapid.Int64Range(0, min(1000, most)), rapid.Int64Range(0, most)}
	if len(bounds) > 0 {
		near := rapid.Map(rapid.SampledFrom(bounds), func(n int64) int64 { return n })
		kinds = append(kinds, near, near, near)
	}
	n := rapid.OneOf(kinds...).Draw(t, key)
	return min(max(0, n+rapid.Int64Range(-1, 1).Draw(t, key+" beside")), most)
}

func drawChoice(t *rapid.T, key string, kind scoring.FactType, choices []scoring.Choice) string {
	if kind == scoring.TypeYesNo {
		return rapid.SampledFrom([]string{"true", "false"}).Draw(t, key)
	}
	choice := choices[rapid.IntRange(0, len(choices)-1).Draw(t, key)]
	return quote(choice.Key)
}

func drawRows(t *rapid.T, fact *scoring.Fact) []answers {
	rows := []answers{}
	for range rapid.IntRange(0, min(8, fact.MaxRows)).Draw(t, fact.Key+" rows") {
		rows = append(rows, drawRow(t, fact))
	}
	return rows
}

func drawRow(t *rapid.T, fact *scoring.Fact) answers {
	var row answers
	drawn := map[string]string{}
	for i := range fact.Fields {
		field := &fact.Fields[i]
		var text string
		switch field.Type {
		case scoring.TypeText:
			text = quote(rapid.SampledFrom([]string{"张三", "张 三", "李四", "王五", "Anna <a@b>", "赵\u3000六", "\"七\"\\"}).Draw(t, field.Key))
		case scoring.TypeCount:
			text = strconv.FormatInt(drawNumber(t, field.Key, []int64{3, 5}, field.Max), 10)
		default:
			text = drawChoice(t, field.Key, field.Type, field.Choices)
		}
		drawn[field.Key] = strings.Trim(text, `"`)
		if word, ok := map[string]string{"true": "yes", "false": "no"}[text]; ok {
			drawn[field.Key] = word
		}
		if !needed(field, drawn) && rapid.Bool().Draw(t, "leave "+field.Key+" out") {
			continue
		}
		row = append(row, answer{key: field.Key, text: text})
	}
	return row
}

// obeyChecks lowers counts until no one contradicts another, also not through
// counts that are not given.
func obeyChecks(card *scoring.Card, counts map[string]int64) {
	above := ceilings(card)
	for changed := true; changed; {
		changed = false
		for smaller, all := range above {
			for larger := range all {
				n, okSmaller := counts[smaller]
				most, okLarger := counts[larger]
				if okSmaller && okLarger && n > most {
					counts[smaller], changed = most, true
				}
			}
		}
	}
}

// ceilings lists for each fact all those that it may not be larger than, by the
// card's checks and by what follows from them: a ≤ b and b ≤ c make a ≤ c.
func ceilings(card *scoring.Card) map[string]map[string]bool {
	above := map[string]map[string]bool{}
	for _, check := range card.Checks {
		for _, key := range []string{check.Smaller, check.Larger} {
			if above[key] == nil {
				above[key] = map[string]bool{}
			}
		}
		above[check.Smaller][check.Larger] = true
	}
	for middle := range above {
		for key := range above {
			for larger := range above[middle] {
				if above[key][middle] {
					above[key][larger] = true
				}
			}
		}
	}
	return above
}

// json writes the answers in their order.
func (a answers) json() string {
	var b strings.Builder
	b.WriteByte('{')
	for i, answer := range a {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(quote(answer.key) + ":")
		if !answer.list {
			b.WriteString(answer.text)
			continue
		}
		b.WriteByte('[')
		for r, row := range answer.rows {
			if r > 0 {
				b.WriteByte(',')
			}
			b.WriteString(row.json())
		}
		b.WriteByte(']')
	}
	b.WriteByte('}')
	return b.String()
}

// shuffled puts facts, rows and the fields of rows into another order.
func (a answers) shuffled(t *rapid.T) answers {
	mixed := rapid.Permutation(a).Draw(t, "order")
	for i := range mixed {
		if !mixed[i].list {
			continue
		}
		rows := rapid.Permutation(mixed[i].rows).Draw(t, "order of "+mixed[i].key)
		for r := range rows {
			rows[r] = rapid.Permutation(rows[r]).Draw(t, "order of fields")
		}
		mixed[i].rows = rows
	}
	return mixed
}

// with gives the answers with one more row in a list.
func (a answers) with(key string, row answers) answers {
	more := append(answers{}, a...)
	for i := range more {
		if more[i].key == key {
			more[i].rows = append(append([]answers{}, more[i].rows...), row)
		}
	}
	return more
}

func (a answers) rowsOf(key string) []answers {
	for _, answer := range a {
		if answer.key == key {
			return answer.rows
		}
	}
	return nil
}

func quote(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil { // a Go string always marshals
		panic(err)
	}
	return string(quoted)
}
