package storetest

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/store"
)

func settings(t *testing.T, s *store.Store) {
	populate(t, s, 1)
	update(t, s, func(tx assessment.Tx) error {
		r, err := tx.FindRoundByID("2026")
		if err != nil {
			return err
		}
		r.Settings = assessment.DefaultSettings()
		r.Settings.Reviewers = 2
		return tx.UpdateRound(r)
	})
	want := assessment.DefaultSettings()
	want.Reviewers = 2
	r := got(t, s, func(tx assessment.Tx) (*assessment.Round, error) { return tx.FindRoundByID("2026") })
	same(t, want, r.Settings)
}

func extensions(t *testing.T, s *store.Store) {
	populate(t, s, 2)
	extension := func(enterprise string, window assessment.ExtensionWindow, days int) *assessment.Extension {
		return &assessment.Extension{
			RoundID: "2026", EnterpriseID: enterprise, Window: window, Until: noon.AddDate(0, 0, days), Reason: "厂房受灾", By: "u-reviewer", At: noon,
		}
	}
	all := []*assessment.Extension{
		extension("e000", assessment.WindowApplication, 1), extension("e001", assessment.WindowApplication, 2),
		extension("e000", assessment.WindowApplication, 3), extension("e000", assessment.WindowCorrection, 4),
	}
	update(t, s, func(tx assessment.Tx) error {
		var errs []error
		for _, e := range all {
			errs = append(errs, tx.AddExtension(e))
		}
		return errors.Join(errs...)
	})
	same(t, all, got(t, s, func(tx assessment.Tx) ([]*assessment.Extension, error) { return tx.ListExtensions("2026") }))
	same(t, all[2], got(t, s, func(tx assessment.Tx) (*assessment.Extension, error) {
		return tx.FindExtension("2026", "e000", assessment.WindowApplication)
	}))
	for _, missing := range [][2]string{{"2025", "e000"}, {"2026", "e009"}} {
		wantError(t, s, assessment.ErrNotFound, func(tx assessment.Tx) error {
			_, err := tx.FindExtension(missing[0], missing[1], assessment.WindowApplication)
			return err
		})
	}
	due := &assessment.Return{ApplicationID: "a000", Revision: 1, Indicators: []string{"titles"}, Reason: "请补充", By: "u-reviewer", At: noon, DueAt: noon.Add(time.Hour)}
	update(t, s, func(tx assessment.Tx) error { return tx.AddReturn(due) })
	same(t, due, got(t, s, func(tx assessment.Tx) (*assessment.Return, error) { return tx.FindReturn("a000") }))
}

func seats(t *testing.T, s *store.Store) {
	populate(t, s, 2)
	seat := func(application string, lane assessment.Lane, reviewer string) *assessment.Seat {
		return &assessment.Seat{ApplicationID: application, Lane: lane, ReviewerID: reviewer, UpdatedAt: noon, Version: 1}
	}
	first, second, empty := seat("a000", assessment.LaneFirst, "u-reviewer"), seat("a000", assessment.LaneSecond, "u-reviewer"), seat("a001", assessment.LaneFirst, "")
	update(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.CreateSeat(second), tx.CreateSeat(empty), tx.CreateSeat(first))
	})
	same(t, []*assessment.Seat{first, second}, got(t, s, func(tx assessment.Tx) ([]*assessment.Seat, error) { return tx.ListSeats("a000") }))
	same(t, []*assessment.Seat{first, second, empty}, got(t, s, func(tx assessment.Tx) ([]*assessment.Seat, error) { return tx.ListRoundSeats("2026") }))
	wantError(t, s, assessment.ErrDuplicate, func(tx assessment.Tx) error { return tx.CreateSeat(seat("a000", assessment.LaneFirst, "")) })

	changed := *first
	changed.ReviewerID, changed.Begun, changed.Done, changed.UpdatedAt = "", true, true, noon.Add(time.Hour)
	update(t, s, func(tx assessment.Tx) error { return tx.UpdateSeat(&changed) })
	if changed.Version != 2 {
		t.Errorf("version %d after an update, want 2", changed.Version)
	}
	same(t, []*assessment.Seat{&changed, second}, got(t, s, func(tx assessment.Tx) ([]*assessment.Seat, error) { return tx.ListSeats("a000") }))
	wantError(t, s, assessment.ErrStale, func(tx assessment.Tx) error { return tx.UpdateSeat(first) })
	cleared := changed
	cleared.Begun, cleared.Done = false, false
	update(t, s, func(tx assessment.Tx) error { return tx.UpdateSeat(&cleared) })
	same(t, []*assessment.Seat{&cleared, second}, got(t, s, func(tx assessment.Tx) ([]*assessment.Seat, error) { return tx.ListSeats("a000") }))
}

func declarations(t *testing.T, s *store.Store) {
	populate(t, s, 2)
	declaration := func(enterprise string, linked bool) *assessment.Declaration {
		return &assessment.Declaration{RoundID: "2026", EnterpriseID: enterprise, ReviewerID: "u-reviewer", Linked: linked, Reason: "配偶在职", At: noon}
	}
	all := []*assessment.Declaration{declaration("e000", false), declaration("e001", true), declaration("e000", true)}
	update(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.AddDeclaration(all[0]), tx.AddDeclaration(all[1]), tx.AddDeclaration(all[2]))
	})
	list := func(round, enterprise string) []*assessment.Declaration {
		return got(t, s, func(tx assessment.Tx) ([]*assessment.Declaration, error) {
			return tx.ListDeclarations(round, enterprise)
		})
	}
	same(t, all, list("2026", ""))
	same(t, []*assessment.Declaration{all[0], all[2]}, list("2026", "e000"))
	same(t, []*assessment.Declaration{}, list("2025", ""))
	for reviewer, want := range map[string][]*assessment.Declaration{"u-reviewer": all, "u-nobody": {}} {
		same(t, want, got(t, s, func(tx assessment.Tx) ([]*assessment.Declaration, error) {
			return tx.ListDeclarationsBy("2026", reviewer)
		}))
	}
}

// reviewerFilter lists what a reviewer holds, sits at, or may take in a free round,
// but nothing of an enterprise it is linked with.
func reviewerFilter(t *testing.T, s *store.Store) {
	populate(t, s, 5)
	update(t, s, func(tx assessment.Tx) error {
		a, err := tx.FindApplicationByID("a001")
		if err != nil {
			return err
		}
		a.ReviewerID = "u-reviewer"
		return errors.Join(tx.UpdateApplication(a),
			tx.CreateSeat(&assessment.Seat{ApplicationID: "a002", Lane: assessment.LaneSecond, ReviewerID: "u-reviewer", UpdatedAt: noon, Version: 1}),
			tx.CreateSeat(&assessment.Seat{ApplicationID: "a003", Lane: assessment.LaneFirst, ReviewerID: "u-reviewer", UpdatedAt: noon, Version: 1}),
			tx.AddDeclaration(&assessment.Declaration{RoundID: "2026", EnterpriseID: "e003", ReviewerID: "u-reviewer", Linked: true, At: noon}),
			tx.AddDeclaration(&assessment.Declaration{RoundID: "2026", EnterpriseID: "e002", ReviewerID: "u-reviewer", At: noon}),
		)
	})
	for _, test := range []struct {
		filter assessment.ReviewerFilter
		want   []string
	}{
		{assessment.ReviewerFilter{ID: "u-reviewer"}, []string{"a001", "a002"}},
		{assessment.ReviewerFilter{ID: "u-reviewer", Free: []string{"2026"}}, []string{"a000", "a001", "a002", "a004"}},
		{assessment.ReviewerFilter{ID: "u-other", Free: []string{"2025"}}, nil},
		{assessment.ReviewerFilter{ID: "u-other", Free: []string{"2026"}}, []string{"a000", "a001", "a002", "a003", "a004"}},
		{assessment.ReviewerFilter{ID: "\x00", Free: []string{"2026"}}, nil},
	} {
		var ids []string
		for _, a := range got(t, s, func(tx assessment.Tx) ([]*assessment.Application, error) {
			return tx.ListApplications(assessment.ApplicationFilter{Reviewer: &test.filter})
		}) {
			ids = append(ids, a.ID)
		}
		same(t, test.want, ids)
	}
}

// officialOnly keeps the lanes of two reviewers out of what a round lists.
func officialOnly(t *testing.T, s *store.Store) {
	populate(t, s, 1)
	entry := func(seq int, lane assessment.Lane) *assessment.ScoreEntry {
		return &assessment.ScoreEntry{
			ID: string(rune('a' + seq)), Seq: seq, ApplicationID: "a000", Lane: lane, Revision: 1, Indicator: "titles",
			Decision: assessment.Agree, ReviewerID: "u-reviewer", At: noon,
		}
	}
	review := func(lane assessment.Lane, result string) *assessment.Review {
		return &assessment.Review{
			ApplicationID: "a000", Lane: lane, Revision: 1, Facts: json.RawMessage(`{}`), Result: json.RawMessage(result), ReviewerID: "u-reviewer", At: noon,
		}
	}
	entries := []*assessment.ScoreEntry{entry(1, assessment.LaneFirst), entry(2, assessment.LaneOfficial), entry(3, assessment.LaneSecond)}
	update(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.AddScoreEntry(entries[0]), tx.AddScoreEntry(entries[1]), tx.AddScoreEntry(entries[2]),
			tx.AddReview(review(assessment.LaneOfficial, `0`)), tx.AddReview(review(assessment.LaneFirst, `1`)), tx.AddReview(review(assessment.LaneSecond, `2`)))
	})
	same(t, entries, got(t, s, func(tx assessment.Tx) ([]*assessment.ScoreEntry, error) { return tx.ListScoreEntries("a000") }))
	same(t, entries[1:2], got(t, s, func(tx assessment.Tx) ([]*assessment.ScoreEntry, error) { return tx.ListRoundScoreEntries("2026") }))
	same(t, []*assessment.Review{review(assessment.LaneOfficial, `0`)},
		got(t, s, func(tx assessment.Tx) ([]*assessment.Review, error) { return tx.ListRoundReviews("2026") }))
	same(t, review(assessment.LaneFirst, `1`), got(t, s, func(tx assessment.Tx) (*assessment.Review, error) { return tx.FindReview("a000", assessment.LaneFirst) }))
}

func snapshots(t *testing.T, s *store.Store) {
	populate(t, s, 1)
	wantError(t, s, assessment.ErrNotFound, func(tx assessment.Tx) error { _, err := tx.FindSnapshot("2026"); return err })
	snapshot := func(body string) *assessment.Snapshot {
		return &assessment.Snapshot{RoundID: "2026", Body: []byte(body), Hash: "sha256:00"}
	}
	last := snapshot(`{"b":1,  "a":"张三 \u003c"}`)
	last.Hash = "sha256:01"
	wantError(t, s, assessment.ErrNotFound, func(tx assessment.Tx) error { _, err := tx.FindSnapshotHash("2026"); return err })
	update(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.AddSnapshot(snapshot(`{}`), "u-reviewer", noon), tx.AddSnapshot(last, "u-reviewer", noon))
	})
	same(t, last, got(t, s, func(tx assessment.Tx) (*assessment.Snapshot, error) { return tx.FindSnapshot("2026") }))
	same(t, last.Hash, got(t, s, func(tx assessment.Tx) (string, error) { return tx.FindSnapshotHash("2026") }))
}

func meetings(t *testing.T, s *store.Store) {
	populate(t, s, 1)
	wantError(t, s, assessment.ErrNotFound, func(tx assessment.Tx) error { _, err := tx.FindMeeting("2026"); return err })
	wantError(t, s, assessment.ErrNotFound, func(tx assessment.Tx) error { _, err := tx.FindReopening("2026"); return err })
	confirmed := &assessment.Reopening{RoundID: "2026", Confirmed: true, Reason: "理由", By: "u-reviewer", At: noon}
	update(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.AddReopening(&assessment.Reopening{RoundID: "2026", Reason: "先提出", By: "u-reviewer", At: noon}), tx.AddReopening(confirmed))
	})
	same(t, confirmed, got(t, s, func(tx assessment.Tx) (*assessment.Reopening, error) { return tx.FindReopening("2026") }))
	meeting := func(outcome assessment.Outcome) *assessment.Meeting {
		return &assessment.Meeting{
			RoundID: "2026", HeldOn: "2026-06-01", Reference: "纪要〔2026〕3号", By: "u-reviewer", At: noon,
			Decided: []assessment.Decided{{Application: "a000", Outcome: outcome, Reason: "理由", Award: 5_000_000}},
		}
	}
	update(t, s, func(tx assessment.Tx) error {
		r, err := tx.FindRoundByID("2026")
		if err != nil {
			return err
		}
		r.State = assessment.RoundDecided
		return errors.Join(tx.UpdateRound(r), tx.AddMeeting(meeting(assessment.OutcomeCertified)), tx.AddMeeting(meeting(assessment.OutcomeExcellent)))
	})
	same(t, meeting(assessment.OutcomeExcellent), got(t, s, func(tx assessment.Tx) (*assessment.Meeting, error) { return tx.FindMeeting("2026") }))
}
