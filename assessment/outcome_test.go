package assessment_test

import (
	"encoding/json"
	"strings"
	"testing"

	"wuxing/assessment"
)

// Decisions are pending until the joint meeting's outcome is recorded, keep to
// quotas, lines and vetoes, and nobody hears of them before they are published.
func TestTheMeetingDecides(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		clerk := o.enterprise("甲厂")
		best := o.path(clerk, "2026", assessment.StateReviewed, facts(map[string]any{"title_level": "national"}))
		tied := o.path(o.enterprise("乙厂"), "2026", assessment.StateReviewed, facts())
		other := o.path(o.enterprise("丙厂"), "2026", assessment.StateReviewed, facts())
		low := o.path(o.enterprise("丁厂"), "2026", assessment.StateReviewed, facts(map[string]any{"apprentices": 10}))
		vetoed := o.path(o.enterprise("戊厂"), "2026", assessment.StateReviewed, facts(map[string]any{"arbitration_cases": 30}))
		view, err := o.svc.Application(ctx, o.lead, other)
		must(t, err)
		o.setup("2026", func(c *assessment.RoundChange) {
			line := view.SelfTotal
			c.Quota, c.Settings.Excellent, c.Settings.TotalLine = 2, 1, &line
		})
		meeting := func(outcomes ...string) assessment.NewMeeting {
			new := assessment.NewMeeting{HeldOn: "2026-03-01", Reference: "纪要〔2026〕3号"}
			for i, id := range []string{best, tied, other, low, vetoed} {
				if i < len(outcomes) {
					outcome, reason, _ := strings.Cut(outcomes[i], " ")
					new.Outcomes = append(new.Outcomes, assessment.NewOutcome{Application: id, Outcome: assessment.Outcome(outcome), Reason: reason})
				}
			}
			return new
		}
		o.unchanged(t, func() {
			_, err := o.svc.RecordOutcome(ctx, by(o.lead), "2026", meeting())
			wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
		})
		_, err = o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		future := meeting("excellent", "certified", "not_selected 名额只剩一个", "not_selected", "not_selected")
		future.HeldOn, future.Reference = "2027-01-01", " "
		twice := meeting("excellent", "certified", "not_selected 名额只剩一个", "maybe", "not_selected")
		twice.Outcomes = append(twice.Outcomes, assessment.NewOutcome{Application: best, Outcome: "certified"}, assessment.NewOutcome{Application: "none", Outcome: "certified"})
		for _, bad := range []struct {
			meeting assessment.NewMeeting
			want    []string
		}{
			{future, []string{"value_malformed held_on", "value_missing reference"}},
			{twice, []string{"value_not_allowed outcomes[3].outcome", "application_twice outcomes[5]", "unknown_application outcomes[6].application"}},
			{meeting("excellent", "certified"), []string{"outcome_missing outcomes." + other, "outcome_missing outcomes." + low, "outcome_missing outcomes." + vetoed}},
			{meeting("excellent", "certified", "not_selected", "not_selected", "not_selected"), []string{"outcome_reason outcomes." + other}},
			{meeting("certified", "excellent", "not_selected 会议议定", "not_selected", "not_selected"), []string{"outcome_reason outcomes." + best}},
			{meeting("excellent", "certified", "certified", "not_selected", "not_selected"), []string{"quota_exceeded outcomes"}},
			{meeting("excellent", "excellent", "not_selected 会议议定", "not_selected", "not_selected"), []string{"quota_exceeded outcomes"}},
			{meeting("excellent", "not_selected 会议议定", "not_selected 会议议定", "certified", "not_selected"), []string{"outcome_below outcomes." + low}},
			{meeting("excellent", "not_selected 会议议定", "not_selected 会议议定", "not_selected", "certified"), []string{"outcome_vetoed outcomes." + vetoed}},
		} {
			o.unchanged(t, func() {
				_, err := o.svc.RecordOutcome(ctx, by(o.lead), "2026", bad.meeting)
				same(t, bad.want, problems(err))
			})
		}
		ranking, err := o.svc.RecordOutcome(ctx, by(o.lead), "2026", meeting("excellent", "certified", "not_selected 名额只剩一个", "not_selected", "not_selected"))
		must(t, err)
		awards := make(map[string]int)
		for _, row := range ranking.Rows {
			awards[row.ApplicationID+" "+string(row.Outcome)] = row.Award
		}
		same(t, map[string]int{best + " excellent": 5000000, tied + " certified": 2000000, other + " not_selected": 0, low + " not_selected": 0, vetoed + " not_selected": 0}, awards)
		if ranking.State != assessment.RoundDecided || ranking.Reference != "纪要〔2026〕3号" {
			t.Errorf("%s by %q", ranking.State, ranking.Reference)
		}
		o.unchanged(t, func() {
			_, err := o.svc.RecordOutcome(ctx, by(o.lead), "2026", meeting("excellent", "certified", "not_selected 名额只剩一个", "not_selected", "not_selected"))
			wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
		})
		told := func(actor assessment.Actor, id string) string {
			view, err := o.svc.Application(ctx, actor, id)
			must(t, err)
			events, err := o.svc.History(ctx, actor, id)
			must(t, err)
			parts := []any{view, events}
			if actor.Role == assessment.RoleReviewer {
				ranking, err := o.svc.Ranking(ctx, actor, "2026")
				must(t, err)
				parts = append(parts, ranking.Rows)
			}
			text, err := json.Marshal(parts)
			must(t, err)
			return string(text)
		}
		for _, actor := range []assessment.Actor{clerk, o.town, o.reviewer} {
			if text := told(actor, best); strings.Contains(text, "excellent") || strings.Contains(text, "纪要") {
				t.Errorf("before publication %s is told %s", actor.Role, text)
			}
		}
		if text := told(o.auditor, best); !strings.Contains(text, `"outcome":"excellent"`) {
			t.Errorf("the auditor is not told: %s", text)
		}
		o.publish("2026")
		for _, actor := range []assessment.Actor{clerk, o.town, o.reviewer} {
			if text := told(actor, best); !strings.Contains(text, `"outcome":"excellent"`) {
				t.Errorf("after publication %s is told %s", actor.Role, text)
			}
		}
	})
}
