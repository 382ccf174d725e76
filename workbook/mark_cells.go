package workbook

import (
	"slices"
	"strconv"
	"strings"
)

// sheetMarks is one walk over a sheet that gives cells other styles and makes
// those that the file does not hold, as it may for blank ones.
type sheetMarks struct {
	content []byte
	cells   map[int][]int // row -> columns to mark, ascending
	twin    func(style int) (int, error)

	splices []splice
	shape   sheetShape
	rows    []int       // not met so far, ascending
	gaps    map[int]int // rows that the file does not hold -> where they belong
	data    tag         // start of sheetData
	inData  bool
	line    tag // start of the present row
	row     int
	col     int
	left    []int // columns of the row that were not met so far, ascending
}

// sheetShape is what else marking wants to know of a sheet.
type sheetShape struct {
	columns       []columnShape
	defaultWidth  float64 // characters; 0 where the sheet does not say
	defaultHeight float64 // points
	heights       map[int]float64
	tail          int    // where a legacyDrawing belongs
	legacy        string // relation of the one that is there
	prefix        string
}

// columnShape is a <col>: columns of one look.
type columnShape struct {
	first, last, style int
	width              float64
	hidden             bool
}

// markCells gives the cells of a sheet their marked twins.
func markCells(content []byte, cells map[int][]int, twin func(int) (int, error)) (splices []splice, shape *sheetShape, err error) {
	m := &sheetMarks{content: content, cells: cells, twin: twin, gaps: map[int]int{}}
	m.shape.heights = map[int]float64{}
	for row := range cells {
		m.rows = append(m.rows, row)
		slices.Sort(cells[row])
	}
	slices.Sort(m.rows)
	if err := scan(content, m.visit, nil); err != nil {
		return nil, nil, err
	}
	return m.splices, &m.shape, nil
}

func (m *sheetMarks) visit(t *tag) error {
	switch {
	case t.depth == 0:
		if t.end && m.shape.tail == 0 {
			m.shape.tail = t.from
		}
		m.shape.prefix = t.prefix()
	case t.Local == "sheetData" && t.depth == 1 && !t.end:
		m.inData, m.data = true, *t
	case t.Local == "sheetData" && t.depth == 1:
		m.inData = false
		return m.endData(t)
	case m.inData && t.Local == "row" && t.depth == 2:
		if t.end {
			return m.endRow(t)
		}
		return m.startRow(t)
	case m.inData && t.Local == "c" && t.depth == 3 && !t.end:
		return m.cell(t)
	case !m.inData && !t.end:
		m.shape.note(t, m.data.to > 0)
	}
	return nil
}

// note remembers what stands before and behind the cells.
func (s *sheetShape) note(t *tag, behind bool) {
	switch t.Local {
	case "sheetFormatPr":
		s.defaultWidth, s.defaultHeight = t.decimal("defaultColWidth"), t.decimal("defaultRowHeight")
	case "col":
		s.columns = append(s.columns, columnShape{t.number("min"), t.number("max"), t.number("style"), t.decimal("width"), isTrue(t.attr("hidden"))})
	case "legacyDrawing":
		for _, a := range t.attrs {
			if a.Name.Local == "id" && t.depth == 1 {
				s.legacy = a.Value
			}
		}
	case "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst", "AlternateContent":
		if t.depth == 1 && s.tail == 0 && behind {
			s.tail = t.from
		}
	}
}

func (t *tag) decimal(name string) float64 {
	value, err := strconv.ParseFloat(t.attr(name), 64)
	if err != nil || !(value >= 0 && value < 1000) {
		return 0
	}
	return value
}

func isTrue(text string) bool { return text == "1" || text == "true" }

func (m *sheetMarks) startRow(t *tag) error {
	m.row++
	if t.attr("r") != "" {
		m.row = t.number("r")
	}
	m.line, m.col = *t, 0
	if height := t.decimal("ht"); height > 0 {
		m.shape.heights[m.row] = height
	}
	for len(m.rows) > 0 && m.rows[0] < m.row {
		m.gaps[m.rows[0]] = t.from
		m.rows = m.rows[1:]
	}
	if len(m.rows) > 0 && m.rows[0] == m.row {
		m.rows = m.rows[1:]
	}
	delete(m.gaps, m.row) // the rows do not ascend
	m.left = m.cells[m.row]
	return nil
}

func (m *sheetMarks) cell(t *tag) error {
	m.col++
	if place := t.attr("r"); place != "" {
		m.col, _, _ = parseCell(place)
	}
	var before []int
	for len(m.left) > 0 && m.left[0] < m.col {
		before, m.left = append(before, m.left[0]), m.left[1:]
	}
	if len(before) > 0 {
		text, err := m.newCells(before, m.row, m.rowStyle())
		if err != nil {
			return err
		}
		m.splices = append(m.splices, splice{t.from, t.from, text})
	}
	if len(m.left) > 0 && m.left[0] == m.col {
		m.left = m.left[1:]
		style, err := m.twin(t.number("s"))
		if err != nil {
			return err
		}
		m.splices = append(m.splices, splice{t.from, t.to, t.with(t.closedIn(m.content), "s", strconv.Itoa(style))})
	}
	return nil
}

func (m *sheetMarks) endRow(t *tag) error {
	if len(m.left) == 0 {
		return nil
	}
	text, err := m.newCells(m.left, m.row, m.rowStyle())
	m.left = nil
	if t.from != t.to {
		m.splices = append(m.splices, splice{t.from, t.from, text})
	} else { // <row/>
		m.splices = append(m.splices, splice{m.line.from, m.line.to, m.line.with(false) + text + "</" + t.qualified() + ">"})
	}
	return err
}

// rowStyle is the look of the row's cells that are not in the file; -1: that of
// their columns.
func (m *sheetMarks) rowStyle() int {
	if isTrue(m.line.attr("customFormat")) {
		return m.line.number("s")
	}
	return -1
}

// newCells writes blank cells that are marked.
func (m *sheetMarks) newCells(columns []int, row, rowStyle int) (string, error) {
	var b strings.Builder
	for _, col := range columns {
		was := rowStyle
		if was < 0 {
			was = m.shape.column(col).style
		}
		style, err := m.twin(was)
		if err != nil {
			return "", err
		}
		b.WriteString("<" + m.shape.prefix + `c r="` + cellName(col, row) + `" s="` + strconv.Itoa(style) + `"/>`)
	}
	return b.String(), nil
}

// column is the look of a column.
func (s *sheetShape) column(col int) columnShape {
	for _, c := range s.columns {
		if c.first <= col && col <= c.last {
			return c
		}
	}
	return columnShape{first: col, last: col, width: s.defaultWidth}
}

// endData writes the rows that the file does not hold.
func (m *sheetMarks) endData(t *tag) error {
	for _, row := range m.rows {
		m.gaps[row] = t.from
	}
	missing := make([]int, 0, len(m.gaps))
	for row := range m.gaps {
		missing = append(missing, row)
	}
	slices.Sort(missing)
	all := ""
	for _, row := range missing {
		cells, err := m.newCells(m.cells[row], row, -1)
		if err != nil {
			return err
		}
		text := "<" + m.shape.prefix + `row r="` + strconv.Itoa(row) + `">` + cells + "</" + m.shape.prefix + "row>"
		if t.from == t.to {
			all += text
			continue
		}
		m.splices = append(m.splices, splice{m.gaps[row], m.gaps[row], text})
	}
	if all != "" { // <sheetData/>
		m.splices = append(m.splices, splice{m.data.from, m.data.to, m.data.with(false) + all + "</" + t.qualified() + ">"})
	}
	return nil
}
