package web_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"wuxing/assessment"
)

// firstChecked is a round in which townships check first.
func firstChecked() *assessment.Settings {
	settings := assessment.DefaultSettings()
	settings.FirstCheck = true
	return &settings
}

// TestOldestWaiting: a township's overview says for how many days the oldest has
// waited for its check.
func TestOldestWaiting(t *testing.T) {
	o := newOffice(t)
	o.round(firstChecked())
	o.submit("clerk", o.draft("clerk", someFacts))
	begun := time.Unix(o.now.Load(), 0)
	for _, days := range []int{0, 3} {
		want := fmt.Sprintf("%d 天", days)
		o.now.Store(begun.AddDate(0, 0, days).Unix())
		for _, user := range []string{"town", "lead"} {
			v := o.visitor()
			v.signIn(user)
			page := v.get("/rounds/2026/overview").want(http.StatusOK)
			if got := page.Find("#townships").Parent().Find("td[data-label='最久已等']").Text(); got != want {
				t.Errorf("after %d days %s reads %q, want %q", days, user, got, want)
			}
		}
	}
}
