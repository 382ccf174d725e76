package web_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"wuxing/assessment"
	"wuxing/fixtures"
	"wuxing/scoring"
)

// deputies are the reviewers of 2027 beside the two who look at pages.
const deputies = 20

// manyRows stores the rounds past the use cases, which would take minutes.
func (o *largeOffice) manyRows(tx assessment.Tx) error {
	kinds, err := scoredKinds(scoring.DefaultCardID)
	if err != nil {
		return err
	}
	var enterprises []*assessment.Enterprise
	for i := range o.size {
		e := &assessment.Enterprise{
			ID: fmt.Sprintf("e%05d", i), Name: fmt.Sprintf("湖州示例企业%d有限公司", i*7919%o.size), USCC: fmt.Sprintf("91330502MA%08d", i),
			Township: fmt.Sprint("乡镇", i%20), CreatedAt: testBegins,
		}
		if i > 0 {
			err = tx.CreateEnterprise(e)
		} else {
			e, err = tx.FindEnterpriseByID(o.users["clerk"].EnterpriseID)
		}
		if err != nil {
			return err
		}
		enterprises = append(enterprises, e)
	}
	for i := range deputies {
		user := &assessment.User{ID: deputy(i), Username: deputy(i), DisplayName: fmt.Sprint("评审员", i), Role: assessment.RoleReviewer, PasswordHash: "none", CreatedAt: testBegins, Version: 1}
		if err := tx.CreateUser(user); err != nil {
			return err
		}
	}
	for year := 2024; year <= 2027; year++ {
		if err := o.openRound(tx, year); err != nil {
			return err
		}
		for i, e := range enterprises {
			if err := o.apply(tx, year, i, e, kinds); err != nil {
				return err
			}
		}
	}
	return nil
}

func deputy(i int) string { return fmt.Sprintf("deputy%02d", i) }

func (o *largeOffice) openRound(tx assessment.Tx, year int) error {
	card, _ := scoring.Cards().Card(scoring.DefaultCardID)
	settings, closes := assessment.DefaultSettings(), testBegins.AddDate(0, 1, 0)
	round := &assessment.Round{
		ID: fmt.Sprint(year), Name: fmt.Sprint(year, " 年度遴选"), Year: year, CardID: card.ID, CardHash: card.Hash(), OpensAt: testBegins.AddDate(0, 0, -1), Quota: quota,
		State: assessment.RoundOpen, CreatedAt: testBegins, Version: 1,
	}
	if year >= 2026 {
		settings.Review.ClosesAt, round.ClosesAt = &closes, closes
	}
	if year == 2027 {
		flagged := scoring.Points(50)
		settings.Assignment, settings.Reviewers = assessment.AssignmentAssigned, 2
		settings.Apart = assessment.Apart{Indicator: &flagged, Total: &flagged}
	}
	round.Settings = settings
	return tx.CreateRound(round)
}

// apply stores an application. In 2026 a third waits, a tenth was returned, the rest is
// reviewed; in 2027 all have two reviewers and nothing is begun; the years before are
// reviewed whole. The first of each is the clerk's.
func (o *largeOffice) apply(tx assessment.Tx, year, i int, e *assessment.Enterprise, kinds []scoredKind) error {
	at, reviewer := testBegins.Add(time.Duration(i)*time.Second), o.users["reviewer"].UserID
	a := &assessment.Application{
		ID: o.application(year, i), RoundID: fmt.Sprint(year), Enterprise: *e, State: assessment.StateReviewed, ReviewerID: reviewer,
		Revision: 1, Submitted: 1, CreatedAt: at, UpdatedAt: at, SubmittedAt: at, Version: 1,
	}
	switch {
	case year == 2027 || year == 2026 && i%3 == 1:
		a.State, a.ReviewerID = assessment.StateSubmitted, ""
	case year == 2026 && i%10 == 2:
		a.State = assessment.StateReturned
	}
	card, _ := scoring.Cards().Card(scoring.DefaultCardID)
	self, official := kinds[i%len(kinds)], kinds[i*7%len(kinds)]
	if year < 2026 { // what is frozen is worked out anew from what was handed in
		official = self
	}
	err := errors.Join(tx.CreateApplication(a), tx.AddSubmission(&assessment.Submission{
		ApplicationID: a.ID, Revision: 1, Facts: self.facts, Source: assessment.Source{Kind: assessment.SourceJSON, SHA256: "ab"},
		CardID: card.ID, CardHash: card.Hash(), Result: self.result, Total: self.total, By: reviewer, At: at,
	}))
	switch {
	case err != nil:
		return err
	case a.State == assessment.StateReturned:
		return tx.AddReturn(&assessment.Return{ApplicationID: a.ID, Revision: 1, Indicators: []string{"titles"}, Reason: "请补充", By: reviewer, At: at, DueAt: at.AddDate(0, 0, 5)})
	case a.State == assessment.StateReviewed:
		return tx.AddReview(&assessment.Review{ApplicationID: a.ID, Revision: 1, Facts: official.facts, Result: official.result, ReviewerID: reviewer, At: at})
	case year == 2027:
		return o.seats(tx, a, i)
	}
	return nil
}

// seats gives an application of 2027 to two reviewers who have declared on it.
func (o *largeOffice) seats(tx assessment.Tx, a *assessment.Application, i int) error {
	pair := []string{deputy(i % deputies), deputy((i + 7) % deputies)}
	if i%20 == 0 {
		pair = []string{o.users["reviewer"].UserID, o.users["reviewer2"].UserID}
	}
	for n, reviewer := range pair {
		err := errors.Join(
			tx.CreateSeat(&assessment.Seat{ApplicationID: a.ID, Lane: assessment.Lane(n + 1), ReviewerID: reviewer, UpdatedAt: a.UpdatedAt, Version: 1}),
			tx.AddDeclaration(&assessment.Declaration{RoundID: a.RoundID, EnterpriseID: a.Enterprise.ID, ReviewerID: reviewer, At: a.UpdatedAt}),
		)
		if err != nil {
			return err
		}
	}
	return nil
}

// scoredKind is what enterprises hand in, with its score.
type scoredKind struct {
	facts, result []byte
	total         scoring.Points
}

// scoredKinds are those of the fixtures.
func scoredKinds(id string) (kinds []scoredKind, err error) {
	card, _ := scoring.Cards().Card(id)
	cases, err := fixtures.Cases()
	if err != nil {
		return nil, err
	}
	for _, each := range cases {
		in, problems := card.ParseInput(each.Submission)
		if len(problems) > 0 {
			continue // what a fixture shows to be refused
		}
		kind, scored := scoredKind{}, card.Score(in.Facts)
		if kind.facts, err = json.Marshal(in.Facts); err != nil {
			return nil, err
		}
		if kind.result, err = json.Marshal(scored); err != nil {
			return nil, err
		}
		kind.total = scored.Total
		kinds = append(kinds, kind)
	}
	return kinds, nil
}
