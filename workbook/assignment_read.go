package workbook

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"

	"wuxing/scoring"
)

// ReadAssignments reads a file of assignments, a workbook or CSV: a table with the
// enterprise's code or the application's id and the reviewers' usernames, its
// columns known by their headings and in any order. What is wrong stands in the
// table's Faults with its cell.
func ReadAssignments(data []byte) (table *AssignmentTable) {
	defer func() { // see Read
		if p := recover(); p != nil {
			table = &AssignmentTable{Faults: (&refused{CodeWorkbookDamaged, []string{"what", "panic: " + fmt.Sprint(p)}}).problems()}
		}
	}()
	if kind := sniff(data); kind != nil && looksLikeText(data) && isTable(kind) {
		g, faults := csvGrid(data)
		if len(faults) > 0 {
			return &AssignmentTable{Faults: faults}
		}
		r := &assignmentReader{out: &AssignmentTable{}}
		r.read(map[string]*grid{"": g}, []string{""})
		return r.out
	}
	b, err := openBook(data)
	if err != nil {
		return &AssignmentTable{Faults: asProblems(err)}
	}
	grids, sheets := make(map[string]*grid), []string{}
	for i := range b.sheets {
		name := b.sheets[i].name
		g, err := b.grid(name)
		if err != nil {
			return &AssignmentTable{Faults: asProblems(err)}
		}
		grids[name], sheets = g, append(sheets, name)
	}
	r := &assignmentReader{out: &AssignmentTable{}}
	r.read(grids, sheets)
	b.inOrder(r.out.Faults)
	b.inOrder(r.out.Warnings)
	return r.out
}

// isTable tells a refusal of text that may be a table from others.
func isTable(err error) bool {
	return slices.Contains([]string{unsupported("csv").Error(), notAWorkbook("text").Error()}, err.Error())
}

type assignmentReader struct {
	out  *AssignmentTable
	grid *grid
	head int // row of the headings
}

// maxTold is how many faults, and how many warnings, are told of one file: more
// than one answer lists, and less than what a child may say.
const maxTold = 2000

// Headings stand in the first rows and columns.
const (
	maxAssignmentHead = 30
	maxHeadColumn     = 64
)

func (r *assignmentReader) read(grids map[string]*grid, sheets []string) {
	var nearest []int // of the row that looks most like headings
	for _, sheet := range sheets {
		row, columns := headings(grids[sheet])
		if !headed(columns) {
			if len(columns) > 0 && len(nearest) == 0 {
				nearest = columns
			}
			continue
		}
		if r.grid != nil {
			r.out.Faults.Add(CodeAssignmentSheets, position(sheet, 1, row), "sheet", sheet, "other", r.out.Sheet)
			return
		}
		r.grid, r.head, r.out.Sheet, r.out.Columns = grids[sheet], row, sheet, columns
	}
	if r.grid == nil {
		r.missing(nearest)
		return
	}
	r.twice()
	rows := r.filled()
	if len(rows) > maxAssignmentRows {
		r.out.Faults.Add(CodeAssignmentTooMany, position(r.out.Sheet, r.out.Columns[columnFirst], rows[maxAssignmentRows]), "limit", strconv.Itoa(maxAssignmentRows))
		return
	}
	if len(rows) == 0 {
		r.out.Faults.Add(CodeAssignmentEmpty, position(r.out.Sheet, 1, r.head))
	}
	for _, row := range rows {
		r.row(row)
	}
	r.out.Faults = r.out.Faults[:min(len(r.out.Faults), maxTold)]
	r.out.Warnings = r.out.Warnings[:min(len(r.out.Warnings), maxTold)]
}

// headings is the row that names most columns, and where each column stands, 0
// for none; no columns where no row names any.
func headings(g *grid) (head int, columns []int) {
	most := 0
	for row := 1; row <= min(g.lastRow, maxAssignmentHead); row++ {
		found, count := make([]int, assignmentColumns), 0
		for col := maxHeadColumn; col >= 1; col-- {
			c := g.at(col, row)
			if c.kind != cellText {
				continue
			}
			if i := assignmentColumn(c.text); i >= 0 {
				if found[i] == 0 {
					count++
				}
				found[i] = col
			}
		}
		if count > most {
			most, head, columns = count, row, found
		}
	}
	return head, columns
}

// headed tells whether the columns are enough: who is to be reviewed, and by whom.
func headed(columns []int) bool {
	return len(columns) > 0 && columns[columnFirst] > 0 && (columns[columnCode] > 0 || columns[columnApplication] > 0)
}

// missing names the columns that no sheet has.
func (r *assignmentReader) missing(nearest []int) {
	if len(nearest) == 0 {
		nearest = make([]int, assignmentColumns)
	}
	if nearest[columnCode] == 0 && nearest[columnApplication] == 0 {
		r.out.Faults.Add(CodeAssignmentColumns, scoring.Position{}, "column", assignmentHeads[columnCode][0])
	}
	if nearest[columnFirst] == 0 {
		r.out.Faults.Add(CodeAssignmentColumns, scoring.Position{}, "column", assignmentHeads[columnFirst][0])
	}
}

// twice refuses a heading that stands twice: which of the two counts?
func (r *assignmentReader) twice() {
	for col := 1; col <= maxHeadColumn; col++ {
		c := r.grid.at(col, r.head)
		if c.kind != cellText {
			continue
		}
		if i := assignmentColumn(c.text); i >= 0 && r.out.Columns[i] != col {
			r.out.Faults.Add(CodeAssignmentTwice, position(r.out.Sheet, col, r.head), "column", assignmentHeads[i][0], "other", cellName(r.out.Columns[i], r.head))
		}
	}
}

// filled are the rows below the headings with anything in a column that counts.
func (r *assignmentReader) filled() []int {
	filled := make(map[int]bool)
	for at, c := range r.grid.cells {
		if at[1] > r.head && slices.Contains(r.out.Columns, at[0]) && c.answered() {
			filled[at[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(filled))
}

// rounded18 is what a spreadsheet makes of 18 digits.
var rounded18 = regexp.MustCompile(`^[0-9](\.[0-9]+)?[Ee]\+?[0-9]+$`)

func (r *assignmentReader) row(number int) {
	record := AssignmentRecord{Row: number}
	sound := true
	text := func(column int) string {
		got, ok := r.text(column, number)
		sound = sound && ok
		return got
	}
	record.Application = text(columnApplication)
	if code, ok := r.code(number); ok {
		record.USCC = code
	} else {
		sound = false
	}
	for _, column := range []int{columnFirst, columnSecond} {
		record.Reviewers = append(record.Reviewers, text(column))
	}
	for len(record.Reviewers) > 0 && record.Reviewers[len(record.Reviewers)-1] == "" {
		record.Reviewers = record.Reviewers[:len(record.Reviewers)-1]
	}
	if !sound {
		return
	}
	if record.Application == "" && record.USCC == "" {
		col := r.out.Columns[columnCode]
		if col == 0 {
			col = r.out.Columns[columnApplication]
		}
		r.out.Faults.Add(CodeAssignmentNoCode, position(r.out.Sheet, col, number))
		return
	}
	r.out.Rows = append(r.out.Rows, record)
}

// cell is what stands in a column of a row; a reviewer may stand in one cell that
// is merged over several rows.
func (r *assignmentReader) cell(column, row int) (cell, scoring.Position) {
	col := r.out.Columns[column]
	if col == 0 {
		return cell{}, scoring.Position{}
	}
	at := position(r.out.Sheet, col, row)
	if top, joined := r.grid.joined[[2]int{col, row}]; joined && column >= columnFirst && top[0] == col && top[1] > r.head {
		return r.grid.at(top[0], top[1]), at
	}
	return r.grid.at(col, row), at
}

// text is a cell's text, "" for a blank one; ok is false where it cannot be one.
func (r *assignmentReader) text(column, row int) (text string, ok bool) {
	c, at := r.cell(column, row)
	if code := unusable(c); code != "" {
		r.out.Faults.Add(code, at, (&asked{label: assignmentHeads[column][0], kind: scoring.TypeText}).params(c.shown())...)
		return "", false
	}
	return c.shown(), true
}

// code is the enterprise's code of a row. A wrong check digit is a warning.
func (r *assignmentReader) code(row int) (code string, ok bool) {
	c, at := r.cell(columnCode, row)
	if c.kind == cellNumber || c.kind == cellText && rounded18.MatchString(trim(c.text)) {
		r.out.Faults.Add(CodeUSCCNumber, at, "found", clip(c.text))
		return "", false
	}
	text, ok := r.text(columnCode, row)
	if !ok || text == "" {
		return "", ok
	}
	enterprise := &scoring.Enterprise{USCC: plainCode(text)}
	warnings, problems := enterprise.Check("")
	for _, list := range []scoring.Problems{warnings, problems} {
		for i := range list {
			list[i].Position = at
		}
	}
	r.out.Warnings = append(r.out.Warnings, warnings...)
	r.out.Faults = append(r.out.Faults, problems...)
	return enterprise.USCC, len(problems) == 0
}
