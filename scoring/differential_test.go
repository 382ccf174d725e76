package scoring_test

import (
	"math/big"
	"math/rand/v2"
	"strconv"
	"testing"

	"wuxing/internal/naive"
	"wuxing/scoring"
)

// TestEngineAgreesWithTheNaiveEvaluator scores random enterprises twice, line by
// line. (randomEnterprises is smaller under the race detector.)
func TestEngineAgreesWithTheNaiveEvaluator(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		card        *scoring.Card
		enterprises int
	}{{wuxing2024(t), randomEnterprises}, {otherCard(t), randomEnterprises / 10}} {
		t.Run(test.card.ID, func(t *testing.T) {
			card := test.card
			n := naive.New(card)
			random := rand.New(rand.NewPCG(2024, 32))
			var out scoring.Outcome
			scored, full := 0, 0
			for i := range test.enterprises {
				drawn := drawNaive(random, card)
				card.Evaluate(mustFacts(t, card, drawn.JSON(card)), &out)
				for line, indicator := range card.Indicators() {
					got, want := out.Lines[line], n.Score(indicator, drawn)
					points, exact := naive.Points(want.Points)
					if !exact || got.Score != points || got.Status != want.Status || got.Veto != want.Veto {
						t.Fatalf("enterprise %d, %s: engine %v, naive %v %v %v\n%s", i, indicator.ID, got, want.Points, want.Status, want.Veto, drawn.JSON(card))
					}
					if got.Status == scoring.Scored {
						scored++
						if got.Score == indicator.Points && got.Score > 0 {
							full++
						}
					}
				}
			}
			t.Logf("%d enterprises, %d lines scored, %d with all points", test.enterprises, scored, full)
		})
	}
}

// TestEveryShareAgreesWithTheNaiveEvaluator gives every ladder of shares and of
// growth every share a÷b with 0 ≤ a ≤ b ≤ largestShare.
func TestEveryShareAgreesWithTheNaiveEvaluator(t *testing.T) {
	t.Parallel()
	card := wuxing2024(t)
	n := naive.New(card)
	groups := shareGroups(card)
	facts := make([]*scoring.Facts, len(groups))
	for g := range facts {
		facts[g] = mustFacts(t, card, `{}`)
	}
	all := 0
	var out scoring.Outcome
	value := new(big.Rat)
	for b := int64(1); b <= largestShare; b++ {
		for a := int64(0); a <= b; a++ {
			value.SetFrac64(a, b)
			for g, group := range groups {
				for _, line := range group {
					if of := &line.ladder.Of; of.Growth[0] != "" {
						facts[g].Put(of.Growth[0], a+b)
						facts[g].Put(of.Growth[1], b)
					} else {
						facts[g].Put(of.Ratio[0], a)
						facts[g].Put(of.Ratio[1], b)
					}
				}
				card.Evaluate(facts[g], &out)
				for _, line := range group {
					want, _ := n.Ladder(line.ladder, value)
					points, exact := naive.Points(want)
					if got := out.Lines[line.line]; !exact || got.Score != points || got.Status != scoring.Scored {
						t.Fatalf("%d÷%d on %s: engine %v, naive %v", a, b, line.id, got, want)
					}
					all++
				}
			}
		}
	}
	t.Logf("%d shares on ladders", all)
}

type shareLine struct {
	id     string
	line   int
	ladder *scoring.LadderRule
}

// shareGroups puts the ladders of shares together so that no fact of a group is
// above the line here and below it there.
func shareGroups(card *scoring.Card) [][]shareLine {
	var groups [][]shareLine
	var roles []map[string]int
next:
	for i, indicator := range card.Indicators() {
		ladder := indicator.Rule.Ladder
		if ladder == nil || ladder.Of.Ratio[0]+ladder.Of.Growth[0] == "" {
			continue
		}
		over, under := ladder.Of.Ratio[0]+ladder.Of.Growth[0], ladder.Of.Ratio[1]+ladder.Of.Growth[1]
		line := shareLine{indicator.ID, i, ladder}
		for g, role := range roles {
			if role[over] != 2 && role[under] != 1 {
				role[over], role[under] = 1, 2
				groups[g] = append(groups[g], line)
				continue next
			}
		}
		roles = append(roles, map[string]int{over: 1, under: 2})
		groups = append(groups, []shareLine{line})
	}
	return groups
}

// drawNaive makes an enterprise up: small, middling or large, each fact missing now
// and then, counts as the checks of the card want them.
func drawNaive(random *rand.Rand, card *scoring.Card) *naive.Facts {
	f := naive.NewFacts()
	size := []int64{12, 120, 600, 1_000_000}[random.IntN(4)]
	counts := map[string]int64{}
	pay := random.Int64N(900_000) // in fen, of the year before
	for i := range card.Facts {
		fact := &card.Facts[i]
		switch fact.Type {
		case scoring.TypeCount:
			counts[fact.Key] = random.Int64N(min(size, fact.Max) + 1)
		case scoring.TypeMoney:
			fen := pay
			switch random.IntN(4) {
			case 0:
				fen = random.Int64N(70_000)
			case 1:
				fen += pay*random.Int64N(16)/100 + random.Int64N(3) - 1
			case 2:
				fen = random.Int64N(140) * 500
			}
			f.Single[fact.Key] = scoring.Points(min(max(0, fen), fact.Max*100)).String() // hundredths, too
		case scoring.TypeList:
			rows := []map[string]string{}
			for range random.IntN(min(7, fact.MaxRows) + 1) {
				rows = append(rows, drawNaiveRow(random, fact))
			}
			f.Lists[fact.Key] = rows
		default:
			f.Single[fact.Key] = drawWord(random, fact.Type, fact.Choices)
		}
	}
	obeyEveryCheck(card, counts)
	for key, n := range counts {
		f.Single[key] = strconv.FormatInt(n, 10)
	}
	for i := range card.Facts {
		if random.IntN(25) == 0 {
			delete(f.Single, card.Facts[i].Key)
			delete(f.Lists, card.Facts[i].Key)
		}
	}
	return f
}

// obeyEveryCheck lowers counts while all of them are given, so that leaving some
// out later contradicts nothing.
func obeyEveryCheck(card *scoring.Card, counts map[string]int64) {
	for range card.Checks { // as often as a chain of checks can be long
		for _, check := range card.Checks {
			counts[check.Smaller] = min(counts[check.Smaller], counts[check.Larger])
		}
	}
}

func drawNaiveRow(random *rand.Rand, fact *scoring.Fact) map[string]string {
	row := map[string]string{}
	for i := range fact.Fields {
		field := &fact.Fields[i]
		switch {
		case field.Optional && random.IntN(3) == 0, !needed(field, row) && random.IntN(2) == 0:
			continue
		case field.Type == scoring.TypeText:
			row[field.Key] = []string{"张三", "张 三", "李四", "王五"}[random.IntN(4)]
		case field.Type == scoring.TypeCount:
			row[field.Key] = strconv.FormatInt(random.Int64N(min(9, field.Max)+1), 10)
			if field.Max > 1000 && field.Unit == "年" {
				row[field.Key] = strconv.FormatInt(field.Max-random.Int64N(3), 10)
			}
		default:
			row[field.Key] = drawWord(random, field.Type, field.Choices)
		}
	}
	return row
}

func drawWord(random *rand.Rand, kind scoring.FactType, choices []scoring.Choice) string {
	if kind == scoring.TypeYesNo {
		return []string{"yes", "no"}[random.IntN(2)]
	}
	return choices[random.IntN(len(choices))].Key
}
