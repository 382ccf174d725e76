package api_test

import (
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"
)

const guessing = `{"username":"reviewer","password":"a guess"}`

// A guesser claims another address with every one of a thousand guesses: at most ten
// passwords are looked at in a quarter of an hour, and who is signed in stays so.
func TestForgedAddressesDoNotHelpAGuesser(t *testing.T) {
	o := newOffice(t)
	o.call("reviewer", "GET", "/api/v1/session", "").want(200, "")
	o.as("lead")
	begin, checks := o.clock(), o.service.PasswordChecks()
	refused := 0
	for i := range 1000 {
		forged := fmt.Sprintf("203.0.%d.%d", i/250, i%250)
		got := o.send(o.as(""), "POST", "/api/v1/session", guessing, "X-Forwarded-For", forged, "X-Real-Ip", forged,
			"Forwarded", "for="+forged, "Cf-Connecting-Ip", forged, "X-Appengine-Remote-Addr", forged, "X-Client-Ip", forged)
		switch got.status {
		case http.StatusUnauthorized:
		case http.StatusTooManyRequests:
			refused++
			if wait, err := strconv.Atoi(got.header.Get("Retry-After")); err != nil || wait < 1 || wait > 900 {
				t.Fatalf("guess %d: Retry-After %q", i, got.header.Get("Retry-After"))
			}
		default:
			t.Fatalf("guess %d: %d %s", i, got.status, got.body)
		}
		if i%100 == 0 {
			o.call("reviewer", "GET", "/api/v1/session", "").want(200, "")
		}
		if i%10 != 0 && i < 999 { // the thousand take 899 seconds
			o.now.Add(1)
		}
		if o.clock().Sub(begin) >= 15*time.Minute {
			t.Fatal("the guesses took too long to be compared")
		}
	}
	n := o.service.PasswordChecks() - checks
	t.Logf("%d passwords were looked at in %s, %d guesses refused", n, o.clock().Sub(begin), refused)
	if n < 5 || n > 10 {
		t.Errorf("%d passwords were looked at in %s", n, o.clock().Sub(begin))
	}
	o.call("reviewer", "GET", "/api/v1/session", "").want(200, "")
	o.send(o.as(""), "POST", "/api/v1/session", `{"username":"reviewer","password":"`+password+`"}`).want(429, "too_many_attempts")
	o.call("lead", "GET", "/api/v1/session", "").want(200, "")
	o.send(o.as(""), "POST", "/api/v1/session", `{"username":"lead","password":"`+password+`"}`).want(200, "")
	if got := o.call("", "GET", "/metrics", ""); got.status != 200 {
		t.Error(got.status)
	}
}

// One real address has a budget, whatever it claims and whatever names it tries.
func TestForgedAddressesDoNotWidenTheBudget(t *testing.T) {
	o := newOffice(t)
	checks := o.service.PasswordChecks()
	for i := range 100 {
		o.send(o.as(""), "POST", "/api/v1/session", fmt.Sprintf(`{"username":"name%d","password":"a guess"}`, i), "X-Forwarded-For", fmt.Sprintf("203.0.113.%d", i))
	}
	if n := o.service.PasswordChecks() - checks; n != 60 {
		t.Errorf("%d passwords were looked at", n)
	}
	o.now.Add(15 * 60)
	o.send(o.as(""), "POST", "/api/v1/session", `{"username":"lead","password":"`+password+`"}`).want(200, "")
}
