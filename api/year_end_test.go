//go:build !race

package api_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"wuxing/assessment"
	"wuxing/internal/naive"
	"wuxing/scoring"
)

// standing is what must come of a firm in the ranking.
type standing struct {
	*firm
	self, sum *naive.Sum
	share     *big.Rat // of the highly skilled; nil where nobody is skilled
	rank      int      // 0: vetoed
	eligible  bool
	outcome   assessment.Outcome
	award     int // fen
	reason    string
}

// standings works the ranking out from the script alone.
func (y *year) standings() []*standing {
	var all, vetoed []*standing
	for _, f := range y.firms {
		if f.state != assessment.StateReviewed {
			continue
		}
		s := &standing{
			firm: f, self: y.naive.Sum(f.facts, nil), sum: y.naive.Sum(f.official, f.set), outcome: assessment.OutcomeNotSelected,
			share: f.official.Share("high_skilled_workers", "skilled_workers"),
		}
		if s.sum.Vetoed {
			vetoed = append(vetoed, s)
		} else {
			all = append(all, s)
		}
	}
	slices.SortStableFunc(all, before)
	for i, s := range all {
		s.rank = i + 1
		if i > 0 && before(all[i-1], s) == 0 {
			s.rank = all[i-1].rank
		}
		cultivation := new(big.Rat)
		for _, id := range []string{
			"school_cooperation", "apprenticeship", "certification", "training_ratio", "skilled_ratio", "high_skilled_ratio", "leading_talents",
		} {
			cultivation.Add(cultivation, s.sum.Lines[id].Points)
		}
		s.eligible = s.sum.Total.Cmp(big.NewRat(40, 1)) >= 0 && cultivation.Cmp(big.NewRat(10, 1)) >= 0
	}
	return append(all, vetoed...)
}

// before is the order of the document: the total, then fewer deductions, the higher
// base, the higher share of the highly skilled.
func before(a, b *standing) int {
	for _, order := range []int{
		b.sum.Total.Cmp(a.sum.Total), b.sum.Deduction.Cmp(a.sum.Deduction), b.sum.Base.Cmp(a.sum.Base),
	} {
		if order != 0 {
			return order
		}
	}
	switch {
	case a.share == nil && b.share == nil:
		return 0
	case a.share == nil:
		return 1
	case b.share == nil:
		return -1
	}
	return b.share.Cmp(a.share)
}

// rank freezes the ranking and holds it against the script's own.
func (y *year) rank() {
	y.on("2026-06-12")
	y.ranked = y.standings()
	live := y.ranking("auditor")
	y.do("lead", "POST", yearRound+"/ranking", "").want(200, "")
	y.on("2026-06-13")
	for _, s := range y.ranked {
		s.state = assessment.StateRanked
	}
	frozen := y.ranking("auditor")
	if live.State != assessment.RoundOpen || frozen.State != assessment.RoundRanked || len(live.Rows) != len(frozen.Rows) {
		y.t.Errorf("%s with %d rows before, %s with %d rows after", live.State, len(live.Rows), frozen.State, len(frozen.Rows))
	}
	y.holdRanking(frozen)
	y.holdSnapshot(frozen.Snapshot)
}

func (y *year) ranking(who string) *assessment.Ranking {
	y.t.Helper()
	var ranking assessment.Ranking
	y.read(y.do(who, "GET", yearRound+"/ranking", "").want(200, ""), &ranking)
	return &ranking
}

// holdRanking compares every row with the script's sum.
func (y *year) holdRanking(ranking *assessment.Ranking) {
	y.t.Helper()
	want := make(map[string]*standing)
	for _, s := range y.ranked {
		want[s.uscc] = s
	}
	if len(ranking.Rows) != len(want) {
		y.t.Errorf("%d rows, want %d", len(ranking.Rows), len(want))
	}
	last := 0
	for _, row := range ranking.Rows {
		s := want[row.Enterprise.USCC]
		if s == nil {
			y.t.Errorf("%s must not be in the ranking", row.Enterprise.Name)
			continue
		}
		delete(want, row.Enterprise.USCC)
		got := fmt.Sprint(row.Rank, row.SelfTotal, row.OfficialTotal, row.Gap, row.Base, row.Bonus, row.Deduction, row.Vetoed, row.Outcome, row.Award)
		total, self := y.points(s.sum.Total), y.points(s.self.Total)
		outcome := s.outcome
		if ranking.HeldOn == "" {
			outcome = ""
		}
		award := s.award
		if wanted := fmt.Sprint(s.rank, self, total, total-self, y.points(s.sum.Base), y.points(s.sum.Bonus), y.points(s.sum.Deduction), s.sum.Vetoed, outcome, award); got != wanted {
			y.t.Errorf("%s: %s, want %s", s.clerk, got, wanted)
		}
		for _, line := range row.Lines {
			if line.Official != y.points(s.sum.Lines[line.Indicator].Points) || line.Self != y.points(s.self.Lines[line.Indicator].Points) {
				y.t.Errorf("%s, %s: %v and %v", s.clerk, line.Indicator, line.Self, line.Official)
			}
		}
		if row.Rank > 0 && row.Rank < last || row.Rank == 0 && !row.Vetoed {
			y.t.Errorf("rank %d after %d", row.Rank, last)
		}
		last = row.Rank
	}
	for _, s := range want {
		y.t.Errorf("%s is not in the ranking", s.clerk)
	}
}

// points is an exact sum as the program has it.
func (y *year) points(r *big.Rat) scoring.Points {
	points, exact := naive.Points(r)
	if !exact {
		y.t.Errorf("%v is no whole number of hundredths", r)
	}
	return points
}

// holdSnapshot works the frozen round out again and wants the same bytes.
func (y *year) holdSnapshot(hash string) {
	y.t.Helper()
	kept := y.do("auditor", "GET", yearRound+"/snapshot", "").want(200, "")
	again, same, err := y.service.Recompute(y.t.Context(), assessment.Actor{Role: assessment.RoleOperator}, "2026")
	if err != nil {
		y.t.Fatal(err)
	}
	if !same || string(again.Body) != kept.body || again.Hash != hash {
		y.t.Errorf("recomputed: same %v, %d bytes of %d, %s of %s", same, len(again.Body), len(kept.body), again.Hash, hash)
	}
}

// meet is the joint meeting: down the ranking until the quotas are full, whole ranks
// only, and one passed over with a reason.
func (y *year) meet() {
	y.on("2026-06-20")
	certified, excellent, passed := 0, 0, false
	open := map[assessment.Outcome]bool{assessment.OutcomeCertified: true, assessment.OutcomeExcellent: true}
	for i := 0; i < len(y.ranked); {
		end := i + 1
		for end < len(y.ranked) && y.ranked[end].rank == y.ranked[i].rank {
			end++
		}
		group := slices.DeleteFunc(slices.Clone(y.ranked[i:end]), func(s *standing) bool { return s.rank == 0 || !s.eligible })
		if !passed && len(group) == 1 && group[0].rank >= 5 {
			passed = true
			group[0].reason = "正在接受安全生产调查，会议决定暂缓"
			group = nil
		}
		open[assessment.OutcomeExcellent] = open[assessment.OutcomeExcellent] && excellent+len(group) <= 20
		open[assessment.OutcomeCertified] = open[assessment.OutcomeCertified] && certified+len(group) <= 60
		for _, s := range group {
			switch {
			case open[assessment.OutcomeExcellent]:
				s.outcome, s.award = assessment.OutcomeExcellent, 5_000_000
				excellent, certified = excellent+1, certified+1
			case open[assessment.OutcomeCertified]:
				s.outcome, s.award = assessment.OutcomeCertified, 2_000_000
				certified++
			}
		}
		i = end
	}
	var outcomes []string
	for _, s := range y.ranked {
		outcomes = append(outcomes, fmt.Sprintf(`{"application":%q,"outcome":%q,"reason":%q}`, strings.TrimPrefix(s.at, "/api/v1/applications/"), s.outcome, s.reason))
	}
	y.do("lead", "POST", yearRound+"/outcome", `{"held_on":"2026-06-19","reference":"联席会议纪要〔2026〕3号","outcomes":[`+strings.Join(outcomes, ",")+`]}`).want(200, "")
	y.tally["certified"], y.tally["excellent"] = certified-excellent, excellent
	y.holdRanking(y.ranking("auditor"))
}

// holdStates counts what has become of all 200, and says what the year was like.
func (y *year) holdStates() {
	ranking := y.ranking("auditor")
	y.holdRanking(ranking)
	y.holdBook(y.do("auditor", "GET", yearRound+"/ranking.xlsx", "").want(200, "").body)
	y.holdSnapshot(ranking.Snapshot)

	var stored []*assessment.Application
	if err := y.store.View(y.t.Context(), func(tx assessment.Tx) (err error) {
		stored, err = tx.ListApplications(assessment.ApplicationFilter{RoundID: "2026"})
		return err
	}); err != nil {
		y.t.Fatal(err)
	}
	got, want := make(map[assessment.State]int), make(map[assessment.State]int)
	for _, application := range stored {
		got[application.State]++
	}
	for _, f := range y.firms {
		want[f.state]++
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		y.t.Errorf("states %v, want %v", got, want)
	}
	awards, paid := 0, 0
	for _, row := range ranking.Rows {
		awards += row.Award
	}
	vetoed, shared, unanswered, uncomputable, deducted := 0, 0, 0, 0, 0
	for i, s := range y.ranked {
		paid += s.award
		vetoed += countIf(s.sum.Vetoed)
		shared += countIf(i > 0 && s.rank > 0 && s.rank == y.ranked[i-1].rank)
		unanswered += countIf(s.sum.Unanswered > 0)
		uncomputable += countIf(s.sum.NotComputable > 0)
		deducted += countIf(s.sum.Deduction.Sign() < 0)
	}
	if awards != paid || paid != 5_000_000*y.tally["excellent"]+2_000_000*y.tally["certified"] {
		y.t.Errorf("awards of %d fen, want %d", awards, paid)
	}
	for what, n := range map[string]int{
		"vetoes": vetoed, "shared ranks": shared, "unanswered": unanswered, "not computable": uncomputable, "deductions": deducted,
		"sent back": y.tally["sent back"], "returned": y.tally["returned"], "settled": y.tally["settled"], "certified": y.tally["certified"],
	} {
		if n < 3 {
			y.t.Errorf("a year with %d %s tells little", n, what)
		}
	}
	y.t.Logf("%d enterprises: %v; %d ranked with %d shared ranks, %d vetoed, %d with deductions, %d with unanswered and %d with uncomputable lines; %v; awards %d fen",
		len(y.firms), want, len(y.ranked)-vetoed, shared, vetoed, deducted, unanswered, uncomputable, y.tally, paid)
}

func countIf(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
