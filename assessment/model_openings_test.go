package assessment_test

// opening brings some applications some way along the straight path, so that what
// follows meets every state; all of it is held against the model, too.
func (q *sequence) opening(d dice) {
	for i := range d(3) {
		p := q.w.of("E")[i]
		far := d(6)
		q.try(q.create(p, func(n int) int { return map[bool]int{n == 3: d(n)}[true] }), 0, false)
		app := q.of(p)
		if app == nil || far == 0 {
			continue
		}
		if d(4) == 3 {
			q.try(q.addEvidence(p, app, plain), 0, false)
		}
		q.try(q.submit(p, app, plain), 0, false)
		if q.r.firstCheck && far > 1 && app.state == "submitted" {
			q.try(q.check(q.w.of("T")[i/2], app, plain), 0, false)
		}
		if far < 3 || !app.cleared() {
			continue
		}
		reviewers := q.w.of("R")
		if q.r.assigned {
			q.try(q.assign(q.w.of("L")[0], app, plain), 0, false)
			for _, reviewer := range reviewers[:2] {
				q.try(q.declareLink(reviewer, func(n int) int { return map[int]int{3: i}[n] }), 0, false)
			}
		}
		if far > 3 {
			q.try(q.putReview(reviewers[0], app, plain), 0, false)
		}
		if far > 4 && q.r.two {
			q.try(q.putReview(reviewers[1], app, plain), 0, false)
		}
	}
	leads := q.w.of("L")
	if len(q.r.apps) > 0 && d(8) == 7 {
		q.vetoed(q.r.apps[0], leads[d(2)])
	}
	if pending, reviewed := q.r.pending(); pending > 0 || reviewed == 0 {
		return
	}
	if d(2) == 1 {
		q.try(q.release(leads[0], plain), 0, false)
		if app := q.r.apps[0]; d(2) == 1 && app.state == "reviewed" {
			q.try(q.appeal(app.owner, app, plain), 0, false)
			if d(2) == 1 {
				q.try(q.decideAppeal(leads[1], app, plain), 0, false)
			}
		}
		q.wait(d(2) * 7)
	}
	path := []deedOfRound{(*sequence).rank, (*sequence).meeting, (*sequence).beginNotice, (*sequence).publish, (*sequence).publish}
	for i, do := range path[:d(len(path)+1)] {
		if q.r.state == "on_notice" {
			q.wait(100) // over a weekend
		}
		if i == 4 && d(2) == 1 {
			q.try(do(q, leads[1], plain), 0, false) // who has asked for it cannot be the second
		}
		q.try(do(q, leads[i%2], func(n int) int { return map[bool]int{n == 2: d(n)}[true] }), 0, false)
		if i == 2 && q.r.state == "on_notice" && d(2) == 1 {
			q.opposed(d)
		}
	}
}

// vetoed has a list veto an enterprise, and the veto lifted by two persons.
func (q *sequence) vetoed(app *modelApp, second *person) {
	q.try(q.importLists(q.w.of("O")[0], plain), 0, false)
	q.try(q.propose(q.w.of("R")[0], app, plain), 0, false)
	q.try(q.decideLifting(second, app, plain), 0, false)
}

// opposed brings an objection against a notice that has just begun, some way along
// what the lead does with it.
func (q *sequence) opposed(d dice) {
	far, lead := d(4), q.w.of("L")[0]
	q.try(q.object([]*person{lead, q.w.of("P")[0]}[far%2], func(n int) int { return map[int]int{4: []int{3, 0}[far%2]}[n] }), 0, false)
	if far > 0 {
		for _, app := range q.r.apps { // also one that is not in the ranking
			q.try(q.linkObjection(lead, app, plain), 0, false)
		}
	}
	if far > 1 {
		q.try(q.closeObjection(lead, plain), 0, false)
	}
}
