package scoring_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"wuxing/scoring"
)

// mutation is the card with one of its numbers changed by one unit: by the smallest
// one that the language of the card knows (0.25 of points, 0.01 of a percentage
// point, one fen, 1 of everything else) and by 1 in the last printed digit.
// Quoted numbers (2.1) are labels, and dates are no numbers.
type mutation struct {
	name string // path of the number, what it was and what it is
	node *yaml.Node
	to   string
}

// TestEveryNumberOfTheCardIsHeld changes each number of the card up and down, one
// at a time. Check or the kept cases must catch at least 95 of 100 changes, and of
// the others notCaught must give the reason.
func TestEveryNumberOfTheCardIsHeld(t *testing.T) {
	source := cardSource(t)
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(source), &root); err != nil {
		t.Fatal(err)
	}
	kept := keptCases(t, scoring.DefaultCardID)
	lines := strings.Split(source, "\n")
	reference := newReference(t, wuxing2024(t), kept)
	all, byCheck, byCases, byReadings, missed := 0, 0, 0, 0, 0
	for n, m := range mutations(root.Content[0], "", "") {
		if n%everyMutation != 0 {
			continue
		}
		all++
		card, problems := scoring.Load([]byte(m.applied(t, lines)))
		switch {
		case len(problems) > 0:
			byCheck++
		case !sameCases(card, kept):
			byCases++
		case !reference.same(t, card):
			byReadings++
		default:
			if missed++; notCaught[m.name] == "" {
				t.Errorf("nothing catches %s", m.name)
			}
			t.Logf("not caught: %s: %s", m.name, notCaught[m.name])
		}
	}
	caught := byCheck + byCases + byReadings
	t.Logf("%d of %d changes caught: %d by check, %d by cases, %d by readings and advice", caught, all, byCheck, byCases, byReadings)
	if all < 600/everyMutation || caught*100 < all*95 {
		t.Errorf("%d of %d changes caught, want 95 of 100", caught, all)
	}
	if missed != len(notCaught) {
		t.Errorf("%d changes are not caught, %d are listed", missed, len(notCaught))
	}
}

func sameCases(card *scoring.Card, kept []caseLine) bool {
	var out scoring.Outcome
	for i := range kept {
		now := caseLine{}
		line := lineOf(card, kept[i].Indicator)
		now.run(card, line, kept[i].whole(), &out)
		if now.Status != kept[i].Status || now.Veto != kept[i].Veto || !slices.Equal(now.Refused, kept[i].Refused) ||
			(now.Score == nil) != (kept[i].Score == nil) || now.Score != nil && *now.Score != *kept[i].Score {
			return false
		}
	}
	return true
}

// notCaught lists changes of the 2024 card that nothing catches, with the reason.
// There are none.
var notCaught = map[string]string{}

// applied is the card's source with the number replaced.
func (m *mutation) applied(t *testing.T, lines []string) string {
	t.Helper()
	line := []rune(lines[m.node.Line-1])
	at := m.node.Column - 1
	end := at + len([]rune(m.node.Value))
	if string(line[at:end]) != m.node.Value {
		t.Fatalf("%s: %q stands there", m.name, string(line[at:end]))
	}
	changed := slices.Clone(lines)
	changed[m.node.Line-1] = string(line[:at]) + m.to + string(line[end:])
	return strings.Join(changed, "\n")
}

var (
	plainNumber = regexp.MustCompile(`^-?\d+(\.\d+)?%?$`)
	fraction    = regexp.MustCompile(`^(\d+)/(\d+)$`)
)

// mutations walks the card; unit is what a number is counted in at this place.
func mutations(n *yaml.Node, path, unit string) []mutation {
	var all []mutation
	switch n.Kind {
	case yaml.MappingNode:
		if of := valueOf(n, "of"); of != nil {
			unit = "bound"
			if valueOf(of, "amount") != nil {
				unit = "money"
			}
		}
		name := ""
		if no := valueOf(n, "no"); no != nil {
			name, path = no.Value, ""
		} else if key := valueOf(n, "key"); key != nil {
			name = key.Value
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, inner := n.Content[i].Value, unit
			switch key {
			case "points", "cap", "totals":
				inner = "points"
			}
			all = append(all, mutations(n.Content[i+1], joined(path, name, key), inner)...)
		}
	case yaml.SequenceNode:
		for i, item := range n.Content {
			all = append(all, mutations(item, path+"["+strconv.Itoa(i)+"]", unit)...)
		}
	case yaml.ScalarNode:
		if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
			return nil
		}
		for _, to := range changed(n.Value, unit) {
			all = append(all, mutation{path + " " + n.Value + " → " + to, n, to})
		}
	}
	return all
}

func joined(path ...string) string {
	return strings.Join(slices.DeleteFunc(path, func(s string) bool { return s == "" }), ".")
}

func valueOf(n *yaml.Node, key string) *yaml.Node {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// changed is a number one unit lower and one higher.
func changed(text, unit string) []string {
	if m := fraction.FindStringSubmatch(text); m != nil {
		over, _ := strconv.Atoi(m[1])
		under, _ := strconv.Atoi(m[2])
		return []string{
			fmt.Sprintf("%d/%d", over-1, under), fmt.Sprintf("%d/%d", over+1, under),
			fmt.Sprintf("%d/%d", over, under-1), fmt.Sprintf("%d/%d", over, under+1),
		}
	}
	if !plainNumber.MatchString(text) {
		return nil
	}
	digits, percent := strings.CutSuffix(text, "%")
	hundredths, err := scoring.ParsePoints(digits)
	if err != nil {
		return nil
	}
	smallest, printed, suffix := scoring.OnePoint, scoring.OnePoint, ""
	if _, decimals, _ := strings.Cut(digits, "."); decimals != "" {
		printed = []scoring.Points{100, 10, 1}[len(decimals)]
	}
	switch {
	case percent:
		smallest, suffix = 1, "%"
	case unit == "points":
		smallest = scoring.QuarterPoint
	case unit == "money":
		smallest = 1
	}
	var all []string
	for _, step := range slices.Compact([]scoring.Points{smallest, printed}) {
		all = append(all, (hundredths-step).String()+suffix, (hundredths+step).String()+suffix)
	}
	return all
}
