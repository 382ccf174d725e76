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

// demoThisYear are the enterprises of the open round with how far each has come.
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
	{"017", assessment.StateReviewed},
	{"018", assessment.StateReviewed},
	{"055", assessment.StateReviewed},
	{"083", assessment.StateReviewed},
}

// demoExcellent is how many may be excellent in the demo's rounds.
const demoExcellent = 10

func demoFixtures(numbers ...string) []demoEnterprise {
	enterprises := make([]demoEnterprise, len(numbers))
	for i, number := range numbers {
		enterprises[i] = demoEnterprise{fixture: number}
	}
	return enterprises
}

func (d *demo) round(year int, opens, closes time.Time, firstCheck bool) (string, error) {
	id, settings := strconv.Itoa(year), assessment.DefaultSettings()
	settings.FirstCheck, settings.Excellent = firstCheck, demoExcellent
	_, err := d.service.CreateRound(d.ctx, d.command(d.actors["admin"]), assessment.NewRound{
		ID: id, Name: id + "年度吴兴区技能型企业遴选", Year: year, CardID: d.card.ID, OpensAt: opens, ClosesAt: closes, Quota: 30, Settings: &settings,
	})
	return id, err
}

// lastYear plays a whole round: 40 applications, reviewed, ranked and published.
func (d *demo) lastYear(now time.Time) error {
	year := now.Year() - 1
	opens := time.Date(year, time.September, 1, 0, 0, 0, 0, time.UTC)
	round, err := d.round(year, opens, opens.AddDate(0, 1, 0), false)
	if err != nil {
		return err
	}
	for _, e := range demoLastYear {
		if err := d.play(round, e, assessment.StateReviewed, false); err != nil {
			return fmt.Errorf("enterprise %s: %w", e.fixture, err)
		}
		d.bar.add(1)
	}
	d.clock = opens.AddDate(0, 2, 0)
	ranking, err := d.service.Rank(d.ctx, d.command(d.actors["lead"]), round)
	if err != nil {
		return err
	}
	return d.certify(ranking)
}

// certify ends a ranked round: the joint meeting, the public notice, two leads who
// publish.
func (d *demo) certify(ranking *assessment.Ranking) error {
	d.clock = d.clock.AddDate(0, 0, 10)
	meeting := assessment.NewMeeting{HeldOn: d.clock.Format(time.DateOnly), Reference: "吴技企联〔" + strconv.Itoa(ranking.Year) + "〕2号"}
	for i, row := range ranking.Rows {
		decided := assessment.NewOutcome{Application: row.ApplicationID, Outcome: assessment.OutcomeNotSelected}
		switch {
		case row.Vetoed:
		case i < demoExcellent:
			decided.Outcome = assessment.OutcomeExcellent
		case i < ranking.Quota:
			decided.Outcome = assessment.OutcomeCertified
		}
		if i > 0 && row.Rank > 0 && row.Rank == ranking.Rows[i-1].Rank {
			decided.Reason = "与上一家并列，名额不足时由会议议定"
		}
		meeting.Outcomes = append(meeting.Outcomes, decided)
	}
	if _, err := d.service.RecordOutcome(d.ctx, d.command(d.actors["lead"]), ranking.RoundID, meeting); err != nil {
		return err
	}
	d.clock = d.clock.AddDate(0, 0, 1)
	notice, err := d.service.BeginNotice(d.ctx, d.command(d.actors["lead"]), ranking.RoundID, "")
	if err != nil {
		return err
	}
	d.clock = notice.EndsAt.Add(2 * time.Hour)
	for _, lead := range []string{"lead", "lead2"} {
		if _, err := d.service.Publish(d.ctx, d.command(d.actors[lead]), ranking.RoundID, "公示期满，没有异议"); err != nil {
			return err
		}
	}
	return nil
}

// thisYear opens a round around now with an application in every state.
func (d *demo) thisYear(now time.Time) error {
	opens := now.UTC().AddDate(0, 0, -20).Truncate(time.Hour)
	d.clock = opens
	round, err := d.round(now.Year(), opens, opens.AddDate(0, 1, 0), true)
	if err != nil {
		return err
	}
	for i, e := range demoThisYear {
		d.clock = opens.AddDate(0, 0, 1).Add(time.Duration(i) * 24 * time.Hour)
		if err := d.play(round, demoEnterprise{fixture: e.fixture}, e.state, true); err != nil {
			return fmt.Errorf("enterprise %s: %w", e.fixture, err)
		}
		d.bar.add(1)
	}
	return nil
}

// answers reads facts as the API does.
func answers(facts json.RawMessage) assessment.ReadAnswers {
	return func(card *scoring.Card) (*assessment.Answers, scoring.Problems) {
		read, problems := card.ParseFacts(facts)
		if len(problems) > 0 {
			return nil, problems
		}
		sum := sha256.Sum256(facts)
		return &assessment.Answers{Facts: read, Source: assessment.Source{Kind: "json", SHA256: hex.EncodeToString(sum[:])}}, nil
	}
}
