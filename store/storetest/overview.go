package storetest

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/store"
)

// overviews holds what overviews are counted from against what was stored.
func overviews(t *testing.T, s *store.Store) {
	populate(t, s, 4)
	stored := func(lane assessment.Lane, result string) *assessment.Review {
		return &assessment.Review{
			ApplicationID: "a001", Lane: lane, Revision: 1, Facts: json.RawMessage(`{"employees":1}`), Result: json.RawMessage(result), ReviewerID: "u-reviewer", At: noon,
		}
	}
	change := func(tx assessment.Tx, id string, alter func(*assessment.Application)) error {
		a, err := tx.FindApplicationByID(id)
		if err != nil {
			return err
		}
		alter(a)
		return tx.UpdateApplication(a)
	}
	second := submission(2, 2)
	second.Result = json.RawMessage(`{"total":2}`)
	due := noon.Add(48 * time.Hour)
	step := func(action assessment.Action, id string, at time.Time) error {
		return s.Update(t.Context(), func(tx assessment.Tx) error {
			e := event(action, id)
			e.Object, e.At = "application", at
			return tx.Record(e)
		})
	}
	update(t, s, func(tx assessment.Tx) error {
		return errors.Join(
			change(tx, "a000", func(a *assessment.Application) {
				a.State, a.Submitted, a.Unchecked = assessment.StateSubmitted, 1, true
			}),
			change(tx, "a001", func(a *assessment.Application) {
				a.State, a.Submitted, a.ReviewerID, a.Rank = assessment.StateReviewed, 1, "u-reviewer", 3
			}),
			tx.AddSubmission(second),
			change(tx, "a002", func(a *assessment.Application) { a.State, a.Submitted, a.Revision = assessment.StateReturned, 1, 2 }),
			tx.AddReview(stored(assessment.LaneOfficial, `{"total":1}`)), tx.AddReview(stored(assessment.LaneOfficial, `{"total":9}`)), tx.AddReview(stored(assessment.LaneFirst, `{"total":5}`)),
			tx.AddReturn(&assessment.Return{ApplicationID: "a002", Revision: 1, Indicators: []string{"titles"}, Reason: "先前", By: "u-reviewer", At: noon}),
			tx.AddReturn(&assessment.Return{ApplicationID: "a002", Revision: 1, Indicators: []string{"titles"}, Reason: "理由", By: "u-reviewer", At: noon, DueAt: due}),
			tx.AddReturn(&assessment.Return{ApplicationID: "a001", Revision: 1, Indicators: []string{"titles"}, Reason: "来回过", By: "u-reviewer", At: noon}),
		)
	})
	for _, err := range []error{
		step(assessment.ActionSubmit, "a000", noon), step(assessment.ActionSendBack, "a000", noon.Add(time.Minute)), step(assessment.ActionSubmit, "a000", noon.Add(time.Hour)),
		step(assessment.ActionImportAuthority, "a000", noon.Add(2*time.Hour)), step(assessment.ActionSubmit, "a001", noon.Add(3*time.Hour)),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	everything := assessment.ApplicationFilter{RoundID: "2026"}
	row := func(n int, alter func(*assessment.OverviewRow)) assessment.OverviewRow {
		e := enterprise(n)
		e.CreatedAt = time.Time{}
		r := assessment.OverviewRow{Application: assessment.Application{
			ID: application(n).ID, RoundID: "2026", Enterprise: *e, State: assessment.StateDraft, Revision: 1, Version: 1,
		}}
		if alter != nil {
			r.Version = 2
			alter(&r)
		}
		return r
	}
	want := []assessment.OverviewRow{
		row(0, func(r *assessment.OverviewRow) {
			r.State, r.Submitted, r.Unchecked = assessment.StateSubmitted, 1, true
		}),
		row(1, func(r *assessment.OverviewRow) {
			r.State, r.Submitted, r.ReviewerID, r.Rank, r.Reviews = assessment.StateReviewed, 1, "u-reviewer", 3, 3
		}),
		row(2, func(r *assessment.OverviewRow) { r.State, r.Submitted, r.Revision = assessment.StateReturned, 1, 2 }),
		row(3, nil),
	}
	list := func(filter assessment.ApplicationFilter) []assessment.OverviewRow {
		return got(t, s, func(tx assessment.Tx) ([]assessment.OverviewRow, error) { return tx.ListOverview(filter) })
	}
	same(t, want, list(everything))
	same(t, want[1:2], list(assessment.ApplicationFilter{RoundID: "2026", Reviewer: &assessment.ReviewerFilter{ID: "u-reviewer"}}))
	same(t, want[2:3], list(assessment.ApplicationFilter{RoundID: "2026", Township: "织里镇", States: []assessment.State{assessment.StateReturned}}))
	same(t, []assessment.OverviewRow(nil), list(assessment.ApplicationFilter{RoundID: "2026", Township: "\x00"}))
	same(t, []assessment.OverviewRow(nil), list(assessment.ApplicationFilter{RoundID: "2025"}))

	// Since it was submitted last, whatever has happened to it since.
	same(t, []assessment.Waiting{{ApplicationID: "a000", Since: noon.Add(time.Hour)}},
		got(t, s, func(tx assessment.Tx) ([]assessment.Waiting, error) { return tx.ListUncheckedSince(everything) }))
	same(t, []*assessment.Return{{ApplicationID: "a002", Revision: 1, Reason: "理由", By: "u-reviewer", At: noon, DueAt: due}},
		got(t, s, func(tx assessment.Tx) ([]*assessment.Return, error) { return tx.ListOpenReturns(everything) }))

	// What an event says was written is read again, and no more.
	since := func(mark assessment.TrailMark) *assessment.RoundChanges {
		return got(t, s, func(tx assessment.Tx) (*assessment.RoundChanges, error) { return tx.ListRoundChanges("2026", mark) })
	}
	if since(assessment.TrailMark{}).Known || since(assessment.TrailMark{Seq: 1, Hash: "another"}).Known {
		t.Error("the changes since a place that the trail does not hold are known")
	}
	mark := since(assessment.TrailMark{}).Mark
	same(t, &assessment.RoundChanges{Mark: mark, Known: true}, since(mark))
	if err := s.Update(t.Context(), func(tx assessment.Tx) error {
		return errors.Join(change(tx, "a003", func(*assessment.Application) {}), tx.Record(event(assessment.ActionPutFacts, "a003")))
	}); err != nil {
		t.Fatal(err)
	}
	changed := since(mark)
	if len(changed.Rows) != 1 || changed.Rows[0].ID != "a003" || changed.Rows[0].Version != 2 || changed.Mark.Seq != mark.Seq+1 || !changed.Known {
		t.Errorf("changes %+v", changed)
	}
	same(t, []string{"a000", "a002"}, got(t, s, func(tx assessment.Tx) ([]string, error) {
		return tx.ListApplicationIDs(assessment.ApplicationFilter{RoundID: "2026", IDs: []string{"a002", "a000", "none"}})
	}))

	ids := []string{"a003", "a002", "a001", "none"}
	same(t, []assessment.StoredScore{
		{ApplicationID: "a001", Result: json.RawMessage(`{"total":87.25}`)}, {ApplicationID: "a002", Result: json.RawMessage(`{"total":87.25}`)},
	}, got(t, s, func(tx assessment.Tx) ([]assessment.StoredScore, error) { return tx.ListSelfScores(ids) }))
	same(t, []assessment.StoredScore{{ApplicationID: "a001", Facts: json.RawMessage(`{"employees":1}`), Result: json.RawMessage(`{"total":9}`)}},
		got(t, s, func(tx assessment.Tx) ([]assessment.StoredScore, error) { return tx.ListOfficialScores(ids) }))
}
