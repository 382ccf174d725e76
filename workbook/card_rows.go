package workbook

import (
	"slices"
	"strconv"
	"strings"

	"wuxing/scoring"
)

// cardRows takes a card apart into the rows of each table, in order. A row has
// the text of each column by its key.
func cardRows(card *scoring.Card) map[string][]map[string]string {
	r := &rowMaker{card: card, rows: map[string][]map[string]string{}}
	r.basics()
	for i := range card.Facts {
		r.fact(&card.Facts[i])
	}
	for _, check := range card.Checks {
		r.add(tableChecks, "smaller", r.factRef(check.Smaller), "larger", r.factRef(check.Larger))
	}
	for i := range card.Rulings {
		r.ruling("", &card.Rulings[i])
	}
	for g := range card.Categories {
		category := &card.Categories[g]
		r.add(tableCategories, "id", category.ID, "no", category.No, "name", category.Name,
			"kind", labelOf(wordsCategory, string(category.Kind)), "points", notZero(category.Points))
		for i := range category.Indicators {
			r.indicator(category, &category.Indicators[i])
		}
	}
	for _, tie := range card.TieBreaks {
		indicator := ""
		if tie.Indicator != "" {
			indicator = r.indicatorRef(tie.Indicator)
		}
		r.add(tableTies, "by", labelOf(wordsTie, tie.By), "indicator", indicator)
	}
	return r.rows
}

// rowMaker collects rows.
type rowMaker struct {
	card *scoring.Card
	rows map[string][]map[string]string
}

// add appends a row; cells are pairs of column and text.
func (r *rowMaker) add(table string, cells ...string) {
	row := make(map[string]string, len(cells)/2)
	for i := 0; i+1 < len(cells); i += 2 {
		row[cells[i]] = cells[i+1]
	}
	r.rows[table] = append(r.rows[table], row)
}

func (r *rowMaker) basics() {
	c := r.card
	values := map[string]string{
		"id": c.ID, "title": c.Title, "number": c.Document.Number, "name": c.Document.Name, "issuer": c.Document.Issuer,
		"issued": c.Document.Issued, "effective": c.Document.Effective, "columns": strings.Join(c.Columns, "\n"),
		"base": c.Totals.Base.String(), "bonus": c.Totals.Bonus.String(), "cap": limit(c.Totals.Cap), basicBasedOn: c.ID,
	}
	for _, row := range basicRows {
		r.add(tableBasics, "key", row.key, "label", row.label, "value", values[row.key], "note", row.note)
	}
}

func (r *rowMaker) fact(fact *scoring.Fact) {
	r.add(tableFacts, "key", fact.Key, "label", fact.Label, "type", labelOf(wordsFactType, string(fact.Type)), "unit", fact.Unit,
		"max", number(fact.Max), "max_rows", number(int64(fact.MaxRows)), "asked", fact.Asked, "evidence", strings.Join(fact.Evidence, "\n"),
		"effort", number(int64(fact.Effort)), "act", fact.Act, "advise", advice(fact.Advise))
	for _, choice := range fact.Choices {
		r.add(tableChoices, "fact", r.factRef(fact.Key), "key", choice.Key, "label", choice.Label)
	}
	for i := range fact.Fields {
		field := &fact.Fields[i]
		r.add(tableFields, "fact", r.factRef(fact.Key), "key", field.Key, "label", field.Label,
			"type", labelOf(wordsFieldType, string(field.Type)), "unit", field.Unit, "max", number(field.Max),
			"optional", tick(field.Optional), "needed_when", conditions(fact, field.NeededWhen))
		for _, choice := range field.Choices {
			r.add(tableChoices, "fact", r.factRef(fact.Key), "field", reference(field.Label, field.Key), "key", choice.Key, "label", choice.Label)
		}
	}
}

func (r *rowMaker) indicator(category *scoring.Category, indicator *scoring.Indicator) {
	r.add(tableIndicators, "category", reference(category.Name, category.ID), "id", indicator.ID, "no", indicator.No, "name", indicator.Name,
		"printed", indicator.Printed, "points", notZero(indicator.Points), "standard", indicator.Standard,
		"rule", labelOf(wordsRule, ruleKind(&indicator.Rule)), "short", indicator.Short)
	who := r.indicatorRef(indicator.ID)
	r.rules(who, &indicator.Rule)
	for i := range indicator.Rulings {
		ruling := &indicator.Rulings[i]
		r.ruling(who, ruling)
		if a := ruling.Alternative; a != nil && a.Rule != nil {
			r.rules(reference(indicator.No+" "+indicator.Name, owner(indicator.ID, a.ID)), a.Rule)
		}
	}
}

func (r *rowMaker) ruling(indicator string, ruling *scoring.Ruling) {
	cells := []string{
		"on", labelOf(wordsOn, ruling.On), "indicator", indicator, "question", ruling.Question,
		"reading", ruling.Reading, "reason", ruling.Reason, "other", ruling.Other, "needs", ruling.Needs,
	}
	if a := ruling.Alternative; a != nil {
		cells = append(cells, "alternative", a.ID, "total_cap", limit(a.TotalCap))
		if a.Rule != nil {
			cells = append(cells, "rule", labelOf(wordsRule, ruleKind(a.Rule)))
		}
		for g := range r.card.Categories {
			if category := &r.card.Categories[g]; category.ID == a.Category {
				cells = append(cells, "category", reference(category.Name, category.ID))
			}
		}
	}
	r.add(tableRulings, cells...)
}

// rules adds the rows of a rule of an indicator or of another reading of it.
func (r *rowMaker) rules(who string, rule *scoring.Rule) {
	if len(rule.Sum) == 0 {
		r.rule(who, "", rule)
	}
	for i := range rule.Sum {
		r.rule(who, strconv.Itoa(i+1), &rule.Sum[i])
	}
}

// ruleKind is the key of a rule's kind; Load has seen to it that there is one.
func ruleKind(rule *scoring.Rule) string {
	switch {
	case rule.Flag != nil:
		return "flag"
	case rule.Choice != nil:
		return "choice"
	case rule.Ladder != nil:
		return "ladder"
	case rule.Each != nil:
		return "each"
	case rule.List != nil:
		return "list"
	default:
		return "sum"
	}
}

// rule adds the rows of a rule that is no sum.
func (r *rowMaker) rule(who, part string, rule *scoring.Rule) {
	add := func(table string, cells ...string) {
		r.add(table, append([]string{"indicator", who, "part", part}, cells...)...)
	}
	switch {
	case rule.Flag != nil:
		add(tableFlags, "fact", r.factRef(rule.Flag.Fact), "points", rule.Flag.Points.String())
	case rule.Each != nil:
		add(tableEach, "fact", r.factRef(rule.Each.Fact), "points", rule.Each.Points.String())
	case rule.Choice != nil:
		fact, _ := r.card.Fact(rule.Choice.Fact)
		for _, row := range rule.Choice.Points {
			add(tableChosen, "fact", r.factRef(fact.Key), "choice", reference(labelOf(fact.Choices, row.Choice), row.Choice), "points", row.Points.String())
		}
	case rule.Ladder != nil:
		r.ladder(rule.Ladder, add)
	case rule.List != nil:
		r.list(rule.List, add)
	}
}

func (r *rowMaker) ladder(ladder *scoring.LadderRule, add func(string, ...string)) {
	kind, facts := measureOf(&ladder.Of)
	head := []string{"of", labelOf(wordsMeasure, kind), "fact", r.factRef(facts[0]), "cap", limit(ladder.Cap)}
	if facts[1] != "" {
		head = append(head, "base", r.factRef(facts[1]))
	}
	if then := ladder.Then; then != nil {
		head = append(head, "over", then.Over.String(), "every", then.Every.String(), "step", then.Points.String())
	}
	add(tableLadders, head...)
	for i := range ladder.Rows {
		row := &ladder.Rows[i]
		mode, bound := "from", row.From
		if bound == nil {
			mode, bound = "above", row.Above
		}
		upperMode, upper := "", ""
		switch {
		case row.To != nil:
			upperMode, upper = labelOf(wordsUpper, "to"), row.To.String()
		case row.Below != nil:
			upperMode, upper = labelOf(wordsUpper, "below"), row.Below.String()
		}
		add(tableTiers, "mode", labelOf(wordsBound, mode), "bound", bound.String(), "upper_mode", upperMode, "upper", upper,
			"points", pointsOrVeto(row.Points, row.Veto), "veto", tick(row.Veto))
	}
}

// measureOf is the kind of a measure and its one or two facts.
func measureOf(of *scoring.Measure) (kind string, facts [2]string) {
	switch {
	case of.Count != "":
		return "count", [2]string{of.Count}
	case of.Amount != "":
		return "amount", [2]string{of.Amount}
	case of.Ratio[0] != "":
		return "ratio", of.Ratio
	default:
		return "growth", of.Growth
	}
}

func (r *rowMaker) list(list *scoring.ListRule, add func(string, ...string)) {
	fact, _ := r.card.Fact(list.Fact)
	add(tableLists, "fact", r.factRef(list.Fact), "best_per", fieldRef(fact, list.BestPer), "combine", labelOf(wordsCombine, list.Combine), "cap", limit(list.Cap))
	for _, bound := range list.Only {
		add(tableOnly, "field", fieldRef(fact, bound.Field), "from", number(bound.From), "unless", conditions(fact, bound.Unless))
	}
	for group, table := range list.Tables {
		for _, row := range table {
			add(tableCases, "group", strconv.Itoa(group+1), "when", anyOr(conditions(fact, row.When)),
				"points", pointsOrVeto(row.Points, row.Veto), "veto", tick(row.Veto))
		}
	}
	for _, factor := range list.Times {
		add(tableTimes, "when", anyOr(conditions(fact, factor.When)), "by", strconv.Itoa(factor.By[0])+"/"+strconv.Itoa(factor.By[1]))
	}
}

// reference names a row of another sheet for people and, in brackets, for sure.
func reference(label, key string) string { return label + " [" + key + "]" }

func (r *rowMaker) factRef(key string) string {
	fact, _ := r.card.Fact(key)
	return reference(fact.Label, key)
}

func (r *rowMaker) indicatorRef(id string) string {
	indicator, _ := r.card.Indicator(id)
	return reference(indicator.No+" "+indicator.Name, id)
}

func fieldRef(fact *scoring.Fact, key string) string {
	for i := range fact.Fields {
		if fact.Fields[i].Key == key {
			return reference(fact.Fields[i].Label, key)
		}
	}
	return key
}

// conditions writes matches as 级别 [level] = 省级 [province] / 市级 [city]; … A
// label with one of the signs that divide conditions is left out.
func conditions(fact *scoring.Fact, matches []scoring.Match) string {
	var all []string
	for i := 0; i < len(matches); {
		name := matches[i].Field
		text, choices := plainReference(name, name), []scoring.Choice(nil)
		if f := slices.IndexFunc(fact.Fields, func(f scoring.Field) bool { return f.Key == name }); f >= 0 {
			field := &fact.Fields[f]
			text, choices = plainReference(field.Label, name), choicesOf(field.Type, field.Choices)
		}
		for n := 0; i < len(matches) && matches[i].Field == name; i, n = i+1, n+1 {
			text += []string{" = ", " / "}[min(n, 1)] + plainReference(labelOf(choices, matches[i].Choice), matches[i].Choice)
		}
		all = append(all, text)
	}
	return strings.Join(all, "; ")
}

func plainReference(label, key string) string {
	if label == key || strings.ContainsAny(label, conditionSigns) {
		return key
	}
	return reference(label, key)
}

func anyOr(text string) string {
	if text == "" {
		return labelAnyRow
	}
	return text
}

func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func notZero(p scoring.Points) string {
	if p == 0 {
		return ""
	}
	return p.String()
}

func limit(p *scoring.Points) string {
	if p == nil {
		return ""
	}
	return p.String()
}

// advice is whether a fact may be advised on; nothing where the card says nothing.
func advice(advise *bool) string {
	if advise == nil {
		return ""
	}
	return labelOf(wordsAdvise, strconv.FormatBool(*advise))
}

// pointsOrVeto leaves the points of a veto empty unless there are some.
func pointsOrVeto(p scoring.Points, veto bool) string {
	if veto {
		return notZero(p)
	}
	return p.String()
}

func tick(is bool) string {
	if is {
		return labelYes
	}
	return ""
}
