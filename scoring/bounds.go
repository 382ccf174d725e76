package scoring

import (
	"cmp"
	"slices"
)

// Bounds is what an enterprise may still score while facts are missing: unknown
// is not zero. A missing fact may turn out as any value that its own largest
// value, the given facts and the checks of the card leave open.
//
// The range of an indicator is exact: both ends are attained by facts that the
// card accepts. (Only outer where rules of one sum share facts or where a share
// has a veto tier; no card of ours has that.) The range of the total is the sum of
// the ranges of the indicators, not below 0. It holds every possible total, but an
// end of it need not be attained, since one fact may serve several indicators: no
// number of skilled workers is the best for all five at once.
type Bounds struct {
	Total      ScoreRange
	Indicators []ScoreRange  // in printed order; low = high where nothing is missing
	Missing    []MissingFact // the most points at stake first, then in card order
}

// ScoreRange is every score from Low to High and the chance of a veto. The score
// shown for an unanswered indicator is 0 and may lie below it.
type ScoreRange struct {
	Low  Points     `json:"low"`
	High Points     `json:"high"`
	Veto VetoChance `json:"veto,omitempty"`
}

// VetoChance tells whether the missing facts decide on a veto.
type VetoChance string

// The three chances.
const (
	VetoNone     VetoChance = ""
	VetoPossible VetoChance = "possible" // some answers bring a veto, others do not
	VetoCertain  VetoChance = "certain"  // there is a veto, whatever is answered
)

// MissingFact is a fact that was not given. Stake is by how much at most the
// range of the total gets narrower once it is known: the width of the ranges of
// the rules that read it, at most that of the total.
type MissingFact struct {
	Fact  string `json:"fact"`
	Label string `json:"label"`
	Stake Points `json:"stake"`
	Veto  bool   `json:"veto,omitempty"` // it may bring a veto, too
}

// Bounds works the ranges out; see the type.
func (c *Card) Bounds(f *Facts) *Bounds {
	b := newBounder(c, f)
	b.walk()
	out := &Bounds{Indicators: make([]ScoreRange, len(b.lines))}
	total, veto := ScoreRange{}, rangedVeto{}
	for i := range b.lines {
		line := b.lines[i].settle()
		out.Indicators[i] = ScoreRange{line.low, line.high, line.veto.chance()}
		total.Low, total.High = total.Low+line.low, total.High+line.high
		veto = veto.or(line.veto)
	}
	out.Total = ScoreRange{c.program.total(total.Low), c.program.total(total.High), veto.chance()}
	width := out.Total.High - out.Total.Low
	for slot, value := range f.values {
		if value == unknown {
			fact := &c.Facts[slot]
			out.Missing = append(out.Missing, MissingFact{fact.Key, fact.Label, min(b.stakes[slot].points, width), b.stakes[slot].veto})
		}
	}
	slices.SortStableFunc(out.Missing, func(x, y MissingFact) int { return cmp.Compare(y.Stake, x.Stake) })
	return out
}

// ranged is what one rule or one indicator may give.
type ranged struct {
	low, high Points
	veto      rangedVeto
	zero      bool // a divisor may be 0: the whole indicator is not computable
	onlyZero  bool // it is 0 for certain
}

// rangedVeto: is there a veto for some answers, for all of them?
type rangedVeto struct{ some, all bool }

func (v rangedVeto) or(other rangedVeto) rangedVeto {
	return rangedVeto{v.some || other.some, v.all || other.all}
}

func (v rangedVeto) chance() VetoChance {
	switch {
	case v.all:
		return VetoCertain
	case v.some:
		return VetoPossible
	}
	return VetoNone
}

// add puts another rule of the same indicator beside this one.
func (r *ranged) add(part ranged) {
	r.low, r.high = r.low+part.low, r.high+part.high
	r.veto = r.veto.or(part.veto)
	r.zero, r.onlyZero = r.zero || part.zero, r.onlyZero || part.onlyZero
}

// settle counts in that the indicator may not be computable and scores 0 then.
func (r ranged) settle() ranged {
	switch {
	case r.onlyZero:
		return ranged{}
	case r.zero:
		r.low, r.high, r.veto.all = min(r.low, 0), max(r.high, 0), false
	}
	return r
}

// seen widens the range by one score that is attained; first is the first one.
func (r *ranged) seen(points Points, veto, first bool) {
	if first {
		*r = ranged{low: points, high: points, veto: rangedVeto{veto, veto}}
		return
	}
	r.low, r.high = min(r.low, points), max(r.high, points)
	r.veto = rangedVeto{r.veto.some || veto, r.veto.all && veto}
}
