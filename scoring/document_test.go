package scoring_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"wuxing/scoring"
)

const cardDocument = "../docs/scorecard.md"

// block is a fenced block of the document: its language and kind, and its text.
type block struct {
	kind, text string
	line       int
}

func documentBlocks(t *testing.T) []block {
	t.Helper()
	data, err := os.ReadFile(cardDocument)
	if err != nil {
		t.Fatal(err)
	}
	var blocks []block
	inside := false
	for i, line := range strings.Split(string(data), "\n") {
		switch kind, fence := strings.CutPrefix(line, "```"); {
		case fence && !inside:
			inside = true
			blocks = append(blocks, block{kind: kind, line: i + 1})
		case fence:
			inside = false
		case inside:
			blocks[len(blocks)-1].text += line + "\n"
		}
	}
	return blocks
}

// TestExamplesOfTheDocument loads every example of docs/scorecard.md and scores
// what stands below it. All kinds of rule must be among them.
func TestExamplesOfTheDocument(t *testing.T) {
	blocks := documentBlocks(t)
	kinds, cards := map[string]bool{}, 0
	for i, b := range blocks {
		next := block{}
		if i+1 < len(blocks) {
			next = blocks[i+1]
		}
		switch b.kind {
		case "yaml card":
			cards++
			if _, problems := scoring.Load([]byte(b.text)); len(problems) > 0 {
				t.Errorf("line %d: %q", b.line, faults(problems))
			}
		case "yaml example":
			card, problems := scoring.Load([]byte(exampleCard(b.text)))
			if len(problems) > 0 {
				t.Errorf("line %d: %q in\n%s", b.line, faults(problems), exampleCard(b.text))
				continue
			}
			if next.kind != "json scores" {
				t.Errorf("line %d: no scores follow the example", b.line)
			}
			noteKinds(&card.Indicators()[0].Rule, kinds)
			scoreExample(t, card, next)
		case "yaml refused":
			_, problems := scoring.Load([]byte(exampleCard(b.text)))
			var said []string
			for _, p := range problems {
				said = append(said, p.Code+" "+p.Params["witness"]+" → "+p.Params["cure"])
			}
			if got := strings.Join(said, "\n") + "\n"; next.kind != "text says" || got != next.text {
				t.Errorf("line %d: check says %q, the document %q", b.line, got, next.text)
			}
		}
	}
	for _, kind := range []string{"flag", "choice", "ladder", "each", "list", "sum"} {
		if !kinds[kind] {
			t.Errorf("no example of %s", kind)
		}
	}
	if cards == 0 {
		t.Error("no whole card")
	}
}

func noteKinds(rule *scoring.Rule, kinds map[string]bool) {
	for kind, set := range map[string]bool{
		"flag": rule.Flag != nil, "choice": rule.Choice != nil, "ladder": rule.Ladder != nil,
		"each": rule.Each != nil, "list": rule.List != nil, "sum": rule.Sum != nil,
	} {
		kinds[kind] = kinds[kind] || set
	}
}

// scoreExample reads lines such as {"apprentices": 50} → 3.
func scoreExample(t *testing.T, card *scoring.Card, scores block) {
	t.Helper()
	for i, line := range strings.Split(strings.TrimSpace(scores.text), "\n") {
		facts, want, ok := strings.Cut(line, " → ")
		if !ok {
			t.Errorf("line %d has no arrow", scores.line+1+i)
			continue
		}
		result := card.Score(mustFacts(t, card, facts))
		got := result.Indicators[0].Score.String()
		if status := result.Indicators[0].Status; status != scoring.Scored {
			got = status.String()
		}
		if result.Vetoed {
			got += " veto"
		}
		if got != want {
			t.Errorf("line %d: %s scores %s, the document says %s", scores.line+1+i, facts, got, want)
		}
	}
}

var (
	examplePoints = regexp.MustCompile(`(?m)^points: (\S+)$`)
	exampleKind   = regexp.MustCompile(`(?m)^kind: (\S+)\n`)
	exampleRule   = regexp.MustCompile(`(?m)^(points|rule):`)
)

// exampleCard puts the facts and the rule of an example into a card with nothing
// else in it.
func exampleCard(example string) string {
	kind, points, total := "base", "", "0"
	if m := exampleKind.FindStringSubmatch(example); m != nil {
		kind = m[1]
	}
	if m := examplePoints.FindStringSubmatch(example); m != nil {
		points, total = "    points: "+m[1]+"\n", m[1]
	}
	example = exampleKind.ReplaceAllString(example, "")
	at := exampleRule.FindStringIndex(example)[0]
	return `id: example
title: 示例
document: {number: 示例, name: 示例, issuer: 示例, issued: 2027-01-05, effective: 2027-02-01}
columns: [指标]
totals: {base: ` + total + `, bonus: 0}
tie_breaks: []
` + example[:at] + `categories:
  - id: category
    no: "1"
    name: 示例
    kind: ` + kind + "\n" + points + `    indicators:
      - id: indicator
        no: "1.1"
        name: 示例
        standard: 示例
        ` + strings.ReplaceAll(strings.TrimSpace(example[at:]), "\n", "\n        ") + "\n"
}
