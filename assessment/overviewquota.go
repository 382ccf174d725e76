package assessment

import (
	"slices"

	"wuxing/scoring"
)

// quota is how the order meets quotas and lines, with what the joint meeting has decided
// for those who may hear of it.
func (v *survey) quota(order []RankingRow, scores *slimScores, decided bool) (*QuotaOverview, error) {
	o := &QuotaOverview{
		Certified: QuotaLine{Quota: v.round.Quota}, Excellent: QuotaLine{Quota: v.round.Settings.Excellent}, Ties: []Tie{},
	}
	for i := range v.rows {
		if scores.official[i] == nil {
			o.missing(&v.rows[i])
		}
	}
	for i := range order {
		o.add(&order[i])
	}
	o.Ties = append(o.Ties, ties(order, v.round.Quota, v.round.Settings.Excellent)...)
	meeting, err := findMeeting(v.tx, v.round.ID)
	if err != nil || meeting == nil || !decided {
		return o, err
	}
	o.Decided = meeting.overview()
	return o, nil
}

// order is the order of those with an official score: while the round is open as it
// would be now, from then on with the ranks that were frozen.
func (v *survey) order(card *scoring.Card, scores *slimScores) []RankingRow {
	var order []RankingRow
	var contenders []scoring.Contender
	for i := range v.rows {
		row, score := &v.rows[i], scores.official[i]
		if score == nil {
			continue
		}
		result := score.contender.Result
		order = append(order, RankingRow{
			Rank: row.Rank, ApplicationID: row.ID, Enterprise: row.Enterprise.Scoring(), Vetoed: result.Vetoed,
			Below: v.round.Settings.below(result),
		})
		contenders = append(contenders, score.contender)
	}
	if v.round.State == RoundOpen {
		for i, rank := range card.Rank(contenders) {
			order[i].Rank = rank
		}
	}
	slices.SortFunc(order, byRank)
	return order
}

// missing counts an application without an official score.
func (o *QuotaOverview) missing(row *OverviewRow) {
	if !row.counts() {
		return
	}
	o.Pending++
	if row.State == StateReturned {
		o.Returned++
	}
}

func (o *QuotaOverview) add(row *RankingRow) {
	if row.Vetoed {
		o.Vetoed++
		return
	}
	o.Ranked++
	below := len(row.Below) > 0
	if below {
		o.Below++
	}
	for _, line := range []*QuotaLine{&o.Certified, &o.Excellent} {
		if row.Rank > line.Quota {
			continue
		}
		line.Within++
		if below {
			line.Below++
		}
	}
}

// overview counts what was decided.
func (m *Meeting) overview() *DecidedOverview {
	o := &DecidedOverview{HeldOn: m.HeldOn}
	for _, d := range m.Decided {
		switch d.Outcome {
		case OutcomeExcellent:
			o.Certified++
			o.Excellent++
		case OutcomeCertified:
			o.Certified++
		default:
			o.NotSelected++
		}
		o.AwardFen += int64(d.Award)
	}
	return o
}
