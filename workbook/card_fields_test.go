package workbook

import (
	"reflect"
	"strings"
	"testing"

	"wuxing/scoring"
)

// cardFields says where the workbook keeps each field of a card: table.column, or
// "rows" where the field is the rows of a table. A field that is new in scoring
// belongs here, into card_rows.go and card_draft.go or card_rules.go, and into
// scoring/carddraft.go, or it would be lost.
var cardFields = map[string]string{
	"Card.ID": "basics.value", "Card.Title": "basics.value", "Card.Document": "basics.value", "Card.Columns": "basics.value",
	"Card.Totals": "basics.value", "Card.TieBreaks": "rows", "Card.Rulings": "rows", "Card.Facts": "rows", "Card.Checks": "rows",
	"Card.Categories": "rows",
	"Document.Number": "basics.value", "Document.Name": "basics.value", "Document.Issuer": "basics.value",
	"Document.Issued": "basics.value", "Document.Effective": "basics.value",
	"Totals.Base": "basics.value", "Totals.Bonus": "basics.value", "Totals.Cap": "basics.value",
	"TieBreak.By": "ties.by", "TieBreak.Indicator": "ties.indicator",
	"Ruling.On": "rulings.on", "Ruling.Question": "rulings.question", "Ruling.Reading": "rulings.reading",
	"Ruling.Reason": "rulings.reason", "Ruling.Other": "rulings.other", "Ruling.Needs": "rulings.needs",
	"Ruling.Alternative": "rulings.alternative", "Alternative.ID": "rulings.alternative", "Alternative.Rule": "rulings.rule",
	"Alternative.Category": "rulings.category", "Alternative.TotalCap": "rulings.total_cap",
	"Fact.Key": "facts.key", "Fact.Label": "facts.label", "Fact.Unit": "facts.unit", "Fact.Type": "facts.type", "Fact.Asked": "facts.asked",
	"Fact.Evidence": "facts.evidence", "Fact.Choices": "rows", "Fact.Fields": "rows", "Fact.Max": "facts.max", "Fact.MaxRows": "facts.max_rows",
	"Fact.Effort": "facts.effort", "Fact.Act": "facts.act", "Fact.Advise": "facts.advise",
	"Choice.Key": "choices.key", "Choice.Label": "choices.label",
	"Field.Key": "fields.key", "Field.Label": "fields.label", "Field.Type": "fields.type", "Field.Unit": "fields.unit",
	"Field.Choices": "rows", "Field.Max": "fields.max", "Field.Optional": "fields.optional", "Field.NeededWhen": "fields.needed_when",
	"Check.Smaller": "checks.smaller", "Check.Larger": "checks.larger",
	"Category.ID": "categories.id", "Category.No": "categories.no", "Category.Name": "categories.name", "Category.Kind": "categories.kind",
	"Category.Points": "categories.points", "Category.Indicators": "rows",
	"Indicator.ID": "indicators.id", "Indicator.No": "indicators.no", "Indicator.Name": "indicators.name", "Indicator.Printed": "indicators.printed",
	"Indicator.Points": "indicators.points", "Indicator.Standard": "indicators.standard", "Indicator.Rule": "indicators.rule", "Indicator.Rulings": "rows",
	"Indicator.Short": "indicators.short",
	"Rule.Flag":       "rows", "Rule.Choice": "rows", "Rule.Ladder": "rows", "Rule.Each": "rows", "Rule.List": "rows", "Rule.Sum": "rows",
	"FlagRule.Fact": "flags.fact", "FlagRule.Points": "flags.points",
	"ChoiceRule.Fact": "chosen.fact", "ChoiceRule.Points": "rows", "ChoicePoints.Choice": "chosen.choice", "ChoicePoints.Points": "chosen.points",
	"LadderRule.Of": "ladders.of", "LadderRule.Rows": "rows", "LadderRule.Then": "ladders.over", "LadderRule.Cap": "ladders.cap",
	"Measure.Count": "ladders.fact", "Measure.Amount": "ladders.fact", "Measure.Ratio": "ladders.base", "Measure.Growth": "ladders.base",
	"LadderRow.From": "tiers.bound", "LadderRow.Above": "tiers.mode",
	"LadderRow.To": "tiers.upper", "LadderRow.Below": "tiers.upper_mode", "LadderRow.Points": "tiers.points", "LadderRow.Veto": "tiers.veto",
	"Steps.Over": "ladders.over", "Steps.Every": "ladders.every", "Steps.Points": "ladders.step",
	"EachRule.Fact": "each.fact", "EachRule.Points": "each.points",
	"ListRule.Fact": "lists.fact", "ListRule.Only": "rows", "ListRule.Tables": "cases.group", "ListRule.Times": "rows",
	"ListRule.BestPer": "lists.best_per", "ListRule.Combine": "lists.combine", "ListRule.Cap": "lists.cap",
	"RowBound.Field": "only.field", "RowBound.From": "only.from", "RowBound.Unless": "only.unless",
	"RowCase.When": "cases.when", "RowCase.Points": "cases.points", "RowCase.Veto": "cases.veto",
	"Match.Field": "cases.when", "Match.Choice": "cases.when",
	"RowFactor.When": "times.when", "RowFactor.By": "times.by",
}

// TestEveryFieldOfACardHasItsPlace walks the types of a card.
func TestEveryFieldOfACardHasItsPlace(t *testing.T) {
	seen := map[string]bool{}
	var walk func(reflect.Type)
	walk = func(kind reflect.Type) {
		for kind.Kind() == reflect.Pointer || kind.Kind() == reflect.Slice || kind.Kind() == reflect.Array {
			kind = kind.Elem()
		}
		if kind.Kind() != reflect.Struct || seen[kind.Name()] {
			return
		}
		seen[kind.Name()] = true
		for i := range kind.NumField() {
			field := kind.Field(i)
			if !field.IsExported() {
				continue
			}
			name := kind.Name() + "." + field.Name
			seen[name] = true
			if cardFields[name] == "" {
				t.Errorf("%s is not written to the workbook; see the comment at cardFields", name)
			}
			walk(field.Type)
		}
	}
	walk(reflect.TypeFor[scoring.Card]())
	for name, place := range cardFields {
		if !seen[name] {
			t.Errorf("%s is no field of a card any more", name)
		}
		if table, column, ok := strings.Cut(place, "."); ok && tableOf(table).column(column) < 0 {
			t.Errorf("%s: there is no column %s", name, place)
		}
	}
}
