package assessment

import (
	"context"
	"slices"
	"strings"

	"wuxing/scoring"
)

// evidenceList is the evidence of one application.
type evidenceList struct {
	application *Application
	card        *scoring.Card
	all         []*Evidence // by Seq
	withdrawn   map[string]*EvidenceWithdrawal
	erased      map[string]bool // by id of the version
}

func loadEvidence(tx Tx, application *Application, card *scoring.Card) (*evidenceList, error) {
	all, err := tx.ListEvidence(application.ID)
	if err != nil {
		return nil, wrap(err, "list the evidence of %s", application.ID)
	}
	withdrawals, err := tx.ListEvidenceWithdrawals(application.ID)
	if err != nil {
		return nil, wrap(err, "list the withdrawn evidence of %s", application.ID)
	}
	list := &evidenceList{application: application, card: card, all: all, withdrawn: make(map[string]*EvidenceWithdrawal), erased: make(map[string]bool)}
	for _, w := range withdrawals {
		list.withdrawn[w.Document] = w
	}
	erased, err := tx.ListErasedEvidence(application.ID)
	if err != nil {
		return nil, wrap(err, "list the erased evidence of %s", application.ID)
	}
	for _, id := range erased {
		list.erased[id] = true
	}
	return list, nil
}

// find gives nil where the application has no such version.
func (l *evidenceList) find(id string) *Evidence {
	if i := slices.IndexFunc(l.all, func(e *Evidence) bool { return e.ID == id }); i >= 0 {
		return l.all[i]
	}
	return nil
}

// newest is the last version of a document.
func (l *evidenceList) newest(document string) (newest *Evidence) {
	for _, e := range l.all {
		if e.Document == document {
			newest = e
		}
	}
	return newest
}

// current tells whether a version counts: it is the newest of its document, which
// is not withdrawn.
func (l *evidenceList) current(e *Evidence) bool {
	return l.withdrawn[e.Document] == nil && l.newest(e.Document) == e
}

// ofIndicator lists the versions under an indicator, document by document.
func (l *evidenceList) ofIndicator(id string) []*Evidence {
	var under []*Evidence
	for _, first := range l.all {
		if first.Indicator != id || first.ID != first.Document {
			continue
		}
		for _, e := range l.all {
			if e.Document == first.Document {
				under = append(under, e)
			}
		}
	}
	return under
}

// Evidence is all evidence of an application as the actor may see it, with what
// the card asks for and what of it is missing.
func (s *Service) Evidence(ctx context.Context, actor Actor, id string) (*EvidenceView, error) {
	return read(ctx, s, actor, ActionReadEvidence, func(tx Tx) (*EvidenceView, error) {
		application, err := findReached(tx, actor, ActionReadEvidence, id)
		if err != nil {
			return nil, err
		}
		round, card, err := s.roundAndCard(tx, application)
		if err != nil {
			return nil, err
		}
		list, err := loadEvidence(tx, application, card)
		if err != nil {
			return nil, err
		}
		return s.evidenceView(tx, actor, list, round)
	})
}

func (s *Service) evidenceView(tx Tx, actor Actor, list *evidenceList, round *Round) (*EvidenceView, error) {
	view := &EvidenceView{
		Application: list.application.ID, Open: []string{}, MaxBytes: maxEvidenceTotal, MaxFile: MaxEvidenceBytes, Indicators: []EvidenceIndicator{},
	}
	if _, may := grantOf(actor.Role, ActionAddEvidence); may {
		open, err := s.openForEvidence(tx, list.application, round, list.card)
		if err != nil && !IsKind(err, KindConflict) { // a conflict: nothing is open
			return nil, err
		}
		view.Open = append(view.Open, open...)
	}
	facts, self, err := list.answers(tx, actor)
	if err != nil {
		return nil, err
	}
	for _, e := range list.all {
		view.Bytes += e.Size
	}
	files, err := list.files(tx, actor, list.all)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]EvidenceFile, len(files))
	for _, file := range files {
		byID[file.ID] = file
	}
	for _, indicator := range list.card.Indicators() {
		part := EvidenceIndicator{
			Indicator: indicator.ID, No: indicator.No, Name: indicator.Name, Files: []EvidenceFile{},
			Asked: list.asked(indicator, facts, self),
		}
		part.Missing = missingOf(part.Asked)
		for _, e := range list.ofIndicator(indicator.ID) {
			part.Files = append(part.Files, byID[e.ID])
		}
		view.Indicators = append(view.Indicators, part)
	}
	return view, nil
}

// answers are the facts that the reader sees, with their self score.
func (l *evidenceList) answers(tx Tx, actor Actor) (*scoring.Facts, *scoring.Result, error) {
	return l.answersOf(tx, l.application.shown(actor))
}

// answersOf are those of a revision.
func (l *evidenceList) answersOf(tx Tx, revision int) (*scoring.Facts, *scoring.Result, error) {
	submission, err := tx.FindSubmission(l.application.ID, revision)
	if err != nil {
		return nil, nil, wrap(err, "find submission %d of %s", revision, l.application.ID)
	}
	facts, err := storedFacts(l.card, submission.Facts)
	if err != nil {
		return nil, nil, err
	}
	self, err := storedResult(submission.Result, l.application)
	return facts, self, err
}

// asked lists what the card asks for under an indicator: the documents beside each
// fact that its rule reads. One is needed where the indicator brings points, which
// deductions never do, and the fact claims something. A document beside a fact that several indicators read is given under any of them.
func (l *evidenceList) asked(indicator *scoring.Indicator, facts *scoring.Facts, self *scoring.Result) []AskedEvidence {
	list := []AskedEvidence{}
	for _, fact := range l.card.FactsOf(indicator) {
		needed := scoreOf(indicator.ID, self) > 0 && claims(fact, facts)
		for _, name := range fact.Evidence {
			list = append(list, AskedEvidence{Name: name, Fact: fact.Key, Label: fact.Label, Needed: needed, Given: l.given(fact, name)})
		}
	}
	return list
}

// claims tells whether the answer to a fact is more than no, zero or none.
func claims(fact *scoring.Fact, facts *scoring.Facts) bool {
	if !facts.Given(fact.Key) {
		return false
	}
	switch fact.Type {
	case scoring.TypeYesNo:
		return facts.Text(fact.Key) == "yes"
	case scoring.TypeCount, scoring.TypeMoney:
		return strings.Trim(facts.Text(fact.Key), "0.") != ""
	case scoring.TypeList:
		rows, _ := facts.Rows(fact.Key)
		return len(rows) > 0
	}
	return true
}

// given tells whether a document that is asked for beside a fact is there.
func (l *evidenceList) given(fact *scoring.Fact, name string) bool {
	readers := l.card.IndicatorsUsing(fact.Key)
	return slices.ContainsFunc(l.all, func(e *Evidence) bool {
		return e.Asked == name && l.current(e) && slices.ContainsFunc(readers, func(i *scoring.Indicator) bool { return i.ID == e.Indicator })
	})
}

// askedNames are the documents that the card asks for under an indicator, each
// once.
func askedNames(card *scoring.Card, indicator *scoring.Indicator) (names []string) {
	for _, fact := range card.FactsOf(indicator) {
		for _, name := range fact.Evidence {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// files shows versions with where else their content has been handed in, as far as
// the actor's right to evidence reaches: the bureau is told of every enterprise, a
// reviewer of those it has, an enterprise only of its own.
func (l *evidenceList) files(tx Tx, actor Actor, versions []*Evidence) ([]EvidenceFile, error) {
	var sums []string
	for _, e := range versions {
		if l.current(e) && !slices.Contains(sums, e.SHA256) {
			sums = append(sums, e.SHA256)
		}
	}
	var uses []EvidenceUse
	if len(sums) > 0 {
		var err error
		if uses, err = tx.ListEvidenceUses(sums); err != nil {
			return nil, wrap(err, "look for the evidence of %s elsewhere", l.application.ID)
		}
	}
	files := make([]EvidenceFile, len(versions))
	for i, e := range versions {
		files[i] = EvidenceFile{
			ID: e.ID, Document: e.Document, Version: e.Version, Indicator: e.Indicator, Asked: e.Asked, Name: e.Name,
			Type: e.Type, Size: e.Size, SHA256: e.SHA256, Role: e.Role, At: e.At, Current: l.current(e), Erased: l.erased[e.ID],
		}
		if w := l.withdrawn[e.Document]; w != nil {
			files[i].WithdrawnAt = &w.At
		}
		if files[i].Current {
			var err error
			if files[i].Same, err = l.sameAs(tx, actor, e, uses); err != nil {
				return nil, err
			}
		}
	}
	return files, nil
}

// maxSameFiles is how many other places of a file are told; one that everybody
// has (a printed notice) would otherwise be told of thousands.
const maxSameFiles = 20

func (l *evidenceList) sameAs(tx Tx, actor Actor, e *Evidence, uses []EvidenceUse) (same []SameFile, err error) {
	for _, use := range uses {
		if len(same) == maxSameFiles {
			break
		}
		if use.Evidence.SHA256 != e.SHA256 || use.Evidence.Document == e.Document {
			continue
		}
		b, err := loadBench(tx, use.Application)
		if err != nil {
			return nil, err
		}
		if !reaches(actor, ActionReadEvidence, use.Application, b) {
			continue
		}
		other := SameFile{
			Application: use.Application.ID, Round: use.Application.RoundID, Indicator: use.Evidence.Indicator, Name: use.Evidence.Name,
		}
		if indicator, ok := l.card.Indicator(use.Evidence.Indicator); ok {
			other.No = indicator.No
		}
		if use.Application.Enterprise.ID != l.application.Enterprise.ID {
			enterprise := use.Application.Enterprise.Scoring()
			other.Enterprise = &enterprise
		}
		same = append(same, other)
	}
	return same, nil
}

func choiceText(names []string) string { return strings.Join(names, ", ") }
