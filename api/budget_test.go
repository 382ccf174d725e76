package api

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
)

// A network has its budget for the hour, which is nobody else's: an IPv6 subscriber is
// one, whatever address of its own it takes, and a flood from many networks empties
// nobody's counter.
func TestANetworkHasItsBudget(t *testing.T) {
	gin.SetMode(gin.ReleaseMode)
	now := time.Date(2026, 3, 2, 1, 30, 0, 0, time.UTC)
	var b budget
	spend := func(address string, at time.Time) bool {
		answer := httptest.NewRecorder()
		c, _ := gin.CreateTestContext(answer)
		c.Request = httptest.NewRequest(http.MethodPost, "/", nil)
		c.Request.RemoteAddr = address + ":1234"
		err := b.spend(c, at, codeReceiptsBudget)
		if left := now.Add(time.Hour).Sub(at); err != nil && answer.Header().Get("Retry-After") != strconv.Itoa(int(left/time.Second)) {
			t.Errorf("come again after %q seconds, want %s", answer.Header().Get("Retry-After"), left)
		}
		return err == nil
	}
	for i := range timesAnHour {
		if !spend("192.0.2.1", now) || !spend(fmt.Sprintf("[2001:db8::%x]", i+1), now) {
			t.Fatal("refused within the budget")
		}
	}
	if spend("192.0.2.1", now.Add(59*time.Minute)) || spend("[2001:db8::ffff]", now) {
		t.Error("taken beyond the budget")
	}
	if !spend("192.0.2.2", now) || !spend("[2001:db8:0:1::1]", now) {
		t.Error("another network pays for it")
	}
	for i := range 2 * maxNetworks {
		spend(fmt.Sprintf("10.%d.%d.%d", i>>16, i>>8&255, i&255), now)
	}
	if spend("192.0.2.1", now) || len(b.spent) > maxNetworks+1 {
		t.Errorf("a flood gives it a new budget, or %d networks are kept", len(b.spent))
	}
	if !spend("192.0.2.1", now.Add(time.Hour)) {
		t.Error("the next hour has none")
	}
}
