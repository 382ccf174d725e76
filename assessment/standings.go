package assessment

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"wuxing/scoring"
)

// Standings are the order of a round a page at a time: places and totals without
// the lines of indicators, which of 10,000 enterprises would be read from a hundred
// megabytes.
type Standings struct {
	Round     *Round
	MadeAt    time.Time // when it was frozen; zero: provisional
	Snapshot  string    // hash, once frozen
	HeldOn    string    // of the joint meeting, once its outcome is recorded
	Reference string
	Count     *QuotaOverview // of the whole order; nil for a reviewer, to whom a part of it may be shown
	Ties      []Tie
	Rows      []PlacedRow // of this page
	More      bool        // the order goes on after the last of them
	First     bool        // nothing comes before the first of them
}

// PlacedRow is one enterprise in the order of a round.
type PlacedRow struct {
	RankingRow        // without lines
	Place      int    // in the order, from 1
	Shared     int    // how many have this rank; 0: it has none
	Passed     []Line // lines of quotas that lie before this row; none where a quota is not filled
	Reason     string // of what the joint meeting decided
}

// Standings tells the order of a round after the application `after` ("": from the
// beginning), limit rows of it (0: all). It is what Ranking tells, under the same
// right.
func (s *Service) Standings(ctx context.Context, actor Actor, roundID, after string, limit int) (*Standings, error) {
	return s.standings(ctx, actor, roundID, after, limit, true)
}

// WholeOrder is all of Standings without the reasons of vetoes, which lie in the stored
// scores and take a while to read.
func (s *Service) WholeOrder(ctx context.Context, actor Actor, roundID string) (*Standings, error) {
	return s.standings(ctx, actor, roundID, "", 0, false)
}

func (s *Service) standings(ctx context.Context, actor Actor, roundID, after string, limit int, vetoes bool) (*Standings, error) {
	return read(ctx, s, actor, ActionReadRanking, func(tx Tx) (*Standings, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		view := &Standings{Round: round}
		opens := func(string) bool { return true }
		if actor.Role == RoleReviewer {
			opens, err = s.veiledStandings(tx, actor, view, after, limit)
		} else if err = s.openStandings(tx, actor, view); err == nil {
			view.cut(after, limit)
		}
		if err != nil || !vetoes {
			return view, err
		}
		return view, s.nameVetoes(tx, view, opens)
	})
}

// veiledStandings are what a reviewer may know of the ranking, as rankingFor has it, and
// which of the applications it may open.
func (s *Service) veiledStandings(tx Tx, actor Actor, view *Standings, after string, limit int) (opens func(applicationID string) bool, err error) {
	round := view.Round
	if !round.ShowsRanking(actor.Role) {
		return nil, fail(KindForbidden, CodeNotReleased)
	}
	if err := s.openStandings(tx, actor, view); err != nil {
		return nil, err
	}
	heard, err := s.hearsOutcome(tx, actor, round.ID)
	if err != nil {
		return nil, err
	}
	v := s.veil(tx, actor)
	linked, err := v.linkedWith(round)
	if err != nil {
		return nil, err
	}
	shown := *round
	if err := v.round(&shown); err != nil {
		return nil, err
	}
	rows := make([]PlacedRow, 0, len(view.Rows))
	for _, row := range view.Rows {
		if linked[row.Enterprise.USCC] {
			continue
		}
		row.Passed, row.Reason = nil, ""
		if !heard {
			row.Outcome, row.Award = "", 0
		}
		rows = append(rows, row)
	}
	view.Round, view.Rows, view.Count, view.Ties = &shown, rows, nil, nil // ties and counts tell of others
	if !heard {
		view.HeldOn, view.Reference = "", ""
	}
	view.count()
	view.cut(after, limit)
	open, err := v.opens(round, view.Rows)
	if err != nil {
		return nil, err
	}
	for i := range view.Rows {
		if row := &view.Rows[i]; !open[row.ApplicationID] {
			row.Vetoes, row.Below = []scoring.Veto{}, nil
		}
	}
	return func(id string) bool { return open[id] }, nil
}

// opens tells which of the rows the reviewer may open.
func (v *veil) opens(round *Round, rows []PlacedRow) (map[string]bool, error) {
	filter := ApplicationFilter{RoundID: round.ID}
	if len(rows) < slimBatch {
		for i := range rows {
			filter.IDs = append(filter.IDs, rows[i].ApplicationID)
		}
	}
	filter, some, err := narrow(v.tx, v.actor, ActionReadRanking, filter)
	open := make(map[string]bool)
	if err != nil || !some {
		return open, err
	}
	ids, err := v.tx.ListApplicationIDs(filter)
	for _, id := range ids {
		open[id] = true
	}
	return open, wrap(err, "list the applications of round %s", round.ID)
}

// openStandings are worked out from the numbers that overviews keep in memory. They
// are those of the frozen ranking too: from freezing on neither the reviews nor the
// settings of a round change.
func (s *Service) openStandings(tx Tx, actor Actor, view *Standings) error {
	round := view.Round
	mark, err := markOf(tx, round)
	if err != nil {
		return err
	}
	if kept := s.orders.find(mark); kept != nil {
		*view = *kept
		return nil
	}
	card, err := s.cardOf(round)
	if err != nil {
		return err
	}
	picture, err := s.picture(tx, round)
	if err != nil {
		return err
	}
	rows := picture.rows
	scores, err := s.loadSlim(tx, card, rows)
	if err != nil {
		return err
	}
	survey := &survey{tx: tx, actor: actor, round: round, rows: rows}
	order := survey.order(card, scores)
	if view.Count, err = survey.quota(order, scores, true); err != nil {
		return err
	}
	view.Ties = view.Count.Ties
	place := make(map[string]int, len(rows))
	for i := range rows {
		place[rows[i].ID] = i
	}
	view.Rows = make([]PlacedRow, len(order))
	for n := range order {
		i := place[order[n].ApplicationID]
		self, official := scores.self[i], scores.official[i]
		row := PlacedRow{RankingRow: order[n]}
		result := official.contender.Result
		row.OfficialTotal, row.Base, row.Bonus, row.Deduction = result.Total, result.Base, result.Bonus, result.Deduction
		if self != nil {
			row.SelfTotal = self.contender.Result.Total
			row.Gap = row.OfficialTotal - row.SelfTotal
		}
		view.Rows[n] = row
	}
	if err := s.frozenStandings(tx, view); err != nil {
		return err
	}
	view.count()
	kept := *view
	s.orders.keep(mark, &kept)
	return nil
}

// frozenStandings puts what freezing and the joint meeting have added.
func (s *Service) frozenStandings(tx Tx, view *Standings) error {
	if view.Round.State == RoundOpen {
		return nil
	}
	hash, err := tx.FindSnapshotHash(view.Round.ID)
	if err != nil && !errors.Is(err, ErrNotFound) { // rounds from before there were snapshots
		return wrap(err, "find the snapshot of round %s", view.Round.ID)
	}
	view.Snapshot = hash
	events, err := tx.ListAudit(objectRanking, view.Round.ID)
	if err != nil {
		return wrap(err, "list the history of the ranking of %s", view.Round.ID)
	}
	for _, event := range events {
		if event.Action == ActionRank {
			view.MadeAt = event.At
		}
	}
	meeting, err := findMeeting(tx, view.Round.ID)
	if err != nil || meeting == nil {
		return err
	}
	view.HeldOn, view.Reference = meeting.HeldOn, meeting.Reference
	decided := make(map[string]Decided, len(meeting.Decided))
	for _, d := range meeting.Decided {
		decided[d.Application] = d
	}
	for i := range view.Rows {
		d := decided[view.Rows[i].ApplicationID]
		view.Rows[i].Outcome, view.Rows[i].Award, view.Rows[i].Reason = d.Outcome, d.Award, d.Reason
	}
	return nil
}

// count numbers the rows, says how many share each rank and where the lines lie.
func (v *Standings) count() {
	shared := make(map[int]int)
	for i := range v.Rows {
		shared[v.Rows[i].Rank]++
	}
	for i := range v.Rows {
		row := &v.Rows[i]
		row.Place = i + 1
		if row.Rank > 0 {
			row.Shared = shared[row.Rank]
		}
		for _, line := range []struct {
			line  Line
			quota int
		}{{LineExcellent, v.Round.Settings.Excellent}, {LineCertified, v.Round.Quota}} {
			if line.quota > 0 && i >= line.quota && v.Rows[i-1].within(line.quota) && !row.within(line.quota) {
				row.Passed = append(row.Passed, line.line)
			}
		}
	}
}

// within tells whether the row has a rank within a quota.
func (r *PlacedRow) within(quota int) bool { return r.Rank > 0 && r.Rank <= quota }

// cut leaves the page. A key that is no longer in the order begins at its end.
func (v *Standings) cut(after string, limit int) {
	v.First = after == ""
	if after != "" {
		at := slices.IndexFunc(v.Rows, func(row PlacedRow) bool { return row.ApplicationID == after })
		if at < 0 {
			at = len(v.Rows) - 1
		}
		v.Rows = v.Rows[at+1:]
	}
	if limit > 0 && len(v.Rows) > limit {
		v.Rows, v.More = v.Rows[:limit], true
	}
	v.Rows = slices.Clone(v.Rows) // the whole order is kept for whoever comes next
}

// nameVetoes reads the vetoes of the page's rows, which the numbers do not hold.
func (s *Service) nameVetoes(tx Tx, view *Standings, of func(applicationID string) bool) error {
	at := make(map[string]*PlacedRow)
	var ids []string
	for i := range view.Rows {
		if row := &view.Rows[i]; row.Vetoed && of(row.ApplicationID) {
			at[row.ApplicationID] = row
			ids = append(ids, row.ApplicationID)
		}
	}
	for batch := range slices.Chunk(ids, slimBatch) {
		stored, err := tx.ListOfficialScores(batch)
		if err != nil {
			return wrap(err, "list the scores of vetoed applications")
		}
		for _, score := range stored {
			var result struct {
				Vetoes []scoring.Veto `json:"vetoes"`
			}
			if err := json.Unmarshal(score.Result, &result); err != nil {
				return wrap(err, "read the vetoes of %s", score.ApplicationID)
			}
			at[score.ApplicationID].Vetoes = result.Vetoes
		}
	}
	return nil
}
