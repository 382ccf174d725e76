package assessment_test

import (
	"errors"
	"strings"
	"testing"

	"wuxing/assessment"
)

func presentOf(t *testing.T, err error) any {
	t.Helper()
	var e *assessment.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v tells nothing", err)
	}
	return e.Present
}

// Who may do what, written out by hand: e enterprise, r reviewer, l lead,
// a admin, o operator. Anyone else is refused before anything is looked up.
var mayDo = []struct {
	name  string
	roles string
	do    func(o *office, actor assessment.Actor) error
}{
	{"create user", "ao", func(o *office, a assessment.Actor) error {
		_, err := o.svc.CreateUser(o.t.Context(), by(a), assessment.NewUser{})
		return err
	}},
	{"list users", "ao", func(o *office, a assessment.Actor) error { _, err := o.svc.ListUsers(o.t.Context(), a); return err }},
	{"set password", "ao", func(o *office, a assessment.Actor) error {
		return o.svc.SetPassword(o.t.Context(), by(a), "nobody", "")
	}},
	{"disable user", "ao", func(o *office, a assessment.Actor) error {
		return o.svc.DisableUser(o.t.Context(), by(a), "nobody")
	}},
	{"create round", "ao", func(o *office, a assessment.Actor) error {
		_, err := o.svc.CreateRound(o.t.Context(), by(a), assessment.NewRound{})
		return err
	}},
	{"list rounds", "erlao", func(o *office, a assessment.Actor) error { _, err := o.svc.ListRounds(o.t.Context(), a); return err }},
	{"find round", "erlao", func(o *office, a assessment.Actor) error {
		_, err := o.svc.FindRound(o.t.Context(), a, "2026")
		return err
	}},
	{"create application", "e", func(o *office, a assessment.Actor) error {
		_, err := o.svc.CreateApplication(o.t.Context(), by(a), "none", answers(facts(), nil))
		return err
	}},
	{"list applications", "erl", func(o *office, a assessment.Actor) error {
		_, err := o.svc.ListApplications(o.t.Context(), a, assessment.ApplicationFilter{})
		return err
	}},
	{"read application", "erl", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Application(o.t.Context(), a, "none")
		return err
	}},
	{"put facts", "e", func(o *office, a assessment.Actor) error {
		_, err := o.svc.PutFacts(o.t.Context(), by(a), "none", answers(facts(), nil))
		return err
	}},
	{"submit", "e", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Submit(o.t.Context(), by(a), "none", true)
		return err
	}},
	{"return", "r", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Return(o.t.Context(), by(a), "none", assessment.NewReturn{})
		return err
	}},
	{"read history", "erl", func(o *office, a assessment.Actor) error {
		_, err := o.svc.History(o.t.Context(), a, "none")
		return err
	}},
	{"read review", "erl", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Review(o.t.Context(), a, "none")
		return err
	}},
	{"put review", "r", func(o *office, a assessment.Actor) error {
		_, err := o.svc.PutReview(o.t.Context(), by(a), "none", assessment.ReviewUpdate{})
		return err
	}},
	{"read evidence", "erl", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Evidence(o.t.Context(), a, "none")
		return err
	}},
	{"add evidence", "e", func(o *office, a assessment.Actor) error {
		_, err := o.svc.AddEvidence(o.t.Context(), by(a), "none", upload("titles", "a.pdf", pdf("x")))
		return err
	}},
	{"withdraw evidence", "e", func(o *office, a assessment.Actor) error {
		_, err := o.svc.WithdrawEvidence(o.t.Context(), by(a), "none", "none")
		return err
	}},
	{"open evidence", "erl", func(o *office, a assessment.Actor) error {
		_, _, err := o.svc.OpenEvidence(o.t.Context(), by(a), "none", "none")
		return err
	}},
	{"export evidence", "erl", func(o *office, a assessment.Actor) error {
		_, err := o.svc.ExportEvidence(o.t.Context(), by(a), "none")
		return err
	}},
	{"preview lists", "lo", func(o *office, a assessment.Actor) error {
		_, err := o.svc.PreviewAuthority(o.t.Context(), by(a), "none", book())
		return err
	}},
	{"import lists", "lo", func(o *office, a assessment.Actor) error {
		_, err := o.svc.ImportAuthority(o.t.Context(), by(a), "none", "", book())
		return err
	}},
	{"read lists", "rlo", func(o *office, a assessment.Actor) error {
		_, err := o.svc.AuthorityLists(o.t.Context(), a, "none")
		return err
	}},
	{"propose a lifting", "rl", func(o *office, a assessment.Actor) error {
		_, err := o.svc.ProposeLifting(o.t.Context(), by(a), "none", lifting("1"))
		return err
	}},
	{"decide a lifting", "rl", func(o *office, a assessment.Actor) error {
		_, err := o.svc.DecideLifting(o.t.Context(), by(a), "none", "none", true, "同意")
		return err
	}},
	{"release", "l", func(o *office, a assessment.Actor) error {
		_, err := o.svc.ReleaseResults(o.t.Context(), by(a), "none", appealsUntil)
		return err
	}},
	{"appeal", "e", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Appeal(o.t.Context(), by(a), "none", dispute("equity"))
		return err
	}},
	{"read appeals", "erl", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Appeals(o.t.Context(), a, "none")
		return err
	}},
	{"list appeals", "rl", func(o *office, a assessment.Actor) error {
		_, err := o.svc.RoundAppeals(o.t.Context(), a, "none")
		return err
	}},
	{"decide an appeal", "rl", func(o *office, a assessment.Actor) error {
		_, err := o.svc.DecideAppeal(o.t.Context(), by(a), "none", "none", rejected())
		return err
	}},
	{"read ranking", "rlo", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Ranking(o.t.Context(), a, "2026")
		return err
	}},
	{"export ranking", "rlo", func(o *office, a assessment.Actor) error {
		_, err := o.svc.ExportRanking(o.t.Context(), by(a), "none")
		return err
	}},
	{"rank", "l", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Rank(o.t.Context(), by(a), "2026")
		return err
	}},
	{"publish", "l", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Publish(o.t.Context(), by(a), "2026")
		return err
	}},
}

func TestRights(t *testing.T) {
	o := onSQLite(t)
	actors := map[string]assessment.Actor{
		"e": o.enterprise("甲厂"), "r": o.reviewer, "l": o.lead, "a": o.admin, "o": o.operator,
	}
	for _, deed := range mayDo {
		for letter, actor := range actors {
			t.Run(deed.name+" as "+string(actor.Role), func(t *testing.T) {
				o.unchanged(t, func() {
					err := deed.do(o, actor)
					may := strings.Contains(deed.roles, letter)
					if refused := assessment.IsKind(err, assessment.KindForbidden); refused == may {
						t.Errorf("error %v, want allowed = %v", err, may)
					}
					if strings.HasPrefix(code(err), "internal") {
						t.Error(err)
					}
				})
			})
		}
		for _, nobody := range []assessment.Actor{{}, {Role: assessment.RoleLead}, {UserID: "u-lead"}} {
			wantCode(t, deed.do(o, nobody), assessment.KindUnauthenticated, assessment.CodeUnauthenticated)
		}
		wantCode(t, deed.do(o, assessment.Actor{UserID: "x", Role: "root"}), assessment.KindForbidden, assessment.CodeForbidden)
	}
}

// What is not theirs to know is not there for them, in whatever way they ask.
func TestWhoKnowsWhat(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		a, b := o.enterprise("甲厂"), o.enterprise("乙厂")
		draft := o.path(a, "2026", assessment.StateDraft, facts())
		reviewed := o.path(b, "2026", assessment.StateReviewed, facts())
		for _, test := range []struct {
			name  string
			actor assessment.Actor
			id    string
		}{
			{"another's application", a, reviewed},
			{"another's draft", b, draft},
			{"a draft for the reviewer", o.reviewer, draft},
			{"a draft for the lead", o.lead, draft},
			{"nothing", a, "none"},
			{"a clerk of no enterprise", assessment.Actor{UserID: "u-x", Role: assessment.RoleEnterprise}, draft},
		} {
			t.Run(test.name, func(t *testing.T) {
				for _, deed := range []func(assessment.Actor, string) error{
					func(actor assessment.Actor, id string) error { _, err := o.svc.Application(ctx, actor, id); return err },
					func(actor assessment.Actor, id string) error { _, err := o.svc.History(ctx, actor, id); return err },
					func(actor assessment.Actor, id string) error { _, err := o.svc.Review(ctx, actor, id); return err },
					func(actor assessment.Actor, id string) error {
						_, err := o.svc.Submit(ctx, by(actor), id, true)
						return err
					},
					func(actor assessment.Actor, id string) error {
						_, err := o.svc.PutFacts(ctx, by(actor), id, answers(facts(), nil))
						return err
					},
					func(actor assessment.Actor, id string) error {
						_, err := o.svc.PutReview(ctx, by(actor), id, assessment.ReviewUpdate{})
						return err
					},
					func(actor assessment.Actor, id string) error { _, err := o.svc.Evidence(ctx, actor, id); return err },
					func(actor assessment.Actor, id string) error {
						_, err := o.svc.AddEvidence(ctx, by(actor), id, upload("titles", "a.pdf", pdf("x")))
						return err
					},
					func(actor assessment.Actor, id string) error {
						_, err := o.svc.WithdrawEvidence(ctx, by(actor), id, "none")
						return err
					},
					func(actor assessment.Actor, id string) error {
						_, _, err := o.svc.OpenEvidence(ctx, by(actor), id, "none")
						return err
					},
					func(actor assessment.Actor, id string) error {
						_, err := o.svc.ExportEvidence(ctx, by(actor), id)
						return err
					},
					func(actor assessment.Actor, id string) error {
						_, err := o.svc.Return(ctx, by(actor), id, assessment.NewReturn{})
						return err
					},
				} {
					o.unchanged(t, func() {
						err := deed(test.actor, test.id)
						if assessment.IsKind(err, assessment.KindForbidden) {
							return // the role lacks it, whoever's it is
						}
						wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
					})
				}
			})
		}
		for _, test := range []struct {
			name   string
			actor  assessment.Actor
			filter assessment.ApplicationFilter
			want   []string
		}{
			{"an enterprise lists its own", a, assessment.ApplicationFilter{}, []string{draft}},
			{"not another's", a, assessment.ApplicationFilter{EnterpriseID: b.EnterpriseID}, []string{}},
			{"the bureau lists no drafts", o.lead, assessment.ApplicationFilter{RoundID: "2026"}, []string{reviewed}},
			{"not even when asked", o.lead, assessment.ApplicationFilter{States: []assessment.State{assessment.StateDraft}}, []string{}},
		} {
			heads, err := o.svc.ListApplications(ctx, test.actor, test.filter)
			must(t, err)
			got := []string{}
			for _, head := range heads {
				got = append(got, head.ID)
				if head.SelfTotal == 0 {
					t.Errorf("%s has no self total", head.ID)
				}
			}
			t.Run(test.name, func(t *testing.T) { same(t, test.want, got) })
		}
	})
}
