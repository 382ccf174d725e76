package sandbox

import (
	"encoding/json"
	"fmt"
	"log/slog"

	"wuxing/scoring"
	"wuxing/workbook"
)

const jobRead = "read"

// reading is a workbook.Reading on its way: the facts as JSON, which the parent
// reads through the card again, so that the rules on input stand in one place.
type reading struct {
	Card       string                      `json:"card"`
	Enterprise *scoring.Enterprise         `json:"enterprise,omitempty"`
	Facts      json.RawMessage             `json:"facts"`
	Cells      map[string]workbook.CellRef `json:"cells"`
	Claims     scoring.Claims              `json:"claims,omitempty"`
	Warnings   []problem                   `json:"warnings,omitempty"`
}

func readJob(task *Task) (any, scoring.Problems, error) {
	read, problems := workbook.Read(task.Data, task.Cards.Card, task.Cards.List()...)
	if len(problems) > 0 {
		return nil, problems, nil
	}
	facts, err := read.Facts.MarshalJSON()
	if err != nil {
		return nil, nil, err
	}
	return &reading{
		Card: read.Card.ID, Enterprise: read.Enterprise, Facts: facts, Cells: read.Cells, Claims: read.Claims,
		Warnings: packProblems(read.Warnings),
	}, nil, nil
}

// Read is workbook.Read in the child, for a form or a printed sheet of one of the cards. Problems are
// those of workbook.Read and CodeTooCostly; the latter stands for a fault of ours,
// too, which is in the log: the sender can do nothing else about it.
func (r *Run) Read(data []byte, cards []*scoring.Card) (*workbook.Reading, scoring.Problems) {
	read, problems, err := r.read(data, cards)
	if err != nil {
		r.box.config.Logger.ErrorContext(r.ctx, "workbook", slog.String("job", jobRead), slog.Any("error", err))
		problems.Add(CodeTooCostly, scoring.Position{}, "what", "end")
	}
	return read, problems
}

func (r *Run) read(data []byte, cards []*scoring.Card) (*workbook.Reading, scoring.Problems, error) {
	var got reading
	problems, err := r.Do(jobRead, nil, cards, data, &got)
	if err != nil || len(problems) > 0 {
		return nil, problems, err
	}
	for _, card := range cards {
		if card.ID != got.Card {
			continue
		}
		facts, problems := card.ParseFacts(got.Facts)
		if len(problems) > 0 { // longer than any document of facts may be
			return nil, problems, nil
		}
		collect := card.CollectClaims()
		for id, claim := range got.Claims {
			collect.Set(id, claim.String(), scoring.Position{})
		}
		claims, problems := collect.Claims()
		if len(problems) > 0 {
			return nil, nil, fmt.Errorf("sandbox: claims of a child: %w", problems)
		}
		return &workbook.Reading{
			Card: card, Enterprise: got.Enterprise, Facts: facts, Cells: got.Cells, Claims: claims,
			Warnings: unpackProblems(got.Warnings),
		}, nil, nil
	}
	return nil, nil, fmt.Errorf("sandbox: a child has read card %q, which nobody asked for", got.Card)
}
