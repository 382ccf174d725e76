package assessment_test

import (
	"slices"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
)

func asking(code, name string) assessment.NewRegistration {
	return assessment.NewRegistration{
		Enterprise: scoring.Enterprise{Name: name, USCC: code, Township: "织里镇"}, Contact: "赵六", Phone: "0572-1", Password: "long enough",
	}
}

// The code counts, not the township that somebody typed beside it: another township
// opens no enterprise to anybody, and learns nothing of it.
func TestATownshipOpensNoEnterpriseOfAnother(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		const code = "91330502MA2B000030"
		known := &assessment.Enterprise{ID: "e-known", Name: "织里示例厂", USCC: code, Township: "织里镇", CreatedAt: opening}
		must(t, o.store.Update(ctx, func(tx assessment.Tx) error { return tx.CreateEnterprise(known) }))
		other := o.township("elsewhere", "八里店镇")
		asked := asking(code, "八里店示例厂")
		asked.Enterprise.Township = "八里店镇"
		receipt, err := o.svc.Register(ctx, assessment.Command{RequestID: "test"}, asked)
		must(t, err)
		list, err := o.registered(ctx, other)
		must(t, err)
		if len(list) != 1 || list[0].Known != "" || list[0].Taken {
			t.Errorf("the other township reads %+v", list)
		}
		o.unchanged(t, func() {
			_, err := o.svc.DecideRegistration(ctx, by(other), receipt.ID, true, "")
			wantCode(t, err, assessment.KindConflict, assessment.CodeRegistrationElsewhere)
		})
		_, err = o.svc.DecideRegistration(ctx, by(o.admin), receipt.ID, true, "")
		must(t, err)
	})
}

// Whoever asks is told the same; an account is there once the township has confirmed
// it, under the code, and never a second one.
func TestRegistration(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		const code = "91330502MA2B000030"
		town := o.township("registrar", "织里镇")
		public := assessment.Command{RequestID: "test"}
		first, err := o.svc.Register(ctx, public, asking(" 91330502ma2b000030 ", "登记示例厂"))
		must(t, err)
		if _, err := o.svc.Authenticate(ctx, assessment.Credentials{Username: code, Password: "long enough"}); err == nil {
			t.Error("an account that nobody has confirmed signs in")
		}
		second, err := o.svc.Register(ctx, public, asking(code, "冒名厂"))
		must(t, err)
		list, err := o.registered(ctx, town)
		must(t, err)
		if len(list) != 2 || list[0].ID != second.ID || list[1].Enterprise.USCC != code || list[0].Taken || list[0].Known != "" {
			t.Fatalf("the township reads %+v", list)
		}
		// Another township, and whoever else, knows nothing of it.
		other := o.township("elsewhere", "八里店镇")
		elsewhere, err := o.registered(ctx, other)
		must(t, err)
		same(t, []assessment.RegistrationView{}, elsewhere)
		o.unchanged(t, func() {
			_, err := o.svc.DecideRegistration(ctx, by(other), first.ID, true, "")
			wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
			_, err = o.svc.DecideRegistration(ctx, by(o.lead), first.ID, true, "")
			wantCode(t, err, assessment.KindForbidden, assessment.CodeForbidden)
			_, err = o.svc.DecideRegistration(ctx, by(town), first.ID, false, "")
			same(t, []string{"value_missing reason"}, problems(err))
		})
		step, err := o.svc.DecideRegistration(ctx, by(town), first.ID, true, "")
		must(t, err)
		if step.State != assessment.RegistrationAccepted {
			t.Errorf("accepted is %s", step.State)
		}
		user, err := o.svc.Authenticate(ctx, assessment.Credentials{Username: code, Password: "long enough"})
		must(t, err)
		if user.Role != assessment.RoleEnterprise || user.DisplayName != "赵六" {
			t.Errorf("the account is %+v", user)
		}
		o.unchanged(t, func() {
			_, err := o.svc.DecideRegistration(ctx, by(town), first.ID, false, "后来发现不是本企业")
			wantCode(t, err, assessment.KindConflict, assessment.CodeRegistrationDecided)
			_, err = o.svc.DecideRegistration(ctx, by(o.admin), second.ID, true, "")
			wantCode(t, err, assessment.KindConflict, assessment.CodeEnterpriseHasAccount)
		})
		// The code is known now: whoever asks again is told no more than before.
		third, err := o.svc.Register(ctx, public, asking(code, "登记示例厂"))
		must(t, err)
		if third.ID == "" || third.ReceivedAt.IsZero() {
			t.Errorf("the receipt is %+v", third)
		}
		list, err = o.registered(ctx, o.admin)
		must(t, err)
		if len(list) != 3 || !list[0].Taken || list[0].Known != "登记示例厂" {
			t.Errorf("the administrator reads %+v", list)
		}
		_, err = o.svc.DecideRegistration(ctx, by(o.admin), third.ID, false, "该企业已有账号，请用原账号登录")
		must(t, err)
		var kept int
		must(t, o.raw.QueryRowContext(ctx, "SELECT count(*) FROM registrations WHERE state <> 'open' AND password_hash <> ''").Scan(&kept))
		if kept > 0 {
			t.Errorf("%d passwords are kept of what was decided", kept)
		}
	})
}

func TestRegistrationNeedsEverything(t *testing.T) {
	o := onSQLite(t)
	o.unchanged(t, func() {
		_, err := o.svc.Register(t.Context(), assessment.Command{}, assessment.NewRegistration{Password: "short"})
		same(t, []string{
			"value_missing enterprise.name", "value_missing enterprise.uscc", "value_missing enterprise.township", "value_missing contact_name",
			"value_missing phone", "value_too_short password",
		}, problems(err))
		_, err = o.svc.Register(t.Context(), assessment.Command{}, asking("91330502MA2B00003X", "登记示例厂"))
		same(t, []string{"uscc_check_digit enterprise.uscc"}, problems(err))
		_, err = o.svc.Register(t.Context(), assessment.Command{}, asking("123", "登记示例厂"))
		if len(problems(err)) != 1 {
			t.Errorf("a code of three digits: %v", problems(err))
		}
	})
}

// What a registration says of a person goes with the account; of one that was declined
// nobody has an account, so it goes by itself.
func TestWhoRegisteredIsForgotten(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx, public := t.Context(), assessment.Command{RequestID: "test"}
		const code = "91330502MA2B000030"
		town := o.township("registrar", "织里镇")
		first, err := o.svc.Register(ctx, public, asking(code, "登记示例厂"))
		must(t, err)
		_, err = o.svc.DecideRegistration(ctx, by(town), first.ID, true, "")
		must(t, err)
		second, err := o.svc.Register(ctx, public, asking(code, "冒名厂"))
		must(t, err)
		_, err = o.svc.DecideRegistration(ctx, by(town), second.ID, false, "该企业已有账号，请用原账号登录")
		must(t, err)
		// The person's own is in the export, of the one who decided nobody else's.
		for username, want := range map[string]string{code: "赵六 0572-1", "registrar": " "} {
			export, err := o.svc.ExportPerson(ctx, by(o.admin), username)
			must(t, err)
			i := slices.IndexFunc(export.Traces, func(traces assessment.Traces) bool { return traces.Table == "registrations" })
			if i < 0 {
				t.Fatalf("the export of %s has no registration", username)
			}
			for _, row := range export.Traces[i].Rows {
				same(t, want, row["contact"]+" "+row["phone"])
				same(t, "", row["password_hash"])
			}
		}

		before := audited(t, o)
		must(t, o.svc.ErasePerson(ctx, by(o.admin), code, "本人书面申请"))
		same(t, []string{"冒名厂 赵* ****", "登记示例厂 已删除 已删除"}, reachable(t, o, town))
		o.set(now(o).Add(30*24*time.Hour + time.Second))
		_, err = o.svc.Register(ctx, public, asking("91330502MA2B00001R", "另一家厂"))
		must(t, err)
		same(t, []string{"冒名厂 已删除 已删除", "另一家厂 赵* ****", "登记示例厂 已删除 已删除"}, reachable(t, o, town))
		same(t, before, audited(t, o))
	})
}

// reachable lists whom the township can reach about which enterprise, by its name.
func reachable(t *testing.T, o *office, town assessment.Actor) (lines []string) {
	t.Helper()
	list, err := o.registered(t.Context(), town)
	must(t, err)
	for _, r := range list {
		lines = append(lines, r.Enterprise.Name+" "+r.Contact+" "+r.Phone)
	}
	slices.Sort(lines)
	return lines
}
