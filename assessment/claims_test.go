package assessment_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"testing"

	"wuxing/assessment"
	"wuxing/scoring"
)

// claiming reads {"facts": …, "claims": …} as the API does.
func claiming(body string) assessment.ReadAnswers {
	return func(card *scoring.Card) (*assessment.Answers, scoring.Problems) {
		in, problems := card.ParseInput([]byte(body))
		if len(problems) > 0 {
			return nil, problems
		}
		sum := sha256.Sum256([]byte(body))
		return &assessment.Answers{
			Enterprise: in.Enterprise, Facts: in.Facts, Claims: in.Claims, Warnings: in.Warnings,
			Source: assessment.Source{Kind: assessment.SourceJSON, SHA256: hex.EncodeToString(sum[:])},
		}, nil
	}
}

const printedClaims = `"training_funds": 4, "skilled_ratio": 4, "high_skilled_ratio": 2, "equity": 0, "wage_arrears": -1`

// printed is an application of claims that has been submitted.
func (o *office) printed(clerk assessment.Actor) string {
	o.t.Helper()
	view, err := o.svc.CreateApplication(o.t.Context(), by(clerk), "2026", claiming(`{"claims": {`+printedClaims+`}}`))
	must(o.t, err)
	_, err = o.svc.Submit(o.t.Context(), by(clerk), view.ID, true)
	must(o.t, err)
	return view.ID
}

func TestAPrintedSheetIsReviewedByFactsOrReasons(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		clerk := o.enterprise("甲厂")
		id := o.printed(clerk)
		view, err := o.svc.Application(ctx, clerk, id)
		must(t, err)
		if !view.Unbacked || view.SelfTotal != 900 || view.Result.Basis != scoring.BasisClaimed || string(view.Facts) != "{}" {
			t.Errorf("application: %+v", view)
		}
		same(t, `{"equity":0,"high_skilled_ratio":2,"skilled_ratio":4,"training_funds":4,"wage_arrears":-1}`, string(view.Claims))

		review, err := o.svc.Review(ctx, o.reviewer, id)
		must(t, err)
		rows := byIndicator(review)
		if r := rows["skilled_ratio"]; !review.Unbacked || !r.Unbacked || r.Self != 400 || r.Claimed == nil || r.Claimed.Points != 400 {
			t.Errorf("skilled_ratio: %+v", r)
		}
		if r := rows["titles"]; r.Unbacked || r.Claimed != nil || r.SelfStatus != scoring.Unanswered {
			t.Errorf("titles: %+v", r)
		}
		if review.Official.Total != 0 {
			t.Errorf("claims count for nothing officially: %v", review.Official.Total)
		}

		// Nothing that rests on a claim can be agreed with, not even a 0.
		o.unchanged(t, func() {
			_, err := o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Entries: o.agreeAll(), Complete: true})
			wantCode(t, err, assessment.KindInvalid, assessment.CodeInvalidInput)
			same(t, []string{"claim_unbacked entries[1]", "claim_unbacked entries[7]", "claim_unbacked entries[8]", "claim_unbacked entries[18]", "claim_unbacked entries[28]"}, problems(err))
		})
		// Facts of another indicator back nothing here.
		_, err = o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{
			correct("skilled_ratio", `{"skilled_workers": 200, "employees": 400}`), agree("high_skilled_ratio"),
		}})
		same(t, []string{"claim_unbacked entries[1]"}, problems(err))

		entries := append(o.agreeAll("training_funds", "skilled_ratio", "high_skilled_ratio", "equity", "wage_arrears"),
			override("training_funds", 200), correct("skilled_ratio", `{"skilled_workers": 180, "employees": 400}`),
			correct("high_skilled_ratio", `{"high_skilled_workers": 90, "skilled_workers": 180}`),
			override("equity", 0), override("wage_arrears", -100))
		review, err = o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Entries: entries, Complete: true})
		must(t, err)
		rows = byIndicator(review)
		if r := rows["skilled_ratio"]; *r.Official != 300 || r.Difference != -100 || r.Claimed == nil || r.Claimed.Points != 400 {
			t.Errorf("skilled_ratio: %+v", r)
		}
		if review.Official.Total != 200+300+300-100 || review.Official.Basis != "" {
			t.Errorf("official: %+v", review.Official)
		}
		ranking, err := o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		if r := ranking.Rows[0]; r.SelfTotal != 900 || r.OfficialTotal != 700 || r.Gap != -200 {
			t.Errorf("ranking: %+v", r)
		}
	})
}

func TestClaimsBesideFactsAreShownToTheReviewer(t *testing.T) {
	o := onSQLite(t)
	clerk := o.enterprise("甲厂")
	view, err := o.svc.CreateApplication(t.Context(), by(clerk), "2026", claiming(
		`{"facts": {"employees": 400, "skilled_workers": 180, "training_funds": "sufficient"}, "claims": {"skilled_ratio": 4, "training_funds": 4, "equity": 1}}`))
	must(t, err)
	if len(view.Warnings) != 1 || view.Warnings[0].Code != scoring.CodeClaimsUnbacked {
		t.Errorf("warnings: %v", view.Warnings)
	}
	_, err = o.svc.Submit(t.Context(), by(clerk), view.ID, true)
	must(t, err)
	review, err := o.svc.Review(t.Context(), o.reviewer, view.ID)
	must(t, err)
	same(t, []scoring.ClaimDifference{
		{Indicator: "skilled_ratio", Claimed: 400, Computed: 300}, {Indicator: "equity", Claimed: 100, Unbacked: true},
	}, review.Self.Claims)
	rows := byIndicator(review)
	if r := rows["skilled_ratio"]; r.Unbacked || r.Self != 300 || r.Claimed.Points != 400 {
		t.Errorf("skilled_ratio: %+v", r)
	}
	_, err = o.svc.PutReview(t.Context(), by(o.reviewer), view.ID, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{
		agree("skilled_ratio"), agree("training_funds"), agree("equity"), agree("titles"),
	}})
	same(t, []string{"claim_unbacked entries[2]"}, problems(err))
	_, err = o.svc.PutReview(t.Context(), by(o.reviewer), view.ID, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{
		agree("skilled_ratio"), agree("training_funds"), agree("titles"),
	}})
	must(t, err)
}

func TestReturnedClaims(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	clerk := o.enterprise("甲厂")
	id := o.printed(clerk)
	_, err := o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{
		override("training_funds", 400), override("skilled_ratio", 300), agree("titles"),
	}})
	must(t, err)
	_, err = o.svc.Return(ctx, by(o.reviewer), id, assessment.NewReturn{Indicators: []string{"skilled_ratio", "titles"}, Reason: "请填写人数和称号"})
	must(t, err)
	put := func(body string) (*assessment.ApplicationView, error) {
		return o.svc.PutFacts(ctx, by(clerk), id, claiming(body))
	}
	_, err = put(`{"claims": {"training_funds": 2, "platform": 1, "titles": 1, "research_institute": 3}}`)
	same(t, []string{"unknown_indicator claims.platform"}, problems(err))
	_, err = put(`{"facts": {"apprentices": 3}, "claims": {"training_funds": 2, "titles": 1, "research_institute": 3, "equity": 0}}`)
	same(t, []string{"fact_not_open facts.apprentices", "claim_not_open claims.training_funds", "claim_not_open claims.research_institute"}, problems(err))

	// What was not returned stays, also where it is not given again; a returned
	// claim may go, and facts take its place.
	view, err := put(`{"facts": {"employees": 400, "skilled_workers": 180}, "claims": {"titles": 1, "equity": 0}}`)
	must(t, err)
	same(t, `{"equity":0,"high_skilled_ratio":2,"titles":1,"training_funds":4,"wage_arrears":-1}`, string(view.Claims))
	if view.SelfTotal != 400+300+200+100-100 || view.Result.Basis != scoring.BasisPartly {
		t.Errorf("self total %v, basis %q", view.SelfTotal, view.Result.Basis)
	}
	_, err = o.svc.Submit(ctx, by(clerk), id, true)
	must(t, err)
	review, err := o.svc.Review(ctx, o.reviewer, id)
	must(t, err)
	rows := byIndicator(review)
	for indicator, anew := range map[string]bool{"training_funds": false, "skilled_ratio": true, "titles": true} {
		if rows[indicator].NeedsReview != anew {
			t.Errorf("%s has to be decided anew: %v, want %v", indicator, rows[indicator].NeedsReview, anew)
		}
	}
	_, err = o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{agree("titles"), agree("skilled_ratio")}})
	same(t, []string{"claim_unbacked entries[0]"}, problems(err))
}

// TestAClaimBackedByACorrectionCanBeAgreedWith: the facts may come from the
// reviewer's other decisions.
func TestAClaimBackedByACorrectionCanBeAgreedWith(t *testing.T) {
	o := onSQLite(t)
	for claim, want := range map[string][]string{"5": nil, "4": {"agreement_overturned entries[1]"}} {
		clerk := o.enterprise("厂" + claim)
		view, err := o.svc.CreateApplication(t.Context(), by(clerk), "2026", claiming(fmt.Sprintf(
			`{"facts": {"employees": 400}, "claims": {"skilled_ratio": %s, "training_ratio": 1}}`, claim)))
		must(t, err)
		_, err = o.svc.Submit(t.Context(), by(clerk), view.ID, true)
		must(t, err)
		_, err = o.svc.PutReview(t.Context(), by(o.reviewer), view.ID, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{
			correct("training_ratio", `{"trained_workers": 120, "skilled_workers": 220}`), agree("skilled_ratio"),
		}})
		same(t, want, problems(err))
		if want == nil {
			must(t, err) // refused in another way
		}
	}
}
