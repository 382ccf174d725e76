package sandbox

import (
	"errors"
	"log/slog"

	"wuxing/scoring"
	"wuxing/workbook"
)

const jobAssignment = "assignment"

// assignments are what workbook.ReadAssignments gives, on their way: rows beside
// faults.
type assignments struct {
	Table    *workbook.AssignmentTable `json:"table"`
	Faults   []problem                 `json:"faults,omitempty"`
	Warnings []problem                 `json:"warnings,omitempty"`
}

func assignmentJob(task *Task) (any, scoring.Problems, error) {
	table := workbook.ReadAssignments(task.Data)
	return &assignments{table, packProblems(table.Faults), packProblems(table.Warnings)}, nil, nil
}

var errForeignTable = errors.New("sandbox: a child has read a table that cannot be one")

// ReadAssignments is workbook.ReadAssignments in the child, CSV as well: text can be
// as costly. What the child dies of is a fault of the table, as in Read.
func (r *Run) ReadAssignments(data []byte) *workbook.AssignmentTable {
	var got assignments
	problems, err := r.Do(jobAssignment, nil, nil, data, &got)
	if err == nil && len(problems) == 0 && (got.Table == nil || !got.Table.Sound()) {
		err = errForeignTable
	}
	if err != nil {
		r.box.config.Logger.ErrorContext(r.ctx, "workbook", slog.String("job", jobAssignment), slog.Any("error", err))
		problems.Add(CodeTooCostly, scoring.Position{}, "what", "end")
	}
	if len(problems) > 0 {
		return &workbook.AssignmentTable{Faults: expecting(expectedAssignment, problems)}
	}
	got.Table.Faults, got.Table.Warnings = unpackProblems(got.Faults), unpackProblems(got.Warnings)
	return got.Table
}
