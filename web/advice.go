package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/scoring"
)

// advicePage is what would raise the score.
type advicePage struct {
	*applicationBase
	Advised *scoring.Advised
	Missing []fieldLink
}

func (s *Site) advice(c *gin.Context) error {
	shared, err := s.applicationBase(c, "advice")
	if err != nil {
		return err
	}
	facts, problems := shared.Card.ParseFacts(shared.View.Facts)
	if len(problems) > 0 {
		return api.Invalid(problems)
	}
	page := advicePage{applicationBase: shared, Advised: shared.Card.AdviseResult(facts)}
	page.Missing = shared.links(page.Advised.Missing)
	return s.show(c, http.StatusOK, "advice", page)
}

// links are the ways to the fields of facts.
func (p *applicationBase) links(keys []string) (links []fieldLink) {
	for _, key := range keys {
		if fact, ok := p.Card.Fact(key); ok {
			one := fieldLink{ID: fieldID(fieldFacts + key), Label: fact.Label}
			if users := p.Card.IndicatorsUsing(key); len(users) > 0 {
				one.No = users[0].No
			}
			links = append(links, one)
		}
	}
	return links
}
