package assessment_test

import (
	"context"
	"fmt"
	"testing"

	"wuxing/assessment"
)

// registered is the first page of the list of registrations.
func (o *office) registered(ctx context.Context, actor assessment.Actor) ([]assessment.RegistrationView, error) {
	page, err := o.svc.Registrations(ctx, actor, assessment.RegistrationQuery{})
	if err != nil {
		return nil, err
	}
	return page.Rows, nil
}

// The list goes on where a page has ended, over all states, and does not lose its place
// where what stands there is decided meanwhile, or something new comes before it.
func TestRegistrationsGoOnAfterAPage(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx, public := t.Context(), assessment.Command{RequestID: "test"}
		town := o.township("registrar", "织里镇")
		var ids []string // newest first
		ask := func(i int) {
			receipt, err := o.svc.Register(ctx, public, asking(fmt.Sprintf("91330502MA2B0%04dX", i), fmt.Sprintf("登记示例%d厂", i)))
			if len(problems(err)) > 0 {
				asked := asking(fmt.Sprintf("91330502MA2B0%04dX", i), fmt.Sprintf("登记示例%d厂", i))
				asked.CodeSure = true
				receipt, err = o.svc.Register(ctx, public, asked)
			}
			must(t, err)
			ids = append([]string{receipt.ID}, ids...)
		}
		for i := range 7 {
			ask(i)
		}
		read := func(query assessment.RegistrationQuery) (got []string, next string) {
			page, err := o.svc.Registrations(ctx, town, query)
			must(t, err)
			for _, row := range page.Rows {
				got = append(got, row.ID)
			}
			return got, page.Next
		}
		decline := func(id string) {
			_, err := o.svc.DecideRegistration(ctx, by(town), id, false, "名称与营业执照不符")
			must(t, err)
		}
		decline(ids[6])
		first, next := read(assessment.RegistrationQuery{Limit: 3})
		same(t, ids[:3], first)
		decline(ids[2]) // the row that the page has ended with
		known := ids
		ask(7)
		second, next := read(assessment.RegistrationQuery{Limit: 3, After: next})
		same(t, known[3:6], second)
		third, next := read(assessment.RegistrationQuery{Limit: 3, After: next})
		same(t, []string{known[2], known[6]}, third) // what was declined, the newest first
		same(t, "", next)
		declined, _ := read(assessment.RegistrationQuery{State: assessment.RegistrationDeclined})
		same(t, third, declined)
		found, _ := read(assessment.RegistrationQuery{Search: "示例3 厂"})
		same(t, []string{known[3]}, found)
		found, _ = read(assessment.RegistrationQuery{Search: "ma2b00004x", State: assessment.RegistrationOpen})
		same(t, 0, len(found)) // it was declined
		found, _ = read(assessment.RegistrationQuery{Search: "ma2b00005x"})
		same(t, []string{known[1]}, found)
		for _, query := range []assessment.RegistrationQuery{{After: "nonsense"}, {State: "lost"}, {State: assessment.RegistrationOpen, After: assessment.Key{"declined", "2026-01-01T00:00:00Z", "x"}.String()}} {
			if _, err := o.svc.Registrations(ctx, town, query); len(problems(err)) != 1 {
				t.Errorf("%+v: %v", query, err)
			}
		}
	})
}
