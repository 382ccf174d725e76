package assessment

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"wuxing/scoring"
)

// NewAssignment says who is to review what: by rows, from the lead's hand or a
// list, or balanced over reviewers by how much they have.
type NewAssignment struct {
	Rows     []AssignmentRow
	Balanced bool     // instead of rows: everything that lacks a reviewer
	Among    []string // usernames, for balanced; none: every reviewer

	// What was found when the rows were read from a file. With one fault nothing
	// is done.
	Faults, Warnings scoring.Problems
}

// AssignmentRow gives one application its reviewers, as many as the round has; it
// is named by its id or by its enterprise's code.
type AssignmentRow struct {
	Application string
	USCC        string
	Reviewers   []string // usernames

	// At is where the row stands in a file, and then each reviewer; none of a row by
	// hand. A row of a file that says what is so already, or leaves an empty place
	// empty, is no change: the file lists all of a round.
	At []scoring.Position
}

// place is where the row stands, or its part: 0 for the row, else that reviewer.
func (r *AssignmentRow) place(path string, part int) scoring.Position {
	switch {
	case len(r.At) > 0:
		return r.At[min(part, len(r.At)-1)]
	case part == 0:
		return scoring.Position{Path: path}
	}
	return scoring.Position{Path: path + ".reviewers[" + itoa(part-1) + "]"}
}

// all is where the row's reviewers stand.
func (r *AssignmentRow) all(path string) scoring.Position {
	if len(r.At) > 0 {
		return r.place(path, 1)
	}
	return scoring.Position{Path: path + ".reviewers"}
}

// AssignmentPlan is what an assignment will do, to which ids. Its digest covers the
// versions of what it touches: once something has moved, it is no longer the plan.
type AssignmentPlan struct {
	Round  string          `json:"round"`
	Digest string          `json:"digest"`
	Rows   []PlannedRow    `json:"rows"`           // by application id; what stays as it is is left out
	Loads  []ReviewerLoad  `json:"loads"`          // by username
	Left   []UnassignedRow `json:"left"`           // balanced: nobody fits
	Done   bool            `json:"done,omitempty"` // the plan was carried out

	Warnings scoring.Problems `json:"warnings,omitempty"` // of its file, e.g. wrong check digits

	todo []plannedSeating // with Rows
}

func (p *AssignmentPlan) warnings() scoring.Problems { return p.Warnings }

// PlannedRow is one application of a plan.
type PlannedRow struct {
	Application string             `json:"application"`
	Version     int                `json:"version"`
	State       State              `json:"state"`
	Enterprise  scoring.Enterprise `json:"enterprise"`
	Before      []string           `json:"before"` // usernames by seat; "" for an empty one
	After       []string           `json:"after"`
}

// ReviewerLoad is how many applications a reviewer has whose review is not in.
type ReviewerLoad struct {
	Reviewer string `json:"reviewer"` // username
	Name     string `json:"name"`
	Before   int    `json:"before"`
	After    int    `json:"after"`
}

// UnassignedRow is an application for which no reviewer is left.
type UnassignedRow struct {
	Application string             `json:"application"`
	Enterprise  scoring.Enterprise `json:"enterprise"`
}

// plannedSeating is a row of a plan with what it is done to.
type plannedSeating struct {
	application *Application
	bench       *bench
	reviewers   []*User // by seat
}

// PreviewAssignment tells what Assign would do. It stores nothing.
func (s *Service) PreviewAssignment(ctx context.Context, actor Actor, roundID string, new NewAssignment) (*AssignmentPlan, error) {
	return read(ctx, s, actor, ActionAssign, func(tx Tx) (*AssignmentPlan, error) { return s.planAssignment(tx, roundID, new) })
}

// Assign carries out what was previewed: digest is that of the preview, and if the
// plan is another by now, nothing happens (CodePlanChanged, with the present plan).
func (s *Service) Assign(ctx context.Context, cmd Command, roundID string, new NewAssignment, digest string) (*AssignmentPlan, error) {
	return write(ctx, s, cmd, ActionAssign, func(tx Tx) (*AssignmentPlan, error) {
		plan, err := s.planAssignment(tx, roundID, new)
		if err != nil {
			return nil, err
		}
		if plan.Digest != digest {
			return nil, fail(KindConflict, CodePlanChanged).present(plan)
		}
		if len(plan.Rows) == 0 {
			return nil, fail(KindConflict, CodeNothingToAssign).present(plan)
		}
		for i := range plan.todo {
			if err := plan.todo[i].hold(tx); err != nil {
				return nil, err
			}
			if err := s.seatAll(tx, cmd, &plan.todo[i]); err != nil {
				return nil, err
			}
		}
		plan.Done = true
		return plan, nil
	})
}

// hold locks the application of a row and looks again: what was planned from lists
// may have moved, and somebody may have declared a link since.
func (p *plannedSeating) hold(tx Tx) error {
	application, err := tx.FindApplicationByID(p.application.ID)
	if err != nil {
		return wrap(err, "find application %s", p.application.ID)
	}
	b, err := loadBench(tx, application)
	if err != nil {
		return err
	}
	moved := application.Version != p.application.Version
	for i, reviewer := range p.reviewers {
		moved = moved || b.linked[reviewer.ID]
		if seat := b.seatIn(lanes[i]); seat != nil && seat.Done && seat.ReviewerID != reviewer.ID {
			moved = true
		}
	}
	if moved {
		return fail(KindConflict, CodeConcurrentConflict).present(application.present())
	}
	p.application, p.bench = application, b
	return nil
}

// seatAll carries out one row.
func (s *Service) seatAll(tx Tx, cmd Command, p *plannedSeating) error {
	assigned := news{kind: MessageAssigned, round: p.bench.round, application: p.application}
	if !p.bench.two() {
		if p.application.ReviewerID != p.reviewers[0].ID {
			assigned.users = []string{p.reviewers[0].ID}
		}
		err := s.move(tx, cmd, p.application, ActionAssign, "", func(a *Application) { a.ReviewerID = p.reviewers[0].ID })
		if err != nil {
			return err
		}
		return s.tell(tx, cmd, assigned)
	}
	if err := s.move(tx, cmd, p.application, ActionAssign, "", nil); err != nil {
		return err
	}
	for i, lane := range lanes {
		seat, reviewer := p.bench.seatIn(lane), p.reviewers[i]
		var err error
		switch {
		case seat == nil:
			err = s.seat(tx, cmd, p.application, lane, reviewer.ID)
		case seat.ReviewerID != reviewer.ID:
			err = s.reseat(tx, cmd, ActionAssign, p.application, seat, reviewer.ID)
		default:
			continue
		}
		if err != nil {
			return err
		}
		assigned.users = append(assigned.users, reviewer.ID)
	}
	return s.tell(tx, cmd, assigned)
}

// seal computes the digest of the plan.
func (p *AssignmentPlan) seal() error {
	text, err := json.Marshal([]any{p.Round, p.Rows, p.Left})
	if err != nil {
		return wrap(err, "write down a plan")
	}
	sum := sha256.Sum256(text)
	p.Digest = "sha256:" + hex.EncodeToString(sum[:])
	return nil
}
