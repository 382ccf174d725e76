package assessment_test

import (
	"encoding/json"
	"strings"
	"testing"

	"wuxing/assessment"
)

// A township that was written wrong is mended: a registration moves to the list of the
// right one, and the trail tells from what to what.
func TestCorrectingARegistration(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		town, other := o.township("registrar", "织里镇"), o.township("elsewhere", "八里店镇")
		wrong := asking("91330502MA2B000030", "登记示列厂")
		receipt, err := o.svc.Register(ctx, assessment.Command{RequestID: "test"}, wrong)
		must(t, err)
		right := assessment.EnterpriseCorrection{Name: " 登记示例厂 ", Township: " 八里店镇 ", Reason: "名称和乡镇写错"}
		o.unchanged(t, func() {
			_, err := o.svc.CorrectRegistration(ctx, by(other), receipt.ID, right)
			wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
			_, err = o.svc.CorrectRegistration(ctx, by(town), receipt.ID, assessment.EnterpriseCorrection{})
			same(t, []string{"value_missing enterprise.name", "value_missing enterprise.township", "value_missing reason"}, problems(err))
		})
		step, err := o.svc.CorrectRegistration(ctx, by(town), receipt.ID, right)
		must(t, err)
		if step.State != assessment.RegistrationOpen {
			t.Errorf("corrected, it is %s", step.State)
		}
		same(t, 0, len(reachable(t, o, town)))
		same(t, []string{"登记示例厂 赵* ****"}, reachable(t, o, other))
		same(t, "登记示列厂 织里镇 登记示例厂 八里店镇 名称和乡镇写错", told(t, o, assessment.ActionCorrectRegistration))
		_, err = o.svc.DecideRegistration(ctx, by(other), receipt.ID, true, "")
		must(t, err)
		o.unchanged(t, func() {
			_, err := o.svc.CorrectRegistration(ctx, by(o.admin), receipt.ID, right)
			wantCode(t, err, assessment.KindConflict, assessment.CodeRegistrationDecided)
		})
	})
}

// An enterprise's application comes to the township it really belongs to, and what was
// frozen keeps the name that it was decided with.
func TestCorrectingAnEnterprise(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		town, other := o.township("registrar", "织里镇"), o.township("elsewhere", "八里店镇")
		id := o.path(o.enterprise("甲厂"), "2026", assessment.StateReviewed, facts())
		before, err := o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		sees := func(who assessment.Actor) bool {
			_, err := o.svc.Application(ctx, who, id)
			return err == nil
		}
		if !sees(town) || sees(other) {
			t.Fatalf("before, the townships see it: %t %t", sees(town), sees(other))
		}
		right := assessment.EnterpriseCorrection{Name: "甲新厂", Township: "八里店镇", Reason: "迁址并更名"}
		o.unchanged(t, func() {
			for _, who := range []assessment.Actor{town, o.lead, o.auditor, o.reviewer} {
				_, err := o.svc.CorrectEnterprise(ctx, by(who), uscc("甲厂"), right)
				wantCode(t, err, assessment.KindForbidden, assessment.CodeForbidden)
			}
			_, err := o.svc.CorrectEnterprise(ctx, by(o.admin), "none", right)
			wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
			_, err = o.svc.CorrectEnterprise(ctx, by(o.admin), uscc("甲厂"), assessment.EnterpriseCorrection{Name: strings.Repeat("厂", 101), Township: "八里店镇", Reason: "短"})
			same(t, []string{"enterprise_name enterprise.name", "value_too_short reason"}, problems(err))
		})
		is, err := o.svc.CorrectEnterprise(ctx, by(o.admin), strings.ToLower(uscc("甲厂")), right)
		must(t, err)
		same(t, uscc("甲厂")+" 甲新厂 八里店镇", is.USCC+" "+is.Name+" "+is.Township)
		if sees(town) || !sees(other) {
			t.Errorf("afterwards, the townships see it: %t %t", sees(town), sees(other))
		}
		same(t, "甲厂 织里镇 甲新厂 八里店镇 迁址并更名", told(t, o, assessment.ActionCorrectEnterprise))
		after, err := o.svc.Ranking(ctx, o.lead, "2026")
		must(t, err)
		same(t, before.Rows, after.Rows)
		same(t, "甲厂 织里镇", after.Rows[0].Enterprise.Name+" "+after.Rows[0].Enterprise.Township)
	})
}

// told is what the trail says of the newest event of an action: from, to and why.
func told(t *testing.T, o *office, action assessment.Action) string {
	t.Helper()
	page, err := o.svc.SearchAudit(t.Context(), o.auditor, assessment.AuditQuery{Action: action})
	must(t, err)
	if len(page.Events) == 0 {
		t.Fatalf("nothing in the trail about %s", action)
	}
	var words []string
	for _, step := range []assessment.AuditStep{page.Events[0].Before, page.Events[0].After} {
		var e struct {
			Name     string `json:"enterprise_name"`
			Township string `json:"township"`
		}
		must(t, json.Unmarshal(step, &e))
		words = append(words, e.Name, e.Township)
	}
	// The trail itself holds an id for them: it can never be made to forget a text.
	var events []assessment.AuditEvent
	must(t, o.store.View(t.Context(), func(tx assessment.Tx) (err error) {
		events, err = tx.SearchAudit(assessment.AuditFilter{Actions: []assessment.Action{action}, Limit: 10})
		return err
	}))
	for _, event := range events {
		for _, word := range words {
			if strings.Contains(string(event.Before)+string(event.After), word) {
				t.Errorf("%q stands in the trail: %s %s", word, event.Before, event.After)
			}
		}
	}
	return strings.Join(append(words, page.Events[0].Reason), " ")
}
