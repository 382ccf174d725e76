package assessment

import (
	"context"
	"encoding/json"
	"errors"

	"wuxing/scoring"
)

// Changes is what a resubmission changed of what was returned: before and after,
// by fact, by indicator and by file. Only what differs is listed, in the card's order.
type Changes struct {
	From       int               `json:"from"` // revision that was returned; the same as To where none was
	To         int               `json:"to"`   // revision that the reader sees
	Facts      []FactChange      `json:"facts"`
	Indicators []IndicatorChange `json:"indicators"`
	Evidence   []EvidenceChange  `json:"evidence"`
	Before     scoring.Points    `json:"total_before"`
	After      scoring.Points    `json:"total_after"`
}

// FactChange is one answer that differs; null where none was given.
type FactChange struct {
	Fact   string          `json:"fact"`
	Label  string          `json:"label"`
	Before json.RawMessage `json:"before"`
	After  json.RawMessage `json:"after"`
}

// IndicatorChange is one indicator that reads a changed fact, is claimed or scores otherwise.
type IndicatorChange struct {
	Indicator string         `json:"indicator"`
	No        string         `json:"no"`
	Name      string         `json:"name"`
	Before    scoring.Points `json:"before"`
	After     scoring.Points `json:"after"`
	Returned  bool           `json:"returned"` // named by the return
}

// Changes compares what was returned last with what the actor sees now.
func (s *Service) Changes(ctx context.Context, actor Actor, id string) (*Changes, error) {
	return read(ctx, s, actor, ActionReadChanges, func(tx Tx) (*Changes, error) {
		application, err := findReached(tx, actor, ActionReadChanges, id)
		if err != nil {
			return nil, err
		}
		_, card, err := s.roundAndCard(tx, application)
		if err != nil {
			return nil, err
		}
		to := application.shown(actor)
		ret, err := tx.FindReturn(application.ID)
		if errors.Is(err, ErrNotFound) {
			ret = &Return{Revision: to}
		} else if err != nil {
			return nil, wrap(err, "find the return of %s", application.ID)
		}
		before, err := tx.FindSubmission(application.ID, ret.Revision)
		if err != nil {
			return nil, wrap(err, "find submission %d of %s", ret.Revision, application.ID)
		}
		after, err := tx.FindSubmission(application.ID, to)
		if err != nil {
			return nil, wrap(err, "find submission %d of %s", to, application.ID)
		}
		changes, err := compare(card, application, ret, before, after)
		if err != nil {
			return nil, err
		}
		changes.Evidence, err = evidenceChanges(tx, actor, application, card)
		return changes, err
	})
}

func compare(card *scoring.Card, application *Application, ret *Return, before, after *Submission) (*Changes, error) {
	changes := &Changes{
		From: before.Revision, To: after.Revision, Before: before.Total, After: after.Total,
		Facts: []FactChange{}, Indicators: []IndicatorChange{},
	}
	var given [2]*handedIn
	var texts [2]map[string]json.RawMessage
	var results [2]*scoring.Result
	for i, submission := range []*Submission{before, after} {
		var err error
		if given[i], err = submission.read(card); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(submission.Facts, &texts[i]); err != nil {
			return nil, wrap(err, "read the facts of %s", application.ID)
		}
		if results[i], err = storedResult(submission.Result, application); err != nil {
			return nil, err
		}
	}
	for i := range card.Facts {
		fact := &card.Facts[i]
		if !sameFact(fact.Key, given[0].facts, given[1].facts) {
			changes.Facts = append(changes.Facts, FactChange{
				Fact: fact.Key, Label: fact.Label, Before: orNull(texts[0][fact.Key]), After: orNull(texts[1][fact.Key]),
			})
		}
	}
	returned := make(map[string]bool)
	for _, id := range ret.Indicators {
		returned[id] = true
	}
	for _, indicator := range card.Indicators() {
		if sameAnswers(card, indicator, given[0], given[1]) && sameScore(indicator.ID, results[0], results[1]) {
			continue
		}
		changes.Indicators = append(changes.Indicators, IndicatorChange{
			Indicator: indicator.ID, No: indicator.No, Name: indicator.Name, Returned: returned[indicator.ID],
			Before: scoreOf(indicator.ID, results[0]), After: scoreOf(indicator.ID, results[1]),
		})
	}
	return changes, nil
}

func orNull(text json.RawMessage) json.RawMessage {
	if len(text) == 0 {
		return json.RawMessage("null")
	}
	return text
}
