package assessment

import (
	"context"
	"errors"
	"strings"
	"time"
)

// Publication is one of the two steps that publish a round: somebody asks, somebody
// else confirms. Added, never edited.
type Publication struct {
	RoundID   string
	Notice    int  // number of the notice it follows; another one makes it void
	Confirmed bool // the second step, which the round was published by
	Reason    string
	By        string
	At        time.Time
}

// PublicationView tells what came of a step.
type PublicationView struct {
	Round     *Round
	Published bool // false: it was asked for and waits for a second person
}

// Publish ends a round after its notice: the first call asks, one by another person
// confirms (the same: CodeSecondPerson); both give a reason. Neither while the notice
// runs (CodeNoticeRunning) nor while an objection is open (CodeObjectionsOpen) or was
// found well-founded against somebody on the list (CodeObjectionFounded). The
// applications come to what the joint meeting decided, and everyone concerned sees
// their scores. What was asked is void once the round was opened again.
func (s *Service) Publish(ctx context.Context, cmd Command, roundID, reason string) (*PublicationView, error) {
	return write(ctx, s, cmd, ActionPublish, func(tx Tx) (*PublicationView, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		present := round.present()
		if _, ok := round.next(ActionPublish); !ok {
			return nil, fail(KindConflict, CodeWrongState, "action", string(ActionPublish), "state", string(round.State)).present(present)
		}
		if err := guard(cmd, round.Version, present); err != nil {
			return nil, err
		}
		if problems := checkText(reason, "reason", minReason, maxReason); len(problems) > 0 {
			return nil, invalid(problems)
		}
		notice, err := currentNotice(tx, round)
		if err != nil {
			return nil, err
		}
		last, err := lastPublication(tx, round.ID)
		if err != nil {
			return nil, err
		}
		step := &Publication{RoundID: round.ID, Notice: notice.Seq, Reason: strings.TrimSpace(reason), By: cmd.Actor.UserID, At: s.time()}
		step.Confirmed = last != nil && !last.Confirmed && last.Notice == notice.Seq
		if step.Confirmed {
			if last.By == cmd.Actor.UserID {
				return nil, fail(KindConflict, CodeSecondPerson).present(present)
			}
			// The round changes first: from then on nobody can object beside.
			if round, _, err = s.moveRound(tx, cmd, round.ID, ActionPublish); err != nil {
				return nil, err
			}
		}
		if err := s.unopposed(tx, notice, present); err != nil {
			return nil, err
		}
		if err := tx.AddPublication(step); err != nil {
			return nil, wrap(err, "add a publication of round %s", round.ID)
		}
		err = s.record(tx, cmd, change{action: ActionPublish, object: objectRanking, id: round.ID, reason: step.Reason})
		if err != nil {
			return nil, err
		}
		if !step.Confirmed {
			return &PublicationView{Round: round}, s.tell(tx, cmd, news{kind: MessagePublishingAsked, round: round})
		}
		return &PublicationView{Round: round, Published: true}, s.certify(tx, cmd, round)
	})
}

// publicationObstacles is everything that stands in the way of publishing: the notice
// runs, an objection is open, or one has been upheld against a row of the notice, which
// takes a reopening.
func (s *Service) publicationObstacles(tx Tx, notice *Notice, present PresentRound) (list []*Error, err error) {
	if !notice.over(s.time()) {
		list = append(list, fail(KindConflict, CodeNoticeRunning, "at", timeText(notice.EndsAt)).present(present))
	}
	pending, err := tx.CountOpenObjections(notice.RoundID, true)
	if err != nil {
		return nil, wrap(err, "count the objections of round %s", notice.RoundID)
	}
	if pending > 0 {
		list = append(list, fail(KindConflict, CodeObjectionsOpen, "pending", itoa(pending)).present(present))
	}
	upheld, err := foundedAgainst(tx, notice)
	if err != nil {
		return nil, err
	}
	if upheld > 0 {
		list = append(list, fail(KindConflict, CodeObjectionFounded, "count", itoa(upheld)).present(present))
	}
	return list, nil
}

// unopposed refuses to publish while anything stands in the way.
func (s *Service) unopposed(tx Tx, notice *Notice, present PresentRound) error {
	list, err := s.publicationObstacles(tx, notice, present)
	if err == nil && len(list) > 0 {
		err = list[0]
	}
	return err
}

// certify brings the applications of a round to what was decided of them.
func (s *Service) certify(tx Tx, cmd Command, round *Round) error {
	meeting, err := findMeeting(tx, round.ID)
	if err != nil {
		return err
	}
	ranking, err := tx.FindRanking(round.ID)
	if err != nil {
		return wrap(err, "ranking of round %s", round.ID)
	}
	decided := meeting.outcomes()
	vetoed := make(map[string]bool)
	for _, row := range ranking.Rows {
		vetoed[row.ApplicationID] = row.Vetoed
	}
	applications, err := tx.ListApplications(ApplicationFilter{RoundID: round.ID, States: []State{StateOnNotice}})
	if err != nil {
		return wrap(err, "list the applications of round %s", round.ID)
	}
	for _, application := range applications {
		holds := decidedCondition(decided[application.ID], vetoed[application.ID])
		if err := s.move(tx, cmd, application, ActionPublish, "", nil, holds); err != nil {
			return err
		}
	}
	return s.tell(tx, cmd, news{kind: MessagePublished, round: round, applications: applications})
}

// decidedCondition is what holds of an application after the joint meeting; "" of one
// that it has not decided, which no edge leads on.
func decidedCondition(outcome Outcome, vetoed bool) Condition {
	if vetoed {
		return IfVetoed
	}
	switch outcome {
	case OutcomeCertified:
		return IfCertified
	case OutcomeExcellent:
		return IfExcellent
	case OutcomeNotSelected:
		return IfNotSelected
	}
	return ""
}

// lastPublication is the newest step; nil where there is none.
func lastPublication(tx Tx, roundID string) (*Publication, error) {
	step, err := tx.FindPublication(roundID)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return step, wrap(err, "find what was asked of round %s", roundID)
}
