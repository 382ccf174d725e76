package assessment_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/templates"
)

// listening hears what comes into the inboxes of everyone, step by step.
type listening struct {
	*office
	everyone map[string]assessment.Actor
	heard    map[assessment.MessageKind]bool
	all      map[string][]assessment.MessageView
}

func (o *office) listen(others ...assessment.Actor) *listening {
	l := &listening{office: o, everyone: make(map[string]assessment.Actor), heard: make(map[assessment.MessageKind]bool), all: make(map[string][]assessment.MessageView)}
	for _, actor := range append(others, o.reviewer, o.other, o.lead, o.deputy, o.admin, o.town, o.auditor) {
		l.everyone[actor.Username] = actor
	}
	return l
}

// hears fails the test unless exactly the named got exactly one message of the kind
// each since the last call, and reads them. told is "kind: name name; kind: name".
func (l *listening) hears(step, told string) {
	l.t.Helper()
	var got []string
	for _, name := range slices.Sorted(maps.Keys(l.everyone)) {
		inbox, err := l.svc.Inbox(l.t.Context(), l.everyone[name], assessment.InboxPage{Unread: true})
		must(l.t, err)
		for _, message := range inbox.Messages {
			got = append(got, string(message.Kind)+": "+name)
			l.heard[message.Kind] = true
			l.all[name] = append(l.all[name], message)
		}
		if len(inbox.Messages) > 0 {
			left, err := l.svc.MarkRead(l.t.Context(), by(l.everyone[name]), assessment.ReadMarks{UpTo: inbox.Messages[0].ID})
			must(l.t, err)
			if left != 0 {
				l.t.Errorf("%s: %d left unread of %s", step, left, name)
			}
		}
	}
	var want []string
	for part := range strings.SplitSeq(told, "; ") {
		kind, names, _ := strings.Cut(part, ": ")
		for name := range strings.FieldsSeq(names) {
			want = append(want, kind+": "+name)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(want, got) {
		l.t.Errorf("%s: heard %q, want %q", step, got, want)
	}
}

// The rich path, with a first check, two blind reviewers, a veto, an appeal, a
// reopening and a notice. Whoever is not named at a step hears nothing of it: the
// rival, the other township and the auditor nothing at all, the administrator only of a
// registration that is nobody else's.
func TestWhoHearsWhat(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		clerk, rival, far := o.enterprise("甲厂"), o.enterprise("乙厂"), o.township("balidian", "八里店镇")
		third := o.account("third", assessment.RoleReviewer, "")
		colleague := o.account("colleague", assessment.RoleEnterprise, clerk.EnterpriseID)
		l := o.listen(clerk, rival, far, third, colleague)
		o.firstCheck("2026")
		o.twoBlind("2026", func(s *assessment.Settings) { s.FirstCheck = true })

		register := func(firm, township string) error {
			_, err := o.svc.Register(ctx, assessment.Command{}, assessment.NewRegistration{
				Enterprise: scoring.Enterprise{Name: firm, USCC: "91330502MA2B000030", Township: township}, Contact: "赵六", Phone: "0572-1", Password: "long enough", Elsewhere: true,
			})
			return err
		}
		must(t, register("丙厂", "织里镇"))
		l.hears("register", "registration_received: zhili")
		must(t, register("丁厂", "埭溪镇"))
		l.hears("register where nobody confirms", "registration_received: admin")

		o.hearsOfMoves(l, far)

		id := o.path(clerk, "2026", assessment.StateSubmitted, facts())
		l.hears("submit", "application_submitted: zhili")
		_, err := o.svc.SendBack(ctx, by(o.town), id, "请补齐营业执照", o.now().Add(72*time.Hour))
		must(t, err)
		l.hears("send back", "application_sent_back: clerk-甲厂 colleague")
		_, err = o.svc.Submit(ctx, by(clerk), id, true)
		must(t, err)
		l.hears("submit again", "application_resubmitted: zhili")
		_, err = o.svc.Withdraw(ctx, by(clerk), id, "")
		must(t, err)
		l.hears("withdraw", "application_withdrawn: zhili")
		_, err = o.svc.PutFacts(ctx, by(clerk), id, answers(facts(map[string]any{"apprentices": 61}), nil))
		must(t, err)
		l.hears("edit", "")
		_, err = o.svc.Submit(ctx, by(clerk), id, true)
		must(t, err)
		l.hears("submit a third time", "application_submitted: zhili")
		_, err = o.svc.Check(ctx, by(o.town), id, "")
		must(t, err)
		l.hears("check", "application_checked: clerk-甲厂 colleague; application_arrived: lead deputy")
		_, err = o.svc.Extend(ctx, by(o.lead), "2026", assessment.NewExtension{
			USCC: uscc("甲厂"), Window: assessment.WindowApplication, Until: opening.Add(40 * 24 * time.Hour), Reason: "厂房受灾须延期",
		})
		must(t, err)
		l.hears("extend", "extension_granted: clerk-甲厂 colleague")

		row := assessment.AssignmentRow{Application: id, Reviewers: []string{"reviewer", "other"}}
		o.assign("2026", assessment.NewAssignment{Rows: []assessment.AssignmentRow{row}})
		l.hears("assign", "review_assigned: reviewer other")
		o.declare("2026", id, o.reviewer, false)
		l.hears("declare", "")
		o.declare("2026", id, o.other, true)
		l.hears("declare a link", "reviewer_recused: lead deputy")
		row.Reviewers = []string{"reviewer", "third"}
		o.assign("2026", assessment.NewAssignment{Rows: []assessment.AssignmentRow{row}})
		l.hears("assign anew", "review_assigned: third")
		o.declare("2026", id, third, false)
		_, err = o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Entries: o.agreeAll()[:3]})
		must(t, err)
		l.hears("review", "")
		_, err = o.svc.Return(ctx, by(o.reviewer), id, assessment.NewReturn{Indicators: []string{"titles"}, Reason: "请补充证书"})
		must(t, err)
		l.hears("return", "application_returned: clerk-甲厂 colleague")
		_, err = o.svc.Submit(ctx, by(clerk), id, true)
		must(t, err)
		l.hears("submit the correction", "application_resubmitted: reviewer third")
		_, err = o.finish(o.reviewer, id, override("titles", 50))
		must(t, err)
		l.hears("the first review", "")
		_, err = o.finish(third, id)
		must(t, err)
		l.hears("the second review", "moderation_needed: lead deputy")

		_, err = o.imports(o.lead, said("arbitration_cases", true, "甲厂", "11"))
		must(t, err)
		l.hears("a list", "review_reopened: reviewer third")
		proposed, err := o.svc.ProposeLifting(ctx, by(o.reviewer), id, lifting("2"))
		must(t, err)
		l.hears("propose to lift the veto", "lifting_proposed: lead deputy")
		_, err = o.svc.DecideLifting(ctx, by(o.lead), id, proposed.Liftings[0].ID, true, "已与仲裁院核对")
		must(t, err)
		l.hears("lift the veto", "lifting_decided: reviewer")
		_, err = o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Complete: true})
		must(t, err)
		l.hears("the first review again", "")
		_, err = o.finish(third, id)
		must(t, err)
		l.hears("the second review again", "moderation_needed: lead deputy")
		_, err = o.settled(id, assessment.Settlement{
			Entries: []assessment.SettledEntry{{Indicator: "arbitration", Take: assessment.SideFirst, Reason: "以核对结果为准"}},
			Rest:    &assessment.SettledRest{Take: assessment.SideFirst, Reason: "以第一人为准"},
		})
		must(t, err)
		l.hears("settle", "")

		until := o.now().Add(48 * time.Hour)
		_, err = o.svc.ReleaseResults(ctx, by(o.lead), "2026", until)
		must(t, err)
		l.hears("release", "results_released: clerk-甲厂 colleague")
		_, err = o.svc.ReleaseResults(ctx, by(o.lead), "2026", until.Add(time.Hour))
		must(t, err)
		l.hears("prolong", "appeals_prolonged: clerk-甲厂 colleague")
		filed, err := o.svc.Appeal(ctx, by(clerk), id, assessment.NewAppeal{Indicator: "titles", Reason: "证书仍然有效"})
		must(t, err)
		l.hears("appeal", "appeal_filed: deputy") // the lead has settled the score
		_, err = o.svc.DecideAppeal(ctx, by(o.deputy), id, filed.Appeals[0].ID, assessment.NewAppealDecision{Outcome: assessment.AppealRejected, Reason: "证书确已过期"})
		must(t, err)
		l.hears("decide the appeal", "appeal_decided: clerk-甲厂 colleague")

		o.set(until.Add(2 * time.Hour))
		_, err = o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		l.hears("rank", "")
		_, err = o.svc.Reopen(ctx, by(o.lead), "2026", "发现一处差错")
		must(t, err)
		l.hears("ask to reopen", "reopening_asked: deputy")
		_, err = o.svc.Reopen(ctx, by(o.deputy), "2026", "同意重新打开")
		must(t, err)
		l.hears("reopen", "round_reopened: lead")
		_, err = o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		o.decide("2026")
		l.hears("rank and decide", "")
		o.notice("2026")
		l.hears("begin the notice", "notice_begun: clerk-甲厂 colleague")
		_, err = o.svc.Reopen(ctx, by(o.lead), "2026", "异议有待核实")
		must(t, err)
		l.hears("ask to stop the notice", "reopening_asked: deputy")
		_, err = o.svc.Reopen(ctx, by(o.deputy), "2026", "同意重新核实")
		must(t, err)
		l.hears("stop the notice", "notice_stopped: clerk-甲厂 colleague; round_reopened: lead")
		_, err = o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		o.notice("2026")
		l.hears("begin another notice", "notice_begun: clerk-甲厂 colleague")
		_, err = o.svc.Object(ctx, assessment.Command{}, "2026", assessment.NewObjection{Name: "王某", Contact: "13800000000", Text: "该企业去年存在拖欠工资的情况"})
		must(t, err)
		l.hears("object", "objection_filed: lead deputy")
		objections, err := o.svc.Objections(ctx, o.lead, "2026")
		must(t, err)
		_, err = o.svc.CloseObjection(ctx, by(o.deputy), "2026", objections.Objections[0].ID, assessment.NewObjectionClosing{Result: assessment.ObjectionUnfounded, Answer: "经查不属实"})
		must(t, err)
		l.hears("close the objection", "")
		notice, err := o.svc.Notice(ctx, o.lead, "2026")
		must(t, err)
		o.set(notice.EndsAt)
		_, err = o.svc.Publish(ctx, by(o.lead), "2026", satisfied)
		must(t, err)
		l.hears("ask to publish", "publication_asked: deputy")
		_, err = o.svc.Publish(ctx, by(o.deputy), "2026", satisfied)
		must(t, err)
		l.hears("publish", "results_published: clerk-甲厂 colleague")

		for _, telling := range assessment.Tellings() {
			if !l.heard[telling.Kind] {
				t.Errorf("nobody has heard of %s", telling.Kind)
			}
		}
		l.wording(o.total(id).String(), o.review(o.lead, id).Self.Total.String())
	})
}

// wording holds everything that was said against what no message may hold: scores,
// persons, and what has no sentence.
func (l *listening) wording(scores ...string) {
	l.t.Helper()
	secrets := append([]string{"显示名-", "u-", "reviewer", "王某", "13800000000", "证书", "仲裁院", "厂房", "营业执照", "差错"}, scores...)
	for name, messages := range l.all {
		for _, message := range messages {
			for _, lang := range templates.Languages {
				text := templates.Message(lang, message.Kind.Sentence(), message.Params)
				if _, ok := templates.Sentence(lang, message.Kind.Sentence()); !ok || strings.ContainsAny(text, "{}") || text == "" {
					l.t.Errorf("%s: %s is worded as %q", lang, message.Kind, text)
				}
				for word := range maps.Values(message.Params) {
					text += " " + word
				}
				for _, secret := range secrets {
					if lang == templates.Chinese && strings.Contains(text, secret) {
						l.t.Errorf("%s is told %q: %q", name, secret, text)
					}
				}
			}
			for key := range message.Params {
				if !slices.Contains([]string{"round", "enterprise", "count", "due", "indicator", "window", "township"}, key) {
					l.t.Errorf("%s: %s has a parameter %s", name, message.Kind, key)
				}
			}
		}
	}
}

// Every kind stands in the table, and every audience and condition is one that is
// looked for: nothing is told that the table does not say.
func TestEveryKindIsInTheTable(t *testing.T) {
	seen := make(map[assessment.MessageKind]assessment.Audience)
	for _, telling := range assessment.Tellings() {
		if _, twice := seen[telling.Kind]; twice {
			t.Errorf("%s stands in two lines", telling.Kind)
		}
		seen[telling.Kind] = telling.To
		outward := telling.To == assessment.ToEnterprise || telling.To == assessment.ToEnterprises
		result := strings.Contains(string(telling.Kind), "results") || strings.Contains(string(telling.Kind), "appeal") || strings.Contains(string(telling.Kind), "notice")
		if outward && result && telling.If != assessment.IfReleased && telling.If != assessment.IfOnNotice {
			t.Errorf("%s reaches enterprises whatever was released", telling.Kind)
		}
		if outward && strings.Contains(string(telling.Kind), "review") {
			t.Errorf("%s tells enterprises of a review", telling.Kind)
		}
	}
}

// What lies where nobody is, is told the leads; closed accounts are told nothing.
func TestNothingLiesWhereNobodyLooks(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	clerk := o.enterprise("甲厂")
	l := o.listen(clerk)
	o.firstCheck("2026")
	must(t, o.svc.DisableUser(ctx, by(o.admin), "zhili"))
	delete(l.everyone, "zhili")
	id := o.path(clerk, "2026", assessment.StateSubmitted, facts())
	l.hears("submit where no clerk is", "application_submitted: lead deputy")
	_, err := o.svc.Check(ctx, by(o.lead), id, "")
	must(t, err)
	l.hears("check by the lead", "application_checked: clerk-甲厂; application_arrived: deputy")
	_, err = o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{})
	must(t, err)
	_, err = o.svc.Return(ctx, by(o.reviewer), id, assessment.NewReturn{Indicators: []string{"titles"}, Reason: "请补充证书"})
	must(t, err)
	must(t, o.svc.DisableUser(ctx, by(o.admin), "reviewer"))
	l.hears("return", "application_returned: clerk-甲厂")
	_, err = o.svc.Submit(ctx, by(clerk), id, true)
	must(t, err)
	l.hears("submit to a closed account", "application_resubmitted: lead deputy")
}

// A review that comes in after the release is shown at once, and the enterprise is
// told; before the release it is told nothing.
func TestALateResultIsTold(t *testing.T) {
	o := onSQLite(t)
	clerk, late := o.enterprise("甲厂"), o.enterprise("乙厂")
	l := o.listen(clerk, late)
	o.path(clerk, "2026", assessment.StateReviewed, facts())
	id := o.path(late, "2026", assessment.StateReturned, facts())
	l.hears("before", "application_submitted: lead lead deputy deputy; application_returned: clerk-甲厂 clerk-乙厂; application_resubmitted: reviewer")
	_, err := o.svc.ReleaseResults(t.Context(), by(o.lead), "2026", o.now().Add(48*time.Hour))
	must(t, err)
	l.hears("release", "results_released: clerk-甲厂")
	_, err = o.svc.Submit(t.Context(), by(late), id, true)
	must(t, err)
	_, err = o.finish(o.reviewer, id)
	must(t, err)
	l.hears("the late review", "application_resubmitted: reviewer; results_released: clerk-乙厂")
}

// A notice that begins later is nobody's yet.
func TestAScheduledNoticeIsNotTold(t *testing.T) {
	o := onSQLite(t)
	clerk := o.enterprise("甲厂")
	l := o.listen(clerk)
	o.path(clerk, "2026", assessment.StateReviewed, facts())
	_, err := o.svc.Rank(t.Context(), by(o.lead), "2026")
	must(t, err)
	o.decide("2026")
	l.hears("before", "application_submitted: lead deputy; application_returned: clerk-甲厂; application_resubmitted: reviewer")
	_, err = o.svc.BeginNotice(t.Context(), by(o.lead), "2026", o.now().Add(72*time.Hour).In(assessment.OfficeZone).Format(time.DateOnly))
	must(t, err)
	l.hears("a notice of later", "")
}
