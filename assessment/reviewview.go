package assessment

import (
	"cmp"

	"wuxing/scoring"
)

// view shows the review to the actor.
func (st *standing) view(tx Tx, actor Actor, application *Application, b *bench) (*ReviewView, error) {
	names := &names{tx: tx, hidden: outside(actor)}
	official := *st.official
	official.Enterprise = st.self.Enterprise
	view := &ReviewView{
		Application: b.cover(actor, application, application.head(application.Submitted, st.self.Total)),
		Rows:        []ReviewRow{}, Self: st.self, Official: &official, Open: st.open(), Unbacked: st.self.Unbacked() > 0,
	}
	reviewer := application.ReviewerID
	if seat := b.seatIn(st.lane); seat != nil {
		view.Complete, reviewer = seat.Done, seat.ReviewerID
	} else {
		view.Complete = finished(application.State)
	}
	if view.Complete {
		review, err := tx.FindReview(application.ID, st.lane)
		if err != nil {
			return nil, wrap(err, "find the review of %s", application.ID)
		}
		if view.Official, err = storedResult(review.Result, application); err != nil {
			return nil, err
		}
		reviewer = cmp.Or(reviewer, review.ReviewerID) // of two, who settled it
	}
	var err error
	if view.Reviewer, err = names.of(reviewer); err != nil {
		return nil, err
	}
	for _, indicator := range st.card.Indicators() {
		row, err := st.row(indicator, view.Official, names)
		if err != nil {
			return nil, err
		}
		view.Rows = append(view.Rows, row)
	}
	view.Vetoes = st.vetoSources(view.Official)
	view.Liftings, err = liftingViews(tx, application.ID, st.lane, names)
	return view, err
}

// finished tells whether an application in the state has its official score.
func finished(state State) bool { return state == StateReviewed || state.frozen() }

func (st *standing) row(indicator *scoring.Indicator, official *scoring.Result, names *names) (ReviewRow, error) {
	row := ReviewRow{Indicator: indicator.ID, No: indicator.No, Name: indicator.Name, Points: indicator.Points}
	if line, ok := st.self.Indicator(indicator.ID); ok {
		row.Self, row.SelfStatus, row.SelfReason = line.Score, line.Status, line.Explanation
		row.Unbacked = line.Basis == scoring.BasisClaimed
	}
	if claim, ok := st.claims[indicator.ID]; ok {
		row.Claimed = &claim
	}
	var err error
	if row.Authority, err = st.authorityValues(indicator); err != nil {
		return row, err
	}
	entry := st.newest[indicator.ID]
	if entry == nil {
		return row, nil
	}
	row.Decision, row.Reason, row.Facts = entry.Decision, entry.Reason, entry.Facts
	decidedAt := entry.At
	row.DecidedAt = &decidedAt
	row.NeedsReview = st.valid[indicator.ID] == nil
	if line, ok := official.Indicator(indicator.ID); ok && !row.NeedsReview {
		score := line.Score
		row.Official, row.Explanation, row.Difference = &score, line.Explanation, score-row.Self
	}
	row.Reviewer, err = names.of(entry.ReviewerID)
	return row, err
}
