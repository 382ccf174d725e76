package assessment_test

import (
	"maps"
	"slices"
	"time"

	"wuxing/scoring"
)

// The model of model_test.go: a round as the paper on the process tells it, written
// by hand and without a look at rules.go. Who may do what stands in modelRights,
// what leads where in the deeds (model_*deeds_test.go).

// modelRound is a round with what the office decided of it.
type modelRound struct {
	id                               string
	state                            string // open, ranked, decided, on_notice, published
	firstCheck, assigned, two, blind bool
	opens, closes                    time.Time // closes zero: no deadline
	reviewOpens, reviewCloses        time.Time
	until, releasedAt                time.Time // zero: not released
	asked                            string    // who asked to open it again; "": nobody
	reopenedAt                       time.Time
	lists                            []modelList
	frozen                           bool
	extended                         map[string]modelExtension // by enterprise and window
	declared, linked                 map[string]bool           // by enterprise and reviewer
	apps                             []*modelApp
	modelNotice
}

// modelNotice is what comes after the ranking.
type modelNotice struct {
	stood        []*modelApp // in the newest ranking
	chosen       []*modelApp // certified by the meeting
	outcome      string      // of the meeting, the same for all
	notices      int         // how often the round was put on notice
	begins, ends time.Time
	objections   []modelObjection
	publisher    string // who asked to publish, after which notice
	after        int
}

type modelObjection struct {
	id          string
	app, linked *modelApp // nil: the whole list
	closed      bool
}

type modelExtension struct{ until, at time.Time }

// modelList is a list of another department on the cases of arbitration.
type modelList struct {
	complete bool
	cases    map[string]int // by enterprise
	by       string
}

// modelFacts are the answers, by the one indicator that reads each.
type modelFacts map[string]int

var modelIndicators = []string{"training", "funds", "arbitration"}

// modelApp is an application.
type modelApp struct {
	id, state    string
	owner        *person
	facts        modelFacts // newest
	source       string     // of the newest
	handedSource string     // of what was handed in last
	revision     int        // how often it was handed in
	handedIn     modelFacts // last; nil: never
	unchecked    bool
	holder       string // of one reviewer
	seats        [2]modelSeat
	entries      []modelEntry
	open         []string // returned indicators; none: all
	due, back    time.Time
	evidence     []modelEvidence
	appeals      []modelAppeal
	liftings     []modelLifting
	saw          map[string]int     // how many entries a reviewer has been shown, once both were in
	sat          [2]map[string]bool // who has, or had, a seat
}

type modelSeat struct {
	who  string // "": empty
	done bool
}

// modelEntry is a decision; lane 0 is the official one.
type modelEntry struct {
	lane                int
	indicator, decision string
	value               int // correct: the fact
	points              scoring.Points
	by                  string
	base                int // the fact that was decided on
	appeal              bool
	marker              string
	lifted              bool // it became an entry when a second person confirmed it
	revision, lists     int  // what was handed in and said then
}

type modelEvidence struct {
	id, indicator string
	withdrawn     bool
}

type modelAppeal struct {
	id, indicator string
	decided       bool
	at            time.Time
}

type modelLifting struct {
	id, by    string
	lane      int
	decided   bool
	confirmed time.Time
}

// modelScore is what the small card gives, worked out by hand.
func modelScore(indicator string, value int) scoring.Points {
	switch {
	case indicator == "training" && value >= 20, indicator == "funds" && value == 1:
		return 500
	case indicator == "training" && value >= 10:
		return 200
	case indicator == "arbitration" && value >= 3 && value < 11:
		return -100
	}
	return 0
}

// base is what is reviewed: what was handed in, with the newest list over it.
func (r *modelRound) base(app *modelApp) modelFacts {
	facts := maps.Clone(app.handedIn)
	if len(r.lists) > 0 {
		newest := r.lists[len(r.lists)-1]
		if cases, listed := newest.cases[app.owner.enterprise]; listed {
			facts["arbitration"] = cases
		} else if newest.complete {
			facts["arbitration"] = 0
		}
	}
	return facts
}

// counting are the decisions of a lane that count: the newest of each indicator by
// somebody who is not linked, while its fact is what it was.
func (r *modelRound) counting(app *modelApp, lane int) map[string]modelEntry {
	newest := make(map[string]modelEntry)
	for _, e := range app.entries {
		if e.lane == lane && !r.linked[app.owner.enterprise+e.by] {
			newest[e.indicator] = e
		}
	}
	base := r.base(app)
	maps.DeleteFunc(newest, func(indicator string, e modelEntry) bool { return e.base != base[indicator] })
	return newest
}

// official are facts, points and veto of a lane.
func (r *modelRound) official(app *modelApp, lane int) (facts modelFacts, points map[string]scoring.Points, veto bool) {
	facts, points = r.base(app), make(map[string]scoring.Points)
	counting := r.counting(app, lane)
	for _, indicator := range modelIndicators {
		if e := counting[indicator]; e.decision == "correct" {
			facts[indicator] = e.value
		}
		points[indicator] = modelScore(indicator, facts[indicator])
		if e := counting[indicator]; e.decision == "override" {
			points[indicator] = e.points
		}
	}
	return facts, points, facts["arbitration"] >= 11
}

func (r *modelRound) whole(app *modelApp, lane int) bool {
	return len(r.counting(app, lane)) == len(modelIndicators)
}

// seatOf is the reviewer's place of two, -1 for none.
func (app *modelApp) seatOf(who string) int {
	return slices.IndexFunc(app.seats[:], func(s modelSeat) bool { return s.who == who && who != "" })
}

func (app *modelApp) in(states ...string) bool { return slices.Contains(states, app.state) }

// cleared tells that the bureau may begin: it waits for no first check.
func (app *modelApp) cleared() bool {
	return app.in("checked", "resubmitted", "in_review") || app.state == "submitted" && !app.unchecked
}

// bothIn tells that the review is in, or both are.
func (app *modelApp) bothIn() bool { return app.state == "moderation" || app.finished() }

// finished tells that the official score stands, final that it is published.
func (app *modelApp) finished() bool { return app.in("reviewed", "ranked", "on_notice") || app.final() }

func (app *modelApp) final() bool {
	return app.in("certified", "excellent", "not_selected", "disqualified")
}

// announced tells whether everybody may know what the meeting decided: from the
// beginning of the notice.
func (r *modelRound) announced(now time.Time) bool {
	return r.state == "published" || r.state == "on_notice" && !now.Before(r.begins)
}

// shown tells whether the enterprise and its township see the official score.
func (r *modelRound) shown(app *modelApp) bool {
	return app.final() || app.finished() && !r.releasedAt.IsZero()
}

// fixed tells whether a finished review has been shown and nobody has opened the
// round again since.
func (r *modelRound) fixed() bool {
	return !r.releasedAt.IsZero() && r.reopenedAt.Before(r.releasedAt)
}

// knows tells whether an application is there for somebody.
func (r *modelRound) knows(p *person, app *modelApp) bool {
	if p.letter == 'E' {
		return p == app.owner
	}
	if app.state == "draft" {
		return false
	}
	switch p.letter {
	case 'T':
		return p.area == app.owner.area
	case 'R':
		return !r.linked[app.owner.enterprise+p.id()] && (!r.assigned || app.holder == p.id() || app.seatOf(p.id()) >= 0)
	}
	return p.letter == 'L' || p.letter == 'U' || p.letter == 'O'
}

// mustDeclare tells whether a reviewer has still to say whether it is linked.
func (r *modelRound) mustDeclare(p *person, app *modelApp) bool {
	return p.letter == 'R' && r.assigned && !r.declared[app.owner.enterprise+p.id()]
}

// blindTo tells whether a reviewer must not learn of the other's review.
func (r *modelRound) blindTo(p *person, app *modelApp) bool {
	return p.letter == 'R' && r.two && r.blind && !app.bothIn()
}

// pending are the applications that lie with the bureau, reviewed those that are
// finished.
func (r *modelRound) pending() (pending, reviewed int) {
	for _, app := range r.apps {
		switch app.state {
		case "draft", "withdrawn", "returned":
		case "reviewed":
			reviewed++
		default:
			pending++
		}
	}
	return pending, reviewed
}

// deadline is a deadline with what an extension adds.
func (r *modelRound) deadline(enterprise, window string, at, since time.Time) time.Time {
	e, ok := r.extended[enterprise+window]
	if at.IsZero() || !ok || e.at.Before(since) || !e.until.After(at) {
		return at
	}
	return e.until
}

// promised tells whether anybody still has time to hand in or to correct.
func (r *modelRound) promised(now time.Time) bool {
	handedIn := make(map[string]bool)
	for _, app := range r.apps {
		if app.state == "returned" && now.Before(r.deadline(app.owner.enterprise, "correction", app.due, app.back)) {
			return true
		}
		if app.state != "draft" && app.state != "withdrawn" {
			handedIn[app.owner.enterprise] = true
		}
	}
	for _, enterprise := range []string{"甲厂", "乙厂", "丙厂"} {
		if !handedIn[enterprise] && now.Before(r.deadline(enterprise, "application", r.closes, time.Time{})) {
			return true
		}
	}
	return now.Before(r.closes)
}

// alone tells whether a veto that was handed in has fallen in a lane by a
// correction that no second person has confirmed: neither itself nor the same one
// on the same answers and lists.
func (r *modelRound) alone(app *modelApp, lane int) bool {
	e, ok := r.counting(app, lane)["arbitration"]
	if !ok || e.decision != "correct" || e.lifted || r.base(app)["arbitration"] < 11 {
		return false
	}
	return !slices.ContainsFunc(app.entries, func(l modelEntry) bool {
		return l.lifted && (lane == 0 || l.lane == lane) && !r.linked[app.owner.enterprise+l.by] && l.revision == app.revision && l.lists == len(r.lists)
	})
}

// laneOf is the lane that somebody reads and writes: one of two reviewers the own,
// until the official score stands.
func (app *modelApp) laneOf(p *person) int {
	if app.finished() {
		return 0
	}
	return app.seatOf(p.id()) + 1
}
