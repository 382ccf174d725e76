package store

import (
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"wuxing/assessment"
)

// newestFirst is the order of the trail as it is read. Every index of it ends with
// these (0009_audit_search.sql), so that a page costs its own rows wherever it begins.
const newestFirst = "at DESC, seq DESC"

func (t *tx) SearchAudit(filter assessment.AuditFilter) ([]assessment.AuditEvent, error) {
	for _, text := range append([]string{filter.ActorID, filter.RequestID}, filter.ObjectIDs...) {
		if !storable(text) {
			return nil, nil
		}
	}
	last := &auditRow{}
	if filter.After > 0 {
		var err error
		if last, err = find[auditRow](t, "find an event", "seq = ?", filter.After); err != nil {
			if errors.Is(err, assessment.ErrNotFound) {
				return nil, nil
			}
			return nil, err
		}
	}
	var query *gorm.DB
	if filter.Limit > 0 && len(filter.Actions) > 1 && filter.ActorID == "" && len(filter.ObjectIDs) == 0 && filter.RequestID == "" {
		query = t.eachAction(filter, last)
	} else {
		query = t.whereActions(t.trail(filter, last), filter.Actions)
		if filter.Limit > 0 {
			query = query.Limit(filter.Limit)
		}
	}
	var rows []auditRow
	if err := query.Order(newestFirst).Find(&rows).Error; err != nil {
		return nil, outward(err, "search the audit trail")
	}
	return eventsOf(rows), nil
}

// trail narrows by everything but actions; last is the event to go on after, if any.
func (t *tx) trail(filter assessment.AuditFilter, last *auditRow) *gorm.DB {
	query := t.db.Model(&auditRow{})
	if filter.ActorID != "" {
		query = query.Where("actor_id = ?", filter.ActorID)
	}
	if len(filter.Objects) > 0 {
		query = query.Where("object IN ?", filter.Objects)
	}
	switch len(filter.ObjectIDs) {
	case 0:
	case 1:
		query = query.Where("object_id = ?", filter.ObjectIDs[0])
	default: // of one application: few
		query = query.Where("object_id IN ?", filter.ObjectIDs)
	}
	if filter.RequestID != "" {
		query = query.Where("request_id = ?", filter.RequestID)
	}
	if !filter.From.IsZero() {
		query = query.Where("at >= ?", utc(filter.From))
	}
	if !filter.Until.IsZero() {
		query = query.Where("at < ?", utc(filter.Until))
	}
	if last.Seq > 0 {
		query = query.Where("(at, seq) < (?, ?)", utc(last.At), last.Seq)
	}
	return query
}

// whereActions narrows by actions, beside something that narrows more.
func (t *tx) whereActions(query *gorm.DB, actions []assessment.Action) *gorm.DB {
	switch {
	case len(actions) == 0:
		return query
	case len(actions) == 1:
		return query.Where("action = ?", actions[0])
	case t.engine == enginePostgres:
		return query.Where("action IN ?", actions)
	default: // the plus keeps SQLite from fetching all of them by their index, to sort them
		return query.Where("+action IN ?", actions)
	}
}

// eachAction takes the newest of each action and of these the newest: an administrator's
// few events would else be looked for among everybody's many.
func (t *tx) eachAction(filter assessment.AuditFilter, last *auditRow) *gorm.DB {
	parts, values := make([]string, len(filter.Actions)), make([]any, len(filter.Actions))
	for i, action := range filter.Actions {
		parts[i] = fmt.Sprint("SELECT at, seq FROM (?) AS newest", i)
		values[i] = t.trail(filter, last).Select("at, seq").Where("action = ?", action).Order(newestFirst).Limit(filter.Limit)
	}
	newest := "SELECT seq FROM (" + strings.Join(parts, " UNION ALL ") + ") AS newest ORDER BY " + newestFirst + " LIMIT ?"
	return t.db.Where("seq IN ("+newest+")", append(values, filter.Limit)...)
}
