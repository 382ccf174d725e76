package assessment

import (
	"context"
	"slices"
	"time"
)

// RetentionReport is what was taken away, or would be.
type RetentionReport struct {
	At      time.Time        `json:"at"`
	DryRun  bool             `json:"dry_run"`
	Rounds  []RetentionRound `json:"rounds"`  // whose time has passed
	Waiting int              `json:"waiting"` // erased files that still lie on the disk: a backup reads, or they came anew just now
}

// RetentionRound is what goes of one round.
type RetentionRound struct {
	Round         string    `json:"round"`
	Rule          string    `json:"rule"`
	DueAt         time.Time `json:"due_at"`
	Files         int       `json:"files"` // rows that name one; the same content may be named by several
	Objections    int       `json:"objections"`
	Registrations int       `json:"registrations"`
}

// retentionStep is what the audit trail keeps of one step of a run; which rows it was
// stands in the erasures that the event names.
type retentionStep struct {
	Rule          string    `json:"rule"`
	DueAt         time.Time `json:"due_at"`
	Files         int       `json:"files,omitempty"`
	Objections    int       `json:"objections,omitempty"`
	Registrations int       `json:"registrations,omitempty"`
}

const (
	// erasuresAtOnce keeps each transaction, and the event that names its rows, small.
	erasuresAtOnce = 500
	// unnamedFor is how long a file that just came may wait for the row that names it.
	unnamedFor = time.Hour
)

// count adds what one erasure takes away.
func (r *RetentionRound) count(list []*Erasure) {
	for _, e := range list {
		switch e.Kind {
		case ErasedObjector:
			r.Objections++
		case ErasedRegistration:
			r.Registrations++
		default:
			r.Files++
		}
	}
}

// RunRetention takes files and contacts away of every published round whose time has
// passed; dry only tells which. What a run was stopped in the midst of, the next one
// ends: rows come first, and a content goes once no row is left that gives it.
func (s *Service) RunRetention(ctx context.Context, cmd Command, dry bool) (*RetentionReport, error) {
	report := &RetentionReport{At: s.time(), DryRun: dry}
	rounds, err := read(ctx, s, cmd.Actor, ActionRunRetention, func(tx Tx) (rounds []RetentionRound, err error) {
		if rounds, err = s.overdue(tx); err != nil || !dry {
			return rounds, err
		}
		for i := range rounds {
			list, err := tx.ListErasable(rounds[i].Round, idsOf(rounds), 0)
			if err != nil {
				return nil, wrap(err, "list what round %s keeps", rounds[i].Round)
			}
			rounds[i].count(list)
		}
		return rounds, nil
	})
	if err != nil {
		return nil, err
	}
	report.Rounds = rounds
	if dry {
		return report, nil
	}
	for i := range report.Rounds {
		for more := true; more; {
			if more, err = s.eraseSome(ctx, cmd, &report.Rounds[i]); err != nil {
				return nil, err
			}
		}
	}
	report.Waiting, err = s.dropErased(ctx, cmd.Actor)
	return report, err
}

func idsOf(rounds []RetentionRound) (ids []string) {
	for _, round := range rounds {
		ids = append(ids, round.Round)
	}
	return ids
}

// overdue lists the published rounds whose time has passed.
func (s *Service) overdue(tx Tx) ([]RetentionRound, error) {
	rounds, err := tx.ListRounds()
	if err != nil {
		return nil, wrap(err, "list rounds")
	}
	over := []RetentionRound{}
	for _, round := range rounds {
		keeps := round.Settings.Retention
		if _, ok := round.next(ActionRunRetention); !ok || keeps == nil {
			continue
		}
		published, err := lastPublication(tx, round.ID)
		if err != nil {
			return nil, err
		}
		if published == nil || !published.Confirmed { // published before there were such steps
			continue
		}
		due, err := keeps.ends(published.At)
		if err != nil {
			return nil, err
		}
		if !due.After(s.time()) {
			over = append(over, RetentionRound{Round: round.ID, Rule: keeps.rule(), DueAt: due.UTC()})
		}
	}
	return over, nil
}

// eraseSome is one transaction of a run: a part of what a round still keeps, and the
// event that says so.
func (s *Service) eraseSome(ctx context.Context, cmd Command, told *RetentionRound) (more bool, err error) {
	return write(ctx, s, cmd, ActionRunRetention, func(tx Tx) (bool, error) {
		over, err := s.overdue(tx)
		if err != nil {
			return false, err
		}
		// Somebody may have given the round more time since the run began.
		i := slices.IndexFunc(over, func(r RetentionRound) bool { return r.Round == told.Round })
		if i < 0 {
			return false, nil
		}
		told.Rule, told.DueAt = over[i].Rule, over[i].DueAt
		list, err := tx.ListErasable(told.Round, idsOf(over), erasuresAtOnce)
		if err != nil || len(list) == 0 {
			return false, wrap(err, "list what round %s keeps", told.Round)
		}
		for _, e := range list {
			e.RoundID, e.Rule, e.DueAt, e.At = told.Round, told.Rule, told.DueAt, s.time()
		}
		if err := tx.AddErasures(list); err != nil {
			return false, wrap(err, "add the erasures of round %s", told.Round)
		}
		for _, e := range list {
			if err := eraseContact(tx, e); err != nil {
				return false, err
			}
		}
		step := RetentionRound{}
		step.count(list)
		told.count(list)
		return len(list) == erasuresAtOnce, s.record(tx, cmd, change{action: ActionRunRetention, object: objectRound, id: told.Round, after: retentionStep{
			Rule: told.Rule, DueAt: told.DueAt, Files: step.Files, Objections: step.Objections, Registrations: step.Registrations,
		}})
	})
}

// eraseContact takes away whom to reach; of a file there is nothing in the database.
func eraseContact(tx Tx, e *Erasure) error {
	switch e.Kind {
	case ErasedObjector:
		return wrap(tx.EraseObjector(e.Subject), "erase who brought objection %s", e.Subject)
	case ErasedRegistration:
		registration, err := tx.FindRegistrationByID(e.Subject)
		if err != nil {
			return wrap(err, "find registration %s", e.Subject)
		}
		return forgetAll(tx, []*Registration{registration})
	}
	return nil
}

// dropErased removes the contents that no row gives any more, and counts those that
// must wait.
func (s *Service) dropErased(ctx context.Context, actor Actor) (waiting int, err error) {
	sums, err := read(ctx, s, actor, ActionRunRetention, func(tx Tx) ([]string, error) { return tx.ListErasedFiles() })
	if err != nil || len(sums) == 0 {
		return 0, wrap(err, "list the erased files")
	}
	waiting, err = s.files.Erase(ctx, sums, s.time().Add(-unnamedFor))
	return waiting, wrap(err, "remove erased files")
}

// kept refuses to give a file that was erased.
func kept(tx Tx, kind ErasureKind, subject string) error {
	erased, err := tx.IsErased(kind, subject)
	if err != nil {
		return wrap(err, "look whether %s %s was erased", kind, subject)
	}
	if erased {
		return fail(KindNotFound, CodeFileErased)
	}
	return nil
}

// workbookOf is how an erasure names the workbook of a submission.
func workbookOf(applicationID string, revision int) string {
	return applicationID + "/" + itoa(revision)
}
