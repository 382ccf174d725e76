package assessment_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"wuxing/assessment"
)

// revealed is what the trail says of looks at persons: role, action, whose, why.
func (o *office) revealed() (looks []string) {
	o.t.Helper()
	rows, err := o.raw.QueryContext(o.t.Context(), "SELECT role, action, object, object_id, reason, request_id FROM audit_events WHERE action LIKE 'reveal%' ORDER BY seq")
	must(o.t, err)
	defer rows.Close()
	for rows.Next() {
		var part [6]string
		must(o.t, rows.Scan(&part[0], &part[1], &part[2], &part[3], &part[4], &part[5]))
		looks = append(looks, strings.Join(part[:], " "))
	}
	must(o.t, rows.Err())
	return looks
}

// Lists mask persons; whoever needs one in full says why, and each look is in the
// trail, whoever it was and however often.
func TestPersonsAreMaskedAndEachLookIsRecorded(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		const code = "91330502MA2B000030"
		look := func(actor assessment.Actor, kind assessment.RevealKind, id, reason string) (*assessment.Revealed, error) {
			cmd := by(actor)
			cmd.IdempotencyKey, cmd.Fingerprint = "the same", "the same" // no answer is kept under it
			return o.svc.Reveal(ctx, cmd, assessment.NewReveal{Kind: kind, ID: id, Reason: reason})
		}
		given := asking(code, "登记示例厂")
		given.Contact, given.Phone = "欧阳春晓", "138 0572 1234"
		asked, err := o.svc.Register(ctx, assessment.Command{RequestID: "test"}, given)
		must(t, err)
		o.fourFrozen()
		o.notice("2026")
		objected := o.object(1)
		_, err = o.svc.SetContact(ctx, by(o.reviewer), "reviewer.mail@example.org")
		must(t, err)
		o.reviewer = o.again("reviewer")

		town := o.township("registrar", "织里镇")
		for _, actor := range []assessment.Actor{town, o.admin, o.auditor} {
			list, err := o.registered(ctx, actor)
			must(t, err)
			same(t, "欧** 138****1234", list[0].Contact+" "+list[0].Phone)
		}
		for _, actor := range []assessment.Actor{o.lead, o.auditor} {
			list, err := o.svc.Objections(ctx, actor, "2026")
			must(t, err)
			same(t, "M** ****", list.Objections[0].Name+" "+list.Objections[0].Contact)
		}
		for actor, want := range map[assessment.Actor]string{o.admin: "r***@example.org", o.auditor: "r***@example.org", o.operator: "reviewer.mail@example.org"} {
			list, err := o.svc.ListUsers(ctx, actor)
			must(t, err)
			page, err := o.svc.SearchUsers(ctx, actor, assessment.UserFilter{Text: "reviewer"})
			must(t, err)
			one, err := o.svc.FindAccount(ctx, actor, "reviewer")
			must(t, err)
			i := slices.IndexFunc(list, func(u *assessment.User) bool { return u.ID == "u-reviewer" })
			for _, user := range []*assessment.User{list[i], page.Users[0].User, one} {
				same(t, "显示名-reviewer "+want, user.DisplayName+" "+user.Email)
			}
		}
		clerk, err := o.svc.FindAccount(ctx, o.admin, "clerk-甲厂")
		must(t, err)
		same(t, "显**", clerk.DisplayName)
		trail, err := o.svc.SearchAudit(ctx, o.auditor, assessment.AuditQuery{Action: assessment.ActionSubmit})
		must(t, err)
		if len(trail.Events) == 0 || trail.Events[0].ActorName != "显**" {
			t.Errorf("the auditor reads %+v", trail.Events)
		}
		// One's own is whole.
		own, err := o.svc.FindUser(ctx, o.reviewer.UserID)
		must(t, err)
		same(t, "reviewer.mail@example.org", own.Email)

		elsewhere := o.township("elsewhere", "八里店镇")
		o.unchanged(t, func() {
			for _, test := range []struct {
				actor assessment.Actor
				kind  assessment.RevealKind
				id    string
				kinds assessment.Kind
				code  string
			}{
				{o.auditor, assessment.RevealObjector, objected, assessment.KindForbidden, assessment.CodeForbidden},
				{o.reviewer, assessment.RevealObjector, objected, assessment.KindForbidden, assessment.CodeForbidden},
				{o.admin, assessment.RevealObjector, objected, assessment.KindForbidden, assessment.CodeForbidden},
				{o.lead, assessment.RevealRegistration, asked.ID, assessment.KindForbidden, assessment.CodeForbidden},
				{town, assessment.RevealAccount, "u-reviewer", assessment.KindForbidden, assessment.CodeForbidden},
				{o.lead, assessment.RevealAccount, "u-reviewer", assessment.KindForbidden, assessment.CodeForbidden},
				{elsewhere, assessment.RevealRegistration, asked.ID, assessment.KindNotFound, assessment.CodeNotFound},
				{o.lead, assessment.RevealObjector, "nothing", assessment.KindNotFound, assessment.CodeNotFound},
				{o.admin, assessment.RevealAccount, "operator", assessment.KindNotFound, assessment.CodeNotFound},
			} {
				_, err := look(test.actor, test.kind, test.id, "核对身份")
				wantCode(t, err, test.kinds, test.code)
			}
			_, err := look(o.lead, "enterprise", objected, " ")
			same(t, []string{"value_missing reason", "value_not_allowed kind"}, problems(err))
		})

		for range 2 {
			seen, err := look(o.lead, assessment.RevealObjector, objected, " 电话核实异议 ")
			must(t, err)
			same(t, assessment.Revealed{Kind: assessment.RevealObjector, ID: objected, Name: "MARKER异议人", Contact: "MARKER电话"}, *seen)
		}
		seen, err := look(town, assessment.RevealRegistration, asked.ID, "核对是本企业申请")
		must(t, err)
		same(t, "欧阳春晓 138 0572 1234", seen.Name+" "+seen.Contact)
		seen, err = look(o.admin, assessment.RevealAccount, "u-reviewer", "重置密码前核对")
		must(t, err)
		same(t, "显示名-reviewer reviewer.mail@example.org", seen.Name+" "+seen.Email)
		same(t, []string{
			"lead reveal_objector objection " + objected + " 电话核实异议 req",
			"lead reveal_objector objection " + objected + " 电话核实异议 req",
			"township reveal_registration registration " + asked.ID + " 核对是本企业申请 req",
			"admin reveal_account user u-reviewer 重置密码前核对 req",
		}, o.revealed())
		o.noSecrets("MARKER", "欧阳", "0572", "reviewer.mail")
		o.holds()
	})
}

// again is an account as it is by now.
func (o *office) again(name string) assessment.Actor {
	o.t.Helper()
	user, err := o.svc.FindUser(o.t.Context(), "u-"+name)
	must(o.t, err)
	return user.Actor()
}

func TestWhatAMaskLeaves(t *testing.T) {
	o := onSQLite(t)
	o.fourFrozen()
	o.notice("2026")
	for i, test := range []struct{ name, contact, want string }{
		{"张三", "13812341234", "张* 138****1234"},
		{"欧阳春晓", "138-1234-1234", "欧** 138****1234"},
		{"王", "+86 138 1234 1234", "王* 861****1234"},
		{"某某有限公司", "0572-2012345", "某** 057****2345"},
		{"李四", "2012345", "李* ****"},
		{"李四", "li.si@example.org", "李* l***@example.org"},
		{"李四", "微信 13812341234", "李* ****"},
		{"李四", "李四 li@example.org", "李* ****"},
		{"李四", "湖州市吴兴区1号", "李* ****"},
	} {
		given := objection(0)
		given.Name, given.Contact = test.name, test.contact
		_, err := o.svc.Object(t.Context(), by(anyone), "2026", given)
		must(t, err)
		list, err := o.svc.Objections(t.Context(), o.lead, "2026")
		must(t, err)
		last := list.Objections[i]
		same(t, test.want, last.Name+" "+last.Contact)
		text, err := json.Marshal(list)
		must(t, err)
		if strings.Contains(string(text), test.contact) {
			t.Errorf("%s is in %s", test.contact, text)
		}
	}
}
