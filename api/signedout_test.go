package api_test

import (
	"context"
	"sync/atomic"
	"testing"

	"wuxing/api"
	"wuxing/store"
)

// heldSessions are the sessions of the office; what is to happen after the next one
// has been read stands in meanwhile.
type heldSessions struct {
	*store.Sessions
	meanwhile *atomic.Pointer[func()]
}

func (h heldSessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	data, found, err := h.Sessions.FindCtx(ctx, token)
	if do := h.meanwhile.Swap(nil); do != nil {
		(*do)()
	}
	return data, found, err
}

// A request that has read its session before a sign-out ends with it: it is answered
// as signed out, and the token does not live on.
func TestASessionDoesNotComeBackAfterItsEnd(t *testing.T) {
	meanwhile := new(atomic.Pointer[func()])
	o := newOfficeAt(t, t.TempDir(), func(config *api.Config) {
		config.Sessions = heldSessions{config.Sessions.(*store.Sessions), meanwhile}
	})
	client := o.desk("lead")
	token := o.token(client)
	o.now.Add(2 * 60) // so that the next request says that the session was used
	signOut := func() {
		o.call("", "DELETE", "/api/v1/session", "", "Cookie", "wuxing_session="+token).want(204, "")
	}
	meanwhile.Store(&signOut)
	if o.in(client) {
		t.Error("a request under way is answered after the sign-out as if nothing had happened")
	}
	if got := o.call("", "GET", "/api/v1/session", "", "Cookie", "wuxing_session="+token); got.status != 401 {
		t.Errorf("the token lives on after the sign-out: %d", got.status)
	}
}

// Every change of one's own account goes on under a new token; the old one is worth
// nothing.
func TestAChangeOfTheAccountRenewsTheToken(t *testing.T) {
	o := newOffice(t)
	client := o.desk("lead")
	for _, change := range [][3]string{
		{"PUT", "/api/v1/session/contact", `{"email":"lead@example.org"}`},
		{"DELETE", "/api/v1/sessions", ""},
		{"PUT", "/api/v1/session/password", `{"present":"` + password + `","password":"another password"}`},
	} {
		before := o.token(client)
		if got := o.send(client, change[0], change[1], change[2]); got.status/100 != 2 {
			t.Fatalf("%s: %d %s", change[1], got.status, got.body)
		}
		if after := o.token(client); after == before || !o.in(client) {
			t.Errorf("%s: the token stays, or the session ends", change[1])
		}
		if got := o.call("", "GET", "/api/v1/session", "", "Cookie", "wuxing_session="+before); got.status != 401 {
			t.Errorf("%s: the old token lives on: %d", change[1], got.status)
		}
	}
}
