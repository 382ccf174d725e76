package workbook

import (
	"fmt"
	"strings"

	"wuxing/assessment"
	"wuxing/scoring"
)

// opinion is what the reviewer decided, why, and from which facts.
func (n *notesWriter) opinion(row *assessment.ReviewRow) string {
	lines := []string{decisionWord(row.Decision)}
	if row.Reason != "" {
		lines[0] += ":" + row.Reason
	}
	if row.Decision == assessment.Correct {
		var corrected []*scoring.Fact
		for _, key := range scoring.FactKeys(row.Facts) {
			if fact, ok := n.card.Fact(key); ok {
				corrected = append(corrected, fact)
			}
		}
		if len(corrected) > 0 {
			lines = append(lines, "更正为:"+factWords(n.sheet.Official, corrected))
		}
	}
	if row.Explanation != "" && row.Explanation != row.SelfReason && row.Decision != assessment.Override {
		lines = append(lines, row.Explanation)
	}
	if row.Reviewer != "" && row.Reviewer != n.sheet.Reviewer {
		lines = append(lines, "("+row.Reviewer+")")
	}
	return strings.Join(lines, "\n")
}

// factWords tells facts with their values. Lists are counted, not told: their rows
// name persons.
func factWords(facts *scoring.Facts, list []*scoring.Fact) string {
	lines := make([]string, len(list))
	for i, fact := range list {
		lines[i] = fact.Label + ":" + factWord(facts, fact)
	}
	return strings.Join(lines, "\n")
}

func factWord(facts *scoring.Facts, fact *scoring.Fact) string {
	if !facts.Given(fact.Key) {
		return "未填"
	}
	if fact.Type == scoring.TypeList {
		rows, _ := facts.Rows(fact.Key)
		return fmt.Sprintf("%d条", len(rows))
	}
	text := facts.Text(fact.Key)
	switch fact.Type {
	case scoring.TypeYesNo, scoring.TypeChoice:
		return labelOf(choicesOf(fact.Type, fact.Choices), text)
	}
	return text + fact.Unit
}
