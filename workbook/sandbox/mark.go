package sandbox

import (
	"bytes"
	"log/slog"

	"wuxing/scoring"
	"wuxing/workbook"
)

const (
	jobMark   = "mark"
	jobUnmark = "unmark"
)

// spoken is a problem with the sentence that a person reads.
type spoken struct {
	problem
	Sentence string `json:"sentence"`
}

// file is a workbook on its way back; nil where the one that came is meant.
type file struct {
	Data []byte `json:"data,omitempty"`
}

func markJob(task *Task) (any, scoring.Problems, error) {
	var params []spoken
	if err := task.into(&params); err != nil {
		return nil, nil, err
	}
	packed := make([]problem, len(params))
	for i := range params {
		packed[i] = params[i].problem
	}
	problems := unpackProblems(packed)
	for i := range problems {
		problems[i].Message = params[i].Sentence
	}
	marked, err := workbook.Mark(task.Data, problems, func(p *scoring.Problem) string { return p.Message })
	if err != nil {
		return nil, workbook.Refusal(err), nil
	}
	return &file{marked}, nil, nil
}

func unmarkJob(task *Task) (any, scoring.Problems, error) {
	clean, err := workbook.Unmark(task.Data)
	switch {
	case err != nil:
		return nil, workbook.Refusal(err), nil
	case bytes.Equal(clean, task.Data):
		return &file{}, nil, nil
	}
	return &file{clean}, nil, nil
}

// Mark is workbook.Mark in the child. problems carry their sentences (Message).
// Problems of the answer say why the file cannot be marked.
func (r *Run) Mark(data []byte, problems scoring.Problems) ([]byte, scoring.Problems) {
	packed := packProblems(problems)
	params := make([]spoken, len(packed))
	for i := range packed {
		params[i] = spoken{packed[i], problems[i].Message}
	}
	return r.rewrite(jobMark, params, data)
}

// Unmark is workbook.Unmark in the child.
func (r *Run) Unmark(data []byte) ([]byte, scoring.Problems) { return r.rewrite(jobUnmark, nil, data) }

func (r *Run) rewrite(job string, params any, data []byte) ([]byte, scoring.Problems) {
	var got file
	problems, err := r.Do(job, params, nil, data, &got)
	if err != nil {
		r.box.config.Logger.ErrorContext(r.ctx, "workbook", slog.String("job", job), slog.Any("error", err))
		problems.Add(CodeTooCostly, scoring.Position{}, "what", "end")
	}
	switch {
	case len(problems) > 0:
		return nil, problems
	case got.Data == nil:
		return data, nil
	}
	return got.Data, nil
}
