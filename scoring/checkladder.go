package scoring

// ladder checks the tiers, the steps and the cap of a ladder.
func (k *checker) ladder(rule *Rule) (Points, bool) {
	ladder := rule.Ladder
	if len(ladder.Rows) == 0 {
		k.problems.Add(CodeCardNoRows, rule.at)
		k.unsure = true
		return 0, true
	}
	d := k.domainOf(&ladder.Of)
	before := len(*k.problems)
	for i := range ladder.Rows {
		row := &ladder.Rows[i]
		k.signed(row.Points, row.pointsAt)
		k.belowCap(row.Points, ladder.Cap, row.pointsAt, d.at(row.bound()))
		if i > 0 {
			k.rowAfter(&d, &ladder.Rows[i-1], row)
		} else {
			k.pointsAfter(&d, nil, row)
		}
		k.reachable(&d, ladder.Rows, i)
		k.upperBound(&d, ladder.Rows, i)
	}
	last := &ladder.Rows[len(ladder.Rows)-1]
	highest, top, bounded := highestRow(ladder.Rows), last.bound(), true
	if steps := ladder.Then; steps != nil {
		k.signed(steps.Points, steps.pointsAt)
		if !k.steps(&d, steps, last) {
			k.unsure = true
			return highest, true
		}
		bounded = ladder.Cap != nil || d.bounded
		if n := min((d.limit-steps.Over.n)/steps.Every.n, maxSteps); n > 0 {
			highest += Points(n) * steps.Points
			top = threshold{steps.Over.n + n*steps.Every.n, 0}
		}
	}
	if len(*k.problems) > before {
		if ladder.Cap != nil {
			k.capAt = ladder.capAt
			highest = min(highest*k.sign, *ladder.Cap) * k.sign
		}
		return highest, bounded
	}
	return k.capped(highest, true, ladder.Cap, ladder.capAt, d.at(top)+": "+highest.String()+" 分"), bounded
}

func highestRow(rows []LadderRow) (points Points) {
	for i := range rows {
		if !rows[i].Veto {
			points = rows[i].Points
		}
	}
	return points
}

// rowAfter holds a row against the one before it: its bound must be higher and
// its points must go further.
func (k *checker) rowAfter(d *domain, before, row *LadderRow) {
	bound, earlier := d.whole(row.bound()), d.whole(before.bound())
	if !earlier.below(bound) {
		k.problems.Add(CodeCardRowOrder, row.lowerAt, "bound", row.text(), "before", before.text(),
			"witness", d.at(before.bound())+": "+before.award()+"还是 "+row.award(), "cure", d.justAbove(before.bound()))
	}
	k.pointsAfter(d, before, row)
}

// pointsAfter holds the points of a row against those of the row before (nil:
// none, 0 points). A veto is further than any points.
func (k *checker) pointsAfter(d *domain, before, row *LadderRow) {
	var last Points
	if before != nil {
		last = before.Points
	}
	switch {
	case before != nil && before.Veto:
		k.problems.Add(CodeCardPointsOrder, orAt(row.pointsAt, row.at), "points", row.Points.String(), "before", "veto",
			"witness", d.at(before.bound())+": "+before.award()+"; "+d.at(row.bound())+": "+row.award(), "cure", "veto: true")
	case !row.Veto && row.Points*k.sign <= last*k.sign:
		witness := d.at(row.bound()) + ": " + row.award()
		if before != nil {
			witness = d.at(before.bound()) + ": " + before.award() + "; " + witness
		}
		k.problems.Add(CodeCardPointsOrder, orAt(row.pointsAt, row.at), "points", row.Points.String(), "before", last.String(),
			"witness", witness, "cure", "points: "+(last+k.sign*OnePoint).String())
	}
}

// reachable asks for a value of the domain that reaches the row and not the next.
func (k *checker) reachable(d *domain, rows []LadderRow, i int) {
	bound, end := rows[i].bound(), threshold{d.limit, 1}
	if end.atLeast(d.whole(bound)) && d.whole(bound) != end {
		if i+1 < len(rows) && bound.below(rows[i+1].bound()) {
			end = rows[i+1].bound()
		}
		if _, ok := d.within(bound, end); ok {
			return
		}
	}
	k.problems.Add(CodeCardRowNever, rows[i].lowerAt, "bound", rows[i].text(), "limit", d.quantity(d.limit),
		"witness", d.at(threshold{d.limit, 0}), "cure", "from: "+d.quantity(d.limit))
}

// upperBound holds a printed upper bound against the row itself and the next.
func (k *checker) upperBound(d *domain, rows []LadderRow, i int) {
	row := &rows[i]
	end, ok := row.end()
	if !ok {
		return
	}
	start, next := threshold{d.limit, 1}, (*LadderRow)(nil)
	if i+1 < len(rows) {
		next = &rows[i+1]
		start = next.bound()
	}
	cure := d.upper(row, start)
	params := []string{"upper", row.upperText(), "cure", cure}
	switch {
	case !d.whole(row.bound()).below(d.whole(end)):
		params = append(params, "bound", row.text(), "witness", d.at(row.bound())+": "+row.award()+"?")
		k.problems.Add(CodeCardRowEmpty, row.upperAt, params...)
	case d.whole(end).below(d.whole(start)):
		bound := "–"
		if next != nil {
			bound = next.text()
			params[3] += " / " + d.lower(end)
		}
		params = append(params, "bound", bound, "witness", d.between(end, start)+": 没有分值")
		k.problems.Add(CodeCardGap, row.upperAt, params...)
	case d.whole(start).below(d.whole(end)) && next != nil:
		params[3] += " / " + d.lower(end)
		params = append(params, "bound", next.text(), "witness", d.between(start, end)+": "+row.award()+"还是 "+next.award())
		k.problems.Add(CodeCardOverlap, row.upperAt, params...)
	}
}

// steps checks the steps above the last row; false where they are no steps.
func (k *checker) steps(d *domain, steps *Steps, last *LadderRow) bool {
	switch first := (threshold{steps.Over.n + steps.Every.n, 0}); {
	case steps.Every.n == 0:
		k.problems.Add(CodeCardStepZero, steps.everyAt, "witness", d.at(threshold{steps.Over.n, 0})+": "+last.award(), "cure", "every: "+d.quantity(d.unitStep()))
		return false
	case steps.Points == 0:
		k.problems.Add(CodeCardStepZero, steps.pointsAt, "witness", d.at(first)+": "+last.award(), "cure", "points: "+(k.sign*OnePoint).String())
		return false
	case steps.Over.n < last.bound().n:
		at := first
		if first.n < last.bound().n {
			at = last.bound()
		}
		n := Points((at.n - steps.Over.n) / steps.Every.n)
		k.problems.Add(CodeCardStepsBelowRow, steps.overAt, "over", steps.Over.String(), "bound", last.text(),
			"witness", d.at(at)+": "+twoPoints(last.Points+n*steps.Points, last.Points), "cure", "over: "+d.quantity(last.bound().n))
	case first.n > d.limit:
		k.problems.Add(CodeCardRowNever, steps.overAt, "bound", "≥"+d.quantity(first.n), "limit", d.quantity(d.limit),
			"witness", d.at(threshold{d.limit, 0})+": "+last.award(), "cure", "over: "+d.quantity(last.bound().n))
	}
	return true
}

// text is the lower bound of a row in signs.
func (r *LadderRow) text() string {
	if r.Above != nil {
		return ">" + r.Above.String()
	}
	return "≥" + r.From.String()
}

// end is the first value that the row's printed upper bound leaves out.
func (r *LadderRow) end() (threshold, bool) {
	switch {
	case r.To != nil:
		return threshold{r.To.n, 1}, true
	case r.Below != nil:
		return threshold{r.Below.n, 0}, true
	}
	return threshold{}, false
}

func (r *LadderRow) upperText() string {
	if r.To != nil {
		return "≤" + r.To.String()
	}
	return "<" + r.Below.String()
}

// award is what a row gives, for a witness.
func (r *LadderRow) award() string {
	if r.Veto {
		return "一票否决"
	}
	return r.Points.String() + " 分"
}
