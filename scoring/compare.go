package scoring

import (
	"cmp"
	"slices"
)

// Codes of problems of two cards that cannot be compared. Their sentences stand
// in templates/messages.
const (
	CodeFactOnlyInOne = "fact_only_in_one" // fact, card, other: the card that does not know it
	CodeFactOtherType = "fact_other_type"  // fact, card, other
)

// Comparable tells which facts keep the same answers from being scored by both
// cards: one that only one of them asks would be missing or unknown, never zero.
func Comparable(a, b *Card) Problems {
	var problems Problems
	for i := range a.Facts {
		fact := &a.Facts[i]
		other, ok := b.Fact(fact.Key)
		switch {
		case !ok:
			problems.Add(CodeFactOnlyInOne, Position{Path: "facts." + fact.Key}, "fact", fact.Label, "card", a.ID, "other", b.ID)
		case other.Type != fact.Type:
			problems.Add(CodeFactOtherType, Position{Path: "facts." + fact.Key}, "fact", fact.Label, "card", a.ID, "other", b.ID)
		}
	}
	for i := range b.Facts {
		if fact := &b.Facts[i]; !hasFact(a, fact.Key) {
			problems.Add(CodeFactOnlyInOne, Position{Path: "facts." + fact.Key}, "fact", fact.Label, "card", b.ID, "other", a.ID)
		}
	}
	return problems
}

func hasFact(c *Card, key string) bool { _, ok := c.factByKey[key]; return ok }

// Compared is one enterprise on its way into a comparison: the same answers, read
// by each of the two cards.
type Compared struct {
	Enterprise *Enterprise // may be nil
	A, B       *Facts
}

// Comparison is what changes for some enterprises from card A to card B.
type Comparison struct {
	A          *Card               `json:"-"`
	B          *Card               `json:"-"`
	Quota      int                 `json:"quota"` // 0: none
	Rows       []ComparedRow       `json:"rows"`  // by rank under A, the vetoed ones last
	Indicators []ComparedIndicator `json:"indicators"`

	Gain     int    `json:"gain"` // how many gain, lose, stay
	Lose     int    `json:"lose"`
	Same     int    `json:"same"`
	Gained   Points `json:"gained"`   // by those that gain
	Lost     Points `json:"lost"`     // ≤ 0
	TotalA   Points `json:"total_a"`  // of all
	TotalB   Points `json:"total_b"`  //
	Limits   Points `json:"limits"`   // what the floor of 0 and a cap of the total keep of the indicators' changes
	Enter    int    `json:"enter"`    // come within the quota
	Leave    int    `json:"leave"`    // fall out of it
	WithinA  int    `json:"within_a"` // may be more than the quota where ranks are shared
	WithinB  int    `json:"within_b"`
	VetoedA  int    `json:"vetoed_a"`
	VetoedB  int    `json:"vetoed_b"`
	Reranked int    `json:"reranked"` // ranks that change
}

// ComparedRow is one enterprise under both cards.
type ComparedRow struct {
	Index      int           `json:"index"` // its place in the input, from 0
	Enterprise Enterprise    `json:"enterprise"`
	TotalA     Points        `json:"total_a"`
	TotalB     Points        `json:"total_b"`
	Change     Points        `json:"change"`
	RankA      int           `json:"rank_a"` // 0: vetoed
	RankB      int           `json:"rank_b"`
	Move       int           `json:"move"` // places won; 0 also where either rank is missing
	WithinA    bool          `json:"within_a"`
	WithinB    bool          `json:"within_b"`
	Lines      []LineChanged `json:"lines"`
}

// VetoMoved tells whether only one of the cards disqualifies the enterprise.
func (r *ComparedRow) VetoMoved() bool { return (r.RankA == 0) != (r.RankB == 0) }

// Changed tells whether anything differs for the enterprise.
func (r *ComparedRow) Changed() bool {
	return r.Change != 0 || r.RankA != r.RankB || r.WithinA != r.WithinB || len(r.Lines) > 0
}

// ComparedIndicator is one indicator over all enterprises.
type ComparedIndicator struct {
	ID      string `json:"id"`
	No      string `json:"no"`
	Name    string `json:"name"`
	Changed int    `json:"changed"` // enterprises whose score changes
	Up      int    `json:"up"`
	Down    int    `json:"down"`
	Sum     Points `json:"sum"`            // of the changes
	Only    string `json:"only,omitempty"` // "a" or "b": the other card has no such indicator
}

// Compare scores every enterprise under both cards and ranks them under each.
// Within the quota are those whose rank is at most the quota; where enterprises
// share the last such rank, all of them are. The answer depends on the facts
// alone: equal ones stay in the order of the input.
func Compare(a, b *Card, enterprises []Compared, quota int) *Comparison {
	c := &Comparison{A: a, B: b, Quota: quota, Rows: make([]ComparedRow, len(enterprises))}
	sides := [2][]Contender{make([]Contender, len(enterprises)), make([]Contender, len(enterprises))}
	c.Indicators = bothIndicators(a, b)
	for i := range enterprises {
		c.score(i, &enterprises[i], &sides)
	}
	ranksA, ranksB := a.Rank(sides[0]), b.Rank(sides[1])
	for i := range c.Rows {
		c.rank(&c.Rows[i], ranksA[i], ranksB[i])
	}
	slices.SortStableFunc(c.Rows, func(x, y ComparedRow) int {
		return cmp.Or(last(x.RankA)-last(y.RankA), last(x.RankB)-last(y.RankB))
	})
	return c
}

// last puts the enterprises without a rank behind all others.
func last(rank int) int {
	if rank == 0 {
		return maxCount
	}
	return rank
}

// bothIndicators are the indicators of A, then those that only B has.
func bothIndicators(a, b *Card) []ComparedIndicator {
	var rows []ComparedIndicator
	for _, indicator := range a.indicators {
		row := ComparedIndicator{ID: indicator.ID, No: indicator.No, Name: indicator.Name}
		if _, both := b.byID[indicator.ID]; !both {
			row.Only = "a"
		}
		rows = append(rows, row)
	}
	for _, indicator := range b.indicators {
		if _, both := a.byID[indicator.ID]; !both {
			rows = append(rows, ComparedIndicator{ID: indicator.ID, No: indicator.No, Name: indicator.Name, Only: "b"})
		}
	}
	return rows
}

// score fills in what does not depend on the other enterprises.
func (c *Comparison) score(i int, e *Compared, sides *[2][]Contender) {
	var before, after Outcome
	c.A.Evaluate(e.A, &before)
	c.B.Evaluate(e.B, &after)
	sides[0][i], sides[1][i] = before.contender(e.A), after.contender(e.B)
	row := &c.Rows[i]
	row.Index, row.TotalA, row.TotalB, row.Change = i, before.Total, after.Total, after.Total-before.Total
	if e.Enterprise != nil {
		row.Enterprise = *e.Enterprise
	}
	row.Lines = c.lines(&before, &after)
	c.TotalA += before.Total
	c.TotalB += after.Total
	c.Limits += row.Change
	for _, line := range row.Lines {
		c.Limits -= line.To - line.From
	}
	switch {
	case row.Change > 0:
		c.Gain++
		c.Gained += row.Change
	case row.Change < 0:
		c.Lose++
		c.Lost += row.Change
	default:
		c.Same++
	}
}

// contender is what a ranking needs of an outcome.
func (o *Outcome) contender(f *Facts) Contender {
	return Contender{&Result{Total: o.Total, Base: o.Base, Bonus: o.Bonus, Deduction: o.Deduction, Vetoed: o.Vetoed}, f}
}

// lines lists the indicators whose score changes and counts them. An indicator
// that a card does not have scores 0 there.
func (c *Comparison) lines(before, after *Outcome) []LineChanged {
	changed := []LineChanged{}
	for i := range c.Indicators {
		row := &c.Indicators[i]
		from, to := before.scoreOf(c.A, row.ID), after.scoreOf(c.B, row.ID)
		if from == to {
			continue
		}
		changed = append(changed, LineChanged{row.ID, row.No, from, to})
		row.Changed++
		row.Sum += to - from
		if to > from {
			row.Up++
		} else {
			row.Down++
		}
	}
	return changed
}

func (o *Outcome) scoreOf(c *Card, id string) Points {
	i, ok := c.byID[id]
	if !ok {
		return 0
	}
	return o.Lines[i].Score
}

// rank fills in what depends on the others.
func (c *Comparison) rank(row *ComparedRow, rankA, rankB int) {
	row.RankA, row.RankB = rankA, rankB
	row.WithinA, row.WithinB = c.within(rankA), c.within(rankB)
	if rankA > 0 && rankB > 0 {
		row.Move = rankA - rankB
	}
	count := func(n *int, holds bool) {
		if holds {
			*n++
		}
	}
	count(&c.VetoedA, rankA == 0)
	count(&c.VetoedB, rankB == 0)
	count(&c.WithinA, row.WithinA)
	count(&c.WithinB, row.WithinB)
	count(&c.Enter, row.WithinB && !row.WithinA)
	count(&c.Leave, row.WithinA && !row.WithinB)
	count(&c.Reranked, rankA != rankB)
}

func (c *Comparison) within(rank int) bool { return c.Quota > 0 && rank > 0 && rank <= c.Quota }
