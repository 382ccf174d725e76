package storetest

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/store"
)

// lists holds every order, both ways and page by page, against a sort in Go by the
// keys that the rows themselves tell.
func lists(t *testing.T, s *store.Store) {
	names := []string{"湖州100%童装厂", "湖州_示例厂", "O'Brien 电机", `反斜\杠厂`, "湖州示例厂", "abc机械", "ABC机械", "湖州（织里）厂", "z厂", "一厂"}
	states := []assessment.State{
		assessment.StateSubmitted, assessment.StateInReview, assessment.StateReturned, assessment.StateModeration,
		assessment.StateReviewed, assessment.StateChecked, assessment.StateSubmitted, assessment.StateOnNotice, assessment.StateInReview, assessment.StateDraft,
	}
	update(t, s, func(tx assessment.Tx) error {
		if err := errors.Join(tx.CreateUser(reviewer()), tx.CreateRound(round("2026"))); err != nil {
			return err
		}
		for i := range names {
			e, a, sub := enterprise(i), application(i), submission(i, 1)
			e.Name, e.Township = names[i], []string{"织里镇", "八里店镇"}[i%2]
			a.Enterprise, a.State, a.Submitted, a.Unchecked = *e, states[i], 1, i == 6
			a.SubmittedAt = noon.Add(time.Duration(i*7%5) * time.Hour) // some alike
			if a.State == assessment.StateDraft {
				a.Submitted, a.SubmittedAt = 0, time.Time{}
			}
			if i == 1 {
				a.ReviewerID = "u-reviewer"
			}
			if err := errors.Join(tx.CreateEnterprise(e), tx.CreateApplication(a), tx.AddSubmission(sub)); err != nil {
				return err
			}
		}
		return errors.Join(
			tx.CreateSeat(&assessment.Seat{ApplicationID: "a008", Lane: assessment.LaneFirst, ReviewerID: "u-reviewer", UpdatedAt: noon, Version: 1}),
			tx.CreateSeat(&assessment.Seat{ApplicationID: "a005", Lane: assessment.LaneSecond, ReviewerID: "u-reviewer", Done: true, UpdatedAt: noon, Version: 3}))
	})
	read := func(filter assessment.ApplicationFilter) []assessment.ListedApplication {
		filter.RoundID = "2026"
		return got(t, s, func(tx assessment.Tx) ([]assessment.ListedApplication, error) { return tx.ListHeads(filter) })
	}
	ids := func(filter assessment.ApplicationFilter) (list []string) {
		for _, row := range read(filter) {
			list = append(list, row.ID)
		}
		return list
	}
	covers := []assessment.Cover{
		{RoundID: "2026", Standing: assessment.Standing{State: assessment.StateModeration}, Shown: assessment.StateInReview},
		{RoundID: "2026", Seat: "u-reviewer", Standing: assessment.Standing{State: assessment.StateChecked}, Shown: assessment.StateInReview},
		{RoundID: "2025", Standing: assessment.Standing{State: assessment.StateSubmitted}, Shown: assessment.StateReviewed},
	}
	shown := func(row *assessment.ListedApplication) assessment.State {
		if row.State == assessment.StateModeration || row.ID == "a005" {
			return assessment.StateInReview
		}
		return row.State
	}
	for _, by := range append([]assessment.Sort{assessment.SortID}, assessment.Sorts...) {
		if by == assessment.SortDue {
			continue // by the use case
		}
		for _, descending := range []bool{false, true} {
			t.Run("by "+string(by)+" "+strconv.FormatBool(descending), func(t *testing.T) {
				filter := assessment.ApplicationFilter{Sort: by, Descending: descending, Covers: covers, Limit: 3}
				rank := func(row *assessment.ListedApplication) assessment.Key {
					head := assessment.ApplicationHead{ID: row.ID, State: shown(row), SubmittedAt: row.SubmittedAt}
					head.Enterprise.Name, head.Enterprise.Township = row.Enterprise.Name, row.Enterprise.Township
					if head.SubmittedAt.IsZero() {
						head.SubmittedAt = row.CreatedAt
					}
					return head.Key(by)
				}
				var walked []string
				for range 5 {
					rows := read(filter)
					for i := range rows {
						walked = append(walked, rows[i].ID)
					}
					if len(rows) < 3 {
						break
					}
					filter.After = rank(&rows[2]).String()
				}
				all := read(assessment.ApplicationFilter{})
				slices.SortFunc(all, func(a, b assessment.ListedApplication) int {
					x, y := rank(&a), rank(&b)
					if by == assessment.SortState {
						x[0], y[0] = place(x[0]), place(y[0])
					}
					if descending {
						x, y = y, x
					}
					return slices.Compare(x, y)
				})
				var want []string
				for i := range all {
					want = append(want, all[i].ID)
				}
				same(t, want, walked)
			})
		}
	}
	for _, test := range []struct {
		search string
		want   []string
	}{
		{"100%", []string{"a000"}},
		{"%", []string{"a000"}},
		{"_", []string{"a001"}},
		{"'", []string{"a002"}},
		{`\`, []string{"a003"}},
		{"abc", []string{"a005", "a006"}},
		{"（织里）", []string{"a007"}},
		{"湖州 示例", []string{"a001", "a004"}},
		{"*", nil},
		{"\x00", nil},
		{"\xff", nil},
		{"91330502ｍａ2B000004", []string{"a004"}},
		{"' OR 1=1 --", nil},
		{"  ", []string{"a000", "a001", "a002", "a003", "a004", "a005", "a006", "a007", "a008", "a009"}},
	} {
		t.Run("search "+test.search, func(t *testing.T) { same(t, test.want, ids(assessment.ApplicationFilter{Search: test.search})) })
	}
	inReview := []assessment.State{assessment.StateInReview}
	same(t, []string{"a001", "a003", "a005", "a008"}, ids(assessment.ApplicationFilter{States: inReview, Covers: covers}))
	same(t, []string{"a001", "a008"}, ids(assessment.ApplicationFilter{States: inReview}))
	same(t, []string(nil), ids(assessment.ApplicationFilter{States: []assessment.State{assessment.StateModeration, assessment.StateChecked}, Covers: covers}))
	mine := assessment.ApplicationFilter{Work: &assessment.WorkFilter{ReviewerID: "u-reviewer"}, Reviewer: &assessment.ReviewerFilter{ID: "u-reviewer"}}
	same(t, []string{"a001", "a005", "a008"}, ids(mine))
	mine.Work.Waiting = true
	same(t, []string{"a001", "a008"}, ids(mine))
	mine.Reviewer.Free, mine.Work.Standings = []string{"2026"}, []assessment.Standing{{State: assessment.StateSubmitted}, {State: assessment.StateInReview}}
	same(t, []string{"a000", "a001", "a008"}, ids(mine))
	rows := read(assessment.ApplicationFilter{Reviewer: &assessment.ReviewerFilter{ID: "u-reviewer"}, Limit: 2})
	same(t, &assessment.Seat{ApplicationID: "a005", Lane: assessment.LaneSecond, ReviewerID: "u-reviewer", Done: true, UpdatedAt: noon, Version: 3}, rows[1].Seat)
	same(t, (*assessment.Seat)(nil), rows[0].Seat)
	same(t, []string{"八里店镇", "织里镇"}, got(t, s, func(tx assessment.Tx) ([]string, error) { return tx.ListTownships() }))
	for _, hostile := range []string{"no key", "\x00", strings.Repeat("A", 50)} {
		same(t, []string(nil), ids(assessment.ApplicationFilter{Sort: assessment.SortName, After: hostile}))
	}
}

// place sorts states as they stand on the path.
func place(state string) string {
	return string(rune('a' + slices.Index(assessment.States, assessment.State(state))))
}
