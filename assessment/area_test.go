package assessment_test

import (
	"encoding/json"
	"strings"
	"testing"

	"wuxing/assessment"
)

// A township knows what enterprises of its area have submitted, and nothing else.
func TestATownshipKnowsItsAreaOnly(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		balidian := o.township("balidian", "八里店镇")
		nowhere := assessment.Actor{UserID: "u-x", Role: assessment.RoleTownship}
		reviewed := o.path(o.enterprise("甲厂"), "2026", assessment.StateReviewed, facts())
		draft := o.path(o.enterprise("乙厂"), "2026", assessment.StateDraft, facts())
		for _, test := range []struct {
			name  string
			actor assessment.Actor
			want  []string
		}{
			{"its own area", o.town, []string{reviewed}},
			{"another area", balidian, []string{}},
			{"no area", nowhere, []string{}},
		} {
			for _, filter := range []assessment.ApplicationFilter{{}, {RoundID: "2026"}, {Township: "织里镇"}} {
				heads, err := o.svc.ListApplications(ctx, test.actor, filter)
				must(t, err)
				got := []string{}
				for _, head := range heads {
					got = append(got, head.ID)
				}
				t.Run(test.name, func(t *testing.T) { same(t, test.want, got) })
			}
		}
		for _, actor := range []assessment.Actor{balidian, nowhere, o.town} {
			for _, id := range []string{reviewed, draft} {
				if actor.UserID == o.town.UserID && id == reviewed {
					continue
				}
				_, err := o.svc.Application(ctx, actor, id)
				wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
				_, err = o.svc.History(ctx, actor, id)
				wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
			}
		}
		// Before publication a township learns neither official scores nor reviewers.
		view, err := o.svc.Application(ctx, o.town, reviewed)
		must(t, err)
		events, err := o.svc.History(ctx, o.town, reviewed)
		must(t, err)
		text, err := json.Marshal([]any{view, events})
		must(t, err)
		if view.Official != nil || len(events) != 4 || strings.Contains(string(text), "-reviewer") {
			t.Errorf("the township is told %s", text)
		}
	})
}

// An auditor sees what the lead sees.
func TestAnAuditorReadsEverything(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	id := o.path(o.enterprise("甲厂"), "2026", assessment.StateReviewed, facts())
	for name, read := range map[string]func(assessment.Actor) (any, error){
		"application": func(a assessment.Actor) (any, error) { return o.svc.Application(ctx, a, id) },
		"applications": func(a assessment.Actor) (any, error) {
			return o.svc.ListApplications(ctx, a, assessment.ApplicationFilter{})
		},
		"history": func(a assessment.Actor) (any, error) { return o.svc.History(ctx, a, id) },
		"review":  func(a assessment.Actor) (any, error) { return o.svc.Review(ctx, a, id) },
		"ranking": func(a assessment.Actor) (any, error) { return o.svc.Ranking(ctx, a, "2026") },
	} {
		told, err := read(o.auditor)
		must(t, err)
		want, err := read(o.lead)
		must(t, err)
		a, err := json.Marshal(told)
		must(t, err)
		b, err := json.Marshal(want)
		must(t, err)
		if string(a) != string(b) {
			t.Errorf("%s: the auditor is told %s, the lead %s", name, a, b)
		}
	}
	// No rule lets an auditor change anything.
	reads := map[assessment.Action]bool{
		assessment.ActionSession: true, assessment.ActionLogout: true, assessment.ActionListUsers: true, assessment.ActionListRounds: true,
		assessment.ActionListApplications: true, assessment.ActionReadApplication: true, assessment.ActionReadHistory: true,
		assessment.ActionReadReview: true, assessment.ActionReadRanking: true, assessment.ActionExportRanking: true, assessment.ActionListExtensions: true, assessment.ActionListDeclarations: true,
		assessment.ActionReadChanges: true, assessment.ActionReadModeration: true, assessment.ActionReadSnapshot: true, assessment.ActionExportSnapshot: true, assessment.ActionReadAssignments: true, assessment.ActionReadReadiness: true,
		assessment.ActionReadOverview: true, assessment.ActionReadProgramme: true,
		assessment.ActionExportSource: true, assessment.ActionExportApplication: true, assessment.ActionExportRound: true, assessment.ActionListExports: true,
		assessment.ActionReadEvidence: true, assessment.ActionOpenEvidence: true, assessment.ActionExportEvidence: true,
		assessment.ActionReadAuthority: true, assessment.ActionReadAppeals: true, assessment.ActionListAppeals: true,
		assessment.ActionSearchAudit: true, assessment.ActionCheckCard: true, assessment.ActionReadBackups: true,
		// Of its own account, like signing out.
		assessment.ActionReadInbox: true, assessment.ActionMarkRead: true, assessment.ActionSetContact: true,
		assessment.ActionChangePassword: true, assessment.ActionEndSessions: true,
		assessment.ActionReadNotice: true, assessment.ActionListObjections: true,
		assessment.ActionListRegistrations: true,
		assessment.ActionExportNotice:      true, assessment.ActionExportFinal: true, assessment.ActionExportAwards: true, assessment.ActionExportAssignments: true,
	}
	for _, rule := range assessment.Rules() {
		for _, grant := range rule.Who {
			if grant.Role == assessment.RoleAuditor && !reads[rule.Action] {
				t.Errorf("an auditor may %s", rule.Action)
			}
		}
	}
}

func TestAccountsOfTownshipsNeedAnArea(t *testing.T) {
	o := onSQLite(t)
	account := func(role assessment.Role, area string) error {
		_, err := o.svc.CreateUser(t.Context(), by(o.admin), assessment.NewUser{Username: "account", Role: role, Password: "long enough", Area: area})
		return err
	}
	o.unchanged(t, func() {
		same(t, []string{"value_missing area"}, problems(account(assessment.RoleTownship, " ")))
		same(t, []string{"not_for_role area"}, problems(account(assessment.RoleAuditor, "织里镇")))
		same(t, []string{"value_not_allowed role"}, problems(account(assessment.RolePublic, "")))
	})
	must(t, account(assessment.RoleTownship, " 织里镇 "))
	user, err := o.svc.Authenticate(t.Context(), assessment.Credentials{Username: "account", Password: "long enough", RequestID: "req"})
	must(t, err)
	if user.Actor().Area != "织里镇" {
		t.Errorf("the area is %q", user.Area)
	}
}
