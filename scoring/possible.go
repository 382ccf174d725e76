package scoring

import (
	"slices"
	"sync"
)

// ScoreSet is every score that an indicator can have: those that its rule gives
// for some facts, and 0, which it has while it is not answered. It is worked out
// from the rule, not by trying facts: the points of tiers that some value
// reaches, steps up to the cap or the largest value, sums of as many rows as a
// list may have.
//
// Rules of a sum are taken to be free of each other; only tables on one fact are
// read together. Where a card ties them in another way, the set may hold a sum
// that no facts give, but it never lacks one that some facts do.
type ScoreSet struct {
	scores []Points   // ascending, each once; always with 0
	runs   []scoreRun // beside them; only where the scores are very many
	veto   bool
}

// scoreRun is first, first+step, … , n+1 scores in all.
type scoreRun struct {
	first, step Points
	n           int64
}

func (r scoreRun) last() Points { return r.first + Points(r.n)*r.step }

// maxListed is how many scores of one rule are listed one by one. Each of them is
// checked against what the facts can be; what a run holds beyond is not.
const maxListed = 1000

// Possible is the set of scores that an indicator can have; of an unknown one it
// is empty and contains nothing.
func (c *Card) Possible(indicatorID string) ScoreSet {
	i, ok := c.byID[indicatorID]
	if !ok {
		return ScoreSet{}
	}
	return c.program.possible.of(c)[i]
}

// possibleScores are the sets of a card, worked out when one is first asked for.
type possibleScores struct {
	once sync.Once
	sets []ScoreSet // of each indicator
}

func (p *possibleScores) of(c *Card) []ScoreSet {
	p.once.Do(func() {
		p.sets = make([]ScoreSet, len(c.indicators))
		for i, indicator := range c.indicators {
			p.sets[i] = possibleOf(c, indicator)
		}
	})
	return p.sets
}

// Contains tells whether the indicator can have the score.
func (s ScoreSet) Contains(p Points) bool {
	if _, found := slices.BinarySearch(s.scores, p); found {
		return true
	}
	return slices.ContainsFunc(s.runs, func(r scoreRun) bool {
		steps := (p - r.first) / r.step
		return (p-r.first)%r.step == 0 && steps >= 0 && int64(steps) <= r.n
	})
}

// Range is the lowest and the highest score of the set.
func (s ScoreSet) Range() (low, high Points) {
	if len(s.scores) > 0 {
		low, high = s.scores[0], s.scores[len(s.scores)-1]
	}
	for _, r := range s.runs {
		low, high = min(low, r.first, r.last()), max(high, r.first, r.last())
	}
	return low, high
}

// Veto tells whether the rule can bring a veto.
func (s ScoreSet) Veto() bool { return s.veto }

// Scores lists the set, ascending; all is false where it is too large and only
// its beginning is listed.
func (s ScoreSet) Scores() (scores []Points, all bool) {
	return slices.Clone(s.scores), len(s.runs) == 0
}

// possibleOf adds up what the rules of an indicator can give.
func possibleOf(c *Card, indicator *Indicator) ScoreSet {
	rules := indicator.Rule.Sum
	if rules == nil {
		rules = []Rule{indicator.Rule}
	}
	var slots []int // of tables, in the order of the rule
	tables := map[int][][]tableCell{}
	set := ScoreSet{scores: []Points{0}}
	for r := range rules {
		slot, cells, part := possibleRule(c, indicator, &rules[r])
		if cells == nil {
			set = set.plus(part)
			continue
		}
		if tables[slot] == nil {
			slots = append(slots, slot)
		}
		tables[slot] = append(tables[slot], cells)
	}
	for _, slot := range slots {
		set = set.plus(possibleValues(&c.Facts[slot], tables[slot]))
	}
	set.add(0)
	return set
}

// possibleRule is what one rule can give; of a rule that looks values up it gives
// the table instead.
func possibleRule(c *Card, indicator *Indicator, rule *Rule) (slot int, cells []tableCell, part ScoreSet) {
	switch {
	case rule.Flag != nil:
		return c.factByKey[rule.Flag.Fact], []tableCell{{}, {points: int32(rule.Flag.Points)}}, part
	case rule.Choice != nil:
		slot = c.factByKey[rule.Choice.Fact]
		choices := c.Facts[slot].Choices
		cells = make([]tableCell, len(choices))
		for _, row := range rule.Choice.Points {
			cells[choiceIndex(choices, row.Choice)].points = int32(row.Points)
		}
		return slot, cells, part
	case rule.Ladder != nil:
		ladder := compileLadder(c, rule.Ladder)
		if cells = ladder.table(); cells != nil {
			return ladder.of.a, cells, part
		}
		k := &checker{card: c, problems: &Problems{}, sign: 1, indicator: indicator}
		return 0, nil, ladder.possible(k.domainOf(&rule.Ladder.Of))
	case rule.Each != nil:
		fact := &c.Facts[c.factByKey[rule.Each.Fact]]
		part.addRun(scoreRun{0, rule.Each.Points, fact.Max})
		return 0, nil, part
	default:
		list := compileList(c, rule.List)
		return 0, nil, list.possible(&c.Facts[c.factByKey[rule.List.Fact]])
	}
}

// possibleValues adds the tables on one fact up, value by value.
func possibleValues(fact *Fact, tables [][]tableCell) (set ScoreSet) {
	last := 0
	for _, cells := range tables {
		last = max(last, len(cells)-1)
	}
	if fact.Type == TypeCount {
		last = int(min(int64(last), fact.Max))
	}
	for value := range last + 1 {
		var score Points
		for _, cells := range tables {
			cell := &cells[min(value, len(cells)-1)]
			score += Points(cell.points)
			set.veto = set.veto || cell.veto
		}
		set.add(score)
	}
	return set
}

// possible lists the points of every tier that a value reaches and of every step
// above the last one.
func (l *compiledLadder) possible(d domain) (set ScoreSet) {
	end := threshold{d.limit, 1}
	if _, ok := d.within(threshold{0, 0}, l.rows[0].at); ok || l.of.kind == measureGrowth {
		set.add(0)
	}
	for i := range l.rows {
		next := end
		if i+1 < len(l.rows) {
			next = l.rows[i+1].at
		}
		if _, ok := d.within(l.rows[i].at, next); !ok {
			continue
		}
		set.veto = set.veto || l.rows[i].veto
		if i+1 < len(l.rows) || !l.steps {
			set.add(l.rows[i].points) // never above a cap: the card is checked
		}
	}
	if l.steps {
		l.possibleSteps(&set, &d, end)
	}
	return set
}

// possibleSteps lists the points from the last tier on.
func (l *compiledLadder) possibleSteps(set *ScoreSet, d *domain, end threshold) {
	row := &l.rows[len(l.rows)-1]
	most := min((d.limit-l.over)/l.every, maxSteps)
	for n := int64(0); n <= most; n++ {
		from, to := threshold{l.over + n*l.every, 0}, threshold{l.over + (n+1)*l.every, 0}
		if n == 0 || from.below(row.at) {
			from = row.at
		}
		raw := row.points + Points(n)*l.points
		points := capped(raw, l.cap)
		if n == most || l.cap != 0 && max(raw, -raw) >= l.cap {
			to = end // from here on it is the same
		}
		if end.below(to) {
			to = end
		}
		if _, ok := d.within(from, to); ok {
			set.add(points)
		}
		if to == end {
			return
		}
		if n == maxListed {
			run := scoreRun{raw + l.points, l.points, most - n - 1}
			if l.cap != 0 {
				run.n = min(run.n, int64((l.cap-max(raw, -raw))/max(l.points, -l.points))-1)
				set.add(capped(raw+Points(most-n)*l.points, l.cap))
			}
			set.addRun(run)
			return
		}
	}
}

// possible is every sum of as many rows as the list may have, or the points of
// the one that counts.
func (l *compiledList) possible(fact *Fact) (set ScoreSet) {
	set.add(0) // an empty list
	var amounts []Points
	for _, code := range l.order {
		cell := &l.cells[code]
		set.veto = set.veto || cell.veto
		if cell.points != 0 && !slices.Contains(amounts, cell.points) {
			amounts = append(amounts, cell.points)
		}
	}
	rows := fact.MaxRows
	if l.best {
		rows = 1
	}
	// The sums of n rows are those of n-1 rows and one more. A cap takes only what
	// is beyond it, so it may be applied at once: all points have one sign.
	fresh := []Points{0}
	for range rows {
		var sums []Points
		for _, sum := range fresh {
			for _, amount := range amounts {
				next := capped(sum+amount, l.cap)
				if set.add(next) {
					sums = append(sums, next)
				}
			}
		}
		fresh = sums
	}
	return set
}

// add puts one score into the set and tells whether it is new.
func (s *ScoreSet) add(p Points) bool {
	i, found := slices.BinarySearch(s.scores, p)
	if found || s.Contains(p) {
		return false
	}
	s.scores = slices.Insert(s.scores, i, p)
	return true
}

// addRun puts a run into the set, listed one by one where it is short.
func (s *ScoreSet) addRun(r scoreRun) {
	switch {
	case r.n < 0:
	case r.n <= maxListed || r.step == 0:
		for n := range min(r.n, maxListed) + 1 {
			s.add(r.first + Points(n)*r.step)
		}
	default:
		s.runs = append(s.runs, r)
	}
}

// plus is every sum of a score of one set and a score of the other. Two runs are
// written as one in steps of their common divisor: it holds every sum of theirs.
func (s ScoreSet) plus(other ScoreSet) ScoreSet {
	sum := ScoreSet{veto: s.veto || other.veto}
	for _, a := range s.scores {
		for _, b := range other.scores {
			sum.add(a + b)
		}
		for _, r := range other.runs {
			sum.runs = append(sum.runs, scoreRun{a + r.first, r.step, r.n})
		}
	}
	for _, r := range s.runs {
		for _, b := range other.scores {
			sum.runs = append(sum.runs, scoreRun{b + r.first, r.step, r.n})
		}
		for _, o := range other.runs {
			step := commonDivisor(r.step, o.step)
			if r.step < 0 {
				step = -step
			}
			last := r.last() + o.last()
			sum.runs = append(sum.runs, scoreRun{r.first + o.first, step, int64((last - r.first - o.first) / step)})
		}
	}
	if len(sum.runs) > 0 { // what a run holds need not be listed
		listed := sum.scores
		sum.scores = nil
		for _, p := range listed {
			sum.add(p)
		}
	}
	return sum
}

// commonDivisor is the largest number > 0 that divides both.
func commonDivisor(a, b Points) Points {
	for b != 0 {
		a, b = b, a%b
	}
	return max(a, -a)
}
