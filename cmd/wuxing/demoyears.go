package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
)

// demoEnterprise is an enterprise of the demo: a fixture, under its own name or
// another.
type demoEnterprise struct{ fixture, name, uscc string }

// demoLastYear are the 40 enterprises of the finished round. The last one has the
// facts of 012 and so shares its rank; 077 is vetoed.
var demoLastYear = append(demoFixtures(
	"004", "005", "006", "007", "008", "009", "011", "012", "013", "014", "015", "016", "019", "022",
	"023", "024", "026", "027", "028", "030", "032", "039", "040", "041", "042", "043", "044", "047",
	"048", "049", "052", "053", "055", "057", "059", "060", "062", "077", "080",
), demoEnterprise{"012", "湖州示例凌云机械制造有限公司", "91330502MA2B0DEM1W"})

// demoExcellent is how many may be excellent in the demo's rounds.
const demoExcellent = 10

// Of last year: who appealed and won, and which row of the notice was objected to.
const (
	demoAppealed = "005"
	demoObjected = 3
)

func demoFixtures(numbers ...string) []demoEnterprise {
	enterprises := make([]demoEnterprise, len(numbers))
	for i, number := range numbers {
		enterprises[i] = demoEnterprise{fixture: number}
	}
	return enterprises
}

func (d *demo) round(year int, opens, closes time.Time, settings assessment.Settings) (string, error) {
	id := strconv.Itoa(year)
	settings.Excellent = demoExcellent
	_, err := d.service.CreateRound(d.ctx, d.command(d.actors["admin"]), assessment.NewRound{
		ID: id, Name: id + "年度吴兴区技能型企业遴选", Year: year, CardID: d.card.ID, OpensAt: opens, ClosesAt: closes, Quota: 30, Settings: &settings,
	})
	return id, err
}

// lastYear plays a whole round: 40 applications, reviewed, one of them appealed,
// ranked, on notice and published.
func (d *demo) lastYear(now time.Time) error {
	year := now.Year() - 1
	opens := time.Date(year, time.September, 1, 0, 0, 0, 0, time.UTC)
	settings := assessment.DefaultSettings()
	settings.Retention = d.retention
	round, err := d.round(year, opens, opens.AddDate(0, 1, 0), settings)
	if err != nil {
		return err
	}
	var appellant assessment.Actor
	var appealed *assessment.ApplicationView
	for _, e := range demoLastYear {
		actor, view, err := d.play(round, e)
		if err != nil {
			return fmt.Errorf("enterprise %s: %w", e.fixture, err)
		}
		if e.fixture == demoAppealed {
			appellant, appealed = actor, view
		}
		d.bar.add(1)
	}
	d.clock = opens.AddDate(0, 1, 14)
	if _, err := d.service.ReleaseResults(d.ctx, d.command(d.actors["lead"]), round, d.clock.AddDate(0, 0, 10)); err != nil {
		return err
	}
	d.clock = d.clock.AddDate(0, 0, 3)
	if err := d.appeal(appellant, appealed); err != nil {
		return fmt.Errorf("the appeal: %w", err)
	}
	d.clock = opens.AddDate(0, 2, 0)
	ranking, err := d.service.Rank(d.ctx, d.command(d.actors["lead"]), round)
	if err != nil {
		return err
	}
	return d.certify(ranking)
}

// appeal disputes what the reviewer has corrected, with a new document, and the lead,
// who has not reviewed it, agrees.
func (d *demo) appeal(enterprise assessment.Actor, application *assessment.ApplicationView) error {
	const indicator = "training_funds"
	proof, err := d.evidence(enterprise, application, indicator, "职工教育经费专项审计报告")
	if err != nil {
		return err
	}
	view, err := d.service.Appeal(d.ctx, d.command(enterprise), application.ID, assessment.NewAppeal{
		Indicator: indicator, Reason: "经费按工资总额足额提取并列支，补充专项审计报告", Evidence: []string{proof},
	})
	if err != nil {
		return err
	}
	_, err = d.service.DecideAppeal(d.ctx, d.command(d.actors["lead"]), application.ID, view.Appeals[0].ID, assessment.NewAppealDecision{
		Outcome: assessment.AppealUpheld, Reason: "审计报告证明足额安排，申诉成立",
		Entries: []assessment.NewScoreEntry{{Indicator: indicator, Decision: assessment.Agree}},
	})
	return err
}

// certify ends a ranked round: the joint meeting, the public notice, two leads who
// publish.
func (d *demo) certify(ranking *assessment.Ranking) error {
	d.clock = d.clock.AddDate(0, 0, 10)
	if err := d.meet(ranking, demoExcellent); err != nil {
		return err
	}
	d.clock = d.clock.AddDate(0, 0, 1)
	notice, err := d.service.BeginNotice(d.ctx, d.command(d.actors["lead"]), ranking.RoundID, "")
	if err != nil {
		return err
	}
	if err := d.objection(notice); err != nil {
		return fmt.Errorf("the objection: %w", err)
	}
	d.clock = notice.EndsAt.Add(2 * time.Hour)
	for _, lead := range []string{"lead", "lead2"} {
		if _, err := d.service.Publish(d.ctx, d.command(d.actors[lead]), ranking.RoundID, "公示期满，异议已经办结"); err != nil {
			return err
		}
	}
	return nil
}

// meet records what the joint meeting decides: the first are excellent, and certified
// is who lies within the quota.
func (d *demo) meet(ranking *assessment.Ranking, excellent int) error {
	meeting := assessment.NewMeeting{HeldOn: d.clock.Format(time.DateOnly), Reference: "吴技企联〔" + strconv.Itoa(ranking.Year) + "〕2号"}
	for i, row := range ranking.Rows {
		decided := assessment.NewOutcome{Application: row.ApplicationID, Outcome: assessment.OutcomeNotSelected}
		switch {
		case row.Vetoed:
		case i < excellent:
			decided.Outcome = assessment.OutcomeExcellent
		case i < ranking.Quota:
			decided.Outcome = assessment.OutcomeCertified
		}
		if i > 0 && row.Rank > 0 && row.Rank == ranking.Rows[i-1].Rank {
			decided.Reason = "与上一家并列，名额不足时由会议议定"
		}
		meeting.Outcomes = append(meeting.Outcomes, decided)
	}
	_, err := d.service.RecordOutcome(d.ctx, d.command(d.actors["lead"]), ranking.RoundID, meeting)
	return err
}

// objection is brought by somebody while the notice runs, and closed by the lead.
func (d *demo) objection(notice *assessment.NoticeView) error {
	d.clock = d.clock.AddDate(0, 0, 1)
	public := assessment.Actor{Role: assessment.RolePublic}
	receipt, err := d.service.Object(d.ctx, d.command(public), notice.Round, assessment.NewObjection{
		No: demoObjected, Name: "王先生", Contact: "0572-0000000", Text: "听说该企业去年有职工反映加班工资没有结清，请核实。",
	})
	if err != nil {
		return err
	}
	d.clock = d.clock.AddDate(0, 0, 2)
	_, err = d.service.CloseObjection(d.ctx, d.command(d.actors["lead"]), notice.Round, receipt.ID, assessment.NewObjectionClosing{
		Result: assessment.ObjectionUnfounded, Answer: "经劳动保障监察大队核实，年度内没有该企业的欠薪记录，已答复来电人。",
	})
	return err
}

// answers reads facts as the API does.
func answers(facts json.RawMessage) assessment.ReadAnswers {
	return func(card *scoring.Card) (*assessment.Answers, scoring.Problems) {
		read, problems := card.ParseFacts(facts)
		if len(problems) > 0 {
			return nil, problems
		}
		sum := sha256.Sum256(facts)
		return &assessment.Answers{Facts: read, Source: assessment.Source{Kind: assessment.SourceJSON, SHA256: hex.EncodeToString(sum[:])}}, nil
	}
}
