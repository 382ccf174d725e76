package web

import (
	"encoding/json"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
	"wuxing/scoring"
)

// decide stores what a reviewer decides: of one indicator, of the rest of a category
// that is agreed with, or that the review is finished.
func (s *Site) decide(c *gin.Context) error {
	form, id := c.Request.PostForm, c.Param("id")
	version, _ := strconv.Atoi(form.Get(fieldVersion))
	if version < 1 {
		return scoringProblem(assessment.CodeValueMissing, fieldVersion, "field", fieldVersion)
	}
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	cmd, err := s.door.Command(c, version, form.Get(fieldKey), []byte(contentOf(form)))
	if err != nil {
		return err
	}
	update := assessment.ReviewUpdate{Complete: form.Get("complete") == "yes"}
	switch {
	case form.Get("category") != "":
		review, err := s.config.Service.Review(c.Request.Context(), actor, id)
		if err != nil {
			return err
		}
		update.Entries = s.agreeWith(review, form.Get("category"))
	case form.Get("indicator") != "":
		entry, problems, err := s.entryOf(c, actor, form)
		if err == nil && len(problems) > 0 {
			err = api.Invalid(problems)
		}
		if err != nil {
			return s.undecided(c, form, err)
		}
		update.Entries = []assessment.NewScoreEntry{*entry}
	}
	review, err := s.config.Service.PutReview(c.Request.Context(), cmd, id, update)
	if err != nil {
		return s.undecided(c, form, err)
	}
	if s.door.WantsJSON(c) {
		shared, err := s.applicationBase(c, "review")
		if err != nil {
			return err
		}
		return s.door.WriteJSON(c, shared.reviewState(review))
	}
	to, notice := "/applications/"+id+"/review", ""
	if next := form.Get("next"); next != "" {
		to += "#r-" + url.QueryEscape(next)
	}
	if update.Complete {
		to, notice = "/applications/"+id, "reviewed"
	}
	return s.done(c, to, notice)
}

// undecided shows the page with what was typed and why it was not stored.
func (s *Site) undecided(c *gin.Context, form url.Values, err error) error {
	if s.door.WantsJSON(c) {
		return err
	}
	why, err := s.refused(c, err, inAForm)
	if err != nil {
		return err
	}
	return s.showReview(c, why.Status, form.Get("indicator"), why.Sentence(), form)
}

// agreeWith are the decisions that agree with what is open in a category.
func (s *Site) agreeWith(review *assessment.ReviewView, category string) (entries []assessment.NewScoreEntry) {
	card, ok := s.config.Cards.Card(review.Self.Card)
	if !ok {
		return nil
	}
	for _, id := range review.Open {
		if indicator, ok := card.Indicator(id); ok && card.CategoryOf(indicator).ID == category {
			entries = append(entries, assessment.NewScoreEntry{Indicator: id, Decision: assessment.Agree})
		}
	}
	return entries
}

// entryOf reads the decision on one indicator. Of corrected facts those count that
// are not what they would be without this decision.
func (s *Site) entryOf(c *gin.Context, actor assessment.Actor, form url.Values) (*assessment.NewScoreEntry, scoring.Problems, error) {
	entry := &assessment.NewScoreEntry{
		Indicator: form.Get("indicator"), Decision: assessment.Decision(form.Get("decision")),
	}
	var problems scoring.Problems
	switch entry.Decision {
	case assessment.Override:
		entry.Reason = form.Get("reason")
		if given := narrow(form.Get("points")); given != "" {
			points, err := scoring.ParsePoints(given)
			if err != nil {
				problems.Add(scoring.CodeClaimNotPoints, scoring.Position{Path: "points"}, "indicator", entry.Indicator, "found", given)
				return nil, problems, nil
			}
			entry.Points = &points
		}
	case assessment.Correct:
		entry.Reason = form.Get("reason")
		view, err := s.config.Service.Application(c.Request.Context(), actor, c.Param("id"))
		if err != nil {
			return nil, nil, err
		}
		review, err := s.config.Service.Review(c.Request.Context(), actor, view.ID)
		if err != nil {
			return nil, nil, err
		}
		entry.Facts, problems = s.correction(view, review, entry.Indicator, form)
	case assessment.Agree:
	default:
		problems.Add(assessment.CodeValueMissing, scoring.Position{Path: "decision"}, "field", "decision")
	}
	return entry, problems, nil
}

// correction is the object of corrected facts, nil where nothing differs.
func (s *Site) correction(view *assessment.ApplicationView, review *assessment.ReviewView, id string, form url.Values) (json.RawMessage, scoring.Problems) {
	card, ok := s.config.Cards.Card(view.Card)
	if !ok {
		return nil, nil
	}
	indicator, ok := card.Indicator(id)
	if !ok {
		return nil, nil
	}
	given, problems := card.ParseFacts(view.Facts)
	if len(problems) > 0 {
		return nil, problems
	}
	without := correctedFacts(card, given, review, id)
	typed := valuesOf(without)
	for _, fact := range card.FactsOf(indicator) {
		for name := range typed {
			if factOf(name) == fact.Key {
				typed.Del(name)
			}
		}
		for name, values := range form {
			if factOf(name) == fact.Key {
				typed[name] = values
			}
		}
	}
	facts, problems := readFacts(card, typed)
	if len(problems) > 0 {
		return nil, problems
	}
	before, after := members(without), members(facts)
	changed := make(map[string]json.RawMessage)
	for _, fact := range card.FactsOf(indicator) {
		if now := after[fact.Key]; now != nil && string(now) != string(before[fact.Key]) {
			changed[fact.Key] = now
		}
	}
	if len(changed) == 0 {
		return nil, nil
	}
	object, err := json.Marshal(changed) // sorted by key
	if err != nil {
		return nil, nil
	}
	return object, nil
}
