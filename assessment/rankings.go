package assessment

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"wuxing/scoring"
)

// Ranking is the order of a round: computed over the finished reviews while the
// round is open, and what was stored from then on.
func (s *Service) Ranking(ctx context.Context, actor Actor, roundID string) (*Ranking, error) {
	return read(ctx, s, actor, ActionReadRanking, func(tx Tx) (*Ranking, error) { return s.rankingFor(tx, actor, roundID) })
}

// rankingFor is the ranking as the actor may know it. Before it is published a
// reviewer reads it only where reviewers take what comes (CodeNotReleased): it would
// tell of reviews that are not its own. What it is linked with is left out.
func (s *Service) rankingFor(tx Tx, actor Actor, roundID string) (*Ranking, error) {
	ranking, err := s.ranking(tx, roundID)
	if err != nil {
		return nil, err
	}
	meeting, err := findMeeting(tx, roundID)
	if err != nil {
		return nil, err
	}
	if meeting != nil {
		heard, err := s.hearsOutcome(tx, actor, roundID)
		if err != nil {
			return nil, err
		}
		if heard {
			meeting.tell(ranking)
		}
	}
	if actor.Role != RoleReviewer || ranking.State == RoundPublished {
		return ranking, nil
	}
	round, err := tx.FindRoundByID(roundID)
	if err != nil {
		return nil, wrap(err, "find round %s", roundID)
	}
	if round.Settings.Assignment == AssignmentAssigned {
		return nil, fail(KindForbidden, CodeNotReleased)
	}
	declarations, err := tx.ListDeclarations(roundID, "")
	if err != nil {
		return nil, wrap(err, "list the declarations of round %s", roundID)
	}
	ranking.Ties = nil // they name applications
	for _, d := range declarations {
		if d.ReviewerID != actor.UserID || !d.Linked {
			continue
		}
		enterprise, err := tx.FindEnterpriseByID(d.EnterpriseID)
		if err != nil {
			return nil, wrap(err, "find enterprise %s", d.EnterpriseID)
		}
		ranking.Rows = slices.DeleteFunc(ranking.Rows, func(row RankingRow) bool { return row.Enterprise.USCC == enterprise.USCC })
	}
	return ranking, nil
}

func (s *Service) ranking(tx Tx, roundID string) (*Ranking, error) {
	round, err := tx.FindRoundByID(roundID)
	if err != nil {
		return nil, found(err, "find round %s", roundID)
	}
	var ranking *Ranking
	if round.State == RoundOpen {
		ranking, _, _, err = s.order(tx, round)
	} else {
		ranking, err = tx.FindRanking(round.ID)
	}
	if err != nil {
		return nil, wrap(err, "ranking of round %s", round.ID)
	}
	ranking.State = round.State
	return ranking, nameReviewers(tx, ranking)
}

// Rank closes a round: every application that lies with the bureau must have a
// finished review (CodeUnfinishedReviews), the order is stored and the reviews can
// change no more. Drafts are left behind, and so is what was returned and has not
// come back: one silent enterprise does not hold up the others.
func (s *Service) Rank(ctx context.Context, cmd Command, roundID string) (*Ranking, error) {
	return write(ctx, s, cmd, ActionRank, func(tx Tx) (*Ranking, error) {
		// The round changes first: from then on nobody can submit or review beside.
		round, open, err := s.moveRound(tx, cmd, roundID, ActionRank)
		if err != nil {
			return nil, err
		}
		ranking, reviewed, scores, err := s.order(tx, round)
		if err != nil {
			return nil, err
		}
		// What lies with the bureau must be finished; what was returned and has not
		// come back does not hold the others up.
		if pending := ranking.Pending - ranking.Returned; pending > 0 {
			return nil, fail(KindConflict, CodeUnfinishedReviews, "pending", itoa(pending)).present(open)
		}
		if len(ranking.Rows) == 0 {
			return nil, fail(KindConflict, CodeNothingToRank).present(open)
		}
		if err := s.settled(tx, round, open); err != nil {
			return nil, err
		}
		card, err := s.cardOf(round)
		if err != nil {
			return nil, err
		}
		snapshot, err := s.freeze(tx, round, card, ranking, reviewed, scores)
		if err != nil {
			return nil, err
		}
		ranking.Snapshot = snapshot.Hash
		if err := tx.AddSnapshot(snapshot, cmd.Actor.UserID, s.time()); err != nil {
			return nil, wrap(err, "add the snapshot of round %s", round.ID)
		}
		err = s.record(tx, cmd, change{action: ActionRank, object: objectRanking, id: round.ID, after: snapshotStep{snapshot.Hash}})
		if err != nil {
			return nil, err
		}
		if err := tx.AddRanking(ranking, cmd.Actor.UserID); err != nil {
			return nil, wrap(err, "add the ranking of round %s", round.ID)
		}
		ranks := make(map[string]int)
		for _, row := range ranking.Rows {
			ranks[row.ApplicationID] = row.Rank
		}
		for _, application := range reviewed {
			err := s.move(tx, cmd, application, ActionRank, "", func(a *Application) { a.Rank = ranks[a.ID] })
			if err != nil {
				return nil, err
			}
		}
		return ranking, nameReviewers(tx, ranking)
	})
}

// moveRound changes a round's state under its version and records it. It also
// gives the state before, which is the present one should the rest be refused.
func (s *Service) moveRound(tx Tx, cmd Command, roundID string, action Action) (*Round, PresentRound, error) {
	round, err := tx.FindRoundByID(roundID)
	if err != nil {
		return nil, PresentRound{}, found(err, "find round %s", roundID)
	}
	present, before := round.present(), round.step()
	to, ok := round.next(action)
	if !ok {
		return nil, present, fail(KindConflict, CodeWrongState, "action", string(action), "state", string(round.State)).present(present)
	}
	if err := guard(cmd, round.Version, present); err != nil {
		return nil, present, err
	}
	round.State = to
	if err := tx.UpdateRound(round); err != nil {
		if errors.Is(err, ErrStale) {
			return nil, present, fail(KindConflict, CodeConcurrentConflict).present(present)
		}
		return nil, present, wrap(err, "update round %s", round.ID)
	}
	return round, present, s.record(tx, cmd, change{action: action, object: objectRound, id: round.ID, before: before, after: round.step()})
}

// snapshotStep is what the audit trail keeps of a snapshot.
type snapshotStep struct {
	Snapshot string `json:"snapshot"`
}

// order ranks the reviewed applications of a round, and gives them and what they
// are made of, too. Reviewers
// are ids here: a stored ranking holds no names of persons.
func (s *Service) order(tx Tx, round *Round) (*Ranking, []*Application, *scores, error) {
	card, err := s.cardOf(round)
	if err != nil {
		return nil, nil, nil, err
	}
	ranking := &Ranking{
		RoundID: round.ID, RoundName: round.Name, Year: round.Year, CardID: card.ID, CardHash: card.Hash(),
		Quota: round.Quota, State: round.State, MadeAt: s.time(), Rows: []RankingRow{},
	}
	applications, err := tx.ListApplications(ApplicationFilter{RoundID: round.ID})
	if err != nil {
		return nil, nil, nil, wrap(err, "list the applications of round %s", round.ID)
	}
	var reviewed []*Application
	for _, application := range applications {
		switch application.State {
		case StateDraft, StateWithdrawn:
		case StateReviewed:
			reviewed = append(reviewed, application)
		default:
			ranking.Pending++
			if application.State == StateReturned {
				ranking.Returned++
			}
		}
	}
	scores, err := loadScores(tx, round.ID)
	if err != nil {
		return nil, nil, nil, err
	}
	contenders := make([]scoring.Contender, len(reviewed))
	for i, application := range reviewed {
		row, contender, err := scores.row(card, application)
		if err != nil {
			return nil, nil, nil, err
		}
		if row.Vetoed {
			b, err := loadBench(tx, application)
			if err != nil {
				return nil, nil, nil, err
			}
			st, err := s.loadStanding(tx, card, application, b, LaneOfficial)
			if err != nil {
				return nil, nil, nil, err
			}
			row.VetoSources = st.vetoSources(contender.Result)
		}
		contenders[i], row.Below = contender, round.Settings.below(contender.Result)
		ranking.Rows = append(ranking.Rows, row)
	}
	for i, rank := range card.Rank(contenders) {
		ranking.Rows[i].Rank = rank
	}
	slices.SortFunc(ranking.Rows, byRank)
	ranking.Ties = ties(ranking.Rows, round.Quota, round.Settings.Excellent)
	return ranking, reviewed, scores, nil
}

// byRank is the order of a ranking.
func byRank(a, b RankingRow) int {
	return cmp.Or(vetoedLast(a, b), cmp.Compare(a.Rank, b.Rank),
		cmp.Compare(a.Enterprise.Name, b.Enterprise.Name), cmp.Compare(a.ApplicationID, b.ApplicationID))
}

func vetoedLast(a, b RankingRow) int {
	switch {
	case a.Vetoed == b.Vetoed:
		return 0
	case a.Vetoed:
		return 1
	}
	return -1
}

// nameReviewers puts display names in place of ids.
func nameReviewers(tx Tx, ranking *Ranking) (err error) {
	names := &names{tx: tx}
	for r := range ranking.Rows {
		row := &ranking.Rows[r]
		if row.Reviewer, err = names.of(row.Reviewer); err != nil {
			return err
		}
		for l := range row.Lines {
			if row.Lines[l].Reviewer, err = names.of(row.Lines[l].Reviewer); err != nil {
				return err
			}
		}
	}
	return nil
}
