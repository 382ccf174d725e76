package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"wuxing/scoring"
)

// sheet is the assessment to fill in: every category with its indicators, the
// clause beside the inputs, and what the engine makes of them.
type sheet struct {
	Card       *scoring.Card
	Categories []sheetCategory
	Score      *score // nil: nothing to score, since the input has problems
	Claims     string // JSON, see fieldClaims
	Problems   []problem
	Locked     bool // only some fields are open
}

type sheetCategory struct {
	*scoring.Category
	Asked, Answered int // facts that are asked here for the first time
	Score           scoring.Points
	Items           []item
	Shut            int // items that cannot be changed, where others can
}

// item is an indicator with the fields that are asked here for the first time and
// those that were asked above.
type item struct {
	*scoring.Indicator
	Kind    scoring.CategoryKind
	Fields  []field
	Above   []fieldLink
	Line    *scoring.IndicatorResult
	Claimed bool
	Open    bool // may be filled in now
}

type fieldLink struct{ ID, Label, No string }

// field is one input.
type field struct {
	Fact     *scoring.Fact
	Name, ID string
	Value    string
	Options  []option
	Problem  string
	Open     bool
	Shown    string // the value in words, where it cannot be changed

	// Of lists.
	Columns []scoring.Field
	Rows    []sheetRow
	Blank   sheetRow // to be copied by the script
	Next    int      // number of the next row
}

type option struct {
	Value, Label string
	Chosen       bool
}

type sheetRow struct {
	Number  int
	Problem string
	Cells   []cell
}

type cell struct {
	Field    *scoring.Field
	Name, ID string
	Value    string
	Options  []option
	Problem  string
	Shown    string
}

// problem is what is wrong with a field.
type problem struct {
	ID      string // of the field; "": of none
	Message string
}

// sheetBuilder puts a sheet together.
type sheetBuilder struct {
	card     *scoring.Card
	lang     string
	values   url.Values
	rows     map[string][]formRow
	problems scoring.Problems
	result   *scoring.Result // nil: not scored
	open     []string        // facts that are open; nil: all
	spare    int             // blank rows for who has no script
	prefix   string          // of ids, where a page has a fact more than once
}

func (b *sheetBuilder) build() *sheet {
	b.rows = rowsOf(b.values)
	s := &sheet{Card: b.card, Locked: b.open != nil, Claims: b.values.Get(fieldClaims)}
	if b.result != nil {
		s.Score = scoreOf(b.lang, b.card, b.result, b.values)
	}
	asked := make(map[string]string) // no of the indicator that asks for a fact
	for i := range b.card.Categories {
		category := sheetCategory{Category: &b.card.Categories[i]}
		for j := range category.Indicators {
			one := b.item(&category, &category.Indicators[j], asked)
			category.Items = append(category.Items, one)
			if b.open != nil && !one.Open {
				category.Shut++
			}
			for f := range one.Fields {
				category.Asked++
				if given(b.values, one.Fields[f].Fact) {
					category.Answered++
				}
			}
		}
		if b.result != nil {
			for _, score := range b.result.Categories {
				if score.ID == category.ID {
					category.Score = score.Score
				}
			}
		}
		s.Categories = append(s.Categories, category)
	}
	for _, p := range b.problems {
		s.Problems = append(s.Problems, problem{ID: b.target(p.Path), Message: p.Message})
	}
	return s
}

// given tells whether a fact has an answer in the form: progress, and no rule.
func given(values url.Values, fact *scoring.Fact) bool {
	return strings.TrimSpace(values.Get(fieldFacts+fact.Key)) != ""
}

func (b *sheetBuilder) item(category *sheetCategory, indicator *scoring.Indicator, asked map[string]string) item {
	one := item{Indicator: indicator, Kind: category.Kind}
	for _, fact := range b.card.FactsOf(indicator) {
		if no, above := asked[fact.Key]; above {
			one.Above = append(one.Above, fieldLink{ID: fieldID(fieldFacts + fact.Key), Label: fact.Label, No: no})
			one.Open = one.Open || b.opens(fact)
			continue
		}
		asked[fact.Key] = indicator.No
		made := b.field(fact)
		one.Open = one.Open || made.Open
		one.Fields = append(one.Fields, made)
	}
	if b.result != nil {
		one.Line, _ = b.result.Indicator(indicator.ID)
		one.Claimed = one.Line != nil && one.Line.Basis != ""
	}
	return one
}

// opens tells whether a fact may be changed.
func (b *sheetBuilder) opens(fact *scoring.Fact) bool {
	return b.open == nil || slices.Contains(b.open, fact.Key)
}

func (b *sheetBuilder) field(fact *scoring.Fact) field {
	name := fieldFacts + fact.Key
	f := field{
		Fact: fact, Name: name, ID: fieldID(b.prefix + name), Value: b.values.Get(name), Problem: b.problemAt(name),
		Open: b.opens(fact),
	}
	switch fact.Type {
	case scoring.TypeYesNo:
		f.Options = yesNo(b.lang, f.Value)
	case scoring.TypeChoice:
		f.Options = choices(fact.Choices, f.Value)
	case scoring.TypeList:
		f.Options = []option{
			{listSome, text(b.lang, "fill.some"), f.Value == listSome},
			{listNone, text(b.lang, "fill.none"), f.Value == listNone},
		}
		f.Columns = fact.Fields
		b.list(&f)
	}
	f.Shown = shown(f.Options, f.Value)
	return f
}

func (b *sheetBuilder) list(f *field) {
	for _, row := range b.rows[f.Fact.Key] {
		f.Rows = append(f.Rows, b.row(f.Fact, row))
		f.Next = row.number + 1
	}
	for range b.spare {
		if !f.Open || f.Value == listNone {
			break
		}
		f.Rows = append(f.Rows, b.row(f.Fact, formRow{number: f.Next}))
		f.Next++
	}
	f.Blank = b.row(f.Fact, formRow{number: -1})
}

func (b *sheetBuilder) row(fact *scoring.Fact, from formRow) sheetRow {
	number := strconv.Itoa(from.number)
	if from.number < 0 {
		number = "N" // the script puts the number there
	}
	path := fieldFacts + fact.Key + "[" + number + "]"
	row := sheetRow{Number: from.number, Problem: b.problemAt(path)}
	for i := range fact.Fields {
		column := &fact.Fields[i]
		name := path + "." + column.Key
		one := cell{Field: column, Name: name, ID: fieldID(b.prefix + name), Value: from.cells[column.Key], Problem: b.problemAt(name)}
		switch column.Type {
		case scoring.TypeYesNo:
			one.Options = yesNo(b.lang, one.Value)
		case scoring.TypeChoice:
			one.Options = choices(column.Choices, one.Value)
		}
		one.Shown = shown(one.Options, one.Value)
		row.Cells = append(row.Cells, one)
	}
	return row
}

// problemAt joins what is wrong with a field.
func (b *sheetBuilder) problemAt(path string) string {
	var said []string
	for _, p := range b.problems {
		if p.Path == path {
			said = append(said, p.Message)
		}
	}
	return strings.Join(said, " ")
}

// target is the id of the input that a problem is about: that of its field, of the
// first cell of its row, or of nothing.
func (b *sheetBuilder) target(path string) string {
	key := strings.TrimPrefix(path, fieldFacts)
	if key == path {
		return ""
	}
	if list, rest, isRow := strings.Cut(key, "["); isRow {
		fact, ok := b.card.Fact(list)
		if ok && strings.HasSuffix(rest, "]") && len(fact.Fields) > 0 {
			return fieldID(path + "." + fact.Fields[0].Key)
		}
	}
	return fieldID(path)
}

// fieldID is the id of an input: its name without what selectors read otherwise.
func fieldID(name string) string {
	return strings.NewReplacer(".", "-", "[", "-", "]", "").Replace(name)
}

func yesNo(lang, value string) []option {
	return []option{{"yes", text(lang, "fill.yes"), value == "yes"}, {"no", text(lang, "fill.no"), value == "no"}}
}

func choices(of []scoring.Choice, value string) []option {
	options := make([]option, len(of))
	for i, choice := range of {
		options[i] = option{choice.Key, choice.Label, choice.Key == value}
	}
	return options
}

func shown(options []option, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}
