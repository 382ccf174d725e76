package assessment

import (
	"context"
	"encoding/json"

	"wuxing/scoring"
)

// Side names one of two reviews.
type Side string

// The sides: first and second are the seats' reviews.
const (
	SideFirst  Side = "first"
	SideSecond Side = "second"
)

// ModerationView is two reviews side by side.
type ModerationView struct {
	Application ApplicationHead `json:"application"`
	First       SideView        `json:"first"`
	Second      SideView        `json:"second"`
	Rows        []ModerationRow `json:"rows"`
	Difference  scoring.Points  `json:"difference"` // of the totals, ≥ 0
	Flagged     bool            `json:"flagged"`    // the totals differ by more than the round's threshold
	Apart       []string        `json:"apart"`      // indicators that differ
	Settled     bool            `json:"settled"`    // the official score stands
}

// SideView is one of the two reviews as a whole.
type SideView struct {
	Reviewer string         `json:"reviewer"` // display name
	Total    scoring.Points `json:"total"`
	Vetoed   bool           `json:"vetoed"`
}

// ModerationRow is one indicator in both reviews.
type ModerationRow struct {
	Indicator  string          `json:"indicator"`
	No         string          `json:"no"`
	Name       string          `json:"name"`
	Points     scoring.Points  `json:"points"`
	Self       scoring.Points  `json:"self"`
	First      SideDecision    `json:"first"`
	Second     SideDecision    `json:"second"`
	Difference scoring.Points  `json:"difference"` // ≥ 0
	Apart      bool            `json:"apart"`
	Flagged    bool            `json:"flagged"`            // by more than the threshold, or only one vetoes
	Official   *scoring.Points `json:"official,omitempty"` // once settled
}

// SideDecision is what one reviewer decided of an indicator.
type SideDecision struct {
	Score    scoring.Points  `json:"score"`
	Decision Decision        `json:"decision"`
	Facts    json.RawMessage `json:"facts,omitempty"`
	Reason   string          `json:"reason"`
}

// Moderation shows both reviews of an application. Before both are in it is the
// lead's and the auditor's, and a reviewer's only where the round is not blind
// (CodeReviewsOpen).
func (s *Service) Moderation(ctx context.Context, actor Actor, id string) (*ModerationView, error) {
	return read(ctx, s, actor, ActionReadModeration, func(tx Tx) (*ModerationView, error) {
		application, b, err := findBenched(tx, actor, ActionReadModeration, id)
		if err != nil {
			return nil, err
		}
		switch {
		case !b.two():
			return nil, fail(KindConflict, CodeOneReviewer)
		case b.blind(actor, application):
			return nil, fail(KindForbidden, CodeReviewsOpen)
		}
		card, err := s.cardOf(b.round)
		if err != nil {
			return nil, err
		}
		pair, err := s.loadPair(tx, card, application, b)
		if err != nil {
			return nil, err
		}
		view, err := s.moderationView(tx, actor, application, b, pair)
		if err != nil {
			return nil, err
		}
		view.Application, err = s.veil(tx, actor).head(application, view.Application)
		return view, err
	})
}

func (s *Service) moderationView(tx Tx, actor Actor, application *Application, b *bench, pair *pair) (*ModerationView, error) {
	view := &ModerationView{
		Application: b.cover(actor, application, application.head(application.Submitted, pair.first.self.Total)),
		Rows:        []ModerationRow{}, Apart: []string{}, Settled: finished(application.State),
	}
	var official *scoring.Result
	if view.Settled {
		review, err := tx.FindReview(application.ID, LaneOfficial)
		if err != nil {
			return nil, wrap(err, "find the review of %s", application.ID)
		}
		if official, err = storedResult(review.Result, application); err != nil {
			return nil, err
		}
	}
	names := &names{tx: tx}
	for i, side := range []*SideView{&view.First, &view.Second} {
		st := []*standing{pair.first, pair.second}[i]
		side.Total, side.Vetoed = st.official.Total, st.official.Vetoed
		if seat := b.seatIn(lanes[i]); seat != nil {
			var err error
			if side.Reviewer, err = names.of(seat.ReviewerID); err != nil {
				return nil, err
			}
		}
	}
	view.Difference = distance(view.First.Total, view.Second.Total)
	view.Flagged = over(view.Difference, b.round.Settings.Apart.Total) || view.First.Vetoed != view.Second.Vetoed
	for _, indicator := range pair.first.card.Indicators() {
		row := pair.row(indicator, b.round.Settings.Apart.Indicator)
		if row.Apart {
			view.Apart = append(view.Apart, indicator.ID)
		}
		if official != nil {
			score := scoreOf(indicator.ID, official)
			row.Official = &score
		}
		view.Rows = append(view.Rows, row)
	}
	return view, nil
}

// row sets the two decisions on an indicator beside each other.
func (p *pair) row(indicator *scoring.Indicator, threshold *scoring.Points) ModerationRow {
	row := ModerationRow{
		Indicator: indicator.ID, No: indicator.No, Name: indicator.Name, Points: indicator.Points,
		Self: scoreOf(indicator.ID, p.first.self), First: p.first.side(indicator.ID), Second: p.second.side(indicator.ID),
		Apart: p.apart(indicator.ID),
	}
	row.Difference = distance(row.First.Score, row.Second.Score)
	row.Flagged = over(row.Difference, threshold) || vetoes(indicator.ID, p.first.official) != vetoes(indicator.ID, p.second.official)
	return row
}

func (st *standing) side(id string) SideDecision {
	side := SideDecision{Score: scoreOf(id, st.official)}
	if entry := st.valid[id]; entry != nil {
		side.Decision, side.Facts, side.Reason = entry.Decision, entry.Facts, entry.Reason
	}
	return side
}

func distance(a, b scoring.Points) scoring.Points { return max(a-b, b-a) }

// over tells whether a difference is above the threshold; nil flags none.
func over(difference scoring.Points, threshold *scoring.Points) bool {
	return threshold != nil && difference > *threshold
}
