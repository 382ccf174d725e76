package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
)

// appealForm is where an open appeal is decided: with the clause and the facts that
// can be corrected.
type appealForm struct {
	Indicator *scoring.Indicator
	Facts     []reviewFact
	Files     []assessment.EvidenceFile // that the appeal names
	Fields    []field
	Low, High scoring.Points
	Key       string
	Refused   refused
	Typed     url.Values
}

// The ways to decide an appeal; the two that uphold it bring an entry of the same
// name.
const (
	appealReject   = "reject"
	appealCorrect  = string(assessment.Correct)
	appealOverride = string(assessment.Override)
)

// decideForms makes the forms of the open appeals, for whoever may decide them.
func (s *Site) decideForms(c *gin.Context, page *appealsPage) error {
	if !page.Appeals.MayDecide {
		return nil
	}
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	review, err := s.config.Service.Review(c.Request.Context(), actor, page.View.ID)
	if err != nil {
		return err
	}
	evidence, err := s.config.Service.Evidence(c.Request.Context(), actor, page.View.ID)
	if err != nil {
		return err
	}
	given, problems := page.Card.ParseFacts(page.View.Facts)
	if len(problems) > 0 { // stored facts have passed this card
		return problems
	}
	now := correctedFacts(page.Card, given, review, "")
	page.Decide = make(map[string]appealForm)
	for _, appeal := range page.Appeals.Appeals {
		indicator, ok := page.Card.Indicator(appeal.Indicator)
		if appeal.Outcome != "" || !ok {
			continue
		}
		form := appealForm{Indicator: indicator, Key: newKey(), Facts: reviewFacts(page.Lang, page.Card.FactsOf(indicator), given, now)}
		form.Low, form.High = page.Card.Range(indicator.ID)
		for _, under := range evidence.Indicators {
			for _, file := range under.Files {
				if slices.Contains(appeal.Evidence, file.ID) {
					form.Files = append(form.Files, file)
				}
			}
		}
		if appeal.ID == page.Decided {
			form.Refused, form.Typed = page.Refused, page.Typed
		}
		form.Fields = factFields(page.Lang, page.Card, indicator, now, form.Typed, appeal.ID+"-")
		page.Decide[appeal.ID] = form
	}
	return nil
}

// factFields are the inputs for the facts of an indicator, with ids of their own.
func factFields(lang string, card *scoring.Card, indicator *scoring.Indicator, now *scoring.Facts, typed url.Values, prefix string) []field {
	values := valuesOf(now)
	if typed != nil {
		values = typed
	}
	builder := &sheetBuilder{card: card, lang: lang, values: values, rows: rowsOf(values), spare: 2, prefix: prefix}
	var fields []field
	for _, fact := range card.FactsOf(indicator) {
		fields = append(fields, builder.field(fact))
	}
	return fields
}

// decideAppeal decides an appeal in writing. Upheld, the reason is that of the entry,
// too.
func (s *Site) decideAppeal(c *gin.Context) error {
	form := c.Request.PostForm
	decision, problems, err := s.appealDecisionOf(c, form)
	if err != nil {
		return err
	}
	cmd, err := s.formCommand(c)
	if err != nil {
		return err
	}
	id, appeal := c.Param("id"), c.Param("appeal")
	_, err = s.config.Service.DecideAppeal(c.Request.Context(), cmd, id, appeal, decision)
	err = together(err, problems, "outcome")
	if err == nil {
		return s.done(c, "/applications/"+url.PathEscape(id)+"/appeals", "appeal_decided")
	}
	why, err := s.refused(c, err, inAForm)
	if err != nil {
		return err
	}
	return s.showAppeals(c, why.Status, "", appealsPage{Decided: appeal, Refused: why.beside(decisionField), Typed: form})
}

// decisionField is the field of the form that a problem belongs to. A reason that is
// wrong for the decision is wrong for its entry in the same words.
func decisionField(path string) string {
	match := entryPath.FindStringSubmatch(path)
	switch {
	case match == nil && (path == "entries" || strings.HasPrefix(path, fieldFacts)):
		return "correct"
	case match == nil:
		return path
	case match[2] == "reason":
		return unsaid
	case match[2] == "points":
		return match[2]
	}
	return "correct"
}

// appealDecisionOf reads the form. With problems the decision has no outcome, so
// that the use case finds what else is wrong and does nothing.
func (s *Site) appealDecisionOf(c *gin.Context, form url.Values) (decision assessment.NewAppealDecision, problems scoring.Problems, err error) {
	decision.Reason = form.Get("reason")
	how := form.Get("outcome")
	switch how {
	case appealReject:
		decision.Outcome = assessment.AppealRejected
		return decision, nil, nil
	case appealCorrect, appealOverride:
	default:
		return decision, missing("outcome"), nil
	}
	actor, err := s.actor(c)
	if err != nil {
		return decision, nil, err
	}
	appeals, err := s.config.Service.Appeals(c.Request.Context(), actor, c.Param("id"))
	if err != nil {
		return decision, nil, err
	}
	decided := url.Values{"decision": {how}}
	for name, values := range form {
		decided[name] = values
	}
	for _, appeal := range appeals.Appeals {
		if appeal.ID == c.Param("appeal") {
			decided.Set("indicator", appeal.Indicator)
		}
	}
	entry, problems, err := s.entryOf(c, actor, decided)
	if err != nil || len(problems) > 0 {
		return decision, problems, err
	}
	if entry.Decision == assessment.Correct && entry.Facts == nil { // back to what the enterprise has said
		entry = &assessment.NewScoreEntry{Indicator: entry.Indicator, Decision: assessment.Agree, Reason: entry.Reason}
	}
	decision.Outcome, decision.Entries = assessment.AppealUpheld, []assessment.NewScoreEntry{*entry}
	return decision, nil, nil
}
