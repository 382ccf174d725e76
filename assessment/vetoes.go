package assessment

import (
	"bytes"
	"slices"
	"time"

	"wuxing/scoring"
)

// liftedAlone finds vetoes that corrections lift without a second person having
// confirmed them.
func (st *standing) liftedAlone(entries []*ScoreEntry) (problems scoring.Problems) {
	if st.confirming {
		return nil
	}
	for _, veto := range st.declared.Vetoes {
		if vetoes(veto.Indicator, st.official) {
			continue
		}
		for _, entry := range st.correcting(veto.Indicator) {
			if st.confirmed(entry) {
				continue
			}
			at := scoring.Position{Path: "standing." + entry.Indicator}
			if i := indexOf(entries, entry.Indicator); i >= 0 {
				at.Path = "entries[" + itoa(i) + "]"
			}
			problems.Add(CodeVetoSecondPerson, at, "indicator", named(st.card, veto.Indicator))
		}
	}
	return problems
}

// confirmed tells whether a second person has agreed to a correction: to the entry
// itself, or to the same facts on the same submission and lists.
func (st *standing) confirmed(entry *ScoreEntry) bool {
	return slices.ContainsFunc(st.lifted, func(l *ScoreEntry) bool {
		return l == entry || l.Indicator == entry.Indicator && l.Revision == st.revision && l.Authority == st.authority && bytes.Equal(l.Facts, entry.Facts)
	})
}

// correcting lists the entries that count and correct a fact of the indicator, in
// the order of their indicators.
func (st *standing) correcting(indicatorID string) (list []*ScoreEntry) {
	indicator, ok := st.card.Indicator(indicatorID)
	if !ok {
		return nil
	}
	for _, other := range st.card.Indicators() {
		entry := st.valid[other.ID]
		if entry == nil || entry.Decision != Correct {
			continue
		}
		if slices.ContainsFunc(scoring.FactKeys(entry.Facts), func(key string) bool { return readsFact(st.card, indicator, key) }) {
			list = append(list, entry)
		}
	}
	return list
}

// vetoSources says of each veto which clause it is and who has said what leads to
// it, when.
func (st *standing) vetoSources(official *scoring.Result) (sources []VetoSource) {
	force := inForce(st.words, st.authority)
	for _, veto := range official.Vetoes {
		indicator, ok := st.card.Indicator(veto.Indicator)
		if !ok {
			continue
		}
		source := VetoSource{Indicator: indicator.ID, No: indicator.No, Clause: indicator.Standard, Reason: veto.Reason, Kind: VetoDeclared, Dated: day(st.submittedAt)}
		for _, fact := range st.card.FactsOf(indicator) {
			if word, ok := force[fact.Key]; ok {
				source.Kind, source.Source, source.Dated = VetoAuthority, sourceText(word.List), word.List.Dated
			}
		}
		if corrections := st.correcting(indicator.ID); len(corrections) > 0 {
			source.Kind, source.Source, source.Dated = VetoReview, "", day(corrections[len(corrections)-1].At)
		}
		sources = append(sources, source)
	}
	return sources
}

// sourceText names a list for people.
func sourceText(list *AuthorityList) string { return list.Department + " " + list.Name }

// day is a date on the office's calendar.
func day(t time.Time) string { return t.In(OfficeZone).Format(time.DateOnly) }
