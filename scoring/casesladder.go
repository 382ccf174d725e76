package scoring

import "strconv"

// mostSteps is how many steps of a ladder are probed; more would be more of the
// same.
const mostSteps = 100

// probedSteps is how many steps of a ladder lead up to its cap or to the largest
// value, whichever comes first.
func probedSteps(d *domain, ladder *LadderRule) int64 {
	steps := ladder.Then
	if steps == nil {
		return 0
	}
	most := (d.limit - steps.Over.n) / steps.Every.n
	if ladder.Cap != nil {
		left, step := *ladder.Cap-magnitude(highestRow(ladder.Rows)), magnitude(steps.Points)
		most = min(most, int64((left+step-1)/step))
	}
	return max(0, min(most, mostSteps))
}

func magnitude(p Points) Points { return max(p, -p) }

// ladder probes both sides of each bound and step, and one step beyond the cap.
func (m *caseMaker) ladder(ladder *LadderRule) {
	k := &checker{card: m.card}
	d := k.domainOf(&ladder.Of)
	if d.dense() {
		divisor := ladder.Of.Ratio[1] + ladder.Of.Growth[1] // one of them is empty
		m.add(divisor+": 0", setting{divisor, "0"})
	}
	for i := range ladder.Rows {
		row := &ladder.Rows[i]
		m.around(&d, &ladder.Of, row.bound(), row.text())
		if end, ok := row.end(); ok {
			m.around(&d, &ladder.Of, end, row.upperText())
		}
	}
	if steps := ladder.Then; steps != nil {
		m.around(&d, &ladder.Of, threshold{steps.Over.n, 0}, "over "+steps.Over.String())
		for n := range probedSteps(&d, ladder) + 1 {
			at := steps.Over.n + (n+1)*steps.Every.n
			m.around(&d, &ladder.Of, threshold{at, 0}, "step "+strconv.FormatInt(n+1, 10)+" at "+d.quantity(at))
		}
	}
}

// around probes just below, on and just above a bound.
func (m *caseMaker) around(d *domain, of *Measure, t threshold, name string) {
	switch {
	case of.Count != "" || of.Amount != "":
		key, first := of.Count+of.Amount, t.n+t.strict
		for n := first - 1; n <= first+1; n++ {
			if n >= 0 && n <= d.limit {
				m.add(key+" "+d.quantity(n)+": "+side(n-first)+name, setting{key, d.quantity(n)})
			}
		}
	case d.growth:
		m.aroundGrowth(d, of.Growth, t.n, name)
	default:
		m.aroundShare(d, of.Ratio, t.n, name)
	}
}

func side(distance int64) string {
	switch {
	case distance < 0:
		return "just below "
	case distance > 0:
		return "just above "
	}
	return "on "
}

// nearDivisor makes a share lie nearer to a bound than the bounds of cards lie to
// each other (0.01 %).
const nearDivisor = 100_000

func (m *caseMaker) aroundShare(d *domain, keys [2]string, n int64, name string) {
	most := m.card.Facts[m.card.factByKey[keys[0]]].Max
	probe := func(a, b, distance int64) {
		if a < 0 || a > most || a*shareScale > d.limit*b {
			return
		}
		over, under := strconv.FormatInt(a, 10), strconv.FormatInt(b, 10)
		m.add(over+"÷"+under+": "+side(distance)+name, setting{keys[0], over}, setting{keys[1], under})
	}
	near := min(d.most, nearDivisor)
	probe((n*near+shareScale-1)/shareScale-1, near, -1)
	if a, b, ok := d.share(threshold{n, 0}, threshold{n, 1}); ok {
		probe(a, b, 0)
	}
	probe(n*near/shareScale+1, near, 1)
}

// usualPay is the year before in cases of growth, in fen.
const usualPay = 10_000_000

func (m *caseMaker) aroundGrowth(d *domain, keys [2]string, n int64, name string) {
	most := m.card.Facts[m.card.factByKey[keys[0]]].Max * powersOfTen[2]
	before := min(usualPay, d.most*powersOfTen[2], most*shareScale/(shareScale+n)) / shareScale * shareScale
	if before == 0 {
		return // no two amounts of the card grow so much and so exactly
	}
	for distance := int64(-1); distance <= 1; distance++ {
		now := before + before/shareScale*n + distance
		if now > most {
			continue
		}
		over, under := string(appendDecimal(nil, now, 2)), string(appendDecimal(nil, before, 2))
		m.add(over+" after "+under+": "+side(distance)+name, setting{keys[0], over}, setting{keys[1], under})
	}
}
