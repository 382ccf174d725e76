package scoring

import (
	"strconv"
	"strings"
)

// list checks the cases, factors, bounds and the cap of a list.
func (k *checker) list(rule *Rule) (Points, bool) {
	list := rule.List
	fact := &k.card.Facts[k.card.factByKey[list.Fact]]
	before := len(*k.problems)
	for _, table := range list.Tables {
		for i := range table {
			k.rowCase(list, table, i)
		}
	}
	for i := range list.Times {
		k.contradiction(list.Times[i].When, list.Times[i].at)
	}
	for i := range list.Only {
		bound := &list.Only[i]
		if most := fact.Fields[fieldIndex(fact.Fields, bound.Field)].Max; bound.From > most {
			limit := strconv.FormatInt(most, 10)
			k.problems.Add(CodeCardRowNever, bound.fromAt, "bound", "≥"+strconv.FormatInt(bound.From, 10), "limit", limit,
				"witness", bound.Field+"="+limit, "cure", "from: "+limit)
		}
	}
	var best Points
	label := ""
	for _, cell := range compileCells(fact, list) {
		if cell.inexact {
			factor := &list.Times[cell.factor]
			by := strconv.Itoa(factor.By[0]) + "/" + strconv.Itoa(factor.By[1])
			k.problems.Add(CodeCardTimes, factor.byAt, "points", cell.before.String(), "by", by,
				"witness", cell.label+": "+cell.before.String()+"×"+by, "cure", "by: 1/1")
			k.unsure = true
			return 0, false
		}
		if k.further(best, cell.points) != best {
			best, label = cell.points, cell.label
		}
	}
	highest, bounded, witness := best, list.Combine == combineBest, label
	if !bounded {
		highest *= Points(fact.MaxRows)
		witness = strconv.Itoa(fact.MaxRows) + "×" + label
	}
	if len(*k.problems) > before {
		if list.Cap != nil {
			highest, k.capAt = min(highest*k.sign, *list.Cap)*k.sign, list.capAt
		}
		return highest, true
	}
	return k.capped(highest, true, list.Cap, list.capAt, witness+": "+highest.String()+" 分"), bounded || list.Cap != nil
}

// rowCase checks one case of a table.
func (k *checker) rowCase(list *ListRule, table []RowCase, i int) {
	row := &table[i]
	k.signed(row.Points, row.pointsAt)
	k.belowCap(row.Points, list.Cap, row.pointsAt, matchText(row.When))
	if k.contradiction(row.When, row.at) {
		return
	}
	if earlier := covering(table[:i], row); earlier != nil {
		k.problems.Add(CodeCardCaseNever, row.at, "when", matchText(row.When),
			"witness", matchText(row.When)+": "+twoPoints(earlier.Points, row.Points), "cure", "< "+strconv.Itoa(earlier.at.Line)+":"+strconv.Itoa(earlier.at.Column))
	}
}

// contradiction reports matches that want two choices of one field, so that no
// row can have them all.
func (k *checker) contradiction(when []Match, at Position) bool {
	for i, match := range when {
		for _, other := range when[:i] {
			if match.Field == other.Field && match.Choice != other.Choice {
				k.problems.Add(CodeCardCaseNever, at, "when", matchText(when),
					"witness", matchText([]Match{other, match}), "cure", "when: {"+match.Field+": "+other.Choice+"}")
				return true
			}
		}
	}
	return false
}

// covering is an earlier case of the table that matches whenever this one does.
func covering(earlier []RowCase, row *RowCase) *RowCase {
	for i := range earlier {
		all := true
		for _, match := range earlier[i].When {
			all = all && containsMatch(row.When, match)
		}
		if all {
			return &earlier[i]
		}
	}
	return nil
}

func containsMatch(matches []Match, wanted Match) bool {
	for _, match := range matches {
		if match == wanted {
			return true
		}
	}
	return false
}

func matchText(matches []Match) string {
	parts := make([]string, len(matches))
	for i, match := range matches {
		parts[i] = match.Field + "=" + match.Choice
	}
	return strings.Join(parts, " ")
}
