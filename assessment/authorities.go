package assessment

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"

	"wuxing/scoring"
)

// Bounds of what names a list, in characters.
const (
	maxListName   = 100
	maxDepartment = 100
)

// importStep is what the audit trail keeps of an import.
type importStep struct {
	Digest string   `json:"digest"`
	SHA256 string   `json:"sha256"`
	Lists  []string `json:"lists"` // ids
	Rows   int      `json:"rows"`
}

// factStep is what it keeps of a fact that another department has spoken on.
type factStep struct {
	Fact  string          `json:"fact"`
	Value json.RawMessage `json:"value"`
	List  string          `json:"list,omitempty"`
}

// PreviewAuthority says what importing the lists would do and changes nothing. Its
// digest is what ImportAuthority confirms.
func (s *Service) PreviewAuthority(ctx context.Context, cmd Command, roundID string, reader ReadAuthority) (*AuthorityPreview, error) {
	card, err := s.cardForAuthority(ctx, cmd, ActionPreviewAuthority, roundID)
	if err != nil {
		return nil, err
	}
	book, err := readAuthority(card, reader)
	if err != nil {
		return nil, err
	}
	return read(ctx, s, cmd.Actor, ActionPreviewAuthority, func(tx Tx) (*AuthorityPreview, error) {
		plan, err := s.planAuthority(tx, cmd, ActionPreviewAuthority, roundID, book)
		if err != nil {
			return nil, err
		}
		return plan.preview, nil
	})
}

// ImportAuthority does what was previewed, and only that: where the round has
// moved on since, the digest no longer fits (CodeAuthorityMovedOn). Lists are
// added, the newest of a fact counts. A finished review whose facts change goes
// back to its reviewer; self scores stay as they are.
func (s *Service) ImportAuthority(ctx context.Context, cmd Command, roundID, digest string, reader ReadAuthority) (*AuthorityPreview, error) {
	card, err := s.cardForAuthority(ctx, cmd, ActionImportAuthority, roundID)
	if err != nil {
		return nil, err
	}
	book, err := readAuthority(card, reader)
	if err != nil {
		return nil, err
	}
	if _, err := s.files.Put(ctx, bytes.NewReader(book.Content)); err != nil { // outside of the transaction
		return nil, wrap(err, "keep the lists of round %s", roundID)
	}
	return write(ctx, s, cmd, ActionImportAuthority, func(tx Tx) (*AuthorityPreview, error) {
		plan, err := s.planAuthority(tx, cmd, ActionImportAuthority, roundID, book)
		if err != nil {
			return nil, err
		}
		if plan.preview.Digest != digest {
			return nil, fail(KindConflict, CodeAuthorityMovedOn).present(plan.round.present())
		}
		if len(plan.alone) > 0 {
			return nil, &Error{Kind: KindForbidden, Code: CodeVetoSecondPerson, Params: map[string]string{"indicator": plan.alone[0]}}
		}
		if err := s.storeAuthority(tx, cmd, plan); err != nil {
			return nil, err
		}
		if err := s.applyAuthority(tx, cmd, plan); err != nil {
			return nil, err
		}
		plan.preview.Imported = true
		return plan.preview, nil
	})
}

// AuthorityLists lists what was imported into a round, oldest first.
func (s *Service) AuthorityLists(ctx context.Context, actor Actor, roundID string) ([]AuthorityListView, error) {
	return read(ctx, s, actor, ActionReadAuthority, func(tx Tx) ([]AuthorityListView, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		card, err := s.cardOf(round)
		if err != nil {
			return nil, err
		}
		lists, err := tx.ListAuthorityLists(roundID)
		if err != nil {
			return nil, wrap(err, "list the authority lists of round %s", roundID)
		}
		if len(lists) == 0 {
			return []AuthorityListView{}, nil
		}
		applied, err := roundApplications(tx, roundID)
		if err != nil {
			return nil, err
		}
		in := make(map[string]bool, len(applied))
		for _, a := range applied {
			in[a.Enterprise.USCC] = a.State != StateDraft
		}
		views := []AuthorityListView{}
		before := make(map[string]string)
		for _, list := range lists {
			rows, err := tx.ListAuthorityRows(list.ID)
			if err != nil {
				return nil, wrap(err, "list the rows of list %s", list.ID)
			}
			view := AuthorityListView{
				ID: list.ID, Fact: list.Fact, Name: list.Name, Department: list.Department, Dated: list.Dated, Complete: list.Complete,
				Rows: len(rows), Replaces: before[list.Fact], FileSHA256: list.FileSHA256, At: &list.At,
			}
			if fact, ok := card.Fact(list.Fact); ok {
				view.Label = fact.Label
			}
			for _, row := range rows {
				if in[row.USCC] {
					view.Matched++
				}
			}
			before[list.Fact] = list.ID
			views = append(views, view)
		}
		return views, nil
	})
}

// cardForAuthority is the card of a round that can still take lists.
func (s *Service) cardForAuthority(ctx context.Context, cmd Command, action Action, roundID string) (*scoring.Card, error) {
	return read(ctx, s, cmd.Actor, action, func(tx Tx) (*scoring.Card, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		if err := stillOpen(round, action); err != nil {
			return nil, err
		}
		return s.cardOf(round)
	})
}

// readAuthority reads the lists and checks what names them.
func readAuthority(card *scoring.Card, reader ReadAuthority) (*AuthorityBook, error) {
	book, problems := reader(card)
	if len(problems) > 0 {
		return nil, invalid(problems)
	}
	for i := range book.Sheets {
		sheet := &book.Sheets[i]
		sheet.Name, sheet.Department = strings.TrimSpace(sheet.Name), strings.TrimSpace(sheet.Department)
		problems = append(problems, checkText(sheet.Name, "list_name", 1, maxListName)...)
		problems = append(problems, checkText(sheet.Department, "department", 1, maxDepartment)...)
	}
	if len(book.Sheets) == 0 {
		problems.Add(CodeAuthorityEmpty, scoring.Position{Path: "file"})
	}
	if len(problems) > 0 {
		return nil, invalid(problems)
	}
	return book, nil
}

// storeAuthority adds the lists with their rows and the import to the trail.
func (s *Service) storeAuthority(tx Tx, cmd Command, plan *authorityPlan) error {
	step := importStep{Digest: plan.preview.Digest, SHA256: plan.book.Source.SHA256}
	for i, sheet := range plan.book.Sheets {
		list := plan.lists[i]
		list.ID, list.Digest = s.newID(), plan.preview.Digest
		if err := tx.AddAuthorityList(list, sheet.Rows); err != nil {
			if errors.Is(err, ErrDuplicate) { // another import came first
				return fail(KindConflict, CodeConcurrentConflict).present(plan.round.present())
			}
			return wrap(err, "add a list to round %s", plan.round.ID)
		}
		plan.preview.Lists[i].ID = list.ID
		step.Lists = append(step.Lists, list.ID)
		step.Rows += len(sheet.Rows)
	}
	return s.record(tx, cmd, change{action: ActionImportAuthority, object: objectRound, id: plan.round.ID, after: step})
}

// applyAuthority moves the applications whose facts the lists change.
func (s *Service) applyAuthority(tx Tx, cmd Command, plan *authorityPlan) error {
	for _, affected := range plan.affected {
		before, after := []factStep{}, []factStep{}
		for _, c := range affected.changes {
			before = append(before, factStep{Fact: c.Fact, Value: c.Before})
			after = append(after, factStep{Fact: c.Fact, Value: c.After, List: plan.listOf(c.Fact).ID})
		}
		application := affected.application
		var seats []*Seat
		if plan.round.Settings.Reviewers == 2 {
			var err error
			if seats, err = tx.ListSeats(application.ID); err != nil {
				return wrap(err, "list the seats of %s", application.ID)
			}
		}
		reopened := news{kind: MessageReviewReopened, round: plan.round, application: application, users: ended(application, seats)}
		if err := s.move(tx, cmd, application, ActionImportAuthority, "", nil); err != nil {
			return err
		}
		err := s.record(tx, cmd, change{action: ActionImportAuthority, object: objectApplication, id: application.ID, before: before, after: after})
		if err != nil {
			return err
		}
		if plan.round.Settings.Reviewers == 2 {
			if err := s.reopenSeats(tx, cmd, ActionImportAuthority, application); err != nil {
				return err
			}
		}
		if err := s.tell(tx, cmd, reopened); err != nil {
			return err
		}
	}
	return nil
}

// digestOf stands for everything that a preview says but its warnings.
func digestOf(preview *AuthorityPreview) (string, error) {
	said := *preview
	said.Digest, said.Warnings = "", nil
	text, err := json.Marshal(&said)
	if err != nil {
		return "", wrap(err, "write down a preview")
	}
	sum := sha256.Sum256(text)
	return "sha256:" + hex.EncodeToString(sum[:]), nil
}
