package scoring

import "strconv"

func draftRule(r *Rule) *Draft {
	e := newEntries()
	if r.Flag != nil {
		e.Set("flag", draftOne(r.Flag.Fact, r.Flag.Points))
	}
	if r.Choice != nil {
		rows := DraftMapping(Position{})
		for _, row := range r.Choice.Points {
			rows.Set(row.Choice, DraftText(row.Points.String(), Position{}))
		}
		choice := newEntries()
		choice.text("fact", r.Choice.Fact)
		choice.Set("points", rows)
		e.Set("choice", choice.Draft)
	}
	if r.Ladder != nil {
		e.Set("ladder", draftLadder(r.Ladder))
	}
	if r.Each != nil {
		e.Set("each", draftOne(r.Each.Fact, r.Each.Points))
	}
	if r.List != nil {
		e.Set("list", draftList(r.List))
	}
	e.Set("sum", each(r.Sum, false, draftRule))
	return e.Draft
}

// draftOne is a fact with points that are written even when they are none.
func draftOne(fact string, points Points) *Draft {
	e := newEntries()
	e.text("fact", fact)
	e.text("points", points.String())
	return e.Draft
}

func draftLadder(l *LadderRule) *Draft {
	e := newEntries()
	of := newEntries()
	of.text("count", l.Of.Count)
	of.text("amount", l.Of.Amount)
	if l.Of.Ratio[0] != "" {
		of.Set("ratio", texts(l.Of.Ratio[:]))
	}
	if l.Of.Growth[0] != "" {
		of.Set("growth", texts(l.Of.Growth[:]))
	}
	e.Set("of", of.Draft)
	e.Set("rows", each(l.Rows, true, func(row *LadderRow) *Draft {
		e := newEntries()
		if row.From != nil {
			e.text("from", row.From.String())
		}
		if row.Above != nil {
			e.text("above", row.Above.String())
		}
		if row.To != nil {
			e.text("to", row.To.String())
		}
		if row.Below != nil {
			e.text("below", row.Below.String())
		}
		e.points("points", row.Points)
		e.truth("veto", row.Veto)
		return e.Draft
	}))
	if l.Then != nil {
		then := newEntries()
		then.text("over", l.Then.Over.String())
		then.text("every", l.Then.Every.String())
		then.text("points", l.Then.Points.String())
		e.Set("then", then.Draft)
	}
	e.limit("cap", l.Cap)
	return e.Draft
}

func draftList(l *ListRule) *Draft {
	e := newEntries()
	e.text("fact", l.Fact)
	e.Set("only", each(l.Only, false, func(bound *RowBound) *Draft {
		e := newEntries()
		e.text("field", bound.Field)
		e.text("from", strconv.FormatInt(bound.From, 10))
		if len(bound.Unless) > 0 {
			e.Set("unless", draftMatches(bound.Unless))
		}
		return e.Draft
	}))
	tables := DraftList(Position{})
	for _, table := range l.Tables {
		tables.Add(each(table, true, func(row *RowCase) *Draft {
			e := newEntries()
			e.Set("when", draftMatches(row.When))
			e.points("points", row.Points)
			e.truth("veto", row.Veto)
			return e.Draft
		}))
	}
	e.Set("tables", tables)
	e.Set("times", each(l.Times, false, func(factor *RowFactor) *Draft {
		e := newEntries()
		e.Set("when", draftMatches(factor.When))
		e.text("by", strconv.Itoa(factor.By[0])+"/"+strconv.Itoa(factor.By[1]))
		return e.Draft
	}))
	e.text("best_per", l.BestPer)
	e.text("combine", l.Combine)
	e.limit("cap", l.Cap)
	return e.Draft
}
