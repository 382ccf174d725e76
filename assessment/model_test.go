package assessment_test

import (
	"flag"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wuxing/assessment"
)

// modelSequences is how many random sequences TestModel runs in all; make soak asks
// for more.
var modelSequences = flag.Int("model.sequences", modelShort, "random sequences of actions held against the model")

// modelRights says who may do what, by letter (see person), from the table of roles
// in the paper on the process. Whose applications these are stands in knows.
var modelRights = map[assessment.Action]string{
	assessment.ActionCreateApplication: "E", assessment.ActionPutFacts: "E", assessment.ActionSubmit: "E", assessment.ActionWithdraw: "E",
	assessment.ActionAddEvidence: "E", assessment.ActionWithdrawEvidence: "E", assessment.ActionAppeal: "E",
	assessment.ActionImport: "O",
	assessment.ActionCheck:  "TL", assessment.ActionSendBack: "TL",
	assessment.ActionPutReview: "R", assessment.ActionReturn: "R", assessment.ActionDeclare: "R",
	assessment.ActionAssign: "L", assessment.ActionModerate: "L", assessment.ActionExtend: "L", assessment.ActionRelease: "L",
	assessment.ActionRank: "L", assessment.ActionDecide: "L", assessment.ActionReopen: "L", assessment.ActionPublish: "L",
	assessment.ActionProposeLifting: "RL", assessment.ActionDecideLifting: "RL", assessment.ActionDecideAppeal: "RL",
	assessment.ActionImportAuthority: "LO", assessment.ActionPreviewAuthority: "LO",
	assessment.ActionCreateRound: "AO", assessment.ActionSetRound: "AO",

	assessment.ActionReadApplication: "ETRLU", assessment.ActionReadHistory: "ETRLU", assessment.ActionReadChanges: "ETRLU",
	assessment.ActionReadEvidence: "ETRLU", assessment.ActionOpenEvidence: "ETRLU", assessment.ActionExportEvidence: "ETRLU",
	assessment.ActionExportSource: "ETRLU", assessment.ActionReadAppeals: "ETRLU", assessment.ActionListApplications: "ETRLU",
	assessment.ActionExportApplication: "ETRLUO",
	assessment.ActionReadReview:        "ERLU", assessment.ActionReadModeration: "RLU", assessment.ActionListAppeals: "RLU",
	assessment.ActionListDeclarations: "RLU", assessment.ActionListExtensions: "ETLU", assessment.ActionReadAuthority: "RLUO",
	assessment.ActionReadRanking: "RLUO", assessment.ActionExportRanking: "RLUO", assessment.ActionExportRound: "RLUO",
	assessment.ActionReadSnapshot: "LUO", assessment.ActionExportSnapshot: "LUO", assessment.ActionReadAssignments: "LU", assessment.ActionReadReadiness: "LU", assessment.ActionListExports: "LUO", assessment.ActionListUsers: "AUO",
	assessment.ActionListRounds: "ETRLAUO",

	assessment.ActionBeginNotice: "L", assessment.ActionLinkObjection: "L", assessment.ActionCloseObjection: "L",
	assessment.ActionReadInbox: "ETRLAU", assessment.ActionListMails: "AO", assessment.ActionSearchAudit: "AUO", assessment.ActionReadOverview: "TRLUO", assessment.ActionReadProgramme: "TRLAUO",
	assessment.ActionExportNotice: "ETRLAUOP", assessment.ActionExportFinal: "ETRLAUOP", assessment.ActionExportAwards: "LUO", assessment.ActionExportAssignments: "LUO",
	assessment.ActionReadNotice: "ETRLAUOP", assessment.ActionListObjections: "LU",
}

// elsewhere are actions of the rule table that are not in the model, and why.
var elsewhere = map[assessment.Action]string{
	assessment.ActionPublic: "no right", assessment.ActionSession: "no right", assessment.ActionLogout: "no right",
	assessment.ActionCreateUser: "a password costs as much as a whole sequence", assessment.ActionSetPassword: "the same",
	assessment.ActionCheckCard: "nothing of the office", assessment.ActionReadBackups: "nothing of the office", assessment.ActionBackUp: "the same", assessment.ActionEnableUser: "nobody is disabled",
	assessment.ActionDisableUser: "ends the people who act", assessment.ActionPublishCard: "at the console, before any round",
	assessment.ActionEnrolFactor: "one's own account", assessment.ActionResetFactor: "ends the people who act",
	assessment.ActionSetRole:      "changes the people who act",
	assessment.ActionRunRetention: "no round is kept for a time", assessment.ActionSetRetention: "the same", assessment.ActionReveal: "changes nothing", assessment.ActionRevealObjector: "the same",
	assessment.ActionRevealRegistration: "the same", assessment.ActionRevealAccount: "the same",
	assessment.ActionExportPerson: "has to do with no round", assessment.ActionErasePerson: "ends the people who act",
	assessment.ActionChangePassword: "one's own account", assessment.ActionEndSessions: "one's own account",
	assessment.ActionRegister: "a password again", assessment.ActionListRegistrations: "before any round", assessment.ActionDecideRegistration: "before any round",
	assessment.ActionCorrectRegistration: "before any round", assessment.ActionCorrectEnterprise: "has to do with no round",
	assessment.ActionSetContact: "one's own account", assessment.ActionMarkRead: "one's own inbox",
}

// A deed prepares the attempt of one action by somebody: on one application, or in
// the round as a whole.
type (
	deedOfOne   func(q *sequence, p *person, app *modelApp, d dice) *attempt
	deedOfRound func(q *sequence, p *person, d dice) *attempt
)

// aboutOne and aboutRound are everything that changes something.
var aboutOne = []struct {
	letters string // whose it is, for guided choices
	do      deedOfOne
}{
	{"E", (*sequence).putFacts},
	{"E", (*sequence).submit},
	{"E", (*sequence).withdraw},
	{"E", (*sequence).addEvidence},
	{"E", (*sequence).withdrawEvidence},
	{"TL", (*sequence).check},
	{"TL", (*sequence).sendBack},
	{"L", (*sequence).assign},
	{"R", (*sequence).putReview},
	{"R", (*sequence).sendForCorrection},
	{"L", (*sequence).moderate},
	{"RL", (*sequence).propose},
	{"RL", (*sequence).decideLifting},
	{"E", (*sequence).appeal},
	{"RL", (*sequence).decideAppeal},
	{"L", (*sequence).linkObjection},
}

var aboutRound = []struct {
	letters string
	do      deedOfRound
}{
	{"E", (*sequence).create},
	{"O", (*sequence).importOne},
	{"R", (*sequence).declareLink},
	{"R", always((*sequence).declareLink, 6)}, // that there is one
	{"L", (*sequence).extend},
	{"A", (*sequence).setRound},
	{"", (*sequence).createAgain},
	{"LO", (*sequence).importLists},
	{"L", (*sequence).release},
	{"L", (*sequence).rank},
	{"L", (*sequence).meeting},
	{"L", (*sequence).reopen},
	{"L", (*sequence).publish},
	{"L", (*sequence).beginNotice},
	{"PEL", (*sequence).object},
	{"L", always((*sequence).object, 4)}, // by hand
	{"L", (*sequence).closeObjection},
}

// always does a deed with the last, which is the unusual one, of its choices among n.
func always(do deedOfRound, n int) deedOfRound {
	return func(q *sequence, p *person, d dice) *attempt {
		return do(q, p, func(of int) int {
			if of == n {
				return n - 1
			}
			return d(of)
		})
	}
}

// TestModel does random things in random rounds and holds the service, over a real
// database, against a model of the process that was written by hand: what is
// allowed, with what else it is refused, where it leads; that what is refused
// changes nothing, that nothing is ever edited, and that nobody is told what is not
// theirs to know.
func TestModel(t *testing.T) {
	total := &tally{}
	const halves = 2
	must(t, flag.Set("rapid.checks", strconv.Itoa(*modelSequences/halves)))
	must(t, flag.Set("rapid.nofailfile", "true"))
	start := time.Now()
	t.Run("sequences", func(t *testing.T) {
		for half := range halves {
			t.Run(fmt.Sprint(half), func(t *testing.T) {
				t.Parallel()
				w := newModelWorld(t)
				rapid.Check(t, func(rt *rapid.T) { w.sequence(t, rt, total) })
			})
		}
	})
	t.Logf("%s; %.0f a second", total, float64(total.sequences)/time.Since(start).Seconds())
	if !t.Failed() && *modelSequences >= 3000 { // fewer may miss what is rare
		total.complete(t)
	}
}

var bit = rapid.Bool()

// sequence draws a round and what happens in it.
func (w *modelWorld) sequence(t *testing.T, rt *rapid.T, total *tally) {
	// Of bits, since rapid's numbers are mostly small ones.
	d := func(n int) (chosen int) {
		for reach := 1; reach < 4*n; reach *= 2 {
			chosen *= 2
			if bit.Draw(rt, "bit") {
				chosen++
			}
		}
		return chosen % n
	}
	if w.rounds++; w.rounds%500 == 0 {
		w.empty()
	}
	q := &sequence{ctx: t.Context(), t: rt, w: w, total: total}
	q.r = &modelRound{
		id: fmt.Sprint("r", w.rounds), state: "open", opens: opening,
		extended: make(map[string]modelExtension), declared: make(map[string]bool), linked: make(map[string]bool),
	}
	total.begin()
	q.draw(d)
	q.must(w.raw.QueryRowContext(q.ctx, "SELECT max(seq) FROM audit_events").Scan(&q.audit))
	q.opening(d)
	for range 2 + d(12) {
		q.step(d)
	}
	// What can only be read late is seldom asked for by chance.
	if d(4) == 3 && (q.r.state != "open" || d(8) == 7) {
		for _, ask := range q.reads() {
			q.askOne(ask, 0, d)
		}
	}
}

// draw settles the round.
func (q *sequence) draw(d dice) {
	r := q.r
	r.firstCheck, r.blind = d(2) == 1, d(3) != 2
	switch d(4) {
	case 1:
		r.assigned = true
	case 2, 3:
		r.assigned, r.two = true, true
	}
	r.closes = []time.Time{{}, {}, opening.Add(8 * time.Hour), opening.Add(40 * time.Hour)}[d(4)]
	if d(4) == 3 {
		r.reviewOpens, r.reviewCloses = opening.Add(2*time.Hour), opening.Add(60*time.Hour)
	}
	q.w.clock.Store(opening.Add(time.Hour).UnixMicro())
	if d(16) == 15 {
		q.w.clock.Store(opening.Add(-time.Hour).UnixMicro())
	}
	settings := r.settings()
	admin := q.w.of("A")[0]
	_, err := q.w.svc.CreateRound(q.ctx, by(admin.actor), assessment.NewRound{
		ID: r.id, Name: "批次 " + r.id, Year: 2026, CardID: "small", OpensAt: r.opens, ClosesAt: r.closes, Quota: 50, Settings: &settings,
	})
	q.must(err)
	q.total.reached(assessment.ActionCreateRound, admin, "")
}

// wait moves the clock by hours.
func (q *sequence) wait(hours int) {
	q.w.clock.Add(int64(time.Duration(hours) * time.Hour / time.Microsecond))
}

// step does one thing: what is possible, or anything at all.
func (q *sequence) step(d dice) {
	switch d(8) {
	case 0, 1, 2:
		possible, _ := q.possible(d(3))
		q.oneOf(possible, d)
	case 3:
		_, nearly := q.possible(d(3))
		q.oneOf(nearly, d)
	case 4, 5:
		if a := q.anything(d); a != nil {
			q.try(a, d(3), d(6) == 5)
		}
	case 6:
		for range 2 {
			q.ask(d)
		}
	case 7:
		q.wait([]int{1, 5, 30}[d(3)])
	}
}

// oneOf tries one of several. What it is comes first: most can be done by many to
// many.
func (q *sequence) oneOf(list []*attempt, d dice) {
	kinds := make(map[string][]*attempt)
	for _, a := range list {
		kind := string(a.action)
		for reason := range a.why {
			kind += " " + reason
		}
		kinds[kind] = append(kinds[kind], a)
	}
	if len(kinds) == 0 {
		return
	}
	names := slices.Sorted(maps.Keys(kinds))
	chosen := kinds[names[d(len(names))]]
	q.try(chosen[d(len(chosen))], d(2), d(6) == 5)
}

// possible lists what the model allows to those who have the right, each in its
// ordinary way, and what nothing but one reason stands against. Of three, as there
// are enterprises, it is the one that is named.
func (q *sequence) possible(third int) (list, nearly []*attempt) {
	ordinary := func(n int) int {
		if n == 3 {
			return third
		}
		return 0
	}
	add := func(a *attempt) {
		switch len(a.why) {
		case 0:
			list = append(list, a)
		case 1:
			nearly = append(nearly, a)
		}
	}
	for _, deed := range aboutRound {
		for _, p := range q.w.of(deed.letters) {
			add(deed.do(q, p, ordinary))
		}
	}
	for _, deed := range aboutOne {
		for _, p := range q.w.of(deed.letters) {
			for _, app := range q.r.apps {
				add(deed.do(q, p, app, ordinary))
			}
		}
	}
	return list, nearly
}

// anything is any deed by anybody, or nearly: half of the time by somebody with the
// right to it.
func (q *sequence) anything(d dice) *attempt {
	i := d(len(aboutOne) + len(aboutRound))
	people := q.w.people
	if i < len(aboutOne) {
		if len(q.r.apps) == 0 {
			return nil
		}
		if d(2) == 0 {
			people = q.w.of(aboutOne[i].letters)
		}
		return aboutOne[i].do(q, people[d(len(people))], q.r.apps[d(len(q.r.apps))], d)
	}
	deed := aboutRound[i-len(aboutOne)]
	if d(2) == 0 && deed.letters != "" {
		people = q.w.of(deed.letters)
	}
	return deed.do(q, people[d(len(people))], d)
}

// reads names what can be read now, of the round and of applications.
func (q *sequence) reads() []assessment.Action {
	var names []assessment.Action
	if len(q.r.apps) > 0 {
		names = slices.Sorted(maps.Keys(q.readsOfApplication()))
	}
	return append(names, slices.Sorted(maps.Keys(q.readsOfRound()))...)
}

// ask reads something as somebody, half of the time as one who may.
func (q *sequence) ask(d dice) {
	names := q.reads()
	q.askOne(names[d(len(names))], d(2), d)
}

// askOne reads what is named as somebody; with 0 as one who may, where there is one.
func (q *sequence) askOne(name assessment.Action, anybody int, d dice) {
	ofOne, ofRound := q.readsOfApplication(), q.readsOfRound()
	var askers []*attempt
	for _, p := range q.w.people {
		if ask, ok := ofRound[name]; ok {
			askers = append(askers, ask(p))
			continue
		}
		for _, app := range q.r.apps {
			askers = append(askers, ofOne[name](p, app))
		}
	}
	if answered := slices.DeleteFunc(slices.Clone(askers), func(a *attempt) bool { return len(a.why) > 0 }); anybody == 0 && len(answered) > 0 {
		askers = answered
	}
	q.try(askers[d(len(askers))], 0, false)
}

// tally counts what was done, and what of it the model allows was reached.
type tally struct {
	mu                          sync.Mutex
	sequences, actions, refused int
	allowed                     map[string]int // action role state
}

func (c *tally) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sequences++
}

func (c *tally) count(a *attempt, err error) {
	c.mu.Lock()
	c.actions++
	if err != nil {
		c.refused++
	}
	c.mu.Unlock()
	if err == nil {
		c.reached(a.action, a.by, a.from)
	}
}

// reached notes that an action was allowed to a role in a state.
func (c *tally) reached(action assessment.Action, p *person, state string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.allowed == nil {
		c.allowed = make(map[string]int)
	}
	c.allowed[fmt.Sprintf("%s %s %s", action, p.actor.Role, state)]++
}

func (c *tally) String() string {
	return fmt.Sprintf("%d sequences, %d actions, %d refused", c.sequences, c.actions, c.refused)
}

// complete fails where an action of the rule table was never allowed, and prints
// what was reached.
func (c *tally) complete(t *testing.T) {
	reached, times := make(map[assessment.Action][]string), make(map[assessment.Action]int)
	for _, key := range slices.Sorted(maps.Keys(c.allowed)) {
		action, rest, _ := strings.Cut(key, " ")
		reached[assessment.Action(action)] = append(reached[assessment.Action(action)], rest)
		times[assessment.Action(action)] += c.allowed[key]
	}
	for _, rule := range assessment.Rules() {
		if elsewhere[rule.Action] != "" {
			continue
		}
		if len(reached[rule.Action]) == 0 {
			t.Errorf("%s was never allowed", rule.Action)
			continue
		}
		t.Logf("%s, %d times: %s", rule.Action, times[rule.Action], strings.Join(reached[rule.Action], ", "))
	}
}
