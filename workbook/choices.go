package workbook

import (
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

// keyOf turns what stands in a cell into the key of an answer; spaces and the
// width of characters do not matter. A text that is no label is handed on as it
// is, so that the collector complains about it.
func keyOf(choices []scoring.Choice, text string) string {
	plain := plainLabel(text)
	for _, c := range choices {
		if plainLabel(c.Label) == plain {
			return c.Key
		}
	}
	return text
}

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
