package assessment

import (
	"slices"
	"time"
)

// tells whether who reads a lane is told of the proposal: at a seat of those made
// there, beside the official score of all.
func (l *Lifting) tells(lane Lane) bool { return lane == LaneOfficial || l.Lane == lane }

// objectOf and objectIn say where the trail keeps what is done to a lane: at a seat
// apart from the application, for the other reviewer reads that.
func objectOf(lane Lane) string {
	if lane == LaneOfficial {
		return objectApplication
	}
	return objectSeat
}

func objectIn(applicationID string, lane Lane) string {
	if lane == LaneOfficial {
		return applicationID
	}
	return seatID(applicationID, lane)
}

// liftings are the proposals of an application, and the decisions by what they
// decide.
func liftings(tx Tx, applicationID string) ([]*Lifting, map[string]*LiftingDecision, error) {
	all, err := tx.ListLiftings(applicationID)
	if err != nil {
		return nil, nil, wrap(err, "list the liftings of %s", applicationID)
	}
	list, err := tx.ListLiftingDecisions(applicationID)
	if err != nil {
		return nil, nil, wrap(err, "list the decided liftings of %s", applicationID)
	}
	decided := make(map[string]*LiftingDecision, len(list))
	for _, d := range list {
		decided[d.LiftingID] = d
	}
	return all, decided, nil
}

// confirmedLiftings are the entries that confirmed proposals became.
func confirmedLiftings(tx Tx, applicationID string, entries []*ScoreEntry) (confirmed []*ScoreEntry, err error) {
	decisions, err := tx.ListLiftingDecisions(applicationID)
	if err != nil {
		return nil, wrap(err, "list the decided liftings of %s", applicationID)
	}
	for _, entry := range entries {
		if slices.ContainsFunc(decisions, func(d *LiftingDecision) bool { return d.Confirmed && d.EntrySeq == entry.Seq }) {
			confirmed = append(confirmed, entry)
		}
	}
	return confirmed, nil
}

// liftedSince tells whether a veto of the indicator was lifted after a time.
func liftedSince(tx Tx, applicationID, indicator string, since time.Time) (bool, error) {
	all, decided, err := liftings(tx, applicationID)
	return slices.ContainsFunc(all, func(l *Lifting) bool {
		d := decided[l.ID]
		return l.Indicator == indicator && d != nil && d.Confirmed && !d.At.Before(since)
	}), err
}

// liftingViews shows the proposals; whoever must not know the names of staff is
// told nothing of them.
func liftingViews(tx Tx, applicationID string, lane Lane, names *names) ([]LiftingView, error) {
	if names.hidden {
		return nil, nil
	}
	all, decided, err := liftings(tx, applicationID)
	if err != nil {
		return nil, err
	}
	var views []LiftingView
	for _, l := range all {
		if !l.tells(lane) {
			continue
		}
		view := LiftingView{ID: l.ID, Indicator: l.Indicator, Facts: l.Facts, Reason: l.Reason, ProposedAt: l.At, By: l.By}
		if view.ProposedBy, err = names.of(l.By); err != nil {
			return nil, err
		}
		if d := decided[l.ID]; d != nil {
			view.Confirmed, view.Decision, view.DecidedAt = &d.Confirmed, d.Reason, &d.At
			if view.DecidedBy, err = names.of(d.By); err != nil {
				return nil, err
			}
		}
		views = append(views, view)
	}
	return views, nil
}
