package assessment

import (
	"time"
)

// Lane tells the scores of an application apart.
type Lane int

// The official score, and those of the two reviewers where a round has two. With
// one reviewer the official score is that reviewer's.
const (
	LaneOfficial Lane = 0
	LaneFirst    Lane = 1
	LaneSecond   Lane = 2
)

// lanes are those of two reviewers.
var lanes = []Lane{LaneFirst, LaneSecond}

// Seat is the place of one of two reviewers at an application. Its version is its
// own, so that neither learns from it when the other decides.
type Seat struct {
	ApplicationID string
	Lane          Lane
	ReviewerID    string // "" where the reviewer withdrew and nobody follows yet
	Begun         bool
	Done          bool
	UpdatedAt     time.Time
	Version       int
}

// bench is who may review an application: the round's settings, the seats and who
// declared what.
type bench struct {
	round    *Round
	seats    []*Seat         // by lane; none where the round has one reviewer
	declared map[string]bool // reviewers who said whether they are linked
	linked   map[string]bool // of these, those who are
}

func loadBench(tx Tx, application *Application) (*bench, error) {
	round, err := tx.FindRoundByID(application.RoundID)
	if err != nil {
		return nil, wrap(err, "find round %s", application.RoundID)
	}
	b := &bench{round: round, declared: make(map[string]bool), linked: make(map[string]bool)}
	if round.Settings.Reviewers == 2 {
		if b.seats, err = tx.ListSeats(application.ID); err != nil {
			return nil, wrap(err, "list the seats of %s", application.ID)
		}
	}
	declarations, err := tx.ListDeclarations(round.ID, application.Enterprise.ID)
	if err != nil {
		return nil, wrap(err, "list the declarations on %s", application.Enterprise.ID)
	}
	for _, d := range declarations {
		b.declared[d.ReviewerID] = true
		b.linked[d.ReviewerID] = b.linked[d.ReviewerID] || d.Linked // is not taken back
	}
	return b, nil
}

// two tells whether the application has two reviewers.
func (b *bench) two() bool { return b.round.Settings.Reviewers == 2 }

// seatOf is the reviewer's seat, nil for none.
func (b *bench) seatOf(userID string) *Seat {
	for _, seat := range b.seats {
		if seat.ReviewerID == userID && userID != "" {
			return seat
		}
	}
	return nil
}

// seatIn is the seat of a lane, nil for none.
func (b *bench) seatIn(lane Lane) *Seat {
	for _, seat := range b.seats {
		if seat.Lane == lane {
			return seat
		}
	}
	return nil
}

// laneFor is the lane that the actor reads and writes: one of two reviewers the
// own, until the official score is settled.
func (b *bench) laneFor(actor Actor, application *Application) Lane {
	if seat := b.seatOf(actor.UserID); seat != nil && !finished(application.State) {
		return seat.Lane
	}
	return LaneOfficial
}

// reviewers is how many there are, as a condition of edges.
func (b *bench) reviewers() Condition {
	if b.two() {
		return IfTwo
	}
	return IfOne
}

// admits tells whether the reviewer may know the application: it is not linked with
// the enterprise, and has the application where the lead assigns.
func (b *bench) admits(actor Actor, application *Application) bool {
	switch {
	case b.linked[actor.UserID]:
		return false
	case b.round.Settings.Assignment == AssignmentFree:
		return true
	}
	return actor.UserID != "" && application.ReviewerID == actor.UserID || b.seatOf(actor.UserID) != nil
}

// mustDeclare tells whether the reviewer has still to say whether it is linked with
// the enterprise before the file opens.
func (b *bench) mustDeclare(actor Actor) bool {
	return b.round.Settings.Assignment == AssignmentAssigned && !b.declared[actor.UserID]
}

// bothIn tells whether both reviews are in, from the application's state alone: so
// long as they are not, a reviewer who is blind must not learn of the other's.
func bothIn(state State) bool {
	return state == StateModeration || finished(state)
}

// shielded is the actor's seat while it may not see the present state of the
// application but only that of its seat; nil for whoever may.
func (b *bench) shielded(actor Actor, application *Application) *Seat {
	if b == nil || actor.Role != RoleReviewer || !b.two() || bothIn(application.State) {
		return nil
	}
	return b.seatOf(actor.UserID)
}

// blind tells whether the actor must not see what the other reviewer has done.
func (b *bench) blind(actor Actor, application *Application) bool {
	return b.shielded(actor, application) != nil && b.round.Settings.Blind
}

// cover replaces in a head what would tell of the other reviewer: the version and
// time are those of the seat, and whether somebody has begun is not told.
func (b *bench) cover(actor Actor, application *Application, head ApplicationHead) ApplicationHead {
	seat := b.shielded(actor, application)
	if seat == nil {
		return head
	}
	head.Version = seat.Version
	if b.round.Settings.Blind {
		head.UpdatedAt = seat.UpdatedAt
		head.State = covered(application)
	}
	return head
}

// covered is one state for all in which a reviewer may have begun.
func covered(application *Application) State {
	if application.legal(ActionTakeReview) {
		return StateInReview
	}
	return application.State
}

// present is what a refused edit tells the actor.
func (b *bench) present(actor Actor, application *Application) PresentApplication {
	head := b.cover(actor, application, ApplicationHead{State: application.State, Version: application.Version})
	return PresentApplication{ID: application.ID, State: head.State, Version: head.Version}
}

// hasReviewed tells whether the actor has had a hand in the review: holds the
// application or one of its seats, or has made an entry, on whichever side, that no
// decided appeal brought.
func hasReviewed(tx Tx, actor Actor, application *Application, b *bench, decided map[string]*AppealDecision) (bool, error) {
	if application.ReviewerID == actor.UserID || b.seatOf(actor.UserID) != nil {
		return true, nil
	}
	entries, err := tx.ListScoreEntries(application.ID)
	if err != nil {
		return false, wrap(err, "list the entries of %s", application.ID)
	}
	for _, entry := range entries {
		if entry.ReviewerID != actor.UserID {
			continue
		}
		ofAppeal := false
		for _, d := range decided {
			ofAppeal = ofAppeal || d.FirstEntry > 0 && d.FirstEntry <= entry.Seq && entry.Seq <= d.LastEntry
		}
		if !ofAppeal {
			return true, nil
		}
	}
	return false, nil
}

// hasReviewedID is hasReviewed of an application by its id; "" is none.
func hasReviewedID(tx Tx, actor Actor, applicationID string) (bool, error) {
	if applicationID == "" {
		return false, nil
	}
	application, err := tx.FindApplicationByID(applicationID)
	if err != nil {
		return false, wrap(err, "find application %s", applicationID)
	}
	b, err := loadBench(tx, application)
	if err != nil {
		return false, err
	}
	_, decided, err := appealsOf(tx, application.ID)
	if err != nil {
		return false, err
	}
	return hasReviewed(tx, actor, application, b, decided)
}
