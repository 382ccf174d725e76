package workbook

import (
	"slices"
	"strconv"

	"wuxing/scoring"
)

// readCopies looks at the sheets that are neither the form's own nor hold any of
// the cells that were read: copies such as 单项数据 (2). Where a copy says
// something else than the sheet that was read, nobody but the person who filled
// it in knows which of them counts.
func (r *reader) readCopies() error {
	read := map[string]bool{}
	for _, at := range r.reading.Cells {
		read[at.Sheet] = true
	}
	for _, list := range r.lists {
		read[list.sheet] = true
	}
	for i := range r.book.sheets {
		sheet := r.book.sheets[i].name
		if read[sheet] || isFormsOwn(sheet) {
			continue
		}
		if _, err := r.book.grid(sheet); err != nil {
			return err
		}
		r.factsCopy(sheet)
		for f := range r.card.Facts {
			if list, ok := r.lists[r.card.Facts[f].Key]; ok {
				r.listCopy(&r.card.Facts[f], list, sheet)
			}
		}
	}
	return nil
}

// factsCopy holds a copy of the single facts, known by its labels, against what
// was read. One problem a sheet is enough: it names the first answer that differs.
func (r *reader) factsCopy(sheet string) {
	g := r.gridOf(foundList{sheet: sheet})
	labels := map[string][2]int{}
	for at, c := range g.cells {
		if c.kind != cellText {
			continue
		}
		label := trim(c.text)
		if before, ok := labels[label]; !ok || at[1] < before[1] || at[1] == before[1] && at[0] < before[0] {
			labels[label] = at
		}
	}
	known, differ := 0, 0
	var first scoring.Position
	var params []string
	for i := range r.card.Facts {
		fact := &r.card.Facts[i]
		_, label := nameOf(fact)
		at, ok := labels[label]
		kept, read := r.reading.Cells[fact.Key]
		if !ok || !read {
			continue
		}
		known++
		col, row, _ := parseCell(kept.Cell)
		copied, original := g.at(at[0]+1, at[1]), r.gridOf(foundList{sheet: kept.Sheet}).at(col, row)
		if !copied.answered() || copied.shown() == original.shown() {
			continue
		}
		differ++
		if here := position(sheet, at[0]+1, at[1]); first == (scoring.Position{}) || at[1] < rowOf(first) {
			first, params = here, []string{"fact", fact.Label, "found", clip(copied.shown()), "kept", clip(original.shown()), "place", kept.Sheet + "!" + kept.Cell}
		}
	}
	if differ > 0 && known*2 > len(r.card.Facts) {
		r.problems.Add(CodeSheetCopied, first, append(params, "count", strconv.Itoa(differ))...)
	}
}

func rowOf(at scoring.Position) int {
	_, row, _ := parseCell(at.Cell)
	return row
}

// listCopy does the same with a list, known by its hidden mark.
func (r *reader) listCopy(fact *scoring.Fact, list foundList, sheet string) {
	g := r.gridOf(foundList{sheet: sheet})
	mark := g.listMark(fact)
	if mark == 0 {
		return
	}
	first := mark + listFirstRow - listKeyRow
	other, ok, err := r.listIn(fact, area{sheet, listFirstCol, first, listFirstCol + len(fact.Fields) - 1, first})
	if err != nil || !ok {
		return
	}
	here, there := r.filledRows(other), list.rows
	if len(here) == 0 {
		return
	}
	texts := func(list foundList, row int) []string {
		var texts []string
		for _, col := range list.columns {
			texts = append(texts, r.gridOf(list).at(col, row).shown())
		}
		return texts
	}
	for i, row := range here {
		if i < len(there) && slices.Equal(texts(other, row), texts(list, there[i])) {
			continue
		}
		r.copied(fact, list, position(sheet, other.columns[0], row), len(here), len(there))
		return
	}
	if len(there) > len(here) {
		r.copied(fact, list, position(sheet, other.columns[0], here[0]), len(here), len(there))
	}
}

func (r *reader) copied(fact *scoring.Fact, list foundList, at scoring.Position, here, there int) {
	r.problems.Add(CodeListCopied, at, "fact", fact.Label, "rows", strconv.Itoa(here), "kept", strconv.Itoa(there), "place", list.sheet)
}
