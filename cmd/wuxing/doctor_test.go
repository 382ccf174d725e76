package main

import (
	"strings"
	"testing"

	"wuxing/scoring"
)

// TestDoctorSeesChangedCards: one that was changed, one that is gone, none.
func TestDoctorSeesChangedCards(t *testing.T) {
	found := changedCards(scoring.Cards(), map[string]string{"wuxing-2020": "sha256:1", "wuxing-2024": "sha256:2"})
	if len(found) != 2 || !strings.Contains(found[0], "wuxing-2020 不在程序里") || !strings.Contains(found[1], "wuxing-2024 的内容与已发布的不同") {
		t.Errorf("%q", found)
	}
	if found := changedCards(scoring.Cards(), scoring.Published()); len(found) > 0 {
		t.Errorf("%q", found)
	}
}
