package assessment_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"wuxing/assessment"
)

// dice makes the choices inside of a deed. 0 is always the ordinary one.
type dice func(n int) int

func plain(int) int { return 0 }

// attempt is a deed that is about to be tried, with what the model expects.
type attempt struct {
	action  assessment.Action
	by      *person
	app     *modelApp       // nil: it concerns none, or all
	why     map[string]bool // codes of everything that stands in its way; none: it is allowed
	version string          // whose it asks for: "", application, seat, round
	reads   bool
	run     func(cmd assessment.Command) (any, error)
	then    func(answer any) // what it changes in the model
	what    string
	from    string // state of what it is done to
}

// because adds a reason to refuse the attempt, if it holds.
func (a *attempt) because(holds bool, code string) {
	if holds {
		a.why[code] = true
	}
}

// sequence is one run of actions in a round of its own.
type sequence struct {
	ctx     context.Context
	t       *rapid.T
	w       *modelWorld
	r       *modelRound
	total   *tally
	markers int
	kept    []string // rows that may never change
	audit   int      // number of the audit trail when the sequence began
	trace   []string
}

func (q *sequence) now() time.Time { return q.w.now() }

// start prepares an attempt: who has no right to an action, or to this application,
// learns nothing else.
func (q *sequence) start(action assessment.Action, p *person, app *modelApp) (*attempt, bool) {
	a := &attempt{action: action, by: p, app: app, why: make(map[string]bool), then: func(any) {}, what: string(action), from: q.r.state}
	if app != nil {
		a.from = app.state
	}
	switch {
	case p.id() == "" && p.letter == 'X':
		a.why[assessment.CodeUnauthenticated] = true
	case !strings.ContainsRune(modelRights[action], rune(p.letter)):
		a.why[assessment.CodeForbidden] = true
	case app != nil && !q.r.knows(p, app):
		a.why[assessment.CodeNotFound] = true
	case app != nil && q.r.mustDeclare(p, app):
		a.why[assessment.CodeDeclarationMissing] = true
	}
	return a, len(a.why) == 0
}

// command is what goes with an attempt: with no version, the present or a stale one.
func (q *sequence) command(a *attempt, which int) assessment.Command {
	cmd := assessment.Command{Actor: a.by.actor, RequestID: "req"}
	if a.version == "" || which == 0 {
		return cmd
	}
	switch a.version {
	case "round":
		cmd.Version = q.w.version(q.ctx, "rounds WHERE id = ?", q.r.id)
	case "seat":
		cmd.Version = q.w.version(q.ctx, "seats WHERE application_id = ? AND reviewer_id = ?", a.app.id, a.by.id())
	default:
		cmd.Version = q.w.version(q.ctx, "applications WHERE id = ?", a.app.id)
	}
	if which == 2 {
		if cmd.Version--; cmd.Version == 0 {
			cmd.Version = 1000
		}
		a.because(true, assessment.CodeVersionMovedOn)
	}
	return cmd
}

// try does an attempt and holds everything that comes of it against the model.
func (q *sequence) try(a *attempt, which int, repeat bool) {
	cmd := q.command(a, which)
	if repeat && !a.reads && len(a.why) == 0 && a.action != assessment.ActionImport {
		q.markers++
		cmd.IdempotencyKey, cmd.Fingerprint = fmt.Sprintf("%s-%d", q.r.id, q.markers), "print"
	}
	q.trace = append(q.trace, fmt.Sprintf("%s %s by %s%s of %s", q.now().Sub(opening), a.what, string(a.by.letter), a.by.id(), named(a.app)))
	before := q.w.changes(q.ctx)
	answer, err := a.run(cmd)
	q.total.count(a, err)
	if err != nil {
		q.refused(a, err, before)
	} else {
		q.allowed(a, answer, cmd, before)
	}
	q.w.clock.Add(int64(time.Second / time.Microsecond))
}

func named(app *modelApp) string {
	if app == nil {
		return "the round"
	}
	return app.owner.enterprise + " (" + app.state + ")"
}

func (q *sequence) refused(a *attempt, err error, before int) {
	var e *assessment.Error
	switch {
	case !errors.As(err, &e):
		q.fail("internal error: %v", err)
	case len(a.why) == 0:
		q.fail("the model allows it, the service says %v", err)
	case !a.why[e.Code]:
		q.fail("refused with %v, the model knows only %v", err, a.why)
	}
	if q.w.changes(q.ctx) != before {
		q.fail("it was refused with %v and something was stored", err)
	}
	if e.Present != nil {
		q.leaks(a, e.Present)
	}
}

func (q *sequence) allowed(a *attempt, answer any, cmd assessment.Command, before int) {
	if len(a.why) > 0 {
		q.fail("the service allows it, the model refuses with %v", a.why)
	}
	if a.reads && !a.action.Recorded() && q.w.changes(q.ctx) != before {
		q.fail("reading has stored something")
	}
	a.then(answer)
	for _, app := range q.r.apps {
		if app.bothIn() { // both may read everything now, and know it from then on
			app.saw = map[string]int{app.seats[0].who: len(app.entries), app.seats[1].who: len(app.entries)}
		}
	}
	text := q.leaks(a, answer)
	if cmd.IdempotencyKey != "" {
		q.again(a, cmd, text)
	}
	if q.w.changes(q.ctx) != before {
		q.sameStates()
		q.onlyAdded()
	}
}

// again repeats a command under its key: the same answer, no second effect; another
// request under it is refused.
func (q *sequence) again(a *attempt, cmd assessment.Command, text []byte) {
	before := q.w.changes(q.ctx)
	answer, err := a.run(cmd)
	if err != nil {
		q.fail("repeated under its key: %v", err)
	}
	if second := q.leaks(a, answer); !bytes.Equal(second, text) {
		q.fail("repeated under its key it answers\n%s\nafter\n%s", second, text)
	}
	if q.w.changes(q.ctx) != before {
		q.fail("repeated under its key it has a second effect")
	}
	if a.action == assessment.ActionObject { // whoever objects has no account: another request has keys of its own
		return
	}
	cmd.Fingerprint = "another"
	if _, err = a.run(cmd); code(err) != assessment.CodeIdempotencyReused {
		q.fail("another request under the same key: %v", err)
	}
}

func (q *sequence) fail(format string, args ...any) {
	q.t.Fatalf("%s\n  %s\nround %+v", fmt.Sprintf(format, args...), strings.Join(q.trace, "\n  "), *q.r)
}

// sameStates compares round and applications with the model.
func (q *sequence) sameStates() {
	rows, err := q.w.query(q.ctx, `SELECT a.id, a.state, coalesce(a.reviewer_id, ''), a.unchecked, r.state
		FROM rounds r LEFT JOIN applications a ON a.round_id = r.id WHERE r.id = ? ORDER BY a.id`).QueryContext(q.ctx, q.r.id)
	q.must(err)
	defer func() { _ = rows.Close() }()
	found := 0
	for rows.Next() {
		var id, state, holder *string
		var unchecked *bool
		var round string
		q.must(rows.Scan(&id, &state, &holder, &unchecked, &round))
		if round != q.r.state {
			q.fail("the round is %s, in the model %s", round, q.r.state)
		}
		if id == nil {
			continue
		}
		found++
		i := slices.IndexFunc(q.r.apps, func(app *modelApp) bool { return app.id == *id })
		if i < 0 {
			q.fail("application %s is not in the model", *id)
		}
		app := q.r.apps[i]
		if *state != app.state || *holder != app.holder || *unchecked != app.unchecked {
			q.fail("%s is %s with %q, unchecked %v; in the model %s with %q, %v", app.owner.enterprise, *state, *holder, *unchecked, app.state, app.holder, app.unchecked)
		}
	}
	q.must(rows.Err())
	if found != len(q.r.apps) {
		q.fail("%d applications, in the model %d", found, len(q.r.apps))
	}
}

func (q *sequence) must(err error) {
	if err != nil {
		q.fail("look at the database: %v", err)
	}
}

// added are the rows that may only be added, each with everything in it.
const added = `SELECT 'audit ' || seq, actor_id || action || object || object_id || before || after || reason || at FROM audit_events WHERE seq > ?1
	UNION ALL SELECT 'submission ' || s.application_id || s.revision, s.facts || s.result || s.submitted_by || s.created_at FROM submissions s JOIN applications a ON a.id = s.application_id WHERE a.round_id = ?2
	UNION ALL SELECT 'entry ' || e.application_id || e.seq, e.indicator || e.decision || e.reason || e.score || coalesce(e.points, '') || coalesce(e.facts, '') || e.reviewer_id || e.created_at FROM score_entries e JOIN applications a ON a.id = e.application_id WHERE a.round_id = ?2
	UNION ALL SELECT 'review ' || v.application_id || v.seq, v.facts || v.result || v.reviewer_id || v.created_at FROM reviews v JOIN applications a ON a.id = v.application_id WHERE a.round_id = ?2
	UNION ALL SELECT 'ranking ' || seq, body || made_by || made_at FROM rankings WHERE round_id = ?2`

// onlyAdded holds the rows against those seen before: all of them are still there,
// as they were.
func (q *sequence) onlyAdded() {
	rows, err := q.w.query(q.ctx, added).QueryContext(q.ctx, q.audit, q.r.id)
	q.must(err)
	defer func() { _ = rows.Close() }()
	present := make(map[string]bool, len(q.kept)+16)
	var list []string
	for rows.Next() {
		var key, content string
		q.must(rows.Scan(&key, &content))
		present[key+content] = true
		list = append(list, key+content)
	}
	q.must(rows.Err())
	for _, row := range q.kept {
		if !present[row] {
			q.fail("a row was changed or removed: %s", row)
		}
	}
	q.kept = list
}

// leaks holds an answer against what its reader must not learn, and gives it as
// text.
func (q *sequence) leaks(a *attempt, answer any) []byte {
	text, err := json.Marshal(answer)
	q.must(err)
	var hidden []string
	if !strings.ContainsRune("LU", rune(a.by.letter)) {
		hidden = append(hidden, "异议人") // who objects
	}
	if strings.ContainsRune("ETR", rune(a.by.letter)) && !q.r.announced(q.now()) {
		hidden = append(hidden, `"outcome":"certified"`, `"outcome":"not_selected"`)
	}
	switch a.by.letter {
	case 'E', 'T':
		for _, p := range q.w.of("RL") {
			hidden = append(hidden, p.display, `"`+p.id()+`"`, `"`+p.actor.Username+`"`)
		}
		for _, p := range q.w.of("E") {
			if a.by.letter == 'E' && p != a.by || a.by.area != p.area {
				hidden = append(hidden, p.uscc)
				switch a.action {
				case assessment.ActionReadNotice, assessment.ActionExportNotice, assessment.ActionExportFinal: // which are everybody's
				default:
					hidden = append(hidden, p.enterprise)
				}
			}
		}
		for _, app := range q.r.apps {
			if app == a.app && !app.final() {
				hidden = append(hidden, `"rank":`)
			}
			if q.r.shown(app) {
				continue
			}
			for _, e := range app.entries {
				hidden = append(hidden, e.marker)
			}
			if app == a.app {
				hidden = append(hidden, `"official":{`)
			}
		}
	case 'R':
		for _, app := range q.r.apps {
			if q.r.state == "published" || q.r.knows(a.by, app) && !q.r.blindTo(a.by, app) {
				continue
			}
			for _, e := range app.entries[app.saw[a.by.id()]:] {
				if e.by != a.by.id() && e.lane != app.seatOf(a.by.id())+1 {
					hidden = append(hidden, e.marker)
				}
			}
			if app != a.app {
				continue
			}
			seat := app.seatOf(a.by.id())
			for _, p := range q.w.of("R") {
				if p != a.by && (seat < 0 || !app.sat[seat][p.id()]) { // whoever sat there before may be named
					hidden = append(hidden, p.display, `"`+p.id()+`"`, `"`+p.actor.Username+`"`)
				}
			}
		}
	}
	for _, secret := range hidden {
		if secret != "" && bytes.Contains(text, []byte(secret)) {
			q.fail("%s%s is told %q:\n%.1500s", string(a.by.letter), a.by.id(), secret, text)
		}
	}
	return text
}

// marker is a text that stands nowhere else.
func (q *sequence) marker() string {
	q.markers++
	return fmt.Sprintf("秘密%s第%d条", q.r.id, q.markers)
}
