package store

import (
	"errors"

	"wuxing/assessment"
)

// SearchAudit goes by time and number, which every index of the trail ends with
// (0009_audit_search.sql), so that a page costs its own rows wherever it begins.
func (t *tx) SearchAudit(filter assessment.AuditFilter) ([]assessment.AuditEvent, error) {
	for _, text := range append([]string{filter.ActorID, filter.RequestID}, filter.ObjectIDs...) {
		if !storable(text) {
			return nil, nil
		}
	}
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
	switch {
	case len(filter.Actions) == 0:
	case len(filter.Actions) == 1:
		query = query.Where("action = ?", filter.Actions[0])
	case t.engine == enginePostgres:
		query = query.Where("action IN ?", filter.Actions)
	default: // the plus keeps SQLite from fetching all of them by their index, to sort them
		query = query.Where("+action IN ?", filter.Actions)
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
	if filter.After > 0 {
		last, err := find[auditRow](t, "find an event", "seq = ?", filter.After)
		if errors.Is(err, assessment.ErrNotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		query = query.Where("(at, seq) < (?, ?)", utc(last.At), last.Seq)
	}
	if filter.Limit > 0 {
		query = query.Limit(filter.Limit)
	}
	var rows []auditRow
	if err := query.Order("at DESC, seq DESC").Find(&rows).Error; err != nil {
		return nil, outward(err, "search the audit trail")
	}
	events := make([]assessment.AuditEvent, len(rows))
	for i := range rows {
		events[i] = rows[i].event()
	}
	return events, nil
}
