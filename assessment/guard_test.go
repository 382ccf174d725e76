package assessment_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"wuxing/assessment"
)

// guess tries a password once and tells how it was refused.
func guess(t *testing.T, o *office, username, password, address string) string {
	t.Helper()
	_, err := o.svc.Authenticate(t.Context(), assessment.Credentials{Username: username, Password: password, Address: address, RequestID: "guess"})
	if err == nil {
		return "in"
	}
	code, _, _ := strings.Cut(err.Error(), ":")
	return code
}

func now(o *office) time.Time { return time.UnixMicro(o.clock.Load()).UTC() }

func guessed(t *testing.T, o *office, username string) *assessment.User {
	t.Helper()
	user, err := o.svc.CreateUser(t.Context(), by(o.admin), assessment.NewUser{Username: username, Role: assessment.RoleReviewer, Password: "right password"})
	must(t, err)
	return user
}

// A guesser who has every address in the world has ten tries in any quarter of an
// hour, known names and unknown ones alike.
func TestGuessesUnderOneNameAreHeldUp(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		guessed(t, o, "victim")
		for _, name := range []string{"victim", "nobody"} {
			begin, start := o.svc.PasswordChecks(), now(o)
			var checks []time.Time
			for i := range 1000 {
				before := o.svc.PasswordChecks()
				code := guess(t, o, name, "wrong password", fmt.Sprintf("10.%d.%d.7", i/250, i%250))
				if o.svc.PasswordChecks() > before {
					checks = append(checks, now(o))
				} else if code != assessment.CodeTooManyAttempts {
					t.Fatalf("guess %d: %s without a check", i, code)
				}
				o.set(now(o).Add(5 * time.Second))
			}
			if n := o.svc.PasswordChecks() - begin; n != int64(len(checks)) || n < 10 {
				t.Errorf("%s: %d checks, %d seen", name, n, len(checks))
			}
			for i := range checks {
				n := 0
				for _, at := range checks[i:] {
					if at.Before(checks[i].Add(15 * time.Minute)) {
						n++
					}
				}
				if n > 10 {
					t.Errorf("%s: %d checks in the quarter of an hour from %s", name, n, checks[i].Sub(start))
				}
			}
		}
		// Nobody gets in while the name is held up; afterwards its owner does, at once.
		guess(t, o, "victim", "wrong password", "")
		if code := guess(t, o, "victim", "right password", ""); code != assessment.CodeTooManyAttempts {
			t.Errorf("held up: %s", code)
		}
		o.set(now(o).Add(15 * time.Minute))
		for range 6 {
			if code := guess(t, o, "victim", "right password", ""); code != "in" {
				t.Errorf("afterwards: %s", code)
			}
		}
	})
}

// Attempts at the same moment are counted before any of them is looked at, whichever
// server they come to.
func TestParallelGuessesAreCounted(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		guessed(t, o, "victim")
		before := o.svc.PasswordChecks()
		var all sync.WaitGroup
		for i := range 40 {
			all.Go(func() { guess(t, o, "victim", "wrong password", fmt.Sprintf("10.0.1.%d", i)) })
		}
		all.Wait()
		if n := o.svc.PasswordChecks() - before; n < 1 || n > 5 {
			t.Errorf("%d checks of 40 guesses at once", n)
		}
	})
}

func TestAnAddressHasABudget(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		guessed(t, o, "someone")
		begin := o.svc.PasswordChecks()
		for i := range 100 {
			// One network of IPv6 is one address, whatever its last half.
			guess(t, o, fmt.Sprintf("name%d", i), "wrong password", fmt.Sprintf("2001:db8::%x", i))
		}
		if n := o.svc.PasswordChecks() - begin; n != 60 {
			t.Errorf("%d checks from one network", n)
		}
		if code := guess(t, o, "someone", "right password", "2001:db8::ffff"); code != assessment.CodeTooManyAttempts {
			t.Errorf("from there: %s", code)
		}
		if code := guess(t, o, "someone", "right password", "2001:db8:0:1::1"); code != "in" {
			t.Errorf("from the network beside it: %s", code)
		}
		o.set(now(o).Add(15 * time.Minute))
		// Signing in rightly costs nothing, a whole office sits behind one address.
		for range 80 {
			if code := guess(t, o, "someone", "right password", "2001:db8::ffff"); code != "in" {
				t.Fatalf("a quarter of an hour later: %s", code)
			}
		}
	})
}

// What counts lies in the database: another server, or the same after a restart,
// knows it, and it is forgotten after a day.
func TestGuardsOutliveTheServer(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		guessed(t, o, "victim")
		for range 5 {
			guess(t, o, "victim", "wrong password", "10.0.0.1")
		}
		other := assessment.NewService(o.store, nil, nil, func() time.Time { return now(o) }, func() string { return "other" })
		_, err := other.Authenticate(t.Context(), assessment.Credentials{Username: "victim", Password: "right password"})
		wantCode(t, err, assessment.KindTooMany, assessment.CodeTooManyAttempts)
		o.set(now(o).Add(24*time.Hour + time.Second))
		guess(t, o, "else", "wrong password", "")
		if n := o.counts()["guards"]; n != 1 {
			t.Errorf("%d guards after a day", n)
		}
	})
}

func TestOldHashesAreRenewed(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		user := guessed(t, o, "someone")
		// "right password" with 8 MiB and one pass.
		cheap := assessment.CheapHash("right password")
		must(t, o.store.Update(t.Context(), func(tx assessment.Tx) error {
			stored, err := tx.FindUserByID(user.ID)
			must(t, err)
			stored.PasswordHash = cheap
			return tx.UpdateUser(stored)
		}))
		if code := guess(t, o, "someone", "wrong password", ""); code != assessment.CodeBadCredentials {
			t.Errorf("wrong: %s", code)
		}
		if code := guess(t, o, "someone", "right password", ""); code != "in" {
			t.Errorf("right: %s", code)
		}
		must(t, o.store.View(t.Context(), func(tx assessment.Tx) error {
			stored, err := tx.FindUserByID(user.ID)
			if err == nil && (stored.PasswordHash == cheap || !strings.Contains(stored.PasswordHash, "m=19456,t=2")) {
				t.Errorf("kept as %s", stored.PasswordHash)
			}
			return err
		}))
		if code := guess(t, o, "someone", "right password", ""); code != "in" {
			t.Errorf("with the new hash: %s", code)
		}
	})
}

func TestChangingOnesPassword(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		user := guessed(t, o, "someone")
		cmd := by(user.Actor())
		o.unchanged(t, func() {
			_, err := o.svc.ChangePassword(t.Context(), cmd, "", "wrong password", "another password")
			same(t, []string{"password_wrong present"}, problems(err))
			_, err = o.svc.ChangePassword(t.Context(), cmd, "", "right password", "short")
			same(t, []string{"value_too_short password"}, problems(err))
		}, "guards", "audit_events") // the wrong one is on record
		changed, err := o.svc.ChangePassword(t.Context(), cmd, "", "right password", "another password")
		must(t, err)
		if changed.Version != user.Version+1 {
			t.Errorf("version %d after %d: the other sessions go on", changed.Version, user.Version)
		}
		for range 8 { // whoever sits at an open desk does not guess on
			_, err = o.svc.ChangePassword(t.Context(), cmd, "", "wrong password", "third password")
		}
		wantCode(t, err, assessment.KindTooMany, assessment.CodeTooManyAttempts)
		o.set(now(o).Add(time.Hour))
		if code := guess(t, o, "someone", "another password", ""); code != "in" {
			t.Errorf("with the new one: %s", code)
		}
		o.noSecrets("another password", "right password")
	})
}
