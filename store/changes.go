package store

import (
	"encoding/json"
	"strconv"

	"wuxing/assessment"
)

// What was written since a place of the audit trail. Every event tells which rows its
// transaction wrote, and events are numbered in the order of commits; so whoever has
// read a round at some place needs only those rows again.

// maxChanges bounds what is read again row by row. Beyond it a round is read whole.
const maxChanges = 2000

func (t *tx) ListRoundChanges(roundID string, since assessment.TrailMark) (*assessment.RoundChanges, error) {
	last, hash, err := lastEvent(t.db)
	if err != nil {
		return nil, outward(err, "find the newest event")
	}
	changes := &assessment.RoundChanges{Mark: assessment.TrailMark{Seq: last, Hash: hash}}
	if since.Seq == 0 || last == 0 || last-since.Seq > maxChanges {
		return changes, nil
	}
	if since == changes.Mark {
		changes.Known = true
		return changes, nil
	}
	w := &written{round: roundID, applications: make(map[string]bool), enterprises: make(map[string]bool), seats: make(map[string]bool)}
	found := false
	query := t.db.Table("audit_events").Select("seq, hash, effects").Where("seq >= ?", since.Seq).Order("seq")
	err = scanEach(query, "list what was written", func(next func(into ...any) error) error {
		var seq int64
		var hash, effects string
		if err := next(&seq, &hash, &effects); err != nil {
			return err
		}
		if seq == since.Seq { // else the trail is another one, of a backup that was put back
			found = hash == since.Hash
			return nil
		}
		return w.add(effects)
	})
	if err != nil || !found || w.many() {
		return changes, err
	}
	changes.Known = true
	return changes, w.read(t, changes)
}

// written are the keys of rows of a round that may have changed.
type written struct {
	round                            string
	applications, enterprises, seats map[string]bool
	declaration                      int // the first that was added; 0: none
}

func (w *written) many() bool {
	return len(w.applications)+len(w.enterprises)+len(w.seats) > maxChanges
}

// add reads the effects of one event, see effectsText.
func (w *written) add(effects string) error {
	if effects == "" || w.many() {
		return nil
	}
	var lines [][]string
	if err := json.Unmarshal([]byte(effects), &lines); err != nil {
		return err
	}
	for _, line := range lines {
		if len(line) < 2 {
			continue
		}
		switch key := line[1]; line[0] {
		case "applications", "reviews":
			w.applications[key] = true
		case "enterprises":
			w.enterprises[key] = true
		case "seats":
			w.seats[key] = true
		case "declarations":
			seq, err := strconv.Atoi(line[2])
			if err != nil {
				return err
			}
			if key == w.round && (w.declaration == 0 || seq < w.declaration) {
				w.declaration = seq
			}
		}
	}
	return nil
}

// read asks for the rows as they are now.
func (w *written) read(t *tx, changes *assessment.RoundChanges) (err error) {
	if len(w.applications)+len(w.enterprises) > 0 {
		query := t.db.Where("applications.round_id = ? AND (applications.id IN ? OR applications.enterprise_id IN ?)",
			w.round, keysOf(w.applications), keysOf(w.enterprises)).Order("applications.id")
		if changes.Rows, err = overviewRows(query, w.round); err != nil {
			return err
		}
	}
	if len(w.seats) > 0 {
		if changes.Seats, err = roundSeats(t.db.Where("seats.id IN ?", keysOf(w.seats)), w.round); err != nil {
			return err
		}
	}
	if w.declaration > 0 {
		changes.Declared = w.declaration
		changes.Declarations, err = declarations(t.db.Where("round_id = ? AND seq >= ?", w.round, w.declaration), w.round)
	}
	return err
}

// keysOf are the keys in a form that a query takes, never empty.
func keysOf(set map[string]bool) []string {
	list := make([]string, 0, len(set)+1)
	for key := range set {
		list = append(list, key)
	}
	return append(list, "")
}

// ListApplicationIDs reads nothing but what a filter finds.
func (t *tx) ListApplicationIDs(filter assessment.ApplicationFilter) ([]string, error) {
	query, some := t.filtered(filter)
	if !some {
		return nil, nil
	}
	var list []string
	err := scanEach(query.Table("applications").Select("applications.id"), "list the ids of applications", func(next func(into ...any) error) error {
		var id string
		err := next(&id)
		list = append(list, id)
		return err
	})
	return list, err
}
