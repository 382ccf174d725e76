package mail

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net/mail"
	"time"

	"wuxing/assessment"
)

// Outbox is where mails come from; assessment.Service is one. A claimed mail is
// the worker's alone for assessment.MailLease.
type Outbox interface {
	ClaimMail(ctx context.Context) (*assessment.OutgoingMail, error)
	SettleMail(ctx context.Context, mail *assessment.Mail, problem assessment.MailProblem) error
}

// Config is everything the worker needs; cmd fills it.
type Config struct {
	Server    Server
	From      string // address of the sender, with or without a name
	PublicURL string // under which users know the server
	Outbox    Outbox
	Logger    *slog.Logger     // nil: none. Never told an address or what a server answers
	Now       func() time.Time // nil: the clock
	TLS       *tls.Config      // nil: the machine's authorities
}

// Worker sends mails one after the other.
type Worker struct {
	config Config
	from   *mail.Address
}

// How often a worker looks, and how long a mail that is under way may still take
// when it is told to stop.
const (
	lookEvery = 5 * time.Second
	grace     = 5 * time.Second
)

// New checks the settings (ErrFrom, ErrPublicURL).
func New(config Config) (*Worker, error) {
	from, err := parseFrom(config.From)
	if err != nil {
		return nil, err
	}
	if config.PublicURL, err = parsePublicURL(config.PublicURL); err != nil {
		return nil, err
	}
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	return &Worker{config: config, from: from}, nil
}

// Run sends what is due and looks again, until ctx ends.
func (w *Worker) Run(ctx context.Context) {
	for {
		if _, err := w.Pass(ctx); err != nil && ctx.Err() == nil {
			w.config.Logger.Error("mails", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(lookEvery):
		}
	}
}

// Pass sends what is due now and says how many went out. It ends early where the
// server cannot be reached: the rest waits for the next one.
func (w *Worker) Pass(ctx context.Context) (sent int, err error) {
	s := &sender{server: w.config.Server, tls: w.config.TLS}
	defer func() { s.close() }()
	for ctx.Err() == nil {
		out, err := w.config.Outbox.ClaimMail(ctx)
		if err != nil || out == nil {
			return sent, err
		}
		problem, done := w.sendOne(ctx, s, out)
		if !done {
			s = &sender{} // the exchange under way keeps the old one
			return sent, nil
		}
		// What happened is written down also while the server stops.
		if err := w.config.Outbox.SettleMail(context.WithoutCancel(ctx), out.Mail, problem); err != nil {
			return sent, err
		}
		if problem == "" {
			sent++
			continue
		}
		w.config.Logger.Warn("mail not sent", slog.String("message", out.Mail.Message.ID), slog.String("problem", string(problem)), slog.Int("tries", out.Mail.Tries))
		if problem == assessment.MailUnreachable {
			return sent, nil
		}
	}
	return sent, nil
}

// sendOne sends one mail. done is false where the worker has to stop before the
// server has answered: then nobody knows, and it is sent again when the claim ends.
func (w *Worker) sendOne(ctx context.Context, s *sender, out *assessment.OutgoingMail) (problem assessment.MailProblem, done bool) {
	msg, err := letter(w.from, w.config.PublicURL, out, w.config.Now())
	if err != nil { // an address that no mail can be written to
		w.config.Logger.Error("mail not written", slog.String("message", out.Mail.Message.ID))
		return assessment.MailRefused, true
	}
	result := make(chan assessment.MailProblem, 1)
	go func() { result <- s.send(ctx, msg) }()
	select {
	case problem = <-result:
		return problem, true
	case <-ctx.Done():
	}
	select {
	case problem = <-result:
		return problem, true
	case <-time.After(grace):
		return "", false
	}
}

// String names the server without secrets, for the log.
func (s Server) String() string { return fmt.Sprintf("%s:%d, tls %s", s.Host, s.Port, s.TLS) }
