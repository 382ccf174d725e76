package workbook

import (
	"fmt"
	"slices"
	"strings"

	"wuxing/scoring"
)

// Mark gives back a refused workbook with every problem cell coloured and
// commented and a first sheet 问题清单 that links to the cells. say words a problem.
//
// All else stays: names, tables, validations, formulas, protection, the user's own
// comments and sheets. Corrected and read again, the workbook is as good as
// without the marks; Unmark takes them away. Marks of before are replaced. At most
// 500 cells are marked and 1000 problems listed; the list says so.
//
// It fails for a file that Read cannot open, or that would be larger than an
// upload may be. The same input gives the same bytes.
func Mark(data []byte, problems scoring.Problems, say func(*scoring.Problem) string) (marked []byte, err error) {
	defer func() {
		if p := recover(); p != nil { // see Read
			marked, err = nil, damaged("panic: "+fmt.Sprint(p))
		}
	}()
	if data, err = Unmark(data); err != nil {
		return nil, err
	}
	p, err := openParcel(data)
	if err != nil {
		return nil, err
	}
	m := &marker{parcel: p, record: &markRecord{fills: map[string]string{}}, notes: map[string][]note{}}
	m.gather(problems, say)
	if err := m.mark(); err != nil {
		return nil, err
	}
	return p.pack()
}

// marker puts marks into one workbook.
type marker struct {
	*parcel
	record *markRecord
	lines  []listed
	left   int               // problems that are not listed
	notes  map[string][]note // sheet -> cells to mark, by row and column
}

// gather sorts out what is listed and which cells are marked.
func (m *marker) gather(problems scoring.Problems, say func(*scoring.Problem) string) {
	type place struct {
		sheet    string
		col, row int
	}
	texts := map[place][]string{}
	var order []place
	for i := range problems {
		if i == maxListed {
			m.left = len(problems) - maxListed
			break
		}
		p := &problems[i]
		message := clipRunes(say(p), maxMarkedRunes)
		l := listed{sheet: p.Sheet}
		l.problem, l.remedy = remedy(message)
		if col, row, ok := m.placed(p); ok {
			l.cell = cellName(col, row)
			at := place{p.Sheet, col, row}
			_, known := texts[at]
			if known || len(order) < maxMarkedCells {
				l.coloured = true
				texts[at] = append(texts[at], message)
			}
			if !known && l.coloured {
				order = append(order, at)
			}
		}
		m.lines = append(m.lines, l)
	}
	for _, at := range order {
		m.notes[at.sheet] = append(m.notes[at.sheet], note{at.col, at.row, clipRunes(strings.Join(texts[at], "\n"), maxNotedRunes)})
	}
	for _, notes := range m.notes {
		slices.SortFunc(notes, func(a, b note) int {
			if a.row != b.row {
				return a.row - b.row
			}
			return a.col - b.col
		})
	}
}

// mark edits the parts.
func (m *marker) mark() error {
	name, err := m.stylesPart()
	if err != nil {
		return err
	}
	styles, err := readStyleSheet(m.parts[name])
	if err != nil {
		return err
	}
	cells := newCellMarks(styles, m.record)
	for i := range m.sheets {
		if notes := m.notes[m.sheets[i].name]; len(notes) > 0 {
			if err := m.markSheet(m.sheets[i].part, notes, cells.twin); err != nil {
				return err
			}
		}
	}
	looks := addListLooks(styles)
	m.parts[name] = styles.write()
	for i := range m.sheets {
		if err := m.selectSheet(m.sheets[i].part, false); err != nil {
			return err
		}
	}
	return m.addSheets(looks)
}

func (p *parcel) stylesPart() (string, error) {
	relations, err := p.relations(p.main)
	if err != nil {
		return "", err
	}
	for _, r := range relations {
		if r.kind == "styles" && len(p.parts[r.target]) > 0 {
			return r.target, nil
		}
	}
	return "", damaged("no styles")
}

// markSheet colours the cells of one sheet and comments on them.
func (m *marker) markSheet(part string, notes []note, twin func(int) (int, error)) error {
	cells := map[int][]int{}
	for _, n := range notes {
		cells[n.row] = append(cells[n.row], n.col)
	}
	content := m.parts[part]
	splices, shape, err := markCells(content, cells, twin)
	if err != nil {
		return err
	}
	boxes, err := m.comment(part, notes)
	if err != nil {
		return err
	}
	if len(boxes) > 0 {
		legacy, err := m.drawBoxes(part, boxes, shape)
		if err != nil {
			return err
		}
		splices = append(splices, legacy...)
	}
	m.parts[part] = apply(content, splices)
	return nil
}

// comment adds to the comments of a sheet and returns those that need a box.
func (m *marker) comment(part string, notes []note) ([]note, error) {
	name, err := m.related(part, "comments")
	if err != nil {
		return nil, err
	}
	if name == "" {
		written, err := m.add("xl/comments%d.xml", typeComments, []byte(emptyComments))
		if err != nil {
			return nil, err
		}
		if _, err := m.relate(part, "comments", written); err != nil {
			return nil, err
		}
		name = strings.ToLower(written)
	}
	comments, err := readComments(m.parts[name])
	if err != nil {
		return nil, err
	}
	content, boxes := comments.add(notes)
	m.parts[name] = content
	return boxes, nil
}

// related is the part of a kind that belongs to another; "" where there is none.
func (p *parcel) related(part, kind string) (string, error) {
	relations, err := p.relations(part)
	if err != nil {
		return "", err
	}
	found := ""
	for _, r := range relations {
		if _, ok := p.parts[r.target]; ok && r.kind == kind && (found == "" || r.target < found) {
			found = r.target
		}
	}
	return found, nil
}

// drawBoxes adds to the sheet's drawing of comments, or makes one.
func (m *marker) drawBoxes(part string, boxes []note, shape *sheetShape) ([]splice, error) {
	relations, err := m.relations(part)
	if err != nil {
		return nil, err
	}
	if name := relations[shape.legacy].target; shape.legacy != "" && isXML(name) && m.parts[name] != nil {
		m.parts[name], err = addBoxes(m.parts[name], boxes, shape)
		return nil, err
	}
	if shape.legacy != "" {
		return nil, damaged("drawing of comments")
	}
	drawing, err := addBoxes([]byte(emptyDrawing), boxes, shape)
	if err != nil {
		return nil, err
	}
	name, err := m.add("xl/drawings/vmlDrawing%d.vml", typeVML, drawing)
	if err != nil {
		return nil, err
	}
	id, err := m.relate(part, "vmlDrawing", name)
	if err != nil {
		return nil, err
	}
	text := "<" + shape.prefix + `legacyDrawing xmlns:r="` + m.relationNames() + `" r:id="` + id + `"/>`
	return []splice{{shape.tail, shape.tail, text}}, nil
}

// relationNames is the namespace of r:id.
func (p *parcel) relationNames() string {
	if p.strict {
		return strings.TrimSuffix(strictOf, "/")
	}
	return strings.TrimSuffix(relationsOf, "/")
}
