package assessment

import (
	"encoding/json"
	"slices"
	"time"

	"wuxing/scoring"
)

// EvidenceChange is one step with the evidence between what was returned and what
// came back. Of a withdrawal it shows the newest version of the document.
type EvidenceChange struct {
	Indicator string             `json:"indicator"`
	No        string             `json:"no"`
	Name      string             `json:"name"` // of the indicator
	Kind      EvidenceChangeKind `json:"kind"`
	Evidence  string             `json:"evidence"` // id of the version
	Version   int                `json:"version"`
	File      string             `json:"file"`
	Size      int64              `json:"size"` // bytes
	SHA256    string             `json:"sha256"`
	At        time.Time          `json:"at"` // of the step
}

// EvidenceChangeKind says what was done with a file.
type EvidenceChangeKind string

// The steps with a file.
const (
	EvidenceAdded     EvidenceChangeKind = "added"
	EvidenceReplaced  EvidenceChangeKind = "replaced" // a new version of a document
	EvidenceWithdrawn EvidenceChangeKind = "withdrawn"
)

// evidenceChanges lists what was done with the evidence since the last return, by
// indicator in the card's order, then as it happened. The enterprise sees what it
// has done so far, everybody else what it has handed in again; files that come with
// an appeal are none of it.
func evidenceChanges(tx Tx, actor Actor, application *Application, card *scoring.Card) ([]EvidenceChange, error) {
	changes := []EvidenceChange{}
	events, err := correction(tx, actor, application)
	if err != nil || len(events) == 0 {
		return changes, err
	}
	list, err := loadEvidence(tx, application, card)
	if err != nil {
		return nil, err
	}
	for _, event := range events {
		kind, text := EvidenceAdded, event.After
		switch event.Action {
		case ActionAddEvidence:
		case ActionWithdrawEvidence:
			kind, text = EvidenceWithdrawn, event.Before
		default:
			continue
		}
		var step evidenceStep
		if err := json.Unmarshal(text, &step); err != nil {
			return nil, wrap(err, "read what was done with the evidence of %s", application.ID)
		}
		e := list.find(step.Evidence)
		if e == nil {
			continue
		}
		if kind == EvidenceAdded && e.Version > 1 {
			kind = EvidenceReplaced
		}
		change := EvidenceChange{
			Indicator: e.Indicator, Kind: kind, Evidence: e.ID, Version: e.Version, File: e.Name, Size: e.Size, SHA256: e.SHA256, At: event.At,
		}
		if indicator, ok := card.Indicator(e.Indicator); ok {
			change.No, change.Name = indicator.No, indicator.Name
		}
		changes = append(changes, change)
	}
	place := make(map[string]int)
	for i, indicator := range card.Indicators() {
		place[indicator.ID] = i
	}
	slices.SortStableFunc(changes, func(a, b EvidenceChange) int { return place[a.Indicator] - place[b.Indicator] })
	return changes, nil
}

// correction gives the events of an application from its last return until it was
// last handed in, for the enterprise until now as long as it is not; none where
// nothing was returned.
func correction(tx Tx, actor Actor, application *Application) ([]AuditEvent, error) {
	events, err := tx.ListAudit(objectApplication, application.ID)
	if err != nil {
		return nil, wrap(err, "list the history of %s", application.ID)
	}
	from, to := -1, 0
	for i, event := range events {
		switch event.Action {
		case ActionReturn, ActionSendBack:
			from = i
		case ActionSubmit, ActionImportSubmit:
			to = i
		}
	}
	if from < 0 {
		return nil, nil
	}
	if actor.Role == RoleEnterprise && application.legal(ActionPutFacts) {
		to = len(events)
	}
	return events[from:max(from, to)], nil
}
