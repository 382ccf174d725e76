package assessment

import (
	"maps"
	"slices"

	"wuxing/scoring"
)

// TownshipScores holds the self and official totals of one township's finished
// reviews against each other. A veto on either side leaves no total to compare.
type TownshipScores struct {
	Township   string       `json:"township"`
	Totals     Compared     `json:"totals"`
	Vetoed     int          `json:"vetoed"`     // finished reviews with a veto on either side; not in Totals
	Unanswered int          `json:"unanswered"` // of Totals: the self score has an indicator whose facts were not given
	Claimed    int          `json:"claimed"`    // of Totals: the self score has an indicator that rests on a claim alone
	Largest    []Difference `json:"largest"`    // largest first, 3 at most
}

// townships compares the totals by township, in the order of their names.
func (s *slimScores) townships() []TownshipScores {
	byName := make(map[string]*TownshipScores)
	for r := range s.rows {
		self, official := s.self[r], s.official[r]
		if self == nil || official == nil {
			continue
		}
		name := s.rows[r].Enterprise.Township
		if byName[name] == nil {
			byName[name] = &TownshipScores{Township: name, Largest: []Difference{}}
		}
		byName[name].add(&s.rows[r], self, official)
	}
	list := make([]TownshipScores, 0, len(byName))
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		list = append(list, *byName[name])
	}
	return list
}

// add counts one finished review.
func (t *TownshipScores) add(row *OverviewRow, self, official *slim) {
	if self.contender.Result.Vetoed || official.contender.Result.Vetoed {
		t.Vetoed++
		return
	}
	if slices.Contains(self.bases, basisUnanswered) {
		t.Unanswered++
	}
	if slices.Contains(self.bases, basisClaimed) {
		t.Claimed++
	}
	from, to := self.contender.Result.Total, official.contender.Result.Total
	t.Totals.add(from, to)
	t.Largest = withLargest(t.Largest, row, from, to)
}

// withLargest takes a difference into the largest ones. Rows come by id: of equal
// differences the first ones stay.
func withLargest(list []Difference, row *OverviewRow, self, official scoring.Points) []Difference {
	difference := official - self
	if difference == 0 || len(list) == maxLargest && magnitude(difference) <= magnitude(list[maxLargest-1].Difference) {
		return list
	}
	at := len(list)
	for at > 0 && magnitude(list[at-1].Difference) < magnitude(difference) {
		at--
	}
	list = slices.Insert(list, at, Difference{row.ID, row.Enterprise.Name, self, official, difference})
	return list[:min(len(list), maxLargest)]
}
