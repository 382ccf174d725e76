package assessment

import (
	"context"
	"io"
	"slices"

	"wuxing/scoring"
)

// evidenceStep is what the audit trail keeps of evidence.
type evidenceStep struct {
	Evidence  string `json:"evidence"` // id of the version
	Document  string `json:"document,omitempty"`
	Version   int    `json:"version,omitempty"`
	Indicator string `json:"indicator,omitempty"`
	SHA256    string `json:"sha256,omitempty"`
	Files     int    `json:"files,omitempty"` // of an export
}

func (e *Evidence) step() evidenceStep {
	return evidenceStep{Evidence: e.ID, Document: e.Document, Version: e.Version, Indicator: e.Indicator, SHA256: e.SHA256}
}

// AddEvidence keeps a file under an indicator of the enterprise's own application,
// as a new document or as the next version of one. A draft takes files under every
// indicator, a returned application under the returned ones, and one whose results
// may be disputed only new documents.
func (s *Service) AddEvidence(ctx context.Context, cmd Command, id string, n NewEvidence) (*EvidenceFile, error) {
	n.Name = evidenceName(n.Name)
	var kept *EvidenceFile
	known := false
	if err := allow(cmd.Actor, ActionAddEvidence); err != nil {
		return nil, err
	}
	err := s.store.View(ctx, func(tx Tx) (err error) {
		if known, err = replay(tx, cmd, &kept); err != nil || known {
			return err
		}
		_, err = s.mayAddEvidence(tx, cmd, id, &n)
		return err
	})
	if err != nil || known {
		return kept, err
	}
	// Looking into a file and keeping it take their time: outside of the transaction.
	// A file that the transaction then refuses stays without a row that names it.
	format, problems := checkEvidenceFile(n.Name, n.Content, n.Size)
	if len(problems) > 0 {
		return nil, invalid(problems)
	}
	file, err := s.files.Put(ctx, io.NewSectionReader(n.Content, 0, n.Size))
	if err != nil {
		return nil, wrap(err, "keep evidence of %s", id)
	}
	return write(ctx, s, cmd, ActionAddEvidence, func(tx Tx) (*EvidenceFile, error) {
		place, err := s.mayAddEvidence(tx, cmd, id, &n)
		if err != nil {
			return nil, err
		}
		if problems := place.fits(&n, file); len(problems) > 0 {
			return nil, invalid(problems)
		}
		evidence := &Evidence{
			ID: s.newID(), ApplicationID: id, Seq: len(place.all) + 1, Version: 1, Indicator: n.Indicator, Asked: place.asked(&n),
			Name: n.Name, Type: format, Size: file.Size, SHA256: file.SHA256, By: cmd.Actor.UserID, Role: cmd.Actor.Role, At: s.time(),
		}
		evidence.Document = evidence.ID
		line := change{action: ActionAddEvidence, object: objectApplication, id: id}
		if place.replaced != nil {
			evidence.Document, evidence.Version = place.replaced.Document, place.replaced.Version+1
			line.before = place.replaced.step()
		}
		if err := tx.AddEvidence(evidence); err != nil {
			return nil, wrap(err, "add evidence to %s", id)
		}
		line.after = evidence.step()
		if err := s.record(tx, cmd, line); err != nil {
			return nil, err
		}
		if err := s.countGaps(tx, place.application); err != nil {
			return nil, err
		}
		listed := &evidenceList{all: append(place.all, evidence), withdrawn: place.withdrawn, application: place.application, card: place.card}
		files, err := listed.files(tx, cmd.Actor, []*Evidence{evidence})
		if err != nil {
			return nil, err
		}
		return &files[0], nil
	})
}

// evidencePlace is where a new file is to go, and what is there already.
type evidencePlace struct {
	evidenceList
	indicator *scoring.Indicator
	replaced  *Evidence // the newest version of the document; nil: a new document
}

// mayAddEvidence finds the place of a new file and everything that can be said
// against it without its content.
func (s *Service) mayAddEvidence(tx Tx, cmd Command, id string, n *NewEvidence) (*evidencePlace, error) {
	application, err := findReached(tx, cmd.Actor, ActionAddEvidence, id)
	if err != nil {
		return nil, err
	}
	round, card, err := s.roundAndCard(tx, application)
	if err != nil {
		return nil, err
	}
	open, err := s.openForEvidence(tx, application, round, card)
	if err != nil {
		return nil, err
	}
	if err := guard(cmd, application.Version, application.present()); err != nil {
		return nil, err
	}
	place := &evidencePlace{}
	indicator, ok := card.Indicator(n.Indicator)
	var problems scoring.Problems
	switch {
	case n.Indicator == "":
		problems.Add(CodeValueMissing, scoring.Position{Path: "indicator"}, "field", "indicator")
	case !ok:
		problems.Add(CodeUnknownIndicator, scoring.Position{Path: "indicator"}, "indicator", printable(n.Indicator))
	case !slices.Contains(open, indicator.ID):
		problems.Add(CodeIndicatorNotOpen, scoring.Position{Path: "indicator"}, "indicator", named(card, indicator.ID))
	}
	if len(problems) > 0 {
		return nil, invalid(problems)
	}
	place.indicator = indicator
	list, err := loadEvidence(tx, application, card)
	if err != nil {
		return nil, err
	}
	place.evidenceList = *list
	if n.Asked != "" && !slices.Contains(askedNames(card, indicator), n.Asked) {
		problems.Add(CodeEvidenceNotAsked, scoring.Position{Path: "asked"}, "found", printable(n.Asked),
			"indicator", named(card, indicator.ID), "choices", choiceText(askedNames(card, indicator)))
	}
	if n.Replaces != "" {
		found, err := place.replace(application, n)
		if err != nil {
			return nil, err
		}
		problems = append(problems, found...)
	}
	if len(problems) > 0 {
		return nil, invalid(problems)
	}
	return place, nil
}

// replace finds the version that is replaced; it must be the newest of its
// document and stand under the same indicator.
func (p *evidencePlace) replace(application *Application, n *NewEvidence) (problems scoring.Problems, err error) {
	if !application.legal(ActionWithdrawEvidence) {
		return nil, wrongState(ActionWithdrawEvidence, application)
	}
	at := scoring.Position{Path: "replaces"}
	i := slices.IndexFunc(p.all, func(e *Evidence) bool { return e.ID == n.Replaces })
	if i < 0 {
		return nil, fail(KindNotFound, CodeNotFound)
	}
	old := p.all[i]
	newest := p.newest(old.Document)
	switch {
	case p.withdrawn[old.Document] != nil:
		problems.Add(CodeEvidenceWithdrawn, at, "name", old.Name)
	case newest != old:
		problems.Add(CodeEvidenceOld, at, "found", itoa(old.Version), "present", itoa(newest.Version))
	case old.Indicator != n.Indicator:
		problems.Add(CodeEvidenceOther, at, "indicator", named(p.card, n.Indicator), "wanted", named(p.card, old.Indicator))
	}
	p.replaced = old
	return problems, nil
}

// fits holds the kept file against the limits and what is there already.
func (p *evidencePlace) fits(n *NewEvidence, file File) (problems scoring.Problems) {
	at := scoring.Position{Path: "file"}
	documents := 0
	total := file.Size
	for _, e := range p.all {
		total += e.Size
		if e.Indicator != n.Indicator || !p.current(e) {
			continue
		}
		documents++
		if e.SHA256 == file.SHA256 {
			problems.Add(CodeEvidenceTwice, at, "name", n.Name, "other", e.Name)
		}
	}
	if p.replaced == nil && documents >= maxEvidenceDocuments {
		problems.Add(CodeEvidenceTooMany, at, "indicator", named(p.card, n.Indicator), "limit", itoa(maxEvidenceDocuments))
	}
	if total > maxEvidenceTotal {
		problems.Add(CodeEvidenceFull, at, "limit", itoa(maxEvidenceTotal))
	}
	if len(p.all) >= maxEvidenceVersions {
		problems.Add(CodeEvidenceVersions, at, "limit", itoa(maxEvidenceVersions))
	}
	return problems
}

// asked is which document that the card asks for the file is: as was said, as its
// predecessor was, or the only one that there is.
func (p *evidencePlace) asked(n *NewEvidence) string {
	names := askedNames(p.card, p.indicator)
	switch {
	case n.Asked != "":
		return n.Asked
	case p.replaced != nil:
		return p.replaced.Asked
	case len(names) == 1:
		return names[0]
	}
	return ""
}

// openForEvidence lists the indicators under which files may be added now, in the
// card's order. A state in which nothing may be added is an error.
func (s *Service) openForEvidence(tx Tx, application *Application, round *Round, card *scoring.Card) ([]string, error) {
	if err := s.evidenceOpen(tx, application, round); err != nil {
		return nil, err
	}
	var open []string // none: all
	if application.State == StateReturned {
		ret, err := tx.FindReturn(application.ID)
		if err != nil {
			return nil, wrap(err, "find the return of %s", application.ID)
		}
		open = ret.Indicators
	}
	var ids []string
	for _, indicator := range card.Indicators() {
		if len(open) == 0 || slices.Contains(open, indicator.ID) {
			ids = append(ids, indicator.ID)
		}
	}
	return ids, nil
}

// evidenceOpen refuses a state, or a date, in which nothing may be added or withdrawn.
func (s *Service) evidenceOpen(tx Tx, application *Application, round *Round) error {
	if !application.legal(ActionAddEvidence) {
		return wrongState(ActionAddEvidence, application)
	}
	if err := stillOpen(round, ActionAddEvidence); err != nil {
		return err
	}
	switch application.State {
	case StateReturned:
		return s.mayCorrect(tx, round, ActionAddEvidence, application)
	case StateReviewed:
		if err := s.mayAppeal(tx, application); IsKind(err, KindForbidden) || IsKind(err, KindConflict) {
			return wrongState(ActionAddEvidence, application)
		} else if err != nil {
			return err
		}
	}
	return nil
}

// WithdrawEvidence marks the document of a version as withdrawn. It stays to be
// seen, and its files are kept.
func (s *Service) WithdrawEvidence(ctx context.Context, cmd Command, id, evidenceID string) (*EvidenceView, error) {
	return write(ctx, s, cmd, ActionWithdrawEvidence, func(tx Tx) (*EvidenceView, error) {
		application, err := findReached(tx, cmd.Actor, ActionWithdrawEvidence, id)
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
		evidence := list.find(evidenceID)
		if evidence == nil {
			return nil, fail(KindNotFound, CodeNotFound)
		}
		if !application.legal(ActionWithdrawEvidence) {
			return nil, wrongState(ActionWithdrawEvidence, application)
		}
		open, err := s.openForEvidence(tx, application, round, card)
		if err != nil {
			return nil, err
		}
		if err := guard(cmd, application.Version, application.present()); err != nil {
			return nil, err
		}
		if !slices.Contains(open, evidence.Indicator) {
			var problems scoring.Problems
			problems.Add(CodeIndicatorNotOpen, scoring.Position{Path: "indicator"}, "indicator", named(card, evidence.Indicator))
			return nil, invalid(problems)
		}
		withdrawal := &EvidenceWithdrawal{Document: evidence.Document, By: cmd.Actor.UserID, At: s.time()}
		if list.withdrawn[evidence.Document] == nil { // twice is once
			if err := tx.AddEvidenceWithdrawal(withdrawal); err != nil {
				return nil, wrap(err, "withdraw evidence of %s", id)
			}
			list.withdrawn[evidence.Document] = withdrawal
			err := s.record(tx, cmd, change{action: ActionWithdrawEvidence, object: objectApplication, id: id, before: list.newest(evidence.Document).step()})
			if err == nil {
				err = s.countGaps(tx, application)
			}
			if err != nil {
				return nil, err
			}
		}
		return s.evidenceView(tx, cmd.Actor, list, round)
	})
}
