package main

import (
	"encoding/json"
	"slices"
	"strconv"

	"wuxing/assessment"
	"wuxing/scoring"
)

// play takes one enterprise's application of last year to its finished review, by the
// people who would do it. The fixture's number varies who reviews and what is corrected,
// so that equal enterprises are treated alike.
func (d *demo) play(round string, e demoEnterprise) (assessment.Actor, *assessment.ApplicationView, error) {
	i, err := strconv.Atoi(e.fixture)
	if err != nil {
		return assessment.Actor{}, nil, err
	}
	actor, view, err := d.handIn(round, e, false)
	if err != nil {
		return actor, nil, err
	}
	reviewer := d.actors["reviewer"+strconv.Itoa(1+i%2)]
	if i%7 == 4 {
		if err := d.sendBack(view.ID, actor, reviewer, view.Facts, assessment.StateReviewed); err != nil {
			return actor, nil, err
		}
	}
	return actor, view, d.review(view.ID, reviewer, e.fixture, demoWhole)
}

// sendBack returns the competition awards for correction; the enterprise then
// withdraws the award that it cannot prove.
func (d *demo) sendBack(id string, actor, reviewer assessment.Actor, facts json.RawMessage, until assessment.State) error {
	_, err := d.service.Return(d.ctx, d.command(reviewer), id, assessment.NewReturn{
		Indicators: []string{"competitions"}, Reason: "竞赛获奖请补充获奖文件,不能证明的请删除",
	})
	if err != nil || until == assessment.StateReturned {
		return err
	}
	corrected, problems := d.amend(facts, `{"competition_awards":[]}`)
	if len(problems) > 0 {
		return problems
	}
	if _, err := d.service.PutFacts(d.ctx, d.command(actor), id, answers(corrected)); err != nil {
		return err
	}
	_, err = d.service.Submit(d.ctx, d.command(actor), id, true)
	return err
}

func (d *demo) amend(facts json.RawMessage, change string) (json.RawMessage, scoring.Problems) {
	given, problems := d.card.ParseFacts(facts)
	if len(problems) > 0 {
		return nil, problems
	}
	if given, problems = d.card.Amend(given, []byte(change)); len(problems) > 0 {
		return nil, problems
	}
	content, err := given.MarshalJSON()
	if err != nil { // facts always marshal
		panic(err)
	}
	return content, nil
}

// demoReview is what a reviewer of the demo does.
type demoReview int

const (
	demoHalf    demoReview = iota // the first categories only, the review stays open
	demoWhole                     // everything
	demoDiffers                   // everything, one indicator otherwise than the other reviewer
)

// review decides the indicators: mostly agreement, here and there a correction or an
// override.
func (d *demo) review(id string, reviewer assessment.Actor, fixture string, how demoReview) error {
	i, err := strconv.Atoi(fixture)
	if err != nil {
		return err
	}
	view, err := d.service.Application(d.ctx, reviewer, id)
	if err != nil {
		return err
	}
	facts, err := d.raw(view.Facts)
	if err != nil {
		return err
	}
	update := assessment.ReviewUpdate{Complete: how != demoHalf}
	for n, indicator := range d.card.Indicators() {
		if how == demoHalf && n >= 12 {
			break
		}
		entry := d.decide(indicator.ID, facts, i)
		if how == demoDiffers && indicator.ID == demoDisputed {
			entry = d.disputed(facts)
		}
		update.Entries = append(update.Entries, entry)
	}
	_, err = d.service.PutReview(d.ctx, d.command(reviewer), id, update)
	return err
}

func (d *demo) decide(indicator string, facts *scoring.Facts, i int) assessment.NewScoreEntry {
	entry := assessment.NewScoreEntry{Indicator: indicator, Decision: assessment.Agree}
	switch {
	case indicator == "training_funds" && i%4 == 1 && facts.Text("training_funds") == "sufficient":
		entry.Decision, entry.Facts = assessment.Correct, json.RawMessage(`{"training_funds":"arranged"}`)
		entry.Reason = "凭证只能证明已安排经费,不能证明足额"
	case indicator == "craftsman_culture" && i%5 == 2 && facts.Text("craftsman_culture") == "yes":
		none := scoring.Points(0)
		entry.Decision, entry.Points, entry.Reason = assessment.Override, &none, "未提供年度内宣传活动的材料"
	case indicator == "training_ratio" && i%6 == 3:
		entry.Decision, entry.Facts = assessment.Correct, d.recount(facts, "trained_workers")
		entry.Reason = "按培训台账核对,剔除重复签到"
	}
	return entry
}

// recount lowers a count by a tenth.
func (d *demo) recount(facts *scoring.Facts, key string) json.RawMessage {
	count, err := strconv.Atoi(facts.Text(key))
	if err != nil { // the demo's fixtures give every count
		panic(err)
	}
	return slices.Concat([]byte(`{"`+key+`":`), strconv.AppendInt(nil, int64(count-count/10), 10), []byte(`}`))
}
