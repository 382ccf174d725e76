package scoring

import (
	"cmp"
	"slices"
)

// Advice is one change, or two that belong together, that raises the total or
// lifts the veto. Effort is the declared effort of the facts changed, of two the
// sum of both.
type Advice struct {
	Text      string       `json:"text"` // 再培训 5 名技术工人 → 培训占比达到 60%,总分 +1
	Indicator string       `json:"indicator"`
	Changes   []FactChange `json:"changes"` // one or two; the second on top of the first
	Gain      Points       `json:"gain"`    // of the total; < 0 only where the veto is lifted
	Total     Points       `json:"total"`   // afterwards
	LiftsVeto bool         `json:"lifts_veto,omitempty"`
	Effort    int          `json:"effort"`
}

// Advise tells what an enterprise could change to score more, least effort first
// and of equal effort the largest gain first.
//
// Tried is the next bound of each indicator, the next level of each choice, a yes
// for a no, one more row of each kind in a list, one deduction or veto less. Every
// change is made on the facts and the whole card scored again: one more skilled
// worker lowers four other shares. What does not raise the total and does not lift
// the veto is left out, and so is what the checks of the card or their facts'
// largest values do not allow. To answer a missing fact is no advice. Two changes
// are only told together where they gain more than the sum of what each gains.
func (c *Card) Advise(f *Facts) []Advice {
	a := &adviser{card: c, draft: newDraft(c, f)}
	c.Evaluate(f, &a.before)
	a.propose()
	for i := range a.single {
		a.try(&a.single[i])
	}
	a.combine()
	chosen := a.chosen()
	advice := make([]Advice, len(chosen))
	for i, p := range chosen {
		advice[i] = a.word(p)
	}
	return advice
}

// adviser is one run of Advise.
type adviser struct {
	card   *Card
	draft  *draft
	before Outcome // of the facts as they are
	after  Outcome // of the change being tried
	single []proposal
	double []proposal
}

// proposal is one or two changes and what came of them.
type proposal struct {
	line    int32 // the indicator it is meant for
	count   int32 // of changes
	changes [2]change
	bound   bound // what is reached, for the wording

	total  Points
	gain   Points
	raw    Points // of the sum that the total is, were it not kept above 0
	lifts  bool
	vetoes int32 // indicators with a veto that are left
	was    Points
	is     Points // score of the indicator before and after
}

// bound is a step or tier of a ladder.
type bound struct {
	quantity Quantity
	words    boundWords
}

type boundWords uint8

const (
	boundNone   boundWords = iota
	boundFrom              // 达到
	boundAbove             // 超过
	boundBelow             // 低于
	boundAtMost            // 不超过
)

// try makes the changes, scores the whole card and takes them back.
func (a *adviser) try(p *proposal) {
	for i := range p.count {
		a.draft.apply(&p.changes[i])
	}
	a.card.Evaluate(&a.draft.facts, &a.after)
	for i := p.count - 1; i >= 0; i-- {
		a.draft.undo(&p.changes[i])
	}
	p.total, p.gain = a.after.Total, a.after.Total-a.before.Total
	p.raw = a.after.sumOfLines() - a.before.sumOfLines()
	p.lifts = a.before.Vetoed && !a.after.Vetoed
	p.vetoes = 0
	if a.after.Vetoed {
		for i := range a.after.Lines {
			if a.after.Lines[i].Veto {
				p.vetoes++
			}
		}
	}
	p.was, p.is = a.before.Lines[p.line].Score, a.after.Lines[p.line].Score
}

// sumOfLines is the total before it is kept above 0.
func (o *Outcome) sumOfLines() Points { return o.Base + o.Bonus + o.Deduction }

// helps tells whether the advice may be shown: more points, or no veto any more;
// never a veto for points.
func (a *adviser) helps(p *proposal) bool {
	if p.vetoes > 0 && !a.before.Vetoed {
		return false
	}
	return p.gain > 0 || p.lifts
}

// chosen sorts what helps and leaves out the harder of two rows of one list that
// bring the same.
func (a *adviser) chosen() []*proposal {
	chosen := make([]*proposal, 0, len(a.single)+len(a.double))
	for i := range a.single {
		if p := &a.single[i]; a.helps(p) && !slices.ContainsFunc(chosen, p.sameRow) {
			chosen = append(chosen, p)
		}
	}
	for i := range a.double {
		chosen = append(chosen, &a.double[i])
	}
	slices.SortStableFunc(chosen, func(p, q *proposal) int {
		if c := cmp.Compare(a.effort(p), a.effort(q)); c != 0 {
			return c
		}
		if p.lifts != q.lifts {
			if p.lifts {
				return -1
			}
			return 1
		}
		return cmp.Compare(q.gain, p.gain)
	})
	return chosen
}

// sameRow tells whether another proposal adds a row to the same list and gains as
// much. Rows come in the order of the card, the easier ones first.
func (p *proposal) sameRow(other *proposal) bool {
	return p.count == 1 && other.count == 1 && p.changes[0].kind != setValue && p.changes[0].kind == other.changes[0].kind &&
		p.changes[0].slot == other.changes[0].slot && p.line == other.line && p.gain == other.gain && p.lifts == other.lifts
}

func (a *adviser) effort(p *proposal) int {
	effort := 0
	for i := range p.count {
		effort += a.card.Facts[p.changes[i].slot].effort()
	}
	return effort
}

// word writes the advice out.
func (a *adviser) word(p *proposal) Advice {
	changes := make([]FactChange, p.count)
	for i := range changes {
		changes[i] = p.changes[i].told(a.card, a.draft.base)
	}
	return Advice{
		Text: string(a.appendText(make([]byte, 0, 160), p)), Indicator: a.card.indicators[p.line].ID, Changes: changes,
		Gain: p.gain, Total: p.total, LiftsVeto: p.lifts, Effort: a.effort(p),
	}
}
