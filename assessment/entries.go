package assessment

import (
	"encoding/json"
	"slices"
	"strings"

	"wuxing/scoring"
)

// decide checks all new entries against the review as it stands and against each
// other, and gives the entries to store and the review with them. Every problem
// is reported, each at its entry; the entries have no number yet.
func (st *standing) decide(news []NewScoreEntry) (entries []*ScoreEntry, after *standing, problems scoring.Problems, err error) {
	seen := make(map[string]int)
	for i, n := range news {
		path := "entries[" + itoa(i) + "]"
		entry, found := n.check(st.card, path)
		if first, twice := seen[n.Indicator]; twice && entry != nil {
			found.Add(CodeIndicatorTwice, scoring.Position{Path: path + ".indicator"}, "indicator", named(st.card, n.Indicator), "other", itoa(first))
		}
		if entry != nil {
			seen[n.Indicator] = i
		}
		entries = append(entries, entry)
		problems = append(problems, found...)
	}
	if len(problems) > 0 {
		return nil, nil, problems, nil
	}
	counting := st.withNew(entries)
	if problems = st.conflicts(entries, counting); len(problems) > 0 {
		return nil, nil, problems, nil
	}
	all, err := corrections(counting)
	if err != nil {
		return nil, nil, nil, err
	}
	if _, problems = st.card.Amend(st.base, all); len(problems) > 0 {
		return nil, nil, atEntries(problems, entries), nil
	}
	changed := *st
	after = &changed
	after.newest = make(map[string]*ScoreEntry)
	for id, entry := range st.newest {
		after.newest[id] = entry
	}
	for _, entry := range entries {
		after.newest[entry.Indicator] = entry
	}
	if err := after.settle(counting); err != nil {
		return nil, nil, nil, err
	}
	problems = append(after.undone(entries), after.liftedAlone(entries)...)
	for _, entry := range entries {
		entry.Score = scoreOf(entry.Indicator, after.official)
	}
	return entries, after, problems, nil
}

// withNew is what counts once the new entries are in: they replace older ones.
func (st *standing) withNew(entries []*ScoreEntry) []*ScoreEntry {
	var counting []*ScoreEntry
	for _, entry := range st.valid {
		if indexOf(entries, entry.Indicator) < 0 {
			counting = append(counting, entry)
		}
	}
	slices.SortFunc(counting, func(a, b *ScoreEntry) int { return a.Seq - b.Seq })
	return append(counting, entries...)
}

func indexOf(entries []*ScoreEntry, indicator string) int {
	return slices.IndexFunc(entries, func(e *ScoreEntry) bool { return e.Indicator == indicator })
}

// check looks at one new entry by itself. The entry is nil where its indicator or
// decision is unknown.
func (n *NewScoreEntry) check(card *scoring.Card, path string) (*ScoreEntry, scoring.Problems) {
	var problems scoring.Problems
	at := func(part string) scoring.Position { return scoring.Position{Path: path + "." + part} }
	indicator, ok := card.Indicator(n.Indicator)
	if !ok {
		problems.Add(CodeUnknownIndicator, at("indicator"), "indicator", printable(n.Indicator))
		return nil, problems
	}
	entry := &ScoreEntry{Indicator: n.Indicator, Decision: n.Decision, Reason: strings.TrimSpace(n.Reason)}
	foreign := func(given bool, field string) {
		if given {
			problems.Add(CodeNotForDecision, at(field), "field", field, "decision", string(n.Decision), "indicator", named(card, n.Indicator))
		}
	}
	switch n.Decision {
	case Agree:
		foreign(!blank(n.Facts), "facts")
		foreign(n.Points != nil, "points")
	case Correct:
		foreign(n.Points != nil, "points")
		var found scoring.Problems
		entry.Facts, found = n.correction(card, indicator, path)
		problems = append(problems, found...)
	case Override:
		foreign(!blank(n.Facts), "facts")
		entry.Points = n.Points
		problems = append(problems, n.checkPoints(card, at("points"))...)
	default:
		problems.Add(CodeValueNotAllowed, at("decision"), "field", "decision", "found", printable(string(n.Decision)),
			"choices", "agree, correct, override")
		return nil, problems
	}
	return entry, append(problems, n.checkReason(card, at("reason"))...)
}

func (n *NewScoreEntry) checkReason(card *scoring.Card, at scoring.Position) (problems scoring.Problems) {
	least := minEntryReason
	if n.Decision == Agree {
		least = 0
	}
	for _, problem := range checkText(n.Reason, "reason", least, maxEntryReason) {
		if problem.Code == CodeValueMissing || problem.Code == CodeValueTooShort {
			problem = scoring.Problem{Code: CodeReasonMissing, Params: map[string]string{"indicator": named(card, n.Indicator)}}
		}
		problem.Position = at
		problems = append(problems, problem)
	}
	return problems
}

func (n *NewScoreEntry) checkPoints(card *scoring.Card, at scoring.Position) (problems scoring.Problems) {
	if n.Points == nil {
		problems.Add(CodePointsMissing, at, "indicator", named(card, n.Indicator))
		return problems
	}
	low, high := card.Range(n.Indicator)
	if *n.Points < low || *n.Points > high {
		problems.Add(CodePointsOutOfRange, at, "indicator", named(card, n.Indicator), "found", n.Points.String(), "low", low.String(), "high", high.String())
	}
	if *n.Points%scoring.QuarterPoint != 0 {
		problems.Add(CodePointsNotQuarter, at, "indicator", named(card, n.Indicator), "found", n.Points.String())
	}
	return problems
}

// correction reads the facts of a Correct by themselves and gives them in one
// spelling; a null, which takes a fact back, stays a null.
func (n *NewScoreEntry) correction(card *scoring.Card, indicator *scoring.Indicator, path string) (json.RawMessage, scoring.Problems) {
	if blank(n.Facts) {
		return json.RawMessage("{}"), nil
	}
	facts, problems := card.ParseFacts(n.Facts)
	for i := range problems {
		if problems[i].Path == "$" { // not even JSON: the path is the field
			problems[i].Path = "facts"
		}
		problems[i].Path = path + "." + problems[i].Path
	}
	keys := scoring.FactKeys(n.Facts)
	for _, key := range keys {
		if fact, ok := card.Fact(key); ok && !readsFact(card, indicator, key) {
			problems.Add(CodeCorrectionForeign, scoring.Position{Path: path + ".facts." + key}, "indicator", named(card, n.Indicator), "fact", fact.Label)
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	text, err := facts.MarshalJSON()
	values := make(map[string]json.RawMessage)
	if err == nil {
		err = json.Unmarshal(text, &values)
	}
	for _, key := range keys {
		if !facts.Given(key) {
			values[key] = json.RawMessage("null")
		}
	}
	if err == nil {
		text, err = json.Marshal(values)
	}
	if err != nil { // what scoring has written is JSON
		panic(err)
	}
	return text, nil
}

// named is an indicator as people know it: 1.1 and its name.
func named(card *scoring.Card, id string) string {
	indicator, ok := card.Indicator(id)
	if !ok {
		return printable(id)
	}
	return indicator.No + " " + indicator.Name
}

// blank tells whether no facts were given: nothing, null or {}.
func blank(text json.RawMessage) bool {
	var members map[string]json.RawMessage
	return len(text) == 0 || json.Unmarshal(text, &members) == nil && len(members) == 0
}

// conflicts finds facts that a new entry corrects otherwise than another entry
// that counts.
func (st *standing) conflicts(entries, counting []*ScoreEntry) (problems scoring.Problems) {
	type corrected struct{ indicator, value string }
	first := make(map[string]corrected)
	for _, entry := range counting {
		if entry.Decision != Correct {
			continue
		}
		var facts map[string]json.RawMessage
		if err := json.Unmarshal(entry.Facts, &facts); err != nil {
			continue // corrections reports it
		}
		for _, key := range scoring.FactKeys(entry.Facts) {
			other, known := first[key]
			if !known {
				first[key] = corrected{entry.Indicator, string(facts[key])}
				continue
			}
			i := indexOf(entries, entry.Indicator)
			if other.value == string(facts[key]) || i < 0 {
				continue
			}
			fact, _ := st.card.Fact(key)
			problems.Add(CodeCorrectionConflict, scoring.Position{Path: "entries[" + itoa(i) + "].facts." + key},
				"fact", fact.Label, "indicator", named(st.card, entry.Indicator), "other", named(st.card, other.indicator))
		}
	}
	return problems
}

// atEntries moves problems between corrected facts to the entry that corrects
// them; a fact that only stands in the submission keeps its own path.
func atEntries(problems scoring.Problems, entries []*ScoreEntry) scoring.Problems {
	for p := range problems {
		key := strings.TrimPrefix(problems[p].Path, "facts.")
		for i, entry := range entries {
			if entry.Decision == Correct && slices.Contains(scoring.FactKeys(entry.Facts), key) {
				problems[p].Path = "entries[" + itoa(i) + "].facts." + key
				break
			}
		}
	}
	return problems
}

// undone finds the decisions that do not hold: agreements with a claim that no
// facts back, agreements whose score a correction changes, and corrections without
// facts of their own that no other entry founds. Those that stood before must be
// decided anew in this update.
func (st *standing) undone(entries []*ScoreEntry) (problems scoring.Problems) {
	place := func(id, field string) scoring.Position {
		if i := indexOf(entries, id); i >= 0 {
			return scoring.Position{Path: "entries[" + itoa(i) + "]" + field}
		}
		return scoring.Position{Path: "standing." + id}
	}
	for _, id := range st.unbacked {
		problems.Add(CodeClaimUnbacked, place(id, ""), "indicator", named(st.card, id), "claimed", st.claims[id].String())
	}
	for _, id := range st.overturned {
		problems.Add(CodeAgreementOverturned, place(id, ""), "indicator", named(st.card, id),
			"self", scoreOf(id, st.reference).String(), "official", scoreOf(id, st.engine).String())
	}
	for _, id := range st.unfounded {
		problems.Add(CodeCorrectionMissing, place(id, ".facts"), "indicator", named(st.card, id))
	}
	return problems
}
