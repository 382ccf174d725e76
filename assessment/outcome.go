package assessment

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"wuxing/scoring"
)

// Outcome is what the joint meeting (联席会议) decides of an enterprise. Until it is
// recorded every decision is pending, whatever the rank.
type Outcome string

// The outcomes; excellent includes certified.
const (
	OutcomeCertified   Outcome = "certified"
	OutcomeExcellent   Outcome = "excellent"
	OutcomeNotSelected Outcome = "not_selected"
)

// level orders outcomes; 0 for what is none.
func (o Outcome) level() int {
	return 1 + slices.Index([]Outcome{OutcomeNotSelected, OutcomeCertified, OutcomeExcellent}, o)
}

// Meeting is the recorded outcome of a round.
type Meeting struct {
	RoundID   string    `json:"round"`
	Snapshot  string    `json:"snapshot"`  // hash of what was decided on
	HeldOn    string    `json:"held_on"`   // 2026-06-01
	Reference string    `json:"reference"` // of the minutes
	Decided   []Decided `json:"decided"`   // in the order of the ranking
	By        string    `json:"by"`
	At        time.Time `json:"at"`
}

// Decided is the outcome of one enterprise.
type Decided struct {
	Application string  `json:"application"`
	Outcome     Outcome `json:"outcome"`
	Reason      string  `json:"reason,omitempty"`
	Award       int     `json:"award_fen"` // 0 where not selected
}

// NewMeeting is the outcome as it comes in.
type NewMeeting struct {
	HeldOn    string
	Reference string
	Outcomes  []NewOutcome
}

// NewOutcome is the outcome of one application of the ranking.
type NewOutcome struct {
	Application string
	Outcome     Outcome
	Reason      string // needed where the ranking says otherwise, or ties
}

// maxReference is the longest reference, in characters.
const maxReference = 200

// RecordOutcome records what the joint meeting decided, of every enterprise of the
// ranking at once. It keeps to the quotas and lines; who is passed over by an equal
// or worse rank needs a reason.
func (s *Service) RecordOutcome(ctx context.Context, cmd Command, roundID string, new NewMeeting) (*Ranking, error) {
	return write(ctx, s, cmd, ActionDecide, func(tx Tx) (*Ranking, error) {
		round, _, err := s.moveRound(tx, cmd, roundID, ActionDecide)
		if err != nil {
			return nil, err
		}
		ranking, err := tx.FindRanking(round.ID)
		if err != nil {
			return nil, wrap(err, "ranking of round %s", round.ID)
		}
		now := s.time()
		chosen, problems := s.weigh(round, ranking, new)
		if len(problems) > 0 {
			return nil, invalid(problems)
		}
		meeting := &Meeting{RoundID: round.ID, Snapshot: ranking.Snapshot, HeldOn: new.HeldOn, Reference: strings.TrimSpace(new.Reference), By: cmd.Actor.UserID, At: now}
		meeting.Decided = decide(round, ranking, chosen)
		if err := tx.AddMeeting(meeting); err != nil {
			return nil, wrap(err, "add the outcome of round %s", round.ID)
		}
		for _, decided := range meeting.Decided {
			err := s.record(tx, cmd, change{action: ActionDecide, object: objectApplication, id: decided.Application, reason: decided.Reason, after: decided})
			if err != nil {
				return nil, err
			}
		}
		return s.rankingFor(tx, cmd.Actor, round.ID)
	})
}

// PreviewOutcome tells what RecordOutcome would record, or refuses it as that would; it
// stores nothing.
func (s *Service) PreviewOutcome(ctx context.Context, actor Actor, roundID string, new NewMeeting) (*DecidedOverview, error) {
	return read(ctx, s, actor, ActionDecide, func(tx Tx) (*DecidedOverview, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		if _, ok := round.next(ActionDecide); !ok {
			return nil, fail(KindConflict, CodeWrongState, "action", string(ActionDecide), "state", string(round.State)).present(round.present())
		}
		ranking, err := tx.FindRanking(round.ID)
		if err != nil {
			return nil, wrap(err, "ranking of round %s", round.ID)
		}
		chosen, problems := s.weigh(round, ranking, new)
		if len(problems) > 0 {
			return nil, invalid(problems)
		}
		return (&Meeting{HeldOn: new.HeldOn, Decided: decide(round, ranking, chosen)}).overview(), nil
	})
}

// weigh finds everything wrong with an outcome, and gives each application its own.
func (s *Service) weigh(round *Round, ranking *Ranking, new NewMeeting) (map[string]NewOutcome, scoring.Problems) {
	card, _ := s.cards.Card(round.CardID) // only names are read
	problems := new.check(s.time())
	chosen, found := new.match(ranking)
	problems = append(problems, found...)
	if len(found) == 0 {
		problems = append(problems, checkOutcomes(round, card, ranking, chosen)...)
	}
	return chosen, problems
}

// decide writes the outcomes down in the order of the ranking.
func decide(round *Round, ranking *Ranking, chosen map[string]NewOutcome) (decided []Decided) {
	for _, row := range ranking.Rows {
		outcome := chosen[row.ApplicationID]
		decided = append(decided, Decided{
			row.ApplicationID, outcome.Outcome, strings.TrimSpace(outcome.Reason), round.Settings.Award.of(outcome.Outcome),
		})
	}
	return decided
}

// of is the award of an outcome: the larger instead of the smaller.
func (a Award) of(outcome Outcome) int {
	switch outcome {
	case OutcomeCertified:
		return a.Certified
	case OutcomeExcellent:
		return a.Excellent
	}
	return 0
}

func (n *NewMeeting) check(now time.Time) (problems scoring.Problems) {
	day, err := time.ParseInLocation(time.DateOnly, n.HeldOn, OfficeZone)
	if err != nil || day.After(now) {
		problems.Add(CodeValueMalformed, scoring.Position{Path: "held_on"}, "field", "held_on", "found", printable(n.HeldOn), "format", "today")
	}
	return append(problems, checkText(n.Reference, "reference", 1, maxReference)...)
}

// match gives each application of the ranking its one outcome.
func (n *NewMeeting) match(ranking *Ranking) (chosen map[string]NewOutcome, problems scoring.Problems) {
	chosen = make(map[string]NewOutcome)
	names := make(map[string]string)
	for _, row := range ranking.Rows {
		names[row.ApplicationID] = row.Enterprise.Name
	}
	for i, outcome := range n.Outcomes {
		path := "outcomes[" + itoa(i) + "]"
		name, known := names[outcome.Application]
		if !known {
			problems.Add(CodeUnknownApplication, scoring.Position{Path: path + ".application"}, "found", printable(outcome.Application))
			continue
		}
		if _, twice := chosen[outcome.Application]; twice {
			problems.Add(CodeApplicationTwice, scoring.Position{Path: path}, "enterprise", name)
		}
		if outcome.Outcome.level() == 0 {
			problems.Add(CodeValueNotAllowed, scoring.Position{Path: path + ".outcome"}, "field", "outcome", "found", printable(string(outcome.Outcome)), "choices", "certified, excellent, not_selected")
		}
		for _, problem := range checkText(outcome.Reason, "reason", 0, maxReason) {
			problem.Path = path + ".reason"
			problems = append(problems, problem)
		}
		chosen[outcome.Application] = outcome
	}
	for _, row := range ranking.Rows {
		if _, ok := chosen[row.ApplicationID]; !ok {
			problems.Add(CodeOutcomeMissing, scoring.Position{Path: "outcomes." + row.ApplicationID}, "enterprise", row.Enterprise.Name)
		}
	}
	return chosen, problems
}

// checkOutcomes holds the outcomes against vetoes, lines, quotas and the order.
func checkOutcomes(round *Round, card *scoring.Card, ranking *Ranking, chosen map[string]NewOutcome) (problems scoring.Problems) {
	certified, excellent := 0, 0
	behind := bestBehind(ranking, chosen)
	for i, row := range ranking.Rows {
		outcome := chosen[row.ApplicationID]
		at := scoring.Position{Path: "outcomes." + row.ApplicationID}
		level := outcome.Outcome.level()
		if level >= OutcomeCertified.level() {
			certified++
			switch {
			case row.Vetoed:
				problems.Add(CodeOutcomeVetoed, at, "enterprise", row.Enterprise.Name)
			case len(row.Below) > 0:
				for _, line := range row.Below {
					problems.Add(CodeOutcomeBelow, at, "enterprise", row.Enterprise.Name, "found", lineName(card, line))
				}
			}
		}
		if outcome.Outcome == OutcomeExcellent {
			excellent++
		}
		passed := behind[row.Rank] > level
		eligible := !row.Vetoed && len(row.Below) == 0
		if eligible && passed && visible(outcome.Reason) < minEntryReason {
			problems.Add(CodeOutcomeReason, at, "enterprise", ranking.Rows[i].Enterprise.Name)
		}
	}
	for _, quota := range []struct {
		line         Line
		found, quota int
	}{{LineCertified, certified, round.Quota}, {LineExcellent, excellent, round.Settings.Excellent}} {
		if quota.quota > 0 && quota.found > quota.quota {
			problems.Add(CodeQuotaExceeded, scoring.Position{Path: "outcomes"}, "line", string(quota.line), "found", itoa(quota.found), "limit", itoa(quota.quota))
		}
	}
	return problems
}

// bestBehind is the highest level that anybody with the rank, or one behind it, was
// given. Rows are in order.
func bestBehind(ranking *Ranking, chosen map[string]NewOutcome) map[int]int {
	best, highest := make(map[int]int), 0
	for _, row := range slices.Backward(ranking.Rows) {
		if !row.Vetoed {
			highest = max(highest, chosen[row.ApplicationID].Outcome.level())
			best[row.Rank] = highest
		}
	}
	return best
}

// lineName is the name of a category that has a line; the word for the total is
// left to the tables of words.
func lineName(card *scoring.Card, id string) string {
	if card == nil {
		return id
	}
	for i := range card.Categories {
		if card.Categories[i].ID == id {
			return card.Categories[i].Name
		}
	}
	return id
}

// tell puts the outcome into a ranking whose reader may know it.
func (m *Meeting) tell(ranking *Ranking) {
	ranking.HeldOn, ranking.Reference = m.HeldOn, m.Reference
	decided := make(map[string]Decided)
	for _, d := range m.Decided {
		decided[d.Application] = d
	}
	for i := range ranking.Rows {
		d := decided[ranking.Rows[i].ApplicationID]
		ranking.Rows[i].Outcome, ranking.Rows[i].Award = d.Outcome, d.Award
	}
}

// findMeeting is the recorded outcome of a round, nil while it is pending: an
// outcome belongs to the snapshot that it was decided on.
func findMeeting(tx Tx, roundID string) (*Meeting, error) {
	meeting, err := tx.FindMeeting(roundID)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, wrap(err, "find the outcome of round %s", roundID)
	}
	frozen, err := tx.FindSnapshotHash(roundID)
	if err != nil {
		return nil, wrap(err, "find the snapshot of round %s", roundID)
	}
	round, err := tx.FindRoundByID(roundID)
	if err != nil {
		return nil, wrap(err, "find round %s", roundID)
	}
	if frozen != meeting.Snapshot || round.State == RoundOpen || round.State == RoundRanked {
		return nil, nil
	}
	return meeting, nil
}

// hearsOutcome tells whether the actor may know what was decided: before the public
// notice begins only who leads and who watches.
func (s *Service) hearsOutcome(tx Tx, actor Actor, roundID string) (bool, error) {
	if hearsEarly(actor) {
		return true, nil
	}
	round, err := tx.FindRoundByID(roundID)
	if err != nil {
		return false, wrap(err, "find round %s", roundID)
	}
	if round.State == RoundPublished {
		return true, nil
	}
	notice, err := currentNotice(tx, round)
	return notice != nil && notice.begun(s.time()), err
}

// hearsEarly tells whether the actor may know what was decided as soon as it is
// recorded.
func hearsEarly(actor Actor) bool {
	return actor.Role == RoleLead || actor.Role == RoleAuditor || actor.Role == RoleOperator
}

// of is the outcome of one application, "" while it is pending.
func (m *Meeting) of(applicationID string) Outcome {
	if m == nil {
		return ""
	}
	for _, d := range m.Decided {
		if d.Application == applicationID {
			return d.Outcome
		}
	}
	return ""
}

// outcomes are those of all applications, by id.
func (m *Meeting) outcomes() map[string]Outcome {
	if m == nil {
		return nil
	}
	outcomes := make(map[string]Outcome, len(m.Decided))
	for _, d := range m.Decided {
		outcomes[d.Application] = d.Outcome
	}
	return outcomes
}
