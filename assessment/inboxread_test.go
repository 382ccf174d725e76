package assessment_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"wuxing/assessment"
)

// fill puts messages into an inbox.
func (o *office) fill(to assessment.Actor, kinds ...assessment.MessageKind) {
	o.t.Helper()
	must(o.t, o.store.Update(o.t.Context(), func(tx assessment.Tx) error {
		for _, kind := range kinds {
			message := &assessment.Message{
				ID: fmt.Sprintf("m-%08d", o.ids.Add(1)), UserID: to.UserID, RoundID: "2026", Kind: kind, Params: map[string]string{"round": "批次"}, At: opening,
			}
			if err := tx.AddMessage(message, false); err != nil {
				return err
			}
		}
		return nil
	}))
}

func (o *office) inbox(actor assessment.Actor, page assessment.InboxPage) (seqs []int, view *assessment.InboxView) {
	o.t.Helper()
	view, err := o.svc.Inbox(o.t.Context(), actor, page)
	must(o.t, err)
	for _, message := range view.Messages {
		seqs = append(seqs, message.Seq)
	}
	return seqs, view
}

func TestAnInboxIsPagedAndRead(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		const kind = assessment.MessageRoundReopened
		o.fill(o.lead, kind, kind, kind)
		o.fill(o.deputy, kind)
		o.fill(o.lead, kind, kind)
		seqs, view := o.inbox(o.lead, assessment.InboxPage{Limit: 2})
		same(t, []int{5, 4}, seqs)
		if view.Next != 4 || view.Unread != 5 {
			t.Errorf("next %d, unread %d", view.Next, view.Unread)
		}
		third := view.Messages[1].ID
		seqs, view = o.inbox(o.lead, assessment.InboxPage{After: view.Next, Limit: 2})
		same(t, []int{3, 2}, seqs)
		seqs, view = o.inbox(o.lead, assessment.InboxPage{After: view.Next, Limit: 2})
		same(t, []int{1}, seqs)
		if view.Next != 0 {
			t.Errorf("after the end: %d", view.Next)
		}

		mark := func(marks assessment.ReadMarks, want int) {
			t.Helper()
			left, err := o.svc.MarkRead(ctx, by(o.lead), marks)
			must(t, err)
			if left != want {
				t.Errorf("%d left, want %d", left, want)
			}
		}
		newest, _ := o.svc.Inbox(ctx, o.lead, assessment.InboxPage{Limit: 1})
		mark(assessment.ReadMarks{IDs: []string{newest.Messages[0].ID, newest.Messages[0].ID}}, 4)
		o.unchanged(t, func() { mark(assessment.ReadMarks{IDs: []string{newest.Messages[0].ID}}, 4) })
		o.fill(o.lead, kind)
		mark(assessment.ReadMarks{UpTo: third}, 1)
		o.unchanged(t, func() { mark(assessment.ReadMarks{UpTo: third}, 1) })
		seqs, view = o.inbox(o.lead, assessment.InboxPage{Unread: true})
		same(t, []int{6}, seqs)
		if _, all := o.inbox(o.lead, assessment.InboxPage{}); !all.Messages[1].Read || all.Messages[0].Read {
			t.Errorf("marked as %+v", all.Messages)
		}

		// Another's message is not there, and then nothing is marked.
		_, others := o.inbox(o.deputy, assessment.InboxPage{})
		o.unchanged(t, func() {
			for _, marks := range []assessment.ReadMarks{
				{UpTo: others.Messages[0].ID}, {UpTo: "none"}, {IDs: []string{view.Messages[0].ID, others.Messages[0].ID}}, {IDs: []string{"none"}}, {UpTo: "\x00"},
			} {
				_, err := o.svc.MarkRead(ctx, by(o.lead), marks)
				wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
			}
			_, err := o.svc.MarkRead(ctx, by(o.lead), assessment.ReadMarks{})
			same(t, []string{"value_missing up_to"}, problems(err))
			_, err = o.svc.MarkRead(ctx, by(o.lead), assessment.ReadMarks{UpTo: "a", IDs: []string{"b"}})
			same(t, []string{"value_malformed ids"}, problems(err))
			_, err = o.svc.MarkRead(ctx, by(o.lead), assessment.ReadMarks{IDs: make([]string, 201)})
			same(t, []string{"value_too_long ids"}, problems(err))
		})
	})
}

// Twenty at once: numbers without a gap, marks once.
func TestInboxesUnderManyWriters(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		const many = 20
		failed := make(chan error, 2*many)
		for i := range many {
			go func() {
				failed <- o.store.Update(t.Context(), func(tx assessment.Tx) error {
					return errors.Join(
						tx.AddMessage(&assessment.Message{ID: fmt.Sprintf("a%02d", i), UserID: o.lead.UserID, RoundID: "2026", Kind: "k", At: opening}, false),
						tx.AddMessage(&assessment.Message{ID: fmt.Sprintf("b%02d", i), UserID: o.lead.UserID, RoundID: "2026", Kind: "k", At: opening}, false))
				})
			}()
		}
		for range many {
			must(t, <-failed)
		}
		seqs, view := o.inbox(o.lead, assessment.InboxPage{Limit: 200})
		for i, seq := range seqs {
			if seq != 2*many-i {
				t.Fatalf("numbers %v", seqs)
			}
		}
		for range many {
			go func() {
				_, err := o.svc.MarkRead(t.Context(), by(o.lead), assessment.ReadMarks{UpTo: view.Messages[0].ID})
				failed <- err
			}()
		}
		for range many {
			must(t, <-failed)
		}
		if _, view = o.inbox(o.lead, assessment.InboxPage{}); view.Unread != 0 {
			t.Errorf("%d unread", view.Unread)
		}
	})
}

// A step that fails tells nobody; one that is repeated with its key tells once.
func TestWhatDidNotHappenIsNotTold(t *testing.T) {
	o := onSQLite(t)
	clerk := o.enterprise("甲厂")
	id := o.path(clerk, "2026", assessment.StateDraft, facts())
	o.unchanged(t, func() {
		_, err := o.svc.Submit(t.Context(), by(clerk), id, false)
		wantCode(t, err, assessment.KindInvalid, assessment.CodePledgeMissing)
	})
	cmd := by(clerk)
	cmd.IdempotencyKey, cmd.Fingerprint = "key", "print"
	for range 2 {
		_, err := o.svc.Submit(t.Context(), cmd, id, true)
		must(t, err)
	}
	if seqs, _ := o.inbox(o.lead, assessment.InboxPage{}); len(seqs) != 1 {
		t.Errorf("told %d times", len(seqs))
	}
}

func TestAddresses(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	for _, bad := range []string{
		"hr", "hr@", "@example.com", "hr@example", "HR <hr@example.com>", "hr@example.com, b@example.com", "hr@exa mple.com",
		"hr@example.com\r\nBcc: b@example.com", "办公@example.com", `"a b"@example.com`, "hr@[127.0.0.1]", "<hr@example.com>",
	} {
		o.unchanged(t, func() {
			_, err := o.svc.SetContact(ctx, by(o.lead), bad)
			same(t, []string{"value_malformed email"}, problems(err))
			_, err = o.svc.CreateUser(ctx, by(o.admin), assessment.NewUser{Username: "new-one", Role: assessment.RoleLead, Password: "long enough", Email: bad})
			same(t, []string{"value_malformed email"}, problems(err))
		})
	}
	_, err := o.svc.SetContact(ctx, by(o.lead), strings.Repeat("a", 250)+"@example.com")
	same(t, []string{"value_too_long email"}, problems(err))

	cmd := by(o.lead)
	cmd.IdempotencyKey, cmd.Fingerprint = "key", "print-of-planted@example.com"
	user, err := o.svc.SetContact(ctx, cmd, " planted@example.com ")
	must(t, err)
	if user.Email != "planted@example.com" {
		t.Errorf("kept as %q", user.Email)
	}
	cmd = by(o.admin)
	cmd.IdempotencyKey, cmd.Fingerprint = "key", "x"
	_, err = o.svc.CreateUser(ctx, cmd, assessment.NewUser{Username: "new-one", Role: assessment.RoleLead, Password: "long enough", Email: "planted@example.com"})
	must(t, err)
	// The address stands with the account and nowhere else.
	o.noSecrets("planted@example.com")
	o.unchanged(t, func() {
		_, err := o.svc.SetContact(ctx, by(o.lead), "planted@example.com")
		must(t, err)
	})
	user, err = o.svc.SetContact(ctx, by(o.lead), "")
	must(t, err)
	if user.Email != "" {
		t.Errorf("is still %q", user.Email)
	}
}
