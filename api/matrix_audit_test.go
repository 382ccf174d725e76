package api_test

import (
	"net/http"
	"slices"
	"strings"

	"wuxing/api"
	"wuxing/assessment"
)

// leaveNothing are routes that are no GET and leave nothing in the audit trail when
// they are done, since they store nothing that anybody decides on.
var leaveNothing = []string{
	"POST /api/v1/score", "POST /api/v1/advice", // store nothing
	"POST /api/v1/rounds/{round}/authority/preview", "POST /api/v1/rounds/{round}/assignments/preview", // the same
	"POST /api/v1/registrations/state",              // a question
	"POST /api/v1/inbox/read",                       // one's own read marks
	"DELETE /api/v1/users/{username}/second-factor", // nobody here has one
}

// openLists hang on the wall: anybody has them without leaving anything, and of the
// office only who sees more of the round is asked where a copy of it went.
var openLists = []assessment.Action{assessment.ActionExportNotice, assessment.ActionExportFinal}

// matrixEvent is one line of the audit trail as it is stored.
type matrixEvent struct {
	actor, role, action, object, id, at, before, after, reason, effects string
}

// accountedFor holds what a request has left in the audit trail against who sent it:
// whatever was done is there, with who, in which role, when, what was before and
// after, why, and the request's own number; and nobody's name.
func (m *matrixWorld) accountedFor(route api.Route, letter, state string, sent matrixRequest, got matrixReply) {
	name := route.Method + " " + route.Path
	number := got.header.Get("X-Request-Id")
	if number == "" {
		m.t.Errorf("%s as %s while %s: the answer has no number", name, letter, state)
	}
	events := m.events(number)
	wanted := got.status < 300 && route.Method != http.MethodGet && !slices.Contains(leaveNothing, name) ||
		got.status < 300 && route.Action.Recorded() && (!slices.Contains(openLists, route.Action) || strings.Contains("LU", letter))
	if wanted && len(events) == 0 {
		m.t.Errorf("%s as %s while %s: done, and nothing of it is in the audit trail", name, letter, state)
	}
	for _, e := range events {
		m.recordedWell(name, letter, e)
	}
	if _, rest, asked := strings.Cut(sent.body, `"reason":"`); asked && wanted && sent.kind != "" && strings.Contains(sent.kind, "json") {
		reason, _, _ := strings.Cut(rest, `"`)
		if !slices.ContainsFunc(events, func(e matrixEvent) bool { return e.reason == reason }) {
			m.t.Errorf("%s as %s while %s: why (%s) is not in the audit trail: %+v", name, letter, state, reason, events)
		}
	}
}

// recordedWell holds one event against what each must have.
func (m *matrixWorld) recordedWell(name, letter string, e matrixEvent) {
	m.recorded[assessment.Action(e.action)]++
	if !slices.Contains(assessment.AuditActions, assessment.Action(e.action)) || !slices.Contains(assessment.AuditObjects, e.object) {
		m.t.Errorf("%s as %s: %s of %s cannot be looked for", name, letter, e.action, e.object)
	}
	actor, role := "", string(assessment.RolePublic)
	if user := m.users[letter]; user != nil {
		actor, role = user.ID, string(user.Role)
	}
	action := assessment.Action(e.action)
	// Whoever sends these, they are the public's: nobody is to know who objects, and
	// who asks for an account has none.
	if action == assessment.ActionObject || action == assessment.ActionRegister {
		actor, role = "", string(assessment.RolePublic)
	}
	signsIn := action == assessment.ActionLogin || action == assessment.ActionLoginFailed // whoever it turns out to be
	if !signsIn && (e.actor != actor || e.role != role) || e.action == "" || e.object == "" || e.at == "" {
		m.t.Errorf("%s as %s: badly recorded: %+v", name, letter, e)
	}
	moved := strings.Contains(e.after, `"state":`) && !strings.HasPrefix(e.action, "create_") && action != assessment.ActionRegister
	if moved && !strings.Contains(e.before, `"state":`) {
		m.t.Errorf("%s as %s: not from what to what: %+v", name, letter, e)
	}
	for _, hidden := range []string{matrixName, matrixUSCC, "密名", `"own"`, "reviewer1", `"zhili"`} {
		if strings.Contains(e.before+e.after+e.id, hidden) {
			m.t.Errorf("%s as %s: the trail names %q: %+v", name, letter, hidden, e)
		}
	}
}

// events are those of one request, in their order.
func (m *matrixWorld) events(number string) (events []matrixEvent) {
	rows, err := m.raw.QueryContext(m.ctx(), `SELECT actor_id, role, action, object, object_id, CAST(at AS text), before, after, reason, effects
		FROM audit_events WHERE request_id = ? ORDER BY seq`, number)
	m.done(nil, err)
	defer func() { m.done(nil, rows.Close()) }()
	for rows.Next() {
		var e matrixEvent
		m.done(nil, rows.Scan(&e.actor, &e.role, &e.action, &e.object, &e.id, &e.at, &e.before, &e.after, &e.reason, &e.effects))
		events = append(events, e)
	}
	m.done(nil, rows.Err())
	return events
}
