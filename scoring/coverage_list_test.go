package scoring_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"wuxing/scoring"
)

// listProbes ask for every combination of answers in a row that the form allows,
// on both sides of each bound; for sums below, at and above the cap; and for the
// ways in which the same name can occur twice.
func listProbes(no string, fact *scoring.Fact, rule *scoring.ListRule) []probe {
	name := no + " " + fact.Key
	probes := []probe{{name + ": empty", func(f *scoring.Facts) bool { rows, given := f.Rows(fact.Key); return given && len(rows) == 0 }}}
	ask := func(what string, hit func(rows [][]string) bool) {
		probes = append(probes, probe{name + ": " + what, func(f *scoring.Facts) bool {
			rows, _ := f.Rows(fact.Key)
			return hit(rows)
		}})
	}
	l := listCounter{fact, rule}
	for _, combination := range combinations(fact) {
		l.askCombination(combination, ask)
	}
	switch {
	case rule.Combine == "best":
		points := func(rows [][]string) (all []scoring.Points) {
			for _, row := range rows {
				all = append(all, l.points(row))
			}
			return all
		}
		ask("the best row is the first of several", func(rows [][]string) bool {
			all := points(rows)
			return len(all) > 1 && all[0] == slices.Max(all) && all[len(all)-1] < all[0]
		})
		ask("the best row is the last of several", func(rows [][]string) bool {
			all := points(rows)
			return len(all) > 1 && all[len(all)-1] == slices.Max(all) && all[0] < all[len(all)-1]
		})
		ask("one row reaches the cap", func(rows [][]string) bool { return slices.Contains(points(rows), *rule.Cap) })
	case rule.Cap != nil:
		most := *rule.Cap
		ask("sum just below the cap "+most.String(), func(rows [][]string) bool {
			sum := l.sum(rows)
			return sum < most && sum >= most-scoring.OnePoint
		})
		ask("sum of several rows exactly the cap "+most.String(), func(rows [][]string) bool { return len(rows) > 1 && l.sum(rows) == most })
		ask("sum just above the cap "+most.String(), func(rows [][]string) bool {
			sum := l.sum(rows)
			return sum > most && sum <= most+scoring.OnePoint
		})
	default:
		ask("1 row counts", func(rows [][]string) bool { return l.count(rows) == 1 })
		ask("2 or more rows count", func(rows [][]string) bool { return l.count(rows) >= 2 })
	}
	if rule.BestPer != "" {
		l.askSameName(ask)
	}
	return probes
}

// listCounter works a list out by the words of the card, row by row.
type listCounter struct {
	fact *scoring.Fact
	rule *scoring.ListRule
}

func (l *listCounter) askCombination(combination map[string]string, ask func(string, func([][]string) bool)) {
	matches := func(row []string) bool {
		for key, answer := range combination {
			if row[l.column(key)] != answer {
				return false
			}
		}
		return true
	}
	var words []string
	for _, field := range l.fact.Fields {
		if answer, ok := combination[field.Key]; ok {
			if answer == "" {
				answer = "(left out)"
			}
			words = append(words, field.Key+"="+answer)
		}
	}
	what := strings.Join(words, " ")
	if len(l.rule.Only) == 0 {
		ask(what, func(rows [][]string) bool { return slices.ContainsFunc(rows, matches) })
		return
	}
	for _, bound := range l.rule.Only {
		for n := bound.From - 1; n <= bound.From+1; n++ {
			ask(fmt.Sprintf("%s, %s %d", what, bound.Field, n), func(rows [][]string) bool {
				return slices.ContainsFunc(rows, func(row []string) bool {
					return matches(row) && row[l.column(bound.Field)] == strconv.FormatInt(n, 10)
				})
			})
		}
	}
}

func (l *listCounter) askSameName(ask func(string, func([][]string) bool)) {
	// pairs tells whether two rows of one name are in the wanted relation.
	pairs := func(rows [][]string, wanted func(first, second scoring.Points) bool) bool {
		for i, row := range rows {
			for _, later := range rows[i+1:] {
				if l.name(row) == l.name(later) && wanted(l.points(row), l.points(later)) {
					return true
				}
			}
		}
		return false
	}
	ask("same name twice, the better row first", func(rows [][]string) bool {
		return pairs(rows, func(first, second scoring.Points) bool { return first > second })
	})
	ask("same name twice, the better row last", func(rows [][]string) bool {
		return pairs(rows, func(first, second scoring.Points) bool { return first < second })
	})
	ask("same name twice, equal rows", func(rows [][]string) bool {
		return pairs(rows, func(first, second scoring.Points) bool { return first == second })
	})
	ask("same name three times beside another name", func(rows [][]string) bool {
		times := map[string]int{}
		for _, row := range rows {
			times[l.name(row)]++
		}
		for _, n := range times {
			if n >= 3 && len(times) > 1 {
				return true
			}
		}
		return false
	})
	ask("only for the same name below the cap", func(rows [][]string) bool {
		var all scoring.Points
		for _, row := range rows {
			all += l.points(row)
		}
		return l.sum(rows) < *l.rule.Cap && all >= *l.rule.Cap
	})
}

func (l *listCounter) column(key string) int {
	return slices.IndexFunc(l.fact.Fields, func(f scoring.Field) bool { return f.Key == key })
}

func (l *listCounter) name(row []string) string {
	return strings.Join(strings.Fields(row[l.column(l.rule.BestPer)]), "")
}

func (l *listCounter) holds(row []string, when []scoring.Match) bool {
	for _, match := range when {
		if row[l.column(match.Field)] != match.Choice {
			return false
		}
	}
	return true
}

func (l *listCounter) counts(row []string) bool {
	for _, bound := range l.rule.Only {
		if n, err := strconv.ParseInt(row[l.column(bound.Field)], 10, 64); err != nil || n < bound.From {
			return false
		}
	}
	return true
}

func (l *listCounter) count(rows [][]string) (n int) {
	for _, row := range rows {
		if l.counts(row) {
			n++
		}
	}
	return n
}

func (l *listCounter) points(row []string) (points scoring.Points) {
	if !l.counts(row) {
		return 0
	}
	for _, table := range l.rule.Tables {
		if i := slices.IndexFunc(table, func(c scoring.RowCase) bool { return l.holds(row, c.When) }); i >= 0 {
			points += table[i].Points
		}
	}
	for _, factor := range l.rule.Times {
		if l.holds(row, factor.When) {
			points = points * scoring.Points(factor.By[0]) / scoring.Points(factor.By[1])
		}
	}
	return points
}

// sum adds the rows up, of one name only the best, without the cap.
func (l *listCounter) sum(rows [][]string) (sum scoring.Points) {
	best := map[string]scoring.Points{}
	for i, row := range rows {
		name := strconv.Itoa(i)
		if l.rule.BestPer != "" {
			name = l.name(row)
		}
		best[name] = max(best[name], l.points(row))
	}
	for _, points := range best {
		sum += points
	}
	return sum
}

// combinations lists the answers that the choices and yes/no fields of a row can
// have together. A field that a row does not need is left out.
func combinations(fact *scoring.Fact) []map[string]string {
	all := []map[string]string{{}}
	for _, field := range fact.Fields {
		var answers []string
		switch field.Type {
		case scoring.TypeYesNo:
			answers = []string{"yes", "no"}
		case scoring.TypeChoice:
			for _, choice := range field.Choices {
				answers = append(answers, choice.Key)
			}
		default:
			continue
		}
		var longer []map[string]string
		for _, start := range all {
			allowed := answers
			if !needed(&field, start) {
				allowed = []string{""}
			}
			for _, answer := range allowed {
				next := map[string]string{field.Key: answer}
				for key, value := range start {
					next[key] = value
				}
				longer = append(longer, next)
			}
		}
		all = longer
	}
	return all
}

// needed tells whether a row with these answers needs the field.
func needed(field *scoring.Field, row map[string]string) bool {
	if field.Optional {
		return false
	}
	return len(field.NeededWhen) == 0 || slices.ContainsFunc(field.NeededWhen, func(m scoring.Match) bool { return row[m.Field] == m.Choice })
}
