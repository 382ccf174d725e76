package assessment_test

import (
	"testing"

	"wuxing/assessment"
)

// TestMayAnswersFromTheTable: what a page offers is what the rules allow in the
// state, by role.
func TestMayAnswersFromTheTable(t *testing.T) {
	for _, test := range []struct {
		role   assessment.Role
		action assessment.Action
		state  assessment.State
		want   bool
	}{
		{assessment.RoleEnterprise, assessment.ActionPutFacts, assessment.StateDraft, true},
		{assessment.RoleEnterprise, assessment.ActionPutFacts, assessment.StateWithdrawn, true},
		{assessment.RoleEnterprise, assessment.ActionPutFacts, assessment.StateSubmitted, false},
		{assessment.RoleReviewer, assessment.ActionPutFacts, assessment.StateDraft, false},
		{assessment.RoleReviewer, assessment.ActionPutReview, assessment.StateInReview, true},
		{assessment.RoleLead, assessment.ActionPutReview, assessment.StateInReview, false},
		{assessment.RoleTownship, assessment.ActionCheck, assessment.StateSubmitted, true},
		{assessment.RoleTownship, assessment.ActionCheck, assessment.StateChecked, false},
		{assessment.RoleAdmin, "no such action", assessment.StateDraft, false},
	} {
		if got := (assessment.Actor{Role: test.role}).May(test.action, test.state); got != test.want {
			t.Errorf("%s may %s in %s: %v", test.role, test.action, test.state, got)
		}
	}
}
