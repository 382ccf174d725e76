package assessment

import (
	"encoding/json"

	"wuxing/scoring"
)

// The facts that count are three layers: what the enterprise submitted, over it
// what other departments say, over it the reviewer's corrections. Here are the
// first two.

// inForce are the lists that count when those up to a number are there: of each
// fact the newest. What a complete list does not name is nothing; of what an
// incomplete one does not name it says nothing.
func inForce(words []AuthorityWord, upTo int) map[string]AuthorityWord {
	force := make(map[string]AuthorityWord)
	for _, word := range words { // by Seq
		if word.List.Seq <= upTo {
			force[word.List.Fact] = word
		}
	}
	for fact, word := range force {
		if word.Row == nil && !word.List.Complete {
			delete(force, fact)
		}
	}
	return force
}

// value is the fact that a word gives.
func (w AuthorityWord) value(card *scoring.Card) json.RawMessage {
	if w.Row != nil {
		return w.Row.Value
	}
	if fact, ok := card.Fact(w.List.Fact); ok && fact.Type == scoring.TypeList {
		return json.RawMessage("[]")
	}
	return json.RawMessage("0")
}

// authorityText are the facts that the lists in force give, as JSON; nil for none.
func authorityText(card *scoring.Card, force map[string]AuthorityWord) (json.RawMessage, error) {
	if len(force) == 0 {
		return nil, nil
	}
	values := make(map[string]json.RawMessage, len(force))
	for key, word := range force {
		values[key] = word.value(card)
	}
	text, err := json.Marshal(values)
	return text, wrap(err, "write down authority facts")
}

// withAuthority puts the lists in force over submitted facts.
func withAuthority(card *scoring.Card, facts *scoring.Facts, force map[string]AuthorityWord) (*scoring.Facts, error) {
	text, err := authorityText(card, force)
	if err != nil {
		return nil, err
	}
	return amended(card, facts, text)
}

// amended puts what authorityText has written over facts.
func amended(card *scoring.Card, facts *scoring.Facts, text json.RawMessage) (*scoring.Facts, error) {
	if text == nil {
		return facts, nil
	}
	amended, problems := card.Amend(facts, text)
	if len(problems) > 0 { // each was checked when it came; no check holds them against others
		return nil, wrap(problems, "read stored authority facts")
	}
	return amended, nil
}

// newestOf is the highest number of lists.
func newestOf(words []AuthorityWord) int {
	if len(words) == 0 {
		return 0
	}
	return words[len(words)-1].List.Seq
}

// factValue is one fact as JSON; null where it is not given.
func factValue(facts *scoring.Facts, key string) (json.RawMessage, error) {
	text, err := facts.MarshalJSON()
	var values map[string]json.RawMessage
	if err == nil {
		err = json.Unmarshal(text, &values)
	}
	if err != nil {
		return nil, wrap(err, "write down facts")
	}
	if value, ok := values[key]; ok {
		return value, nil
	}
	return json.RawMessage("null"), nil
}

// authorityValues are the facts of an indicator that another department has
// spoken on, declared and official side by side.
func (st *standing) authorityValues(indicator *scoring.Indicator) ([]AuthorityValue, error) {
	var list []AuthorityValue
	force := inForce(st.words, st.authority)
	for _, fact := range st.card.FactsOf(indicator) {
		word, ok := force[fact.Key]
		if !ok {
			continue
		}
		declared, err := factValue(st.facts, fact.Key)
		if err != nil {
			return nil, err
		}
		official, err := factValue(st.base, fact.Key)
		if err != nil {
			return nil, err
		}
		list = append(list, AuthorityValue{
			Fact: fact.Key, Label: fact.Label, Declared: declared, Official: official,
			Name: word.List.Name, Department: word.List.Department, Dated: word.List.Dated,
		})
	}
	return list, nil
}
