package assessment

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"wuxing/scoring"
)

// write is the walk of every command: the right, then one transaction that gives
// a known idempotency key its stored answer, or else does the work and stores the
// answer beside it. An error leaves nothing behind.
func write[T any](ctx context.Context, s *Service, cmd Command, action Action, fn func(Tx) (T, error)) (T, error) {
	var answer, none T
	if err := allow(cmd.Actor, action); err != nil {
		return none, err
	}
	err := s.store.Update(ctx, func(tx Tx) error {
		known, err := replay(tx, cmd, &answer)
		if err != nil || known {
			return err
		}
		if answer, err = fn(tx); err != nil {
			return s.veil(tx, cmd.Actor).refusal(err)
		}
		return keepReply(tx, cmd, answer)
	})
	if err != nil {
		return none, err
	}
	return answer, nil
}

// read is the walk of every question: the right, then one read-only transaction.
func read[T any](ctx context.Context, s *Service, actor Actor, action Action, fn func(Tx) (T, error)) (T, error) {
	var answer, none T
	if err := allow(actor, action); err != nil {
		return none, err
	}
	err := s.store.View(ctx, func(tx Tx) (err error) {
		answer, err = fn(tx)
		return err
	})
	if err != nil {
		return none, err
	}
	return answer, nil
}

// reply is what is kept of an answer. JSON leaves out the parameters of warnings,
// which their sentences need, so they lie beside it.
type reply[T any] struct {
	Answer T                   `json:"answer"`
	Params []map[string]string `json:"params,omitempty"`
}

// warned is an answer with warnings.
type warned interface{ warnings() scoring.Problems }

// replay looks the idempotency key up and, where it is known, gives the answer
// that it got.
func replay[T any](tx Tx, cmd Command, answer *T) (known bool, err error) {
	if cmd.IdempotencyKey == "" {
		return false, nil
	}
	stored, err := tx.FindReply(cmd.owner(), cmd.IdempotencyKey)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, wrap(err, "find the reply to an idempotency key")
	}
	if stored.Fingerprint != cmd.Fingerprint {
		return false, fail(KindInvalid, CodeIdempotencyReused)
	}
	var kept reply[T]
	if err := json.Unmarshal(stored.Answer, &kept); err != nil {
		return false, wrap(err, "read a stored reply")
	}
	if w, ok := any(kept.Answer).(warned); ok {
		for i, warning := range w.warnings() { // shares its elements with the answer
			if i < len(kept.Params) {
				warning.Params = kept.Params[i]
				w.warnings()[i] = warning
			}
		}
	}
	*answer = kept.Answer
	return true, nil
}

func keepReply[T any](tx Tx, cmd Command, answer T) error {
	if cmd.IdempotencyKey == "" {
		return nil
	}
	kept := reply[T]{Answer: answer}
	if w, ok := any(answer).(warned); ok {
		for _, warning := range w.warnings() {
			kept.Params = append(kept.Params, warning.Params)
		}
	}
	text, err := json.Marshal(kept)
	if err != nil {
		return wrap(err, "write down a reply")
	}
	return wrap(tx.AddReply(Reply{
		UserID: cmd.owner(), Key: cmd.IdempotencyKey, Fingerprint: cmd.Fingerprint, Answer: text,
	}), "store the reply to an idempotency key")
}

// change is one line of the audit trail as a use case tells it.
type change struct {
	action        Action
	object, id    string
	at            time.Time // zero: now
	before, after any       // small structs of ids, states and numbers; nil: nothing to tell
	reason        string
}

// record appends to the audit trail in the name of the command.
func (s *Service) record(tx Tx, cmd Command, c change) error {
	if c.at.IsZero() {
		c.at = s.time()
	}
	event := AuditEvent{
		At: c.at, ActorID: cmd.Actor.UserID, Role: cmd.Actor.Role, Action: c.action,
		Object: c.object, ObjectID: c.id, Reason: c.reason, RequestID: cmd.RequestID,
	}
	for _, part := range []struct {
		value any
		into  *json.RawMessage
	}{{c.before, &event.Before}, {c.after, &event.After}} {
		if part.value == nil {
			continue
		}
		text, err := json.Marshal(part.value)
		if err != nil {
			return wrap(err, "write down %s", c.action)
		}
		*part.into = text
	}
	return wrap(tx.Record(event), "record %s", c.action)
}
