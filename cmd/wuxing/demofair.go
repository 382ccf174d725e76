package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
)

// demoThisYear are the enterprises of the open round with how far each has come: a
// round with first check, where the lead assigns two reviewers who are blind.
var demoThisYear = []struct {
	fixture string
	state   assessment.State
}{
	{"029", assessment.StateDraft},
	{"069", assessment.StateDraft},
	{"023", assessment.StateSubmitted},
	{"036", assessment.StateSubmitted},
	{"045", assessment.StateChecked},
	{"038", assessment.StateWithdrawn},
	{"050", assessment.StateInReview},
	{"060", assessment.StateInReview},
	{"054", assessment.StateReturned},
	{"058", assessment.StateReturned},
	{"046", assessment.StateResubmitted},
	{"056", assessment.StateResubmitted},
	{"083", assessment.StateModeration},
	{"016", assessment.StateModeration},
	{"017", assessment.StateReviewed},
	{"018", assessment.StateReviewed},
	{"055", assessment.StateReviewed},
	{"022", assessment.StateReviewed},
}

// Of this year: with whom a reviewer has declared a link, and whose two reviews
// differed and were settled by the lead.
const (
	demoLinked  = "060"
	demoSettled = "022"
)

// thisYear opens a round around now with an application in every state.
func (d *demo) thisYear(now time.Time) error {
	opens := now.UTC().AddDate(0, 0, -20).Truncate(time.Hour)
	d.clock = opens
	settings, half, one := assessment.DefaultSettings(), scoring.Points(50), scoring.Points(100)
	settings.FirstCheck, settings.Assignment, settings.Reviewers = true, assessment.AssignmentAssigned, 2
	settings.Apart = assessment.Apart{Indicator: &half, Total: &one}
	round, err := d.round(now.Year(), opens, opens.AddDate(0, 1, 0), settings)
	if err != nil {
		return err
	}
	for i, e := range demoThisYear {
		d.clock = opens.AddDate(0, 0, 1).Add(time.Duration(i) * 24 * time.Hour)
		if err := d.playFair(round, e.fixture, e.state); err != nil {
			return fmt.Errorf("enterprise %s: %w", e.fixture, err)
		}
		d.bar.add(1)
	}
	return nil
}

// playFair takes one enterprise's application of this year as far as the state.
func (d *demo) playFair(round, fixture string, until assessment.State) error {
	actor, view, err := d.handIn(round, demoEnterprise{fixture: fixture}, until == assessment.StateDraft)
	if err != nil || until == assessment.StateDraft {
		return err
	}
	if until == assessment.StateSubmitted { // waits for its township's clerk
		_, err := d.township(view.Enterprise.Township)
		return err
	}
	if until == assessment.StateWithdrawn {
		_, err := d.service.Withdraw(d.ctx, d.command(actor), view.ID, "明年数据齐全后再报")
		return err
	}
	town, err := d.township(view.Enterprise.Township)
	if err != nil {
		return err
	}
	if _, err := d.service.Check(d.ctx, d.command(town), view.ID, "已到厂核对，资料齐全"); err != nil || until == assessment.StateChecked {
		return err
	}
	seats, err := d.assign(round, fixture, view)
	if err != nil {
		return err
	}
	switch until {
	case assessment.StateReturned, assessment.StateResubmitted:
		return d.sendBack(view.ID, actor, seats[0], view.Facts, until)
	case assessment.StateInReview:
		return d.review(view.ID, seats[0], fixture, demoHalf)
	}
	if err := d.review(view.ID, seats[0], fixture, demoWhole); err != nil {
		return err
	}
	if until == assessment.StateReviewed && fixture != demoSettled {
		return d.review(view.ID, seats[1], fixture, demoWhole)
	}
	if err := d.review(view.ID, seats[1], fixture, demoDiffers); err != nil || until == assessment.StateModeration {
		return err
	}
	_, err = d.service.Moderate(d.ctx, d.command(d.actors["lead"]), view.ID, assessment.Settlement{
		Entries: []assessment.SettledEntry{{Indicator: demoDisputed, Take: assessment.SideSecond, Reason: "经查阅文件,第二位评审员的依据更充分"}},
	})
	return err
}

// assign gives an application two of the three reviewers, who declare that they are
// not linked; of one enterprise the third has declared that it is.
func (d *demo) assign(round, fixture string, view *assessment.ApplicationView) ([]assessment.Actor, error) {
	n, err := strconv.Atoi(fixture)
	if err != nil {
		return nil, err
	}
	reviewers := []string{"reviewer1", "reviewer2", "reviewer3"}
	linked := reviewers[n%3]
	if fixture == demoLinked {
		declared := assessment.NewDeclaration{USCC: view.Enterprise.USCC, Linked: true, Reason: "配偶在该企业任职"}
		if _, err := d.service.Declare(d.ctx, d.command(d.actors[linked]), round, declared); err != nil {
			return nil, err
		}
	}
	seated := slices.DeleteFunc(reviewers, func(username string) bool { return username == linked })
	wanted := assessment.NewAssignment{Rows: []assessment.AssignmentRow{{Application: view.ID, Reviewers: seated}}}
	plan, err := d.service.PreviewAssignment(d.ctx, d.actors["lead"], round, wanted)
	if err != nil {
		return nil, err
	}
	if _, err := d.service.Assign(d.ctx, d.command(d.actors["lead"]), round, wanted, plan.Digest); err != nil {
		return nil, err
	}
	var seats []assessment.Actor
	for _, username := range seated {
		if _, err := d.service.Declare(d.ctx, d.command(d.actors[username]), round, assessment.NewDeclaration{USCC: view.Enterprise.USCC}); err != nil {
			return nil, err
		}
		seats = append(seats, d.actors[username])
	}
	return seats, nil
}

// handIn makes an application with some evidence and hands it in, unless it is to
// stay a draft.
func (d *demo) handIn(round string, e demoEnterprise, draft bool) (assessment.Actor, *assessment.ApplicationView, error) {
	actor, facts, err := d.enterprise(e)
	if err != nil {
		return actor, nil, err
	}
	view, err := d.service.CreateApplication(d.ctx, d.command(actor), round, answers(facts))
	if err != nil {
		return actor, nil, err
	}
	if err := d.documents(actor, e.fixture, view); err != nil || draft {
		return actor, view, err
	}
	view, err = d.service.Submit(d.ctx, d.command(actor), view.ID, true)
	return actor, view, err
}

// documents are what some enterprises hand in beside their facts.
func (d *demo) documents(actor assessment.Actor, fixture string, application *assessment.ApplicationView) error {
	n, err := strconv.Atoi(fixture)
	if err != nil || n%3 == 1 { // every third hands in none
		return err
	}
	documents := []struct{ indicator, name string }{
		{"training_funds", "职工教育经费列支凭证"},
		{"skilled_ratio", "技术工人名册"},
		{"skilled_ratio", "职业技能等级证书.png"},
		{"labour_relations", "和谐劳动关系企业文件"},
		{"labour_relations", "和谐劳动关系企业奖牌.jpg"},
	}
	if n%3 == 0 {
		documents = documents[:1]
	}
	for _, document := range documents {
		if _, err := d.evidence(actor, application, document.indicator, document.name); err != nil {
			return err
		}
	}
	return nil
}

// disputed is what the second reviewer sees otherwise, where the two are to differ:
// two steps away from what the first gives.
func (d *demo) disputed(facts *scoring.Facts) assessment.NewScoreEntry {
	points := scoring.Points(300)
	if facts.Text("harmony_level") == "province" {
		points = 100
	}
	return assessment.NewScoreEntry{Indicator: demoDisputed, Decision: assessment.Override, Points: &points, Reason: "按文件认定的级别不同"}
}

const demoDisputed = "labour_relations"

// raw is what a view's facts are, as they are read again.
func (d *demo) raw(facts json.RawMessage) (*scoring.Facts, error) {
	read, problems := d.card.ParseFacts(facts)
	if len(problems) > 0 {
		return nil, problems
	}
	return read, nil
}
