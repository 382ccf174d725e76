package assessment

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"wuxing/scoring"
)

// AuditStep is what the trail keeps of an object before or after an event.
type AuditStep = json.RawMessage

// CodeUnknownUser: no account has this username.
const CodeUnknownUser = "unknown_user" // found

// SearchAudit looks for events in the audit trail, newest first. Events about drafts
// tell no more than that they are there, and nothing at all to who looks for
// something particular: a draft does not exist for anybody but its enterprise.
func (s *Service) SearchAudit(ctx context.Context, actor Actor, query AuditQuery) (*AuditPage, error) {
	return read(ctx, s, actor, ActionSearchAudit, func(tx Tx) (*AuditPage, error) {
		filter, some, err := query.filter(tx, actor)
		page := &AuditPage{Events: []AuditView{}}
		if err != nil || !some {
			return page, err
		}
		limit := filter.Limit
		filter.Limit++
		events, err := tx.SearchAudit(filter)
		if err != nil {
			return nil, wrap(err, "search the audit trail")
		}
		if len(events) > limit {
			events = events[:limit]
			page.Next = events[limit-1].Seq
		}
		teller := &trailTeller{names: names{tx: tx}, applications: make(map[string]*Application), rounds: make(map[string]string)}
		for _, event := range events {
			view, err := teller.view(event)
			if err != nil {
				return nil, err
			}
			if !view.Draft || query.wide() {
				page.Events = append(page.Events, view)
			}
		}
		return page, nil
	})
}

// wide tells whether the query asks for nothing but a time.
func (q *AuditQuery) wide() bool {
	return q.Who == "" && q.Application == "" && q.Object == "" && q.ObjectID == "" && q.Action == "" && q.RequestID == ""
}

// filter turns what somebody looks for into ids; some is false where nothing can be
// found.
func (q *AuditQuery) filter(tx Tx, actor Actor) (filter AuditFilter, some bool, err error) {
	if problems := q.check(actor); len(problems) > 0 {
		return filter, false, invalid(problems)
	}
	filter = AuditFilter{RequestID: q.RequestID, From: microseconds(q.From), Until: microseconds(q.Until), After: q.After, Limit: q.Limit}
	if filter.Limit <= 0 || filter.Limit > MaxAuditLimit {
		filter.Limit = DefaultAuditLimit
	}
	if filter.Actions = []Action{q.Action}; q.Action == "" {
		filter.Actions = nil
		if allowed := AuditActionsFor(actor.Role); len(allowed) < len(AuditActions) {
			filter.Actions = allowed
		}
	}
	if q.Who != "" {
		user, err := tx.FindUserByUsername(normalUsername(q.Who))
		if errors.Is(err, ErrNotFound) {
			return filter, false, invalid(problemAt("who", CodeUnknownUser, "found", printable(q.Who)))
		}
		if err != nil {
			return filter, false, wrap(err, "find user %s", q.Who)
		}
		filter.ActorID = user.ID
	}
	if q.Object != "" {
		filter.Objects = []string{q.Object}
	}
	if q.ObjectID != "" {
		filter.ObjectIDs = []string{q.ObjectID}
	}
	if q.Application == "" {
		return filter, true, nil
	}
	application, err := tx.FindApplicationByID(q.Application)
	if errors.Is(err, ErrNotFound) || err == nil && application.State == StateDraft {
		return filter, false, nil
	}
	if err != nil {
		return filter, false, wrap(err, "find application %s", q.Application)
	}
	if len(filter.Objects) == 0 {
		filter.Objects = []string{objectApplication, objectReview, objectSubmission, objectSeat}
	}
	if q.ObjectID == "" {
		filter.ObjectIDs = application.trailIDs()
	}
	return filter, len(filter.ObjectIDs) > 0, nil
}

// trailIDs are the ids under which the trail tells of an application: its own, and
// with a number its submissions and seats.
func (a *Application) trailIDs() []string {
	ids := []string{a.ID}
	for n := 1; n <= max(a.Revision, 2); n++ {
		ids = append(ids, a.ID+"/"+itoa(n))
	}
	return ids
}

func (q *AuditQuery) check(actor Actor) (problems scoring.Problems) {
	if q.Action != "" && !slices.Contains(AuditActionsFor(actor.Role), q.Action) {
		problems = append(problems, problemAt("action", CodeValueNotAllowed, "field", "action", "found", printable(string(q.Action)), "choices", "")...)
	}
	if q.Object != "" && !slices.Contains(AuditObjects, q.Object) {
		problems = append(problems, problemAt("object", CodeValueNotAllowed, "field", "object", "found", printable(q.Object), "choices", strings.Join(AuditObjects, ", "))...)
	}
	if !q.From.IsZero() && !q.Until.IsZero() && !q.Until.After(q.From) {
		problems = append(problems, problemAt("until", CodeWindowReversed, "opens", timeText(q.From), "closes", timeText(q.Until))...)
	}
	return problems
}

// problemAt is one problem at one place.
func problemAt(path, code string, params ...string) (problems scoring.Problems) {
	problems.Add(code, scoring.Position{Path: path}, params...)
	return problems
}

// trailTeller puts names to the ids of events, each looked up once.
type trailTeller struct {
	names        names
	applications map[string]*Application // nil: not there
	rounds       map[string]string
}

func (t *trailTeller) view(event AuditEvent) (AuditView, error) {
	view := AuditView{Seq: event.Seq, At: event.At, Action: event.Action, Object: event.Object, Role: event.Role, RequestID: event.RequestID}
	if id := applicationOf(&event); id != "" {
		application, err := t.application(id)
		if err != nil {
			return view, err
		}
		if application != nil && application.State == StateDraft {
			return AuditView{Seq: event.Seq, At: event.At, Action: event.Action, Object: event.Object, RequestID: event.RequestID, Draft: true}, nil
		}
		if application != nil {
			view.Application, view.ObjectName = application.ID, application.Enterprise.Name
		}
	}
	view.Actor, view.ObjectID, view.Before, view.After, view.Reason = event.ActorID, event.ObjectID, event.Before, event.After, event.Reason
	var err error
	if view.ActorName, err = t.names.of(event.ActorID); err != nil {
		return view, err
	}
	if err := t.corrected(&view); err != nil {
		return view, err
	}
	if err := t.named(&view); err != nil {
		return view, err
	}
	switch event.Object {
	case objectUser, objectSession, objectFactor:
		view.ObjectName, err = t.names.of(event.ObjectID)
	case objectRound, objectRanking, objectNotice, objectExport:
		view.ObjectName, err = t.round(event.ObjectID)
	case objectEnterprise:
		enterprise, fault := t.names.tx.FindEnterpriseByID(event.ObjectID)
		if fault != nil {
			return view, wrap(fault, "find enterprise %s", event.ObjectID)
		}
		view.ObjectName = enterprise.Name
	}
	return view, err
}

// named looks up whom the steps name: the reviewer who has an application or a seat.
func (t *trailTeller) named(view *AuditView) error {
	for _, step := range []AuditStep{view.Before, view.After} {
		var holds struct {
			Reviewer string `json:"reviewer"`
		}
		if json.Unmarshal(step, &holds) != nil || holds.Reviewer == "" {
			continue
		}
		name, err := t.names.of(holds.Reviewer)
		if err != nil {
			return err
		}
		if view.Names == nil {
			view.Names = make(map[string]string)
		}
		view.Names[holds.Reviewer] = name
	}
	return nil
}

// applicationOf is the application that an event is about; "": none.
func applicationOf(event *AuditEvent) string {
	switch event.Object {
	case objectApplication, objectReview:
		return event.ObjectID
	case objectSubmission, objectSeat:
		id, _, _ := strings.Cut(event.ObjectID, "/")
		return id
	}
	return ""
}

func (t *trailTeller) application(id string) (*Application, error) {
	if application, known := t.applications[id]; known {
		return application, nil
	}
	application, err := t.names.tx.FindApplicationByID(id)
	if errors.Is(err, ErrNotFound) {
		application, err = nil, nil
	}
	t.applications[id] = application
	return application, wrap(err, "find application %s", id)
}

func (t *trailTeller) round(id string) (string, error) {
	if name, known := t.rounds[id]; known {
		return name, nil
	}
	round, err := t.names.tx.FindRoundByID(id)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return "", wrap(err, "find round %s", id)
	}
	if err == nil {
		t.rounds[id] = round.Name
	}
	return t.rounds[id], nil
}
