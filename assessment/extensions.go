package assessment

import (
	"context"
	"errors"
	"strings"
	"time"

	"wuxing/scoring"
)

// ExtensionWindow is what an extension lengthens.
type ExtensionWindow string

// Application is the round's window for handing in, correction the due date of the
// newest return.
const (
	WindowApplication ExtensionWindow = "application"
	WindowCorrection  ExtensionWindow = "correction"
)

// Extension (延期) gives one enterprise more time. Added, never edited: the newest
// of a window counts.
type Extension struct {
	RoundID      string
	EnterpriseID string
	Window       ExtensionWindow
	Until        time.Time // first moment that is too late
	Reason       string
	By           string
	At           time.Time
}

// ExtensionView is an extension as it is told.
type ExtensionView struct {
	Enterprise scoring.Enterprise `json:"enterprise"`
	Window     ExtensionWindow    `json:"window"`
	Until      time.Time          `json:"until"`
	Reason     string             `json:"reason"`
	At         time.Time          `json:"at"`
}

// NewExtension is what an extension is made of.
type NewExtension struct {
	USCC   string
	Window ExtensionWindow
	Until  time.Time
	Reason string
}

// extensionStep is what the audit trail keeps of an extension.
type extensionStep struct {
	Enterprise string          `json:"enterprise"` // id
	Window     ExtensionWindow `json:"window"`
	Until      time.Time       `json:"until"`
}

// Extend gives one enterprise more time, with a reason; until must be later than
// what the enterprise has now (CodeExtensionNotLater).
func (s *Service) Extend(ctx context.Context, cmd Command, roundID string, new NewExtension) (*ExtensionView, error) {
	return write(ctx, s, cmd, ActionExtend, func(tx Tx) (*ExtensionView, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		if err := stillOpen(round, ActionExtend); err != nil {
			return nil, err
		}
		enterprise, problems, err := new.check(tx)
		if err != nil {
			return nil, err
		}
		until := microseconds(new.Until)
		if len(problems) == 0 {
			present, err := deadline(tx, round, enterprise, new.Window)
			if err != nil {
				return nil, err
			}
			if now := s.time(); !until.After(present) || !until.After(now) {
				problems.Add(CodeExtensionNotLater, scoring.Position{Path: "until"}, "found", timeText(until), "present", timeText(later(present, now)))
			}
		}
		if len(problems) > 0 {
			return nil, invalid(problems)
		}
		extension := &Extension{
			RoundID: round.ID, EnterpriseID: enterprise.ID, Window: new.Window, Until: until,
			Reason: strings.TrimSpace(new.Reason), By: cmd.Actor.UserID, At: s.time(),
		}
		if err := tx.AddExtension(extension); err != nil {
			return nil, wrap(err, "add an extension in round %s", round.ID)
		}
		err = s.record(tx, cmd, change{
			action: ActionExtend, object: objectRound, id: round.ID, reason: extension.Reason,
			after: extensionStep{enterprise.ID, extension.Window, extension.Until},
		})
		if err != nil {
			return nil, err
		}
		return extension.view(enterprise), s.tell(tx, cmd, news{kind: MessageExtended, round: round, enterprise: enterprise.ID, params: []string{
			"window", string(extension.Window), "due", dueText(extension.Until),
		}})
	})
}

// check finds the enterprise and everything wrong with the input.
func (n *NewExtension) check(tx Tx) (enterprise *Enterprise, problems scoring.Problems, err error) {
	enterprise, err = tx.FindEnterpriseByUSCC(n.USCC)
	if errors.Is(err, ErrNotFound) {
		problems.Add(CodeUnknownEnterprise, scoring.Position{Path: "uscc"}, "found", printable(n.USCC))
	} else if err != nil {
		return nil, nil, wrap(err, "find an enterprise by its code")
	}
	switch n.Window {
	case WindowApplication, WindowCorrection:
	default:
		problems.Add(CodeValueNotAllowed, scoring.Position{Path: "window"}, "field", "window", "found", printable(string(n.Window)), "choices", "application, correction")
	}
	return enterprise, append(problems, checkText(n.Reason, "reason", minReason, maxReason)...), nil
}

// deadline is what the enterprise has now; zero where nothing limits it.
func deadline(tx Tx, round *Round, enterprise *Enterprise, window ExtensionWindow) (time.Time, error) {
	if window == WindowApplication {
		return applicationDue(tx, round, enterprise.ID)
	}
	applications, err := tx.ListApplications(ApplicationFilter{RoundID: round.ID, EnterpriseID: enterprise.ID, States: []State{StateReturned}})
	if err != nil || len(applications) == 0 {
		return time.Time{}, wrap(err, "list the applications of enterprise %s", enterprise.ID)
	}
	return findCorrectionDue(tx, round, applications[0])
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (e *Extension) view(enterprise *Enterprise) *ExtensionView {
	return &ExtensionView{Enterprise: enterprise.Scoring(), Window: e.Window, Until: e.Until, Reason: e.Reason, At: e.At}
}

// Extensions lists the extensions of a round, oldest first; an enterprise is told
// its own.
func (s *Service) Extensions(ctx context.Context, actor Actor, roundID string) ([]ExtensionView, error) {
	return read(ctx, s, actor, ActionListExtensions, func(tx Tx) ([]ExtensionView, error) {
		if _, err := tx.FindRoundByID(roundID); err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		extensions, err := tx.ListExtensions(roundID)
		if err != nil {
			return nil, wrap(err, "list the extensions of round %s", roundID)
		}
		views := []ExtensionView{}
		for _, extension := range extensions {
			enterprise, err := tx.FindEnterpriseByID(extension.EnterpriseID)
			if err != nil {
				return nil, wrap(err, "find enterprise %s", extension.EnterpriseID)
			}
			if reachesEnterprise(actor, ActionListExtensions, enterprise) {
				views = append(views, *extension.view(enterprise))
			}
		}
		return views, nil
	})
}
