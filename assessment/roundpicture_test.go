package assessment_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
)

// What a service tells of a round that it has looked at before is what one tells that
// sees it for the first time, after every step.
func TestLooksKeepUpWithTheTrail(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		everything := func(s *assessment.Service) (list []any) {
			add := func(value any, err error) {
				var refused *assessment.Error
				if errors.As(err, &refused) {
					value = refused.Code
				} else if err != nil {
					t.Fatal(err)
				}
				list = append(list, value)
			}
			for _, round := range []string{"2026", "2027"} {
				for _, actor := range []assessment.Actor{o.lead, o.auditor, o.reviewer, o.other, o.town} {
					overview, err := s.Overview(ctx, actor, round)
					add(overview, err)
					standings, err := s.Standings(ctx, actor, round, "", 2)
					add(standings, err)
				}
				board, err := s.AssignmentBoard(ctx, o.lead, round, assessment.SeatFilter{Lacking: true, Limit: 2})
				add(board, err)
				ready, err := s.ReleaseReadiness(ctx, o.lead, round)
				add(ready, err)
				freezing, err := s.Readiness(ctx, o.lead, round)
				add(freezing, err)
			}
			return list
		}
		clock := func() time.Time { return time.UnixMicro(o.clock.Load()).UTC() }
		step := func(do func()) {
			t.Helper()
			do()
			first := assessment.NewService(o.store, nil, scoring.Cards(), clock, func() string { return "none" })
			same(t, everything(first), everything(o.svc))
		}
		o.round("2027")
		o.twoBlind("2027")
		var open, blind []string
		step(func() { open = o.submittedBy("2026", "甲厂", "乙厂", "丙厂") })
		step(func() { blind = o.submittedBy("2027", "丁厂", "戊厂") })
		step(func() { o.path(o.enterprise("己厂"), "2026", assessment.StateDraft, facts()) })
		step(func() { _, err := o.finish(o.reviewer, open[0]); must(t, err) })
		step(func() { o.giveBack(open[1], opening.Add(20*24*time.Hour)) })
		step(func() { o.give("2027", blind[0], o.reviewer, o.other) })
		step(func() { o.declare("2027", blind[0], o.reviewer, false) })
		step(func() { o.declare("2027", blind[0], o.other, true) })
		step(func() { o.declare("2026", open[2], o.other, true) })
		step(func() { _, err := o.finish(o.reviewer, blind[0]); must(t, err) })
		step(func() { _, err := o.finish(o.reviewer, open[2]); must(t, err) })
		step(func() { // of another transaction that comes to nothing nothing is kept
			err := o.store.Update(ctx, func(tx assessment.Tx) error {
				a, err := tx.FindApplicationByID(open[0])
				must(t, err)
				a.State = assessment.StateModeration
				must(t, tx.UpdateApplication(a))
				return errors.New("undone")
			})
			if err == nil || !strings.Contains(err.Error(), "undone") {
				t.Fatal(err)
			}
		})
	})
}
