package scoring_test

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"wuxing/scoring"
)

// ladderProbes ask for a value just below, at and just above each bound and each
// step up to the cap, and for one that the cap cuts.
func ladderProbes(no string, ladder *scoring.LadderRule) []probe {
	of := &ladder.Of
	switch {
	case of.Count != "":
		return wholeProbes(no, of.Count, ladder, 1, factCount)
	case of.Amount != "":
		return wholeProbes(no, of.Amount, ladder, 100, factFen)
	case of.Ratio[0] != "":
		return shareProbes(no, of.Ratio, "÷", ladder, big.NewRat(1, 100), func(f *scoring.Facts) *big.Rat {
			if !f.Given(of.Ratio[0]) {
				return nil
			}
			return quotient(factCount(f, of.Ratio[0]), factCount(f, of.Ratio[1]))
		})
	default:
		return shareProbes(no, of.Growth, " growth over ", ladder, big.NewRat(1, 1000), func(f *scoring.Facts) *big.Rat {
			if !f.Given(of.Growth[0]) {
				return nil
			}
			before := factFen(f, of.Growth[1])
			return quotient(factFen(f, of.Growth[0])-before, before)
		})
	}
}

// wholeProbes are those of a count or of money (unit: fen in one CNY).
func wholeProbes(no, key string, ladder *scoring.LadderRule, unit int64, value func(*scoring.Facts, string) int64) []probe {
	var probes []probe
	seen := map[int64]bool{}
	ask := func(n int64) {
		if n < 0 || seen[n] {
			return
		}
		seen[n] = true
		text := strconv.FormatInt(n, 10)
		if unit == 100 {
			text = scoring.Points(n).String() // hundredths, too
		}
		probes = append(probes, probe{no + " " + key + " = " + text, func(f *scoring.Facts) bool { return value(f, key) == n }})
	}
	bounds, beyond := thresholds(ladder, unit)
	for _, bound := range bounds {
		ask(bound - 1)
		ask(bound)
		ask(bound + 1)
	}
	if beyond > 0 {
		probes = append(probes, probe{
			fmt.Sprintf("%s %s: beyond the cap, %d or more", no, key, beyond/unit),
			func(f *scoring.Facts) bool { return value(f, key) >= beyond },
		})
	}
	return probes
}

func shareProbes(no string, keys [2]string, sign string, ladder *scoring.LadderRule, near *big.Rat, value func(*scoring.Facts) *big.Rat) []probe {
	probes := []probe{answerProbe(no, keys[1], "0")}
	name := no + " " + keys[0] + sign + keys[1]
	ask := func(what string, n int64, holds func(distance *big.Rat) bool) {
		bound := big.NewRat(n, 10000)
		probes = append(probes, probe{name + ": " + what + scoring.Points(n).String() + "%", func(f *scoring.Facts) bool {
			v := value(f)
			return v != nil && holds(new(big.Rat).Sub(v, bound))
		}})
	}
	bounds, beyond := thresholds(ladder, 100)
	for _, bound := range bounds {
		ask("just below ", bound, func(d *big.Rat) bool { return d.Sign() < 0 && new(big.Rat).Neg(d).Cmp(near) < 0 })
		ask("exactly ", bound, func(d *big.Rat) bool { return d.Sign() == 0 })
		ask("just above ", bound, func(d *big.Rat) bool { return d.Sign() > 0 && d.Cmp(near) < 0 })
	}
	if beyond > 0 {
		limit := big.NewRat(beyond, 10000)
		probes = append(probes, probe{
			name + ": beyond the cap, " + scoring.Points(beyond).String() + "% or more",
			func(f *scoring.Facts) bool { v := value(f); return v != nil && v.Cmp(limit) >= 0 },
		})
	}
	return probes
}

// thresholds lists every value at which the score changes, in hundredths or (unit
// 1) in ones, and the first value that the cap cuts (0: none). Steps must have a
// cap: without one they have no end.
func thresholds(ladder *scoring.LadderRule, unit int64) (bounds []int64, beyond int64) {
	var points scoring.Points
	for _, row := range ladder.Rows {
		bound := row.From
		if bound == nil {
			bound = row.Above
		}
		bounds = append(bounds, quantity(bound, unit))
		points = row.Points
	}
	if ladder.Then == nil {
		return bounds, 0
	}
	over, every := quantity(&ladder.Then.Over, unit), quantity(&ladder.Then.Every, unit)
	if over != bounds[len(bounds)-1] {
		bounds = append(bounds, over)
	}
	for at := over + every; ; at += every {
		points += ladder.Then.Points
		if points > *ladder.Cap {
			return bounds, at
		}
		bounds = append(bounds, at)
	}
}

// quantity reads a bound as the card writes it.
func quantity(q *scoring.Quantity, unit int64) int64 {
	text := strings.TrimSuffix(q.String(), "%")
	if unit == 1 {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			panic(err)
		}
		return n
	}
	hundredths, err := scoring.ParsePoints(text)
	if err != nil {
		panic(err)
	}
	return int64(hundredths)
}

// factCount is a count, or -1 where it is not given.
func factCount(f *scoring.Facts, key string) int64 {
	n, err := strconv.ParseInt(f.Text(key), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// factFen is an amount in fen, or -1 where it is not given.
func factFen(f *scoring.Facts, key string) int64 {
	fen, err := scoring.ParsePoints(f.Text(key)) // hundredths, too
	if err != nil {
		return -1
	}
	return int64(fen)
}

// quotient is a÷b, or nil where b is 0 or not given.
func quotient(a, b int64) *big.Rat {
	if b <= 0 {
		return nil
	}
	return big.NewRat(a, b)
}
