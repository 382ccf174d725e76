package assessment_test

import (
	"strings"
	"testing"

	"wuxing/assessment"
	"wuxing/scoring"
)

// steps are those of an indicator as "what decision lane by reason".
func (o *office) steps(actor assessment.Actor, id, indicator string) (list []string) {
	o.t.Helper()
	events, err := o.svc.IndicatorHistory(o.t.Context(), actor, id, indicator)
	must(o.t, err)
	for _, e := range events {
		name := ""
		if e.By != "" {
			name = "named"
		}
		list = append(list, strings.Join(strings.Fields(strings.Join([]string{string(e.What), string(e.Decision), string(e.Outcome), string(rune('0' + e.Lane)), name, e.Reason}, " ")), " "))
	}
	return list
}

// Of two reviewers who are blind to each other each reads the own steps until both
// are in; lead and auditor read both at once.
func TestTheStepsOfAnIndicatorStayBlind(t *testing.T) {
	o := onSQLite(t)
	o.twoBlind("2026")
	clerk := o.enterprise("甲厂")
	id := o.twoAssigned(clerk, "2026")
	points := scoring.Points(50)
	one := assessment.NewScoreEntry{Indicator: "titles", Decision: assessment.Override, Points: &points, Reason: "密由一"}
	two := one
	two.Reason = "密由二"
	_, err := o.finish(o.reviewer, id, one)
	must(t, err)
	same(t, 0, len(o.steps(o.other, id, "titles")))
	same(t, []string{"put_review override 1 named 密由一"}, o.steps(o.reviewer, id, "titles"))
	for _, actor := range []assessment.Actor{o.lead, o.auditor} {
		same(t, []string{"put_review override 1 named 密由一"}, o.steps(actor, id, "titles"))
	}
	_, err = o.svc.PutReview(t.Context(), by(o.other), id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{two}})
	must(t, err)
	same(t, []string{"put_review override 2 named 密由二"}, o.steps(o.other, id, "titles"))
	same(t, []string{"put_review override 1 named 密由一"}, o.steps(o.reviewer, id, "titles"))
	same(t, 2, len(o.steps(o.lead, id, "titles")))

	for _, actor := range []assessment.Actor{clerk, o.enterprise("乙厂")} {
		_, err := o.svc.IndicatorHistory(t.Context(), actor, id, "titles")
		wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
	}
	_, err = o.svc.IndicatorHistory(t.Context(), o.admin, id, "titles")
	wantCode(t, err, assessment.KindForbidden, assessment.CodeForbidden)
}
