package api_test

import (
	"strings"
	"testing"
)

// The structure of every explanation comes where it is asked for, as described.
func TestDetailsComeWhereAskedFor(t *testing.T) {
	o := newOffice(t)
	for query, want := range map[string]bool{"": false, "?details=true": true} {
		answer := o.call("", "POST", "/api/v1/score"+query, `{"facts":{"employees":400,"skilled_workers":200}}`).want(200, "")
		if got := strings.Contains(answer.body, `"details":[{"indicator":"leadership"`); got != want {
			t.Errorf("%q: details %v, want %v", query, got, want)
		}
	}
}
