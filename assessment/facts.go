package assessment

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"wuxing/scoring"
)

// readFor reads the answers of the enterprise, whose code they must not contradict.
func readFor(card *scoring.Card, enterprise *Enterprise, read ReadAnswers) (*Answers, error) {
	answers, problems := read(card)
	if answers != nil && answers.Enterprise != nil && answers.Enterprise.USCC != "" && answers.Enterprise.USCC != enterprise.USCC {
		problems = append(problems, otherEnterprise(answers.place("enterprise.uscc"), answers.Enterprise.USCC, enterprise.USCC))
	}
	if answers != nil && answers.Enterprise != nil {
		differing := answers.differing(enterprise)
		if answers.Enterprise.USCC == "" && !sameName(answers.Enterprise.Name, enterprise.Name) {
			problems = append(problems, otherEnterprise(answers.place("enterprise.name"), answers.Enterprise.Name, enterprise.Name))
		}
		answers.Warnings = append(answers.Warnings, differing...)
	}
	if len(problems) > 0 {
		return nil, invalid(problems)
	}
	return answers, nil
}

// differing warns where the answers name the enterprise, or its township, not as
// it is on record; the record stays. Without the code another name is a problem.
func (a *Answers) differing(enterprise *Enterprise) (warnings scoring.Problems) {
	for _, part := range []struct{ path, found, wanted string }{
		{"enterprise.name", a.Enterprise.Name, enterprise.Name},
		{"enterprise.township", a.Enterprise.Township, enterprise.Township},
	} {
		if !sameName(part.found, part.wanted) {
			warnings = append(warnings, scoring.Problem{Code: CodeEnterpriseDiffers, Position: a.place(part.path), Params: map[string]string{
				"found": printable(part.found), "wanted": part.wanted,
			}})
		}
	}
	return warnings
}

// sameName tells names apart by more than their spaces; what was not given differs
// from nothing.
func sameName(found, wanted string) bool {
	found = strings.Join(strings.Fields(found), "")
	return found == "" || found == strings.Join(strings.Fields(wanted), "")
}

// place is where the answer with the path stood.
func (a *Answers) place(path string) scoring.Position {
	if at, ok := a.Places[path]; ok {
		return at
	}
	return scoring.Position{Path: path}
}

func otherEnterprise(at scoring.Position, found, wanted string) scoring.Problem {
	return scoring.Problem{Code: CodeOtherEnterprise, Position: at, Params: map[string]string{"found": printable(found), "wanted": wanted}}
}

// onlyOpen holds the answers to a returned application against what was returned.
// A fact that several indicators read is open when one of them is. The claim of an
// indicator that is not open stays what it was; it need not be given again.
func onlyOpen(tx Tx, application *Application, card *scoring.Card, answers *Answers) (*Answers, error) {
	if application.State != StateReturned {
		return answers, nil
	}
	ret, err := tx.FindReturn(application.ID)
	if err != nil {
		return nil, wrap(err, "find the return of %s", application.ID)
	}
	if len(ret.Indicators) == 0 { // the whole application
		return answers, nil
	}
	returned, err := submitted(tx, card, application.ID, ret.Revision)
	if err != nil {
		return nil, err
	}
	open := make(map[string]bool)
	for _, id := range ret.Indicators {
		if indicator, ok := card.Indicator(id); ok {
			for _, fact := range card.FactsOf(indicator) {
				open[fact.Key] = true
			}
		}
	}
	var problems scoring.Problems
	for i := range card.Facts {
		fact := &card.Facts[i]
		if !open[fact.Key] && !sameFact(fact.Key, returned.facts, answers.Facts) {
			problems.Add(CodeFactNotOpen, answers.place("facts."+fact.Key), "fact", fact.Label)
		}
	}
	kept := *answers
	kept.Claims = make(scoring.Claims)
	for _, indicator := range card.Indicators() {
		claim, given := answers.Claims[indicator.ID]
		before, had := returned.claims[indicator.ID]
		switch {
		case slices.Contains(ret.Indicators, indicator.ID):
		case given && (!had || claim != before):
			problems.Add(CodeClaimNotOpen, answers.place("claims."+indicator.ID), "indicator", named(card, indicator.ID))
		default:
			claim, given = before, had
		}
		if given {
			kept.Claims[indicator.ID] = claim
		}
	}
	if len(problems) > 0 {
		return nil, invalid(problems)
	}
	return &kept, nil
}

// handedIn is what one stored revision says.
type handedIn struct {
	facts  *scoring.Facts
	claims scoring.Claims
}

// submitted reads one stored revision.
func submitted(tx Tx, card *scoring.Card, applicationID string, revision int) (*handedIn, error) {
	submission, err := tx.FindSubmission(applicationID, revision)
	if err != nil {
		return nil, wrap(err, "find submission %d of %s", revision, applicationID)
	}
	return submission.read(card)
}

func (s *Submission) read(card *scoring.Card) (*handedIn, error) {
	facts, err := storedFacts(card, s.Facts)
	if err != nil || len(s.Claims) == 0 {
		return &handedIn{facts: facts}, err
	}
	claims, problems := card.ParseClaims(s.Claims)
	if len(problems) > 0 {
		return nil, wrap(problems, "read stored claims")
	}
	return &handedIn{facts, claims}, nil
}

// storedFacts reads facts that were checked before they were stored.
func storedFacts(card *scoring.Card, text json.RawMessage) (*scoring.Facts, error) {
	facts, problems := card.ParseFacts(text)
	if len(problems) > 0 {
		return nil, wrap(problems, "read stored facts")
	}
	return facts, nil
}

// sameFact tells whether two sets of facts answer one question alike.
func sameFact(key string, a, b *scoring.Facts) bool {
	if a.Given(key) != b.Given(key) || a.Text(key) != b.Text(key) {
		return false
	}
	rowsA, _ := a.Rows(key)
	rowsB, _ := b.Rows(key)
	return slices.EqualFunc(rowsA, rowsB, slices.Equal[[]string])
}

// sameAsNewest tells whether the answers repeat the newest revision.
func sameAsNewest(tx Tx, application *Application, answers *Answers) (bool, error) {
	newest, err := tx.FindSubmission(application.ID, application.Revision)
	if err != nil {
		return false, wrap(err, "find submission %d of %s", application.Revision, application.ID)
	}
	facts, err := answers.Facts.MarshalJSON()
	if err != nil {
		return false, wrap(err, "write down facts")
	}
	return bytes.Equal(facts, newest.Facts) && newest.Source.SHA256 == answers.Source.SHA256, nil
}
