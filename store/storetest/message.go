package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/store"
)

func user(id string, role assessment.Role, area, email string) *assessment.User {
	return &assessment.User{
		ID: id, Username: id, Role: role, Area: area, Email: email, PasswordHash: "none", CreatedAt: noon, Version: 1,
	}
}

func messages(t *testing.T, s *store.Store) {
	populate(t, s, 1)
	message := func(id string) *assessment.Message {
		return &assessment.Message{ID: id, UserID: "u-reviewer", RoundID: "2026", ApplicationID: "a000", Kind: "k", Params: map[string]string{"round": "二〇二六 “年度”"}, At: noon}
	}
	first, second, third := message("m1"), message("m2"), message("m3")
	third.ApplicationID = ""
	update(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.AddMessage(first, false), tx.AddMessage(second, false))
	})
	update(t, s, func(tx assessment.Tx) error { return tx.AddMessage(third, true) })
	update(t, s, func(tx assessment.Tx) error {
		_, err := tx.FindMessage("u-reviewer", "m2")
		return errors.Join(err, tx.AddReadMarks([]string{"m2"}, noon.Add(time.Second)))
	})
	first.Seq, second.Seq, third.Seq, second.ReadAt = 1, 2, 3, noon.Add(time.Second)
	list := func(filter assessment.MessageFilter) []*assessment.Message {
		filter.UserID = "u-reviewer"
		return got(t, s, func(tx assessment.Tx) ([]*assessment.Message, error) { return tx.ListMessages(filter) })
	}
	same(t, []*assessment.Message{third, second, first}, list(assessment.MessageFilter{}))
	same(t, []*assessment.Message{third, first}, list(assessment.MessageFilter{Unread: true}))
	same(t, []*assessment.Message{second}, list(assessment.MessageFilter{Before: 3, Limit: 1}))
	same(t, []*assessment.Message{first}, list(assessment.MessageFilter{Until: 2, Unread: true}))
	same(t, 2, got(t, s, func(tx assessment.Tx) (int, error) { return tx.CountUnread("u-reviewer") }))
	for _, other := range [][2]string{{"u-other", "m1"}, {"u-reviewer", "m9"}, {"u-reviewer", "\x00"}} {
		wantError(t, s, assessment.ErrNotFound, func(tx assessment.Tx) error {
			_, err := tx.FindMessage(other[0], other[1])
			return err
		})
	}
	// What rolls back leaves neither a message nor a gap.
	failed := errors.New("failed")
	if err := s.Update(t.Context(), func(tx assessment.Tx) error { return errors.Join(tx.AddMessage(message("m4"), true), failed) }); !errors.Is(err, failed) {
		t.Errorf("error %v", err)
	}
	if err := s.View(t.Context(), func(tx assessment.Tx) error { return tx.AddMessage(message("m5"), false) }); err == nil {
		t.Error("a view has told something")
	}
	fourth := message("m6")
	update(t, s, func(tx assessment.Tx) error { return tx.AddMessage(fourth, false) })
	if fourth.Seq != 4 {
		t.Errorf("numbered %d", fourth.Seq)
	}
}

func recipients(t *testing.T, s *store.Store) {
	populate(t, s, 2)
	closed := user("u-closed", assessment.RoleLead, "", "")
	closed.Disabled = true
	clerk := user("u-clerk", assessment.RoleEnterprise, "", "a@example.com")
	clerk.EnterpriseID = "e001"
	update(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.CreateUser(user("u-lead", assessment.RoleLead, "", "")), tx.CreateUser(closed), tx.CreateUser(clerk),
			tx.CreateUser(user("u-zhili", assessment.RoleTownship, "织里镇", "")), tx.CreateUser(user("u-far", assessment.RoleTownship, "八里店镇", "")))
	})
	many := make([]string, 0, 500)
	for i := range 499 {
		many = append(many, fmt.Sprintf("e9%03d", i))
	}
	for want, filter := range map[string]assessment.RecipientFilter{
		"":                   {},
		"u-lead":             {Role: assessment.RoleLead},
		"u-zhili":            {Role: assessment.RoleTownship, Area: "织里镇"},
		"u-clerk":            {Enterprises: append(many, "e001")},
		"u-reviewer":         {IDs: []string{"u-reviewer", "u-closed", "u-nobody"}},
		"u-reviewer u-clerk": {IDs: []string{"u-reviewer"}, Enterprises: []string{"e001"}},
	} {
		found := ""
		for i, u := range got(t, s, func(tx assessment.Tx) ([]*assessment.User, error) { return tx.ListRecipients(filter) }) {
			if i > 0 {
				found += " "
			}
			found += u.ID
			if u.ID == "u-clerk" && u.Email != "a@example.com" {
				t.Errorf("the address is %q", u.Email)
			}
		}
		same(t, want, found)
	}
}

func mails(t *testing.T, s *store.Store) {
	populate(t, s, 1)
	for i := range 3 {
		at := noon.Add(time.Duration(i) * time.Minute)
		update(t, s, func(tx assessment.Tx) error {
			return tx.AddMessage(&assessment.Message{ID: fmt.Sprintf("m%d", i), UserID: "u-reviewer", RoundID: "2026", Kind: "k", At: at}, i != 1)
		})
	}
	list := func(filter assessment.MailFilter) []*assessment.Mail {
		return got(t, s, func(tx assessment.Tx) ([]*assessment.Mail, error) { return tx.ListMails(filter) })
	}
	due := list(assessment.MailFilter{State: assessment.MailPending, Due: noon.Add(time.Hour)})
	if len(due) != 2 || due[0].Message.ID != "m0" || due[1].Message.ID != "m2" || due[0].Version != 1 || !due[0].NextTry.Equal(noon) {
		t.Fatalf("due %+v", due)
	}
	if some := list(assessment.MailFilter{State: assessment.MailPending, Due: noon}); len(some) != 1 {
		t.Errorf("due at noon: %d", len(some))
	}
	first, again := due[0], *due[0]
	first.State, first.Tries, first.Problem, first.NextTry, first.UpdatedAt = assessment.MailFailed, 2, assessment.MailRefused, noon.Add(time.Hour), noon.Add(time.Hour)
	update(t, s, func(tx assessment.Tx) error { return tx.UpdateMail(first) })
	wantError(t, s, assessment.ErrStale, func(tx assessment.Tx) error { return tx.UpdateMail(&again) })
	same(t, []*assessment.Mail{first}, list(assessment.MailFilter{State: assessment.MailFailed}))
	for state, want := range map[assessment.MailState]int{assessment.MailPending: 1, assessment.MailFailed: 1, assessment.MailSent: 0} {
		same(t, want, got(t, s, func(tx assessment.Tx) (int, error) { return tx.CountMails(state) }))
	}
}
