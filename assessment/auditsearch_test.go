package assessment_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wuxing/assessment"
)

// found are the events of a search as "action object name".
func (o *office) found(actor assessment.Actor, query assessment.AuditQuery) (list []string) {
	o.t.Helper()
	page, err := o.svc.SearchAudit(o.t.Context(), actor, query)
	must(o.t, err)
	for _, event := range page.Events {
		line := strings.TrimSpace(fmt.Sprint(event.Action, " ", event.Object, " ", event.ObjectName))
		if event.Draft {
			line += " draft"
		}
		list = append(list, line)
	}
	return list
}

// The auditor finds what happened by everything that the trail names; ids get names;
// a draft is nobody's to know but its enterprise's.
func TestTheTrailIsSearched(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		clerk := o.enterprise("甲厂")
		id := o.path(clerk, "2026", assessment.StateDraft, facts())
		page, err := o.svc.SearchAudit(t.Context(), o.auditor, assessment.AuditQuery{})
		must(t, err)
		drafts := 0
		for _, event := range page.Events {
			if event.Draft {
				drafts++
				if event.Actor != "" || event.ActorName != "" || event.Role != "" || event.ObjectID != "" || event.Application != "" || event.After != nil || event.Reason != "" {
					t.Errorf("of a draft is told %+v", event)
				}
			}
		}
		if drafts == 0 {
			t.Error("the draft left no event")
		}
		for name, query := range map[string]assessment.AuditQuery{
			"application": {Application: id}, "object id": {ObjectID: id}, "submission": {ObjectID: id + "/1"}, "action": {Action: assessment.ActionCreateApplication},
			"who": {Who: clerk.Username}, "kind": {Object: "submission"},
		} {
			if found := o.found(o.auditor, query); len(found) > 0 {
				t.Errorf("looking for a draft by %s finds %v", name, found)
			}
		}

		submitted := o.submitted(clerk, id)
		same(t, []string{"submit application 甲厂"}, o.found(o.auditor, assessment.AuditQuery{Application: id, Action: assessment.ActionSubmit}))
		same(t, []string{"submit application 甲厂"}, o.found(o.auditor, assessment.AuditQuery{RequestID: submitted, Object: "application"}))
		if found := o.found(o.auditor, assessment.AuditQuery{Application: id}); !slices.Contains(found, "scored submission 甲厂") || !slices.Contains(found, "create_application application 甲厂") {
			t.Errorf("about the application: %v", found)
		}
		if found := o.found(o.auditor, assessment.AuditQuery{Who: strings.ToUpper(clerk.Username)}); !slices.Contains(found, "submit application 甲厂") {
			t.Errorf("what %s did: %v", clerk.Username, found)
		}
		page, err = o.svc.SearchAudit(t.Context(), o.auditor, assessment.AuditQuery{Application: id, Action: assessment.ActionSubmit})
		must(t, err)
		event := page.Events[0]
		if event.Actor != clerk.UserID || event.ActorName == "" || event.Application != id || event.Role != assessment.RoleEnterprise || !strings.Contains(string(event.After), `"submitted"`) {
			t.Errorf("told %+v", event)
		}
		same(t, 0, len(o.found(o.auditor, assessment.AuditQuery{Until: opening.AddDate(-1, 0, 0)})))
		same(t, 0, len(o.found(o.auditor, assessment.AuditQuery{Application: "none"})))

		// Page by page it is the whole list.
		var whole, pages []int64
		for _, one := range []struct {
			limit int
			into  *[]int64
		}{{0, &whole}, {3, &pages}} {
			for query := (assessment.AuditQuery{Limit: one.limit}); ; {
				page, err := o.svc.SearchAudit(t.Context(), o.auditor, query)
				must(t, err)
				for _, event := range page.Events {
					*one.into = append(*one.into, event.Seq)
				}
				if query.After = page.Next; page.Next == 0 {
					break
				}
			}
		}
		same(t, whole, pages)
	})
}

// submitted hands an application in and gives the id of the request.
func (o *office) submitted(clerk assessment.Actor, id string) string {
	o.t.Helper()
	cmd := by(clerk)
	cmd.RequestID = "req-submit"
	_, err := o.svc.Submit(o.t.Context(), cmd, id, true)
	must(o.t, err)
	return cmd.RequestID
}

// The administrator is told of accounts, rounds' settings and cards, and never of an
// application.
func TestTheAdministratorsPartOfTheTrail(t *testing.T) {
	o := onSQLite(t)
	clerk := o.enterprise("甲厂")
	id := o.path(clerk, "2026", assessment.StateReviewed, facts())
	found := o.found(o.admin, assessment.AuditQuery{Limit: 200})
	if !slices.ContainsFunc(found, func(line string) bool { return strings.HasPrefix(line, "create_round round") }) {
		t.Errorf("the administrator finds %v", found)
	}
	for _, line := range found {
		if strings.Contains(line, "application") || strings.Contains(line, "submission") || strings.Contains(line, "review") {
			t.Errorf("the administrator finds %s", line)
		}
	}
	for _, query := range []assessment.AuditQuery{{Application: id}, {ObjectID: id}, {Object: "review"}} {
		same(t, 0, len(o.found(o.admin, query)))
	}
	_, err := o.svc.SearchAudit(t.Context(), o.admin, assessment.AuditQuery{Action: assessment.ActionScored})
	same(t, []string{"value_not_allowed action"}, problems(err))
	for _, actor := range []assessment.Actor{o.lead, o.reviewer, o.town, clerk} {
		_, err := o.svc.SearchAudit(t.Context(), actor, assessment.AuditQuery{})
		wantCode(t, err, assessment.KindForbidden, assessment.CodeForbidden)
	}
}

func TestSearchesThatAreRefused(t *testing.T) {
	o := onSQLite(t)
	_, err := o.svc.SearchAudit(t.Context(), o.auditor, assessment.AuditQuery{
		Action: "none", Object: "none", From: opening, Until: opening.Add(-time.Hour),
	})
	same(t, []string{"value_not_allowed action", "value_not_allowed object", "window_reversed until"}, problems(err))
	_, err = o.svc.SearchAudit(t.Context(), o.auditor, assessment.AuditQuery{Who: "nobody"})
	same(t, []string{"unknown_user who"}, problems(err))
}

// A closed account opens again with its old password.
func TestAnAccountIsOpenedAgain(t *testing.T) {
	o := onSQLite(t)
	_, err := o.svc.CreateUser(t.Context(), by(o.admin), assessment.NewUser{Username: "again", Role: assessment.RoleAuditor, Password: "long enough"})
	must(t, err)
	must(t, o.svc.DisableUser(t.Context(), by(o.admin), "again"))
	_, err = o.svc.Authenticate(t.Context(), assessment.Credentials{Username: "again", Password: "long enough"})
	wantCode(t, err, assessment.KindUnauthenticated, assessment.CodeBadCredentials)
	must(t, o.svc.EnableUser(t.Context(), by(o.admin), "again"))
	_, err = o.svc.Authenticate(t.Context(), assessment.Credentials{Username: "again", Password: "long enough"})
	must(t, err)
	o.unchanged(t, func() { must(t, o.svc.EnableUser(t.Context(), by(o.admin), "again")) })
	wantCode(t, o.svc.EnableUser(t.Context(), by(o.lead), "again"), assessment.KindForbidden, assessment.CodeForbidden)
}
