package mail_test

import (
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/internal/testpg"
	"wuxing/internal/testsmtp"
	"wuxing/mail"
	"wuxing/scoring"
	"wuxing/store"
)

const clerkAddress = "hr@example.com"

// roundName is hostile: it tries to begin a header of its own.
const roundName = "二〇二六年度\r\nBcc: thief@example.com"

// office has a lead, a clerk with an address, and a clock that tests set.
type office struct {
	t     *testing.T
	store *store.Store
	svc   *assessment.Service
	clock atomic.Int64 // microseconds
	ids   atomic.Int64
	until time.Time
	lead  assessment.Actor
	clerk assessment.Actor
}

var start = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

func onBoth(t *testing.T, test func(t *testing.T, o *office)) {
	t.Run("sqlite", func(t *testing.T) { test(t, newOffice(t, t.TempDir())) })
	t.Run("postgres", func(t *testing.T) { test(t, newOffice(t, testpg.Database(t))) })
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newOffice(t *testing.T, address string) *office {
	t.Helper()
	s, err := store.Open(t.Context(), address, store.Options{Keys: testpg.Folder(address)})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	o := &office{t: t, store: s, until: start.Add(60 * 24 * time.Hour)}
	o.clock.Store(start.UnixMicro())
	o.svc = o.service()
	o.svc.SendMails()
	card, _ := scoring.Cards().Card(scoring.DefaultCardID)
	enterprise := &assessment.Enterprise{ID: "e1", Name: "甲厂", USCC: "91330502MA2B00001R", Township: "织里镇", CreatedAt: start}
	lead := &assessment.User{ID: "u-lead", Username: "lead", Role: assessment.RoleLead, PasswordHash: "none", Email: "lead@example.com", CreatedAt: start, Version: 1}
	clerk := &assessment.User{ID: "u-clerk", Username: "clerk", Role: assessment.RoleEnterprise, EnterpriseID: "e1", PasswordHash: "none", Email: clerkAddress, CreatedAt: start, Version: 1}
	round := &assessment.Round{ID: "2026", Name: roundName, Year: 2026, CardID: card.ID, CardHash: card.Hash(), ClosesAt: start.Add(24 * time.Hour), Settings: assessment.DefaultSettings(), State: assessment.RoundOpen, CreatedAt: start, Version: 1}
	must(t, s.Update(t.Context(), func(tx assessment.Tx) error {
		for _, step := range []error{tx.CreateEnterprise(enterprise), tx.CreateUser(lead), tx.CreateUser(clerk), tx.CreateRound(round)} {
			if step != nil {
				return step
			}
		}
		return nil
	}))
	o.lead, o.clerk = lead.Actor(), clerk.Actor()
	return o
}

func (o *office) service() *assessment.Service {
	return assessment.NewService(o.store, store.NewFiles(o.t.TempDir()), scoring.Cards(),
		func() time.Time { return time.UnixMicro(o.clock.Load()).UTC() },
		func() string { return fmt.Sprintf("id-%08d", o.ids.Add(1)) })
}

func (o *office) pass(by time.Duration) { o.clock.Add(by.Microseconds()) }

// tell makes one message, with a mail, to the clerk.
func (o *office) tell() { o.tellBy(o.svc) }

func (o *office) tellBy(svc *assessment.Service) {
	o.t.Helper()
	o.until = o.until.Add(24 * time.Hour)
	_, err := svc.Extend(o.t.Context(), assessment.Command{Actor: o.lead}, "2026", assessment.NewExtension{
		USCC: "91330502MA2B00001R", Window: assessment.WindowApplication, Until: o.until, Reason: "厂房受灾须延期",
	})
	must(o.t, err)
}

func (o *office) worker(server *testsmtp.Server, alter ...func(*mail.Config)) *mail.Worker {
	o.t.Helper()
	config := mail.Config{
		Server: mail.Server{Host: server.Host, Port: server.Port, TLS: mail.None}, From: "遴选办 <office@example.com>", PublicURL: "https://wuxing.example.com",
		Outbox: o.svc, Now: func() time.Time { return time.UnixMicro(o.clock.Load()) },
	}
	for _, fn := range alter {
		fn(&config)
	}
	worker, err := mail.New(config)
	must(o.t, err)
	return worker
}

func (o *office) sends(worker *mail.Worker, want int) {
	o.t.Helper()
	sent, err := worker.Pass(o.t.Context())
	must(o.t, err)
	if sent != want {
		o.t.Errorf("%d sent, want %d", sent, want)
	}
}

// states counts the mails by state, and lists what is the matter with the rest.
func (o *office) states() string {
	o.t.Helper()
	var told []string
	must(o.t, o.store.View(o.t.Context(), func(tx assessment.Tx) error {
		for _, state := range []assessment.MailState{assessment.MailPending, assessment.MailSent, assessment.MailFailed} {
			mails, err := tx.ListMails(assessment.MailFilter{State: state})
			if err != nil {
				return err
			}
			for _, m := range mails {
				told = append(told, fmt.Sprintf("%s %d %s", m.State, m.Tries, m.Problem))
			}
		}
		return nil
	}))
	return strings.Join(told, "; ")
}

// read takes a mail apart as a mail program does.
func read(t *testing.T, m testsmtp.Mail) (header netmail.Header, subject, text string) {
	t.Helper()
	parsed, err := netmail.ReadMessage(strings.NewReader(m.Data))
	must(t, err)
	subject, err = new(mime.WordDecoder).DecodeHeader(parsed.Header.Get("Subject"))
	must(t, err)
	body, err := io.ReadAll(quotedprintable.NewReader(parsed.Body))
	must(t, err)
	return parsed.Header, subject, string(body)
}
