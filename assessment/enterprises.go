package assessment

import (
	"context"
	"errors"
	"strings"

	"wuxing/scoring"
)

// EnterpriseCorrection is what somebody mends of who an enterprise is said to be. The
// code is never mended: it is the enterprise.
type EnterpriseCorrection struct {
	Name     string
	Township string
	Reason   string
}

// corrected holds a correction against the bounds and gives what it makes of an enterprise.
func (n *EnterpriseCorrection) corrected(was scoring.Enterprise) (scoring.Enterprise, scoring.Problems) {
	is := scoring.Enterprise{Name: strings.TrimSpace(n.Name), USCC: was.USCC, Township: strings.TrimSpace(n.Township)}
	problems := checkEnterprise(&is)
	if is.Township == "" {
		problems.Add(CodeValueMissing, scoring.Position{Path: "enterprise.township"}, "field", "enterprise.township")
	}
	return is, append(problems, checkText(n.Reason, "reason", minReason, maxReason)...)
}

// Enterprise is the one with a code, for whoever may correct it.
func (s *Service) Enterprise(ctx context.Context, actor Actor, uscc string) (*Enterprise, error) {
	return read(ctx, s, actor, ActionCorrectEnterprise, func(tx Tx) (*Enterprise, error) {
		enterprise, err := tx.FindEnterpriseByUSCC(normalCode(uscc))
		if err != nil {
			return nil, found(err, "find an enterprise")
		}
		return enterprise, nil
	})
}

// EnterpriseOf is the one that an account acts for; nil where it acts for none.
func (s *Service) EnterpriseOf(ctx context.Context, actor Actor, user *User) (*Enterprise, error) {
	return read(ctx, s, actor, ActionCorrectEnterprise, func(tx Tx) (*Enterprise, error) {
		if user.EnterpriseID == "" {
			return nil, nil
		}
		enterprise, err := tx.FindEnterpriseByID(user.EnterpriseID)
		return enterprise, wrap(err, "find enterprise %s", user.EnterpriseID)
	})
}

// CorrectEnterprise mends an enterprise's name and township. Its applications go to
// the township that it has now; what was ranked and published keeps the names that it
// was decided with, since snapshots hold them.
func (s *Service) CorrectEnterprise(ctx context.Context, cmd Command, uscc string, n EnterpriseCorrection) (*scoring.Enterprise, error) {
	return write(ctx, s, cmd, ActionCorrectEnterprise, func(tx Tx) (*scoring.Enterprise, error) {
		enterprise, err := tx.FindEnterpriseByUSCC(normalCode(uscc))
		if err != nil {
			return nil, found(err, "find an enterprise")
		}
		was := enterprise.Scoring()
		is, problems := n.corrected(was)
		if len(problems) > 0 {
			return nil, invalid(problems)
		}
		if err := tx.CorrectEnterprise(enterprise, is.Name, is.Township); err != nil {
			if errors.Is(err, ErrStale) {
				return nil, fail(KindConflict, CodeConcurrentConflict)
			}
			return nil, wrap(err, "correct enterprise %s", enterprise.ID)
		}
		if err := s.corrects(tx, cmd, change{action: ActionCorrectEnterprise, object: objectEnterprise, id: enterprise.ID, reason: strings.TrimSpace(n.Reason)}, was, is); err != nil {
			return nil, err
		}
		return &is, s.tellMoved(tx, cmd, MessageEnterpriseLeft, MessageEnterpriseCame, was, is)
	})
}

// CorrectRegistration mends name and township of a registration that waits. One that
// came to the wrong township leaves its list for that of the right one.
func (s *Service) CorrectRegistration(ctx context.Context, cmd Command, id string, n EnterpriseCorrection) (*RegistrationStep, error) {
	return write(ctx, s, cmd, ActionCorrectRegistration, func(tx Tx) (*RegistrationStep, error) {
		r, err := s.openRegistration(tx, cmd.Actor, ActionCorrectRegistration, id)
		if err != nil {
			return nil, err
		}
		was := r.Enterprise
		is, problems := n.corrected(was)
		if len(problems) > 0 {
			return nil, invalid(problems)
		}
		r.Enterprise = is
		if err := s.keepRegistration(tx, r); err != nil {
			return nil, err
		}
		if err := s.corrects(tx, cmd, change{action: ActionCorrectRegistration, object: objectRegistration, id: id, reason: strings.TrimSpace(n.Reason)}, was, is); err != nil {
			return nil, err
		}
		return &RegistrationStep{ID: id, State: r.State}, s.tellMoved(tx, cmd, MessageRegistrationLeft, MessageRegistrationCame, was, is)
	})
}

// tellMoved tells the clerks of both townships that something has gone from the one to
// the other; nothing where only the name was mended. As with what is registered, a
// message belongs to the newest round.
func (s *Service) tellMoved(tx Tx, cmd Command, left, came MessageKind, was, is scoring.Enterprise) error {
	if was.Township == is.Township {
		return nil
	}
	rounds, err := tx.ListRounds()
	if err != nil || len(rounds) == 0 {
		return wrap(err, "list rounds")
	}
	for _, end := range []struct {
		kind            MessageKind
		township, other string
	}{{left, was.Township, is.Township}, {came, is.Township, was.Township}} {
		err := s.tell(tx, cmd, news{
			kind: end.kind, round: rounds[0], township: end.township, params: []string{"enterprise", printable(is.Name), "township", printable(end.other)},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// normalCode is a code as enterprises are kept under it.
func normalCode(uscc string) string { return strings.ToUpper(strings.TrimSpace(uscc)) }
