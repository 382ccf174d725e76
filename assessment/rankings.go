package assessment

import (
	"cmp"
	"context"
	"slices"

	"wuxing/scoring"
)

// Ranking is the order of a round: computed over the finished reviews while the
// round is open, and what was stored from then on.
func (s *Service) Ranking(ctx context.Context, actor Actor, roundID string) (*Ranking, error) {
	return read(ctx, s, actor, ActionReadRanking, func(tx Tx) (*Ranking, error) { return s.rankingFor(tx, actor, roundID) })
}

// rankingFor is the ranking as the actor may know it (CodeNotReleased): to a reviewer
// it would tell of reviews that are not its own. What it is linked with is left out, then and
// later; of other files that it may not open it reads places and totals.
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
	if actor.Role != RoleReviewer {
		return ranking, nil
	}
	round, err := tx.FindRoundByID(roundID)
	if err != nil {
		return nil, wrap(err, "find round %s", roundID)
	}
	if !round.ShowsRanking(actor.Role) {
		return nil, fail(KindForbidden, CodeNotReleased)
	}
	return ranking, s.veil(tx, actor).ranking(round, ranking)
}

// ShowsRanking tells whether the ranking of the round, as it stands, is for the role:
// before it is published a reviewer reads it only where reviewers take what comes.
func (r *Round) ShowsRanking(role Role) bool {
	if _, may := grantOf(role, ActionReadRanking); !may {
		return false
	}
	return role != RoleReviewer || r.Settings.Assignment != AssignmentAssigned || r.State == RoundPublished
}

// ranking leaves out of a ranking what the reviewer is linked with, and the
// lines of what it may not open.
func (v *veil) ranking(round *Round, ranking *Ranking) error {
	tx, actor := v.tx, v.actor
	linked, err := v.linkedWith(round)
	if err != nil {
		return err
	}
	ranking.Ties = nil // they name applications
	shown := *round
	if err := v.round(&shown); err != nil {
		return err
	}
	ranking.State = shown.State
	ranking.Rows = slices.DeleteFunc(ranking.Rows, func(row RankingRow) bool { return linked[row.Enterprise.USCC] })
	filter, some, err := narrow(tx, actor, ActionReadRanking, ApplicationFilter{RoundID: round.ID})
	if err != nil {
		return err
	}
	open := make(map[string]bool)
	if some {
		applications, err := tx.ListApplications(filter)
		if err != nil {
			return wrap(err, "list the applications of round %s", round.ID)
		}
		for _, application := range applications {
			open[application.ID] = true
		}
	}
	for i := range ranking.Rows {
		if row := &ranking.Rows[i]; !open[row.ApplicationID] {
			row.Reviewer, row.VetoSources = "", nil
			row.Vetoes, row.Below, row.Lines = []scoring.Veto{}, nil, []RankingLine{}
		}
	}
	return nil
}

// linkedWith are the codes of the enterprises that the reviewer has declared a link
// with.
func (v *veil) linkedWith(round *Round) (map[string]bool, error) {
	declarations, err := v.tx.ListDeclarationsBy(round.ID, v.actor.UserID)
	if err != nil {
		return nil, wrap(err, "list the declarations of round %s", round.ID)
	}
	linked := make(map[string]bool)
	for _, d := range declarations {
		if !d.Linked {
			continue
		}
		enterprise, err := v.tx.FindEnterpriseByID(d.EnterpriseID)
		if err != nil {
			return nil, wrap(err, "find enterprise %s", d.EnterpriseID)
		}
		linked[enterprise.USCC] = true
	}
	return linked, nil
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
		applications, err := roundApplications(tx, round.ID)
		if err != nil {
			return nil, err
		}
		standing, err := s.rankingObstacles(tx, round, applications, open)
		if err != nil {
			return nil, err
		}
		if len(standing) > 0 {
			return nil, standing[0]
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

// snapshotStep is what the audit trail keeps of a snapshot.
type snapshotStep struct {
	Snapshot string `json:"snapshot"`
}

// order ranks the reviewed applications of a round, and gives them and what they
// are made of, too. Reviewers are ids here: a stored ranking holds no names of
// persons.
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
	parts := split(applications)
	reviewed := parts.reviewed
	ranking.Pending, ranking.Returned = len(parts.waiting)+len(parts.returned), len(parts.returned)
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

// nameReviewers puts display names in place of ids. Of two reviewers who came to the
// same both are named; what the lead has settled, or an appeal changed, bears the name of
// whoever did.
func nameReviewers(tx Tx, ranking *Ranking) error {
	seats, err := tx.ListRoundSeats(ranking.RoundID)
	if err != nil {
		return wrap(err, "list the seats of round %s", ranking.RoundID)
	}
	pairs := make(map[string][]string) // reviewers of an application, by lane
	for _, seat := range seats {
		pairs[seat.ApplicationID] = append(pairs[seat.ApplicationID], seat.ReviewerID)
	}
	names := &names{tx: tx}
	for r := range ranking.Rows {
		row := &ranking.Rows[r]
		pair := pairs[row.ApplicationID]
		if row.Reviewer, err = names.both(pair, row.Reviewer); err != nil {
			return err
		}
		for l := range row.Lines {
			if row.Lines[l].Reviewer, err = names.both(pair, row.Lines[l].Reviewer); err != nil {
				return err
			}
		}
	}
	return nil
}
