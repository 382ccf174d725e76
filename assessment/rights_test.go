package assessment_test

import (
	"errors"
	"io"
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
// t township, a admin, u auditor, o operator. Anyone else is refused before anything is looked up.
var mayDo = []struct {
	name  string
	roles string
	do    func(o *office, actor assessment.Actor) error
}{
	{"create user", "ao", func(o *office, a assessment.Actor) error {
		_, err := o.svc.CreateUser(o.t.Context(), by(a), assessment.NewUser{})
		return err
	}},
	{"list users", "auo", func(o *office, a assessment.Actor) error { _, err := o.svc.ListUsers(o.t.Context(), a); return err }},
	{"set password", "ao", func(o *office, a assessment.Actor) error {
		return o.svc.SetPassword(o.t.Context(), by(a), "nobody", "")
	}},
	{"disable user", "ao", func(o *office, a assessment.Actor) error {
		return o.svc.DisableUser(o.t.Context(), by(a), "nobody")
	}},
	{"read the inbox", "etrlau", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Inbox(o.t.Context(), a, assessment.InboxPage{})
		return err
	}},
	{"mark messages", "etrlau", func(o *office, a assessment.Actor) error {
		_, err := o.svc.MarkRead(o.t.Context(), by(a), assessment.ReadMarks{})
		return err
	}},
	{"set one's address", "etrlau", func(o *office, a assessment.Actor) error {
		_, err := o.svc.SetContact(o.t.Context(), by(a), "no address")
		return err
	}},
	{"list registrations", "tau", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Registrations(o.t.Context(), a, assessment.RegistrationQuery{})
		return err
	}},
	{"decide a registration", "ta", func(o *office, a assessment.Actor) error {
		_, err := o.svc.DecideRegistration(o.t.Context(), by(a), "none", true, "")
		return err
	}},
	{"correct a registration", "ta", func(o *office, a assessment.Actor) error {
		_, err := o.svc.CorrectRegistration(o.t.Context(), by(a), "none", assessment.EnterpriseCorrection{})
		return err
	}},
	{"read an enterprise to correct", "a", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Enterprise(o.t.Context(), a, "none")
		return err
	}},
	{"correct an enterprise", "a", func(o *office, a assessment.Actor) error {
		_, err := o.svc.CorrectEnterprise(o.t.Context(), by(a), "none", assessment.EnterpriseCorrection{})
		return err
	}},
	{"list mails", "ao", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Mails(o.t.Context(), a, assessment.MailFailed, 10)
		return err
	}},
	{"create round", "ao", func(o *office, a assessment.Actor) error {
		_, err := o.svc.CreateRound(o.t.Context(), by(a), assessment.NewRound{})
		return err
	}},
	{"set round", "ao", func(o *office, a assessment.Actor) error {
		_, err := o.svc.SetRound(o.t.Context(), by(a), "none", assessment.RoundChange{})
		return err
	}},
	{"extend", "l", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Extend(o.t.Context(), by(a), "none", assessment.NewExtension{})
		return err
	}},
	{"withdraw", "e", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Withdraw(o.t.Context(), by(a), "none", "")
		return err
	}},
	{"check", "tl", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Check(o.t.Context(), by(a), "none", "")
		return err
	}},
	{"send back", "tl", func(o *office, a assessment.Actor) error {
		_, err := o.svc.SendBack(o.t.Context(), by(a), "none", "", opening)
		return err
	}},
	{"read changes", "etrlu", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Changes(o.t.Context(), a, "none")
		return err
	}},
	{"preview an assignment", "l", func(o *office, a assessment.Actor) error {
		_, err := o.svc.PreviewAssignment(o.t.Context(), a, "none", assessment.NewAssignment{})
		return err
	}},
	{"assign", "l", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Assign(o.t.Context(), by(a), "none", assessment.NewAssignment{}, "")
		return err
	}},
	{"declare", "r", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Declare(o.t.Context(), by(a), "none", assessment.NewDeclaration{})
		return err
	}},
	{"list declarations", "rlu", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Declarations(o.t.Context(), a, "none")
		return err
	}},
	{"read two reviews", "rlu", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Moderation(o.t.Context(), a, "none")
		return err
	}},
	{"settle two reviews", "l", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Moderate(o.t.Context(), by(a), "none", assessment.Settlement{})
		return err
	}},
	{"read overview", "trluo", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Overview(o.t.Context(), a, "2026")
		return err
	}},
	{"read programme", "trlauo", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Programme(o.t.Context(), a)
		return err
	}},
	{"list extensions", "etlu", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Extensions(o.t.Context(), a, "2026")
		return err
	}},
	{"list rounds", "etrlauo", func(o *office, a assessment.Actor) error { _, err := o.svc.ListRounds(o.t.Context(), a); return err }},
	{"find round", "etrlauo", func(o *office, a assessment.Actor) error {
		_, err := o.svc.FindRound(o.t.Context(), a, "2026")
		return err
	}},
	{"create application", "e", func(o *office, a assessment.Actor) error {
		_, err := o.svc.CreateApplication(o.t.Context(), by(a), "none", answers(facts(), nil))
		return err
	}},
	{"list applications", "etrlu", func(o *office, a assessment.Actor) error {
		_, err := o.svc.ListApplications(o.t.Context(), a, assessment.ApplicationFilter{})
		return err
	}},
	{"read application", "etrlu", func(o *office, a assessment.Actor) error {
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
	{"read history", "etrlu", func(o *office, a assessment.Actor) error {
		_, err := o.svc.History(o.t.Context(), a, "none")
		return err
	}},
	{"read review", "erlu", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Review(o.t.Context(), a, "none")
		return err
	}},
	{"put review", "r", func(o *office, a assessment.Actor) error {
		_, err := o.svc.PutReview(o.t.Context(), by(a), "none", assessment.ReviewUpdate{})
		return err
	}},
	{"read evidence", "etrlu", func(o *office, a assessment.Actor) error {
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
	{"open evidence", "etrlu", func(o *office, a assessment.Actor) error {
		_, _, err := o.svc.OpenEvidence(o.t.Context(), by(a), "none", "none")
		return err
	}},
	{"export evidence", "etrlu", func(o *office, a assessment.Actor) error {
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
	{"read lists", "rluo", func(o *office, a assessment.Actor) error {
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
	{"read appeals", "etrlu", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Appeals(o.t.Context(), a, "none")
		return err
	}},
	{"list appeals", "rlu", func(o *office, a assessment.Actor) error {
		_, err := o.svc.RoundAppeals(o.t.Context(), a, "none")
		return err
	}},
	{"decide an appeal", "rl", func(o *office, a assessment.Actor) error {
		_, err := o.svc.DecideAppeal(o.t.Context(), by(a), "none", "none", rejected())
		return err
	}},
	{"read the snapshot", "luo", func(o *office, a assessment.Actor) error {
		_, err := o.svc.FindSnapshot(o.t.Context(), a, "2026")
		return err
	}},
	{"set the retention", "lo", func(o *office, a assessment.Actor) error {
		_, err := o.svc.SetRetention(o.t.Context(), by(a), "none", assessment.NewRetention{})
		return err
	}},
	{"export the snapshot", "luo", func(o *office, a assessment.Actor) error {
		_, err := o.svc.ExportSnapshot(o.t.Context(), by(a), "2026")
		return err
	}},
	{"recompute", "luo", func(o *office, a assessment.Actor) error {
		_, _, err := o.svc.Recompute(o.t.Context(), a, "2026")
		return err
	}},
	{"read ranking", "rluo", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Ranking(o.t.Context(), a, "2026")
		return err
	}},
	{"export ranking", "rluo", func(o *office, a assessment.Actor) error {
		_, err := o.svc.ExportRanking(o.t.Context(), by(a), "none", assessment.ExportRankingBook, io.Discard, writesNothing)
		return err
	}},
	{"export score sheet", "etrluo", func(o *office, a assessment.Actor) error {
		_, err := o.svc.ExportSheet(o.t.Context(), by(a), "none", io.Discard, writesNoSheet)
		return err
	}},
	{"export form", "etrluo", func(o *office, a assessment.Actor) error {
		_, err := o.svc.ExportForm(o.t.Context(), by(a), "none", io.Discard, writesNoSheet)
		return err
	}},
	{"export score sheets", "rluo", func(o *office, a assessment.Actor) error {
		_, err := o.svc.ExportSheets(o.t.Context(), by(a), "none", io.Discard, &collectedSheets{})
		return err
	}},
	{"list exports", "luo", func(o *office, a assessment.Actor) error {
		_, err := o.svc.ListExports(o.t.Context(), a, "none")
		return err
	}},
	{"export source", "etrlu", func(o *office, a assessment.Actor) error {
		_, err := o.svc.ExportSource(o.t.Context(), by(a), "none")
		return err
	}},
	{"import", "o", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Import(o.t.Context(), by(a), "none", answers(facts(), nil), assessment.ImportOptions{})
		return err
	}},
	{"export the notice", "etrlauo", func(o *office, a assessment.Actor) error {
		_, err := o.svc.ExportNotice(o.t.Context(), by(a), "none", assessment.ExportNoticeBook, io.Discard, nil)
		return err
	}},
	{"export the final list", "etrlauo", func(o *office, a assessment.Actor) error {
		_, err := o.svc.ExportFinal(o.t.Context(), by(a), "none", assessment.ExportFinalBook, io.Discard, nil)
		return err
	}},
	{"export the award list", "luo", func(o *office, a assessment.Actor) error {
		_, err := o.svc.ExportAwards(o.t.Context(), by(a), "none", assessment.ExportAwardsBook, io.Discard, nil)
		return err
	}},
	{"export the assignment", "luo", func(o *office, a assessment.Actor) error {
		_, err := o.svc.ExportAssignments(o.t.Context(), by(a), "none", io.Discard, nil)
		return err
	}},
	{"rank", "l", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Rank(o.t.Context(), by(a), "2026")
		return err
	}},
	{"record the outcome", "l", func(o *office, a assessment.Actor) error {
		_, err := o.svc.RecordOutcome(o.t.Context(), by(a), "2026", assessment.NewMeeting{})
		return err
	}},
	{"reopen", "l", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Reopen(o.t.Context(), by(a), "2026", "漏录一件仲裁案件")
		return err
	}},
	{"publish", "l", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Publish(o.t.Context(), by(a), "2026", satisfied)
		return err
	}},
	{"begin the notice", "l", func(o *office, a assessment.Actor) error {
		_, err := o.svc.BeginNotice(o.t.Context(), by(a), "2026", "")
		return err
	}},
	{"record an objection", "l", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Object(o.t.Context(), by(a), "2026", assessment.NewObjection{ReceivedOn: "2026-03-02"})
		return err
	}},
	{"list objections", "lu", func(o *office, a assessment.Actor) error {
		_, err := o.svc.Objections(o.t.Context(), a, "none")
		return err
	}},
	{"link an objection", "l", func(o *office, a assessment.Actor) error {
		_, err := o.svc.LinkObjection(o.t.Context(), by(a), "2026", "none", "none", "")
		return err
	}},
	{"close an objection", "l", func(o *office, a assessment.Actor) error {
		_, err := o.svc.CloseObjection(o.t.Context(), by(a), "2026", "none", assessment.NewObjectionClosing{})
		return err
	}},
}

func TestRights(t *testing.T) {
	o := onSQLite(t)
	actors := map[string]assessment.Actor{
		"e": o.enterprise("甲厂"), "r": o.reviewer, "l": o.lead, "a": o.admin, "o": o.operator,
		"t": o.town, "u": o.auditor,
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
			{"a draft for the console", o.operator, draft},
			{"nothing", a, "none"},
			{"a clerk of no enterprise", assessment.Actor{UserID: "u-x", Role: assessment.RoleEnterprise}, draft},
		} {
			t.Run(test.name, func(t *testing.T) {
				for _, deed := range []func(assessment.Actor, string) error{
					func(actor assessment.Actor, id string) error { _, err := o.svc.Application(ctx, actor, id); return err },
					func(actor assessment.Actor, id string) error {
						_, err := o.svc.ExportSource(ctx, by(actor), id)
						return err
					},
					func(actor assessment.Actor, id string) error { _, err := o.svc.History(ctx, actor, id); return err },
					func(actor assessment.Actor, id string) error {
						_, err := o.svc.ExportSheet(ctx, by(actor), id, io.Discard, writesNoSheet)
						return err
					},
					func(actor assessment.Actor, id string) error {
						_, err := o.svc.ExportForm(ctx, by(actor), id, io.Discard, writesNoSheet)
						return err
					},
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
