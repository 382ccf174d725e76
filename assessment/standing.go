package assessment

import (
	"encoding/json"
	"slices"
	"time"

	"wuxing/scoring"
)

// standing is a review as it stands: what the enterprise submitted, which
// decisions count, and the official score that follows from them.
//
// An indicator's newest entry counts while the facts that the indicator reads are
// as they were when it was decided. A correction counts everywhere: every
// indicator that reads the fact is scored with it. What other departments say lies
// between submission and corrections (authorityfacts.go).
type standing struct {
	lane   Lane
	card   *scoring.Card
	facts  *scoring.Facts  // as submitted last
	claims scoring.Claims  // submitted with them
	self   *scoring.Result // as stored with them

	words     []AuthorityWord // what other departments say of the enterprise
	authority int             // number of the newest of their lists
	base      *scoring.Facts  // facts with the lists in force over them: what is reviewed
	declared  *scoring.Result // their score without claims
	reference *scoring.Result // their score with them: what is agreed with; without lists it is self
	lifted    []*ScoreEntry   // entries that lift a veto and were confirmed by a second person
	revision  int             // the submission under review

	submittedAt time.Time
	confirming  bool // a lifting is being worked out: it is the second person who asks

	newest map[string]*ScoreEntry
	valid  map[string]*ScoreEntry // the newest that count

	corrected  *scoring.Facts  // official facts
	engine     *scoring.Result // their score
	official   *scoring.Result // with the overrides
	overturned []string        // agreed, but a correction changed the score; not in valid
	unbacked   []string        // agreed with a claim that no facts back; not in valid
	unfounded  []string        // corrected without facts, and no other entry corrects any; not in valid
}

// loadStanding reads one lane of the review as it stands. What somebody decided who
// is linked with the enterprise does not count.
func (s *Service) loadStanding(tx Tx, card *scoring.Card, application *Application, b *bench, lane Lane) (*standing, error) {
	submission, err := tx.FindSubmission(application.ID, application.Submitted)
	if err != nil {
		return nil, wrap(err, "find submission %d of %s", application.Submitted, application.ID)
	}
	last, err := submission.read(card)
	if err != nil {
		return nil, err
	}
	self, err := storedResult(submission.Result, application)
	if err != nil {
		return nil, err
	}
	entries, err := tx.ListScoreEntries(application.ID)
	if err != nil {
		return nil, wrap(err, "list the entries of %s", application.ID)
	}
	st := &standing{
		lane: lane, card: card, facts: last.facts, claims: last.claims, self: self,
		submittedAt: submission.At, revision: application.Submitted, newest: make(map[string]*ScoreEntry),
	}
	if err := st.loadBase(tx, application); err != nil {
		return nil, err
	}
	if st.lifted, err = confirmedLiftings(tx, application.ID, st.ofLane(entries, b)); err != nil {
		return nil, err
	}
	for _, entry := range entries {
		if entry.Lane == lane && !b.linked[entry.ReviewerID] {
			st.newest[entry.Indicator] = entry
		}
	}
	type decidedOn struct{ revision, authority int }
	now := &handedIn{st.base, st.claims}
	seen := map[decidedOn]*handedIn{{application.Submitted, st.authority}: now}
	var counting []*ScoreEntry
	for _, entry := range st.newest {
		on := decidedOn{entry.Revision, entry.Authority}
		if seen[on] == nil {
			then, err := submitted(tx, card, application.ID, entry.Revision)
			if err != nil {
				return nil, err
			}
			seen[on] = &handedIn{claims: then.claims}
			if seen[on].facts, err = withAuthority(card, then.facts, inForce(st.words, entry.Authority)); err != nil {
				return nil, err
			}
		}
		indicator, ok := card.Indicator(entry.Indicator)
		if ok && sameAnswers(card, indicator, seen[on], now) {
			counting = append(counting, entry)
		}
	}
	slices.SortFunc(counting, func(a, b *ScoreEntry) int { return a.Seq - b.Seq })
	return st, st.settle(counting)
}

// ofLane are the entries whose confirmation counts in the lane: beside the official
// score those of every lane, at a seat its own alone, or trying would tell of the
// other's. What somebody decided who is linked with the enterprise does not count.
func (st *standing) ofLane(entries []*ScoreEntry, b *bench) (own []*ScoreEntry) {
	for _, entry := range entries {
		if (st.lane == LaneOfficial || entry.Lane == st.lane) && !b.linked[entry.ReviewerID] {
			own = append(own, entry)
		}
	}
	return own
}

// loadBase reads what other departments say and puts it over the submitted facts.
func (st *standing) loadBase(tx Tx, application *Application) (err error) {
	if st.words, err = tx.ListAuthorityWords(application.RoundID, application.Enterprise.USCC); err != nil {
		return wrap(err, "list what authorities say of %s", application.ID)
	}
	st.authority = newestOf(st.words)
	force := inForce(st.words, st.authority)
	if st.base, err = withAuthority(st.card, st.facts, force); err != nil {
		return err
	}
	st.declared, st.reference = st.card.Score(st.base), st.self
	if len(force) > 0 {
		st.reference = st.card.ScoreClaimed(st.base, st.claims)
	}
	return nil
}

// sameAnswers tells whether two sets of answers are alike in what an indicator
// reads, and claim the same score for it.
func sameAnswers(card *scoring.Card, indicator *scoring.Indicator, a, b *handedIn) bool {
	for _, fact := range card.FactsOf(indicator) {
		if !sameFact(fact.Key, a.facts, b.facts) {
			return false
		}
	}
	before, had := a.claims[indicator.ID]
	now, has := b.claims[indicator.ID]
	return had == has && before == now
}

// settle works out the official score from the entries that count, in the order
// of their Seq.
func (st *standing) settle(counting []*ScoreEntry) error {
	counting, corrected, err := st.apply(counting)
	if err != nil {
		return err
	}
	st.corrected = corrected
	st.engine = st.card.Score(corrected)
	st.valid = make(map[string]*ScoreEntry)
	st.overturned, st.unbacked, st.unfounded = nil, nil, nil
	var overrides []scoring.Override
	for _, entry := range counting {
		switch {
		case entry.Decision == Agree && st.isUnbacked(entry.Indicator):
			st.unbacked = append(st.unbacked, entry.Indicator)
			continue
		case entry.Decision == Agree && !sameScore(entry.Indicator, st.reference, st.engine):
			st.overturned = append(st.overturned, entry.Indicator)
			continue
		case entry.Decision == Correct && noFacts(entry.Facts) && !st.readsCorrection(entry.Indicator, counting):
			st.unfounded = append(st.unfounded, entry.Indicator)
			continue
		case entry.Decision == Override:
			overrides = append(overrides, scoring.Override{Indicator: entry.Indicator, Points: *entry.Points, Reason: entry.Reason})
		}
		st.valid[entry.Indicator] = entry
	}
	st.official = st.card.ScoreOverridden(corrected, overrides)
	return nil
}

// isUnbacked tells whether what could be agreed with is a claim that neither the
// facts under review nor corrected ones back.
func (st *standing) isUnbacked(id string) bool {
	reference, _ := st.reference.Indicator(id)
	engine, ok := st.engine.Indicator(id)
	return ok && reference != nil && reference.Basis == scoring.BasisClaimed && engine.Status == scoring.Unanswered
}

// apply puts the corrections over the facts under review. Where a new submission no
// longer goes together with a standing correction (more trained than there are
// skilled workers), the older correction falls.
func (st *standing) apply(counting []*ScoreEntry) ([]*ScoreEntry, *scoring.Facts, error) {
	all, err := corrections(counting)
	if err != nil {
		return nil, nil, err
	}
	if facts, problems := st.card.Amend(st.base, all); len(problems) == 0 {
		return counting, facts, nil
	}
	var kept []*ScoreEntry
	facts := st.base
	for i := len(counting) - 1; i >= 0; i-- {
		with := append([]*ScoreEntry{counting[i]}, kept...)
		merged, err := corrections(with)
		if err != nil {
			return nil, nil, err
		}
		if amended, problems := st.card.Amend(st.base, merged); len(problems) == 0 {
			kept, facts = with, amended
		}
	}
	return kept, facts, nil
}

// corrections is one object with the corrected facts of all entries; of two that
// correct one fact the later counts.
func corrections(entries []*ScoreEntry) (json.RawMessage, error) {
	all := make(map[string]json.RawMessage)
	for _, entry := range entries {
		if entry.Decision != Correct {
			continue
		}
		var facts map[string]json.RawMessage
		if err := json.Unmarshal(entry.Facts, &facts); err != nil {
			return nil, wrap(err, "read the corrections of entry %s", entry.ID)
		}
		for key, value := range facts {
			all[key] = value
		}
	}
	text, err := json.Marshal(all)
	return text, wrap(err, "write down corrections")
}

// readsCorrection tells whether another entry corrects a fact of the indicator.
func (st *standing) readsCorrection(indicatorID string, counting []*ScoreEntry) bool {
	indicator, ok := st.card.Indicator(indicatorID)
	if !ok {
		return false
	}
	for _, entry := range counting {
		if entry.Decision != Correct || entry.Indicator == indicatorID {
			continue
		}
		for _, key := range scoring.FactKeys(entry.Facts) {
			if readsFact(st.card, indicator, key) {
				return true
			}
		}
	}
	return false
}

func readsFact(card *scoring.Card, indicator *scoring.Indicator, key string) bool {
	return slices.ContainsFunc(card.FactsOf(indicator), func(f *scoring.Fact) bool { return f.Key == key })
}

func noFacts(text json.RawMessage) bool { return len(scoring.FactKeys(text)) == 0 }

// sameScore tells whether an indicator comes out alike in two results: its points
// and whether it vetoes.
func sameScore(id string, a, b *scoring.Result) bool {
	return scoreOf(id, a) == scoreOf(id, b) && vetoes(id, a) == vetoes(id, b)
}

func scoreOf(id string, result *scoring.Result) scoring.Points {
	if line, ok := result.Indicator(id); ok {
		return line.Score
	}
	return 0
}

func vetoes(id string, result *scoring.Result) bool {
	return slices.ContainsFunc(result.Vetoes, func(v scoring.Veto) bool { return v.Indicator == id })
}

// open lists the indicators without a decision that counts, in the card's order.
func (st *standing) open() []string {
	open := []string{}
	for _, indicator := range st.card.Indicators() {
		if st.valid[indicator.ID] == nil {
			open = append(open, indicator.ID)
		}
	}
	return open
}
