package assessment_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"wuxing/assessment"
	"wuxing/store"
)

// Everything about one person can be had, and its name taken away, without the audit
// trail or an invariant breaking and without anybody else's being touched.
func TestOnePersonsData(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		o.svc.UseSecrets(store.NewSecrets(t.TempDir()))
		user, err := o.svc.CreateUser(t.Context(), assessment.Command{Actor: o.admin, RequestID: "r", IdempotencyKey: "k", Fingerprint: "f"}, assessment.NewUser{
			Username: "zhangsan.private", DisplayName: "张三丰", Role: assessment.RoleReviewer, Password: "right password", Email: "zhang.sanfeng@example.org",
		})
		must(t, err)
		same(t, "张三丰", user.DisplayName)
		begun, err := o.svc.BeginFactor(t.Context(), by(user.Actor()))
		must(t, err)
		user, _, err = o.svc.ConfirmFactor(t.Context(), by(user.Actor()), "", device{t, o, begun.Secret}.code(0))
		must(t, err)
		clerk := o.enterprise("甲厂")
		id := o.path(clerk, "2026", assessment.StateSubmitted, facts())
		_, err = o.svc.PutReview(t.Context(), by(user.Actor()), id, assessment.ReviewUpdate{Entries: o.agreeAll()[:1]})
		must(t, err)
		before := audited(t, o)

		export, err := o.svc.ExportPerson(t.Context(), by(o.admin), "ZhangSan.private")
		must(t, err)
		if export.DisplayName != "张三丰" || export.Email != "zhang.sanfeng@example.org" || !export.Password || !export.SecondFactor {
			t.Errorf("export %+v", export)
		}
		var tables []string
		for _, traces := range export.Traces {
			tables = append(tables, traces.Table)
		}
		same(t, []string{"applications", "score_entries"}, tables)
		var actions []assessment.Action
		for _, e := range export.Events {
			actions = append(actions, e.Action)
		}
		for _, want := range []assessment.Action{assessment.ActionCreateUser, assessment.ActionConfirmFactor, assessment.ActionPutReview} {
			if !slices.Contains(actions, want) {
				t.Errorf("events %v lack %s", actions, want)
			}
		}
		text, err := json.Marshal(export)
		must(t, err)
		for _, secret := range []string{"argon2", begun.Secret, "v1:"} {
			if strings.Contains(string(text), secret) {
				t.Errorf("the export holds %q", secret)
			}
		}

		same(t, []string{"value_missing reason"}, problems(o.svc.ErasePerson(t.Context(), by(o.admin), "zhangsan.private", " ")))
		wantCode(t, o.svc.ErasePerson(t.Context(), by(o.admin), "admin", "自己"), assessment.KindConflict, assessment.CodeEraseSelf)
		wantCode(t, o.svc.ErasePerson(t.Context(), by(o.admin), "nobody", "无此人"), assessment.KindNotFound, assessment.CodeNotFound)
		wantCode(t, o.svc.ErasePerson(t.Context(), by(o.lead), "zhangsan.private", "理由"), assessment.KindForbidden, assessment.CodeForbidden)
		must(t, o.svc.ErasePerson(t.Context(), by(o.admin), "zhangsan.private", "本人书面申请"))

		o.noSecrets("zhangsan", "张三丰", "sanfeng", begun.Secret, "right password")
		if code := guess(t, o, "zhangsan.private", "right password", ""); code != assessment.CodeBadCredentials {
			t.Errorf("signing in after it: %s", code)
		}
		_, err = o.svc.FindUser(t.Context(), user.ID)
		wantCode(t, err, assessment.KindUnauthenticated, assessment.CodeUnauthenticated)
		users, err := o.svc.ListUsers(t.Context(), o.admin)
		must(t, err)
		if i := slices.IndexFunc(users, func(u *assessment.User) bool { return u.ID == user.ID }); i < 0 || users[i].DisplayName != assessment.Erased || !users[i].Disabled {
			t.Errorf("the account is listed as %+v", users[max(i, 0)])
		}
		if history, err := o.svc.History(t.Context(), o.lead, id); err != nil || len(history) != 4 {
			t.Errorf("the application's history has %d events, %v", len(history), err)
		}
		// The same request for an account gives it as it is by now.
		again, err := o.svc.CreateUser(t.Context(), assessment.Command{Actor: o.admin, RequestID: "r", IdempotencyKey: "k", Fingerprint: "f"}, assessment.NewUser{
			Username: "zhangsan.private", DisplayName: "张三丰", Role: assessment.RoleReviewer, Password: "right password", Email: "zhang.sanfeng@example.org",
		})
		must(t, err)
		if again.ID != user.ID || again.DisplayName != assessment.Erased {
			t.Errorf("again %+v", again)
		}
		same(t, before, audited(t, o))
		export, err = o.svc.ExportPerson(t.Context(), by(o.admin), "erased-"+user.ID)
		must(t, err)
		if export.Email != "" || export.Password || export.SecondFactor || len(export.Traces) != 2 {
			t.Errorf("after the erasure %+v", export)
		}
	})
}

// audited lists what the trail's check finds: the office's own accounts came without
// events, nothing else may be wrong.
func audited(t *testing.T, o *office) (found []string) {
	t.Helper()
	report, err := o.store.VerifyAudit(t.Context(), store.AuditOptions{})
	must(t, err)
	for _, p := range report.Problems {
		found = append(found, p.Code+" "+p.Params["table"]+" "+p.Params["key"])
	}
	return found
}
