package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
)

// reviewPage is the review of an application: a row for each indicator with the
// clause, the facts, the evidence, both scores and the decision.
type reviewPage struct {
	*applicationBase
	Review     *assessment.ReviewView
	Categories []reviewCategory
	State      reviewState
	Edit       bool
	Version    int
	Problem    string
	At         string     // id of the row that the problem is about
	Typed      url.Values // into the form that gives back
	Return     bool       // indicators may be given back
	Pictures   *pictures  // for who watches
	Paper      *paper
}

type reviewCategory struct {
	*scoring.Category
	Rows []reviewRow
	Open int // undecided
}

// reviewRow is an indicator with what its reviewer looks at.
type reviewRow struct {
	*assessment.ReviewRow
	Indicator *scoring.Indicator
	Facts     []reviewFact
	Evidence  evidenceRow
	Fields    []field // to correct the facts
	Status    string  // of the self score
	Next      string  // id of the row after it
	Typed     url.Values
	Problem   string
	Low, High scoring.Points
	Word      string // the decision in words
	Open      bool   // undecided, or to be decided again
	Vetoed    bool   // it brings a veto, or one of it was to be lifted
}

// reviewFact is a fact as it was submitted, and as it counts now where that differs.
type reviewFact struct {
	Label, Given, Count string
}

// reviewState is what changes with every decision: on the page, and as JSON what
// the script puts into the same places.
type reviewState struct {
	Token      string           `json:"token"`
	Version    int              `json:"version"`
	Self       string           `json:"self"`
	Official   string           `json:"official"`
	Difference string           `json:"difference"`
	Open       int              `json:"open"`
	OpenText   string           `json:"open_text"`
	SoFar      string           `json:"so_far"` // how much of the official score is decided; "": all of it
	Complete   bool             `json:"complete"`
	Rows       []reviewRowState `json:"rows"`
}

type reviewRowState struct {
	ID         string `json:"id"`
	Decision   string `json:"decision"`
	Word       string `json:"word"`
	Official   string `json:"official"`
	Difference string `json:"difference"`
	Reason     string `json:"reason"`
	Open       bool   `json:"open"`
}

func (s *Site) review(c *gin.Context) error {
	return s.showReview(c, http.StatusOK, "", "", nil)
}

func (s *Site) showReview(c *gin.Context, status int, at, problem string, typed url.Values) error {
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	review, err := s.config.Service.Review(c.Request.Context(), actor, c.Param("id"))
	if err != nil {
		return err
	}
	shared, err := s.applicationBase(c, "review")
	if err != nil {
		return err
	}
	page := &reviewPage{applicationBase: shared, Review: review, Version: review.Application.Version, At: at, Problem: problem}
	page.State = shared.reviewState(review)
	if s.door.WantsJSON(c) {
		return s.door.WriteJSON(c, page.State)
	}
	page.Edit, page.Typed = shared.May.May(assessment.ActionPutReview), typed
	page.Return = shared.May.May(assessment.ActionReturn)
	page.Path, page.Scripts, page.Panel = "/applications/"+shared.View.ID+"/review", []string{"review.js"}, true
	evidence, err := s.config.Service.Evidence(c.Request.Context(), actor, shared.View.ID)
	if err != nil {
		return err
	}
	page.rows(evidence, typed)
	if !page.Edit && !page.Own {
		page.Pictures = picturesOf(page.Lang, shared.Card, review.Self, review.Official, review.Open...)
	}
	page.Paper = page.paper()
	return s.show(c, status, "review", page)
}

func (p *applicationBase) reviewState(review *assessment.ReviewView) reviewState {
	state := reviewState{
		Token: p.Token, Version: review.Application.Version, Self: fixed(review.Self.Total), Official: fixed(review.Official.Total),
		Difference: signed(review.Official.Total - review.Self.Total), Open: len(review.Open), Complete: review.Complete, Rows: []reviewRowState{},
	}
	state.OpenText = text(p.Lang, "review.open", "count", state.Open)
	if state.Open > 0 {
		state.SoFar = text(p.Lang, "review.sofar", "done", len(review.Rows)-state.Open, "all", len(review.Rows))
	} else {
		state.OpenText = text(p.Lang, "review.allset")
	}
	for i := range review.Rows {
		row := &review.Rows[i]
		line := reviewRowState{ID: row.Indicator, Decision: string(row.Decision), Reason: row.Reason, Open: slices.Contains(review.Open, row.Indicator)}
		line.Word = text(p.Lang, "review.undecided")
		switch {
		case row.NeedsReview:
			line.Word = text(p.Lang, "review.again")
		case row.Decision != "":
			line.Word = text(p.Lang, "review.did_"+string(row.Decision))
		}
		if row.Official != nil {
			line.Official, line.Difference = fixed(*row.Official), signed(row.Difference)
		}
		state.Rows = append(state.Rows, line)
	}
	return state
}

// signed writes a difference with its sign, and nothing for none.
func signed(p scoring.Points) string {
	switch {
	case p > 0:
		return "+" + fixed(p)
	case p < 0:
		return fixed(p)
	}
	return ""
}

// rows puts everything about an indicator into one row.
func (p *reviewPage) rows(evidence *assessment.EvidenceView, typed url.Values) {
	given, problems := p.Card.ParseFacts(p.View.Facts)
	if len(problems) > 0 { // stored facts have passed this card
		return
	}
	now := correctedFacts(p.Card, given, p.Review, "")
	byID := make(map[string]*assessment.ReviewRow, len(p.Review.Rows))
	for i := range p.Review.Rows {
		byID[p.Review.Rows[i].Indicator] = &p.Review.Rows[i]
	}
	ids := p.Card.Indicators()
	place := 0
	for i := range p.Card.Categories {
		category := reviewCategory{Category: &p.Card.Categories[i]}
		for j := range category.Indicators {
			indicator := &category.Indicators[j]
			row := reviewRow{ReviewRow: byID[indicator.ID], Indicator: indicator}
			if line, ok := p.Review.Self.Indicator(indicator.ID); ok {
				row.Status = lineStatus(line)
			}
			row.Word = p.State.Rows[place].Word
			if row.Open = p.State.Rows[place].Open; row.Open {
				category.Open++
			}
			row.Vetoed = p.vetoed(indicator.ID)
			row.Low, row.High = p.Card.Range(indicator.ID)
			if place++; place < len(ids) {
				row.Next = ids[place].ID
			}
			for k := range evidence.Indicators {
				if evidence.Indicators[k].Indicator == indicator.ID {
					row.Evidence = rowOf(&evidence.Indicators[k], nil)
				}
			}
			row.Facts = reviewFacts(p.Lang, p.Card.FactsOf(indicator), given, now)
			if p.Edit {
				row.Fields = p.correctionFields(indicator, now, typed)
			}
			if p.At == indicator.ID {
				row.Problem, row.Typed = p.Problem, typed
			}
			category.Rows = append(category.Rows, row)
		}
		p.Categories = append(p.Categories, category)
	}
}

// vetoed tells whether the page of vetoes has something on an indicator.
func (p *reviewPage) vetoed(indicator string) bool {
	return slices.ContainsFunc(p.Review.Vetoes, func(v assessment.VetoSource) bool { return v.Indicator == indicator }) ||
		slices.ContainsFunc(p.Review.Liftings, func(l assessment.LiftingView) bool { return l.Indicator == indicator })
}

// correctionFields are the inputs for the facts of an indicator, each row with ids of
// its own, since several indicators read the same fact.
func (p *reviewPage) correctionFields(indicator *scoring.Indicator, now *scoring.Facts, typed url.Values) []field {
	values := valuesOf(now)
	if p.At == indicator.ID && typed != nil {
		values = typed
	}
	builder := &sheetBuilder{card: p.Card, lang: p.Lang, values: values, rows: rowsOf(values), spare: 2, prefix: indicator.ID + "-"}
	var fields []field
	for _, fact := range p.Card.FactsOf(indicator) {
		fields = append(fields, builder.field(fact))
	}
	return fields
}
