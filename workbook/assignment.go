package workbook

import (
	"slices"
	"strings"

	"wuxing/assessment"
	"wuxing/scoring"
)

// Codes of problems with a file of assignments, beside those of codes.go. They are
// public interface.
const (
	CodeAssignmentColumns = "assignment_columns"  // column: no row of headings has it
	CodeAssignmentTwice   = "assignment_twice"    // column, other: the other cell with this heading
	CodeAssignmentSheets  = "assignment_sheets"   // sheet, other: two sheets with such a table
	CodeAssignmentNoCode  = "assignment_no_code"  // a reviewer beside no enterprise
	CodeAssignmentEmpty   = "assignment_empty"    // headings and nothing below
	CodeAssignmentTooMany = "assignment_too_many" // limit (rows)
	CodeAssignmentCSV     = "assignment_csv"      // the text cannot be read from this line on
)

// maxAssignmentRows is as many enterprises as a whole province is to have, and what
// a child can read with room to spare.
const maxAssignmentRows = 10_000

// The columns of a file of assignments.
const (
	columnApplication = iota
	columnCode
	columnFirst
	columnSecond
	assignmentColumns
)

// assignmentHeads are the headings by which columns are known, the one that we
// write first.
var assignmentHeads = [assignmentColumns][]string{
	columnApplication: {"申报编号", "申报号", "application"},
	columnCode:        {"统一社会信用代码", "社会信用代码", "信用代码", "统一信用代码", "uscc"},
	columnFirst:       {"评审员", "第一评审员", "评审员1", "评审员一", "评审员登录名", "评审员账号", "reviewer", "reviewer1"},
	columnSecond:      {"第二评审员", "评审员2", "评审员二", "reviewer2"},
}

// assignmentColumn is the column with the heading, or -1.
func assignmentColumn(heading string) int {
	plain := strings.ToLower(strings.ReplaceAll(plainMarks(heading), " ", ""))
	plain, _, _ = strings.Cut(plain, "(") // 评审员(登录名)
	return slices.IndexFunc(assignmentHeads[:], func(names []string) bool { return slices.Contains(names, plain) })
}

// AssignmentTable is what a file of assignments says, and what is wrong with it:
// rows that are sound stand beside faults, so that everything can be told at once.
type AssignmentTable struct {
	Sheet   string             `json:"sheet"` // "" of a CSV file
	Columns []int              `json:"columns"`
	Rows    []AssignmentRecord `json:"rows"`

	Faults   scoring.Problems `json:"-"`
	Warnings scoring.Problems `json:"-"`
}

// AssignmentRecord is one row of the file: blank reviewers at the end are left out.
type AssignmentRecord struct {
	Row         int      `json:"n"`
	Application string   `json:"a,omitempty"`
	USCC        string   `json:"u,omitempty"`
	Reviewers   []string `json:"r,omitempty"`
}

// Assignment is what the file asks for, each part with its cell.
func (t *AssignmentTable) Assignment() assessment.NewAssignment {
	new := assessment.NewAssignment{Faults: t.Faults, Warnings: t.Warnings}
	for _, record := range t.Rows {
		row := assessment.AssignmentRow{Application: record.Application, USCC: record.USCC, Reviewers: record.Reviewers}
		first := t.Columns[columnApplication]
		if record.USCC != "" {
			first = t.Columns[columnCode]
		}
		for _, col := range []int{first, t.Columns[columnFirst], t.Columns[columnSecond]} {
			if col == 0 { // a table without the second reviewer
				col = t.Columns[columnFirst]
			}
			row.At = append(row.At, position(t.Sheet, col, record.Row))
		}
		new.Rows = append(new.Rows, row)
	}
	return new
}

// Sound tells whether a table that another process has read can be one: it goes no
// further otherwise.
func (t *AssignmentTable) Sound() bool {
	if len(t.Rows) == 0 {
		return true
	}
	if len(t.Columns) != assignmentColumns || len(t.Rows) > maxAssignmentRows || t.Columns[columnFirst] < 1 {
		return false
	}
	for _, col := range t.Columns {
		if col < 0 || col > maxColumns {
			return false
		}
	}
	for _, row := range t.Rows {
		named := row.Application != "" && t.Columns[columnApplication] > 0 || row.USCC != "" && t.Columns[columnCode] > 0
		if !named || row.Row < 1 || len(row.Reviewers) > 2 {
			return false
		}
	}
	return true
}
