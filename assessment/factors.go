package assessment

import (
	"context"
	"errors"
)

// Enrolment is what an authenticator needs to know.
type Enrolment struct {
	Secret string // base32, to be typed
	URL    string // to be shown as a picture
}

// factorIssuer names us in an authenticator's list.
const factorIssuer = "吴兴区技能型企业遴选"

// factorStep is what the audit trail keeps of a second factor.
type factorStep struct {
	Enrolled bool   `json:"enrolled"`
	Method   string `json:"method,omitempty"`   // of signing in
	Recovery int    `json:"recovery,omitempty"` // codes that are left
}

// BeginFactor draws a secret for the actor's own account, in place of one that was
// not confirmed. A factor that is in use is not replaced.
func (s *Service) BeginFactor(ctx context.Context, cmd Command) (*Enrolment, error) {
	cmd.IdempotencyKey = "" // an answer that is kept would hold the secret
	if s.secrets == nil {
		return nil, fail(KindConflict, CodeFactorUnavailable)
	}
	secret := drawSecret()
	sealed, err := s.secrets.Seal(secret, cmd.Actor.UserID)
	if err != nil {
		return nil, wrap(err, "seal a second factor")
	}
	return write(ctx, s, cmd, ActionEnrolFactor, func(tx Tx) (*Enrolment, error) {
		factor, err := tx.FindFactor(cmd.Actor.UserID)
		switch {
		case errors.Is(err, ErrNotFound):
			err = tx.CreateFactor(&Factor{UserID: cmd.Actor.UserID, Secret: sealed, CreatedAt: s.time(), Version: 1})
		case err != nil:
		case factor.Confirmed:
			return nil, fail(KindConflict, CodeFactorThere)
		default:
			factor.Secret = sealed
			err = tx.UpdateFactor(factor)
		}
		if err != nil {
			return nil, wrap(err, "keep a second factor")
		}
		return enrolment(cmd.Actor, secret), s.record(tx, cmd, change{action: ActionEnrolFactor, object: objectFactor, id: cmd.Actor.UserID})
	})
}

func enrolment(actor Actor, secret []byte) *Enrolment {
	text := factorBase.EncodeToString(secret)
	return &Enrolment{Secret: text, URL: factorURL(factorIssuer, actor.Username, text)}
}

// PendingFactor is the actor's own enrolment that still has to be confirmed, nil
// without one.
func (s *Service) PendingFactor(ctx context.Context, actor Actor) (*Enrolment, error) {
	return read(ctx, s, actor, ActionEnrolFactor, func(tx Tx) (*Enrolment, error) {
		factor, err := tx.FindFactor(actor.UserID)
		if errors.Is(err, ErrNotFound) || err == nil && (factor.Confirmed || factor.Secret == "") {
			return nil, nil
		}
		if err != nil {
			return nil, wrap(err, "find a second factor")
		}
		secret, err := s.openFactor(factor)
		if err != nil {
			return nil, nil // sealed with a key that is gone: it is begun anew
		}
		return enrolment(actor, secret), nil
	})
}

func (s *Service) openFactor(factor *Factor) ([]byte, error) {
	if s.secrets == nil {
		return nil, fail(KindConflict, CodeFactorUnavailable)
	}
	secret, err := s.secrets.Open(factor.Secret, factor.UserID)
	if err != nil {
		return nil, &Error{Kind: KindConflict, Code: CodeFactorUnavailable, Cause: err}
	}
	return secret, nil
}

// ConfirmFactor puts the actor's second factor to use, for a code that shows that the
// authenticator knows the secret. The recovery codes are told this once; the
// account's other sessions end.
func (s *Service) ConfirmFactor(ctx context.Context, cmd Command, address, code string) (user *User, recovery []string, err error) {
	cmd.IdempotencyKey = "" // see BeginFactor
	if err := allow(cmd.Actor, ActionEnrolFactor); err != nil {
		return nil, nil, err
	}
	tried := attemptOn(cmd.Actor.Username, address)
	err = s.store.Update(ctx, func(tx Tx) error {
		if _, err := pendingFactor(tx, cmd.Actor.UserID); err != nil {
			return err
		}
		return s.tryOnce(tx, tried)
	})
	if err != nil {
		return nil, nil, err
	}
	wrong := false
	user, err = write(ctx, s, cmd, ActionEnrolFactor, func(tx Tx) (*User, error) {
		factor, err := pendingFactor(tx, cmd.Actor.UserID)
		if err != nil {
			return nil, err
		}
		secret, err := s.openFactor(factor)
		if err != nil {
			return nil, err
		}
		if method, ok := factor.use(secret, code, s.time()); !ok || method != "totp" {
			wrong = true
			return nil, wrongSecret("code", CodeFactorWrong)
		}
		if err := s.forgive(tx, tried, true); err != nil {
			return nil, err
		}
		factor.Confirmed = true
		recovery, factor.Recovery = drawRecovery(cmd.Actor.UserID)
		if err := tx.UpdateFactor(factor); err != nil {
			return nil, wrap(err, "confirm a second factor")
		}
		return s.alterUser(tx, cmd, ActionConfirmFactor, cmd.Actor.Username, func(user *User) error {
			user.SecondFactor = true
			return nil
		})
	})
	if wrong {
		err = s.refuseProof(ctx, cmd, objectFactor, err)
	}
	if err != nil {
		return nil, nil, err
	}
	return user, recovery, nil
}

// pendingFactor is one that was begun and is to be confirmed.
func pendingFactor(tx Tx, userID string) (*Factor, error) {
	factor, err := tx.FindFactor(userID)
	if errors.Is(err, ErrNotFound) || err == nil && factor.Secret == "" {
		return nil, fail(KindConflict, CodeFactorNotBegun)
	}
	if err != nil {
		return nil, wrap(err, "find a second factor")
	}
	if factor.Confirmed {
		return nil, fail(KindConflict, CodeFactorThere)
	}
	return factor, nil
}

// SecondStep is what somebody gives who has given the right password.
type SecondStep struct {
	UserID    string
	Version   int // of the account when the password was right
	Code      string
	Address   string
	RequestID string
}

// CheckSecondFactor is the second step of signing in: a code of the authenticator or
// a recovery code, each good once. Guessing is held up under the same count as
// guessing the password, which the first step has left standing.
func (s *Service) CheckSecondFactor(ctx context.Context, in SecondStep) (*User, error) {
	var user *User
	var refused error
	err := s.store.Update(ctx, func(tx Tx) (err error) {
		if user, err = tx.FindUserByID(in.UserID); err != nil {
			if errors.Is(err, ErrNotFound) {
				return fail(KindUnauthenticated, CodeUnauthenticated)
			}
			return wrap(err, "find user %s", in.UserID)
		}
		if user.Disabled || user.Version != in.Version || !user.SecondFactor {
			return fail(KindUnauthenticated, CodeUnauthenticated)
		}
		tried := attemptOn(user.Username, in.Address)
		if err := s.tryOnce(tx, tried); err != nil {
			return err
		}
		factor, err := tx.FindFactor(user.ID)
		if err != nil {
			return wrap(err, "find the second factor of user %s", user.ID)
		}
		secret, openErr := s.openFactor(factor)
		method, ok := factor.use(secret, in.Code, s.time())
		if method == "totp" && openErr != nil {
			refused = openErr
			return s.recordLogin(tx, in.RequestID, user, ActionLoginFailed)
		}
		if !ok {
			refused = fail(KindUnauthenticated, CodeFactorWrong)
			return s.recordLogin(tx, in.RequestID, user, ActionLoginFailed)
		}
		if err := s.forgive(tx, tried, true); err != nil {
			return err
		}
		if err := tx.UpdateFactor(factor); err != nil {
			if errors.Is(err, ErrStale) {
				return fail(KindConflict, CodeConcurrentConflict)
			}
			return wrap(err, "use up a code")
		}
		return s.record(tx, Command{Actor: user.Actor(), RequestID: in.RequestID}, change{
			action: ActionLogin, object: objectSession, id: user.ID, after: factorStep{true, method, len(factor.Recovery)},
		})
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return nil, err
	}
	return user, nil
}

// ResetFactor takes an account's second factor away, for somebody who has lost both
// the device and the recovery codes. The account's sessions end.
func (s *Service) ResetFactor(ctx context.Context, cmd Command, username string) error {
	_, err := write(ctx, s, cmd, ActionResetFactor, func(tx Tx) (struct{}, error) {
		none := struct{}{}
		user, err := tx.FindUserByUsername(normalUsername(username))
		if err != nil {
			return none, found(err, "find a user")
		}
		if err := s.dropFactor(tx, user.ID); err != nil || !user.SecondFactor {
			return none, err
		}
		_, err = s.alterUser(tx, cmd, ActionResetFactor, username, func(user *User) error {
			user.SecondFactor = false
			return nil
		})
		return none, err
	})
	return err
}

// dropFactor forgets secret and recovery codes; that there was a factor stays. The
// caller records it, but where none was in use there is nothing to tell.
func (s *Service) dropFactor(tx Tx, userID string) error {
	factor, err := tx.FindFactor(userID)
	if errors.Is(err, ErrNotFound) || err == nil && !factor.Confirmed {
		return nil
	}
	if err != nil {
		return wrap(err, "find a second factor")
	}
	factor.Secret, factor.Confirmed, factor.Recovery = "", false, nil
	return wrap(tx.UpdateFactor(factor), "drop a second factor")
}
