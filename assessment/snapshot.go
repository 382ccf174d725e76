package assessment

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"slices"

	"wuxing/scoring"
)

// snapshotFormat is raised when the document changes its form.
const snapshotFormat = 1

// errOtherArithmetic is a defect: a ranking and its own snapshot do not agree.
var errOtherArithmetic = errors.New("worked out twice, the results differ")

// Snapshot is a frozen round as one document: every input, and what came of it. It
// holds no time at which it was made and no name of a user, so that the same inputs
// give the same bytes.
type Snapshot struct {
	RoundID string
	Body    []byte // SnapshotDocument as JSON
	Hash    string // "sha256:…" of Body
}

// SnapshotDocument is what a snapshot holds.
type SnapshotDocument struct {
	Format       int                   `json:"format"`
	Round        string                `json:"round"`
	Name         string                `json:"name"`
	Year         int                   `json:"year"`
	Quota        int                   `json:"quota"`
	Settings     Settings              `json:"settings"`
	Card         string                `json:"card"`
	CardHash     string                `json:"card_hash"`
	Applications []SnapshotApplication `json:"applications"` // by id
}

// SnapshotApplication is one enterprise: what it handed in, what was decided of it,
// and from official_facts on what follows from these and the card.
type SnapshotApplication struct {
	ID         string             `json:"id"`
	Enterprise scoring.Enterprise `json:"enterprise"`
	Revision   int                `json:"revision"`
	Facts      json.RawMessage    `json:"facts"`
	Claims     json.RawMessage    `json:"claims,omitempty"`    // scores claimed without facts, or beside them
	Authority  json.RawMessage    `json:"authority,omitempty"` // facts that lists of other departments give
	Decisions  []SnapshotDecision `json:"decisions"`           // in the order in which they were made

	OfficialFacts json.RawMessage `json:"official_facts"`
	Self          json.RawMessage `json:"self"`
	Official      json.RawMessage `json:"official"`
	Rank          int             `json:"rank"` // 0: vetoed
}

// SnapshotDecision is one decision on one indicator.
type SnapshotDecision struct {
	Indicator string          `json:"indicator"`
	Decision  Decision        `json:"decision"`
	Facts     json.RawMessage `json:"facts,omitempty"`
	Points    *scoring.Points `json:"points,omitempty"`
	Reason    string          `json:"reason"`
}

// compute works out everything that follows from the inputs.
func (d *SnapshotDocument) compute(card *scoring.Card) error {
	contenders := make([]scoring.Contender, len(d.Applications))
	for i := range d.Applications {
		var err error
		if contenders[i], err = d.Applications[i].compute(card); err != nil {
			return err
		}
	}
	for i, rank := range card.Rank(contenders) {
		d.Applications[i].Rank = rank
	}
	return nil
}

func (a *SnapshotApplication) compute(card *scoring.Card) (contender scoring.Contender, err error) {
	given, err := (&Submission{Facts: a.Facts, Claims: a.Claims}).read(card)
	if err != nil {
		return contender, err
	}
	base, err := amended(card, given.facts, a.Authority)
	if err != nil {
		return contender, err
	}
	var entries []*ScoreEntry
	var overrides []scoring.Override
	for _, d := range a.Decisions {
		entries = append(entries, &ScoreEntry{ID: a.ID, Decision: d.Decision, Facts: d.Facts})
		if d.Decision == Override {
			overrides = append(overrides, scoring.Override{Indicator: d.Indicator, Points: *d.Points, Reason: d.Reason})
		}
	}
	all, err := corrections(entries)
	if err != nil {
		return contender, err
	}
	official, problems := card.Amend(base, all)
	if len(problems) > 0 {
		return contender, wrap(problems, "put the corrections of %s over its facts", a.ID)
	}
	result := card.ScoreOverridden(official, overrides)
	for _, part := range []struct {
		value any
		into  *json.RawMessage
	}{{official, &a.OfficialFacts}, {card.ScoreClaimed(given.facts, given.claims), &a.Self}, {result, &a.Official}} {
		if *part.into, err = json.Marshal(part.value); err != nil {
			return contender, wrap(err, "write down the score of %s", a.ID)
		}
	}
	return scoring.Contender{Result: result, Facts: official}, nil
}

// seal writes the document and its hash.
func (d *SnapshotDocument) seal() (*Snapshot, error) {
	body, err := json.Marshal(d)
	if err != nil {
		return nil, wrap(err, "write down the snapshot of round %s", d.Round)
	}
	sum := sha256.Sum256(body)
	return &Snapshot{RoundID: d.Round, Body: body, Hash: "sha256:" + hex.EncodeToString(sum[:])}, nil
}

// freeze is the snapshot of a round that is being ranked. What the documents' own
// arithmetic gives must be what the ranking says: anything else is a broken program
// and stops the ranking.
func (s *Service) freeze(tx Tx, round *Round, card *scoring.Card, ranking *Ranking, reviewed []*Application, scores *scores) (*Snapshot, error) {
	document, err := inputsOf(tx, round, card, reviewed, scores)
	if err != nil {
		return nil, err
	}
	if err := document.compute(card); err != nil {
		return nil, err
	}
	rows := make(map[string]*RankingRow)
	for i := range ranking.Rows {
		rows[ranking.Rows[i].ApplicationID] = &ranking.Rows[i]
	}
	for _, a := range document.Applications {
		var official scoring.Result
		if err := json.Unmarshal(a.Official, &official); err != nil {
			return nil, wrap(err, "read the official score of %s", a.ID)
		}
		if row := rows[a.ID]; row == nil || row.Rank != a.Rank || row.OfficialTotal != official.Total || row.Vetoed != official.Vetoed {
			return nil, wrap(errOtherArithmetic, "recompute the ranking of %s: application %s comes out otherwise", round.ID, a.ID)
		}
	}
	return document.seal()
}

// inputsOf gathers what a ranking is made of from the rows, in an order of their own.
func inputsOf(tx Tx, round *Round, card *scoring.Card, reviewed []*Application, scores *scores) (*SnapshotDocument, error) {
	document := &SnapshotDocument{
		Format: snapshotFormat, Round: round.ID, Name: round.Name, Year: round.Year, Quota: round.Quota, Settings: round.Settings,
		Card: card.ID, CardHash: card.Hash(), Applications: []SnapshotApplication{},
	}
	lists, err := tx.ListAuthorityLists(round.ID)
	if err != nil {
		return nil, wrap(err, "list the authority lists of round %s", round.ID)
	}
	said, err := wordsOf(tx, lists)
	if err != nil {
		return nil, err
	}
	for _, application := range reviewed {
		a := scores.frozen(card, application)
		words := said.of(application.Enterprise.USCC)
		if a.Authority, err = authorityText(card, inForce(words, newestOf(words))); err != nil {
			return nil, err
		}
		document.Applications = append(document.Applications, a)
	}
	slices.SortFunc(document.Applications, func(a, b SnapshotApplication) int { return cmp.Compare(a.ID, b.ID) })
	return document, nil
}

// frozen are the inputs of one application.
func (s *scores) frozen(card *scoring.Card, application *Application) SnapshotApplication {
	submission := s.submissions[application.ID]
	a := SnapshotApplication{
		ID: application.ID, Enterprise: application.Enterprise.Scoring(), Revision: submission.Revision,
		Facts: submission.Facts, Claims: submission.Claims, Decisions: []SnapshotDecision{},
	}
	var entries []*ScoreEntry
	for _, indicator := range card.Indicators() {
		if entry := s.entries[application.ID][indicator.ID]; entry != nil {
			entries = append(entries, entry)
		}
	}
	slices.SortFunc(entries, func(a, b *ScoreEntry) int { return cmp.Compare(a.Seq, b.Seq) })
	for _, e := range entries {
		a.Decisions = append(a.Decisions, SnapshotDecision{e.Indicator, e.Decision, e.Facts, e.Points, e.Reason})
	}
	return a
}

// FindSnapshot is the newest snapshot of a round.
func (s *Service) FindSnapshot(ctx context.Context, actor Actor, roundID string) (*Snapshot, error) {
	return read(ctx, s, actor, ActionReadSnapshot, func(tx Tx) (*Snapshot, error) {
		snapshot, err := tx.FindSnapshot(roundID)
		return snapshot, found(err, "find the snapshot of round %s", roundID)
	})
}

// ExportSnapshot gives the newest snapshot of a round away, byte by byte, once that is
// recorded: with it goes every fact and reason that the ranking was made of.
func (s *Service) ExportSnapshot(ctx context.Context, cmd Command, roundID string) (*Snapshot, error) {
	if err := allow(cmd.Actor, ActionExportSnapshot); err != nil {
		return nil, err
	}
	snapshot, err := s.FindSnapshot(ctx, cmd.Actor, roundID)
	if err != nil {
		return nil, err
	}
	return snapshot, s.exportSnapshot(ctx, cmd, ExportSnapshot, snapshot)
}

// ExportRecomputed records that what Recompute or Rebuild has made leaves the office.
// Nothing may leave before it returns.
func (s *Service) ExportRecomputed(ctx context.Context, cmd Command, again *Snapshot) error {
	return s.exportSnapshot(ctx, cmd, ExportRecomputed, again)
}

func (s *Service) exportSnapshot(ctx context.Context, cmd Command, kind ExportKind, snapshot *Snapshot) error {
	if err := allow(cmd.Actor, ActionExportSnapshot); err != nil {
		return err
	}
	var holds struct {
		Applications []struct{} `json:"applications"`
	}
	if err := json.Unmarshal(snapshot.Body, &holds); err != nil {
		return wrap(err, "read the snapshot of round %s", snapshot.RoundID)
	}
	made := newDigest(io.Discard)
	_, _ = made.Write(snapshot.Body) // counts
	return s.recordExport(ctx, cmd, ActionExportSnapshot, snapshot.RoundID, made.of(exported{Kind: kind, Rows: len(holds.Applications)}))
}

// Recompute works a round's snapshot out again from its inputs alone, with the card
// that the round pinned. same tells whether every byte is as it was frozen.
func (s *Service) Recompute(ctx context.Context, actor Actor, roundID string) (again *Snapshot, same bool, err error) {
	frozen, err := s.FindSnapshot(ctx, actor, roundID)
	if err != nil {
		return nil, false, err
	}
	var document SnapshotDocument
	if err := json.Unmarshal(frozen.Body, &document); err != nil {
		return nil, false, wrap(err, "read the snapshot of round %s", roundID)
	}
	card, err := s.cardOf(&Round{CardID: document.Card, CardHash: document.CardHash})
	if err != nil {
		return nil, false, err
	}
	for i := range document.Applications { // nothing that follows is taken over
		a := &document.Applications[i]
		a.OfficialFacts, a.Self, a.Official, a.Rank = nil, nil, nil, 0
	}
	if err := document.compute(card); err != nil {
		return nil, false, err
	}
	if again, err = document.seal(); err != nil {
		return nil, false, err
	}
	return again, frozen.is(again), nil
}

// is tells whether every byte is the same and what the hash is of.
func (s *Snapshot) is(again *Snapshot) bool {
	sum := sha256.Sum256(s.Body)
	return s.Hash == "sha256:"+hex.EncodeToString(sum[:]) && bytes.Equal(again.Body, s.Body)
}

// Rebuild makes a ranked round's snapshot anew from the rows that lie in the database
// now, of the enterprises that were ranked. same tells whether it is the frozen one.
func (s *Service) Rebuild(ctx context.Context, actor Actor, roundID string) (again *Snapshot, same bool, err error) {
	frozen, err := s.FindSnapshot(ctx, actor, roundID)
	if err != nil {
		return nil, false, err
	}
	again, err = read(ctx, s, actor, ActionReadSnapshot, func(tx Tx) (*Snapshot, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		card, err := s.cardOf(round)
		if err != nil {
			return nil, err
		}
		ranking, err := tx.FindRanking(roundID)
		if err != nil {
			return nil, wrap(err, "ranking of round %s", roundID)
		}
		var ranked []*Application
		for _, row := range ranking.Rows {
			application, err := tx.FindApplicationByID(row.ApplicationID)
			if err != nil {
				return nil, wrap(err, "find application %s", row.ApplicationID)
			}
			ranked = append(ranked, application)
		}
		scores, err := loadScores(tx, roundID)
		if err != nil {
			return nil, err
		}
		// How long files are kept may change after the ranking and decides nothing of it.
		var was struct {
			Settings struct {
				Retention *Retention `json:"retention"`
			} `json:"settings"`
		}
		if err := json.Unmarshal(frozen.Body, &was); err != nil {
			return nil, wrap(err, "read the snapshot of round %s", roundID)
		}
		round.Settings.Retention = was.Settings.Retention
		document, err := inputsOf(tx, round, card, ranked, scores)
		if err != nil {
			return nil, err
		}
		if err := document.compute(card); err != nil {
			return nil, err
		}
		return document.seal()
	})
	if err != nil {
		return nil, false, err
	}
	return again, frozen.is(again), nil
}
