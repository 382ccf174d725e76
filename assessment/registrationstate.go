package assessment

import (
	"context"
	"errors"
	"strings"
	"time"
)

// RegistrationAnswer is what whoever registered learns of how far it has come.
type RegistrationAnswer struct {
	State      RegistrationState `json:"state"`
	Reason     string            `json:"reason,omitempty"` // of declining
	ReceivedAt time.Time         `json:"received_at"`
	DecidedAt  *time.Time        `json:"decided_at,omitempty"`
}

// RegistrationByReceipt tells how far a registration has come to whoever has its
// receipt and knows the code. Unknown and wrong are one answer (CodeReceiptUnknown).
func (s *Service) RegistrationByReceipt(ctx context.Context, receipt, uscc string) (*RegistrationAnswer, error) {
	return read(ctx, s, Actor{Role: RolePublic}, ActionRegister, func(tx Tx) (*RegistrationAnswer, error) {
		r, err := tx.FindRegistrationByID(strings.TrimSpace(receipt))
		if err != nil && !errors.Is(err, ErrNotFound) {
			return nil, wrap(err, "find a registration by its receipt")
		}
		if err != nil || r.Enterprise.USCC != normalCode(uscc) {
			return nil, fail(KindNotFound, CodeReceiptUnknown)
		}
		answer := &RegistrationAnswer{State: r.State, ReceivedAt: r.CreatedAt, DecidedAt: r.DecidedAt}
		if r.State == RegistrationDeclined { // a note on confirming is the office's own
			answer.Reason = r.Reason
		}
		return answer, nil
	})
}

// waitingHash is the password of the newest registration that waits under a name that
// nobody signs in with yet; "": none does.
func waitingHash(tx Tx, username string) (string, error) {
	r, err := tx.FindOpenRegistration(normalCode(username))
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", wrap(err, "find what waits under a name")
	}
	return r.PasswordHash, nil
}
