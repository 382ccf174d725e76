package web

import (
	"net/url"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"wuxing/assessment"
	"wuxing/scoring"
)

// Fields of a form are named as the paths of problems: facts.employees,
// facts.honours[2].level. A list has a field of its own, facts.honours, that says
// whether there is anything to list; its numbers only keep rows apart and may have
// gaps.
const (
	fieldFacts   = "facts."
	fieldClaims  = "claims"  // scores that came with a workbook, as JSON; they stay
	fieldVersion = "version" // of the application that was read
	fieldKey     = "key"     // idempotency
	listSome     = "some"
	listNone     = "none"
)

var cellName = regexp.MustCompile(`^facts\.([a-z0-9_]+)\[(\d{1,4})\]\.([a-z0-9_]+)$`)

// formRow is a row of a list as it was typed.
type formRow struct {
	number int
	cells  map[string]string // by field
}

// rowsOf finds the rows of every list among the fields.
func rowsOf(form url.Values) map[string][]formRow {
	rows := make(map[string]map[int]map[string]string)
	for name, values := range form {
		match := cellName.FindStringSubmatch(name)
		if match == nil {
			continue
		}
		number, err := strconv.Atoi(match[2])
		if err != nil { // at most four digits
			continue
		}
		list := rows[match[1]]
		if list == nil {
			list = make(map[int]map[string]string)
			rows[match[1]] = list
		}
		if list[number] == nil {
			list[number] = make(map[string]string)
		}
		list[number][match[3]] = values[0]
	}
	found := make(map[string][]formRow, len(rows))
	for key, list := range rows {
		for number, cells := range list {
			found[key] = append(found[key], formRow{number, cells})
		}
		sort.Slice(found[key], func(i, j int) bool { return found[key][i].number < found[key][j].number })
	}
	return found
}

func (r formRow) blank() bool {
	for _, text := range r.cells {
		if strings.TrimSpace(text) != "" {
			return false
		}
	}
	return true
}

// narrow takes away what leaves no doubt about a number: blanks around it and the
// wide digits of a Chinese keyboard.
func narrow(text string) string { return strings.TrimSpace(width.Narrow.String(text)) }

// readFacts collects what was typed, or finds everything that is wrong with it. All
// rules stand in the collector.
func readFacts(card *scoring.Card, form url.Values) (*scoring.Facts, scoring.Problems) {
	k, rows := card.Collect(), rowsOf(form)
	for i := range card.Facts {
		fact := &card.Facts[i]
		name := fieldFacts + fact.Key
		at := scoring.Position{Path: name}
		if fact.Type == scoring.TypeList {
			readList(k, fact, form.Get(name), rows[fact.Key])
			continue
		}
		k.Set(fact.Key, narrow(form.Get(name)), at)
	}
	return k.Facts()
}

// readList collects the rows that say anything. A list with 无 and rows contradicts
// itself, one with 有 and none says nothing yet.
func readList(k *scoring.Collector, fact *scoring.Fact, declared string, rows []formRow) {
	rows = slices.DeleteFunc(slices.Clone(rows), formRow.blank)
	at := scoring.Position{Path: fieldFacts + fact.Key}
	switch {
	case declared == listNone && len(rows) > 0:
		k.FailFact(fact.Key, scoring.CodeListContradiction, at, "fact", fact.Label)
	case declared == listNone:
		k.List(fact.Key, at)
	case len(rows) > 0:
		k.List(fact.Key, at)
		for _, row := range rows {
			path := at.Path + "[" + strconv.Itoa(row.number) + "]"
			cells := make([]scoring.RowCell, 0, len(fact.Fields))
			for i := range fact.Fields {
				field := &fact.Fields[i]
				text := row.cells[field.Key]
				if field.Type != scoring.TypeText {
					text = narrow(text)
				}
				cells = append(cells, scoring.RowCell{Field: field.Key, Text: text, At: scoring.Position{Path: path + "." + field.Key}})
			}
			k.Row(fact.Key, scoring.Position{Path: path}, cells)
		}
	}
}

// valuesOf writes facts as the fields of a form.
func valuesOf(facts *scoring.Facts) url.Values {
	form := make(url.Values)
	card := facts.Card()
	for i := range card.Facts {
		fact := &card.Facts[i]
		name := fieldFacts + fact.Key
		if fact.Type != scoring.TypeList {
			if text := facts.Text(fact.Key); text != "" {
				form.Set(name, text)
			}
			continue
		}
		rows, given := facts.Rows(fact.Key)
		if !given {
			continue
		}
		form.Set(name, listNone)
		for r, row := range rows {
			form.Set(name, listSome)
			for f, text := range row {
				if text != "" {
					form.Set(name+"["+strconv.Itoa(r)+"]."+fact.Fields[f].Key, text)
				}
			}
		}
	}
	return form
}

// readAnswers reads a form for a use case.
func readAnswers(form url.Values) assessment.ReadAnswers {
	return func(card *scoring.Card) (*assessment.Answers, scoring.Problems) {
		facts, problems := readFacts(card, form)
		var claims scoring.Claims
		if text := form.Get(fieldClaims); text != "" {
			var bad scoring.Problems
			claims, bad = card.ParseClaims([]byte(text))
			problems = append(problems, bad...)
		}
		if len(problems) > 0 {
			return nil, problems
		}
		return answersOf(facts, claims)
	}
}
