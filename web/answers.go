package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"wuxing/assessment"
	"wuxing/scoring"
)

// answersOf are typed facts as the use cases take them. Their source is what they
// say, so that the same facts typed again are no new revision.
func answersOf(facts *scoring.Facts, claims scoring.Claims) (*assessment.Answers, scoring.Problems) {
	said, err := json.Marshal(struct {
		Facts  *scoring.Facts `json:"facts"`
		Claims scoring.Claims `json:"claims,omitempty"`
	}{facts, claims})
	if err != nil { // checked facts always marshal
		panic(err)
	}
	digest := sha256.Sum256(said)
	return &assessment.Answers{
		Facts: facts, Claims: claims, Source: assessment.Source{Kind: assessment.SourceJSON, SHA256: hex.EncodeToString(digest[:])},
	}, nil
}

// noAnswers begin an application that is to be filled in on a page.
func noAnswers(card *scoring.Card) (*assessment.Answers, scoring.Problems) {
	facts, problems := card.Collect().Facts()
	if len(problems) > 0 {
		return nil, problems
	}
	return answersOf(facts, nil)
}
