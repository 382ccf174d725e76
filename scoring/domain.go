package scoring

import "strconv"

// domain is what a ladder's measure can be: whole people, whole fen, or all
// shares of two counts up to the largest ones.
type domain struct {
	unit     quantityUnit
	growth   bool
	limit    int64 // the largest value, in the unit of the bounds
	most     int64 // the largest divisor of a share
	bounded  bool  // the limit follows from the facts' meaning, not from plausibility
	unitName string
}

func (k *checker) domainOf(m *Measure) domain {
	fact := func(key string) *Fact { return &k.card.Facts[k.card.factByKey[key]] }
	d := domain{unit: m.unit(), most: 1}
	switch {
	case m.Count != "":
		d.limit, d.unitName = fact(m.Count).Max, fact(m.Count).Unit
	case m.Amount != "":
		d.limit, d.unitName = fact(m.Amount).Max*powersOfTen[2], fact(m.Amount).Unit
	case m.Ratio[0] != "":
		d.most = fact(m.Ratio[1]).Max
		d.bounded = k.card.notLarger(m.Ratio[0], m.Ratio[1])
		d.limit = fact(m.Ratio[0]).Max * shareScale
		if d.bounded {
			d.limit = shareScale
		}
	default:
		d.growth, d.most = true, fact(m.Growth[1]).Max
		d.limit = fact(m.Growth[0]).Max * shareScale
	}
	return d
}

// dense tells whether between two values there is always another.
func (d *domain) dense() bool { return d.unit == unitPercent }

// whole writes > n of whole numbers as ≥ n+1, so that bounds can be compared.
func (d *domain) whole(t threshold) threshold {
	if d.dense() {
		return t
	}
	return threshold{t.n + t.strict, 0}
}

// within finds a value that reaches one bound and not the other, of shares the
// one with the smallest divisor.
func (d *domain) within(from, end threshold) (threshold, bool) {
	if !d.dense() {
		return d.whole(from), d.whole(from).below(d.whole(end))
	}
	a, b, ok := d.share(from, end)
	return threshold{a, b}, ok
}

// maxDivisor ends the search for a share: between two bounds of hundredths of a
// percent there is one with a smaller divisor.
const maxDivisor = 2 * shareScale

func (d *domain) share(from, end threshold) (a, b int64, ok bool) {
	for b = 1; b <= min(d.most, maxDivisor); b++ {
		a = (from.n*b + from.strict + shareScale - 1) / shareScale
		if a*shareScale < end.n*b+end.strict {
			return a, b, true
		}
	}
	return 0, 0, false
}

// at words the first value that reaches a bound.
func (d *domain) at(t threshold) string { return d.between(t, threshold{t.n + 1, 1}) }

// between words a value that reaches one bound and not the other: 50 人,
// 7÷20=35%, (103-100)÷100=3%.
func (d *domain) between(from, end threshold) string {
	if !d.dense() {
		text := d.quantity(from.n + from.strict)
		if d.unitName != "" {
			text += " " + d.unitName
		}
		return text
	}
	a, b, ok := d.share(from, end)
	if !ok {
		return d.quantity(from.n)
	}
	percent, sign := a*shareScale/b, "≈"
	if percent*b == a*shareScale {
		sign = "="
	}
	over, under := strconv.FormatInt(a, 10), strconv.FormatInt(b, 10)
	if d.growth {
		over = "(" + strconv.FormatInt(a+b, 10) + "-" + under + ")"
	}
	return over + "÷" + under + sign + d.quantity(percent)
}

// quantity writes a value in the unit of the bounds as the card does.
func (d *domain) quantity(n int64) string { return Quantity{n, d.unit}.String() }

// unitStep is a step of a common size: one person, one CNY, one percent.
func (d *domain) unitStep() int64 {
	if d.unit == unitWhole {
		return 1
	}
	return 100
}

// justAbove is a lower bound that lies just above another.
func (d *domain) justAbove(t threshold) string {
	if d.dense() && t.strict == 0 {
		return "above: " + d.quantity(t.n)
	}
	return "from: " + d.quantity(t.n+t.strict+1)
}

// lower is the lower bound that begins where an upper bound ends.
func (d *domain) lower(end threshold) string {
	if d.dense() && end.strict == 1 {
		return "above: " + d.quantity(end.n)
	}
	return "from: " + d.quantity(end.n+end.strict)
}

// upper is the upper bound that ends where the next row begins, with to or below
// as the row has it.
func (d *domain) upper(row *LadderRow, start threshold) string {
	switch first := start.n + start.strict; {
	case d.dense() && start.strict == 1:
		return "to: " + d.quantity(start.n)
	case d.dense():
		return "below: " + d.quantity(start.n)
	case row.To != nil && first > 0:
		return "to: " + d.quantity(first-1)
	default:
		return "below: " + d.quantity(first)
	}
}

// twoPoints asks which of two scores is meant.
func twoPoints(a, b Points) string { return a.String() + " 分还是 " + b.String() + " 分" }
