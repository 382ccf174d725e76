package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"wuxing/scoring"
)

// CodeTooCostly is the code of a workbook that a child could not work on within
// its limits: what is time, memory, reply or end (of the child). Its sentence
// stands in templates/messages.
const CodeTooCostly = "workbook_too_costly" // what, expected

// ProblemCodes lists the codes of this package, as in workbook.
var ProblemCodes = []string{CodeTooCostly}

// Run is a child in its place. It is used by one goroutine.
type Run struct {
	ctx   context.Context
	box   *Box
	child *process // nil once it cannot be used
	leave func()
}

// Close gives the place back.
func (r *Run) Close() {
	if r.leave == nil {
		return
	}
	if r.child != nil && r.box.config.Keep {
		r.box.idle <- r.child // as many as there are places
	} else if r.child != nil {
		r.child.end()
	}
	r.leave()
	r.leave = nil
}

// Do has a job done on a workbook and its result put into result. cards are those
// that the job may need, params is of the job's own making. What is wrong with the
// file comes back as problems, with CodeTooCostly where it is too much for the
// child; err is a fault of the program.
func (r *Run) Do(job string, params any, cards []*scoring.Card, data []byte, result any) (scoring.Problems, error) {
	ask := request{Job: job, Limits: r.box.config.Limits, Size: len(data)}
	var err error
	if params != nil {
		if ask.Params, err = json.Marshal(params); err != nil {
			return nil, fmt.Errorf("sandbox: %s: %w", job, err)
		}
	}
	if ask.Cards, err = references(cards); err != nil {
		return nil, fmt.Errorf("sandbox: %s: %w", job, err)
	}
	if r.child == nil {
		if r.child, err = r.box.child(); err != nil {
			return nil, err
		}
	}
	began := time.Now()
	answer, err := r.child.ask(r.ctx, &ask, data)
	outcome := "done"
	defer func() {
		attributes := []any{
			slog.String("job", job), slog.Int("bytes", len(data)), slog.String("outcome", outcome),
			slog.Float64("ms", float64(time.Since(began).Microseconds())/1000),
		}
		if answer != nil {
			attributes = append(attributes, slog.Int("peak_kib", answer.PeakKiB))
		}
		r.box.config.Logger.InfoContext(r.ctx, "workbook", attributes...)
	}()
	var costly *tooCostly
	if err != nil { // the child is of no further use
		said := r.child.end()
		r.child = nil
		if !errors.As(err, &costly) {
			costly = &tooCostly{whyEnded(said)}
		}
		outcome = "costly: " + costly.what
		r.box.config.Logger.WarnContext(r.ctx, "child", slog.String("what", costly.what), slog.Any("error", err), slog.String("said", said.text))
		var problems scoring.Problems
		problems.Add(CodeTooCostly, scoring.Position{}, "what", costly.what)
		return problems, nil
	}
	if answer.Failed != "" {
		outcome = "failed"
		return nil, fmt.Errorf("sandbox: %s: %s", job, answer.Failed)
	}
	if len(answer.Problems) > 0 {
		outcome = "refused"
		return unpackProblems(answer.Problems), nil
	}
	if err := json.Unmarshal(answer.Result, result); err != nil {
		outcome = "failed"
		return nil, fmt.Errorf("sandbox: result of %s: %w", job, err)
	}
	return nil, nil
}

// tooCostly tells which limit was met.
type tooCostly struct{ what string }

func (t *tooCostly) Error() string { return "too costly: " + t.what }
