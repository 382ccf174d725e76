package assessment_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"wuxing/assessment"
)

// signIn is signing in at the console, which has no budget.
func signIn(t *testing.T, o *office, username, password string) (*assessment.User, error) {
	t.Helper()
	return o.svc.Authenticate(t.Context(), assessment.Credentials{Username: username, Password: password, RequestID: "req"})
}

// lastEvent is what stands in the newest event about an account, which has to be of
// the action.
func lastEvent(t *testing.T, o *office, userID string, action assessment.Action) string {
	t.Helper()
	page, err := o.svc.SearchAudit(t.Context(), assessment.Actor{Role: assessment.RoleOperator}, assessment.AuditQuery{ObjectID: userID, Limit: 1})
	must(t, err)
	if len(page.Events) == 0 || page.Events[0].Action != action {
		t.Fatalf("not an event of %s: %+v", action, page.Events)
	}
	return string(page.Events[0].Before) + " -> " + string(page.Events[0].After)
}

// TestMadePasswordsAreReplacedAndEnd: a password that the program makes up opens
// nothing but its replacement, and that for a week; one that somebody typed stays.
func TestMadePasswordsAreReplacedAndEnd(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		user, made, err := o.svc.CreateUserWithPassword(t.Context(), by(o.admin), assessment.NewUser{Username: "someone", Role: assessment.RoleReviewer})
		must(t, err)
		if len(made) != 16 || !user.OwesPassword() || !user.PasswordUntil.Equal(now(o).Add(7*24*time.Hour)) {
			t.Errorf("%q until %v at %v", made, user.PasswordUntil, now(o))
		}
		if got := lastEvent(t, o, user.ID, assessment.ActionCreateUser); !strings.Contains(got, `"password_until"`) || strings.Contains(got, made) {
			t.Errorf("recorded: %s", got)
		}
		user, err = signIn(t, o, "someone", made)
		must(t, err)

		// All that is open: to see who one is, to replace it, to leave. The second
		// factor comes after.
		o.svc.RequireSecondFactor()
		open := []assessment.Action{assessment.ActionPublic, assessment.ActionSession, assessment.ActionLogout, assessment.ActionChangePassword}
		for _, action := range append([]assessment.Action{assessment.ActionReadInbox, assessment.ActionEndSessions, assessment.ActionEnrolFactor, assessment.ActionReadNotice, assessment.ActionSetContact}, append(open, assessment.AuditActions...)...) {
			err := o.svc.Admits(user, action)
			if slices.Contains(open, action) {
				must(t, err)
				continue
			}
			wantCode(t, err, assessment.KindForbidden, assessment.CodePasswordOwed)
		}
		must(t, o.svc.Admits(nil, assessment.ActionReadNotice))

		_, err = o.svc.ChangePassword(t.Context(), by(user.Actor()), "", made, made)
		same(t, []string{"password_kept password"}, problems(err))
		user, err = o.svc.ChangePassword(t.Context(), by(user.Actor()), "", made, "one of my own")
		must(t, err)
		if user.OwesPassword() {
			t.Error("the own password is owed still")
		}
		if got := lastEvent(t, o, user.ID, assessment.ActionChangePassword); strings.Count(got, `"password_until"`) != 1 {
			t.Errorf("recorded: %s", got)
		}
		wantCode(t, o.svc.Admits(user, assessment.ActionReadInbox), assessment.KindForbidden, assessment.CodeFactorMissing)
		must(t, o.svc.Admits(user, assessment.ActionEnrolFactor))

		// Made up anew, and not used in time: the last moment is good, the next is not.
		made, err = o.svc.MakePassword(t.Context(), by(o.admin), "someone")
		must(t, err)
		begins := o.clock.Load()
		o.clock.Store(begins + (7 * 24 * time.Hour).Microseconds() - 1)
		user, err = signIn(t, o, "someone", made)
		must(t, err)
		o.clock.Store(begins + (7 * 24 * time.Hour).Microseconds())
		for range 12 { // says so each time: who knows the password is held up by nothing
			_, err = signIn(t, o, "someone", made)
			wantCode(t, err, assessment.KindUnauthenticated, assessment.CodePasswordOver)
		}
		lastEvent(t, o, user.ID, assessment.ActionLoginOver)
		_, err = signIn(t, o, "someone", "wrong")
		wantCode(t, err, assessment.KindUnauthenticated, assessment.CodeBadCredentials)
		// Nor does a session from before make it last.
		_, err = o.svc.ChangePassword(t.Context(), by(user.Actor()), "", made, "another of my own")
		wantCode(t, err, assessment.KindForbidden, assessment.CodePasswordOver)

		// A password that somebody typed stays, for a new account and for a reset one.
		must(t, o.svc.SetPassword(t.Context(), by(o.admin), "someone", "typed by somebody"))
		guessed(t, o, "another")
		o.clock.Add((30 * 24 * time.Hour).Microseconds())
		for name, password := range map[string]string{"someone": "typed by somebody", "another": "right password"} {
			user, err := signIn(t, o, name, password)
			must(t, err)
			if user.OwesPassword() {
				t.Errorf("%s owes a password", name)
			}
		}
		for _, found := range audited(t, o) {
			if strings.Contains(found, user.ID) {
				t.Errorf("the trail does not fit: %s", found)
			}
		}
	})
}
