package scoring

import (
	"encoding/json"
	"strconv"
)

// unknown marks a fact that was not given. Every given value is ≥ 0.
const unknown int64 = -1

// Facts are the checked answers of one enterprise to one card's questions. They
// are made by a Collector and never change afterwards.
type Facts struct {
	card   *Card
	values []int64    // a slot per fact: count, fen, 0/1, place of the choice, rows of the list
	lists  []listRows // a slot per fact; empty but for lists
}

// listRows holds the rows of a list one after the other. The number of a text is
// the first row that has the same text, so that equal names are equal numbers.
type listRows struct {
	cells []int64
	texts []string
	codes []int32 // of each row, see rowCodes
}

// Card is the card that the facts answer.
func (f *Facts) Card() *Card { return f.card }

// Given tells whether the fact was given; an empty list can be given.
func (f *Facts) Given(key string) bool {
	slot, ok := f.card.factByKey[key]
	return ok && f.values[slot] != unknown
}

// Text is the value of a single fact as in JSON: digits, "yes", "no" or the key
// of the choice. It is "" where the fact was not given or is a list.
func (f *Facts) Text(key string) string {
	slot, ok := f.card.factByKey[key]
	if !ok || f.values[slot] == unknown {
		return ""
	}
	fact := &f.card.Facts[slot]
	if fact.Type == TypeList {
		return ""
	}
	return valueText(fact.Type, fact.Choices, f.values[slot])
}

// Rows are the rows of a list, each with the texts of its fields in card order
// ("" where a field was left out), and whether the list was given at all.
func (f *Facts) Rows(key string) (rows [][]string, given bool) {
	slot, ok := f.card.factByKey[key]
	if !ok || f.values[slot] == unknown || f.card.Facts[slot].Type != TypeList {
		return nil, false
	}
	fields := f.card.Facts[slot].Fields
	list := &f.lists[slot]
	rows = make([][]string, f.values[slot])
	for r := range rows {
		rows[r] = make([]string, len(fields))
		for c := range fields {
			at := r*len(fields) + c
			if list.cells[at] == unknown {
				continue
			}
			if fields[c].Type == TypeText {
				rows[r][c] = list.texts[at]
				continue
			}
			rows[r][c] = valueText(fields[c].Type, fields[c].Choices, list.cells[at])
		}
	}
	return rows, true
}

// Missing lists the keys of the facts that were not given, in card order.
func (f *Facts) Missing() []string {
	var missing []string
	for slot, value := range f.values {
		if value == unknown {
			missing = append(missing, f.card.Facts[slot].Key)
		}
	}
	return missing
}

// MarshalJSON writes the given facts in card order; equal facts give equal bytes.
func (f *Facts) MarshalJSON() ([]byte, error) {
	buf := []byte{'{'}
	for slot := range f.card.Facts {
		if f.values[slot] == unknown {
			continue
		}
		fact := &f.card.Facts[slot]
		if len(buf) > 1 {
			buf = append(buf, ',')
		}
		buf = append(strconv.AppendQuote(buf, fact.Key), ':')
		if fact.Type != TypeList {
			buf = appendJSONValue(buf, fact.Type, f.Text(fact.Key))
			continue
		}
		rows, _ := f.Rows(fact.Key)
		buf = append(buf, '[')
		for r, row := range rows {
			if r > 0 {
				buf = append(buf, ',')
			}
			buf = appendJSONRow(buf, fact.Fields, row)
		}
		buf = append(buf, ']')
	}
	return append(buf, '}'), nil
}

func appendJSONRow(buf []byte, fields []Field, row []string) []byte {
	buf = append(buf, '{')
	first := true
	for c := range fields {
		if row[c] == "" {
			continue
		}
		if !first {
			buf = append(buf, ',')
		}
		first = false
		buf = append(strconv.AppendQuote(buf, fields[c].Key), ':')
		buf = appendJSONValue(buf, fields[c].Type, row[c])
	}
	return append(buf, '}')
}

func appendJSONValue(buf []byte, kind FactType, text string) []byte {
	switch kind {
	case TypeYesNo:
		return strconv.AppendBool(buf, text == yesText)
	case TypeCount, TypeMoney:
		return append(buf, text...)
	default:
		quoted, err := json.Marshal(text)
		if err != nil { // a Go string always marshals
			panic(err)
		}
		return append(buf, quoted...)
	}
}

// The two answers of a yes/no fact, as choices and as text.
const (
	yesText = "yes"
	noText  = "no"
)

func valueText(kind FactType, choices []Choice, value int64) string {
	switch kind {
	case TypeYesNo:
		if value == 1 {
			return yesText
		}
		return noText
	case TypeChoice:
		return choices[value].Key
	case TypeMoney:
		return string(appendDecimal(nil, value, 2))
	default:
		return strconv.FormatInt(value, 10)
	}
}
