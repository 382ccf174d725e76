package assessment_test

import (
	"encoding/json"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
)

func (o *office) firstCheck(round string) {
	o.t.Helper()
	o.setup(round, func(c *assessment.RoundChange) { c.Settings.FirstCheck = true })
}

// Where townships check first, the bureau waits; what a township sends back comes
// back to it, whole and open in every fact.
func TestTheTownshipChecksFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		o.firstCheck("2026")
		clerk := o.enterprise("甲厂")
		id := o.path(clerk, "2026", assessment.StateSubmitted, facts())
		o.unchanged(t, func() {
			_, err := o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{})
			wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
			_, err = o.svc.Return(ctx, by(o.reviewer), id, assessment.NewReturn{Indicators: []string{"titles"}, Reason: "请补充证书"})
			wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
			_, err = o.svc.Rank(ctx, by(o.lead), "2026")
			wantCode(t, err, assessment.KindConflict, assessment.CodeUnfinishedReviews)
			_, err = o.svc.Check(ctx, by(o.township("balidian", "八里店镇")), id, "")
			wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
			_, err = o.svc.SendBack(ctx, by(o.town), id, "  ", time.Time{})
			same(t, []string{"value_missing reason"}, problems(err))
			stale := by(o.town)
			stale.Version = 1
			_, err = o.svc.Check(ctx, stale, id, "")
			wantCode(t, err, assessment.KindStale, assessment.CodeVersionMovedOn)
		}, "users", "users versions")
		due := opening.AddDate(0, 0, 40)
		back, err := o.svc.SendBack(ctx, by(o.town), id, "登记地址不在本镇，请核对", due)
		must(t, err)
		if back.State != assessment.StateReturned || len(back.Returned.Indicators) != 0 || !back.Returned.DueAt.Equal(due) {
			t.Errorf("sent back as %+v %+v", back.ApplicationHead, back.Returned)
		}
		_, err = o.svc.PutFacts(ctx, by(clerk), id, answers(facts(map[string]any{"employees": 420, "title_level": "national"}), nil))
		must(t, err)
		o.set(opening.AddDate(0, 0, 35)) // after the window, before the due date
		again, err := o.svc.Submit(ctx, by(clerk), id, true)
		must(t, err)
		if again.State != assessment.StateSubmitted {
			t.Errorf("handed in again as %s: the township has to check it", again.State)
		}
		checked, err := o.svc.Check(ctx, by(o.town), id, "已到厂核对")
		must(t, err)
		if checked.State != assessment.StateChecked {
			t.Errorf("checked as %s", checked.State)
		}
		o.unchanged(t, func() {
			_, err := o.svc.Check(ctx, by(o.town), id, "")
			wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
			_, err = o.svc.SendBack(ctx, by(o.town), id, "登记地址不在本镇", time.Time{})
			wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
		})
		// What the bureau returns comes back to the bureau.
		_, err = o.svc.Return(ctx, by(o.reviewer), id, assessment.NewReturn{Indicators: []string{"titles"}, Reason: "请补充证书"})
		must(t, err)
		view, err := o.svc.Submit(ctx, by(clerk), id, true)
		must(t, err)
		if view.State != assessment.StateResubmitted {
			t.Errorf("after the bureau's return it is %s", view.State)
		}
		_, err = o.finish(o.reviewer, id)
		must(t, err)
		told, err := o.svc.History(ctx, clerk, id)
		must(t, err)
		var actions []string
		for _, event := range told {
			actions = append(actions, string(event.Action))
			if event.Role == assessment.RoleTownship && (event.ActorID != "" || event.Reason == "") {
				t.Errorf("the enterprise is told %+v", event)
			}
		}
		same(t, []string{"create_application", "submit", "send_back", "put_facts", "submit", "check", "return", "submit"}, actions)
	})
}

// Without first check there is nothing to check.
func TestNoCheckOnTheStraightPath(t *testing.T) {
	o := onSQLite(t)
	id := o.path(o.enterprise("甲厂"), "2026", assessment.StateSubmitted, facts())
	for _, actor := range []assessment.Actor{o.town, o.lead} {
		o.unchanged(t, func() {
			_, err := o.svc.Check(t.Context(), by(actor), id, "")
			wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
			_, err = o.svc.SendBack(t.Context(), by(actor), id, "登记地址不在本镇", time.Time{})
			wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
		})
	}
}

// An enterprise takes its application back while it could hand it in again, and
// then starts over with what it had.
func TestWithdrawing(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		o.closes("2026")
		ctx := t.Context()
		clerk := o.enterprise("甲厂")
		id := o.path(clerk, "2026", assessment.StateSubmitted, facts())
		o.set(closing)
		o.unchanged(t, func() {
			_, err := o.svc.Withdraw(ctx, by(clerk), id, "")
			wantCode(t, err, assessment.KindConflict, assessment.CodeRoundClosed)
		})
		o.set(closing.Add(-time.Microsecond))
		o.unchanged(t, func() {
			_, err := o.svc.Withdraw(ctx, by(o.enterprise("乙厂")), id, "")
			wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
		}, "users", "users versions", "enterprises")
		view, err := o.svc.Withdraw(ctx, by(clerk), id, "数据有误")
		must(t, err)
		if view.State != assessment.StateWithdrawn {
			t.Errorf("withdrawn as %s", view.State)
		}
		o.unchanged(t, func() {
			_, err := o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{})
			wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
			_, err = o.svc.Submit(ctx, by(clerk), id, true)
			wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
		})
		// The same facts open it again.
		view, err = o.svc.PutFacts(ctx, by(clerk), id, answers(facts(), nil))
		must(t, err)
		if view.State != assessment.StateDraft {
			t.Errorf("opened again as %s", view.State)
		}
		_, err = o.svc.Application(ctx, o.lead, id)
		wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
		_, err = o.svc.Submit(ctx, by(clerk), id, true)
		must(t, err)
		_, err = o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{})
		must(t, err)
		o.unchanged(t, func() {
			_, err := o.svc.Withdraw(ctx, by(clerk), id, "")
			wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
		})
	})
}

// A withdrawn application holds nobody up and is in no ranking.
func TestWithdrawnApplicationsAreLeftOut(t *testing.T) {
	o := onSQLite(t)
	o.path(o.enterprise("甲厂"), "2026", assessment.StateReviewed, facts())
	o.toState(o.enterprise("乙厂"), "2026", assessment.StateWithdrawn)
	ranking, err := o.svc.Rank(t.Context(), by(o.lead), "2026")
	must(t, err)
	if len(ranking.Rows) != 1 || ranking.Pending != 0 {
		t.Errorf("%d rows, %d pending", len(ranking.Rows), ranking.Pending)
	}
}

// A resubmission is shown beside what was returned, fact by fact and indicator by
// indicator, to each as far as it may see.
func TestChangesShowBeforeAndAfter(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	clerk := o.enterprise("甲厂")
	id := o.path(clerk, "2026", assessment.StateReturned, facts())
	changes, err := o.svc.Changes(ctx, o.lead, id)
	must(t, err)
	if changes.From != 1 || changes.To != 1 || len(changes.Facts) != 0 || len(changes.Indicators) != 0 {
		t.Errorf("nothing came back yet, told %+v", changes)
	}
	_, err = o.svc.PutFacts(ctx, by(clerk), id, answers(facts(map[string]any{"title_level": "national"}), nil))
	must(t, err)
	want := &assessment.Changes{
		From: 1, To: 2, Before: changes.Before, After: changes.Before + 200,
		Facts:      []assessment.FactChange{{Fact: "title_level", Label: fact(o.card, "title_level").Label, Before: json.RawMessage(`"none"`), After: json.RawMessage(`"national"`)}},
		Indicators: []assessment.IndicatorChange{{Indicator: "titles", No: "6.1", Name: indicator(o.card, "titles").Name, Before: 0, After: 200, Returned: true}},
		Evidence:   []assessment.EvidenceChange{},
	}
	mine, err := o.svc.Changes(ctx, clerk, id)
	must(t, err)
	same(t, want, mine)
	theirs, err := o.svc.Changes(ctx, o.reviewer, id)
	must(t, err)
	same(t, changes, theirs)
	_, err = o.svc.Submit(ctx, by(clerk), id, true)
	must(t, err)
	for _, actor := range []assessment.Actor{o.reviewer, o.town, o.lead, o.auditor} {
		theirs, err := o.svc.Changes(ctx, actor, id)
		must(t, err)
		same(t, want, theirs)
	}
	fresh := o.path(o.enterprise("乙厂"), "2026", assessment.StateSubmitted, facts())
	none, err := o.svc.Changes(ctx, o.lead, fresh)
	must(t, err)
	if none.From != none.To || len(none.Facts) != 0 {
		t.Errorf("nothing was returned, told %+v", none)
	}
}

func fact(card *scoring.Card, key string) *scoring.Fact { f, _ := card.Fact(key); return f }

func indicator(card *scoring.Card, id string) *scoring.Indicator {
	i, _ := card.Indicator(id)
	return i
}

// Files that came, changed or went while an application was returned are told as
// the facts are; what was there before and what an appeal brings are not.
func TestChangesShowTheEvidence(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	clerk := o.enterprise("甲厂")
	id := o.path(clerk, "2026", assessment.StateDraft, facts())
	kept := o.add(clerk, id, upload("titles", "旧证.pdf", pdf("old")))
	gone := o.add(clerk, id, upload("titles", "错证.pdf", pdf("wrong")))
	_, err := o.svc.Submit(ctx, by(clerk), id, true)
	must(t, err)
	_, err = o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{})
	must(t, err)
	_, err = o.svc.Return(ctx, by(o.reviewer), id, assessment.NewReturn{Indicators: []string{"titles", "leadership"}, Reason: "请补充证书"})
	must(t, err)
	at := opening.AddDate(0, 0, 1)
	o.set(at)
	next := upload("titles", "新证.pdf", pdf("new"))
	next.Replaces = kept.ID
	next1 := o.add(clerk, id, next)
	_, err = o.svc.WithdrawEvidence(ctx, by(clerk), id, gone.ID)
	must(t, err)
	more := o.add(clerk, id, upload("leadership", "名册.pdf", pdf("list")))
	line := func(kind assessment.EvidenceChangeKind, file *assessment.EvidenceFile) assessment.EvidenceChange {
		i := indicator(o.card, file.Indicator)
		return assessment.EvidenceChange{
			Indicator: i.ID, No: i.No, Name: i.Name, Kind: kind, Evidence: file.ID, Version: file.Version,
			File: file.Name, Size: file.Size, SHA256: file.SHA256, At: at,
		}
	}
	want := []assessment.EvidenceChange{line("added", more), line("replaced", next1), line("withdrawn", gone)}
	told := func(actor assessment.Actor) []assessment.EvidenceChange {
		changes, err := o.svc.Changes(ctx, actor, id)
		must(t, err)
		return changes.Evidence
	}
	same(t, want, told(clerk))
	same(t, []assessment.EvidenceChange{}, told(o.reviewer))
	_, err = o.svc.Submit(ctx, by(clerk), id, true)
	must(t, err)
	for _, actor := range []assessment.Actor{clerk, o.reviewer, o.town, o.lead, o.auditor} {
		same(t, want, told(actor))
	}
}
