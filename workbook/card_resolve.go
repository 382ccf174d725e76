package workbook

import (
	"strings"

	"wuxing/scoring"
)

// resolve turns words and references into keys. What leads nowhere is reported
// with its cell, and the text is handed on as it stands.
func (i *cardImport) resolve() {
	defer i.duplicates()
	for _, row := range i.rows[tableFacts] {
		i.facts.add(row.texts["key"], row.texts["label"])
	}
	for _, row := range i.rows[tableCategories] {
		i.categories.add(row.texts["id"], row.texts["name"], row.texts["no"]+" "+row.texts["name"])
	}
	for _, row := range i.rows[tableIndicators] {
		i.indicators.add(row.texts["id"], row.texts["no"]+" "+row.texts["name"], row.texts["no"], row.texts["name"])
	}
	i.each(kindWord, func(row *cardRow, c *cardColumn, text string) { i.word(row, c, c.words, text) })
	i.each(kindTick, func(row *cardRow, c *cardColumn, text string) { i.word(row, c, wordsTick, text) })
	i.each(kindFact, func(row *cardRow, c *cardColumn, text string) { i.refer(row, c, i.facts, tableFacts, text) })
	i.each(kindCategory, func(row *cardRow, c *cardColumn, text string) { i.refer(row, c, i.categories, tableCategories, text) })
	i.each(kindIndicator, func(row *cardRow, c *cardColumn, text string) { i.refer(row, c, i.indicators, tableIndicators, text) })
	i.owners()
	for _, row := range i.rows[tableFields] {
		fact := row.keys["fact"]
		if i.fields[fact] == nil {
			i.fields[fact] = newCardNames()
		}
		i.fields[fact].add(row.texts["key"], row.texts["label"])
		if row.keys["type"] == string(scoring.TypeYesNo) {
			i.choicesOf(fact, row.texts["key"]).add(yesNo[0].Key, yesNo[0].Label)
			i.choicesOf(fact, row.texts["key"]).add(yesNo[1].Key, yesNo[1].Label)
		}
	}
	lists := i.listsOfRules()
	i.each(kindField, func(row *cardRow, c *cardColumn, text string) {
		i.refer(row, c, i.fields[i.listOf(row, lists)], tableFields, text)
	})
	for _, row := range i.rows[tableChoices] {
		i.choicesOf(row.keys["fact"], row.keys["field"]).add(row.texts["key"], row.texts["label"])
	}
	i.each(kindChoice, func(row *cardRow, c *cardColumn, text string) {
		i.refer(row, c, i.choices[[2]string{row.keys["fact"], ""}], tableChoices, text)
	})
	// Conditions are resolved when they are drafted: a cell holds several.
}

func (i *cardImport) choicesOf(fact, field string) *cardNames {
	at := [2]string{fact, field}
	if i.choices[at] == nil {
		i.choices[at] = newCardNames()
	}
	return i.choices[at]
}

// each calls do for every filled cell of a kind.
func (i *cardImport) each(kind cardKind, do func(row *cardRow, c *cardColumn, text string)) {
	for t := range cardTables {
		for c := range cardTables[t].columns {
			column := &cardTables[t].columns[c]
			if column.kind != kind {
				continue
			}
			for _, row := range i.rows[cardTables[t].key] {
				if text := row.texts[column.key]; text != "" {
					do(row, column, text)
				}
			}
		}
	}
}

func (i *cardImport) word(row *cardRow, c *cardColumn, words []scoring.Choice, text string) {
	if c.kind == kindTick && text == labelNo {
		return // as good as empty
	}
	for _, word := range words {
		if plainLabel(word.Label) == plainLabel(text) || word.Key == text {
			row.keys[c.key] = word.Key
			return
		}
	}
	labels := make([]string, len(words))
	for n, word := range words {
		labels[n] = word.Label
	}
	i.problems.Add(CodeCardWord, row.at(c.key), "column", c.title, "found", clip(text), "choices", strings.Join(labels, "、"))
}

func (i *cardImport) refer(row *cardRow, c *cardColumn, to *cardNames, table, text string) {
	key, ok := to.find(text)
	if !ok {
		i.lost(row, c, table, text)
		return
	}
	row.keys[c.key] = key
}

func (i *cardImport) lost(row *cardRow, c *cardColumn, table, text string) {
	row.lost[c.key] = true
	sheet := i.sheets[table]
	if sheet == "" {
		sheet = tableOf(table).sheet
	}
	i.problems.Add(CodeCardReference, row.at(c.key), "column", c.title, "found", clip(text), "table", sheet)
}

// keyOfNothing stands for a reference that leads nowhere: a key in form, so that
// the rest of the card is still looked at.
const keyOfNothing = "unresolved"

// meaning is the key that a cell means, or its text.
func (r *cardRow) meaning(column string) string {
	if r.lost[column] {
		return keyOfNothing
	}
	if key := r.keys[column]; key != "" {
		return key
	}
	return r.texts[column]
}

// ownerMark stands between an indicator and the other reading whose rule it is, as
// between a card and its readings; ids have no such sign.
const ownerMark = "+"

// owner is what rows of a rule name in place of the indicator when the rule is that
// of another reading.
func owner(indicator, alternative string) string { return indicator + ownerMark + alternative }

// ownerOf is the owner of the rule of a ruling's other reading; empty where that
// is not known.
func ownerOf(ruling *cardRow) string {
	if ruling.keys["indicator"] == "" || ruling.texts["alternative"] == "" {
		return ""
	}
	return owner(ruling.keys["indicator"], ruling.texts["alternative"])
}

// owners resolves what rows of rules belong to: an indicator, or “label
// [indicator+alternative]” with an alternative of the sheet of rulings.
func (i *cardImport) owners() {
	known := map[string]bool{}
	for _, row := range i.rows[tableRulings] {
		known[ownerOf(row)] = true
	}
	i.each(kindOwner, func(row *cardRow, c *cardColumn, text string) {
		if key, ok := i.indicators.find(text); ok {
			row.keys[c.key] = key
			return
		}
		label, key, referred := splitReference(text)
		if !referred {
			key = text
		}
		mark := strings.LastIndex(key, ownerMark)
		if mark < 0 {
			i.lost(row, c, tableIndicators, text)
			return
		}
		who, alternative := trim(key[:mark]), trim(key[mark+len(ownerMark):])
		if referred {
			who = reference(label, who)
		}
		indicator, ok := i.indicators.find(who)
		switch {
		case !ok:
			i.lost(row, c, tableIndicators, text)
		case !known[owner(indicator, alternative)]:
			i.lost(row, c, tableRulings, text)
		default:
			row.keys[c.key] = owner(indicator, alternative)
		}
	})
}

// ruleID names a rule: its owner and its place in a sum.
type ruleID struct{ indicator, part string }

func (r *cardRow) rule() ruleID { return ruleID{r.keys["indicator"], r.texts["part"]} }

// listsOfRules is the list that each rule on a list reads.
func (i *cardImport) listsOfRules() map[ruleID]string {
	lists := map[ruleID]string{}
	for _, row := range i.rows[tableLists] {
		lists[row.rule()] = row.keys["fact"]
	}
	return lists
}

// listOf is the list whose fields a row speaks of.
func (i *cardImport) listOf(row *cardRow, lists map[ruleID]string) string {
	if _, own := row.cols["fact"]; own {
		return row.keys["fact"]
	}
	return lists[row.rule()]
}

// duplicates reports keys that stand twice among the rows of one parent.
func (i *cardImport) duplicates() {
	for _, d := range []struct {
		table, key string
		parents    []string
	}{
		{tableFacts, "key", nil},
		{tableCategories, "id", nil},
		{tableIndicators, "id", nil},
		{tableFields, "key", []string{"fact"}},
		{tableChoices, "key", []string{"fact", "field"}},
		{tableBasics, "key", nil},
	} {
		seen := map[[3]string]bool{}
		for _, row := range i.rows[d.table] {
			id := [3]string{row.texts[d.key]}
			for n, parent := range d.parents {
				id[n+1] = row.meaning(parent)
			}
			if id[0] != "" && seen[id] {
				i.problems.Add(scoring.CodeCardDuplicateID, row.at(d.key), "id", clip(id[0]))
			}
			seen[id] = true
		}
	}
}
