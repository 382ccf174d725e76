package workbook

import "wuxing/scoring"

// nameOf is the name of a fact's cell, labelOf what stands beside it.
func nameOf(fact *scoring.Fact) (name, label string) {
	if fact.Type == scoring.TypeList {
		return fact.Key + suffixDeclared, labelList + fact.Label
	}
	return fact.Key, fact.Label
}

// factCell finds the cell of a fact, of a list the one that says 有 or 无. ok is
// false when there is a problem with the cell's place, which is then recorded.
func (r *reader) factCell(fact *scoring.Fact) (c cell, at scoring.Position, ok bool, err error) {
	name, label := nameOf(fact)
	ref, ok := r.place(name)
	if !ok {
		if ref, ok, err = r.beside(label); err != nil {
			return cell{}, at, false, err
		}
	}
	if !ok {
		at, after := r.lastBefore(fact)
		r.collect.FailFact(fact.Key, CodeMissingCell, at, "fact", fact.Label, "key", name, "after", after)
		return cell{}, at, false, nil
	}
	g, err := r.book.grid(ref.sheet)
	if err != nil {
		return cell{}, at, false, err
	}
	c, at = g.at(ref.col, ref.row), position(ref.sheet, ref.col, ref.row)
	r.remember(fact.Key, at)
	if found := r.otherLabel(label, g, ref); found != "" {
		r.collect.FailFact(fact.Key, CodeOtherLabel, at, "fact", fact.Label, "found", found)
		return cell{}, at, false, nil
	}
	if top, joined := g.joined[[2]int{ref.col, ref.row}]; joined {
		if text := g.at(top[0], top[1]).shown(); text != "" && text != label {
			r.collect.FailFact(fact.Key, CodeJoinedCells, at, "fact", fact.Label, "found", clip(text), "with", cellName(top[0], top[1]))
			return cell{}, at, false, nil
		}
	}
	return c, at, true, nil
}

// hasFacts tells whether any cell of the facts is left, by its name or its label.
func (r *reader) hasFacts() (bool, error) {
	for i := range r.card.Facts {
		name, label := nameOf(&r.card.Facts[i])
		if _, ok := r.place(name); ok {
			return true, nil
		}
		if _, ok, err := r.beside(label); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

// place is the cell that a defined name means. Where a sheet was copied and the
// original deleted, the name lives on as one of the copy only.
func (r *reader) place(name string) (area, bool) {
	if ref, ok := r.known(r.book.names[name]); ok {
		return ref, true
	}
	var found area
	count := 0
	for _, text := range r.book.local[name] {
		if ref, ok := r.known(text); ok {
			found = ref
			count++
		}
	}
	return found, count == 1
}

// known reads a reference to a sheet of the workbook.
func (r *reader) known(reference string) (area, bool) {
	ref, ok := parseReference(reference)
	if !ok {
		return area{}, false
	}
	_, ok = r.book.order[ref.sheet]
	return ref, ok
}

// beside finds the cell of a fact whose name a program has dropped by the label
// on its left, under the headings of the sheet. Two such labels decide nothing,
// nor does a cell that is another fact's by its name.
func (r *reader) beside(label string) (area, bool, error) {
	if r.labels == nil {
		if err := r.findLabels(); err != nil {
			return area{}, false, err
		}
	}
	found := r.labels[label]
	if len(found) != 1 {
		return area{}, false, nil
	}
	for i := range r.card.Facts {
		name, _ := nameOf(&r.card.Facts[i])
		if ref, ok := r.place(name); ok && ref == found[0] {
			return area{}, false, nil
		}
	}
	return found[0], true, nil
}

// findLabels notes the cells to the right of every text that stands in the column
// of the heading of labels, beside the heading of answers.
func (r *reader) findLabels() error {
	r.labels = map[string][]area{}
	for i := range r.book.sheets {
		sheet := r.book.sheets[i].name
		if isFormsOwn(sheet) {
			continue
		}
		g, err := r.book.grid(sheet)
		if err != nil {
			return err
		}
		heads := map[int]int{} // column of a heading -> its row
		for at, c := range g.cells {
			if c.text == headLabel && g.at(at[0]+1, at[1]).text == headInput && (heads[at[0]] == 0 || at[1] < heads[at[0]]) {
				heads[at[0]] = at[1]
			}
		}
		for at, c := range g.cells {
			if head := heads[at[0]]; head > 0 && at[1] != head && c.kind == cellText {
				label := trim(c.text)
				r.labels[label] = append(r.labels[label], area{sheet, at[0] + 1, at[1], at[0] + 1, at[1]})
			}
		}
	}
	return nil
}

// isFormsOwn tells the sheets that nobody fills in.
func isFormsOwn(sheet string) bool {
	switch sheet {
	case sheetGuide, sheetScore, sheetChoices, sheetCalc, sheetCheck, sheetMeta:
		return true
	}
	return false
}

// otherLabel is the label beside a fact's cell if it is another fact's: someone
// has sorted the rows, which moves labels and answers but not the names of cells.
func (r *reader) otherLabel(own string, g *grid, ref area) string {
	label := trim(g.at(ref.col-1, ref.row).text)
	for i := range r.card.Facts {
		if _, other := nameOf(&r.card.Facts[i]); other == label && label != own {
			return label
		}
	}
	return ""
}

// enterpriseCell finds the cell of a part of the enterprise, as factCell does.
func (r *reader) enterpriseCell(i int) (c cell, at scoring.Position, ok bool, err error) {
	part := enterpriseCells[i]
	ref, ok := r.place(part.name)
	if !ok {
		if ref, ok, err = r.beside(part.label); err != nil {
			return cell{}, at, false, err
		}
	}
	if ok {
		g, err := r.book.grid(ref.sheet)
		if err != nil {
			return cell{}, at, false, err
		}
		return g.at(ref.col, ref.row), position(ref.sheet, ref.col, ref.row), true, nil
	}
	after := ""
	for _, other := range enterpriseCells[:i] {
		if ref, ok := r.place(other.name); ok {
			at, after = position(ref.sheet, ref.col, ref.row), other.label
		}
	}
	r.problems.Add(CodeMissingCell, at, "fact", part.label, "key", part.name, "after", after)
	return cell{}, at, false, nil
}

// factsLost tells whether no fact's cell can be found at all.
func (r *reader) factsLost() bool {
	for i := range r.card.Facts {
		name, label := nameOf(&r.card.Facts[i])
		if _, ok := r.place(name); ok {
			return false
		}
		if _, ok, err := r.beside(label); ok || err != nil {
			return false
		}
	}
	return len(r.card.Facts) > 0
}

// lastBefore is the fact that stands above a lost one on the form, and its cell.
func (r *reader) lastBefore(fact *scoring.Fact) (at scoring.Position, label string) {
	if ref, ok := r.place(nameTownship); ok {
		at, label = position(ref.sheet, ref.col, ref.row), enterpriseCells[len(enterpriseCells)-1].label
	}
	layout, err := newLayout(r.card)
	if err != nil {
		return at, label
	}
	for _, group := range layout.groups {
		for _, other := range group.facts {
			if other.Key == fact.Key {
				return at, label
			}
			name, _ := nameOf(other)
			if ref, ok := r.place(name); ok {
				at, label = position(ref.sheet, ref.col, ref.row), other.Label
			}
		}
	}
	return at, label
}
