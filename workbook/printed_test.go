package workbook

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"


	"wuxing/assessment"
	"wuxing/scoring"
)

// sampleSheet is a reviewed application: agreement, a corrected fact, an override
// with a long reason, texts that look like formulas.
func sampleSheet(t testing.TB, card *scoring.Card) *assessment.ScoreSheet {
	t.Helper()
	sample := fixtures(t, card)[54]
	enterprise := *sample.enterprise
	self := card.Score(sample.facts)
	corrected, problems := card.Amend(sample.facts, []byte(`{"apprentices":49}`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	long := "=SUM(A1) " + strings.Repeat("会议纪要未盖章,按规定核减,请在补正期内提供盖章原件;", 60)
	official := card.ScoreOverridden(corrected, []scoring.Override{{Indicator: "leadership", Points: 50, Reason: long}})
	sheet := &assessment.ScoreSheet{
		RoundID: "2024", RoundName: "2024年度吴兴区技能型企业遴选", Year: 2024, Card: card, Facts: sample.facts, Official: corrected,
		FilledAt: time.Date(2025, 1, 6, 1, 0, 0, 0, time.UTC), ReviewedAt: time.Date(2025, 2, 28, 20, 0, 0, 0, time.UTC), Reviewer: "王评审",
		Application: &assessment.ApplicationView{
			ApplicationHead: assessment.ApplicationHead{
				ID: "01a2033a-32df-749d-815a-631cd7db7d87", Round: "2024", Enterprise: enterprise, State: assessment.StateRanked, Revision: 1, Version: 5,
				SelfTotal: self.Total, UpdatedAt: time.Date(2025, 3, 1, 2, 0, 0, 0, time.UTC),
			},
			Card: card.ID, Result: self, Official: official, Rank: 3,
		},
	}
	for _, indicator := range card.Indicators() {
		was, _ := self.Indicator(indicator.ID)
		is, _ := official.Indicator(indicator.ID)
		score := is.Score
		row := assessment.ReviewRow{
			Indicator: indicator.ID, No: indicator.No, Name: indicator.Name, Points: indicator.Points, Self: was.Score, SelfStatus: was.Status,
			SelfReason: was.Explanation, Official: &score, Explanation: is.Explanation, Difference: score - was.Score, Decision: assessment.Agree, Reviewer: "王评审",
		}
		switch indicator.ID {
		case "leadership":
			row.Decision, row.Reason = assessment.Override, long
		case "apprenticeship":
			row.Decision, row.Reason, row.Facts, row.Reviewer = assessment.Correct, "名册只有49人", json.RawMessage(`{"apprentices":49}`), "李评审"
		}
		sheet.Rows = append(sheet.Rows, row)
	}
	return sheet
}

func printed(t testing.TB, sheet *assessment.ScoreSheet) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WritePrinted(&b, sheet); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
