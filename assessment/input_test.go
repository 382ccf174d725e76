package assessment_test

import (
	"strings"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/store"
)

func TestAccounts(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		user, err := o.svc.CreateUser(ctx, by(o.operator), assessment.NewUser{
			Username: " Clerk.One ", DisplayName: "王五", Role: assessment.RoleEnterprise, Password: "织里童装密码二十四字以上不怕七十二字节限制织里童装",
			Enterprise: &scoring.Enterprise{Name: "甲厂", USCC: "91330502MA2B00001R", Township: "织里镇"},
		})
		must(t, err)
		if user.Username != "clerk.one" || user.EnterpriseID == "" || !strings.HasPrefix(user.PasswordHash, "$argon2id$v=19$m=19456,t=2,p=1$") {
			t.Errorf("user %+v", user)
		}
		got, err := o.svc.Authenticate(ctx, assessment.Credentials{Username: "CLERK.one", Password: "织里童装密码二十四字以上不怕七十二字节限制织里童装", RequestID: "req"})
		must(t, err)
		same(t, user, got)
		for name, password := range map[string]string{
			"clerk.one": "织里童装密码二十四字以上不怕七十二字节限制织里童X", "nobody": "password", "": "", "\x00\xff": "password",
		} {
			before := o.counts()["audit_events"]
			_, err := o.svc.Authenticate(ctx, assessment.Credentials{Username: name, Password: password, RequestID: "req"})
			wantCode(t, err, assessment.KindUnauthenticated, assessment.CodeBadCredentials)
			if after := o.counts()["audit_events"]; after != before+1 {
				t.Errorf("a failed login made %d events", after-before)
			}
		}
		_, err = o.svc.CreateUser(ctx, by(o.admin), assessment.NewUser{Username: "clerk.ONE", Role: assessment.RoleReviewer, Password: "a good one"})
		wantCode(t, err, assessment.KindConflict, assessment.CodeUserExists)
		second, err := o.svc.CreateUser(ctx, by(o.admin), assessment.NewUser{
			Username: "clerk.two", Role: assessment.RoleEnterprise, Password: "a good one",
			Enterprise: &scoring.Enterprise{Name: "甲厂(旧名)", USCC: "91330502MA2B00001R"},
		})
		must(t, err)
		if second.EnterpriseID != user.EnterpriseID {
			t.Error("one code, two enterprises")
		}
		must(t, o.svc.SetPassword(ctx, by(o.admin), "clerk.one", "new password"))
		_, err = o.svc.Authenticate(ctx, assessment.Credentials{Username: "clerk.one", Password: "new password", RequestID: "req"})
		must(t, err)
		must(t, o.svc.DisableUser(ctx, by(o.admin), "clerk.one"))
		o.unchanged(t, func() { must(t, o.svc.DisableUser(ctx, by(o.admin), "clerk.one")) })
		_, err = o.svc.Authenticate(ctx, assessment.Credentials{Username: "clerk.one", Password: "new password", RequestID: "req"})
		wantCode(t, err, assessment.KindUnauthenticated, assessment.CodeBadCredentials)
		for _, id := range []string{user.ID, "none", "\x00"} {
			_, err = o.svc.FindUser(ctx, id)
			wantCode(t, err, assessment.KindUnauthenticated, assessment.CodeUnauthenticated)
		}
		wantCode(t, o.svc.SetPassword(ctx, by(o.admin), "none", "a good long one"), assessment.KindNotFound, assessment.CodeNotFound)
		wantCode(t, o.svc.SetPassword(ctx, by(o.admin), "clerk.two", "1234567"), assessment.KindInvalid, assessment.CodeInvalidInput)
		must(t, o.svc.Logout(ctx, by(second.Actor())))
		o.noSecrets("12345678", "new password", "织里童装密码")
	})
}

// noSecrets looks for passwords in what is kept for long.
func (o *office) noSecrets(secrets ...string) {
	o.t.Helper()
	rows, err := o.raw.QueryContext(o.t.Context(), "SELECT before || after || reason || object_id FROM audit_events UNION ALL SELECT fingerprint || answer FROM replies")
	must(o.t, err)
	defer rows.Close()
	for rows.Next() {
		var text string
		must(o.t, rows.Scan(&text))
		for _, secret := range append(secrets, "argon2id") {
			if strings.Contains(text, secret) {
				o.t.Errorf("kept in clear: %s", text)
			}
		}
	}
	must(o.t, rows.Err())
}

func TestARepeatedAccountKeepsNoSecret(t *testing.T) {
	o := onSQLite(t)
	o.svc.UseSecrets(store.NewSecrets(t.TempDir()))
	cmd := by(o.admin)
	cmd.IdempotencyKey, cmd.Fingerprint = "k", "hash of the body with the password"
	wanted := assessment.NewUser{Username: "new-user", Role: assessment.RoleLead, Password: "a good one"}
	first, err := o.svc.CreateUser(t.Context(), cmd, wanted)
	must(t, err)
	again, err := o.svc.CreateUser(t.Context(), cmd, wanted)
	must(t, err)
	if again.ID != first.ID || again.PasswordHash != "" {
		t.Errorf("repeated as %+v", again)
	}
	o.noSecrets("hash of the body", "12345678")
}

func TestBadAccountsAndRounds(t *testing.T) {
	o := onSQLite(t)
	for _, test := range []struct {
		name string
		new  assessment.NewUser
		want []string
	}{
		{"nothing", assessment.NewUser{}, []string{"value_too_short username", "value_not_allowed role", "value_too_short password"}},
		{"everything wrong", assessment.NewUser{
			Username: "王 五 six", DisplayName: strings.Repeat("长", 65), Role: assessment.RoleEnterprise, Password: strings.Repeat("x", 129),
			Enterprise: &scoring.Enterprise{USCC: "123"},
		}, []string{"value_malformed username", "value_too_long display_name", "value_missing enterprise.name", "uscc_form enterprise.uscc", "value_too_long password"}},
		{"no enterprise", assessment.NewUser{Username: "abc", Role: assessment.RoleEnterprise, Password: "a good one"}, []string{"value_missing enterprise"}},
		{
			"an enterprise for a reviewer",
			assessment.NewUser{Username: "abc", Role: assessment.RoleReviewer, Password: "a good one", Enterprise: &scoring.Enterprise{}},
			[]string{"not_for_role enterprise"},
		},
		{"the console is no account", assessment.NewUser{Username: "abc", Role: assessment.RoleOperator, Password: "a good one"}, []string{"value_not_allowed role"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			o.unchanged(t, func() {
				_, err := o.svc.CreateUser(t.Context(), by(o.admin), test.new)
				same(t, test.want, problems(err))
			})
		})
	}
	for _, test := range []struct {
		name string
		new  assessment.NewRound
		want []string
	}{
		{"nothing", assessment.NewRound{}, []string{"value_missing id", "value_missing name", "value_not_allowed year", "unknown_card card"}},
		{
			"everything wrong",
			assessment.NewRound{ID: "2026/春", Name: strings.Repeat("长", 101), Year: 2101, CardID: "x", OpensAt: opening, ClosesAt: opening, Quota: -1},
			[]string{"value_malformed id", "value_too_long name", "value_not_allowed year", "unknown_card card", "window_reversed closes_at", "value_not_allowed quota"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			o.unchanged(t, func() {
				_, err := o.svc.CreateRound(t.Context(), by(o.admin), test.new)
				same(t, test.want, problems(err))
			})
		})
	}
	_, err := o.svc.CreateRound(t.Context(), by(o.admin), assessment.NewRound{ID: "2026", Name: "again", Year: 2026, CardID: o.card.ID})
	wantCode(t, err, assessment.KindConflict, assessment.CodeRoundExists)
}

func TestTheWindowIsHeldAgainstTheServersClock(t *testing.T) {
	o := onSQLite(t)
	o.closes("2026")
	clerk := o.enterprise("甲厂")
	closes := opening.Add(30 * 24 * time.Hour)
	create := func(at time.Time) error {
		o.set(at)
		_, err := o.svc.CreateApplication(t.Context(), by(clerk), "2026", answers(facts(), nil))
		return err
	}
	wantCode(t, create(opening.Add(-time.Microsecond)), assessment.KindConflict, assessment.CodeRoundNotYetOpen)
	wantCode(t, create(closes), assessment.KindConflict, assessment.CodeRoundClosed)
	must(t, create(opening))
	heads, err := o.svc.ListApplications(t.Context(), clerk, assessment.ApplicationFilter{})
	must(t, err)
	id := heads[0].ID
	o.set(closes)
	_, err = o.svc.Submit(t.Context(), by(clerk), id, true)
	wantCode(t, err, assessment.KindConflict, assessment.CodeRoundClosed)
	o.set(closes.Add(-time.Microsecond))
	_, err = o.svc.Submit(t.Context(), by(clerk), id, true)
	must(t, err)
	// What is sent back may come again after the window.
	o.set(closes.Add(time.Hour))
	_, err = o.svc.Return(t.Context(), by(o.reviewer), id, assessment.NewReturn{Indicators: []string{"titles"}, Reason: "请补充证书"})
	must(t, err)
	_, err = o.svc.Submit(t.Context(), by(clerk), id, true)
	must(t, err)
}

// Refused input of every kind leaves no trace, not even in the audit trail.
func TestRefusedInputStoresNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		clerk, fresh := o.enterprise("甲厂"), o.enterprise("乙厂")
		draft := o.path(clerk, "2026", assessment.StateDraft, facts())
		submitted := o.path(o.enterprise("丙厂"), "2026", assessment.StateSubmitted, facts())
		stale := by(clerk)
		stale.Version = 9
		create := func(read assessment.ReadAnswers) error {
			_, err := o.svc.CreateApplication(ctx, by(fresh), "2026", read)
			return err
		}
		giveBack := func(ret assessment.NewReturn) error {
			_, err := o.svc.Return(ctx, by(o.reviewer), submitted, ret)
			return err
		}
		for _, test := range []struct {
			name string
			do   func() error
			kind assessment.Kind
			code string
			want []string
		}{
			{"facts that contradict each other", func() error {
				return create(answers(facts(map[string]any{"skilled_workers": 401, "apprentices": -1}), nil))
			}, assessment.KindInvalid, assessment.CodeInvalidInput, []string{"negative facts.apprentices", "facts_contradict facts.skilled_workers"}},
			{"another enterprise's code", func() error {
				return create(answers(facts(), &scoring.Enterprise{USCC: uscc("甲厂")}))
			}, assessment.KindInvalid, assessment.CodeInvalidInput, []string{"other_enterprise enterprise.uscc"}},
			{"no such round", func() error {
				_, err := o.svc.CreateApplication(ctx, by(fresh), "none", answers(facts(), nil))
				return err
			}, assessment.KindNotFound, assessment.CodeNotFound, nil},
			{"a second application", func() error {
				_, err := o.svc.CreateApplication(ctx, by(clerk), "2026", answers(facts(), nil))
				return err
			}, assessment.KindConflict, assessment.CodeApplicationExists, nil},
			{"an old version", func() error {
				_, err := o.svc.PutFacts(ctx, stale, draft, answers(facts(map[string]any{"apprentices": 1}), nil))
				return err
			}, assessment.KindStale, assessment.CodeVersionMovedOn, nil},
			{"no pledge", func() error { _, err := o.svc.Submit(ctx, by(clerk), draft, false); return err }, assessment.KindInvalid, assessment.CodePledgeMissing, nil},
			{
				"a return of nothing for no reason", func() error { return giveBack(assessment.NewReturn{Reason: "  "}) },
				assessment.KindInvalid, assessment.CodeInvalidInput,
				[]string{"value_missing indicators", "value_missing reason"},
			},
			{
				"a return of unknown indicators", func() error {
					return giveBack(assessment.NewReturn{Indicators: []string{"titles", "none", "titles"}, Reason: "四个字啊"})
				}, assessment.KindInvalid, assessment.CodeInvalidInput,
				[]string{"unknown_indicator indicators[1]", "indicator_twice indicators[2]", "value_too_short reason"},
			},
			{"a review with one bad entry of many", func() error {
				_, err := o.svc.PutReview(ctx, by(o.reviewer), submitted, assessment.ReviewUpdate{Entries: append(o.agreeAll("titles"), agree("none")), Complete: true})
				return err
			}, assessment.KindInvalid, assessment.CodeInvalidInput, []string{"unknown_indicator entries[30].indicator"}},
		} {
			t.Run(test.name, func(t *testing.T) {
				o.unchanged(t, func() {
					err := test.do()
					wantCode(t, err, test.kind, test.code)
					same(t, test.want, problems(err))
				})
			})
		}
		t.Run("the same facts from the same source are no new revision", func(t *testing.T) {
			o.unchanged(t, func() {
				view, err := o.svc.PutFacts(ctx, by(clerk), draft, answers(facts(), nil))
				must(t, err)
				if view.Revision != 1 {
					t.Errorf("revision %d", view.Revision)
				}
			})
		})
	})
}

// A round pins its card: the same id with other content is refused.
func TestAChangedCardIsRefused(t *testing.T) {
	o := onSQLite(t)
	clerk := o.enterprise("甲厂")
	_, err := o.raw.ExecContext(t.Context(), "UPDATE rounds SET card_hash = 'sha256:other'")
	must(t, err)
	o.unchanged(t, func() {
		_, err := o.svc.CreateApplication(t.Context(), by(clerk), "2026", answers(facts(), nil))
		wantCode(t, err, assessment.KindConflict, assessment.CodeCardChanged)
		_, err = o.svc.Ranking(t.Context(), o.lead, "2026")
		wantCode(t, err, assessment.KindConflict, assessment.CodeCardChanged)
	})
}
