package assessment_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"wuxing/assessment"
)

// Nothing that the public, an enterprise or a reviewer reads, nor the audit trail,
// tells who has objected, and the public reads no score, code or person.
func TestObjectorsAndPersonsStayPrivate(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		clerk := o.enterprise("甲厂")
		id := o.path(clerk, "2026", assessment.StateReviewed, facts(map[string]any{"honours": []any{map[string]any{"person": "MARKER张三", "level": "city"}}}))
		_, err := o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		o.notice("2026")
		cmd := by(anyone)
		cmd.IdempotencyKey, cmd.Fingerprint = "key", "print"
		receipt, err := o.svc.Object(ctx, cmd, "2026", objection(1))
		must(t, err)
		_, err = o.svc.LinkObjection(ctx, by(o.lead), "2026", receipt.ID, id, "titles")
		must(t, err)
		must(t, o.settle(o.lead, receipt.ID))
		var told []any
		collect := func(v any, err error) {
			t.Helper()
			must(t, err)
			told = append(told, v)
		}
		public := func() {
			for _, actor := range []assessment.Actor{anyone, clerk, o.reviewer, o.lead} {
				heads, err := o.svc.Notices(ctx, actor)
				collect(heads, err)
				view, err := o.svc.Notice(ctx, actor, "2026")
				collect(view, err)
			}
		}
		public()
		text, err := json.Marshal(told)
		must(t, err)
		for _, secret := range []string{"MARKER", uscc("甲厂"), id, "u-", "显示名", "total", "rank", "score"} {
			if strings.Contains(string(text), secret) {
				t.Errorf("the notice tells %q: %s", secret, text)
			}
		}
		for _, actor := range []assessment.Actor{clerk, o.reviewer, o.lead} {
			events, err := o.svc.History(ctx, actor, id)
			collect(events, err)
		}
		for _, actor := range []assessment.Actor{clerk, o.reviewer, o.admin, o.town, o.operator, anyone} {
			_, err := o.svc.Objections(ctx, actor, "2026")
			wantCode(t, err, assessment.KindForbidden, assessment.CodeForbidden)
		}
		must(t, o.store.View(ctx, func(tx assessment.Tx) error {
			events, err := tx.ListAudit("objection", receipt.ID)
			told = append(told, events)
			if len(events) != 3 {
				t.Errorf("%d events, want 3", len(events))
			}
			return err
		}))
		var replies string
		must(t, o.raw.QueryRowContext(ctx, "SELECT max(answer) FROM replies").Scan(&replies))
		text, err = json.Marshal(append(told, receipt, replies))
		must(t, err)
		if strings.Contains(string(text), "MARKER") || strings.Contains(string(text), "经核查") {
			t.Errorf("told: %s", text)
		}
		for _, actor := range []assessment.Actor{o.lead, o.auditor} {
			list, err := o.svc.Objections(ctx, actor, "2026")
			must(t, err)
			if o := list.Objections[0]; o.Name != "M**" || o.Contact != "****" || o.Indicator != "titles" || o.Answer != "经核查与名册一致" || o.ByHand {
				t.Errorf("%s reads %+v", actor.Role, o)
			}
		}
	})
}

func TestObjectionsAreChecked(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		o.round("other")
		ids, clerk := o.fourFrozen()
		o.decideFour(ids)
		notice := o.notice("2026")
		o.set(o.now().Add(24 * time.Hour))
		alter := func(change func(*assessment.NewObjection)) assessment.NewObjection {
			n := objection(1)
			change(&n)
			return n
		}
		for _, test := range []struct {
			by   assessment.Actor
			n    assessment.NewObjection
			want []string
		}{
			{anyone, assessment.NewObjection{}, []string{"value_missing name", "value_missing contact", "value_missing text"}},
			{anyone, alter(func(n *assessment.NewObjection) { n.No = 3 }), []string{"value_not_allowed enterprise"}},
			{anyone, alter(func(n *assessment.NewObjection) { n.No = -1 }), []string{"value_not_allowed enterprise"}},
			{anyone, alter(func(n *assessment.NewObjection) { n.Text = "太短了" }), []string{"value_too_short text"}},
			{anyone, alter(func(n *assessment.NewObjection) { n.Text = strings.Repeat("长", 2001) }), []string{"value_too_long text"}},
			{anyone, alter(func(n *assessment.NewObjection) { n.Name, n.Contact = strings.Repeat("长", 51), "x\x00" }), []string{"value_too_long name", "value_malformed contact"}},
			{o.lead, alter(func(n *assessment.NewObjection) { n.ReceivedOn = "2026-02-28" }), []string{"value_not_allowed received_on"}},
			{o.lead, alter(func(n *assessment.NewObjection) { n.ReceivedOn = "2026-03-03" }), []string{"value_malformed received_on"}}, // tomorrow
			{o.lead, alter(func(n *assessment.NewObjection) { n.ReceivedOn = "3月2日" }), []string{"value_malformed received_on"}},
		} {
			o.unchanged(t, func() {
				_, err := o.svc.Object(ctx, by(test.by), "2026", test.n)
				same(t, test.want, problems(err))
			})
		}
		o.unchanged(t, func() {
			for _, actor := range []assessment.Actor{anyone, clerk, o.reviewer, o.auditor} {
				_, err := o.svc.Object(ctx, by(actor), "2026", alter(func(n *assessment.NewObjection) { n.ReceivedOn = "2026-03-02" }))
				wantCode(t, err, assessment.KindForbidden, assessment.CodeForbidden)
			}
			_, err := o.svc.Object(ctx, by(anyone), "none", objection(1))
			wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
		})
		// Whoever has an account objects like everybody else: the trail does not say who.
		receipt, err := o.svc.Object(ctx, by(clerk), "2026", objection(1))
		must(t, err)
		must(t, o.store.View(ctx, func(tx assessment.Tx) error {
			events, err := tx.ListAudit("objection", receipt.ID)
			if len(events) != 1 || events[0].ActorID != "" || events[0].Role != assessment.RolePublic {
				t.Errorf("recorded as %+v", events)
			}
			return err
		}))
		id := o.late("2026-03-01") // the day on which it began
		o.set(notice.EndsAt.Add(time.Hour))
		o.late("2026-03-06") // the last day, afterwards
		o.unchanged(t, func() {
			n := objection(1)
			n.ReceivedOn = "2026-03-07"
			_, err := o.svc.Object(ctx, by(o.lead), "2026", n)
			same(t, []string{"value_not_allowed received_on"}, problems(err))
			for _, link := range []struct {
				application, indicator string
				want                   []string
			}{
				{"none", "no_such", []string{"unknown_application application", "unknown_indicator indicator"}},
				{"", "", []string{"unknown_application application"}},
			} {
				_, err := o.svc.LinkObjection(ctx, by(o.lead), "2026", id, link.application, link.indicator)
				same(t, link.want, problems(err))
			}
			_, err = o.svc.CloseObjection(ctx, by(o.lead), "2026", id, assessment.NewObjectionClosing{Result: "maybe", Answer: "短"})
			same(t, []string{"value_too_short answer", "value_not_allowed result"}, problems(err))
			_, err = o.svc.CloseObjection(ctx, by(o.lead), "2026", "none", assessment.NewObjectionClosing{Result: assessment.ObjectionFounded, Answer: "确有不符"})
			wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
			_, err = o.svc.LinkObjection(ctx, by(o.lead), "other", id, ids[assessment.StateCertified], "")
			wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
		})
		for _, application := range []string{ids[assessment.StateNotSelected], ids[assessment.StateCertified]} {
			step, err := o.svc.LinkObjection(ctx, by(o.lead), "2026", id, application, "titles")
			must(t, err)
			same(t, &assessment.ObjectionStep{ID: id, Application: application, Indicator: "titles"}, step)
		}
		must(t, o.settle(o.lead, id))
		o.unchanged(t, func() {
			wantCode(t, o.settle(o.deputy, id), assessment.KindConflict, assessment.CodeObjectionClosed)
			_, err := o.svc.LinkObjection(ctx, by(o.lead), "2026", id, ids[assessment.StateCertified], "")
			wantCode(t, err, assessment.KindConflict, assessment.CodeObjectionClosed)
		})
	})
}

// Whoever has reviewed an application closes no objection to it: neither to its row
// of the notice nor to what an objection was linked with.
func TestWhoReviewedClosesNoObjection(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		id := o.apart(o.enterprise("甲厂"), "2026")
		_, err := o.svc.Moderate(ctx, by(o.lead), id, assessment.Settlement{Rest: &assessment.SettledRest{Take: assessment.SideFirst, Reason: "以第一人为准"}})
		must(t, err)
		_, err = o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		o.notice("2026")
		row, linked, whole := o.object(1), o.object(0), o.object(0)
		must(t, o.settle(o.lead, whole))
		_, err = o.svc.LinkObjection(ctx, by(o.lead), "2026", linked, id, "titles")
		must(t, err)
		for _, objection := range []string{row, linked} {
			o.unchanged(t, func() {
				wantCode(t, o.settle(o.lead, objection), assessment.KindForbidden, assessment.CodeReviewedObjected)
			})
			must(t, o.settle(o.deputy, objection))
		}
	})
}

// A stranger's idempotency key is nobody else's, and no more objections wait than
// the office can read.
func TestObjectionsAreCountedAndRepeated(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		o.path(o.enterprise("甲厂"), "2026", assessment.StateReviewed, facts())
		_, err := o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		o.notice("2026")
		repeat := func(print string) string {
			cmd := by(anyone)
			cmd.IdempotencyKey, cmd.Fingerprint = "key", print
			receipt, err := o.svc.Object(ctx, cmd, "2026", objection(0))
			must(t, err)
			return receipt.ID
		}
		first := repeat("one")
		if again := repeat("one"); again != first {
			t.Errorf("repeated, the receipt is %s instead of %s", again, first)
		}
		if other := repeat("two"); other == first {
			t.Error("another's request with the same key got the first one's receipt")
		}
		must(t, o.store.Update(ctx, func(tx assessment.Tx) error {
			for i := range 498 {
				err := tx.AddObjection(&assessment.Objection{ID: "many-" + strings.Repeat("x", i+1), RoundID: "2026", Notice: 1, Name: "n", Contact: "c", Text: "t", ReceivedOn: "2026-03-01", At: opening})
				if err != nil {
					return err
				}
			}
			return nil
		}))
		o.unchanged(t, func() {
			_, err := o.svc.Object(ctx, by(anyone), "2026", objection(0))
			wantCode(t, err, assessment.KindConflict, assessment.CodeTooManyObjections)
			same(t, map[string]string{"limit": "500"}, params(err))
		})
		o.late("2026-03-01") // the lead is not held up
		must(t, o.settle(o.lead, first))
		o.object(0)
	})
}
