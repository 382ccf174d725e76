package sandbox

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/workbook"
)

const jobAuthority = "authority"

// lists are what workbook.ReadAuthority gives, on their way.
type lists struct {
	Sheets   []assessment.AuthoritySheet `json:"sheets"`
	Warnings []problem                   `json:"warnings,omitempty"`
}

func authorityJob(task *Task) (any, scoring.Problems, error) {
	cards := task.Cards.List()
	if len(cards) != 1 { // it came out other than the parent's
		var problems scoring.Problems
		problems.Add(CodeTooCostly, scoring.Position{}, "what", "end")
		return nil, problems, nil
	}
	book, problems := workbook.ReadAuthority(task.Data, cards[0])
	if len(problems) > 0 {
		return nil, problems, nil
	}
	return &lists{book.Sheets, packProblems(book.Warnings)}, nil, nil
}

// ReadAuthority is workbook.ReadAuthority in the child; problems are as those of
// Read. What the lists say goes through the card again, as facts do.
func (r *Run) ReadAuthority(data []byte, card *scoring.Card) (*assessment.AuthorityBook, scoring.Problems) {
	var got lists
	problems, err := r.Do(jobAuthority, nil, []*scoring.Card{card}, data, &got)
	if err == nil {
		err = got.check(card)
	}
	if err != nil {
		r.box.config.Logger.ErrorContext(r.ctx, "workbook", slog.String("job", jobAuthority), slog.Any("error", err))
		problems.Add(CodeTooCostly, scoring.Position{}, "what", "end")
	}
	if len(problems) > 0 {
		return nil, expecting(expectedAuthority, problems)
	}
	return &assessment.AuthorityBook{Sheets: got.Sheets, Warnings: unpackProblems(got.Warnings)}, nil
}

// check holds what came from the child against the card.
func (l *lists) check(card *scoring.Card) error {
	for _, sheet := range l.Sheets {
		known := slices.ContainsFunc(card.AuthorityFacts(), func(f *scoring.Fact) bool { return f.Key == sheet.Fact })
		if !known {
			return fmt.Errorf("sandbox: a child has read a list of %q, which is no list of the card", sheet.Fact)
		}
		for _, row := range sheet.Rows {
			text, err := json.Marshal(map[string]json.RawMessage{sheet.Fact: row.Value})
			if err != nil {
				return fmt.Errorf("sandbox: a child's value of %s: %w", sheet.Fact, err)
			}
			facts, problems := card.ParseFacts(text)
			if len(problems) > 0 || !facts.Given(sheet.Fact) {
				return fmt.Errorf("sandbox: a child's value of %s: %v", sheet.Fact, problems)
			}
		}
	}
	return nil
}
