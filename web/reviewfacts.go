package web

import (
	"encoding/json"

	"wuxing/assessment"
	"wuxing/scoring"
)

// correctedFacts are the facts as they count: the submitted ones, the lists of other
// departments over them, and over those what was corrected under indicators other
// than the one left out.
func correctedFacts(card *scoring.Card, given *scoring.Facts, review *assessment.ReviewView, but string) *scoring.Facts {
	amend := func(facts *scoring.Facts, change json.RawMessage) *scoring.Facts {
		if amended, problems := card.Amend(facts, change); len(problems) == 0 {
			return amended
		}
		return facts
	}
	for _, row := range review.Rows {
		for _, value := range row.Authority {
			if change, err := json.Marshal(map[string]json.RawMessage{value.Fact: value.Official}); err == nil {
				given = amend(given, change)
			}
		}
	}
	for _, row := range review.Rows {
		if row.Decision == assessment.Correct && !row.NeedsReview && len(row.Facts) > 0 && row.Indicator != but {
			given = amend(given, row.Facts)
		}
	}
	return given
}

func reviewFacts(lang string, facts []*scoring.Fact, given, now *scoring.Facts) []reviewFact {
	list := make([]reviewFact, len(facts))
	for i, fact := range facts {
		list[i] = reviewFact{Label: fact.Label, Given: factText(lang, fact, given)}
		if counts := factText(lang, fact, now); counts != list[i].Given {
			list[i].Count = counts
		}
	}
	return list
}

// factText is the value of a fact in words; a list is told row by row.
func factText(lang string, fact *scoring.Fact, facts *scoring.Facts) string {
	if !facts.Given(fact.Key) {
		return text(lang, "status.unanswered")
	}
	if fact.Type != scoring.TypeList {
		value := facts.Text(fact.Key)
		switch fact.Type {
		case scoring.TypeYesNo:
			return shown(yesNo(lang, value), value)
		case scoring.TypeChoice:
			return shown(choices(fact.Choices, value), value)
		}
		return value + " " + fact.Unit
	}
	rows, _ := facts.Rows(fact.Key)
	if len(rows) == 0 {
		return text(lang, "fill.none")
	}
	said := ""
	for i, row := range rows {
		if i > 0 {
			said += "；"
		}
		for f, value := range row {
			switch field := &fact.Fields[f]; field.Type {
			case scoring.TypeChoice:
				value = shown(choices(field.Choices, value), value)
			case scoring.TypeYesNo:
				value = field.Label + "：" + shown(yesNo(lang, value), value)
			case scoring.TypeCount:
				value += field.Unit
			}
			if value != "" && f > 0 {
				said += " "
			}
			said += value
		}
	}
	return said
}

// factOf is the fact that a field belongs to, "" for other fields.
func factOf(name string) string {
	if match := cellName.FindStringSubmatch(name); match != nil {
		return match[1]
	}
	if len(name) > len(fieldFacts) && name[:len(fieldFacts)] == fieldFacts {
		return name[len(fieldFacts):]
	}
	return ""
}

// members are the facts one by one as JSON.
func members(facts *scoring.Facts) map[string]json.RawMessage {
	all := make(map[string]json.RawMessage)
	object, err := facts.MarshalJSON()
	if err != nil || json.Unmarshal(object, &all) != nil {
		return nil
	}
	return all
}
