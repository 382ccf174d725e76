package assessment

import (
	"context"
	"time"

	"wuxing/scoring"
)

// Overview is how far a round has come, as the actor may know it.
func (s *Service) Overview(ctx context.Context, actor Actor, roundID string) (*Overview, error) {
	return read(ctx, s, actor, ActionReadOverview, func(tx Tx) (*Overview, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		if grant, _ := grantOf(actor.Role, ActionReadOverview); grant.Scope == ScopeAll {
			return s.wholeOverview(tx, actor, round)
		}
		survey, err := s.survey(tx, actor, round)
		if err != nil {
			return nil, err
		}
		return survey.overview(s)
	})
}

// survey is what one reader's overview of a round is counted from. Its rows are
// narrowed to what the reader's right reaches, so that nothing else can come through
// a number.
type survey struct {
	tx       Tx
	actor    Actor
	heard    bool // may know what the meeting decided
	scope    Scope
	round    *Round
	now      time.Time
	filter   ApplicationFilter
	rows     []OverviewRow
	seats    map[string][]*Seat // by application; of rounds with two reviewers
	declared map[declaredOn]bool
	names    *names
	next     time.Time // the first deadline ahead that will make something overdue
}

// declaredOn is whether a reviewer has declared on an enterprise.
type declaredOn struct{ reviewerID, enterpriseID string }

func (s *Service) survey(tx Tx, actor Actor, round *Round) (*survey, error) {
	grant, _ := grantOf(actor.Role, ActionReadOverview)
	v := &survey{
		tx: tx, actor: actor, scope: grant.Scope, round: round, now: s.time(),
		names: &names{tx: tx},
	}
	filter, some, err := narrow(tx, actor, ActionReadOverview, ApplicationFilter{RoundID: round.ID})
	if err != nil {
		return nil, err
	}
	if v.heard, err = s.hearsOutcome(tx, actor, round.ID); err != nil {
		return nil, err
	}
	if filter.Reviewer != nil {
		filter.Reviewer.Free = nil // what nobody has taken yet may be read, but is no work of the reader's
	}
	v.filter = filter
	if v.scope != ScopeAll && s.pictures.find(round.ID) == nil { // the server has just started, see Warm
		return v, v.read(some)
	}
	picture, err := s.picture(tx, round)
	if err != nil {
		return nil, err
	}
	if some {
		if v.rows, err = picture.narrowed(tx, filter); err != nil {
			return nil, err
		}
	}
	if v.scope == ScopeArea {
		return v, nil
	}
	if round.Settings.Reviewers == 2 {
		v.seats = picture.seated()
	}
	v.declared = picture.declared()
	return v, nil
}

// read asks for a reader's part of a round alone, which of a township or a reviewer is
// far less than the whole round, as long as that is not in memory.
func (v *survey) read(some bool) (err error) {
	if !some {
		return nil
	}
	if v.rows, err = v.tx.ListOverview(v.filter); err != nil {
		return wrap(err, "list what round %s is made of", v.round.ID)
	}
	v.rows = inOrder(v.rows, byRowID)
	if v.scope != ScopeAssigned {
		return nil
	}
	declarations, err := v.tx.ListDeclarationsBy(v.round.ID, v.actor.UserID)
	if err != nil {
		return wrap(err, "list the declarations of round %s", v.round.ID)
	}
	v.declared = (&roundPicture{declarations: declarations}).declared()
	if v.round.Settings.Reviewers != 2 {
		return nil
	}
	seats, err := v.tx.ListSeatsOf(v.round.ID, v.actor.UserID)
	v.seats = (&roundPicture{seats: inOrder(seats, bySeatKey)}).seated()
	return wrap(err, "list a reviewer's seats of round %s", v.round.ID)
}

// overview counts. Scores are only ever loaded for who may hear of all of them.
func (v *survey) overview(s *Service) (*Overview, error) {
	o := &Overview{RoundID: v.round.ID, RoundName: v.round.Name, Year: v.round.Year, State: shownRound(v.round.State, v.heard), At: v.now}
	switch v.scope {
	case ScopeArea:
		return o, v.tell(o, v.townships, v.overdueOfArea)
	case ScopeAssigned:
		return o, v.tell(o, v.own, v.overdueOfReviewer)
	}
	err := v.tell(o, v.townships, v.reviewers, v.overdueOfAll)
	if err != nil {
		return nil, err
	}
	card, err := s.cardOf(v.round)
	if err != nil {
		return nil, err
	}
	release, err := findRelease(v.tx, v.round.ID)
	if err != nil {
		return nil, err
	}
	if release != nil {
		o.Release = &ReleaseView{Round: v.round.ID, AppealsUntil: release.AppealsUntil, At: release.At}
	}
	return o, v.scored(s, card, o)
}

// tell lets each part write what it has counted.
func (v *survey) tell(o *Overview, parts ...func(*Overview) error) error {
	for _, part := range parts {
		if err := part(o); err != nil {
			return err
		}
	}
	return nil
}

func (v *survey) scored(s *Service, card *scoring.Card, o *Overview) error {
	scores, err := s.loadSlim(v.tx, card, v.rows)
	if err != nil {
		return err
	}
	o.Scores = scores.overview(card)
	o.Quota, err = v.quota(v.order(card, scores), scores, hearsEarly(v.actor))
	return err
}

// counts tells whether an application takes part: it was handed in and not taken
// back.
func (r *OverviewRow) counts() bool {
	return r.State != StateDraft && r.State != StateWithdrawn && r.Submitted > 0
}

// bench is the bench of an application of the survey, without who is linked: whoever
// is has no seat.
func (v *survey) bench(row *OverviewRow) *bench {
	return &bench{round: v.round, seats: v.seats[row.ID]}
}

// daysSince is how many days of the office's calendar have begun after that of t.
func daysSince(t, now time.Time) int {
	return int(midnight(now).Sub(midnight(t)) / (24 * time.Hour))
}

func midnight(t time.Time) time.Time {
	t = t.In(OfficeZone)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, OfficeZone)
}
