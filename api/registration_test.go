package api

import (
	"testing"
	"time"
)

// An address has its budget for the hour, which is nobody else's.
func TestRegistrationsHaveABudget(t *testing.T) {
	var b budget
	now := time.Date(2026, 3, 2, 1, 30, 0, 0, time.UTC)
	for range registrationsAnHour {
		if !b.spend("192.0.2.1", now) {
			t.Fatal("refused within the budget")
		}
	}
	if b.spend("192.0.2.1", now.Add(59*time.Minute)) {
		t.Error("taken beyond the budget")
	}
	if !b.spend("192.0.2.2", now) {
		t.Error("another address pays for it")
	}
	if !b.spend("192.0.2.1", now.Add(time.Hour)) {
		t.Error("the next hour has none")
	}
}
