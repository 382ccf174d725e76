package workbook

import (
	"strings"

	"wuxing/scoring"
)

// draft puts the rows together as a card.
func (i *cardImport) draft() *scoring.Draft {
	first := scoring.Position{Sheet: i.sheets[tableBasics]}
	if rows := i.rows[tableBasics]; len(rows) > 0 {
		first = rows[0].at("value")
	}
	for _, key := range []string{"issued", "effective"} {
		if row := i.basicRow(key); row != nil {
			row.texts[basicValue] = i.cardDate(row.texts[basicValue])
		}
	}
	card := scoring.DraftMapping(first)
	basics := func(into *scoring.Draft, keys ...string) *scoring.Draft {
		for _, key := range keys {
			if row := i.basicRow(key); row != nil {
				into.Set(key, row.text("value"))
			}
		}
		return into
	}
	basics(card, "id", "title")
	card.Set("document", basics(scoring.DraftMapping(first), "number", "name", "issuer", "issued", "effective"))
	if row := i.basicRow("columns"); row != nil {
		card.Set("columns", row.lines("value"))
	}
	card.Set("totals", basics(scoring.DraftMapping(first), "base", "bonus", "cap"))
	card.Set("tie_breaks", i.list(tableTies, i.all, func(row *cardRow) *scoring.Draft { return row.draft("by", "indicator") }, true))
	card.Set("rulings", i.rulings(""))
	card.Set("facts", i.list(tableFacts, i.all, i.fact, true))
	card.Set("checks", i.list(tableChecks, i.all, func(row *cardRow) *scoring.Draft { return row.draft("smaller", "larger") }, false))
	card.Set("categories", i.list(tableCategories, i.all, i.category, true))
	i.orphans()
	return card
}

func (i *cardImport) all(*cardRow) bool { return true }

// list drafts the rows of a table that belong; none gives nil unless required.
func (i *cardImport) list(table string, belongs func(*cardRow) bool, draft func(*cardRow) *scoring.Draft, required bool) *scoring.Draft {
	list := scoring.DraftList(scoring.Position{Sheet: i.sheets[table]})
	for _, row := range i.rows[table] {
		if belongs(row) {
			if list.Len() == 0 {
				list.At = row.anchor()
			}
			list.Add(draft(row))
		}
	}
	if list.Len() == 0 && !required {
		return nil
	}
	return list
}

// text is one cell, nil when it is empty.
func (r *cardRow) text(column string) *scoring.Draft {
	text := r.meaning(column)
	if text == "" || r.table.columns[r.table.column(column)].kind == kindTick && r.keys[column] == "" {
		return nil
	}
	return scoring.DraftText(text, r.at(column))
}

// lines is a cell of several texts.
func (r *cardRow) lines(column string) *scoring.Draft {
	if r.texts[column] == "" {
		return nil
	}
	list := scoring.DraftList(r.at(column))
	for _, line := range strings.Split(r.texts[column], "\n") {
		if trim(line) != "" {
			list.Add(scoring.DraftText(line, r.at(column)))
		}
	}
	return list
}

// draft is a row with these columns under their own names.
func (r *cardRow) draft(columns ...string) *scoring.Draft {
	d := scoring.DraftMapping(r.anchor())
	for _, column := range columns {
		d.Set(column, r.text(column))
	}
	return d
}

func (i *cardImport) fact(row *cardRow) *scoring.Draft {
	key := row.texts["key"]
	d := row.draft("key", "label", "unit", "type", "max", "max_rows", "asked", "effort", "act", "advise").Set("evidence", row.lines("evidence"))
	d.Set("choices", i.choiceList(key, ""))
	d.Set("fields", i.list(tableFields, func(field *cardRow) bool { return field.keys["fact"] == key && key != "" }, func(field *cardRow) *scoring.Draft {
		d := field.draft("key", "label", "type", "unit", "max", "optional")
		if field.texts["needed_when"] != "" {
			d.Set("needed_when", i.conditions(field, "needed_when", key))
		}
		return d.Set("choices", i.choiceList(key, field.texts["key"]))
	}, false))
	return d
}

func (i *cardImport) choiceList(fact, field string) *scoring.Draft {
	return i.list(tableChoices, func(row *cardRow) bool {
		return fact != "" && row.keys["fact"] == fact && row.meaning("field") == field
	}, func(row *cardRow) *scoring.Draft { return row.draft("key", "label") }, false)
}

// conditions drafts a cell such as 级别=省级; 奖项=一等奖.
func (i *cardImport) conditions(row *cardRow, column, fact string) *scoring.Draft {
	at := row.at(column)
	d := scoring.DraftMapping(at)
	text := row.texts[column]
	if text == labelAnyRow {
		return d
	}
	all, ok := parseConditions(text)
	if !ok {
		i.problems.Add(CodeCardCondition, at, "found", clip(text))
		return d
	}
	c := &row.table.columns[row.table.column(column)]
	for _, condition := range all {
		field, ok := i.fields[fact].find(condition.field)
		if !ok {
			i.lost(row, c, tableFields, condition.field)
			field = condition.field
		}
		value := scoring.DraftList(at)
		for _, text := range condition.choices {
			choice, found := i.choices[[2]string{fact, field}].find(text)
			if !found {
				if ok {
					i.lost(row, c, tableChoices, text)
				}
				choice = text
			}
			value.Add(scoring.DraftText(choice, at))
			if len(condition.choices) == 1 {
				value = scoring.DraftText(choice, at)
			}
		}
		d.Set(field, value)
	}
	return d
}

func (i *cardImport) category(row *cardRow) *scoring.Draft {
	id := row.texts["id"]
	return row.draft("id", "no", "name", "kind", "points").Set("indicators",
		i.list(tableIndicators, func(indicator *cardRow) bool { return indicator.keys["category"] == id && id != "" }, i.indicator, true))
}

func (i *cardImport) indicator(row *cardRow) *scoring.Draft {
	d := row.draft("id", "no", "name", "printed", "points", "standard", "short")
	id := row.texts["id"]
	d.Set("rule", i.rule(row, id))
	if id != "" {
		d.Set("rulings", i.rulings(id))
	}
	return d
}

// rulings are those of an indicator, or those of the whole card.
func (i *cardImport) rulings(indicator string) *scoring.Draft {
	return i.list(tableRulings, func(row *cardRow) bool {
		if indicator == "" {
			return row.texts["indicator"] == ""
		}
		return row.keys["indicator"] == indicator
	}, func(row *cardRow) *scoring.Draft {
		return row.draft("on", "question", "reading", "reason", "other", "needs").Set("alternative", i.alternative(row))
	}, false)
}

// alternative drafts the other reading of a ruling, nil where it is no data.
func (i *cardImport) alternative(row *cardRow) *scoring.Draft {
	d := scoring.DraftMapping(row.at("alternative")).Set("id", row.text("alternative")).Set("category", row.text("category")).Set("total_cap", row.text("total_cap"))
	switch {
	case row.texts["rule"] == "":
	case row.texts["indicator"] == "": // refused where it stands: only indicators have rules
		d.Set("rule", row.text("rule"))
	default:
		d.Set("rule", i.rule(row, ownerOf(row)))
	}
	if d.Len() == 0 && row.texts["rule"] == "" {
		return nil
	}
	return d
}

// orphans reports rows that say of nothing what they belong to; where they say
// something unknown, that has been told.
func (i *cardImport) orphans() {
	for _, o := range []struct{ table, column string }{
		{tableChoices, "fact"},
		{tableFields, "fact"},
		{tableIndicators, "category"},
	} {
		for _, row := range i.rows[o.table] {
			if row.texts[o.column] == "" {
				c := row.table.column(o.column)
				i.problems.Add(CodeCardRowExtra, row.at(o.column), "column", row.table.columns[c].title, "table", row.table.sheet)
			}
		}
	}
}
