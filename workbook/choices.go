package workbook

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"wuxing/scoring"
)

// Labels of the answers that no card spells out.
const (
	labelYes  = "是"
	labelNo   = "否"
	labelSome = "有"
	labelNone = "无"
)

// yesNo are the answers of a yes/no as choices.
var yesNo = []scoring.Choice{{Key: "yes", Label: labelYes}, {Key: "no", Label: labelNo}}

// declared are the answers to whether there is anything to list at all.
var declared = []scoring.Choice{{Key: "some", Label: labelSome}, {Key: "none", Label: labelNone}}

// choicesOf are the answers to choose from, nil for numbers and texts.
func choicesOf(kind scoring.FactType, choices []scoring.Choice) []scoring.Choice {
	switch kind {
	case scoring.TypeYesNo:
		return yesNo
	case scoring.TypeChoice:
		return choices
	default:
		return nil
	}
}

// labelOf turns the key of an answer into what the form shows.
func labelOf(choices []scoring.Choice, key string) string {
	for _, c := range choices {
		if c.Key == key {
			return c.Label
		}
	}
	return key
}

// Words for yes and no beside the labels, and the ticks and crosses of paper
// forms. The letter x is not among them: some tick boxes with it.
var (
	yesWords = []string{"是", "是的", "有", "\u221a", "\u2713", "\u2714", "y", "yes", "true"}
	noWords  = []string{"否", "不是", "无", "没有", "\u00d7", "\u2715", "\u2717", "\u2718", "n", "no", "false"}
)

// keyOf turns what stands in a cell into the key of an answer. Spaces, the width
// of characters, quotes, brackets and stops do not matter, and the key is as good
// as the label. A text that is no answer, or could be two, is handed on as it is,
// so that the collector complains about it.
func keyOf(kind scoring.FactType, choices []scoring.Choice, text string) string {
	if text == "" {
		return ""
	}
	if kind == scoring.TypeYesNo {
		choices = yesNo
	}
	for _, c := range choices {
		if c.Label == text {
			return c.Key
		}
	}
	plain, found := plainAnswer(text), ""
	if plain == "" {
		return text
	}
	for _, c := range choices {
		label, key := plainAnswer(c.Label), plainAnswer(c.Key)
		// “city(市级)” is how problems list the choices.
		if plain != label && plain != key && plain != key+label && plain != label+key {
			continue
		}
		if found != "" {
			return text
		}
		found = c.Key
	}
	if found == "" && (kind == scoring.TypeYesNo || kind == scoring.TypeList) {
		switch {
		case slices.Contains(yesWords, plain):
			found = choices[0].Key
		case slices.Contains(noWords, plain):
			found = choices[1].Key
		}
	}
	if found == "" {
		return text
	}
	return found
}

// plainAnswer is what makes one answer differ from another. Marks that would
// change its meaning stay: 市级? is not 市级, 区级/市级 is neither.
func plainAnswer(text string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || strings.ContainsRune("\"'()[],;:.`", r) ||
			strings.ContainsRune("\u2018\u2019\u201c\u201d\u300a\u300b\u3008\u3009\u3010\u3011\u300c\u300d\u300e\u300f\u3014\u3015\u3001\u3002\u00b7", r) {
			return -1
		}
		return unicode.ToLower(r)
	}, plainMarks(text))
}

// plainLabel is a reference's label without its spaces and widths.
func plainLabel(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, width.Fold.String(text))
}

// choiceSet is a column of the hidden sheet of answers, under the name that
// drop-down lists refer to.
type choiceSet struct {
	name    string
	choices []scoring.Choice
}

// Names of the answers that every form has.
const (
	setYesNo    = "choices_yes_no"
	setDeclared = "choices_declared"
)

func setOfFact(key string) string         { return "choices_" + key }
func setOfField(key, field string) string { return "choices_" + key + "_" + field }

// choiceSets lists every set of answers of a card.
func choiceSets(card *scoring.Card) []choiceSet {
	sets := []choiceSet{{setYesNo, yesNo}, {setDeclared, declared}}
	for i := range card.Facts {
		fact := &card.Facts[i]
		if fact.Type == scoring.TypeChoice {
			sets = append(sets, choiceSet{setOfFact(fact.Key), fact.Choices})
		}
		for f := range fact.Fields {
			if field := &fact.Fields[f]; field.Type == scoring.TypeChoice {
				sets = append(sets, choiceSet{setOfField(fact.Key, field.Key), field.Choices})
			}
		}
	}
	return sets
}
