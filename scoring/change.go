package scoring

import (
	"slices"
	"strconv"
)

// change is one change of one fact.
type change struct {
	kind     changeKind
	slot     int32
	from, to int64 // values as in Facts; of a list: rows
	list     int32 // number of the list's rule
	code     int32 // of the row that is added or dropped
	row      int32 // the row that is dropped
}

type changeKind uint8

const (
	setValue changeKind = iota
	addRow
	dropRow
)

// draft is a copy of some facts on which changes are tried. The facts themselves
// never change; only what a change touches is copied.
type draft struct {
	card   *Card
	base   *Facts
	facts  Facts
	spare  [2]listRows // rows of changed lists, used again: the first and the second change
	depth  int
	before [2]listRows
}

func newDraft(c *Card, f *Facts) *draft {
	return &draft{
		card: c, base: f,
		facts: Facts{card: c, values: slices.Clone(f.values), lists: slices.Clone(f.lists)},
	}
}

// apply makes a change; undo takes the last one back. No more than two at a time.
func (d *draft) apply(ch *change) {
	slot := ch.slot
	d.before[d.depth] = d.facts.lists[slot]
	if ch.kind != setValue {
		spare, fact := &d.spare[d.depth], &d.card.Facts[slot]
		spare.copyOf(&d.facts.lists[slot])
		if ch.kind == addRow {
			// Its names stay open, which makes it nobody else's.
			spare.cells = append(spare.cells, d.card.program.listOf[ch.list].rows[ch.code]...)
			spare.codes = append(spare.codes, ch.code)
		} else {
			spare.drop(int(ch.row), fact.Fields)
		}
		d.facts.lists[slot] = *spare
	}
	d.facts.values[slot] = ch.to
	d.depth++
}

func (d *draft) undo(ch *change) {
	d.depth--
	d.facts.values[ch.slot], d.facts.lists[ch.slot] = ch.from, d.before[d.depth]
}

// copyOf takes over the numbers of the rows; their texts play no part in a score.
func (l *listRows) copyOf(other *listRows) {
	l.cells = append(l.cells[:0], other.cells...)
	l.codes = append(l.codes[:0], other.codes...)
}

// drop takes a row out. The number of a name is the first row that has it, so the
// numbers behind the row are one less, and where it was the first of its name the
// next row of that name is now.
func (l *listRows) drop(row int, fields []Field) {
	width := len(fields)
	l.cells = slices.Delete(l.cells, row*width, (row+1)*width)
	l.codes = slices.Delete(l.codes, row, row+1)
	for c := range fields {
		if fields[c].Type != TypeText {
			continue
		}
		heir := unknown
		for r := range l.codes {
			switch cell := &l.cells[r*width+c]; {
			case *cell == int64(row) && heir == unknown:
				heir = int64(r)
				*cell = heir
			case *cell == int64(row):
				*cell = heir
			case *cell > int64(row):
				*cell--
			}
		}
	}
}

// possible tells whether the changed fact keeps the checks of the card and stays
// within its own largest value.
func (d *draft) possible(ch *change) bool {
	fact := &d.card.Facts[ch.slot]
	if !fact.advised() {
		return false
	}
	switch fact.Type {
	case TypeList:
		return ch.to <= int64(fact.MaxRows)
	case TypeCount, TypeMoney:
		most := fact.Max
		if fact.Type == TypeMoney {
			most *= powersOfTen[2]
		}
		return ch.to >= 0 && ch.to <= most && d.keepsChecks(int(ch.slot), ch.to)
	}
	return true
}

// keepsChecks holds a new value against all that it may not pass, through facts
// that are missing, too.
func (d *draft) keepsChecks(slot int, value int64) bool {
	return d.room(slot, value, true, 0) && d.room(slot, value, false, 0)
}

func (d *draft) room(slot int, value int64, upward bool, depth int) bool {
	for i := range d.card.Checks {
		near, far := d.card.Checks[i].smaller, d.card.Checks[i].larger
		if !upward {
			near, far = far, near
		}
		if near != slot {
			continue
		}
		switch other := d.facts.values[far]; {
		case other == unknown:
			if depth < len(d.card.Checks) && !d.room(far, value, upward, depth+1) {
				return false
			}
		case upward && value > other, !upward && value < other:
			return false
		}
	}
	return true
}

// FactChange is one change as a program reads it. A list names the row that is
// added as an object, or the place of the row that is dropped, from 0.
type FactChange struct {
	Fact string    `json:"fact"`
	From string    `json:"from"` // as in JSON; of a list: the number of rows
	To   string    `json:"to"`
	Add  rowObject `json:"add,omitempty"`
	Drop *int      `json:"drop,omitempty"`
}

// rowObject is a row of a list as JSON.
type rowObject []byte

// MarshalJSON writes the row as it is.
func (o rowObject) MarshalJSON() ([]byte, error) { return o, nil }

func (ch *change) told(c *Card, f *Facts) FactChange {
	fact := &c.Facts[ch.slot]
	told := FactChange{Fact: fact.Key}
	switch ch.kind {
	case setValue:
		told.From, told.To = valueText(fact.Type, fact.Choices, ch.from), valueText(fact.Type, fact.Choices, ch.to)
		return told
	case addRow:
		told.Add = ch.newRow(c, f)
	default:
		row := int(ch.row)
		told.Drop = &row
	}
	told.From, told.To = strconv.FormatInt(ch.from, 10), strconv.FormatInt(ch.to, 10)
	return told
}

// newRow is the row that is added as JSON. Names that nobody knows yet are made
// up so that no other row has them.
func (ch *change) newRow(c *Card, f *Facts) rowObject {
	fact := &c.Facts[ch.slot]
	row := c.program.listOf[ch.list].rows[ch.code]
	texts := make([]string, len(row))
	for column := range fact.Fields {
		field := &fact.Fields[column]
		switch {
		case field.Type == TypeText && fieldNeeded(fact.Fields, column, row):
			texts[column] = newName(f.lists[ch.slot].texts, column, len(fact.Fields))
		case row[column] != unknown:
			texts[column] = valueText(field.Type, field.Choices, row[column])
		}
	}
	return appendJSONRow(nil, fact.Fields, texts)
}

func newName(texts []string, column, width int) string {
	for n := 1; ; n++ {
		name, taken := "新增"+strconv.Itoa(n), false
		for at := column; at < len(texts); at += width {
			taken = taken || withoutSpaces(texts[at]) == name
		}
		if !taken {
			return name
		}
	}
}
