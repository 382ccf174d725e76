package assessment_test

import (
	"encoding/base32"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"wuxing/assessment"
	"wuxing/store"
)

// device is somebody's authenticator.
type device struct {
	t      *testing.T
	o      *office
	secret string
}

func (d device) code(shift time.Duration) string {
	d.t.Helper()
	code, err := totp.GenerateCode(d.secret, now(d.o).Add(shift))
	must(d.t, err)
	return code
}

func wrongCode(right string) string {
	if right == "000000" {
		return "000001"
	}
	return "000000"
}

// enrolled is an account with a second factor.
func enrolled(t *testing.T, o *office, username string) (*assessment.User, device, []string) {
	t.Helper()
	user := guessed(t, o, username)
	begun, err := o.svc.BeginFactor(t.Context(), by(user.Actor()))
	must(t, err)
	d := device{t, o, begun.Secret}
	user, recovery, err := o.svc.ConfirmFactor(t.Context(), by(user.Actor()), "", d.code(0))
	must(t, err)
	return user, d, recovery
}

// second takes both steps of signing in.
func second(t *testing.T, o *office, username, code string) error {
	t.Helper()
	user, err := o.svc.Authenticate(t.Context(), assessment.Credentials{Username: username, Password: "right password"})
	must(t, err)
	_, err = o.svc.CheckSecondFactor(t.Context(), assessment.SecondStep{UserID: user.ID, Version: user.Version, Code: code})
	return err
}

func TestSecondFactor(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		secrets := store.NewSecrets(t.TempDir())
		o.svc.UseSecrets(secrets)
		user := guessed(t, o, "someone")
		_, _, err := o.svc.ConfirmFactor(t.Context(), by(user.Actor()), "", "123456")
		wantCode(t, err, assessment.KindConflict, assessment.CodeFactorNotBegun)
		first, err := o.svc.BeginFactor(t.Context(), by(user.Actor()))
		must(t, err)
		begun, err := o.svc.BeginFactor(t.Context(), by(user.Actor()))
		must(t, err)
		raw, err := base32.StdEncoding.DecodeString(begun.Secret)
		must(t, err)
		if first.Secret == begun.Secret || len(raw) != 20 {
			t.Errorf("secrets %q, %q", first.Secret, begun.Secret)
		}
		pending, err := o.svc.PendingFactor(t.Context(), user.Actor())
		must(t, err)
		same(t, begun, pending)
		d := device{t, o, begun.Secret}
		_, _, err = o.svc.ConfirmFactor(t.Context(), by(user.Actor()), "", wrongCode(d.code(0)))
		same(t, []string{"factor_wrong code"}, problems(err))
		changed, recovery, err := o.svc.ConfirmFactor(t.Context(), by(user.Actor()), "", d.code(0))
		must(t, err)
		if !changed.SecondFactor || changed.Version <= user.Version || len(recovery) != 10 {
			t.Errorf("confirmed as %+v with %d codes", changed, len(recovery))
		}
		_, err = o.svc.BeginFactor(t.Context(), by(user.Actor()))
		wantCode(t, err, assessment.KindConflict, assessment.CodeFactorThere)

		// A code is good once, in its own step and the ones beside it.
		wantCode(t, second(t, o, "someone", d.code(0)), assessment.KindUnauthenticated, assessment.CodeFactorWrong)
		o.set(now(o).Add(time.Minute))
		code := d.code(0)
		must(t, second(t, o, "someone", code[:3]+" "+code[3:]))
		wantCode(t, second(t, o, "someone", code), assessment.KindUnauthenticated, assessment.CodeFactorWrong)
		wantCode(t, second(t, o, "someone", d.code(-30*time.Second)), assessment.KindUnauthenticated, assessment.CodeFactorWrong)
		o.set(now(o).Add(time.Hour))
		must(t, second(t, o, "someone", d.code(30*time.Second))) // a fast clock
		o.set(now(o).Add(time.Hour))
		wantCode(t, second(t, o, "someone", d.code(-time.Minute)), assessment.KindUnauthenticated, assessment.CodeFactorWrong)
		must(t, second(t, o, "someone", d.code(-30*time.Second)))
		o.set(now(o).Add(time.Hour))

		// A recovery code is good once, however it is typed.
		must(t, second(t, o, "someone", recovery[3]))
		wantCode(t, second(t, o, "someone", recovery[3]), assessment.KindUnauthenticated, assessment.CodeFactorWrong)
		o.set(now(o).Add(time.Hour))

		// Of one code given twenty times at once, one is good.
		half, err := o.svc.Authenticate(t.Context(), assessment.Credentials{Username: "someone", Password: "right password"})
		must(t, err)
		code = d.code(0)
		var all sync.WaitGroup
		var mu sync.Mutex
		in := 0
		for range 3 { // as many as may try at once
			all.Go(func() {
				if _, err := o.svc.CheckSecondFactor(t.Context(), assessment.SecondStep{UserID: half.ID, Version: half.Version, Code: code}); err == nil {
					mu.Lock()
					in++
					mu.Unlock()
				}
			})
		}
		all.Wait()
		if in != 1 {
			t.Errorf("%d of three were let in with one code", in)
		}
		o.set(now(o).Add(time.Hour))

		// Neither secret nor codes lie about in clear.
		o.noSecrets(begun.Secret, recovery[0], recovery[0][:4]+recovery[0][5:9], string(raw))

		// Lost: the administrator resets it, the sessions end, the password is enough.
		must(t, o.svc.ResetFactor(t.Context(), by(o.admin), "someone"))
		o.unchanged(t, func() { must(t, o.svc.ResetFactor(t.Context(), by(o.admin), "someone")) })
		_, err = o.svc.CheckSecondFactor(t.Context(), assessment.SecondStep{UserID: half.ID, Version: half.Version, Code: d.code(0)})
		wantCode(t, err, assessment.KindUnauthenticated, assessment.CodeUnauthenticated)
		if code := guess(t, o, "someone", "right password", ""); code != "in" {
			t.Errorf("after the reset: %s", code)
		}
		wantCode(t, o.svc.ResetFactor(t.Context(), by(o.admin), "nobody"), assessment.KindNotFound, assessment.CodeNotFound)
		report, err := o.store.VerifyAudit(t.Context(), store.AuditOptions{})
		must(t, err)
		for _, p := range report.Problems { // the office's own accounts came without events
			if p.Params["table"] == "second_factors" || p.Params["key"] == user.ID {
				t.Errorf("audit verify: %+v", p)
			}
		}
	})
}

// Who knows the password does not get to guess codes by giving it again and again.
func TestGuessingCodesIsHeldUp(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		o.svc.UseSecrets(store.NewSecrets(t.TempDir()))
		_, d, _ := enrolled(t, o, "victim")
		o.set(now(o).Add(time.Hour))
		tries, begin := 0, now(o)
		for now(o).Before(begin.Add(15 * time.Minute)) {
			user, err := o.svc.Authenticate(t.Context(), assessment.Credentials{Username: "victim", Password: "right password"})
			if err == nil {
				_, err = o.svc.CheckSecondFactor(t.Context(), assessment.SecondStep{UserID: user.ID, Version: user.Version, Code: wrongCode(d.code(0))})
				if !assessment.IsKind(err, assessment.KindTooMany) {
					tries++
				}
			}
			o.set(now(o).Add(time.Second))
		}
		if tries < 2 || tries > 10 {
			t.Errorf("%d codes were tried in a quarter of an hour", tries)
		}
	})
}

func TestSecretsNeedTheirKey(t *testing.T) {
	o := onSQLite(t)
	folder := t.TempDir()
	o.svc.UseSecrets(store.NewSecrets(folder))
	_, d, recovery := enrolled(t, o, "someone")
	o.set(now(o).Add(time.Hour))
	// Another key, as after a restore without it: codes are refused, recovery codes good.
	o.svc.UseSecrets(store.NewSecrets(t.TempDir()))
	wantCode(t, second(t, o, "someone", d.code(0)), assessment.KindConflict, assessment.CodeFactorUnavailable)
	must(t, second(t, o, "someone", recovery[0]))
	empty, err := totp.GenerateCode("", now(o)) // the code of no secret at all
	must(t, err)
	wantCode(t, second(t, o, "someone", empty), assessment.KindConflict, assessment.CodeFactorUnavailable)

	// What was sealed about one account opens about no other.
	secrets := store.NewSecrets(folder)
	sealed, err := secrets.Seal([]byte("text"), "u1")
	must(t, err)
	if _, err := secrets.Open(sealed, "u2"); err == nil {
		t.Error("opened about another account")
	}
	plain, err := secrets.Open(sealed, "u1")
	must(t, err)
	same(t, "text", string(plain))
}

// Whoever has the password set anew has not got round the second factor.
func TestANewPasswordKeepsTheSecondFactor(t *testing.T) {
	o := onSQLite(t)
	o.svc.UseSecrets(store.NewSecrets(t.TempDir()))
	_, d, _ := enrolled(t, o, "someone")
	o.set(now(o).Add(time.Hour))
	must(t, o.svc.SetPassword(t.Context(), by(o.admin), "someone", "another password"))
	half, err := o.svc.Authenticate(t.Context(), assessment.Credentials{Username: "someone", Password: "another password"})
	must(t, err)
	if !half.SecondFactor {
		t.Error("the password alone signs in")
	}
	_, err = o.svc.CheckSecondFactor(t.Context(), assessment.SecondStep{UserID: half.ID, Version: half.Version, Code: wrongCode(d.code(0))})
	wantCode(t, err, assessment.KindUnauthenticated, assessment.CodeFactorWrong)
	_, err = o.svc.CheckSecondFactor(t.Context(), assessment.SecondStep{UserID: half.ID, Version: half.Version, Code: d.code(0)})
	must(t, err)
}

func TestWhoHasToEnrol(t *testing.T) {
	o := onSQLite(t)
	lacks := func(role assessment.Role, has bool) bool {
		return o.svc.LacksFactor(&assessment.User{Role: role, SecondFactor: has})
	}
	if lacks(assessment.RoleLead, false) {
		t.Error("where it is not required")
	}
	o.svc.RequireSecondFactor()
	for role, want := range map[assessment.Role]bool{
		assessment.RoleReviewer: true, assessment.RoleLead: true, assessment.RoleAdmin: true,
		assessment.RoleAuditor: false, assessment.RoleTownship: false, assessment.RoleEnterprise: false,
	} {
		if lacks(role, false) != want || lacks(role, true) {
			t.Errorf("%s: %v", role, lacks(role, false))
		}
	}
}
