package assessment

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"wuxing/scoring"
)

// IndicatorEvent is one step of what became of an indicator.
type IndicatorEvent struct {
	At       time.Time
	What     Action // put_review, return, appeal, decide_appeal
	Lane     Lane
	Decision Decision        // of a review entry
	Outcome  AppealOutcome   // of a decided appeal
	Score    *scoring.Points // that came of it, or that is disputed
	Facts    json.RawMessage // corrected by it
	Reason   string
	By       string // display name; "": not the reader's to know
}

// IndicatorHistory is every decision on one indicator with its reason, oldest first,
// as far as the actor may know it: one of two reviewers reads the own side until both
// reviews are in. It is for the office; an enterprise reads its result.
func (s *Service) IndicatorHistory(ctx context.Context, actor Actor, applicationID, indicator string) ([]IndicatorEvent, error) {
	return read(ctx, s, actor, ActionReadReview, func(tx Tx) ([]IndicatorEvent, error) {
		application, b, err := findBenched(tx, actor, ActionReadReview, applicationID)
		if err != nil {
			return nil, err
		}
		if outside(actor) {
			return nil, fail(KindNotFound, CodeNotFound)
		}
		h := &indicatorTold{tx: tx, names: names{tx: tx}, application: application, indicator: indicator}
		for _, add := range []func(*Seat) error{h.entries, h.returned, h.appeals} {
			if err := add(b.shielded(actor, application)); err != nil {
				return nil, err
			}
		}
		slices.SortStableFunc(h.events, func(a, b IndicatorEvent) int { return cmp.Compare(a.At.UnixNano(), b.At.UnixNano()) })
		return h.events, nil
	})
}

// indicatorTold collects the steps; own is the seat of a reader who may see no other.
type indicatorTold struct {
	tx          Tx
	names       names
	application *Application
	indicator   string
	events      []IndicatorEvent
}

func (h *indicatorTold) add(event IndicatorEvent, by string) (err error) {
	event.By, err = h.names.of(by)
	h.events = append(h.events, event)
	return err
}

func (h *indicatorTold) entries(own *Seat) error {
	entries, err := h.tx.ListScoreEntries(h.application.ID)
	if err != nil {
		return wrap(err, "list the entries of %s", h.application.ID)
	}
	for _, e := range entries {
		if e.Indicator != h.indicator || own != nil && (e.Lane != own.Lane || e.ReviewerID != own.ReviewerID) {
			continue
		}
		score := e.Score
		event := IndicatorEvent{At: e.At, What: ActionPutReview, Lane: e.Lane, Decision: e.Decision, Score: &score, Facts: e.Facts, Reason: e.Reason}
		if err := h.add(event, e.ReviewerID); err != nil {
			return err
		}
	}
	return nil
}

// returned is the newest return, if it names the indicator; older ones are in the
// history of the application.
func (h *indicatorTold) returned(own *Seat) error {
	ret, err := h.tx.FindReturn(h.application.ID)
	if errors.Is(err, ErrNotFound) || err == nil && !slices.Contains(ret.Indicators, h.indicator) {
		return nil
	}
	if err != nil {
		return wrap(err, "find the return of %s", h.application.ID)
	}
	by := ret.By
	if own != nil && own.ReviewerID != by {
		by = ""
	}
	return h.add(IndicatorEvent{At: ret.At, What: ActionReturn, Reason: ret.Reason}, by)
}

func (h *indicatorTold) appeals(*Seat) error {
	appeals, decided, err := appealsOf(h.tx, h.application.ID)
	if err != nil {
		return err
	}
	for _, appeal := range appeals {
		if appeal.Indicator != h.indicator {
			continue
		}
		if err := h.add(IndicatorEvent{At: appeal.At, What: ActionAppeal, Score: &appeal.Score, Reason: appeal.Reason}, appeal.By); err != nil {
			return err
		}
		if d := decided[appeal.ID]; d != nil {
			if err := h.add(IndicatorEvent{At: d.At, What: ActionDecideAppeal, Outcome: d.Outcome, Score: &d.Score, Reason: d.Reason}, d.By); err != nil {
				return err
			}
		}
	}
	return nil
}
