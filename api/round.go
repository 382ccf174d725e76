package api

import (
	"net/http"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// roundAnswer is a round as everyone with an account may read it.
type roundAnswer struct {
	ID        string                `json:"id"`
	Name      string                `json:"name"`
	Year      int                   `json:"year"`
	Card      string                `json:"card"`
	CardHash  string                `json:"card_hash"`
	OpensAt   *time.Time            `json:"opens_at,omitempty"`
	ClosesAt  *time.Time            `json:"closes_at,omitempty"` // first moment at which submitting is over; absent: no deadline
	Quota     int                   `json:"quota"`
	Settings  assessment.Settings   `json:"settings"`
	State     assessment.RoundState `json:"state"`
	CreatedAt time.Time             `json:"created_at"`
	Version   int                   `json:"version"`
}

func roundOut(r *assessment.Round) roundAnswer {
	return roundAnswer{
		ID: r.ID, Name: r.Name, Year: r.Year, Card: r.CardID, CardHash: r.CardHash,
		OpensAt: timeOut(r.OpensAt), ClosesAt: timeOut(r.ClosesAt), Quota: r.Quota,
		Settings: r.Settings, State: r.State, CreatedAt: r.CreatedAt, Version: r.Version,
	}
}

// timeOut leaves a moment out that was not set.
func timeOut(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

type roundList struct {
	Rounds []roundAnswer `json:"rounds"`
	Next   string        `json:"next,omitempty"`
}

func (s *server) listRounds(c *gin.Context) (*answer, error) {
	page, err := pageOf(c)
	if err != nil {
		return nil, err
	}
	actor, _ := actorOf(c)
	rounds, err := s.config.Service.ListRounds(c.Request.Context(), actor)
	if err != nil {
		return nil, err
	}
	rounds, next := cut(rounds, page, func(r *assessment.Round) string { return r.ID })
	list := roundList{Rounds: make([]roundAnswer, len(rounds)), Next: next}
	for i, round := range rounds {
		list.Rounds[i] = roundOut(round)
	}
	return &answer{json: list}, nil
}

func (s *server) getRound(c *gin.Context) (*answer, error) {
	actor, _ := actorOf(c)
	round, err := s.config.Service.FindRound(c.Request.Context(), actor, c.Param("round"))
	if err != nil {
		return nil, err
	}
	return &answer{json: roundOut(round), version: round.Version}, nil
}

type roundInput struct {
	ID       string              `json:"id" validate:"required"`
	Name     string              `json:"name" validate:"required"`
	Year     int                 `json:"year" validate:"required"`
	Card     string              `json:"card" validate:"required"`
	OpensAt  *time.Time          `json:"opens_at"`
	ClosesAt *time.Time          `json:"closes_at"`
	Quota    int                 `json:"quota"`
	Settings assessment.Settings `json:"settings"` // what is left out is as by default
}

func (s *server) createRound(c *gin.Context) (*answer, error) {
	data, err := readBody(c)
	if err != nil {
		return nil, err
	}
	in := roundInput{Settings: assessment.DefaultSettings()}
	if err := decode(data, &in); err != nil {
		return nil, err
	}
	cmd, err := command(c, data)
	if err != nil {
		return nil, err
	}
	opening := assessment.NewRound{ID: in.ID, Name: in.Name, Year: in.Year, CardID: in.Card, Quota: in.Quota, Settings: &in.Settings}
	opening.OpensAt, opening.ClosesAt = timeIn(in.OpensAt), timeIn(in.ClosesAt)
	round, err := s.config.Service.CreateRound(c.Request.Context(), cmd, opening)
	if err != nil {
		return nil, err
	}
	return &answer{
		status: http.StatusCreated, json: roundOut(round), version: round.Version,
		location: "/api/v1/rounds/" + url.PathEscape(round.ID),
	}, nil
}

// timeIn is a moment that may have been left out.
func timeIn(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

type roundChangeInput struct {
	OpensAt  *time.Time          `json:"opens_at"`
	ClosesAt *time.Time          `json:"closes_at"`
	Quota    int                 `json:"quota"`
	Settings assessment.Settings `json:"settings"`
	Reason   string              `json:"reason"`
}

// setRound replaces everything that may change: what is left out goes back to what
// it is by default.
func (s *server) setRound(c *gin.Context) (*answer, error) {
	in := roundChangeInput{Settings: assessment.DefaultSettings()}
	cmd, err := editWith(c, &in)
	if err != nil {
		return nil, err
	}
	cmd.Reason = in.Reason
	round, err := s.config.Service.SetRound(c.Request.Context(), cmd, c.Param("round"), assessment.RoundChange{
		OpensAt: timeIn(in.OpensAt), ClosesAt: timeIn(in.ClosesAt), Quota: in.Quota, Settings: in.Settings,
	})
	if err != nil {
		return nil, err
	}
	return &answer{json: roundOut(round), version: round.Version}, nil
}
