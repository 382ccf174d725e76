package scoring

// explanation holds the parts of a rule's explanation that do not depend on the
// facts, written once when the card is loaded.
type explanation struct {
	instruction
	kind     wordKind
	ready    []string // the whole sentence of each value from 0 on, as far as kept
	label    string   // what is counted: 新型学徒制培养人数
	unit     string   // of the value: 人, 元/月; of a list: of one row
	negative bool     // points are deducted
	step     string   // each: ",每起扣2分,共"
	capped   string   // ",按上限8分计"
	ladder   ladderWords
	list     listWords
}

type wordKind uint8

const (
	wordTable wordKind = iota // every value is ready
	wordEach
	wordTiers // a ladder that is looked up
	wordLadder
	wordList
)

// readyEach is up to how many the sentences of an each rule are kept ready.
const readyEach = 8

// gain words a score: 得2分, 扣2分.
func gain(p Points) string {
	if p < 0 {
		return "扣" + (-p).String() + "分"
	}
	return "得" + p.String() + "分"
}

// nothing words a zero: for deductions it is good news.
func (w *explanation) nothing() string {
	if w.negative {
		return ",不扣分"
	}
	return ",得0分"
}

func (p *program) compileWords(c *Card, rule *Rule, in *instruction) explanation {
	fact := &c.Facts[in.slot]
	w := explanation{instruction: *in, label: fact.Label, unit: fact.Unit, kind: wordTable}
	switch {
	case rule.Flag != nil:
		w.ready = []string{fact.Label + ":否,得0分", fact.Label + ":是," + gain(rule.Flag.Points)}
	case rule.Choice != nil:
		for i, choice := range fact.Choices {
			w.ready = append(w.ready, fact.Label+":"+choice.Label+","+gain(Points(p.cells[int(in.index)+i].points)))
		}
	case rule.Each != nil:
		w.kind, w.negative = wordEach, rule.Each.Points < 0
		w.step = ",每" + fact.Unit + gain(rule.Each.Points) + ",共"
		w.ready = []string{fact.Label + "0" + fact.Unit + w.nothing()}
		for value := int64(1); value < readyEach; value++ {
			w.ready = append(w.ready, string(w.explainEach(nil, value)))
		}
	case rule.Ladder != nil:
		w.compileLadder(fact, rule.Ladder)
		if w.kind = wordLadder; in.last > 0 {
			w.kind = wordTiers
			for value := int32(0); value <= in.last; value++ {
				w.ready = append(w.ready, string(w.explainTiers(nil, int64(value), int(p.cells[in.index+value].row))))
			}
		}
	case rule.List != nil:
		w.kind = wordList
		w.compileList(fact, rule.List, &p.listOf[in.index])
		w.ready = []string{fact.Label + ":无" + w.nothing()}
	}
	return w
}
