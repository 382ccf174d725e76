package assessment

import (
	"cmp"
	"context"
	"slices"
)

// Warm reads into memory what the first looks at rounds would else wait for, which of
// 10,000 enterprises takes seconds: of the open rounds and then of the newest, as many
// as are kept. It only reads, a batch a transaction, so that it holds up no writer and
// ends soon after ctx; looks meanwhile use what is there already. It tells how many
// rounds it has read; one whose card is not there is left out.
func (s *Service) Warm(ctx context.Context) (rounds int, err error) {
	var list []*Round
	err = s.store.View(ctx, func(tx Tx) (err error) {
		list, err = tx.ListRounds()
		return wrap(err, "list rounds")
	})
	if err != nil {
		return 0, err
	}
	slices.SortStableFunc(list, func(a, b *Round) int { return cmp.Compare(b.openFirst(), a.openFirst()) })
	for _, round := range list[:min(len(list), maxPictures)] {
		switch err := s.warmRound(ctx, round.ID); {
		case err == nil:
			rounds++
		case !IsKind(err, KindConflict):
			return rounds, err
		}
	}
	return rounds, nil
}

// openFirst is greater for open rounds.
func (r *Round) openFirst() int {
	if r.State == RoundOpen {
		return 1
	}
	return 0
}

// warmRound reads a round: its scores batch by batch, then what is counted from them.
func (s *Service) warmRound(ctx context.Context, roundID string) error {
	for from, more := 0, true; more; from += slimBatch {
		err := s.warmly(ctx, roundID, func(tx Tx, round *Round) error {
			picture, err := s.picture(tx, round)
			if err != nil {
				return err
			}
			card, err := s.cardOf(round)
			if err != nil {
				return err
			}
			rows := picture.rows[min(from, len(picture.rows)):] // rows that came meanwhile are few, and read by the looks below
			more = len(rows) > slimBatch
			_, err = s.loadSlim(tx, card, rows[:min(len(rows), slimBatch)])
			return err
		})
		if err != nil {
			return err
		}
	}
	lead := Actor{Role: RoleLead}
	looks := []func(tx Tx, round *Round) error{
		func(tx Tx, round *Round) error { return s.openStandings(tx, lead, &Standings{Round: round}) },
	}
	for _, role := range OfficeRoles {
		if grant, ok := grantOf(role, ActionReadOverview); ok && grant.Scope == ScopeAll {
			looks = append(looks, func(tx Tx, round *Round) error {
				_, err := s.wholeOverview(tx, Actor{Role: role}, round)
				return err
			})
		}
	}
	looks = append(looks, func(tx Tx, round *Round) error {
		if round.State != RoundPublished {
			return nil
		}
		if _, err := s.published(tx, round, true); err != nil {
			return err
		}
		_, err := tx.FindPlaces(round.ID) // of the final list
		return wrap(err, "ranking of round %s", round.ID)
	})
	for _, look := range looks {
		if err := s.warmly(ctx, roundID, look); err != nil {
			return err
		}
	}
	return nil
}

// warmly looks at a round as it is now.
func (s *Service) warmly(ctx context.Context, roundID string, look func(tx Tx, round *Round) error) error {
	return s.store.View(ctx, func(tx Tx) error {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return found(err, "find round %s", roundID)
		}
		return look(tx, round)
	})
}
