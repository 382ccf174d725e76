package assessment

import (
	"slices"
	"strings"

	"wuxing/scoring"
)

// authorityPlan is what an import would do, worked out but not done.
type authorityPlan struct {
	round    *Round
	card     *scoring.Card
	book     *AuthorityBook
	rows     []map[string]*AuthorityRow // of each sheet, by code
	lists    []*AuthorityList           // as they would be stored, beside book.Sheets
	preview  *AuthorityPreview
	affected []affectedApplication // by id
	alone    []string              // indicators whose veto the importer would lift alone
}

type affectedApplication struct {
	application *Application
	changes     []AuthorityChange
}

func (p *authorityPlan) listOf(fact string) *AuthorityList {
	i := slices.IndexFunc(p.lists, func(l *AuthorityList) bool { return l.Fact == fact })
	return p.lists[i]
}

// importer is the actor as a list keeps it.
func importer(actor Actor) string {
	if actor.Role == RoleOperator {
		return ""
	}
	return actor.UserID
}

// planAuthority works out what the lists would change in the round as it is.
func (s *Service) planAuthority(tx Tx, cmd Command, action Action, roundID string, book *AuthorityBook) (*authorityPlan, error) {
	round, err := tx.FindRoundByID(roundID)
	if err != nil {
		return nil, found(err, "find round %s", roundID)
	}
	if err := stillOpen(round, action); err != nil {
		return nil, err
	}
	card, err := s.cardOf(round)
	if err != nil {
		return nil, err
	}
	plan := &authorityPlan{round: round, card: card, book: book, preview: &AuthorityPreview{
		Round: round.ID, File: book.Source, Lists: []AuthorityListView{}, Unmatched: []UnmatchedRow{}, Changes: []AuthorityChange{},
		Vetoes: []VetoChange{}, Warnings: slices.Clone(book.Warnings),
	}}
	stored, err := tx.ListAuthorityLists(round.ID)
	if err != nil {
		return nil, wrap(err, "list the authority lists of round %s", round.ID)
	}
	said, err := wordsOf(tx, stored)
	if err != nil {
		return nil, err
	}
	for i, sheet := range book.Sheets {
		byUSCC := make(map[string]*AuthorityRow, len(sheet.Rows))
		for r := range sheet.Rows {
			byUSCC[sheet.Rows[r].USCC] = &sheet.Rows[r]
		}
		plan.rows = append(plan.rows, byUSCC)
		plan.lists = append(plan.lists, &AuthorityList{
			RoundID: round.ID, Seq: len(stored) + i + 1, Fact: sheet.Fact, Name: sheet.Name, Department: sheet.Department, Dated: sheet.Dated,
			Complete: sheet.Complete, FileName: printable(book.Source.Name), FileSHA256: book.Source.SHA256, By: importer(cmd.Actor), At: s.time(),
		})
	}
	applications, err := tx.ListApplications(ApplicationFilter{RoundID: round.ID})
	if err != nil {
		return nil, wrap(err, "list the applications of round %s", round.ID)
	}
	plan.match(applications, stored)
	submissions, err := tx.ListRoundSubmissions(round.ID)
	if err != nil {
		return nil, wrap(err, "list the submissions of round %s", round.ID)
	}
	bySubmission := make(map[string]*Submission, len(submissions))
	for _, submission := range submissions {
		bySubmission[submission.ApplicationID] = submission
	}
	for _, application := range applications {
		submission := bySubmission[application.ID]
		if application.State == StateDraft || submission == nil {
			continue
		}
		if err := plan.effect(cmd, application, submission, said.of(application.Enterprise.USCC)); err != nil {
			return nil, err
		}
	}
	plan.preview.Digest, err = digestOf(plan.preview)
	return plan, err
}

// match finds the applications of the listed enterprises and names those that
// have none.
func (p *authorityPlan) match(applications []*Application, stored []*AuthorityList) {
	byUSCC := make(map[string]*Application)
	for _, application := range applications {
		if application.State != StateDraft { // which does not exist for the bureau
			byUSCC[application.Enterprise.USCC] = application
		}
	}
	for _, sheet := range p.book.Sheets {
		view := AuthorityListView{
			Fact: sheet.Fact, Name: sheet.Name, Department: sheet.Department, Dated: sheet.Dated, Complete: sheet.Complete, Rows: len(sheet.Rows),
		}
		if fact, ok := p.card.Fact(sheet.Fact); ok {
			view.Label = fact.Label
		}
		for _, list := range stored {
			if list.Fact == sheet.Fact {
				view.Replaces = list.ID
			}
		}
		for _, row := range sheet.Rows {
			application := byUSCC[row.USCC]
			if application == nil {
				p.preview.Unmatched = append(p.preview.Unmatched, UnmatchedRow{Fact: sheet.Fact, Place: row.Place, USCC: row.USCC, Name: row.Name})
				continue
			}
			view.Matched++
			if row.Name != "" && row.Name != application.Enterprise.Name {
				p.preview.Warnings.Add(CodeAuthorityName, placeOf(row.Place), "uscc", row.USCC, "found", printable(row.Name), "wanted", application.Enterprise.Name)
			}
		}
		p.preview.Lists = append(p.preview.Lists, view)
	}
}

// effect works out what the lists change of one application.
func (p *authorityPlan) effect(cmd Command, application *Application, submission *Submission, words []AuthorityWord) error {
	facts, err := storedFacts(p.card, submission.Facts)
	if err != nil {
		return err
	}
	forceBefore := inForce(words, newestOf(words))
	for i, list := range p.lists {
		words = append(words, AuthorityWord{List: list, Row: p.rows[i][application.Enterprise.USCC]})
	}
	forceAfter := inForce(words, newestOf(words))
	before, err := withAuthority(p.card, facts, forceBefore)
	if err != nil {
		return err
	}
	after, err := withAuthority(p.card, facts, forceAfter)
	if err != nil {
		return err
	}
	var changes []AuthorityChange
	for _, fact := range p.card.AuthorityFacts() {
		if sameFact(fact.Key, before, after) {
			continue
		}
		change := AuthorityChange{
			Application: application.ID, Enterprise: application.Enterprise.Scoring(), State: application.State,
			Fact: fact.Key, Label: fact.Label, Reopens: application.State == StateReviewed || application.State == StateModeration,
		}
		for _, value := range []struct {
			of   *scoring.Facts
			into *[]byte
		}{{facts, (*[]byte)(&change.Declared)}, {before, (*[]byte)(&change.Before)}, {after, (*[]byte)(&change.After)}} {
			if *value.into, err = factValue(value.of, fact.Key); err != nil {
				return err
			}
		}
		changes = append(changes, change)
	}
	if len(changes) == 0 {
		return nil
	}
	p.preview.Changes = append(p.preview.Changes, changes...)
	p.affected = append(p.affected, affectedApplication{application, changes})
	p.vetoes(cmd, application, before, after, forceBefore, forceAfter)
	return nil
}

// vetoes says which vetoes come and go. One that rests on a list is not lifted by
// whoever brought that list.
func (p *authorityPlan) vetoes(cmd Command, application *Application, before, after *scoring.Facts, forceBefore, forceAfter map[string]AuthorityWord) {
	was, is := p.card.Score(before), p.card.Score(after)
	for _, indicator := range p.card.Indicators() {
		lifted := vetoes(indicator.ID, was)
		if lifted == vetoes(indicator.ID, is) {
			continue
		}
		change := VetoChange{
			Application: application.ID, Enterprise: application.Enterprise.Scoring(),
			Indicator: indicator.ID, No: indicator.No, Clause: indicator.Standard, Lifted: lifted,
		}
		for _, fact := range p.card.FactsOf(indicator) {
			if word, ok := forceAfter[fact.Key]; ok {
				change.Source, change.Dated = sourceText(word.List), word.List.Dated
			}
			if word, ok := forceBefore[fact.Key]; ok && lifted && word.List.By == importer(cmd.Actor) {
				p.alone = append(p.alone, named(p.card, indicator.ID))
			}
		}
		p.preview.Vetoes = append(p.preview.Vetoes, change)
	}
}

// storedWords are all lists of a round with their rows by code.
type storedWords []struct {
	list *AuthorityList
	rows map[string]*AuthorityRow
}

func wordsOf(tx Tx, lists []*AuthorityList) (storedWords, error) {
	words := make(storedWords, len(lists))
	for i, list := range lists {
		rows, err := tx.ListAuthorityRows(list.ID)
		if err != nil {
			return nil, wrap(err, "list the rows of list %s", list.ID)
		}
		words[i].list, words[i].rows = list, make(map[string]*AuthorityRow, len(rows))
		for r := range rows {
			words[i].rows[rows[r].USCC] = &rows[r]
		}
	}
	return words, nil
}

func (w storedWords) of(uscc string) []AuthorityWord {
	words := make([]AuthorityWord, 0, len(w)+3)
	for _, said := range w {
		words = append(words, AuthorityWord{List: said.list, Row: said.rows[uscc]})
	}
	return words
}

// placeOf reads "sheet!B9".
func placeOf(place string) scoring.Position {
	i := strings.LastIndexByte(place, '!')
	if i < 0 {
		return scoring.Position{Path: place}
	}
	return scoring.Position{Sheet: place[:i], Cell: place[i+1:]}
}
