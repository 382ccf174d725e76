package web

import (
	"net/url"

	"wuxing/scoring"
	"wuxing/templates"
)

// score is what the engine makes of a form: on the page as it is shown, and as
// JSON what the script puts into the same places.
type score struct {
	Version    int             `json:"version,omitempty"`
	Saved      string          `json:"saved,omitempty"`
	Total      string          `json:"total"`
	Most       string          `json:"most"` // what the total may still become; "" where nothing is missing
	Base       string          `json:"base"`
	Bonus      string          `json:"bonus"`
	Deduction  string          `json:"deduction"`
	Vetoes     []string        `json:"vetoes"`
	Asked      int             `json:"asked"`
	Answered   int             `json:"answered"`
	Progress   string          `json:"progress"`
	Categories []scoreCategory `json:"categories"`
	Lines      []scoreLine     `json:"lines"`
}

type scoreCategory struct {
	ID       string `json:"id"`
	Score    string `json:"score"`
	Progress string `json:"progress"`
	Done     bool   `json:"done"`
}

// scoreLine is one indicator. Status is scored, zero, unanswered, not_computable
// or claimed: four different things and what rests on a claim.
type scoreLine struct {
	ID     string `json:"id"`
	Score  string `json:"score"`
	Status string `json:"status"`
	Word   string `json:"word"`
	Reason string `json:"reason"`
}

func scoreOf(lang string, card *scoring.Card, result *scoring.Result, values url.Values) *score {
	s := &score{
		Total: result.Total.String(), Base: result.Base.String(), Bonus: result.Bonus.String(), Deduction: result.Deduction.String(),
		Vetoes: []string{}, Categories: []scoreCategory{}, Lines: []scoreLine{},
	}
	if result.Range != nil && result.Range.High > result.Total {
		s.Most = result.Range.High.String()
	}
	for _, veto := range result.Vetoes {
		s.Vetoes = append(s.Vetoes, veto.Reason)
	}
	asked := make(map[string]bool)
	for i := range card.Categories {
		category := &card.Categories[i]
		all, answered := 0, 0
		for j := range category.Indicators {
			for _, fact := range card.FactsOf(&category.Indicators[j]) {
				if asked[fact.Key] {
					continue
				}
				asked[fact.Key] = true
				all++
				if given(values, fact) {
					answered++
				}
			}
		}
		s.Asked, s.Answered = s.Asked+all, s.Answered+answered
		line := scoreCategory{ID: category.ID, Progress: text(lang, "fill.of", "done", answered, "all", all), Done: answered == all}
		for _, c := range result.Categories {
			if c.ID == category.ID {
				line.Score = c.Score.String()
			}
		}
		s.Categories = append(s.Categories, line)
	}
	s.Progress = text(lang, "fill.of", "done", s.Answered, "all", s.Asked)
	for i := range result.Indicators {
		line := &result.Indicators[i]
		status := lineStatus(line)
		s.Lines = append(s.Lines, scoreLine{
			ID: line.ID, Score: line.Score.String(), Status: status, Reason: line.Explanation,
			Word: templates.Message(lang, "page.status."+status, nil),
		})
	}
	return s
}

// lineStatus tells blank, zero, not computable and claimed apart.
func lineStatus(line *scoring.IndicatorResult) string {
	switch {
	case line.Basis != "":
		return "claimed"
	case line.Status != scoring.Scored:
		return line.Status.String()
	case line.Score == 0:
		return "zero"
	case line.Score < 0:
		return "deducted"
	}
	return "scored"
}
