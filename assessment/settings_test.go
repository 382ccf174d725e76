package assessment_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
)

// setup changes the settings of an open round.
func (o *office) setup(round string, alter func(*assessment.RoundChange)) {
	o.t.Helper()
	must(o.t, o.trySetup(round, alter))
}

func (o *office) trySetup(round string, alter func(*assessment.RoundChange)) error {
	present, err := o.svc.FindRound(o.t.Context(), o.admin, round)
	must(o.t, err)
	change := assessment.RoundChange{OpensAt: present.OpensAt, ClosesAt: present.ClosesAt, Quota: present.Quota, Settings: present.Settings}
	alter(&change)
	cmd := by(o.admin)
	cmd.Version = present.Version
	_, err = o.svc.SetRound(o.t.Context(), cmd, round, change)
	return err
}

func points(n int64) *scoring.Points { p := scoring.Points(n); return &p }

func moment(t time.Time) *time.Time { return &t }

func TestRoundsAreOnTheStraightPathByDefault(t *testing.T) {
	o := onSQLite(t)
	round, err := o.svc.FindRound(t.Context(), o.lead, "2026")
	must(t, err)
	same(t, assessment.Settings{
		Assignment: assessment.AssignmentFree, Reviewers: 1, Blind: true, NoticeDays: 5,
		Award: assessment.Award{Certified: 2000000, Excellent: 5000000},
	}, round.Settings)
}

func TestBadSettingsAreAllNamed(t *testing.T) {
	o := onSQLite(t)
	o.unchanged(t, func() {
		err := o.trySetup("2026", func(c *assessment.RoundChange) {
			c.Quota, c.ClosesAt = 10, c.OpensAt
			c.Settings = assessment.Settings{
				Assignment: "lottery", Reviewers: 3, Excellent: 11, NoticeDays: 0, Award: assessment.Award{Certified: 3, Excellent: 2},
				Apart: assessment.Apart{Total: points(-1)}, TotalLine: points(-100),
				Review:        assessment.Window{OpensAt: moment(opening), ClosesAt: moment(opening)},
				CategoryLines: []assessment.CategoryLine{{Category: "cultivation"}, {Category: "none"}, {Category: "cultivation"}},
			}
		})
		same(t, []string{
			"window_reversed closes_at",
			"value_not_allowed settings.assignment", "value_not_allowed settings.reviewers", "value_not_allowed settings.excellent_quota",
			"value_not_allowed settings.notice_days", "value_not_allowed settings.award_fen.excellent",
			"value_not_allowed settings.apart.total", "value_not_allowed settings.total_line", "window_reversed settings.review.closes_at",
			"value_not_allowed settings.category_lines[1].category", "value_not_allowed settings.category_lines[2].category",
		}, problems(err))
		err = o.trySetup("2026", func(c *assessment.RoundChange) { c.Settings.Reviewers = 2 })
		same(t, []string{"two_need_assignment settings.assignment"}, problems(err))
	})
}

// A line that nobody can reach would certify nobody.
func TestNoLineIsAboveWhatTheCardGives(t *testing.T) {
	o := onSQLite(t)
	card := o.card
	most := card.Totals.Base + card.Totals.Bonus
	var lines, above []assessment.CategoryLine
	var want []string
	for i, category := range card.Categories {
		lines = append(lines, assessment.CategoryLine{Category: category.ID, Points: category.Points})
		above = append(above, assessment.CategoryLine{Category: category.ID, Points: category.Points + 1})
		want = append(want, fmt.Sprintf("value_not_allowed settings.category_lines[%d].points", i))
	}
	o.setup("2026", func(c *assessment.RoundChange) {
		c.Settings.TotalLine, c.Settings.CategoryLines = &most, lines
	})
	o.unchanged(t, func() {
		err := o.trySetup("2026", func(c *assessment.RoundChange) {
			c.Settings.TotalLine, c.Settings.CategoryLines = points(int64(most)+1), above
		})
		same(t, append([]string{"value_not_allowed settings.total_line"}, want...), problems(err))
		same(t, "0–"+most.String(), firstProblem(err).Params["choices"])
		err = o.trySetup("2026", func(c *assessment.RoundChange) {
			c.Settings.CategoryLines = []assessment.CategoryLine{{Category: "none"}}
		})
		first := card.Categories[0]
		if choices := firstProblem(err).Params["choices"]; !strings.HasPrefix(choices, first.Name+" ("+first.ID+"), ") {
			t.Errorf("choices are %s", choices)
		}
	})
}

func firstProblem(err error) scoring.Problem {
	var e *assessment.Error
	if !errors.As(err, &e) || len(e.Problems) == 0 {
		return scoring.Problem{}
	}
	return e.Problems[0]
}

// What decides the path of an application stays once one was handed in; the rest
// may change until the ranking.
func TestThePathIsFixedBySubmitting(t *testing.T) {
	o := onSQLite(t)
	path := func(c *assessment.RoundChange) {
		c.Settings.FirstCheck, c.Settings.Blind = true, false
		c.Settings.Assignment, c.Settings.Reviewers = assessment.AssignmentAssigned, 2
	}
	clerk := o.enterprise("甲厂")
	o.path(clerk, "2026", assessment.StateDraft, facts())
	o.setup("2026", path)
	o.setup("2026", func(c *assessment.RoundChange) { c.Settings = assessment.DefaultSettings() })
	o.path(o.enterprise("乙厂"), "2026", assessment.StateReviewed, facts())
	o.unchanged(t, func() {
		same(t, []string{
			"setting_fixed settings.first_check", "setting_fixed settings.assignment", "setting_fixed settings.reviewers", "setting_fixed settings.blind",
		}, problems(o.trySetup("2026", path)))
	})
	o.setup("2026", func(c *assessment.RoundChange) { c.Quota, c.Settings.Excellent = 60, 20 })
	o.unchanged(t, func() {
		stale := by(o.admin)
		stale.Version = 1
		_, err := o.svc.SetRound(t.Context(), stale, "2026", assessment.RoundChange{Settings: assessment.DefaultSettings()})
		wantCode(t, err, assessment.KindStale, assessment.CodeVersionMovedOn)
	})
	_, err := o.svc.Rank(t.Context(), by(o.lead), "2026")
	must(t, err)
	o.unchanged(t, func() {
		wantCode(t, o.trySetup("2026", func(*assessment.RoundChange) {}), assessment.KindConflict, assessment.CodeWrongState)
	})
}

func TestReviewingKeepsToItsDates(t *testing.T) {
	o := onSQLite(t)
	from, to := opening.AddDate(0, 0, 31), opening.AddDate(0, 0, 60)
	o.setup("2026", func(c *assessment.RoundChange) {
		c.Settings.Review = assessment.Window{OpensAt: &from, ClosesAt: &to}
	})
	id := o.path(o.enterprise("甲厂"), "2026", assessment.StateSubmitted, facts())
	for _, test := range []struct {
		at   time.Time
		want string
	}{
		{from.Add(-time.Microsecond), assessment.CodeReviewNotYetOpen},
		{to, assessment.CodeReviewClosed},
	} {
		o.set(test.at)
		o.unchanged(t, func() {
			_, err := o.svc.PutReview(t.Context(), by(o.reviewer), id, assessment.ReviewUpdate{})
			wantCode(t, err, assessment.KindConflict, test.want)
			_, err = o.svc.Return(t.Context(), by(o.reviewer), id, assessment.NewReturn{Indicators: []string{"titles"}, Reason: "请补充证书"})
			wantCode(t, err, assessment.KindConflict, test.want)
		})
	}
	for _, at := range []time.Time{from, to.Add(-time.Microsecond)} {
		o.set(at)
		_, err := o.svc.PutReview(t.Context(), by(o.reviewer), id, assessment.ReviewUpdate{})
		must(t, err)
	}
}
