package assessment_test

import (
	"encoding/json"
	"strings"
	"testing"

	"wuxing/assessment"
	"wuxing/scoring"
)

func TestStraightPath(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		clerk := o.enterprise("甲厂")
		view, err := o.svc.CreateApplication(ctx, by(clerk), "2026", answers(facts(), nil))
		must(t, err)
		id := view.ID
		if view.State != assessment.StateDraft || view.Revision != 1 || view.Version != 1 || view.SelfTotal != view.Result.Total || view.SelfTotal == 0 {
			t.Errorf("a new application is %+v", view.ApplicationHead)
		}
		view, err = o.svc.PutFacts(ctx, by(clerk), id, answers(facts(map[string]any{"apprentices": 10}), nil))
		must(t, err)
		if view.Revision != 2 || view.Version != 2 {
			t.Errorf("revision %d version %d after facts", view.Revision, view.Version)
		}
		_, err = o.svc.Submit(ctx, by(clerk), id, true)
		must(t, err)
		view, err = o.svc.Return(ctx, by(o.reviewer), id, assessment.NewReturn{Indicators: []string{"apprenticeship"}, Reason: "人数与名册不符"})
		must(t, err)
		if view.State != assessment.StateReturned || view.Returned == nil || view.Returned.Revision != 2 {
			t.Errorf("returned as %+v %+v", view.ApplicationHead, view.Returned)
		}
		_, err = o.svc.PutFacts(ctx, by(clerk), id, answers(facts(map[string]any{"apprentices": 20, "employees": 401}), nil))
		same(t, []string{"fact_not_open facts.employees"}, problems(err))
		view, err = o.svc.PutFacts(ctx, by(clerk), id, answers(facts(map[string]any{"apprentices": 20}), nil))
		must(t, err)
		staffView, err := o.svc.Application(ctx, o.reviewer, id)
		must(t, err)
		if view.Revision != 3 || staffView.Revision != 2 {
			t.Errorf("the enterprise sees revision %d, the bureau %d: want 3 and, until it is submitted, 2", view.Revision, staffView.Revision)
		}
		_, err = o.svc.Submit(ctx, by(clerk), id, true)
		must(t, err)

		half := scoring.Points(50)
		entries := append(o.agreeAll("titles", "apprenticeship"),
			assessment.NewScoreEntry{Indicator: "titles", Decision: assessment.Override, Points: &half, Reason: "证书刚过期"},
			assessment.NewScoreEntry{Indicator: "apprenticeship", Decision: assessment.Correct, Facts: json.RawMessage(`{"apprentices": 19}`), Reason: "名册为19人"})
		review, err := o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Entries: entries, Complete: true})
		must(t, err)
		if !review.Complete || len(review.Open) != 0 || review.Reviewer != "显示名-reviewer" {
			t.Errorf("review %+v", review.Application)
		}
		rows := byIndicator(review)
		if r := rows["titles"]; *r.Official != 50 || r.Difference != 50 || r.Reason != "证书刚过期" {
			t.Errorf("titles: %+v", r)
		}
		if r := rows["apprenticeship"]; *r.Official != 100 || r.Self != 200 || r.Difference != -100 {
			t.Errorf("apprenticeship: %+v", r)
		}
		if want := review.Self.Total - 50; review.Official.Total != want {
			t.Errorf("official total %v, want %v", review.Official.Total, want)
		}
		_, err = o.svc.Review(ctx, clerk, id)
		wantCode(t, err, assessment.KindForbidden, assessment.CodeNotReleased)

		live, err := o.svc.Ranking(ctx, o.lead, "2026")
		must(t, err)
		ranking, err := o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		if live.State != assessment.RoundOpen || ranking.State != assessment.RoundRanked {
			t.Errorf("states %s and %s", live.State, ranking.State)
		}
		same(t, live.Rows, ranking.Rows)
		if r := ranking.Rows[0]; r.Rank != 1 || r.Gap != -50 || r.Reviewer != "显示名-reviewer" || len(r.Lines) != 31 {
			t.Errorf("row %+v", r)
		}
		if mine, err := o.svc.Application(ctx, clerk, id); err != nil || mine.Official != nil || mine.Rank != 0 {
			t.Errorf("before publication the enterprise sees %+v (%v)", mine, err)
		}
		decided := o.decide("2026")
		o.publish("2026")
		published, err := o.svc.Ranking(ctx, o.lead, "2026")
		must(t, err)
		same(t, decided.Rows, published.Rows)
		for i := range published.Rows { // nothing else has changed since
			published.Rows[i].Outcome, published.Rows[i].Award = "", 0
		}
		same(t, ranking.Rows, published.Rows)
		mine, err := o.svc.Application(ctx, clerk, id)
		must(t, err)
		if mine.State != assessment.StateCertified || mine.Rank != 1 || mine.Official.Total != review.Official.Total {
			t.Errorf("after publication the enterprise sees %+v", mine.ApplicationHead)
		}
		told, err := o.svc.Review(ctx, clerk, id)
		must(t, err)
		text, err := json.Marshal(told)
		must(t, err)
		if strings.Contains(string(text), "显示名-reviewer") || strings.Contains(string(text), "u-reviewer") {
			t.Errorf("the enterprise is told the reviewer: %s", text)
		}
		o.wholeHistory(id, clerk)
	})
}

func byIndicator(view *assessment.ReviewView) map[string]assessment.ReviewRow {
	rows := make(map[string]assessment.ReviewRow)
	for _, row := range view.Rows {
		rows[row.Indicator] = row
	}
	return rows
}

// wholeHistory holds the audit trail of the straight path against what was done:
// versions follow each other, and the enterprise is told its part.
func (o *office) wholeHistory(id string, clerk assessment.Actor) {
	t := o.t
	t.Helper()
	events, err := o.svc.History(t.Context(), o.lead, id)
	must(t, err)
	var actions []string
	version := 0
	for _, e := range events {
		if e.Action != assessment.ActionPutReview {
			actions = append(actions, string(e.Action))
		}
		var before, after struct{ Version int }
		if e.Before != nil {
			must(t, json.Unmarshal(e.Before, &before))
		}
		must(t, json.Unmarshal(e.After, &after))
		if e.Action != assessment.ActionPutReview && e.Action != assessment.ActionDecide && before.Version != version {
			t.Errorf("%s starts at version %d, the last one ended at %d", e.Action, before.Version, version)
		}
		if e.Action != assessment.ActionDecide { // it tells the outcome and moves nothing
			version = after.Version
		}
		if e.RequestID != "req" || e.ActorID == "" || e.At.IsZero() {
			t.Errorf("event without its whole story: %+v", e)
		}
	}
	same(t, []string{
		"create_application", "put_facts", "submit", "take_review", "return", "put_facts", "submit", "take_review", "complete_review", "rank", "decide", "begin_notice", "publish",
	}, actions)
	if version != o.application(id).Version {
		t.Errorf("the trail ends at version %d, the application has %d", version, o.application(id).Version)
	}
	told, err := o.svc.History(t.Context(), clerk, id)
	must(t, err)
	for _, e := range told {
		if strings.HasPrefix(e.ActorID, "u-reviewer") || e.Action == assessment.ActionPutReview {
			t.Errorf("the enterprise is told %+v", e)
		}
	}
	if len(told) != 10 {
		t.Errorf("the enterprise is told %d events, want 10", len(told))
	}
}

// deed is one thing that can be done to an application.
type deed struct {
	name string
	do   func(o *office, clerk assessment.Actor, id, round string) error
	// legal lists the states in which it may be done; anywhere else it is a conflict.
	legal []assessment.State
}

var deeds = []deed{
	{"put facts", func(o *office, clerk assessment.Actor, id, _ string) error {
		_, err := o.svc.PutFacts(o.t.Context(), by(clerk), id, answers(facts(map[string]any{"title_level": "national"}), nil))
		return err
	}, []assessment.State{assessment.StateDraft, assessment.StateReturned, assessment.StateWithdrawn}},
	{"submit", func(o *office, clerk assessment.Actor, id, _ string) error {
		_, err := o.svc.Submit(o.t.Context(), by(clerk), id, true)
		return err
	}, []assessment.State{assessment.StateDraft, assessment.StateReturned}},
	{"return", func(o *office, _ assessment.Actor, id, _ string) error {
		_, err := o.svc.Return(o.t.Context(), by(o.reviewer), id, assessment.NewReturn{Indicators: []string{"titles"}, Reason: "请补充证书"})
		return err
	}, []assessment.State{assessment.StateSubmitted, assessment.StateChecked, assessment.StateResubmitted, assessment.StateInReview}},
	{"decide", func(o *office, _ assessment.Actor, id, _ string) error {
		_, err := o.svc.PutReview(o.t.Context(), by(o.reviewer), id, assessment.ReviewUpdate{Entries: o.agreeAll()[:1]})
		return err
	}, []assessment.State{assessment.StateSubmitted, assessment.StateChecked, assessment.StateResubmitted, assessment.StateInReview, assessment.StateReviewed}},
	{"finish the review", func(o *office, _ assessment.Actor, id, _ string) error {
		_, err := o.svc.PutReview(o.t.Context(), by(o.reviewer), id, assessment.ReviewUpdate{Entries: o.agreeAll(), Complete: true})
		return err
	}, []assessment.State{assessment.StateSubmitted, assessment.StateChecked, assessment.StateResubmitted, assessment.StateInReview, assessment.StateReviewed}},
	{"finish without entries", func(o *office, _ assessment.Actor, id, _ string) error {
		_, err := o.svc.PutReview(o.t.Context(), by(o.reviewer), id, assessment.ReviewUpdate{Complete: true})
		if code(err) == assessment.CodeReviewIncomplete {
			return nil // the state allows it, the review does not
		}
		return err
	}, []assessment.State{assessment.StateSubmitted, assessment.StateChecked, assessment.StateResubmitted, assessment.StateInReview}},
	{"withdraw", func(o *office, clerk assessment.Actor, id, _ string) error {
		_, err := o.svc.Withdraw(o.t.Context(), by(clerk), id, "")
		return err
	}, []assessment.State{assessment.StateSubmitted, assessment.StateChecked}},
	{"settle", func(o *office, _ assessment.Actor, id, _ string) error {
		_, err := o.svc.Moderate(o.t.Context(), by(o.lead), id, assessment.Settlement{Rest: &assessment.SettledRest{Take: assessment.SideFirst, Reason: "以第一人为准"}})
		return err
	}, []assessment.State{assessment.StateModeration}},
	{"rank", func(o *office, _ assessment.Actor, _, round string) error {
		_, err := o.svc.Rank(o.t.Context(), by(o.lead), round)
		return err
	}, []assessment.State{assessment.StateReviewed}},
	{"publish", func(o *office, _ assessment.Actor, _, round string) error {
		_, err := o.svc.Publish(o.t.Context(), by(o.lead), round, satisfied)
		if code(err) == assessment.CodeNoticeRunning {
			return nil // the state allows it, the notice does not yet
		}
		return err
	}, []assessment.State{assessment.StateOnNotice}},
	{"begin the notice", func(o *office, _ assessment.Actor, _, round string) error {
		if o.state(round) == assessment.RoundRanked {
			o.decide(round)
		}
		_, err := o.svc.BeginNotice(o.t.Context(), by(o.lead), round, "")
		return err
	}, []assessment.State{assessment.StateRanked}},
	{"reopen", func(o *office, _ assessment.Actor, _, round string) error {
		_, err := o.svc.Reopen(o.t.Context(), by(o.lead), round, "漏录一件仲裁案件")
		return err
	}, []assessment.State{assessment.StateRanked, assessment.StateOnNotice}},
}

// Every deed in every state, each on an application and round of its own. A
// bureau's deed on a draft meets nothing at all.
func TestEveryDeedInEveryState(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		n := 0
		for _, state := range assessment.States {
			for _, deed := range deeds {
				n++
				round := "r" + strings.Repeat("x", n%20) + string(rune('a'+n/20))
				o.round(round)
				clerk := o.enterprise(string(state) + " " + deed.name)
				id := o.toState(clerk, round, state)
				legal := false
				for _, s := range deed.legal {
					legal = legal || s == state
				}
				t.Run(deed.name+" "+string(state), func(t *testing.T) {
					if legal {
						if err := deed.do(o, clerk, id, round); err != nil {
							t.Errorf("refused: %v", err)
						}
						return
					}
					o.unchanged(t, func() {
						err := deed.do(o, clerk, id, round)
						if state == assessment.StateDraft && assessment.IsKind(err, assessment.KindNotFound) {
							return
						}
						if !assessment.IsKind(err, assessment.KindConflict) {
							t.Errorf("error %v, want a conflict", err)
						}
					})
				})
			}
		}
	})
}

// toState is path for every state of the straight path.
func (o *office) toState(clerk assessment.Actor, round string, state assessment.State) string {
	o.t.Helper()
	ctx := o.t.Context()
	switch state {
	case assessment.StateChecked:
		o.setup(round, func(c *assessment.RoundChange) { c.Settings.FirstCheck = true })
		id := o.path(clerk, round, assessment.StateSubmitted, facts())
		_, err := o.svc.Check(ctx, by(o.town), id, "")
		must(o.t, err)
		return id
	case assessment.StateModeration:
		return o.apart(clerk, round)
	case assessment.StateWithdrawn:
		id := o.path(clerk, round, assessment.StateSubmitted, facts())
		_, err := o.svc.Withdraw(ctx, by(clerk), id, "")
		must(o.t, err)
		return id
	case assessment.StateRanked, assessment.StateOnNotice, assessment.StateCertified, assessment.StateExcellent,
		assessment.StateNotSelected, assessment.StateDisqualified, assessment.StatePublished:
		return o.toEnd(clerk, round, state)
	}
	return o.path(clerk, round, state, facts())
}

// toEnd is toState from the ranking on. The clock is back when it returns.
func (o *office) toEnd(clerk assessment.Actor, round string, state assessment.State) string {
	o.t.Helper()
	ctx, now := o.t.Context(), o.now()
	defer o.set(now)
	given, outcome := facts(), assessment.Outcome(state)
	if state == assessment.StateDisqualified {
		given, outcome = facts(map[string]any{"arbitration_cases": 30}), assessment.OutcomeNotSelected
	}
	id := o.path(clerk, round, assessment.StateReviewed, given)
	_, err := o.svc.Rank(ctx, by(o.lead), round)
	must(o.t, err)
	switch state {
	case assessment.StateRanked:
		return id
	case assessment.StateOnNotice:
		o.notice(round)
		return id
	case assessment.StatePublished: // nothing leads there any more
		for _, table := range []string{"rounds SET state = 'published' WHERE id", "applications SET state = 'published' WHERE round_id"} {
			_, err := o.raw.ExecContext(ctx, "UPDATE "+table+" = '"+round+"'")
			must(o.t, err)
		}
		return id
	}
	_, err = o.svc.RecordOutcome(ctx, by(o.lead), round, assessment.NewMeeting{
		HeldOn: "2026-03-01", Reference: "纪要3号", Outcomes: []assessment.NewOutcome{{Application: id, Outcome: outcome}},
	})
	must(o.t, err)
	o.publish(round)
	if a := o.application(id); a.State != state {
		o.t.Fatalf("published as %s, want %s", a.State, state)
	}
	return id
}

func TestRefusalsTellThePresentState(t *testing.T) {
	o := onSQLite(t)
	clerk := o.enterprise("甲厂")
	id := o.path(clerk, "2026", assessment.StateSubmitted, facts())
	present := assessment.PresentApplication{ID: id, State: assessment.StateSubmitted, Version: 2}
	_, err := o.svc.Submit(t.Context(), by(clerk), id, true)
	wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
	same(t, present, presentOf(t, err))
	old := by(o.reviewer)
	old.Version = 1
	_, err = o.svc.PutReview(t.Context(), old, id, assessment.ReviewUpdate{Entries: o.agreeAll()})
	wantCode(t, err, assessment.KindStale, assessment.CodeVersionMovedOn)
	same(t, present, presentOf(t, err))
	_, err = o.svc.Rank(t.Context(), by(o.lead), "2026")
	wantCode(t, err, assessment.KindConflict, assessment.CodeUnfinishedReviews)
	same(t, assessment.PresentRound{ID: "2026", State: assessment.RoundOpen, Version: 1}, presentOf(t, err))
	_, err = o.svc.CreateApplication(t.Context(), by(clerk), "2026", answers(facts(), nil))
	wantCode(t, err, assessment.KindConflict, assessment.CodeApplicationExists)
	same(t, present, presentOf(t, err))
}
