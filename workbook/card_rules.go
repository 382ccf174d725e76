package workbook

import (
	"cmp"
	"slices"
	"strconv"

	"wuxing/scoring"
)

// ruleSheets is the table that holds the head of each kind of rule.
var ruleSheets = []struct{ kind, table string }{
	{"flag", tableFlags}, {"choice", tableChosen}, {"ladder", tableLadders}, {"each", tableEach}, {"list", tableLists},
}

// rule drafts the rule of an indicator, or of another reading of it, from the rows
// that name its owner. The owner's own row says which kind it is.
func (i *cardImport) rule(indicator *cardRow, id string) *scoring.Draft {
	kind := indicator.keys["rule"]
	if id == "" || kind == "" {
		return nil // told as a missing or unknown word
	}
	if kind == "sum" {
		return i.sum(indicator, id)
	}
	for _, s := range ruleSheets {
		if s.kind != kind {
			continue
		}
		rows := i.rowsOf(s.table, ruleID{id, ""})
		if len(rows) == 0 {
			i.problems.Add(CodeCardRuleLost, indicator.at("rule"), "indicator", id, "rule", indicator.texts["rule"], "table", i.sheetName(s.table))
			return nil
		}
		return i.part(s.kind, rows)
	}
	return nil
}

func (i *cardImport) sheetName(table string) string {
	if name := i.sheets[table]; name != "" {
		return name
	}
	return tableOf(table).sheet
}

// rowsOf are the rows of a table that belong to a rule.
func (i *cardImport) rowsOf(table string, id ruleID) []*cardRow {
	var rows []*cardRow
	for _, row := range i.rows[table] {
		if row.rule() == id {
			rows = append(rows, row)
			i.used[row] = true
		}
	}
	return rows
}

// sum drafts the parts of a sum in the order of their numbers.
func (i *cardImport) sum(indicator *cardRow, id string) *scoring.Draft {
	type part struct {
		number int
		kind   string
		rows   []*cardRow
	}
	var parts []part
	seen := map[int]bool{}
	for _, s := range ruleSheets {
		told := map[string]bool{}
		for _, row := range i.rows[s.table] {
			text := row.texts["part"]
			if row.keys["indicator"] != id || told[text] {
				continue
			}
			told[text] = true
			number, err := strconv.Atoi(text)
			rows := i.rowsOf(s.table, ruleID{id, text})
			switch {
			case err != nil || number < 1:
				i.problems.Add(CodeCardPart, row.at("part"), "indicator", id)
			case seen[number]:
				i.problems.Add(CodeCardRuleTwice, row.at("part"), "indicator", id, "part", text)
			}
			seen[number] = true
			parts = append(parts, part{number, s.kind, rows})
		}
	}
	if len(parts) == 0 {
		i.problems.Add(CodeCardRuleLost, indicator.at("rule"), "indicator", id, "rule", indicator.texts["rule"], "table", "计分-…")
		return nil
	}
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(a.number, b.number) })
	list := scoring.DraftList(indicator.at("rule"))
	for _, part := range parts {
		list.Add(i.part(part.kind, part.rows))
	}
	return scoring.DraftMapping(indicator.at("rule")).Set("sum", list)
}

// part drafts one rule that is no sum. Only a choice has several rows.
func (i *cardImport) part(kind string, rows []*cardRow) *scoring.Draft {
	head := rows[0]
	if kind != "choice" {
		for _, row := range rows[1:] {
			column := "indicator"
			if head.texts["part"] != "" {
				column = "part"
			}
			i.problems.Add(CodeCardRuleTwice, row.at(column), "indicator", head.keys["indicator"], "part", cmp.Or(head.texts["part"], "–"))
		}
	}
	value := scoring.DraftMapping(head.anchor())
	switch kind {
	case "flag", "each":
		value = head.draft("fact", "points")
	case "choice":
		value = i.choiceRule(rows)
	case "ladder":
		value = i.ladder(head)
	case "list":
		value = i.listRule(head)
	}
	return scoring.DraftMapping(head.anchor()).Set(kind, value)
}

func (i *cardImport) choiceRule(rows []*cardRow) *scoring.Draft {
	head := rows[0]
	points := scoring.DraftMapping(head.anchor())
	for _, row := range rows {
		if row.texts["fact"] != "" && row.keys["fact"] != "" && row.keys["fact"] != head.keys["fact"] {
			i.problems.Add(CodeCardRuleTwice, row.at("fact"), "indicator", head.keys["indicator"], "part", cmp.Or(head.texts["part"], "–"))
			continue
		}
		choice, value := row.meaning("choice"), row.text("points")
		for _, column := range []string{"choice", "points"} {
			if row.texts[column] == "" {
				c := row.table.column(column)
				i.problems.Add(scoring.CodeCardMissingKey, row.at(column), "key", row.table.columns[c].title)
			}
		}
		if choice != "" {
			if value == nil {
				value = scoring.DraftText("0", row.at("points")) // told above
			}
			points.SetAt(choice, row.at("choice"), value)
		}
	}
	return head.draft("fact").Set("points", points)
}

func (i *cardImport) ladder(head *cardRow) *scoring.Draft {
	of := scoring.DraftMapping(head.anchor())
	switch kind := head.keys["of"]; kind {
	case "ratio", "growth":
		pair := scoring.DraftList(head.at("base"))
		for _, column := range []string{"fact", "base"} {
			if text := head.text(column); text != nil {
				pair.Add(text)
			}
		}
		of.Set(kind, pair)
	case "count", "amount":
		of.Set(kind, head.text("fact"))
		if head.texts["base"] != "" {
			c := head.table.column("base")
			i.problems.Add(scoring.CodeCardUnknownKey, head.at("base"), "key", head.table.columns[c].title, "known", "–")
		}
	}
	d := scoring.DraftMapping(head.anchor())
	if of.Len() > 0 {
		d.Set("of", of)
	}
	rows := scoring.DraftList(head.anchor())
	for _, row := range i.rowsOf(tableTiers, head.rule()) {
		tier := scoring.DraftMapping(row.anchor())
		if mode := row.keys["mode"]; mode != "" {
			tier.Set(mode, row.text("bound"))
		}
		switch mode := row.keys["upper_mode"]; {
		case mode != "" && row.texts["upper"] != "":
			tier.Set(mode, row.text("upper"))
		case (mode == "") != (row.texts["upper"] == ""):
			for _, column := range []string{"upper_mode", "upper"} {
				if row.texts[column] == "" {
					c := row.table.column(column)
					i.problems.Add(scoring.CodeCardMissingKey, row.at(column), "key", row.table.columns[c].title)
				}
			}
		}
		rows.Add(tier.Set("points", row.text("points")).Set("veto", row.text("veto")))
	}
	d.Set("rows", rows)
	then := scoring.DraftMapping(head.at("over")).Set("over", head.text("over")).Set("every", head.text("every")).Set("points", head.text("step"))
	if then.Len() > 0 {
		d.Set("then", then)
	}
	return d.Set("cap", head.text("cap"))
}

func (i *cardImport) listRule(head *cardRow) *scoring.Draft {
	fact, id := head.keys["fact"], head.rule()
	d := head.draft("fact")
	draftAll := func(rows []*cardRow, columns ...string) *scoring.Draft {
		if len(rows) == 0 {
			return nil
		}
		list := scoring.DraftList(rows[0].anchor())
		for _, row := range rows {
			item := scoring.DraftMapping(row.anchor())
			for _, column := range []string{"when", "unless"} {
				if row.texts[column] != "" {
					item.Set(column, i.conditions(row, column, fact))
				}
			}
			for _, column := range columns {
				item.Set(column, row.text(column))
			}
			list.Add(item)
		}
		return list
	}
	d.Set("only", draftAll(i.rowsOf(tableOnly, id), "field", "from"))
	groups := map[int][]*cardRow{}
	var order []int
	for _, row := range i.rowsOf(tableCases, id) {
		group, err := strconv.Atoi(row.texts["group"])
		if err != nil || group < 1 {
			c := row.table.column("group")
			i.problems.Add(scoring.CodeCardValue, row.at("group"), "found", clip(row.texts["group"]), "wanted", row.table.columns[c].title+"1、2、3…")
			group = 1
		}
		if groups[group] == nil {
			order = append(order, group)
		}
		groups[group] = append(groups[group], row)
	}
	slices.Sort(order)
	tables := scoring.DraftList(head.anchor())
	for _, group := range order {
		tables.Add(draftAll(groups[group], "points", "veto"))
	}
	d.Set("tables", tables)
	d.Set("times", draftAll(i.rowsOf(tableTimes, id), "by"))
	d.Set("best_per", head.text("best_per"))
	d.Set("combine", head.text("combine"))
	return d.Set("cap", head.text("cap"))
}
