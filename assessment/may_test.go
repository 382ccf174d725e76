package assessment_test

import (
	"testing"

	"wuxing/assessment"
)

// TestMayRoundAnswersFromTheTable: what a page of a round offers is what the rules
// allow in its state, by role.
func TestMayRoundAnswersFromTheTable(t *testing.T) {
	for _, test := range []struct {
		role   assessment.Role
		action assessment.Action
		state  assessment.RoundState
		want   bool
	}{
		{assessment.RoleLead, assessment.ActionRelease, assessment.RoundOpen, true},
		{assessment.RoleLead, assessment.ActionRelease, assessment.RoundRanked, false},
		{assessment.RoleReviewer, assessment.ActionRelease, assessment.RoundOpen, false},
		{assessment.RoleLead, assessment.ActionAssign, assessment.RoundOpen, true},
		{assessment.RoleLead, assessment.ActionAssign, assessment.RoundPublished, false},
		{assessment.RoleEnterprise, assessment.ActionAssign, assessment.RoundOpen, false},
		{assessment.RoleLead, assessment.ActionReopen, assessment.RoundRanked, true},
		{assessment.RoleLead, assessment.ActionReopen, assessment.RoundOpen, false},
		{assessment.RoleAdmin, "no such action", assessment.RoundOpen, false},
	} {
		if got := (assessment.Actor{Role: test.role}).MayRound(test.action, test.state); got != test.want {
			t.Errorf("%s may %s in a round that is %s: %v", test.role, test.action, test.state, got)
		}
	}
}
