package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"time"

	gomail "github.com/wneessen/go-mail"

	"wuxing/assessment"
)

// exchangeTime is how long a server may take to answer.
const exchangeTime = 20 * time.Second

// sender is a connection to the mail server, opened when the first mail goes out.
type sender struct {
	server Server
	tls    *tls.Config // nil: the machine's authorities
	client *gomail.Client
}

// send sends one mail and says what came of it; "" is sent. After anything else the
// connection is begun anew with the next mail.
func (s *sender) send(ctx context.Context, msg *gomail.Msg) assessment.MailProblem {
	if s.client == nil {
		client, err := s.dial(ctx)
		if err != nil {
			return assessment.MailUnreachable
		}
		s.client = client
	}
	err := s.client.Send(msg)
	if err != nil {
		s.close()
	}
	// What a server has taken is sent, even if it then says something odd.
	if err == nil || msg.IsDelivered() {
		return ""
	}
	return problemOf(err)
}

func (s *sender) dial(ctx context.Context) (*gomail.Client, error) {
	options := []gomail.Option{gomail.WithPort(s.server.Port), gomail.WithTimeout(exchangeTime)}
	switch s.server.TLS {
	case Implicit:
		options = append(options, gomail.WithSSL())
	case StartTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if s.server.User != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(s.server.User), gomail.WithPassword(s.server.Password))
	}
	if s.tls != nil {
		options = append(options, gomail.WithTLSConfig(s.tls))
	}
	client, err := gomail.NewClient(s.server.Host, options...)
	if err != nil {
		return nil, err
	}
	return client, client.DialWithContext(ctx)
}

// close ends the connection; whether the server hears of it does not matter.
func (s *sender) close() {
	if s.client != nil {
		_ = s.client.Close()
	}
	s.client = nil
}

// problemOf reads what went wrong. Only the addressee or the mail itself can be
// refused for good; a sender that is not let in is a setting to be mended, and a
// mail waits for that.
func problemOf(err error) assessment.MailProblem {
	var failed *gomail.SendError
	if !errors.As(err, &failed) {
		return assessment.MailUnreachable
	}
	switch failed.Reason {
	case gomail.ErrSMTPRcptTo, gomail.ErrSMTPData, gomail.ErrSMTPDataClose:
		if failed.ErrorCode() >= 500 {
			return assessment.MailRefused
		}
		return assessment.MailDeferred
	case gomail.ErrSMTPMailFrom:
		return assessment.MailDeferred
	}
	return assessment.MailUnreachable
}
