package assessment_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"wuxing/assessment"
)

// seen is everything that somebody is told of how far an application and its round
// have come, as text.
func (o *office) seen(who assessment.Actor, id string) string {
	o.t.Helper()
	ctx := o.t.Context()
	var told []any
	keep := func(answer any, err error) {
		if err != nil && !assessment.IsKind(err, assessment.KindForbidden) {
			must(o.t, err)
		}
		told = append(told, answer, err)
	}
	keep(o.svc.Application(ctx, who, id))
	keep(o.svc.History(ctx, who, id))
	keep(o.svc.Review(ctx, who, id))
	keep(o.svc.FindRound(ctx, who, "2026"))
	keep(o.svc.ListRounds(ctx, who))
	keep(o.svc.Notices(ctx, who))
	for _, states := range append([]assessment.State{""}, assessment.States...) {
		filter := assessment.ApplicationFilter{RoundID: "2026"}
		if states != "" {
			filter.States = []assessment.State{states}
		}
		keep(o.svc.ListApplications(ctx, who, filter))
	}
	for _, filter := range lookedThrough("2026") {
		keep(o.svc.ListApplications(ctx, who, filter))
	}
	if who.Role != assessment.RoleEnterprise {
		overview, err := o.svc.Overview(ctx, who, "2026")
		must(o.t, err)
		keep([]any{overview.State, overview.Townships, overview.Own}, err)
	}
	if who.Role == assessment.RoleEnterprise {
		view, err := o.svc.Inbox(ctx, who, assessment.InboxPage{})
		keep(view, err)
		_, err = o.svc.Withdraw(ctx, by(who), id, "不再参加今年申报")
		told = append(told, fmt.Sprint(err), params(err), presentOf(o.t, err))
	}
	text, err := json.Marshal(told)
	must(o.t, err)
	return string(text)
}

// Neither an enterprise nor its township learns from any state that the two reviewers
// differ.
func TestThatReviewersDifferIsNotShown(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		clerk, town := o.enterprise("甲厂"), o.township("town", "织里镇")
		o.twoBlind("2026")
		id := o.twoAssigned(clerk, "2026")
		_, err := o.finish(o.reviewer, id)
		must(t, err)
		before := map[string]string{}
		for _, who := range []assessment.Actor{clerk, town} {
			before[who.UserID] = o.seen(who, id)
		}
		_, err = o.finish(o.other, id, override("titles", 50))
		must(t, err)
		if state := o.application(id).State; state != assessment.StateModeration {
			t.Fatalf("the application is %s", state)
		}
		for _, who := range []assessment.Actor{clerk, town} {
			same(t, before[who.UserID], o.seen(who, id))
		}
		if lead, err := o.svc.Application(t.Context(), o.lead, id); err != nil || lead.State != assessment.StateModeration {
			t.Errorf("the lead reads %v (%v)", lead, err)
		}
	})
}

// A notice that was announced for a later day is known to who leads and who watches
// alone until it begins.
func TestAnAnnouncedNoticeIsNotShown(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		town := o.township("town", "织里镇")
		clerk := o.enterprise("甲厂")
		id := o.path(clerk, "2026", assessment.StateReviewed, facts())
		_, err := o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		o.decide("2026")
		everyone := []assessment.Actor{clerk, town, o.reviewer}
		before := map[string]string{}
		for _, who := range everyone {
			before[who.UserID] = o.seen(who, id)
		}
		day := officeMidnight(o.now()).AddDate(0, 0, 1)
		_, err = o.svc.BeginNotice(ctx, by(o.lead), "2026", day.In(assessment.OfficeZone).Format("2006-01-02"))
		must(t, err)
		for _, who := range everyone {
			same(t, before[who.UserID], o.seen(who, id))
		}
		ranking, err := o.svc.Ranking(ctx, o.reviewer, "2026")
		must(t, err)
		same(t, assessment.RoundDecided, ranking.State)
		same(t, assessment.RoundOnNotice, o.state("2026"))
		o.set(day)
		for _, who := range everyone {
			if text := o.seen(who, id); !strings.Contains(text, `"state":"on_notice"`) {
				t.Errorf("%s does not learn that the notice has begun: %s", who.Username, text)
			}
		}
	})
}

// What was found well-founded against a listed enterprise stands in the way of
// publication until the round was opened again.
func TestAFoundedObjectionHindersPublication(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		ids, _ := o.fourFrozen()
		o.decideFour(ids)
		notice := o.notice("2026")
		founded := o.object(1)
		o.set(notice.EndsAt)
		found := assessment.NewObjectionClosing{Result: assessment.ObjectionFounded, Answer: "人数确有不符"}
		_, err := o.svc.CloseObjection(ctx, by(o.lead), "2026", founded, found)
		must(t, err)
		o.unchanged(t, func() {
			_, err := o.svc.Publish(ctx, by(o.lead), "2026", satisfied)
			wantCode(t, err, assessment.KindConflict, assessment.CodeObjectionFounded)
			same(t, map[string]string{"count": "1"}, params(err))
		})
		for _, lead := range []assessment.Actor{o.lead, o.deputy} {
			_, err := o.svc.Reopen(ctx, by(lead), "2026", "异议成立，须更正")
			must(t, err)
		}
		_, err = o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		o.decideFour(ids)
		o.publish("2026")
	})
}

// Who could read a notice is told that it was stopped, and the public list says so
// without the names; of one that has not begun nobody hears.
func TestAStoppedNoticeIsTold(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		clerk := o.enterprise("甲厂")
		o.path(clerk, "2026", assessment.StateReviewed, facts())
		_, err := o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		reopen := func() {
			for _, lead := range []assessment.Actor{o.lead, o.deputy} {
				_, err := o.svc.Reopen(ctx, by(lead), "2026", "须更正名单")
				must(t, err)
			}
		}
		tomorrow := func() {
			o.decide("2026")
			day := officeMidnight(o.now()).AddDate(0, 0, 1)
			_, err := o.svc.BeginNotice(ctx, by(o.lead), "2026", day.In(assessment.OfficeZone).Format("2006-01-02"))
			must(t, err)
		}
		tomorrow()
		reopen()
		listed := func(want ...assessment.NoticeState) {
			t.Helper()
			heads, err := o.svc.Notices(ctx, anyone)
			must(t, err)
			got := []assessment.NoticeState{}
			for _, head := range heads {
				got = append(got, head.State)
				if stopped := head.State == assessment.NoticeStopped; stopped != (head.StoppedAt != nil) {
					t.Errorf("%s at %v", head.State, head.StoppedAt)
				}
			}
			same(t, append([]assessment.NoticeState{}, want...), got)
		}
		kinds := func(want ...assessment.MessageKind) {
			t.Helper()
			view, err := o.svc.Inbox(ctx, clerk, assessment.InboxPage{})
			must(t, err)
			got := []assessment.MessageKind{}
			for _, message := range view.Messages {
				if strings.HasPrefix(string(message.Kind), "notice_") {
					got = append(got, message.Kind)
				}
			}
			same(t, append([]assessment.MessageKind{}, want...), got)
		}
		listed()
		kinds()
		rank := func() {
			_, err := o.svc.Rank(ctx, by(o.lead), "2026")
			must(t, err)
		}
		rank()
		o.notice("2026")
		reopen()
		listed(assessment.NoticeStopped)
		kinds(assessment.MessageNoticeStopped, assessment.MessageNotice)
		rank()
		tomorrow()
		listed(assessment.NoticeStopped) // the next one is not announced by its place
		_, err = o.svc.Notice(ctx, anyone, "2026")
		wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
	})
}
