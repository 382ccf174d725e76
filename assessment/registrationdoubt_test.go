package assessment_test

import (
	"testing"

	"wuxing/assessment"
)

// A wrong check digit warns and does not block: who is sure goes on, and the township
// is told before it confirms.
func TestRegistrationWithADoubtfulCode(t *testing.T) {
	o := onSQLite(t)
	town := o.township("registrar", "织里镇")
	doubtful := asking("91330502MA2B00003X", "登记示例厂")
	doubtful.CodeSure = true
	first, err := o.svc.Register(t.Context(), assessment.Command{}, doubtful)
	must(t, err)
	_, err = o.svc.Register(t.Context(), assessment.Command{}, asking("91330502MA2B00001R", "另一家厂"))
	must(t, err)
	list, err := o.registered(t.Context(), town)
	must(t, err)
	for _, r := range list {
		if want := r.ID == first.ID; r.CodeDoubt != want {
			t.Errorf("%s is in doubt: %t, want %t", r.Enterprise.USCC, r.CodeDoubt, want)
		}
	}
	_, err = o.svc.DecideRegistration(t.Context(), by(town), first.ID, true, "")
	must(t, err)
	// Being sure lets nothing else through.
	short := asking("123", "登记示例厂")
	short.CodeSure = true
	_, err = o.svc.Register(t.Context(), assessment.Command{}, short)
	same(t, []string{"uscc_form enterprise.uscc"}, problems(err))
}
