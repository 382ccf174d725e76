package assessment

import (
	"context"
	"encoding/json"

	"wuxing/scoring"
)

// Review shows self and official score side by side. The enterprise sees it once
// the results are released or published (before: CodeNotReleased), without names of
// reviewers. One of two reviewers sees the own review until the official score is settled.
func (s *Service) Review(ctx context.Context, actor Actor, id string) (*ReviewView, error) {
	return read(ctx, s, actor, ActionReadReview, func(tx Tx) (*ReviewView, error) {
		application, b, err := findBenched(tx, actor, ActionReadReview, id)
		if err != nil {
			return nil, err
		}
		if shown, err := released(tx, actor, application); err != nil {
			return nil, err
		} else if !shown && outside(actor) {
			return nil, fail(KindForbidden, CodeNotReleased)
		}
		_, card, err := s.roundAndCard(tx, application)
		if err != nil {
			return nil, err
		}
		st, err := s.loadStanding(tx, card, application, b, b.laneFor(actor, application))
		if err != nil {
			return nil, err
		}
		view, err := st.view(tx, actor, application, b)
		if err != nil {
			return nil, err
		}
		view.Application, err = s.veil(tx, actor).head(application, view.Application)
		return view, err
	})
}

// PutReview adds decisions to a review and, with Complete, finishes it. The first
// one takes the application; from then on it is its reviewer's only
// (CodeOtherReviewer). A finished review opens again with new entries until the
// results are released (CodeResultsReleased) or the round is ranked. One bad entry refuses all of them, with every problem named.
//
// Where there are two reviewers each decides at an own seat, under the seat's
// version; once both are in, they are compared (tworeviews.go).
func (s *Service) PutReview(ctx context.Context, cmd Command, id string, update ReviewUpdate) (*ReviewView, error) {
	return write(ctx, s, cmd, ActionPutReview, func(tx Tx) (*ReviewView, error) {
		application, b, err := findBenched(tx, cmd.Actor, ActionPutReview, id)
		if err != nil {
			return nil, err
		}
		revise := application.legal(ActionReviseReview, b.reviewers())
		if revise && len(update.Entries) == 0 { // finishing what is finished
			return nil, wrongState(ActionPutReview, application).present(b.present(cmd.Actor, application))
		}
		card, err := s.reviewable(tx, cmd, ActionPutReview, application, b)
		if err != nil {
			return nil, err
		}
		before, err := s.loadStanding(tx, card, application, b, b.laneFor(cmd.Actor, application))
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
			return nil, incomplete(after, b.present(cmd.Actor, application))
		}
		if b.two() {
			err = s.decideAtSeat(tx, cmd, application, b, before, after, entries, update.Complete)
		} else {
			err = s.decideAlone(tx, cmd, application, before, after, entries, revise, update.Complete)
		}
		if err != nil {
			return nil, err
		}
		return after.view(tx, cmd.Actor, application, b)
	})
}

// decideAlone stores what the one reviewer of an application decides.
func (s *Service) decideAlone(tx Tx, cmd Command, application *Application, before, after *standing, entries []*ScoreEntry, revise, complete bool) (err error) {
	if revise {
		err = s.move(tx, cmd, application, ActionReviseReview, "", func(a *Application) { a.ReviewerID = cmd.Actor.UserID }, IfOne)
	} else {
		err = s.take(tx, cmd, application)
	}
	if err != nil {
		return err
	}
	if len(entries) > 0 {
		if err := s.addOfficial(tx, cmd, ActionPutReview, application, before, entries); err != nil {
			return err
		}
	}
	if !complete {
		return nil
	}
	if err := s.addReview(tx, cmd, application, after); err != nil {
		return err
	}
	if err := s.move(tx, cmd, application, ActionCompleteReview, "", nil, IfSettled); err != nil {
		return err
	}
	return s.tellResult(tx, cmd, application)
}

// reviewable checks what every change by a reviewer needs: that it may be made now
// (mayReview), and the version.
func (s *Service) reviewable(tx Tx, cmd Command, action Action, application *Application, b *bench) (*scoring.Card, error) {
	if err := s.mayReview(tx, cmd.Actor, action, application, b); err != nil {
		return nil, err
	}
	version := application.Version
	if seat := b.seatOf(cmd.Actor.UserID); seat != nil {
		version = seat.Version
	}
	if err := guard(cmd, version, b.present(cmd.Actor, application)); err != nil {
		return nil, err
	}
	return s.cardOf(b.round)
}

// mayReview refuses a reviewer's change that the state does not allow, outside of the
// round's dates for it, where somebody else has the application, and, of what is
// finished, once the results are released.
func (s *Service) mayReview(tx Tx, actor Actor, action Action, application *Application, b *bench) error {
	revise := action == ActionPutReview && application.legal(ActionReviseReview, b.reviewers())
	if !application.legal(ActionTakeReview) && !application.legal(action) && !revise {
		return wrongState(action, application).present(b.present(actor, application))
	}
	if err := s.inReviewWindow(b.round, action); err != nil {
		return err
	}
	if b.seatOf(actor.UserID) == nil {
		if free, err := b.freeFor(tx, actor, application); err != nil {
			return err
		} else if !free {
			return fail(KindConflict, CodeOtherReviewer).present(application.present())
		}
	}
	if revise {
		return unreleased(tx, application)
	}
	return nil
}

// freeFor tells whether the actor may review the application: nobody has it, the
// actor has it, or who has it no longer has an account.
func (b *bench) freeFor(tx Tx, actor Actor, application *Application) (bool, error) {
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

func incomplete(st *standing, present PresentApplication) error {
	open := st.open()
	e := fail(KindConflict, CodeReviewIncomplete, "open", itoa(len(open))).present(present)
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
	Version   int            `json:"version,omitempty"` // of the application or seat, with the new entry
}

// entryPlace is where the trail keeps entries.
type entryPlace struct {
	action     Action
	object, id string
	version    int
}

// addEntries stores the entries in the lane of the standing before them, each with
// its line in the audit trail.
func (s *Service) addEntries(tx Tx, cmd Command, application *Application, before *standing, entries []*ScoreEntry, place entryPlace) error {
	stored, err := tx.ListScoreEntries(application.ID)
	if err != nil {
		return wrap(err, "list the entries of %s", application.ID)
	}
	for i, entry := range entries {
		entry.ID, entry.Seq, entry.Lane = s.newID(), len(stored)+i+1, before.lane
		entry.ApplicationID, entry.Revision, entry.Authority = application.ID, application.Submitted, before.authority
		if entry.ReviewerID == "" {
			entry.ReviewerID = cmd.Actor.UserID
		}
		entry.At = s.time()
		if err := tx.AddScoreEntry(entry); err != nil {
			return wrap(err, "add entry %d of %s", entry.Seq, application.ID)
		}
		line := change{
			action: place.action, object: place.object, id: place.id, reason: entry.Reason,
			after: entryStep{entry.Indicator, entry.Decision, entry.Score, place.version},
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

// addOfficial adds entries to the official score under a new version of the
// application.
func (s *Service) addOfficial(tx Tx, cmd Command, action Action, application *Application, before *standing, entries []*ScoreEntry) error {
	application.UpdatedAt = s.time()
	if err := tx.UpdateApplication(application); err != nil {
		return s.lost(tx, cmd, application.ID, err)
	}
	return s.addEntries(tx, cmd, application, before, entries, entryPlace{action, objectApplication, application.ID, application.Version})
}

// addReview stores the finished review of the standing's lane.
func (s *Service) addReview(tx Tx, cmd Command, application *Application, st *standing) error {
	facts, err := st.corrected.MarshalJSON()
	if err != nil {
		return wrap(err, "write down official facts")
	}
	result, err := json.Marshal(st.official)
	if err != nil {
		return wrap(err, "write down an official result")
	}
	err = tx.AddReview(&Review{
		ApplicationID: application.ID, Lane: st.lane, Revision: application.Submitted, Facts: facts, Result: result,
		ReviewerID: cmd.Actor.UserID, At: s.time(),
	})
	if err != nil {
		return wrap(err, "add the review of %s", application.ID)
	}
	return s.record(tx, cmd, change{
		action: ActionScored, object: objectReview, id: application.ID,
		after: scoreStep{Total: st.official.Total, Lane: st.lane, Revision: application.Submitted},
	})
}
