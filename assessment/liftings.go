package assessment

import (
	"context"
	"slices"
	"strings"

	"wuxing/scoring"
)

// liftingStep is what the audit trail keeps of a proposal.
type liftingStep struct {
	Lifting   string `json:"lifting"` // id
	Indicator string `json:"indicator"`
	Confirmed *bool  `json:"confirmed,omitempty"`
	Entry     int    `json:"entry,omitempty"` // Seq
}

// ProposeLifting puts a correction forward that lifts a veto. It changes no score
// until another person confirms it. Besides the lead only the reviewer of the
// application may propose.
func (s *Service) ProposeLifting(ctx context.Context, cmd Command, id string, n NewLifting) (*ReviewView, error) {
	return write(ctx, s, cmd, ActionProposeLifting, func(tx Tx) (*ReviewView, error) {
		application, b, card, err := s.forLifting(tx, cmd, id, ActionProposeLifting)
		if err != nil {
			return nil, err
		}
		if err := b.proposing(cmd.Actor, application); err != nil {
			return nil, err
		}
		st, err := s.loadStanding(tx, card, application, b, b.laneFor(cmd.Actor, application))
		if err != nil {
			return nil, err
		}
		entries, _, err := st.lift(n)
		if err != nil {
			return nil, err
		}
		all, decided, err := liftings(tx, id)
		if err != nil {
			return nil, err
		}
		for _, l := range all {
			if l.Indicator == n.Indicator && decided[l.ID] == nil && l.tells(st.lane) {
				return nil, fail(KindConflict, CodeLiftingPending, "indicator", named(st.card, n.Indicator)).present(b.present(cmd.Actor, application))
			}
		}
		lifting := &Lifting{
			ID: s.newID(), ApplicationID: id, Seq: len(all) + 1, Revision: application.Submitted, Lane: st.lane, Indicator: n.Indicator,
			Facts: entries[0].Facts, Reason: entries[0].Reason, By: cmd.Actor.UserID, At: s.time(),
		}
		if err := tx.AddLifting(lifting); err != nil {
			return nil, wrap(err, "add a lifting of %s", id)
		}
		err = s.record(tx, cmd, change{
			action: ActionProposeLifting, object: objectOf(st.lane), id: objectIn(id, st.lane), reason: lifting.Reason,
			after: liftingStep{Lifting: lifting.ID, Indicator: lifting.Indicator},
		})
		if err != nil {
			return nil, err
		}
		err = s.tell(tx, cmd, news{
			kind: MessageLiftingProposed, round: b.round, application: application, lifting: lifting, params: []string{"indicator", named(card, n.Indicator)},
		})
		if err != nil {
			return nil, err
		}
		return st.view(tx, cmd.Actor, application, b)
	})
}

// DecideLifting confirms or refuses a proposal; whoever proposed it cannot
// (CodeSamePerson). Confirmed, it becomes a score entry, and a finished review
// gets its result with it.
func (s *Service) DecideLifting(ctx context.Context, cmd Command, id, liftingID string, confirm bool, reason string) (*ReviewView, error) {
	return write(ctx, s, cmd, ActionDecideLifting, func(tx Tx) (*ReviewView, error) {
		application, b, card, err := s.forLifting(tx, cmd, id, ActionDecideLifting)
		if err != nil {
			return nil, err
		}
		all, decided, err := liftings(tx, id)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(all, func(l *Lifting) bool { return l.ID == liftingID && l.tells(b.laneFor(cmd.Actor, application)) })
		switch {
		case i < 0:
			return nil, fail(KindNotFound, CodeNotFound)
		case decided[liftingID] != nil:
			return nil, fail(KindConflict, CodeAlreadyDecided).present(b.present(cmd.Actor, application))
		case all[i].By == cmd.Actor.UserID:
			return nil, fail(KindForbidden, CodeSamePerson)
		}
		if problems := checkText(reason, "reason", minEntryReason, maxEntryReason); len(problems) > 0 {
			return nil, invalid(problems)
		}
		lifting := all[i]
		lane := lifting.Lane
		if finished(application.State) {
			lane = LaneOfficial
		}
		st, err := s.loadStanding(tx, card, application, b, lane)
		if err != nil {
			return nil, err
		}
		decision := &LiftingDecision{LiftingID: liftingID, Confirmed: confirm, Reason: strings.TrimSpace(reason), By: cmd.Actor.UserID, At: s.time()}
		after := st
		if confirm {
			if after, err = s.confirmLifting(tx, cmd, application, b, st, lifting, decision); err != nil {
				return nil, err
			}
		}
		if err := tx.AddLiftingDecision(decision); err != nil {
			return nil, wrap(err, "decide a lifting of %s", id)
		}
		err = s.record(tx, cmd, change{
			action: ActionDecideLifting, object: objectOf(lane), id: objectIn(id, lane), reason: decision.Reason,
			after: liftingStep{Lifting: liftingID, Indicator: lifting.Indicator, Confirmed: &confirm, Entry: decision.EntrySeq},
		})
		if err != nil {
			return nil, err
		}
		err = s.tell(tx, cmd, news{
			kind: MessageLiftingDecided, round: b.round, application: application, users: []string{lifting.By},
			params: []string{"indicator", named(card, lifting.Indicator)},
		})
		if err != nil {
			return nil, err
		}
		return after.view(tx, cmd.Actor, application, b)
	})
}

func (s *Service) confirmLifting(tx Tx, cmd Command, application *Application, b *bench, st *standing, lifting *Lifting, decision *LiftingDecision) (*standing, error) {
	entries, after, err := st.lift(NewLifting{Indicator: lifting.Indicator, Facts: lifting.Facts, Reason: lifting.Reason})
	if err != nil {
		return nil, err
	}
	seat := b.seatIn(st.lane)
	done := finished(application.State)
	if seat != nil {
		done = seat.Done
	}
	if done && len(after.open()) > 0 {
		return nil, incomplete(after, b.present(cmd.Actor, application))
	}
	if seat != nil {
		err = s.addAtSeat(tx, cmd, application, seat, st, entries)
	} else {
		err = s.addOfficial(tx, cmd, ActionDecideLifting, application, st, entries)
	}
	if err != nil {
		return nil, err
	}
	decision.EntrySeq = entries[0].Seq
	if done {
		err = s.addReview(tx, cmd, application, after)
	}
	return after, err
}

// addAtSeat adds the entries of a confirmed lifting to the review of one of two
// reviewers, under a new version of its seat.
func (s *Service) addAtSeat(tx Tx, cmd Command, application *Application, seat *Seat, st *standing, entries []*ScoreEntry) error {
	if err := s.changeSeat(tx, cmd, ActionDecideLifting, application, seat, func(*Seat) {}); err != nil {
		return err
	}
	return s.addEntries(tx, cmd, application, st, entries, entryPlace{
		ActionDecideLifting, objectSeat, seatID(application.ID, seat.Lane), seat.Version,
	})
}

// forLifting finds an application whose vetoes can be lifted now.
func (s *Service) forLifting(tx Tx, cmd Command, id string, action Action) (*Application, *bench, *scoring.Card, error) {
	application, b, err := findBenched(tx, cmd.Actor, action, id)
	if err != nil {
		return nil, nil, nil, err
	}
	if !application.legal(action) { // of which one of two reviewers hears no more than it may
		return nil, nil, nil, wrongState(action, application).present(b.present(cmd.Actor, application))
	}
	if err := s.mayNow(tx, action, application, b.round); err != nil {
		return nil, nil, nil, err
	}
	version := application.Version
	if seat := b.shielded(cmd.Actor, application); seat != nil {
		version = seat.Version
	}
	if err := guard(cmd, version, b.present(cmd.Actor, application)); err != nil {
		return nil, nil, nil, err
	}
	card, err := s.cardOf(b.round)
	return application, b, card, err
}

// proposing refuses a proposal that is not the actor's to make.
func (b *bench) proposing(actor Actor, application *Application) error {
	if !b.mayPropose(actor, application) {
		return fail(KindConflict, CodeOtherReviewer).present(b.present(actor, application))
	}
	return nil
}

// mayPropose tells whether a lifting is the actor's to propose: the lead's, and
// that of whoever reviews the application. While two review it, each proposes at
// the own seat and nobody else does.
func (b *bench) mayPropose(actor Actor, application *Application) bool {
	switch {
	case b.two() && (actor.Role == RoleReviewer || !finished(application.State)):
		return b.seatOf(actor.UserID) != nil
	case actor.Role == RoleReviewer:
		return application.ReviewerID == actor.UserID
	}
	return true
}

// lift works out what a correction that lifts a veto comes to. It must lift one.
func (st *standing) lift(n NewLifting) ([]*ScoreEntry, *standing, error) {
	with := *st
	with.confirming = true
	entries, after, problems, err := with.decide([]NewScoreEntry{{Indicator: n.Indicator, Decision: Correct, Facts: n.Facts, Reason: n.Reason}})
	if err != nil {
		return nil, nil, err
	}
	for i := range problems { // the one entry is the proposal itself
		problems[i].Path = strings.TrimPrefix(strings.TrimPrefix(problems[i].Path, "entries[0]"), ".")
	}
	if len(problems) > 0 {
		return nil, nil, invalid(problems)
	}
	after.confirming = false
	at := scoring.Position{Path: "indicator"}
	switch {
	case !vetoes(n.Indicator, st.official):
		problems.Add(CodeNoVeto, at, "indicator", named(st.card, n.Indicator))
	case vetoes(n.Indicator, after.official):
		problems.Add(CodeVetoStays, at, "indicator", named(st.card, n.Indicator))
	}
	if len(problems) > 0 {
		return nil, nil, invalid(problems)
	}
	return entries, after, nil
}
