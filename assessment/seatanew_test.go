package assessment_test

import (
	"testing"

	"wuxing/assessment"
)

// A list opens both seats again after the two had come to the same; the lead can then
// give the second seat to somebody else, and the first stays where it is.
func TestASeatIsGivenAnewAfterBothCameToTheSame(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		o.twoBlind("2026")
		id := o.twoAssigned(o.enterprise("甲厂"), "2026")
		for _, reviewer := range []assessment.Actor{o.reviewer, o.other} {
			_, err := o.finish(reviewer, id)
			must(t, err)
		}
		if state := o.application(id).State; state != assessment.StateReviewed {
			t.Fatalf("two that are the same are %s", state)
		}
		_, err := o.imports(o.lead, said("arbitration_cases", true, "甲厂", "7"))
		must(t, err)
		third := o.account("third", assessment.RoleReviewer, "")
		o.give("2026", id, o.reviewer, third)
		_, err = o.finish(o.reviewer, id)
		must(t, err)
		_, err = o.finish(third, id)
		must(t, err)
		if state := o.application(id).State; state != assessment.StateReviewed {
			t.Errorf("decided anew by two it is %s", state)
		}
	})
}
