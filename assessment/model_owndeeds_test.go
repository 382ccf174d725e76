package assessment_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
)

// What an enterprise does, and the township before the bureau.

// late adds why nothing can be handed in now.
func (q *sequence) late(a *attempt, enterprise string) {
	a.because(q.r.state != "open", assessment.CodeRoundRanked)
	a.because(q.now().Before(q.r.opens), assessment.CodeRoundNotYetOpen)
	closes := q.r.deadline(enterprise, "application", q.r.closes, time.Time{})
	a.because(!closes.IsZero() && !q.now().Before(closes), assessment.CodeRoundClosed)
}

// overdue adds why nothing returned can be corrected now.
func (q *sequence) overdue(a *attempt, app *modelApp) {
	a.because(q.r.state != "open", assessment.CodeRoundRanked)
	due := q.r.deadline(app.owner.enterprise, "correction", app.due, app.back)
	a.because(!due.IsZero() && !q.now().Before(due), assessment.CodeCorrectionOverdue)
}

// someAnswers draws answers; the last kind is refused by the card.
func (q *sequence) someAnswers(d dice, name *person) (facts modelFacts, bad bool, source string, read assessment.ReadAnswers) {
	facts = modelFacts{
		"training": []int{15, 0, 25}[d(3)], "funds": 1 - d(2), "arbitration": []int{0, 5, 12}[d(3)],
	}
	bad = d(12) == 11
	given := map[string]any{"trained": facts["training"], "funds": []string{"none", "some"}[facts["funds"]], "cases": facts["arbitration"]}
	if bad {
		given["cases"] = -1
	}
	var as *scoring.Enterprise
	source = "json"
	if name != nil {
		source = "json of " + name.enterprise
		as = &scoring.Enterprise{Name: name.enterprise, USCC: name.uscc, Township: name.area}
	}
	read = answers(given, as)
	if d(3) == 2 { // as from a workbook, which is kept
		source = "workbook of " + source
		inner := read
		read = func(card *scoring.Card) (*assessment.Answers, scoring.Problems) {
			answers, problems := inner(card)
			if answers != nil && len(problems) == 0 {
				text, err := json.Marshal(map[string]any{"workbook": given, "of": as})
				if err != nil {
					panic(err)
				}
				answers.File, answers.Source = text, assessment.Source{Kind: assessment.SourceWorkbook, Name: "自评表.xlsx", SHA256: hex256(text)}
			}
			return answers, problems
		}
	}
	return facts, bad, source, read
}

func (q *sequence) create(p *person, d dice) *attempt {
	a, ok := q.start(assessment.ActionCreateApplication, p, nil)
	facts, bad, source, read := q.someAnswers(d, nil)
	if ok {
		q.late(a, p.enterprise)
		a.because(q.of(p) != nil, assessment.CodeApplicationExists)
		a.because(bad, assessment.CodeInvalidInput)
	}
	a.run = func(cmd assessment.Command) (any, error) {
		return q.w.svc.CreateApplication(q.ctx, cmd, q.r.id, read)
	}
	a.then = func(answer any) {
		app := &modelApp{id: answer.(*assessment.ApplicationView).ID, state: "draft", owner: p, facts: facts, source: source}
		q.r.apps = append(q.r.apps, app)
		a.app = app
	}
	return a
}

// of is the enterprise's application, nil for none.
func (q *sequence) of(p *person) *modelApp {
	if i := slices.IndexFunc(q.r.apps, func(app *modelApp) bool { return app.owner == p }); i >= 0 {
		return q.r.apps[i]
	}
	return nil
}

func (q *sequence) putFacts(p *person, app *modelApp, d dice) *attempt {
	a, ok := q.start(assessment.ActionPutFacts, p, app)
	facts, bad, source, read := q.someAnswers(d, nil)
	a.version = "application"
	if ok {
		a.because(!app.in("draft", "returned", "withdrawn"), assessment.CodeWrongState)
		a.because(q.r.state != "open", assessment.CodeRoundRanked)
		a.because(bad, assessment.CodeInvalidInput)
		switch app.state {
		case "returned":
			q.overdue(a, app)
			for _, indicator := range modelIndicators {
				a.because(len(app.open) > 0 && !slices.Contains(app.open, indicator) && facts[indicator] != app.handedIn[indicator], assessment.CodeInvalidInput)
			}
		case "withdrawn":
			q.late(a, p.enterprise)
		}
	}
	a.run = func(cmd assessment.Command) (any, error) { return q.w.svc.PutFacts(q.ctx, cmd, app.id, read) }
	a.then = func(any) {
		app.facts, app.source = facts, source
		if app.state == "withdrawn" {
			app.state = "draft"
		}
	}
	return a
}

func (q *sequence) submit(p *person, app *modelApp, d dice) *attempt {
	a, ok := q.start(assessment.ActionSubmit, p, app)
	pledge := d(5) != 4
	a.version = "application"
	if ok {
		a.because(!app.in("draft", "returned"), assessment.CodeWrongState)
		a.because(!pledge, assessment.CodePledgeMissing)
		if app.state == "returned" {
			q.overdue(a, app)
		} else {
			q.late(a, p.enterprise)
		}
	}
	a.run = func(cmd assessment.Command) (any, error) { return q.w.svc.Submit(q.ctx, cmd, app.id, pledge) }
	a.then = func(any) {
		switch {
		case app.state == "draft":
			app.state, app.unchecked = "submitted", q.r.firstCheck
		case app.unchecked:
			app.state = "submitted"
		default:
			app.state = "resubmitted"
		}
		q.handIn(app)
	}
	return a
}

// handIn lets both reviewers look again.
func (q *sequence) handIn(app *modelApp) {
	app.handedIn, app.handedSource = maps.Clone(app.facts), app.source
	app.revision++
	app.seats[0].done, app.seats[1].done = false, false
}

func (q *sequence) withdraw(p *person, app *modelApp, _ dice) *attempt {
	a, ok := q.start(assessment.ActionWithdraw, p, app)
	a.version = "application"
	if ok {
		a.because(!app.in("submitted", "checked") && (app.state != "returned" || !app.unchecked), assessment.CodeWrongState)
		q.late(a, p.enterprise)
	}
	a.run = func(cmd assessment.Command) (any, error) { return q.w.svc.Withdraw(q.ctx, cmd, app.id, "") }
	a.then = func(any) { app.state = "withdrawn" }
	return a
}

func (q *sequence) check(p *person, app *modelApp, _ dice) *attempt {
	a := q.first(assessment.ActionCheck, p, app)
	a.run = func(cmd assessment.Command) (any, error) { return q.w.svc.Check(q.ctx, cmd, app.id, "") }
	a.then = func(any) { app.state, app.unchecked = "checked", false }
	return a
}

func (q *sequence) sendBack(p *person, app *modelApp, d dice) *attempt {
	a := q.first(assessment.ActionSendBack, p, app)
	reason := []string{"请补充材料", "否"}[d(6)/5]
	due := q.due(d)
	if len(a.why) == 0 {
		a.because(reason == "否", assessment.CodeInvalidInput)
	}
	a.run = func(cmd assessment.Command) (any, error) {
		return q.w.svc.SendBack(q.ctx, cmd, app.id, reason, due)
	}
	a.then = func(any) { app.state, app.open, app.due, app.back = "returned", nil, due, q.now() }
	return a
}

// due draws until when to correct: without an end, or some hours.
func (q *sequence) due(d dice) time.Time {
	if d(2) == 0 {
		return time.Time{}
	}
	return q.now().Add(4 * time.Hour)
}

// first is the township's first check, either way.
func (q *sequence) first(action assessment.Action, p *person, app *modelApp) *attempt {
	a, ok := q.start(action, p, app)
	a.version = "application"
	if ok {
		a.because(app.state != "submitted" || !app.unchecked, assessment.CodeWrongState)
		a.because(q.r.state != "open", assessment.CodeRoundRanked)
	}
	return a
}

func (q *sequence) addEvidence(p *person, app *modelApp, d dice) *attempt {
	a, ok := q.start(assessment.ActionAddEvidence, p, app)
	indicator := append(slices.Clone(modelIndicators), "nothing")[d(4)]
	a.version = "application"
	if ok {
		inWindow := app.state == "reviewed" && !q.r.releasedAt.IsZero() && q.now().Before(q.r.until)
		a.because(!app.in("draft", "returned") && !inWindow, assessment.CodeWrongState)
		a.because(q.r.state != "open", assessment.CodeRoundRanked)
		a.because(indicator == "nothing", assessment.CodeInvalidInput)
		if app.state == "returned" {
			q.overdue(a, app)
			a.because(len(app.open) > 0 && !slices.Contains(app.open, indicator), assessment.CodeInvalidInput)
		}
	}
	q.markers++
	file := upload(indicator, "名册.pdf", pdf(fmt.Sprint(q.r.id, q.markers)))
	a.run = func(cmd assessment.Command) (any, error) { return q.w.svc.AddEvidence(q.ctx, cmd, app.id, file) }
	a.then = func(answer any) {
		app.evidence = append(app.evidence, modelEvidence{id: answer.(*assessment.EvidenceFile).ID, indicator: indicator})
	}
	return a
}

func (q *sequence) withdrawEvidence(p *person, app *modelApp, d dice) *attempt {
	a, ok := q.start(assessment.ActionWithdrawEvidence, p, app)
	i := d(max(1, len(app.evidence)))
	given := modelEvidence{id: "none"}
	if i < len(app.evidence) {
		given = app.evidence[i]
	}
	a.version = "application"
	if ok {
		a.because(given.id == "none", assessment.CodeNotFound)
		a.because(!app.in("draft", "returned"), assessment.CodeWrongState)
		a.because(q.r.state != "open", assessment.CodeRoundRanked)
		if app.state == "returned" {
			q.overdue(a, app)
			a.because(len(app.open) > 0 && !slices.Contains(app.open, given.indicator), assessment.CodeInvalidInput)
		}
	}
	a.run = func(cmd assessment.Command) (any, error) {
		return q.w.svc.WithdrawEvidence(q.ctx, cmd, app.id, given.id)
	}
	a.then = func(any) { app.evidence[i].withdrawn = true }
	return a
}

// importOne is what the console does with a workbook that was collected on paper.
func (q *sequence) importOne(p *person, d dice) *attempt {
	a, ok := q.start(assessment.ActionImport, p, nil)
	owner := q.w.of("E")[d(3)]
	submit := d(2) == 0
	facts, bad, source, read := q.someAnswers(d, owner)
	app := q.of(owner)
	again := app != nil && app.source == source && maps.Equal(app.facts, facts)
	if ok {
		q.late(a, owner.enterprise)
		a.because(bad, assessment.CodeInvalidInput)
		a.because(app != nil && !again && app.state != "draft", assessment.CodeWrongState)
	}
	a.run = func(cmd assessment.Command) (any, error) {
		return q.w.svc.Import(q.ctx, cmd, q.r.id, read, assessment.ImportOptions{Submit: submit})
	}
	a.then = func(answer any) {
		if app == nil {
			app = &modelApp{id: answer.(*assessment.Imported).Application.ID, state: "draft", owner: owner}
			q.r.apps = append(q.r.apps, app)
		}
		app.facts, app.source = facts, source
		if submit && app.state == "draft" {
			app.state, app.unchecked = "submitted", q.r.firstCheck
			app.handedIn, app.handedSource = maps.Clone(app.facts), app.source
			app.revision++
			q.total.reached(assessment.ActionImportSubmit, p, "draft")
		}
	}
	return a
}

func hex256(text []byte) string { return fmt.Sprintf("%x", sha256.Sum256(text)) }
