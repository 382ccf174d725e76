package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strconv"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
)

// moderationPage is two reviews of an application side by side, and the lead's
// settlement.
type moderationPage struct {
	*applicationBase
	Pair     *assessment.ModerationView
	Rows     []moderationRow // in which the two differ
	Same     []moderationRow
	May      bool // the lead settles, or settles anew
	Form     bool // the page holds the form for it; without May it has no button
	Rest     bool // some differences may be settled together
	Key      string
	Version  int
	Refused  refused
	Typed    url.Values
	Official *scoring.Points // once settled
}

// moderationRow is an indicator in both reviews with what they looked at.
type moderationRow struct {
	assessment.ModerationRow
	Indicator *scoring.Indicator
	Facts     []reviewFact
	A, B      sideOf
	Evidence  evidenceRow
	Low, High scoring.Points
	Ruled     string // why it was settled as it was
}

// sideOf is what one reviewer came to, with the facts as that reviewer has them.
type sideOf struct {
	assessment.SideDecision
	Word  string
	Facts []reviewFact // those that were corrected
}

func (s *Site) moderation(c *gin.Context) error {
	return s.showModeration(c, refused{Status: http.StatusOK}, nil)
}

func (s *Site) showModeration(c *gin.Context, why refused, typed url.Values) error {
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	pair, err := s.config.Service.Moderation(ctx, actor, c.Param("id"))
	if err != nil {
		return err
	}
	shared, err := s.applicationBase(c, "moderation")
	if err != nil {
		return err
	}
	evidence, err := s.config.Service.Evidence(ctx, actor, shared.View.ID)
	if err != nil {
		return err
	}
	page := &moderationPage{
		applicationBase: shared, Pair: pair, Key: newKey(), Version: pair.Application.Version, Refused: why, Typed: typed,
		May: shared.May.May(assessment.ActionModerate),
	}
	page.Form = typed != nil || page.May && (!pair.Settled || c.Query("anew") == "yes") // what was typed and refused is not lost
	page.Path = "/applications/" + shared.View.ID + "/moderation"
	if err := page.rows(evidence); err != nil {
		return err
	}
	if pair.Settled {
		if err := s.settled(c, actor, page); err != nil {
			return err
		}
	}
	return s.show(c, why.Status, "moderation", page)
}

// settled adds the reasons of the settlement.
func (s *Site) settled(c *gin.Context, actor assessment.Actor, page *moderationPage) error {
	review, err := s.config.Service.Review(c.Request.Context(), actor, page.View.ID)
	if err != nil {
		return err
	}
	page.Official = &review.Official.Total
	reasons := make(map[string]string, len(review.Rows))
	for _, row := range review.Rows {
		reasons[row.Indicator] = row.Reason
	}
	for i := range page.Rows {
		page.Rows[i].Ruled = reasons[page.Rows[i].ModerationRow.Indicator]
	}
	return nil
}

// rows parts the indicators into those that differ and the others.
func (p *moderationPage) rows(evidence *assessment.EvidenceView) error {
	given, problems := p.Card.ParseFacts(p.View.Facts)
	if len(problems) > 0 { // stored facts have passed this card
		return problems
	}
	for _, one := range p.Pair.Rows {
		indicator, ok := p.Card.Indicator(one.Indicator)
		if !ok {
			continue
		}
		row := moderationRow{ModerationRow: one, Indicator: indicator}
		row.A, row.B = p.side(indicator, given, one.First), p.side(indicator, given, one.Second)
		if !one.Apart {
			p.Same = append(p.Same, row)
			continue
		}
		row.Facts = reviewFacts(p.Lang, p.Card.FactsOf(indicator), given, given)
		row.Low, row.High = p.Card.Range(indicator.ID)
		for i := range evidence.Indicators {
			if evidence.Indicators[i].Indicator == indicator.ID {
				row.Evidence = rowOf(&evidence.Indicators[i], nil)
			}
		}
		p.Rest = p.Rest || !one.Flagged
		p.Rows = append(p.Rows, row)
	}
	return nil
}

// side words one of two decisions and sets its corrected facts beside the given.
func (p *moderationPage) side(indicator *scoring.Indicator, given *scoring.Facts, decision assessment.SideDecision) sideOf {
	side := sideOf{SideDecision: decision, Word: text(p.Lang, "review.undecided")}
	if decision.Decision != "" {
		side.Word = text(p.Lang, "review.did_"+string(decision.Decision))
	}
	for _, fact := range reviewFacts(p.Lang, p.Card.FactsOf(indicator), given, amended(p.Card, given, decision.Facts)) {
		if fact.Count != "" {
			side.Facts = append(side.Facts, fact)
		}
	}
	return side
}

// amended are the facts with a correction over them.
func amended(card *scoring.Card, facts *scoring.Facts, change json.RawMessage) *scoring.Facts {
	if len(change) == 0 {
		return facts
	}
	if with, problems := card.Amend(facts, change); len(problems) == 0 {
		return with
	}
	return facts
}

// The fields of a settlement: take.ID, points.ID and reason.ID of each indicator.
const (
	fieldTake    = "take."
	fieldPoints  = "points."
	fieldReason  = "reason."
	takePoints   = "points"
	restTake     = "rest.take"
	restReason   = "rest.reason"
	settledPlace = "settled."
)

// moderate settles what the lead has decided. An indicator without a choice is left
// to the rest, or found missing by the use case.
func (s *Site) moderate(c *gin.Context) error {
	form := c.Request.PostForm
	cmd, err := s.formCommand(c)
	if err != nil {
		return err
	}
	if cmd.Version < 1 {
		return scoringProblem(assessment.CodeValueMissing, fieldVersion, "field", fieldVersion)
	}
	settlement, problems := s.settlementOf(form)
	if len(problems) == 0 {
		_, err = s.config.Service.Moderate(c.Request.Context(), cmd, c.Param("id"), settlement)
	} else {
		err = together(nil, problems)
	}
	if err == nil {
		return s.done(c, "/applications/"+url.PathEscape(c.Param("id"))+"/moderation", "settled")
	}
	why, err := s.refused(c, err, inAForm)
	if err != nil {
		return err
	}
	return s.showModeration(c, why.beside(func(path string) string { return settlementField(settlement, path) }), form)
}

// settlementOf reads the form.
func (s *Site) settlementOf(form url.Values) (settlement assessment.Settlement, problems scoring.Problems) {
	for _, id := range form["indicator"] {
		entry := assessment.SettledEntry{Indicator: id, Reason: form.Get(fieldReason + id)}
		switch take := form.Get(fieldTake + id); take {
		case "":
			continue
		case takePoints:
			typed := narrow(form.Get(fieldPoints + id))
			if points, err := scoring.ParsePoints(typed); err == nil {
				entry.Points = &points
			} else if typed != "" {
				problems.Add(scoring.CodeClaimNotPoints, scoring.Position{Path: fieldPoints + id}, "indicator", id, "found", typed)
			}
		default:
			entry.Take = assessment.Side(take)
		}
		settlement.Entries = append(settlement.Entries, entry)
	}
	if take := form.Get(restTake); take != "" {
		settlement.Rest = &assessment.SettledRest{Take: assessment.Side(take), Reason: form.Get(restReason)}
	}
	return settlement, problems
}

var entryPath = regexp.MustCompile(`^entries\[(\d+)\](?:\.(\w+))?`)

// settlementField is the field of the form that a problem belongs to.
func settlementField(settlement assessment.Settlement, path string) string {
	if match := entryPath.FindStringSubmatch(path); match != nil {
		i, err := strconv.Atoi(match[1])
		if err != nil || i >= len(settlement.Entries) {
			return ""
		}
		id := settlement.Entries[i].Indicator
		switch match[2] {
		case "reason":
			return fieldReason + id
		case "take":
			return fieldTake + id
		}
		return fieldPoints + id
	}
	if len(path) > len(settledPlace) && path[:len(settledPlace)] == settledPlace {
		return fieldTake + path[len(settledPlace):]
	}
	return path
}
