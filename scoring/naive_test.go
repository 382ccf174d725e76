package scoring_test

import (
	"math/big"
	"slices"
	"strings"

	"wuxing/scoring"
)

// naive is a second evaluator. It is deliberately simple and slow: rational numbers,
// words, maps, and the rules of the card as they are exported. It shares nothing
// with the program that Load compiles.
type naive struct {
	card    *scoring.Card
	ladders map[*scoring.LadderRule]*naiveLadder
}

// naiveFacts are the given answers: digits, yes, no or the key of a choice, and
// the rows of lists.
type naiveFacts struct {
	single map[string]string
	lists  map[string][]map[string]string
}

func (f *naiveFacts) given(key string) bool {
	_, single := f.single[key]
	_, list := f.lists[key]
	return single || list
}

type naiveScore struct {
	points *big.Rat
	status scoring.Status
	veto   bool
}

// score works out one indicator.
func (n *naive) score(indicator *scoring.Indicator, f *naiveFacts) naiveScore {
	for _, fact := range n.card.FactsOf(indicator) {
		if !f.given(fact.Key) {
			return naiveScore{new(big.Rat), scoring.Unanswered, false}
		}
	}
	score := n.rule(&indicator.Rule, f)
	if score.status != scoring.Scored {
		return naiveScore{new(big.Rat), score.status, false}
	}
	return score
}

func (n *naive) rule(rule *scoring.Rule, f *naiveFacts) naiveScore {
	score := naiveScore{points: new(big.Rat)}
	switch {
	case rule.Flag != nil:
		if f.single[rule.Flag.Fact] == "yes" {
			score.points = toRat(rule.Flag.Points)
		}
	case rule.Choice != nil:
		for _, row := range rule.Choice.Points {
			if row.Choice == f.single[rule.Choice.Fact] {
				score.points = toRat(row.Points)
			}
		}
	case rule.Each != nil:
		score.points.Mul(toRat(rule.Each.Points), rat(f.single[rule.Each.Fact]))
	case rule.Ladder != nil:
		value := measured(&rule.Ladder.Of, f)
		if value == nil {
			score.status = scoring.NotComputable
			return score
		}
		score.points, score.veto = n.ladder(rule.Ladder).points(value)
	case rule.List != nil:
		score.points, score.veto = n.list(rule.List, f.lists[rule.List.Fact])
	default:
		for i := range rule.Sum {
			part := n.rule(&rule.Sum[i], f)
			if part.status != scoring.Scored {
				return part
			}
			score.points.Add(score.points, part.points)
			score.veto = score.veto || part.veto
		}
	}
	return score
}

// measured is the number that a ladder measures; nil where it divides by 0.
func measured(of *scoring.Measure, f *naiveFacts) *big.Rat {
	switch {
	case of.Count != "":
		return rat(f.single[of.Count])
	case of.Amount != "":
		return rat(f.single[of.Amount])
	}
	over, under := of.Ratio[0]+of.Growth[0], of.Ratio[1]+of.Growth[1]
	a, b := rat(f.single[over]), rat(f.single[under])
	if b.Sign() == 0 {
		return nil
	}
	if of.Growth[0] != "" {
		a.Sub(a, b)
	}
	return a.Quo(a, b)
}

// naiveLadder is a ladder with its words read as numbers.
type naiveLadder struct {
	rows              []naiveRow
	over, every, step *big.Rat // nil: no steps
	most              *big.Rat // nil: no cap
}

type naiveRow struct {
	bound, points *big.Rat
	strict, veto  bool
}

func (n *naive) ladder(rule *scoring.LadderRule) *naiveLadder {
	if l := n.ladders[rule]; l != nil {
		return l
	}
	l := &naiveLadder{}
	for _, row := range rule.Rows {
		r := naiveRow{points: toRat(row.Points), veto: row.Veto}
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

func (l *naiveLadder) points(value *big.Rat) (*big.Rat, bool) {
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

func (n *naive) list(rule *scoring.ListRule, rows []map[string]string) (*big.Rat, bool) {
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

// inPoints is a rational score as the engine has it; false where it is no whole
// number of hundredths.
func inPoints(r *big.Rat) (scoring.Points, bool) {
	hundredths := new(big.Rat).Mul(r, big.NewRat(100, 1))
	return scoring.Points(hundredths.Num().Int64()), hundredths.IsInt()
}
