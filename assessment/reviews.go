package assessment

import (
	"context"
	"encoding/json"

	"wuxing/scoring"
)

// Review shows self and official score side by side. The enterprise sees it once
// the results are released or published (before: CodeNotReleased), without names of reviewers.
func (s *Service) Review(ctx context.Context, actor Actor, id string) (*ReviewView, error) {
	return read(ctx, s, actor, ActionReadReview, func(tx Tx) (*ReviewView, error) {
		application, err := findKnown(tx, actor, id)
		if err != nil {
			return nil, err
		}
		if shown, err := released(tx, actor, application); err != nil {
			return nil, err
		} else if !shown && !staff(actor) {
			return nil, fail(KindForbidden, CodeNotReleased)
		}
		_, card, err := s.roundAndCard(tx, application)
		if err != nil {
			return nil, err
		}
		st, err := s.loadStanding(tx, card, application)
		if err != nil {
			return nil, err
		}
		return st.view(tx, actor, application)
	})
}

// PutReview adds decisions to a review and, with Complete, finishes it. The first
// one takes the application; from then on it is its reviewer's only
// (CodeOtherReviewer). A finished review opens again with new entries until the
// results are released (CodeResultsReleased) or the round is ranked. One bad entry refuses all of them, with every problem named.
func (s *Service) PutReview(ctx context.Context, cmd Command, id string, update ReviewUpdate) (*ReviewView, error) {
	return write(ctx, s, cmd, ActionPutReview, func(tx Tx) (*ReviewView, error) {
		application, err := findKnown(tx, cmd.Actor, id)
		if err != nil {
			return nil, err
		}
		revise := legal(application.State, ActionReviseReview) && len(update.Entries) > 0
		if !legal(application.State, ActionTakeReview) && !legal(application.State, ActionPutReview) && !revise {
			return nil, wrongState(ActionPutReview, application)
		}
		_, card, err := s.reviewable(tx, cmd, application)
		if err != nil {
			return nil, err
		}
		if revise {
			if err := unreleased(tx, application); err != nil {
				return nil, err
			}
		}
		before, err := s.loadStanding(tx, card, application)
		if err != nil {
			return nil, err
		}
		entries, after, problems, err := before.decide(update.Entries)
		if err != nil {
			return nil, err
		}
		if len(problems) > 0 {
			return nil, invalid(problems)
		}
		if update.Complete && len(after.open()) > 0 {
			return nil, incomplete(after, application)
		}
		if revise {
			err = s.move(tx, cmd, application, ActionReviseReview, "", func(a *Application) { a.ReviewerID = cmd.Actor.UserID })
		} else {
			err = s.take(tx, cmd, application)
		}
		if err != nil {
			return nil, err
		}
		if err := s.addEntries(tx, cmd, ActionPutReview, application, before, entries); err != nil {
			return nil, err
		}
		if update.Complete {
			if err := s.complete(tx, cmd, application, after); err != nil {
				return nil, err
			}
		}
		return after.view(tx, cmd.Actor, application)
	})
}

// reviewable checks what every change by a reviewer needs after the state: the
// round is open, nobody else has the application, and the version is the present.
func (s *Service) reviewable(tx Tx, cmd Command, application *Application) (*Round, *scoring.Card, error) {
	round, card, err := s.roundAndCard(tx, application)
	if err != nil {
		return nil, nil, err
	}
	if err := stillOpen(round); err != nil {
		return nil, nil, err
	}
	if free, err := freeFor(tx, cmd.Actor, application); err != nil {
		return nil, nil, err
	} else if !free {
		return nil, nil, fail(KindConflict, CodeOtherReviewer).present(application.present())
	}
	return round, card, guard(cmd, application.Version, application.present())
}

// freeFor tells whether the actor may review the application: nobody has it, the
// actor has it, or who has it no longer has an account.
func freeFor(tx Tx, actor Actor, application *Application) (bool, error) {
	if application.ReviewerID == "" || application.ReviewerID == actor.UserID {
		return true, nil
	}
	holder, err := tx.FindUserByID(application.ReviewerID)
	if err != nil {
		return false, wrap(err, "find reviewer %s", application.ReviewerID)
	}
	return holder.Disabled, nil
}

// take makes the actor the reviewer where the application waits for one.
func (s *Service) take(tx Tx, cmd Command, application *Application) error {
	if application.State == StateInReview && application.ReviewerID == cmd.Actor.UserID {
		return nil
	}
	return s.move(tx, cmd, application, ActionTakeReview, "", func(a *Application) { a.ReviewerID = cmd.Actor.UserID })
}

func incomplete(st *standing, application *Application) error {
	open := st.open()
	e := fail(KindConflict, CodeReviewIncomplete, "open", itoa(len(open))).present(application.present())
	for _, id := range open {
		e.Problems.Add(CodeDecisionMissing, scoring.Position{Path: "indicators." + id}, "indicator", named(st.card, id))
	}
	return e
}

// entryStep is what the audit trail keeps of a decision.
type entryStep struct {
	Indicator string         `json:"indicator"`
	Decision  Decision       `json:"decision"`
	Score     scoring.Points `json:"score"`
	Version   int            `json:"version,omitempty"` // of the application, with the new entry
}

// addEntries stores the entries, each with its line in the audit trail under the
// action, under one new version of the application.
func (s *Service) addEntries(tx Tx, cmd Command, action Action, application *Application, before *standing, entries []*ScoreEntry) error {
	if len(entries) == 0 {
		return nil
	}
	stored, err := tx.ListScoreEntries(application.ID)
	if err != nil {
		return wrap(err, "list the entries of %s", application.ID)
	}
	application.UpdatedAt = s.time()
	if err := tx.UpdateApplication(application); err != nil {
		return s.lost(tx, cmd, application.ID, err)
	}
	for i, entry := range entries {
		entry.ID, entry.Seq = s.newID(), len(stored)+i+1
		entry.ApplicationID, entry.Revision, entry.Authority = application.ID, application.Submitted, before.authority
		entry.ReviewerID, entry.At = cmd.Actor.UserID, s.time()
		if err := tx.AddScoreEntry(entry); err != nil {
			return wrap(err, "add entry %d of %s", entry.Seq, application.ID)
		}
		line := change{
			action: action, object: objectApplication, id: application.ID, reason: entry.Reason,
			after: entryStep{entry.Indicator, entry.Decision, entry.Score, application.Version},
		}
		if earlier := before.newest[entry.Indicator]; earlier != nil {
			line.before = entryStep{Indicator: earlier.Indicator, Decision: earlier.Decision, Score: earlier.Score}
		}
		if err := s.record(tx, cmd, line); err != nil {
			return err
		}
	}
	return nil
}

// complete stores the finished review and makes the step.
func (s *Service) complete(tx Tx, cmd Command, application *Application, st *standing) error {
	if err := s.addReview(tx, cmd, application, st); err != nil {
		return err
	}
	return s.move(tx, cmd, application, ActionCompleteReview, "", nil)
}

// addReview stores a finished review with its official facts and result.
func (s *Service) addReview(tx Tx, cmd Command, application *Application, st *standing) error {
	facts, err := st.corrected.MarshalJSON()
	if err != nil {
		return wrap(err, "write down official facts")
	}
	result, err := json.Marshal(st.official)
	if err != nil {
		return wrap(err, "write down an official result")
	}
	return wrap(tx.AddReview(&Review{
		ApplicationID: application.ID, Revision: application.Submitted, Facts: facts, Result: result,
		ReviewerID: cmd.Actor.UserID, At: s.time(),
	}), "add the review of %s", application.ID)
}

// view shows the review to the actor.
func (st *standing) view(tx Tx, actor Actor, application *Application) (*ReviewView, error) {
	names := &names{tx: tx, hidden: !staff(actor)}
	official := *st.official
	official.Enterprise = st.self.Enterprise
	view := &ReviewView{
		Application: application.head(application.Submitted, st.self.Total),
		Rows:        []ReviewRow{}, Self: st.self, Official: &official, Open: st.open(),
	}
	switch application.State {
	case StateReviewed, StateRanked, StatePublished:
		view.Complete = true
		review, err := tx.FindReview(application.ID)
		if err != nil {
			return nil, wrap(err, "find the review of %s", application.ID)
		}
		if view.Official, err = storedResult(review.Result, application); err != nil {
			return nil, err
		}
	}
	var err error
	if view.Reviewer, err = names.of(application.ReviewerID); err != nil {
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
	view.Liftings, err = liftingViews(tx, application.ID, names)
	return view, err
}

func (st *standing) row(indicator *scoring.Indicator, official *scoring.Result, names *names) (ReviewRow, error) {
	row := ReviewRow{Indicator: indicator.ID, No: indicator.No, Name: indicator.Name, Points: indicator.Points}
	if line, ok := st.self.Indicator(indicator.ID); ok {
		row.Self, row.SelfStatus, row.SelfReason = line.Score, line.Status, line.Explanation
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
