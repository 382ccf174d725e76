package mail_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"wuxing/assessment"
	"wuxing/internal/testsmtp"
	"wuxing/mail"
)

func TestAMailArrives(t *testing.T) {
	o := newOffice(t, t.TempDir())
	server := testsmtp.Start(t, testsmtp.Options{})
	o.tell()
	worker := o.worker(server)
	o.sends(worker, 1)
	o.sends(worker, 0)
	mails := server.Mails()
	if len(mails) != 1 || mails[0].To != clerkAddress || mails[0].From != "office@example.com" {
		t.Fatalf("mails %+v", mails)
	}
	header, subject, text := read(t, mails[0])
	if !utf8.ValidString(text) || !strings.HasPrefix(text, "“二〇二六年度��Bcc: thief@example.com”已为贵企业延期（申报）") || !strings.Contains(text, "https://wuxing.example.com/\r\n") {
		t.Errorf("text %q", text)
	}
	if !strings.HasSuffix(subject, "：有一条新消息") || strings.ContainsAny(subject, "\r\n") {
		t.Errorf("subject %q", subject)
	}
	for name, want := range map[string]string{"Bcc": "", "Cc": "", "To": "<hr@example.com>", "Auto-Submitted": "auto-generated", "User-Agent": "", "X-Mailer": ""} {
		if got := header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if id := header.Get("Message-ID"); !strings.HasSuffix(id, "@example.com>") {
		t.Errorf("message id %q", id)
	}
	if kind := header.Get("Content-Type"); !strings.HasPrefix(kind, "text/plain") || !strings.Contains(strings.ToLower(kind), "utf-8") {
		t.Errorf("content type %q", kind)
	}
	for _, line := range strings.Split(mails[0].Data, "\n") {
		if strings.HasPrefix(line, "Bcc") {
			t.Errorf("a header was smuggled in: %q", line)
		}
	}
	if got := o.states(); got != "sent 1 " {
		t.Errorf("states %q", got)
	}
}

// A name that comes past all checks into the row still begins no header.
func TestLineBreaksInStoredWordsBeginNoHeader(t *testing.T) {
	o := newOffice(t, t.TempDir())
	server := testsmtp.Start(t, testsmtp.Options{})
	message := &assessment.Message{
		ID: "m1", UserID: "u-clerk", RoundID: "2026", Kind: assessment.MessagePublished, At: start,
		Params: map[string]string{"round": "a\r\nBcc: thief@example.com\r\n\r\nbody"},
	}
	must(t, o.store.Update(t.Context(), func(tx assessment.Tx) error { return tx.AddMessage(message, true) }))
	o.sends(o.worker(server), 1)
	header, subject, _ := read(t, server.Mails()[0])
	if header.Get("Bcc") != "" || header.Get("Auto-Submitted") == "" || !strings.Contains(subject, "Bcc: thief@example.com") {
		t.Errorf("subject %q, header %v", subject, header)
	}
}

func TestNothingWaitsWithoutSettings(t *testing.T) {
	o := newOffice(t, t.TempDir())
	quiet := o.service() // as a server without --smtp
	o.tellBy(quiet)
	if got := o.states(); got != "" {
		t.Errorf("states %q", got)
	}
	inbox, err := quiet.Inbox(t.Context(), o.clerk, assessment.InboxPage{})
	must(t, err)
	if len(inbox.Messages) != 1 {
		t.Errorf("%d messages", len(inbox.Messages))
	}
}

// A server that is down is tried again, later and later, then given up.
func TestAServerThatIsDown(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		server := testsmtp.Start(t, testsmtp.Options{})
		server.Stop()
		o.tell()
		worker := o.worker(server)
		o.sends(worker, 0)
		if got := o.states(); got != "pending 1 unreachable" {
			t.Errorf("states %q", got)
		}
		server.Restart(t)
		o.sends(worker, 0) // not due yet
		o.pass(time.Minute)
		o.sends(worker, 1)
		if got := o.states(); got != "sent 2 " {
			t.Errorf("states %q", got)
		}

		server.Stop()
		o.tell()
		tries, last := 0, ""
		for range 200 {
			o.sends(worker, 0)
			o.pass(time.Hour)
			if last = o.states(); strings.Contains(last, "failed") {
				break
			}
			tries++
		}
		if !strings.HasPrefix(last, "sent 2 ; failed ") || !strings.HasSuffix(last, " expired") || tries < 60 || tries > 72 {
			t.Errorf("after %d hours: %q", tries, last)
		}
		if n := strings.Count(last, "failed 1 "); n != 0 {
			t.Errorf("given up at once: %q", last)
		}
	})
}

func TestRefusals(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		var log bytes.Buffer
		server := testsmtp.Start(t, testsmtp.Options{})
		worker := o.worker(server, func(c *mail.Config) { c.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
		server.Refuse(clerkAddress, 451)
		o.tell()
		o.sends(worker, 0)
		if got := o.states(); got != "pending 1 deferred" {
			t.Errorf("states %q", got)
		}
		server.Refuse(clerkAddress, 550)
		o.pass(time.Minute)
		o.sends(worker, 0)
		if got := o.states(); got != "failed 2 refused" {
			t.Errorf("states %q", got)
		}
		admin := assessment.Actor{UserID: "u-admin", Role: assessment.RoleAdmin}
		failed, err := o.svc.Mails(t.Context(), admin, assessment.MailFailed, 10)
		must(t, err)
		if len(failed) != 1 || failed[0].Username != "clerk" || failed[0].Problem != assessment.MailRefused || failed[0].NextTry != nil {
			t.Errorf("failed %+v", failed)
		}
		server.Refuse(clerkAddress, 0)
		// Another mail to somebody else is not held up, and one to nobody is given up.
		o.tell()
		_, err = o.svc.SetContact(t.Context(), assessment.Command{Actor: o.clerk}, "")
		must(t, err)
		o.sends(worker, 0)
		if got := o.states(); got != "failed 0 gone; failed 2 refused" && got != "failed 2 refused; failed 0 gone" {
			t.Errorf("states %q", got)
		}
		if pending, failures, err := o.svc.CountMails(t.Context(), admin); err != nil || pending != 0 || failures != 2 {
			t.Errorf("%d wait, %d failed, %v", pending, failures, err)
		}
		if strings.Contains(log.String(), "example.com") || !strings.Contains(log.String(), "refused") {
			t.Errorf("the log says\n%s", log.String())
		}
	})
}

// Two workers at once send each mail once.
func TestTwoWorkersSendOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		server := testsmtp.Start(t, testsmtp.Options{})
		const many = 30
		for range many {
			o.tell()
		}
		workers := []*mail.Worker{o.worker(server), o.worker(server)}
		for strings.Contains(o.states(), "pending") {
			var wg sync.WaitGroup
			for _, worker := range workers {
				wg.Go(func() {
					if _, err := worker.Pass(t.Context()); err != nil && !assessment.IsKind(err, assessment.KindConflict) {
						t.Error(err)
					}
				})
			}
			wg.Wait()
		}
		seen := make(map[string]int)
		for _, m := range server.Mails() {
			header, _, _ := read(t, m)
			seen[header.Get("Message-ID")]++
		}
		for id, n := range seen {
			if n != 1 {
				t.Errorf("%s was sent %d times", id, n)
			}
		}
		if len(seen) != many {
			t.Errorf("%d mails, want %d", len(seen), many)
		}
	})
}

// A claim that nobody settles comes back, and whoever held it can no longer settle.
func TestAClaimRunsOut(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		o.tell()
		first, err := o.svc.ClaimMail(t.Context())
		must(t, err)
		if none, err := o.svc.ClaimMail(t.Context()); err != nil || none != nil {
			t.Errorf("claimed twice: %+v %v", none, err)
		}
		o.pass(assessment.MailLease)
		second, err := o.svc.ClaimMail(t.Context())
		must(t, err)
		if second == nil || second.Mail.Message.ID != first.Mail.Message.ID || second.Mail.Tries != 2 {
			t.Fatalf("claimed %+v", second)
		}
		must(t, o.svc.SettleMail(t.Context(), first.Mail, ""))
		if got := o.states(); got != "pending 2 " {
			t.Errorf("the first has settled: %q", got)
		}
		must(t, o.svc.SettleMail(t.Context(), second.Mail, ""))
		if got := o.states(); got != "sent 2 " {
			t.Errorf("states %q", got)
		}
	})
}

func TestProtectedConnections(t *testing.T) {
	for name, test := range map[string]struct {
		server   testsmtp.Options
		tls      mail.TLS
		user     string
		password string
		trusted  bool
		sent     int
	}{
		"starttls":                        {testsmtp.Options{TLS: true}, mail.StartTLS, "", "", true, 1},
		"starttls with a sign-in":         {testsmtp.Options{TLS: true, Password: "right"}, mail.StartTLS, "office", "right", true, 1},
		"implicit with a sign-in":         {testsmtp.Options{Implicit: true, Password: "right"}, mail.Implicit, "office", "right", true, 1},
		"a wrong password":                {testsmtp.Options{TLS: true, Password: "right"}, mail.StartTLS, "office", "wrong", true, 0},
		"a server that is not known":      {testsmtp.Options{TLS: true}, mail.StartTLS, "", "", false, 0},
		"implicit, not known":             {testsmtp.Options{Implicit: true}, mail.Implicit, "", "", false, 0},
		"a server without TLS":            {testsmtp.Options{}, mail.StartTLS, "", "", true, 0},
		"no sign-in where one is needed":  {testsmtp.Options{TLS: true, Password: "right"}, mail.StartTLS, "", "", true, 0},
		"no password over an open line":   {testsmtp.Options{Password: "right"}, mail.None, "office", "right", true, 0},
		"an open line, on purpose":        {testsmtp.Options{}, mail.None, "", "", true, 1},
		"an open line beside offered TLS": {testsmtp.Options{TLS: true}, mail.None, "", "", true, 1},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, t.TempDir())
			server := testsmtp.Start(t, test.server)
			o.tell()
			o.sends(o.worker(server, func(c *mail.Config) {
				c.Server.TLS, c.Server.User, c.Server.Password = test.tls, test.user, test.password
				if test.trusted {
					c.TLS = server.TLS
				}
			}), test.sent)
			mails := server.Mails()
			if len(mails) != test.sent {
				t.Fatalf("%d mails", len(mails))
			}
			if test.sent == 1 && (mails[0].TLS != (test.tls != mail.None) || mails[0].User != test.user) {
				t.Errorf("sent as %+v", mails[0])
			}
			if test.sent == 0 && !strings.HasPrefix(o.states(), "pending 1 ") {
				t.Errorf("what is to be mended has become %q", o.states())
			}
		})
	}
}

// Run ends with its context, also while there is more to send.
func TestRunEndsWithItsContext(t *testing.T) {
	o := newOffice(t, t.TempDir())
	server := testsmtp.Start(t, testsmtp.Options{})
	for range 3 {
		o.tell()
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { o.worker(server).Run(ctx); close(done) }()
	for len(server.Mails()) == 0 {
		time.Sleep(time.Millisecond)
	}
	cancel()
	<-done
	if sent, pending := strings.Count(o.states(), "sent"), strings.Count(o.states(), "pending"); sent != len(server.Mails()) || sent+pending != 3 {
		t.Errorf("%d mails taken, states %q", len(server.Mails()), o.states())
	}
}
