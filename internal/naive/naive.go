// Package naive is a second evaluator for tests. It is deliberately simple and slow:
// rational numbers, words, maps, and the rules of the card as they are exported. It
// shares nothing with the program that scoring.Load compiles.
package naive

import (
	"math/big"
	"slices"
	"strings"

	"wuxing/scoring"
)

// Evaluator works out scores by a card's rules.
type Evaluator struct {
	card    *scoring.Card
	ladders map[*scoring.LadderRule]*ladder
}

// New is an evaluator for the card.
func New(card *scoring.Card) *Evaluator {
	return &Evaluator{card, make(map[*scoring.LadderRule]*ladder)}
}

// Score is what an indicator comes to. Points are 0 unless it is scored.
type Score struct {
	Points *big.Rat
	Status scoring.Status
	Veto   bool
}

// Score works out one indicator.
func (n *Evaluator) Score(indicator *scoring.Indicator, f *Facts) Score {
	for _, fact := range n.card.FactsOf(indicator) {
		if !f.given(fact.Key) {
			return Score{new(big.Rat), scoring.Unanswered, false}
		}
	}
	score := n.rule(&indicator.Rule, f)
	if score.Status != scoring.Scored {
		return Score{new(big.Rat), score.Status, false}
	}
	return score
}

func (n *Evaluator) rule(rule *scoring.Rule, f *Facts) Score {
	score := Score{Points: new(big.Rat)}
	switch {
	case rule.Flag != nil:
		if f.Single[rule.Flag.Fact] == "yes" {
			score.Points = toRat(rule.Flag.Points)
		}
	case rule.Choice != nil:
		for _, row := range rule.Choice.Points {
			if row.Choice == f.Single[rule.Choice.Fact] {
				score.Points = toRat(row.Points)
			}
		}
	case rule.Each != nil:
		score.Points.Mul(toRat(rule.Each.Points), rat(f.Single[rule.Each.Fact]))
	case rule.Ladder != nil:
		value := measured(&rule.Ladder.Of, f)
		if value == nil {
			score.Status = scoring.NotComputable
			return score
		}
		score.Points, score.Veto = n.ladder(rule.Ladder).points(value)
	case rule.List != nil:
		score.Points, score.Veto = n.list(rule.List, f.Lists[rule.List.Fact])
	default:
		for i := range rule.Sum {
			part := n.rule(&rule.Sum[i], f)
			if part.Status != scoring.Scored {
				return part
			}
			score.Points.Add(score.Points, part.Points)
			score.Veto = score.Veto || part.Veto
		}
	}
	return score
}

// measured is the number that a ladder measures; nil where it divides by 0.
func measured(of *scoring.Measure, f *Facts) *big.Rat {
	switch {
	case of.Count != "":
		return rat(f.Single[of.Count])
	case of.Amount != "":
		return rat(f.Single[of.Amount])
	}
	over, under := of.Ratio[0]+of.Growth[0], of.Ratio[1]+of.Growth[1]
	a, b := rat(f.Single[over]), rat(f.Single[under])
	if b.Sign() == 0 {
		return nil
	}
	if of.Growth[0] != "" {
		a.Sub(a, b)
	}
	return a.Quo(a, b)
}

// ladder is a ladder with its words read as numbers.
type ladder struct {
	rows              []ladderRow
	over, every, step *big.Rat // nil: no steps
	most              *big.Rat // nil: no cap
}

type ladderRow struct {
	bound, points *big.Rat
	strict, veto  bool
}

func (n *Evaluator) ladder(rule *scoring.LadderRule) *ladder {
	if l := n.ladders[rule]; l != nil {
		return l
	}
	l := &ladder{}
	for _, row := range rule.Rows {
		r := ladderRow{points: toRat(row.Points), veto: row.Veto}
		if row.Above != nil {
			r.bound, r.strict = rat(row.Above.String()), true
		} else {
			r.bound = rat(row.From.String())
		}
		l.rows = append(l.rows, r)
	}
	if rule.Then != nil {
		l.over, l.every, l.step = rat(rule.Then.Over.String()), rat(rule.Then.Every.String()), toRat(rule.Then.Points)
	}
	if rule.Cap != nil {
		l.most = toRat(*rule.Cap)
	}
	n.ladders[rule] = l
	return l
}

func (l *ladder) points(value *big.Rat) (*big.Rat, bool) {
	points, veto, last := new(big.Rat), false, false
	for i, row := range l.rows {
		if order := value.Cmp(row.bound); order > 0 || order == 0 && !row.strict {
			points.Set(row.points)
			veto, last = row.veto, i == len(l.rows)-1
		}
	}
	if l.over != nil && last && value.Cmp(l.over) > 0 {
		steps := new(big.Rat).Sub(value, l.over)
		steps.Quo(steps, l.every)
		whole := new(big.Int).Quo(steps.Num(), steps.Denom())
		points.Add(points, new(big.Rat).Mul(new(big.Rat).SetInt(whole), l.step))
	}
	return limited(points, l.most), veto
}

// limited is points of at most so much, up or down.
func limited(points, most *big.Rat) *big.Rat {
	if most == nil {
		return points
	}
	if points.Cmp(most) > 0 {
		return most
	}
	if least := new(big.Rat).Neg(most); points.Cmp(least) < 0 {
		return least
	}
	return points
}

func (n *Evaluator) list(rule *scoring.ListRule, rows []map[string]string) (*big.Rat, bool) {
	best := map[string]*big.Rat{}
	var names []string
	veto := false
	for i, row := range rows {
		if slices.ContainsFunc(rule.Only, func(b scoring.RowBound) bool { return rat(row[b.Field]).Cmp(big.NewRat(b.From, 1)) < 0 }) {
			continue
		}
		points := new(big.Rat)
		for _, table := range rule.Tables {
			if c := slices.IndexFunc(table, func(c scoring.RowCase) bool { return holds(c.When, row) }); c >= 0 {
				points.Add(points, toRat(table[c].Points))
				veto = veto || table[c].Veto
			}
		}
		for _, factor := range rule.Times {
			if holds(factor.When, row) {
				points.Mul(points, big.NewRat(int64(factor.By[0]), int64(factor.By[1])))
			}
		}
		name := string(rune(i)) // every row its own
		if rule.BestPer != "" && row[rule.BestPer] != "" {
			name = "name " + strings.Join(strings.Fields(row[rule.BestPer]), "")
		}
		if rule.Combine == "best" {
			name = "all"
		}
		if best[name] == nil {
			names = append(names, name)
		}
		if best[name] == nil || new(big.Rat).Abs(points).Cmp(new(big.Rat).Abs(best[name])) > 0 {
			best[name] = points
		}
	}
	sum := new(big.Rat)
	for _, name := range names {
		sum.Add(sum, best[name])
	}
	if rule.Cap == nil {
		return sum, veto
	}
	return limited(sum, toRat(*rule.Cap)), veto
}

func holds(when []scoring.Match, row map[string]string) bool {
	for _, match := range when {
		if row[match.Field] != match.Choice {
			return false
		}
	}
	return true
}

func toRat(p scoring.Points) *big.Rat { return big.NewRat(int64(p), 100) }

// rat reads digits, with a percent sign as a share.
func rat(text string) *big.Rat {
	digits, percent := strings.CutSuffix(text, "%")
	r, ok := new(big.Rat).SetString(digits)
	if !ok {
		panic("no number: " + text)
	}
	if percent {
		r.Quo(r, big.NewRat(100, 1))
	}
	return r
}

// Ladder is the points of a value on a ladder, and whether it vetoes.
func (n *Evaluator) Ladder(rule *scoring.LadderRule, value *big.Rat) (*big.Rat, bool) {
	return n.ladder(rule).points(value)
}

// Points is a rational score as the engine has it; false where it is no whole
// number of hundredths.
func Points(r *big.Rat) (scoring.Points, bool) {
	hundredths := new(big.Rat).Mul(r, big.NewRat(100, 1))
	return scoring.Points(hundredths.Num().Int64()), hundredths.IsInt()
}
