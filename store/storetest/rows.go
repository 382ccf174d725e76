package storetest

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/store"
)

func users(t *testing.T, s *store.Store) {
	clerk := &assessment.User{
		ID: "u1", Username: "clerk.one", DisplayName: "人事 王", Role: assessment.RoleEnterprise, EnterpriseID: "e001",
		PasswordHash: "hash", CreatedAt: noon, Version: 1,
	}
	town := &assessment.User{
		ID: "u9", Username: "zhili", Role: assessment.RoleTownship, Area: "织里镇", PasswordHash: "hash", CreatedAt: noon, Version: 1,
	}
	update(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.CreateEnterprise(enterprise(1)), tx.CreateUser(clerk), tx.CreateUser(reviewer()), tx.CreateUser(town))
	})
	same(t, town, got(t, s, func(tx assessment.Tx) (*assessment.User, error) { return tx.FindUserByID("u9") }))
	for _, bad := range []assessment.User{
		{ID: "u8", Username: "nowhere", Role: assessment.RoleTownship, CreatedAt: noon, Version: 1},
		{ID: "u8", Username: "elsewhere", Role: assessment.RoleLead, Area: "织里镇", CreatedAt: noon, Version: 1},
	} {
		if err := s.Update(t.Context(), func(tx assessment.Tx) error { return tx.CreateUser(&bad) }); err == nil {
			t.Errorf("a %s with the area %q was stored", bad.Role, bad.Area)
		}
	}
	same(t, clerk, got(t, s, func(tx assessment.Tx) (*assessment.User, error) { return tx.FindUserByID("u1") }))
	same(t, clerk, got(t, s, func(tx assessment.Tx) (*assessment.User, error) { return tx.FindUserByUsername("Clerk.ONE") }))
	same(t, []*assessment.User{clerk, reviewer(), town}, got(t, s, assessment.Tx.ListUsers))
	again := *clerk
	again.ID, again.Username = "u2", "CLERK.one"
	wantError(t, s, assessment.ErrDuplicate, func(tx assessment.Tx) error { return tx.CreateUser(&again) })
	wantError(t, s, assessment.ErrNotFound, func(tx assessment.Tx) error { _, err := tx.FindUserByID("u2"); return err })
	wantError(t, s, assessment.ErrNotFound, func(tx assessment.Tx) error { _, err := tx.FindUserByUsername("nobody"); return err })
}

// wantError runs fn in a transaction that must fail so.
func wantError(t *testing.T, s *store.Store, want error, fn func(assessment.Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), fn); !errors.Is(err, want) {
		t.Errorf("error %v, want %v", err, want)
	}
}

func enterprises(t *testing.T, s *store.Store) {
	update(t, s, func(tx assessment.Tx) error { return tx.CreateEnterprise(enterprise(1)) })
	same(t, enterprise(1), got(t, s, func(tx assessment.Tx) (*assessment.Enterprise, error) { return tx.FindEnterpriseByID("e001") }))
	same(t, enterprise(1), got(t, s, func(tx assessment.Tx) (*assessment.Enterprise, error) {
		return tx.FindEnterpriseByUSCC(enterprise(1).USCC)
	}))
	other := enterprise(1)
	other.ID = "e002"
	wantError(t, s, assessment.ErrDuplicate, func(tx assessment.Tx) error { return tx.CreateEnterprise(other) })
	wantError(t, s, assessment.ErrNotFound, func(tx assessment.Tx) error { _, err := tx.FindEnterpriseByUSCC("0"); return err })
}

func rounds(t *testing.T, s *store.Store) {
	shanghai := time.FixedZone("CST", 8*3600)
	summer := round("2026")
	summer.OpensAt = time.Date(2026, 7, 1, 8, 0, 0, 123456789, shanghai)
	line, closes := scoring.Points(6025), noon.Add(time.Hour)
	summer.Settings = assessment.Settings{
		FirstCheck: true, Assignment: assessment.AssignmentAssigned, Reviewers: 2, Apart: assessment.Apart{Indicator: &line},
		Review: assessment.Window{ClosesAt: &closes}, Excellent: 12, TotalLine: &line,
		CategoryLines: []assessment.CategoryLine{{Category: "cultivation", Points: 25}}, NoticeDays: 7, Award: assessment.Award{Certified: 1, Excellent: 2},
	}
	endless := round("2025-b")
	endless.Year, endless.OpensAt, endless.ClosesAt = 2025, time.Time{}, time.Time{}
	early := round("2025-a")
	early.Year = 2025
	update(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.CreateRound(endless), tx.CreateRound(summer), tx.CreateRound(early))
	})
	summer.OpensAt = time.Date(2026, 7, 1, 0, 0, 0, 123456000, time.UTC)
	same(t, []*assessment.Round{summer, early, endless}, got(t, s, assessment.Tx.ListRounds))
	found := got(t, s, func(tx assessment.Tx) (*assessment.Round, error) { return tx.FindRoundByID("2026") })
	if found.OpensAt.Location() != time.UTC {
		t.Errorf("opens in zone %v", found.OpensAt.Location())
	}
	wantError(t, s, assessment.ErrDuplicate, func(tx assessment.Tx) error { return tx.CreateRound(round("2026")) })
	wantError(t, s, assessment.ErrNotFound, func(tx assessment.Tx) error { _, err := tx.FindRoundByID("2027"); return err })
}

func applications(t *testing.T, s *store.Store) {
	populate(t, s, 2)
	same(t, application(1), got(t, s, func(tx assessment.Tx) (*assessment.Application, error) { return tx.FindApplicationByID("a001") }))
	again := application(1)
	again.ID = "a999"
	wantError(t, s, assessment.ErrDuplicate, func(tx assessment.Tx) error { return tx.CreateApplication(again) })
	wantError(t, s, assessment.ErrNotFound, func(tx assessment.Tx) error { _, err := tx.FindApplicationByID("a999"); return err })
	update(t, s, func(tx assessment.Tx) error {
		a, err := tx.FindApplicationByID("a001")
		if err != nil {
			return err
		}
		a.State, a.Submitted, a.ReviewerID, a.Rank, a.UpdatedAt = assessment.StateInReview, 1, "u-reviewer", 3, noon.Add(time.Hour)
		a.Unchecked = true
		if err := tx.UpdateApplication(a); err != nil {
			return err
		}
		if a.Version != 2 {
			t.Errorf("version %d after an update, want 2", a.Version)
		}
		return nil
	})
	want := application(1)
	want.State, want.Submitted, want.ReviewerID, want.Rank, want.Unchecked = assessment.StateInReview, 1, "u-reviewer", 3, true
	want.UpdatedAt, want.Version = noon.Add(time.Hour), 2
	same(t, want, got(t, s, func(tx assessment.Tx) (*assessment.Application, error) { return tx.FindApplicationByID("a001") }))
}

func filters(t *testing.T, s *store.Store) {
	populate(t, s, 5)
	update(t, s, func(tx assessment.Tx) error {
		a, err := tx.FindApplicationByID("a002")
		if err != nil {
			return err
		}
		a.State, a.Submitted, a.Revision = assessment.StateReturned, 1, 2
		later := submission(2, 2)
		later.Total = 0
		return errors.Join(tx.UpdateApplication(a), tx.AddSubmission(later))
	})
	for _, test := range []struct {
		name   string
		filter assessment.ApplicationFilter
		want   []string
	}{
		{"all", assessment.ApplicationFilter{}, []string{"a000", "a001", "a002", "a003", "a004"}},
		{"round", assessment.ApplicationFilter{RoundID: "2026", Limit: 2}, []string{"a000", "a001"}},
		{"next page", assessment.ApplicationFilter{RoundID: "2026", After: "a001", Limit: 2}, []string{"a002", "a003"}},
		{"other round", assessment.ApplicationFilter{RoundID: "2025"}, nil},
		{"enterprise", assessment.ApplicationFilter{EnterpriseID: "e003"}, []string{"a003"}},
		{"states", assessment.ApplicationFilter{States: []assessment.State{assessment.StateReturned, assessment.StateRanked}}, []string{"a002"}},
		{"township", assessment.ApplicationFilter{Township: "织里镇", After: "a002"}, []string{"a003", "a004"}},
		{"other township", assessment.ApplicationFilter{Township: "织里"}, nil},
		{"hostile township", assessment.ApplicationFilter{Township: "\x00"}, nil},
		{"hostile", assessment.ApplicationFilter{RoundID: "2026' OR 1=1 --"}, nil},
		{"no text", assessment.ApplicationFilter{RoundID: "\x00\xff"}, nil},
	} {
		var ids, totals []string
		view(t, s, func(tx assessment.Tx) error {
			list, err := tx.ListApplications(test.filter)
			if err != nil {
				return err
			}
			for _, a := range list {
				ids = append(ids, a.ID)
			}
			heads, err := tx.ListHeads(test.filter)
			for _, head := range heads {
				totals = append(totals, head.ID)
			}
			return err
		})
		t.Run(test.name, func(t *testing.T) {
			same(t, test.want, ids)
			same(t, test.want, totals)
		})
	}
	heads := got(t, s, func(tx assessment.Tx) ([]assessment.ListedApplication, error) {
		return tx.ListHeads(assessment.ApplicationFilter{After: "a001", Limit: 2})
	})
	for i, want := range []struct{ newest, submitted scoring.Points }{{0, 8725}, {8725, 0}} {
		same(t, want.newest, heads[i].NewestTotal)
		same(t, want.submitted, heads[i].SubmittedTotal)
		application := got(t, s, func(tx assessment.Tx) (*assessment.Application, error) { return tx.FindApplicationByID(heads[i].ID) })
		application.Enterprise.CreatedAt = time.Time{} // is not listed
		same(t, *application, heads[i].Application)
	}
}

func submissions(t *testing.T, s *store.Store) {
	populate(t, s, 1)
	claiming := submission(0, 2)
	claiming.Claims = json.RawMessage(`{"titles":2}`)
	update(t, s, func(tx assessment.Tx) error {
		a, err := tx.FindApplicationByID("a000")
		if err != nil {
			return err
		}
		a.Revision, a.Submitted = 2, 2
		return errors.Join(tx.AddSubmission(claiming), tx.UpdateApplication(a))
	})
	same(t, claiming, got(t, s, func(tx assessment.Tx) (*assessment.Submission, error) { return tx.FindSubmission("a000", 2) }))
	same(t, []*assessment.Submission{submission(0, 1), claiming},
		got(t, s, func(tx assessment.Tx) ([]*assessment.Submission, error) { return tx.ListSubmissions("a000") }))
	same(t, []*assessment.Submission{claiming},
		got(t, s, func(tx assessment.Tx) ([]*assessment.Submission, error) { return tx.ListRoundSubmissions("2026") }))
	wantError(t, s, assessment.ErrNotFound, func(tx assessment.Tx) error { _, err := tx.FindSubmission("a000", 3); return err })
}

func returns(t *testing.T, s *store.Store) {
	populate(t, s, 1)
	wantError(t, s, assessment.ErrNotFound, func(tx assessment.Tx) error { _, err := tx.FindReturn("a000"); return err })
	first := &assessment.Return{ApplicationID: "a000", Revision: 1, Indicators: []string{"titles"}, Reason: "请补充", By: "u-reviewer", At: noon}
	second := &assessment.Return{ApplicationID: "a000", Revision: 1, Indicators: []string{"equity", "titles"}, Reason: "仍缺", By: "u-reviewer", At: noon}
	update(t, s, func(tx assessment.Tx) error { return errors.Join(tx.AddReturn(first), tx.AddReturn(second)) })
	same(t, second, got(t, s, func(tx assessment.Tx) (*assessment.Return, error) { return tx.FindReturn("a000") }))
}

func scoreEntries(t *testing.T, s *store.Store) {
	populate(t, s, 1)
	zero := scoring.Points(0)
	entry := func(seq int, decision assessment.Decision) *assessment.ScoreEntry {
		return &assessment.ScoreEntry{
			ID: string(decision), Seq: seq, ApplicationID: "a000", Revision: 1, Indicator: "titles", Decision: decision,
			Score: -250, Authority: 2, Reason: "理由", ReviewerID: "u-reviewer", At: noon,
		}
	}
	agree, correct, override := entry(1, assessment.Agree), entry(2, assessment.Correct), entry(3, assessment.Override)
	correct.Facts = json.RawMessage(`{"employees":null}`)
	override.Points, override.Score = &zero, 0
	want := []*assessment.ScoreEntry{agree, correct, override}
	update(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.AddScoreEntry(agree), tx.AddScoreEntry(correct), tx.AddScoreEntry(override))
	})
	same(t, want, got(t, s, func(tx assessment.Tx) ([]*assessment.ScoreEntry, error) { return tx.ListScoreEntries("a000") }))
	same(t, want, got(t, s, func(tx assessment.Tx) ([]*assessment.ScoreEntry, error) { return tx.ListRoundScoreEntries("2026") }))
}

func reviews(t *testing.T, s *store.Store) {
	populate(t, s, 2)
	wantError(t, s, assessment.ErrNotFound, func(tx assessment.Tx) error { _, err := tx.FindReview("a000", assessment.LaneOfficial); return err })
	review := func(id, result string) *assessment.Review {
		return &assessment.Review{
			ApplicationID: id, Revision: 1, Facts: json.RawMessage(`{}`), Result: json.RawMessage(result), ReviewerID: "u-reviewer", At: noon,
		}
	}
	update(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.AddReview(review("a001", `{"total":0}`)), tx.AddReview(review("a000", `{"total":1}`)), tx.AddReview(review("a000", `{"total":2}`)))
	})
	same(t, review("a000", `{"total":2}`), got(t, s, func(tx assessment.Tx) (*assessment.Review, error) {
		return tx.FindReview("a000", assessment.LaneOfficial)
	}))
	same(t, []*assessment.Review{review("a000", `{"total":2}`), review("a001", `{"total":0}`)},
		got(t, s, func(tx assessment.Tx) ([]*assessment.Review, error) { return tx.ListRoundReviews("2026") }))
}

func rankings(t *testing.T, s *store.Store) {
	populate(t, s, 1)
	wantError(t, s, assessment.ErrNotFound, func(tx assessment.Tx) error { _, err := tx.FindRanking("2026"); return err })
	ranking := func(total scoring.Points) *assessment.Ranking {
		return &assessment.Ranking{
			RoundID: "2026", RoundName: "二〇二六年度", Year: 2026, CardID: "wuxing-2024", CardHash: "sha256:00", State: assessment.RoundRanked, MadeAt: noon,
			Rows: []assessment.RankingRow{{Rank: 1, ApplicationID: "a000", OfficialTotal: total, Gap: -25, Vetoes: []scoring.Veto{}, Lines: []assessment.RankingLine{}}},
		}
	}
	update(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.AddRanking(ranking(8725), "u-reviewer"), tx.AddRanking(ranking(100), "u-reviewer"))
	})
	same(t, ranking(100), got(t, s, func(tx assessment.Tx) (*assessment.Ranking, error) { return tx.FindRanking("2026") }))

	// The places are the same without lines, also when they were read before.
	wantError(t, s, assessment.ErrNotFound, func(tx assessment.Tx) error { _, err := tx.FindPlaces("2025"); return err })
	for _, total := range []scoring.Points{100, 200, 300} {
		want := ranking(total)
		want.Rows[0].Lines = nil
		for range 2 {
			same(t, want, got(t, s, func(tx assessment.Tx) (*assessment.Ranking, error) { return tx.FindPlaces("2026") }))
		}
		update(t, s, func(tx assessment.Tx) error { return tx.AddRanking(ranking(total+100), "u-reviewer") })
	}
}

func zeroValues(t *testing.T, s *store.Store) {
	populate(t, s, 1)
	update(t, s, func(tx assessment.Tx) error {
		a, err := tx.FindApplicationByID("a000")
		if err != nil {
			return err
		}
		a.Rank, a.Submitted, a.ReviewerID = 7, 1, "u-reviewer"
		return tx.UpdateApplication(a)
	})
	update(t, s, func(tx assessment.Tx) error {
		a, err := tx.FindApplicationByID("a000")
		if err != nil {
			return err
		}
		a.Rank, a.Submitted, a.ReviewerID = 0, 0, ""
		r, err := tx.FindRoundByID("2026")
		if err != nil {
			return err
		}
		r.Quota, r.ClosesAt = 0, time.Time{}
		return errors.Join(tx.UpdateApplication(a), tx.UpdateRound(r))
	})
	a := got(t, s, func(tx assessment.Tx) (*assessment.Application, error) { return tx.FindApplicationByID("a000") })
	if a.Rank != 0 || a.Submitted != 0 || a.ReviewerID != "" {
		t.Errorf("zero values not written: %+v", a)
	}
	r := got(t, s, func(tx assessment.Tx) (*assessment.Round, error) { return tx.FindRoundByID("2026") })
	if r.Quota != 0 || !r.ClosesAt.IsZero() {
		t.Errorf("zero values not written: %+v", r)
	}
}

func unstorable(t *testing.T, s *store.Store) {
	for _, id := range []string{"\x00", "a\x00b", "\xff\xfe", "' OR '1'='1"} {
		for name, find := range map[string]func(assessment.Tx) error{
			"user":        func(tx assessment.Tx) error { _, err := tx.FindUserByID(id); return err },
			"username":    func(tx assessment.Tx) error { _, err := tx.FindUserByUsername(id); return err },
			"round":       func(tx assessment.Tx) error { _, err := tx.FindRoundByID(id); return err },
			"application": func(tx assessment.Tx) error { _, err := tx.FindApplicationByID(id); return err },
			"reply":       func(tx assessment.Tx) error { _, err := tx.FindReply("u", id); return err },
		} {
			t.Run(name, func(t *testing.T) { wantError(t, s, assessment.ErrNotFound, find) })
		}
	}
}

func restricted(t *testing.T, s *store.Store) {
	populate(t, s, 1)
	orphan := application(0)
	orphan.ID, orphan.RoundID = "a777", "no such round"
	if err := s.Update(t.Context(), func(tx assessment.Tx) error { return tx.CreateApplication(orphan) }); err == nil {
		t.Error("an application of no round was stored")
	}
	if err := s.Update(t.Context(), func(tx assessment.Tx) error { return tx.AddSubmission(submission(5, 1)) }); err == nil {
		t.Error("a submission of no application was stored")
	}
}
