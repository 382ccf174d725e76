package assessment_test

import (
	"slices"
	"time"

	"wuxing/assessment"
)

// What comes after the meeting: the public notice, objections, publication.

// officeMidnight is the beginning of the day that the office's clock shows.
func officeMidnight(t time.Time) time.Time {
	return t.Add(8 * time.Hour).Truncate(24 * time.Hour).Add(-8 * time.Hour)
}

func (q *sequence) beginNotice(p *person, d dice) *attempt {
	a, ok := q.start(assessment.ActionBeginNotice, p, nil)
	today := officeMidnight(q.now())
	ahead := []int{0, 1, -1}[d(3)]
	day := today.AddDate(0, 0, ahead)
	starts := day.Add(8 * time.Hour).Format(time.DateOnly)
	if ahead == 0 {
		starts = ""
	}
	a.version = "round"
	if ok {
		a.because(q.r.state != "decided", assessment.CodeWrongState)
		a.because(ahead < 0, assessment.CodeInvalidInput)
	}
	a.run = func(cmd assessment.Command) (any, error) { return q.w.svc.BeginNotice(q.ctx, cmd, q.r.id, starts) }
	a.then = func(any) {
		// One working day, which is not the first one, to its end.
		last := day.AddDate(0, 0, 1)
		for weekday := last.Add(8 * time.Hour).Weekday(); weekday == time.Saturday || weekday == time.Sunday; weekday = last.Add(8 * time.Hour).Weekday() {
			last = last.AddDate(0, 0, 1)
		}
		q.r.state, q.r.begins, q.r.ends = "on_notice", day, last.AddDate(0, 0, 1)
		if day.Before(q.now()) {
			q.r.begins = q.now()
		}
		q.r.notices++
		q.moveAll("ranked", "on_notice")
	}
	return a
}

// hearsEarly tells who knows of a notice before it begins.
func (p *person) hearsEarly() bool { return p.letter == 'L' || p.letter == 'U' || p.letter == 'O' }

// object brings an objection, as anybody, or as the lead what came on paper.
func (q *sequence) object(p *person, d dice) *attempt {
	a := &attempt{action: assessment.ActionObject, by: p, why: make(map[string]bool), from: q.r.state, what: "object"}
	n := assessment.NewObjection{No: d(3), Name: "异议人", Contact: "异议人电话", Text: "该企业的高技能人才人数与实际不符"}
	byHand := d(4) == 3
	if byHand {
		n.ReceivedOn = q.now().Add(8 * time.Hour).Format(time.DateOnly)
	}
	on := q.r.state == "on_notice" || q.r.state == "published" && q.r.notices > 0
	switch {
	case byHand && p.letter == 'X':
		a.because(true, assessment.CodeUnauthenticated)
	case byHand && p.letter != 'L':
		a.because(true, assessment.CodeForbidden)
	case !on || q.now().Before(q.r.begins) && !byHand:
		a.because(true, assessment.CodeNotFound)
	default:
		over := !q.now().Before(q.r.ends)
		a.because(q.r.state == "published" || over && !byHand, assessment.CodeObjectionsOver)
		a.because(n.No > len(q.r.chosen), assessment.CodeInvalidInput)
		a.because(byHand && (over || officeMidnight(q.now()).Before(officeMidnight(q.r.begins))), assessment.CodeInvalidInput)
	}
	a.run = func(cmd assessment.Command) (any, error) { return q.w.svc.Object(q.ctx, cmd, q.r.id, n) }
	a.then = func(answer any) {
		objection := modelObjection{id: answer.(*assessment.ObjectionReceipt).ID}
		if n.No > 0 {
			objection.app = q.r.chosen[n.No-1]
		}
		if byHand {
			q.total.reached(assessment.ActionRecordObjection, p, a.from)
		}
		q.r.objections = append(q.r.objections, objection)
	}
	return a
}

// objection chooses one of those that were brought; the last is the ordinary one.
func (q *sequence) objection(a *attempt, d dice) int {
	i := len(q.r.objections) - 1 - d(max(1, len(q.r.objections)))
	a.because(i < 0, assessment.CodeNotFound)
	a.because(i >= 0 && q.r.objections[max(0, i)].closed, assessment.CodeObjectionClosed)
	return i
}

func (q *sequence) objectionID(i int) string {
	if i < 0 {
		return "none"
	}
	return q.r.objections[i].id
}

func (q *sequence) linkObjection(p *person, app *modelApp, d dice) *attempt {
	a, ok := q.start(assessment.ActionLinkObjection, p, nil)
	i := -1
	if ok {
		i = q.objection(a, d)
		a.because(!slices.Contains(q.r.stood, app), assessment.CodeInvalidInput)
	}
	id := q.objectionID(i)
	a.run = func(cmd assessment.Command) (any, error) {
		return q.w.svc.LinkObjection(q.ctx, cmd, q.r.id, id, app.id, "training")
	}
	a.then = func(any) { q.r.objections[i].linked = app }
	return a
}

func (q *sequence) closeObjection(p *person, d dice) *attempt {
	a, ok := q.start(assessment.ActionCloseObjection, p, nil)
	i := -1
	answer := []string{"经核查与名册一致", "否"}[d(6)/5]
	if ok {
		i = q.objection(a, d)
		a.because(answer == "否", assessment.CodeInvalidInput)
		if i >= 0 {
			for _, app := range []*modelApp{q.r.objections[i].app, q.r.objections[i].linked} {
				a.because(app != nil && q.reviewed(p, app), assessment.CodeReviewedObjected)
			}
		}
	}
	id := q.objectionID(i)
	a.run = func(cmd assessment.Command) (any, error) {
		return q.w.svc.CloseObjection(q.ctx, cmd, q.r.id, id, assessment.NewObjectionClosing{Result: assessment.ObjectionUnfounded, Answer: answer})
	}
	a.then = func(any) { q.r.objections[i].closed = true }
	return a
}

func (q *sequence) publish(p *person, d dice) *attempt {
	a, ok := q.start(assessment.ActionPublish, p, nil)
	reason := []string{"公示期满无异议", "好"}[d(6)/5]
	a.version = "round"
	second := q.r.publisher != "" && q.r.after == q.r.notices
	if ok {
		a.because(q.r.state != "on_notice", assessment.CodeWrongState)
		a.because(reason == "好", assessment.CodeInvalidInput)
		a.because(second && q.r.publisher == p.id(), assessment.CodeSecondPerson)
		a.because(q.now().Before(q.r.ends), assessment.CodeNoticeRunning)
		a.because(slices.ContainsFunc(q.r.objections, func(o modelObjection) bool { return !o.closed }), assessment.CodeObjectionsOpen)
	}
	a.run = func(cmd assessment.Command) (any, error) { return q.w.svc.Publish(q.ctx, cmd, q.r.id, reason) }
	a.then = func(any) {
		if !second {
			q.r.publisher, q.r.after = p.id(), q.r.notices
			return
		}
		q.r.state, q.r.publisher = "published", ""
		for _, app := range q.r.apps {
			if app.state != "on_notice" {
				continue
			}
			app.state = q.r.outcome
			if _, _, veto := q.r.official(app, 0); veto {
				app.state = "disqualified"
			}
		}
	}
	return a
}
