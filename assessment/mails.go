package assessment

import (
	"context"
	"errors"
	"net/mail"
	"strings"
	"time"
)

// SendMails makes the service put messages to users with an address among the
// mails that go out. It is called before the service is used.
func (s *Service) SendMails() { s.mails = true }

// isEmail tells whether a text is one plain address: no name beside it, no other
// letters than ASCII, a domain with a dot.
func isEmail(text string) bool {
	address, err := mail.ParseAddress(text)
	if err != nil || address.Address != text || address.Name != "" {
		return false
	}
	_, domain, _ := strings.Cut(text, "@")
	ascii := !strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' })
	return ascii && strings.Contains(domain, ".") && !strings.ContainsAny(text, `"<>()[]\,;:`)
}

// SetContact gives the actor's own account an address for mail, or takes it away
// (""). The audit trail keeps that it did, never the address.
func (s *Service) SetContact(ctx context.Context, cmd Command, email string) (*User, error) {
	email = strings.TrimSpace(email)
	cmd, err := s.withoutSecret(cmd)
	if err != nil {
		return nil, err
	}
	if err := allow(cmd.Actor, ActionSetContact); err != nil {
		return nil, err
	}
	if problems := checkEmail(email); len(problems) > 0 {
		return nil, invalid(problems)
	}
	err = s.changeUser(ctx, cmd, ActionSetContact, cmd.Actor.Username, func(user *User) bool {
		changed := user.Email != email
		user.Email = email
		return changed
	})
	if err != nil {
		return nil, err
	}
	return s.FindUser(ctx, cmd.Actor.UserID)
}

// ClaimMail gives the server the next mail that is due, nil where none is. Each is
// given to one server at a time and comes back after MailLease unless SettleMail is
// told before: a server that dies between sending and saying so sends once more.
func (s *Service) ClaimMail(ctx context.Context) (claimed *OutgoingMail, err error) {
	err = s.store.Update(ctx, func(tx Tx) error {
		now := s.time()
		due, err := tx.ListMails(MailFilter{State: MailPending, Due: now, Limit: claimAmong})
		if err != nil {
			return wrap(err, "list the mails that are due")
		}
		for _, m := range due {
			user, err := tx.FindUserByID(m.Message.UserID)
			if err != nil {
				return wrap(err, "find user %s", m.Message.UserID)
			}
			gone := user.Disabled || user.Email == ""
			if gone {
				m.State, m.Problem = MailFailed, MailGone
			} else {
				m.Tries++
			}
			m.NextTry, m.UpdatedAt = now.Add(MailLease), now
			if err := tx.UpdateMail(m); err != nil {
				if errors.Is(err, ErrStale) { // another server was faster
					continue
				}
				return wrap(err, "claim mail %s", m.Message.ID)
			}
			if !gone {
				claimed = &OutgoingMail{Mail: m, Address: user.Email}
				return nil
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return claimed, nil
}

// claimAmong is how many mails are looked at for one that no other server has taken.
const claimAmong = 20

// SettleMail says what came of a claimed mail; problem "" means that it was sent.
// What may pass is tried again later, until MailLifetime is over. A claim that has
// run out changes nothing: the mail is another server's.
func (s *Service) SettleMail(ctx context.Context, m *Mail, problem MailProblem) error {
	return s.store.Update(ctx, func(tx Tx) error {
		settled := *m
		settled.Problem, settled.UpdatedAt = problem, s.time()
		switch delay := mailDelay(m.Tries); {
		case problem == "":
			settled.State = MailSent
		case problem == MailRefused:
			settled.State = MailFailed
		case settled.UpdatedAt.Add(delay).Sub(m.CreatedAt) > MailLifetime:
			settled.State, settled.Problem = MailFailed, MailExpired
		default:
			settled.NextTry = settled.UpdatedAt.Add(delay)
		}
		err := tx.UpdateMail(&settled)
		if errors.Is(err, ErrStale) {
			return nil
		}
		return wrap(err, "settle mail %s", m.Message.ID)
	})
}

// mailDelay is how long to wait after so many tries.
func mailDelay(tries int) time.Duration {
	delay := firstMailDelay
	for range max(tries-1, 0) {
		delay = min(2*delay, longestMailDelay)
	}
	return delay
}

// Mails lists at most limit mails of a state, changed last first.
func (s *Service) Mails(ctx context.Context, actor Actor, state MailState, limit int) ([]MailView, error) {
	return read(ctx, s, actor, ActionListMails, func(tx Tx) ([]MailView, error) {
		mails, err := tx.ListMails(MailFilter{State: state, Limit: limit})
		if err != nil {
			return nil, wrap(err, "list mails")
		}
		views := []MailView{}
		for _, m := range mails {
			user, err := tx.FindUserByID(m.Message.UserID)
			if err != nil {
				return nil, wrap(err, "find user %s", m.Message.UserID)
			}
			view := MailView{
				Message: m.Message.ID, Username: user.Username, Kind: m.Message.Kind, State: m.State, Tries: m.Tries,
				Problem: m.Problem, CreatedAt: m.CreatedAt,
			}
			if m.State == MailPending {
				view.NextTry = &m.NextTry
			}
			views = append(views, view)
		}
		return views, nil
	})
}

// CountMails says how many mails wait, and how many were given up.
func (s *Service) CountMails(ctx context.Context, actor Actor) (pending, failed int, err error) {
	counts, err := read(ctx, s, actor, ActionListMails, func(tx Tx) (counts [2]int, err error) {
		for i, state := range []MailState{MailPending, MailFailed} {
			if counts[i], err = tx.CountMails(state); err != nil {
				return counts, wrap(err, "count mails")
			}
		}
		return counts, nil
	})
	return counts[0], counts[1], err
}
