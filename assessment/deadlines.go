package assessment

import "time"

// correctionDue is until when what was returned is to be corrected, with the newest
// extension for it; zero: no deadline.
func correctionDue(ret *Return, extension *Extension) time.Time {
	return extension.lengthen(ret.DueAt, ret.At)
}

// checkDue is until when a township is to have checked what was handed in.
func checkDue(round *Round, extension *Extension) time.Time {
	return extension.lengthen(round.ClosesAt, time.Time{})
}

// reviewDue is until when reviews are to be in.
func reviewDue(round *Round) time.Time {
	if round.Settings.Review.ClosesAt == nil {
		return time.Time{}
	}
	return *round.Settings.Review.ClosesAt
}

// awaitsReview tells whether the bureau still has to give an application its official
// score; one that was sent back lies with the enterprise.
func (a *Application) awaitsReview() bool {
	return a.State == StateModeration || a.legal(ActionTakeReview)
}

// newestExtensions are the newest of a window in a round, by enterprise.
func newestExtensions(tx Tx, roundID string, window ExtensionWindow) (map[string]*Extension, error) {
	list, err := tx.ListExtensions(roundID)
	if err != nil {
		return nil, wrap(err, "list the extensions of round %s", roundID)
	}
	newest := make(map[string]*Extension)
	for _, extension := range list {
		if extension.Window == window {
			newest[extension.EnterpriseID] = extension
		}
	}
	return newest, nil
}

// deadlines tells the rows of a list until when something is to be done about them.
// What it asks for is read once a round, and only where a row needs it.
type deadlines struct {
	tx     Tx
	actor  Actor
	rounds map[string]*Round
	known  map[string]*roundDeadlines
}

type roundDeadlines struct {
	returns     map[string]*Return // newest, by application
	corrections map[string]*Extension
	checks      map[string]*Extension
}

func (d *deadlines) of(roundID string) (*roundDeadlines, error) {
	if known := d.known[roundID]; known != nil {
		return known, nil
	}
	known := &roundDeadlines{returns: make(map[string]*Return)}
	var err error
	if known.corrections, err = newestExtensions(d.tx, roundID, WindowCorrection); err != nil {
		return nil, err
	}
	if known.checks, err = newestExtensions(d.tx, roundID, WindowApplication); err != nil {
		return nil, err
	}
	returns, err := d.tx.ListOpenReturns(ApplicationFilter{RoundID: roundID})
	if err != nil {
		return nil, wrap(err, "list what is returned in round %s", roundID)
	}
	for _, ret := range returns {
		known.returns[ret.ApplicationID] = ret
	}
	d.known[roundID] = known
	return known, nil
}

// put writes into the head what is due. A reviewer's own review is over when its own
// seat is done, whatever the other's is; an enterprise hears of its corrections alone.
func (d *deadlines) put(row *ListedApplication, b *bench, head *ApplicationHead) error {
	round := d.rounds[row.RoundID]
	if round == nil || round.State != RoundOpen {
		return nil
	}
	returned, unchecked := row.State == StateReturned, row.legal(ActionCheck)
	if returned || unchecked {
		known, err := d.of(row.RoundID)
		if err != nil {
			return err
		}
		if ret := known.returns[row.ID]; returned && ret != nil {
			head.DueAt, head.Due = correctionDue(ret, known.corrections[row.Enterprise.ID]), OverdueCorrection
		}
		if unchecked && d.actor.Role != RoleEnterprise {
			head.DueAt, head.Due = checkDue(round, known.checks[row.Enterprise.ID]), OverdueFirstCheck
		}
	} else if d.actor.Role != RoleEnterprise && row.awaitsReview() {
		if at := b.stageOf(d.actor.UserID, &row.Application); d.actor.Role != RoleReviewer || at == stageWaiting || at == stageBegun {
			head.DueAt, head.Due = reviewDue(round), OverdueReview
		}
	}
	if head.DueAt.IsZero() {
		head.Due = ""
	}
	return nil
}
