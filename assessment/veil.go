package assessment

import (
	"encoding/json"
	"errors"
	"time"
)

// What a state would tell too early: that two reviewers differ is for the bureau, and
// that a notice was announced is for who leads and who watches until it begins.

// shownState is the state of an application as the actor may know it. announced tells
// whether the actor may know what the meeting decided (hearsOutcome).
func shownState(actor Actor, state State, announced bool) State {
	switch {
	case state == StateModeration && outside(actor):
		return StateInReview
	case state == StateOnNotice && !announced:
		return StateRanked
	}
	return state
}

// shownRound is the state of a round as the actor may know it.
func shownRound(state RoundState, announced bool) RoundState {
	if state == RoundOnNotice && !announced {
		return RoundDecided
	}
	return state
}

// veil covers states for one reader; whether a round's notice has begun is looked up
// once.
type veil struct {
	s     *Service
	tx    Tx
	actor Actor
	heard map[string]bool // by round
}

func (s *Service) veil(tx Tx, actor Actor) *veil {
	return &veil{s: s, tx: tx, actor: actor, heard: make(map[string]bool)}
}

func (v *veil) announced(roundID string) (bool, error) {
	heard, known := v.heard[roundID]
	if known {
		return heard, nil
	}
	heard, err := v.s.hearsOutcome(v.tx, v.actor, roundID)
	v.heard[roundID] = heard
	return heard, err
}

// state is the state of the application as the reader may know it.
func (v *veil) state(application *Application) (State, error) {
	if application.State != StateOnNotice {
		return shownState(v.actor, application.State, true), nil
	}
	announced, err := v.announced(application.RoundID)
	return shownState(v.actor, application.State, announced), err
}

// head covers the state in a head, with the version and the time of the step that led
// there: they would tell that there was another one.
func (v *veil) head(application *Application, head ApplicationHead) (ApplicationHead, error) {
	state, err := v.state(application)
	if err != nil || state == application.State {
		return head, err
	}
	head.State, head.Version = state, application.Version-1
	head.UpdatedAt, err = v.before(application)
	return head, err
}

// before is when the application came to the version before its present one.
func (v *veil) before(application *Application) (time.Time, error) {
	events, err := v.tx.ListAudit(objectApplication, application.ID)
	if err != nil {
		return time.Time{}, wrap(err, "list the history of %s", application.ID)
	}
	at := application.CreatedAt
	for _, event := range events {
		var after step
		if json.Unmarshal(event.After, &after) == nil && after.Version > 0 && after.Version < application.Version {
			at = event.At
		}
	}
	return at, nil
}

// round covers the state of a round.
func (v *veil) round(round *Round) error {
	if round.State != RoundOnNotice {
		return nil
	}
	announced, err := v.announced(round.ID)
	if state := shownRound(round.State, announced); state != round.State {
		round.State, round.Version = state, round.Version-1
	}
	return err
}

// refusal covers what a refused command tells of the present state.
func (v *veil) refusal(err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	switch present := e.Present.(type) {
	case PresentApplication:
		application, failed := v.tx.FindApplicationByID(present.ID)
		if failed != nil { // another error has ended the transaction
			return err
		}
		state, failed := v.state(application)
		if failed != nil {
			return wrap(failed, "cover the state of %s", present.ID)
		}
		if present.State == application.State && state != present.State {
			e.Present = PresentApplication{ID: present.ID, State: state, Version: present.Version - 1}
			e.covered(string(present.State), string(state))
		}
	case PresentRound:
		round := &Round{ID: present.ID, State: present.State, Version: present.Version}
		if failed := v.round(round); failed != nil {
			return wrap(failed, "cover the state of round %s", present.ID)
		}
		if round.State != present.State {
			e.Present = round.present()
			e.covered(string(present.State), string(round.State))
		}
	}
	return err
}

// covered puts the shown state where the sentence names it.
func (e *Error) covered(state, shown string) {
	if e.Params["state"] == state {
		e.Params["state"] = shown
	}
}
