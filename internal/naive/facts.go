package naive

import (
	"encoding/json"
	"strings"

	"wuxing/scoring"
)

// Facts are the given answers: digits, yes, no or the key of a choice, and the rows
// of lists. What is in neither map was not answered.
type Facts struct {
	Single map[string]string
	Lists  map[string][]map[string]string
}

// NewFacts is an enterprise that has answered nothing.
func NewFacts() *Facts {
	return &Facts{make(map[string]string), make(map[string][]map[string]string)}
}

// Copy shares nothing with f but the rows of its lists, which are never changed.
func (f *Facts) Copy() *Facts {
	other := NewFacts()
	for key, text := range f.Single {
		other.Single[key] = text
	}
	for key, rows := range f.Lists {
		other.Lists[key] = append([]map[string]string{}, rows...)
	}
	return other
}

func (f *Facts) given(key string) bool {
	_, single := f.Single[key]
	_, list := f.Lists[key]
	return single || list
}

// JSON writes the facts for the engine, in the order of the card.
func (f *Facts) JSON(card *scoring.Card) string {
	var parts []string
	for i := range card.Facts {
		key := card.Facts[i].Key
		if text, ok := f.Single[key]; ok {
			if kind := card.Facts[i].Type; kind == scoring.TypeChoice || kind == scoring.TypeYesNo {
				text = quote(text)
			}
			parts = append(parts, quote(key)+":"+text)
		}
		if rows, ok := f.Lists[key]; ok {
			var texts []string
			for _, row := range rows {
				var cells []string
				for _, field := range card.Facts[i].Fields {
					if text, ok := row[field.Key]; ok {
						if field.Type != scoring.TypeCount {
							text = quote(text)
						}
						cells = append(cells, quote(field.Key)+":"+text)
					}
				}
				texts = append(texts, "{"+strings.Join(cells, ",")+"}")
			}
			parts = append(parts, quote(key)+":["+strings.Join(texts, ",")+"]")
		}
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func quote(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil { // a Go string always marshals
		panic(err)
	}
	return string(quoted)
}
