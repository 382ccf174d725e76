package api

import (
	"encoding/json"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
)

func (s *server) getReview(c *gin.Context) (*answer, error) {
	actor, _ := actorOf(c)
	review, err := s.config.Service.Review(c.Request.Context(), actor, c.Param("id"))
	if err != nil {
		return nil, err
	}
	return &answer{json: review, version: review.Application.Version}, nil
}

type reviewInput struct {
	Entries  []entryInput `json:"entries" validate:"max=200,dive"`
	Complete bool         `json:"complete"`
}

// entryInput is one decision. Corrected facts stay as they are: scoring reads
// them for the round's card.
type entryInput struct {
	Indicator string              `json:"indicator" validate:"required,max=64"`
	Decision  assessment.Decision `json:"decision" validate:"required,oneof=agree correct override"`
	Facts     json.RawMessage     `json:"facts"`
	Points    *scoring.Points     `json:"points"`
	Reason    string              `json:"reason" validate:"max=2000"`
}

func (s *server) putReview(c *gin.Context) (*answer, error) {
	var in reviewInput
	cmd, err := editWith(c, &in)
	if err != nil {
		return nil, err
	}
	update := assessment.ReviewUpdate{Complete: in.Complete, Entries: newEntries(in.Entries)}
	review, err := s.config.Service.PutReview(c.Request.Context(), cmd, c.Param("id"), update)
	if err != nil {
		return nil, err
	}
	return &answer{json: review, version: review.Application.Version}, nil
}

// newEntries hands decisions on; facts that are null are none.
func newEntries(in []entryInput) []assessment.NewScoreEntry {
	entries := make([]assessment.NewScoreEntry, len(in))
	for i, entry := range in {
		facts := entry.Facts
		if string(facts) == "null" {
			facts = nil
		}
		entries[i] = assessment.NewScoreEntry{
			Indicator: entry.Indicator, Decision: entry.Decision, Facts: facts, Points: entry.Points, Reason: entry.Reason,
		}
	}
	return entries
}
