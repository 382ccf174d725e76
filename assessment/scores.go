package assessment

import (
	"cmp"

	"wuxing/scoring"
)

// scores is what a ranking is made of, by application id.
type scores struct {
	submissions map[string]*Submission
	reviews     map[string]*Review
	entries     map[string]map[string]*ScoreEntry // the newest by indicator
}

// loadScores reads a whole round with three questions instead of three for each
// enterprise.
func loadScores(tx Tx, roundID string) (*scores, error) {
	submissions, err := tx.ListRoundSubmissions(roundID)
	if err != nil {
		return nil, wrap(err, "list the submissions of round %s", roundID)
	}
	reviews, err := tx.ListRoundReviews(roundID)
	if err != nil {
		return nil, wrap(err, "list the reviews of round %s", roundID)
	}
	entries, err := tx.ListRoundScoreEntries(roundID)
	if err != nil {
		return nil, wrap(err, "list the entries of round %s", roundID)
	}
	s := &scores{make(map[string]*Submission), make(map[string]*Review), make(map[string]map[string]*ScoreEntry)}
	for _, submission := range submissions {
		s.submissions[submission.ApplicationID] = submission
	}
	for _, review := range reviews {
		s.reviews[review.ApplicationID] = review
	}
	for _, entry := range entries {
		if s.entries[entry.ApplicationID] == nil {
			s.entries[entry.ApplicationID] = make(map[string]*ScoreEntry)
		}
		s.entries[entry.ApplicationID][entry.Indicator] = entry
	}
	return s, nil
}

// row is one enterprise of a ranking, without its rank.
func (s *scores) row(card *scoring.Card, application *Application) (row RankingRow, contender scoring.Contender, err error) {
	submission, review := s.submissions[application.ID], s.reviews[application.ID]
	if submission == nil || review == nil {
		return row, contender, wrap(ErrNotFound, "submission and review of %s", application.ID)
	}
	self, err := storedResult(submission.Result, application)
	if err != nil {
		return row, contender, err
	}
	official, err := storedResult(review.Result, application)
	if err != nil {
		return row, contender, err
	}
	facts, err := storedFacts(card, review.Facts)
	if err != nil {
		return row, contender, err
	}
	row = RankingRow{
		ApplicationID: application.ID, Enterprise: application.Enterprise.Scoring(),
		SelfTotal: self.Total, OfficialTotal: official.Total, Gap: official.Total - self.Total,
		Base: official.Base, Bonus: official.Bonus, Deduction: official.Deduction,
		Vetoed: official.Vetoed, Vetoes: official.Vetoes, Reviewer: cmp.Or(application.ReviewerID, review.ReviewerID), // of two, who settled it
	}
	for _, indicator := range card.Indicators() {
		line := RankingLine{
			Indicator: indicator.ID, No: indicator.No, Name: indicator.Name, Category: card.CategoryOf(indicator).ID,
			Points: indicator.Points, Self: scoreOf(indicator.ID, self), Official: scoreOf(indicator.ID, official),
		}
		line.Gap = line.Official - line.Self
		if entry := s.entries[application.ID][indicator.ID]; entry != nil {
			line.Decision, line.Reason, line.Reviewer = entry.Decision, entry.Reason, entry.ReviewerID
		}
		row.Lines = append(row.Lines, line)
	}
	return row, scoring.Contender{Result: official, Facts: facts}, nil
}
