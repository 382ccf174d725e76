package assessment_test

import (
	"encoding/json"
	"testing"

	"wuxing/assessment"
	"wuxing/scoring"
)

func lifting(cases string) assessment.NewLifting {
	return assessment.NewLifting{Indicator: "arbitration", Facts: json.RawMessage(`{"arbitration_cases":` + cases + `}`), Reason: "仲裁院复函更正"}
}

// vetoed is an application under review that a list vetoes.
func (o *office) vetoed(name string) string {
	o.t.Helper()
	id := o.path(o.enterprise(name), "2026", assessment.StateInReview, facts())
	_, err := o.imports(o.lead, said("arbitration_cases", true, name, "11"))
	must(o.t, err)
	return id
}

func TestAVetoNamesClauseSourceAndDate(t *testing.T) {
	o := onSQLite(t)
	o.set(opening.AddDate(0, 0, 8)) // 2026-03-09
	id := o.vetoed("甲厂")
	clause := "年度内劳动仲裁发生3起及以上的,扣1分;4-6起的,扣2分;6-10起的,扣3分;超过10起,一票否决。"
	source := func(id string) (string, string, string, string) {
		v := o.review(o.lead, id).Vetoes[0]
		return v.Clause, string(v.Kind), v.Source, v.Dated
	}
	c, k, s, d := source(id)
	same(t, []string{clause, "authority", "区仲裁院 年度名单", "2026-03-01"}, []string{c, k, s, d})
	declared := o.path(o.enterprise("乙厂"), "2026", assessment.StateInReview, facts(map[string]any{"arbitration_cases": 12}))
	if v := o.review(o.lead, declared).Vetoes; len(v) != 0 { // the list says that there were none
		t.Errorf("vetoes %+v", v)
	}
}

func TestWhoDeclaredAVetoIsNamedAsItsSource(t *testing.T) {
	o := onSQLite(t)
	o.set(opening.AddDate(0, 0, 8))
	declared := o.path(o.enterprise("乙厂"), "2026", assessment.StateInReview, facts(map[string]any{"arbitration_cases": 12}))
	corrected := o.path(o.enterprise("丙厂"), "2026", assessment.StateInReview, facts())
	o.set(opening.AddDate(0, 0, 9))
	_, err := o.svc.PutReview(t.Context(), by(o.reviewer), corrected, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{correct("arbitration", `{"arbitration_cases":13}`)}})
	must(t, err)
	for id, want := range map[string][]string{declared: {"declared", "", "2026-03-09"}, corrected: {"review", "", "2026-03-10"}} {
		v := o.review(o.lead, id).Vetoes[0]
		same(t, want, []string{string(v.Kind), v.Source, v.Dated})
	}
	// The ranking names them, too.
	_, err = o.svc.PutReview(t.Context(), by(o.reviewer), corrected, assessment.ReviewUpdate{Entries: o.agreeAll("arbitration"), Complete: true})
	must(t, err)
	ranking, err := o.svc.Ranking(t.Context(), o.lead, "2026")
	must(t, err)
	if len(ranking.Rows) != 1 || len(ranking.Rows[0].VetoSources) != 1 || ranking.Rows[0].VetoSources[0].Dated != "2026-03-10" {
		t.Errorf("ranking %+v", ranking.Rows)
	}
}

func TestLiftingAVetoTakesASecondPerson(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		id := o.vetoed("甲厂")
		alone := assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{correct("arbitration", `{"arbitration_cases":2}`)}}
		o.unchanged(t, func() {
			_, err := o.svc.PutReview(ctx, by(o.reviewer), id, alone)
			same(t, []string{"veto_second_person entries[0]"}, problems(err))
			_, err = o.svc.ProposeLifting(ctx, by(o.other), id, lifting("2"))
			wantCode(t, err, assessment.KindConflict, assessment.CodeOtherReviewer)
			for _, bad := range []struct {
				n    assessment.NewLifting
				want string
			}{
				{lifting("12"), "veto_stays indicator"},
				{lifting("-1"), "negative facts.arbitration_cases"},
				{assessment.NewLifting{Indicator: "arbitration", Facts: json.RawMessage(`{"employees":1}`), Reason: "复函"}, "correction_foreign facts.employees"},
				{assessment.NewLifting{Indicator: "titles", Facts: json.RawMessage(`{"title_level":"national"}`), Reason: "复函"}, "no_veto indicator"},
				{assessment.NewLifting{Indicator: "arbitration", Facts: json.RawMessage(`{"arbitration_cases":2}`)}, "reason_missing reason"},
				{assessment.NewLifting{Indicator: "none"}, "unknown_indicator indicator"},
			} {
				_, err = o.svc.ProposeLifting(ctx, by(o.reviewer), id, bad.n)
				same(t, []string{bad.want}, problems(err))
			}
		})
		// A correction that leaves the veto is nobody's business but the reviewer's.
		_, err := o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{correct("arbitration", `{"arbitration_cases":12}`)}})
		must(t, err)

		view, err := o.svc.ProposeLifting(ctx, by(o.reviewer), id, lifting("2"))
		must(t, err)
		if !view.Official.Vetoed || len(view.Liftings) != 1 || view.Liftings[0].Confirmed != nil {
			t.Fatalf("proposed: %+v", view.Liftings)
		}
		proposal := view.Liftings[0].ID
		o.unchanged(t, func() {
			_, err := o.svc.ProposeLifting(ctx, by(o.lead), id, lifting("1"))
			wantCode(t, err, assessment.KindConflict, assessment.CodeLiftingPending)
			_, err = o.svc.DecideLifting(ctx, by(o.reviewer), id, proposal, true, "同意")
			wantCode(t, err, assessment.KindForbidden, assessment.CodeSamePerson)
			_, err = o.svc.DecideLifting(ctx, by(o.lead), id, "none", true, "同意")
			wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
			_, err = o.svc.DecideLifting(ctx, by(o.lead), id, proposal, true, "")
			same(t, []string{"value_missing reason"}, problems(err))
		})
		view, err = o.svc.DecideLifting(ctx, by(o.other), id, proposal, false, "复函未盖章")
		must(t, err)
		if !view.Official.Vetoed || *view.Liftings[0].Confirmed {
			t.Fatal("refused, and yet lifted")
		}
		_, err = o.svc.DecideLifting(ctx, by(o.lead), id, proposal, true, "同意")
		wantCode(t, err, assessment.KindConflict, assessment.CodeAlreadyDecided)

		view, err = o.svc.ProposeLifting(ctx, by(o.reviewer), id, lifting("2"))
		must(t, err)
		view, err = o.svc.DecideLifting(ctx, by(o.lead), id, view.Liftings[1].ID, true, "已核对")
		must(t, err)
		if view.Official.Vetoed || len(view.Vetoes) != 0 || rowOf(view, "arbitration").Official.String() != "0" {
			t.Errorf("confirmed, and yet vetoed: %+v", view.Vetoes)
		}
		// It stays lifted in what the reviewer does next, but not with other facts.
		o.unchanged(t, func() {
			_, err = o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{correct("arbitration", `{"arbitration_cases":0}`)}})
			same(t, []string{"veto_second_person entries[0]"}, problems(err))
		})
		done, err := o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Entries: o.agreeAll("arbitration"), Complete: true})
		must(t, err)
		if done.Official.Vetoed {
			t.Error("vetoed again")
		}
	})
}

// A finished review gets its result with the lifting, and stays finished.
func TestAVetoOfAFinishedReviewIsLifted(t *testing.T) {
	o := onSQLite(t)
	id := o.vetoed("甲厂")
	_, err := o.svc.PutReview(t.Context(), by(o.reviewer), id, assessment.ReviewUpdate{Entries: o.agreeAll(), Complete: true})
	must(t, err)
	view, err := o.svc.ProposeLifting(t.Context(), by(o.lead), id, lifting("3"))
	must(t, err)
	view, err = o.svc.DecideLifting(t.Context(), by(o.reviewer), id, view.Liftings[0].ID, true, "已核对")
	must(t, err)
	ranking, err := o.svc.Ranking(t.Context(), o.lead, "2026")
	must(t, err)
	if o.application(id).State != assessment.StateReviewed || view.Official.Vetoed || ranking.Rows[0].Vetoed || ranking.Rows[0].Deduction != scoring.Points(-100) {
		t.Errorf("%s %+v", o.application(id).State, ranking.Rows[0])
	}
	// Enterprises are told nothing of it.
	if view := o.review(o.reviewer, id); len(view.Liftings) != 1 {
		t.Errorf("liftings %+v", view.Liftings)
	}
}

// A lifting that was confirmed holds through a return of something else.
func TestALiftingOutlastsAReturn(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	clerk := o.enterprise("甲厂")
	id := o.path(clerk, "2026", assessment.StateInReview, facts(map[string]any{"arbitration_cases": 11}))
	view, err := o.svc.ProposeLifting(ctx, by(o.reviewer), id, lifting("2"))
	must(t, err)
	_, err = o.svc.DecideLifting(ctx, by(o.lead), id, view.Liftings[0].ID, true, "已核对")
	must(t, err)
	_, err = o.svc.Return(ctx, by(o.reviewer), id, assessment.NewReturn{Indicators: []string{"titles"}, Reason: "请补充证书"})
	must(t, err)
	_, err = o.svc.PutFacts(ctx, by(clerk), id, answers(facts(map[string]any{"arbitration_cases": 11, "title_level": "province"}), nil))
	must(t, err)
	_, err = o.svc.Submit(ctx, by(clerk), id, true)
	must(t, err)
	view, err = o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Entries: o.agreeAll("arbitration"), Complete: true})
	must(t, err)
	if view.Official.Vetoed {
		t.Error("vetoed again")
	}
}

// Whoever brought the list that vetoes does not bring the one that lifts.
func TestAListDoesNotLiftItsImportersOwnVeto(t *testing.T) {
	o := onSQLite(t)
	o.vetoed("甲厂")
	second := o.account("lead2", assessment.RoleLead, "")
	list := said("arbitration_cases", true, "甲厂", "2")
	preview, err := o.svc.PreviewAuthority(t.Context(), by(o.lead), "2026", book(list))
	must(t, err)
	if len(preview.Vetoes) != 1 || !preview.Vetoes[0].Lifted || preview.Vetoes[0].Source != "区仲裁院 年度名单" {
		t.Errorf("vetoes %+v", preview.Vetoes)
	}
	o.unchanged(t, func() {
		_, err := o.imports(o.lead, list)
		wantCode(t, err, assessment.KindForbidden, assessment.CodeVetoSecondPerson)
	})
	_, err = o.imports(second, list)
	must(t, err)
}
