package assessment

import (
	"context"
	"time"
)

// OpenRound is what anyone may know of a round that takes applications.
type OpenRound struct {
	Name       string
	OpensAt    time.Time
	ClosesAt   time.Time // zero: no deadline
	Quota      int       // 0: not decided
	Excellent  int       // of the quota; 0: not decided
	FirstCheck bool
	NoticeDays int
	Award      Award
}

// OpenRound is the newest round that takes applications now or soon; nil: none does.
func (s *Service) OpenRound(ctx context.Context) (*OpenRound, error) {
	return read(ctx, s, Actor{Role: RolePublic}, ActionPublic, func(tx Tx) (*OpenRound, error) {
		rounds, err := tx.ListRounds()
		if err != nil {
			return nil, wrap(err, "list rounds")
		}
		for _, r := range rounds {
			if r.State != RoundOpen || !r.ClosesAt.IsZero() && !s.time().Before(r.ClosesAt) {
				continue
			}
			return &OpenRound{
				Name: r.Name, OpensAt: r.OpensAt, ClosesAt: r.ClosesAt, Quota: r.Quota, Excellent: r.Settings.Excellent,
				FirstCheck: r.Settings.FirstCheck, NoticeDays: r.Settings.NoticeDays, Award: r.Settings.Award,
			}, nil
		}
		return nil, nil
	})
}
