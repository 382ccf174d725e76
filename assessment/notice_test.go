package assessment_test

import (
	"errors"
	"testing"
	"time"

	"wuxing/assessment"
)

var anyone = assessment.Actor{Role: assessment.RolePublic}

// objection is one of somebody's against a row of the notice; 0: the whole list.
func objection(no int) assessment.NewObjection {
	return assessment.NewObjection{No: no, Name: "MARKER异议人", Contact: "MARKER电话", Text: "该企业的高技能人才人数与实际不符"}
}

func (o *office) object(no int) string {
	o.t.Helper()
	receipt, err := o.svc.Object(o.t.Context(), by(anyone), "2026", objection(no))
	must(o.t, err)
	return receipt.ID
}

func (o *office) settle(lead assessment.Actor, id string) error {
	_, err := o.svc.CloseObjection(o.t.Context(), by(lead), "2026", id, assessment.NewObjectionClosing{Result: assessment.ObjectionUnfounded, Answer: "经核查与名册一致"})
	return err
}

// params are the parameters of an error's sentence.
func params(err error) map[string]string {
	var e *assessment.Error
	if errors.As(err, &e) {
		return e.Params
	}
	return nil
}

// fourFrozen is a frozen round with an enterprise for each outcome, and their
// applications: excellent, certified, not selected, vetoed.
func (o *office) fourFrozen() (ids map[assessment.State]string, clerk assessment.Actor) {
	o.t.Helper()
	clerk = o.enterprise("甲厂")
	ids = map[assessment.State]string{
		assessment.StateExcellent:    o.path(clerk, "2026", assessment.StateReviewed, facts(map[string]any{"title_level": "national"})),
		assessment.StateCertified:    o.path(o.enterprise("乙厂"), "2026", assessment.StateReviewed, facts()),
		assessment.StateNotSelected:  o.path(o.enterprise("丙厂"), "2026", assessment.StateReviewed, facts(map[string]any{"apprentices": 10})),
		assessment.StateDisqualified: o.path(o.enterprise("丁厂"), "2026", assessment.StateReviewed, facts(map[string]any{"arbitration_cases": 30})),
	}
	_, err := o.svc.Rank(o.t.Context(), by(o.lead), "2026")
	must(o.t, err)
	return ids, clerk
}

func (o *office) decideFour(ids map[assessment.State]string) {
	o.t.Helper()
	meeting := assessment.NewMeeting{HeldOn: "2026-03-01", Reference: "纪要3号"}
	for state, id := range ids {
		outcome := assessment.Outcome(state)
		if state == assessment.StateDisqualified {
			outcome = assessment.OutcomeNotSelected
		}
		meeting.Outcomes = append(meeting.Outcomes, assessment.NewOutcome{Application: id, Outcome: outcome})
	}
	_, err := o.svc.RecordOutcome(o.t.Context(), by(o.lead), "2026", meeting)
	must(o.t, err)
}

// The whole way from the ranking to the published list, with everything that is
// refused before its time and changes nothing.
func TestFromTheMeetingToThePublishedList(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		ids, clerk := o.fourFrozen()
		tooEarly := func(state string) {
			t.Helper()
			o.unchanged(t, func() {
				_, err := o.svc.Publish(ctx, by(o.lead), "2026", satisfied)
				wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
				if params(err)["state"] != state {
					t.Errorf("in %s, told %v", state, params(err))
				}
				_, err = o.svc.Object(ctx, by(anyone), "2026", objection(1))
				wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
				_, err = o.svc.Notice(ctx, anyone, "2026")
				wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
				_, err = o.svc.Final(ctx, anyone, "2026")
				wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
			})
		}
		tooEarly("ranked")
		o.unchanged(t, func() {
			_, err := o.svc.BeginNotice(ctx, by(o.lead), "2026", "")
			wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
		})
		o.decideFour(ids)
		tooEarly("decided")
		o.unchanged(t, func() {
			for starts, want := range map[string]string{
				"tomorrow": "value_malformed starts_on", "2026-02-28": "value_not_allowed starts_on", "2026-05-01": "value_not_allowed starts_on",
			} {
				_, err := o.svc.BeginNotice(ctx, by(o.lead), "2026", starts)
				same(t, []string{want}, problems(err))
			}
		})

		// A Sunday evening; the notice is to begin on Wednesday, 4 March.
		notice, err := o.svc.BeginNotice(ctx, by(o.lead), "2026", "2026-03-04")
		must(t, err)
		if notice.State != assessment.NoticeScheduled || notice.EndsAt.In(assessment.OfficeZone).Format("2006-01-02 15:04") != "2026-03-12 00:00" {
			t.Errorf("begun as %+v", notice.NoticeHead)
		}
		tooEarlyStill := func() {
			t.Helper()
			_, err := o.svc.Notice(ctx, anyone, "2026")
			wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
			_, err = o.svc.Object(ctx, by(anyone), "2026", objection(1))
			wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
			if list, err := o.svc.Notices(ctx, anyone); err != nil || len(list) > 0 {
				t.Errorf("the public hears of %v (%v)", list, err)
			}
			for _, actor := range []assessment.Actor{clerk, o.town, o.reviewer} {
				if view, err := o.svc.Application(ctx, actor, ids[assessment.StateExcellent]); err != nil || view.Outcome != "" {
					t.Errorf("%s hears %q before the notice begins (%v)", actor.Role, view.Outcome, err)
				}
			}
		}
		begins := time.Date(2026, 3, 3, 16, 0, 0, 0, time.UTC)
		o.set(begins.Add(-time.Microsecond))
		o.unchanged(t, tooEarlyStill)
		if early, err := o.svc.Notice(ctx, o.auditor, "2026"); err != nil || len(early.Rows) != 2 {
			t.Errorf("the auditor reads %+v (%v)", early, err)
		}

		o.set(begins)
		shown, err := o.svc.Notice(ctx, anyone, "2026")
		must(t, err)
		same(t, []assessment.NoticeRow{
			{No: 1, Enterprise: "甲厂", Township: "织里镇", Grade: assessment.OutcomeExcellent},
			{No: 2, Enterprise: "乙厂", Township: "织里镇", Grade: assessment.OutcomeCertified},
		}, shown.Rows)
		if shown.State != assessment.NoticeRunning || !shown.StartsAt.Equal(begins) {
			t.Errorf("running as %+v", shown.NoticeHead)
		}
		view, err := o.svc.Application(ctx, clerk, ids[assessment.StateExcellent])
		must(t, err)
		if view.State != assessment.StateOnNotice || view.Outcome != assessment.OutcomeExcellent || view.Official != nil || view.Rank != 0 {
			t.Errorf("on notice the enterprise sees %s, outcome %q, official %v, rank %d", view.State, view.Outcome, view.Official, view.Rank)
		}
		o.unchanged(t, func() {
			_, err := o.svc.Publish(ctx, by(o.lead), "2026", satisfied)
			wantCode(t, err, assessment.KindConflict, assessment.CodeNoticeRunning)
			same(t, map[string]string{"at": "2026-03-11 24:00"}, params(err))
			_, err = o.svc.BeginNotice(ctx, by(o.lead), "2026", "")
			wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
		})
		first := o.object(1)

		o.set(shown.EndsAt.Add(-time.Microsecond))
		second := o.object(0)
		o.unchanged(t, func() {
			_, err := o.svc.Publish(ctx, by(o.lead), "2026", satisfied)
			wantCode(t, err, assessment.KindConflict, assessment.CodeNoticeRunning)
		})
		o.set(shown.EndsAt)
		o.unchanged(t, func() {
			_, err := o.svc.Object(ctx, by(anyone), "2026", objection(1))
			wantCode(t, err, assessment.KindConflict, assessment.CodeObjectionsOver)
			_, err = o.svc.Publish(ctx, by(o.lead), "2026", satisfied)
			wantCode(t, err, assessment.KindConflict, assessment.CodeObjectionsOpen)
			same(t, map[string]string{"pending": "2"}, params(err))
		})
		must(t, o.settle(o.lead, first))
		o.unchanged(t, func() {
			_, err := o.svc.Publish(ctx, by(o.lead), "2026", satisfied)
			same(t, map[string]string{"pending": "1"}, params(err))
			_, err = o.svc.Publish(ctx, by(o.lead), "2026", " 短 ")
			same(t, []string{"value_too_short reason"}, problems(err))
		})
		must(t, o.settle(o.lead, second))

		asked, err := o.svc.Publish(ctx, by(o.lead), "2026", satisfied)
		must(t, err)
		if asked.Published || asked.Round.State != assessment.RoundOnNotice || o.application(ids[assessment.StateCertified]).State != assessment.StateOnNotice {
			t.Errorf("one person alone: %+v", asked)
		}
		// An objection that came in time may still be recorded, and stands in the way.
		late := objection(2)
		late.ReceivedOn = "2026-03-11"
		recorded, err := o.svc.Object(ctx, by(o.lead), "2026", late)
		must(t, err)
		o.unchanged(t, func() {
			_, err := o.svc.Publish(ctx, by(o.lead), "2026", satisfied)
			wantCode(t, err, assessment.KindConflict, assessment.CodeSecondPerson)
			_, err = o.svc.Publish(ctx, by(o.deputy), "2026", satisfied)
			wantCode(t, err, assessment.KindConflict, assessment.CodeObjectionsOpen)
			same(t, assessment.PresentRound{ID: "2026", State: assessment.RoundOnNotice, Version: asked.Round.Version}, presentOf(t, err))
		})
		must(t, o.settle(o.deputy, recorded.ID))
		_, err = o.svc.Final(ctx, anyone, "2026")
		wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
		done, err := o.svc.Publish(ctx, by(o.deputy), "2026", satisfied)
		must(t, err)
		if !done.Published || done.Round.State != assessment.RoundPublished {
			t.Errorf("two persons: %+v", done)
		}
		for state, id := range ids {
			if a := o.application(id); a.State != state {
				t.Errorf("%s has become %s", state, a.State)
			}
		}
		final, err := o.svc.Final(ctx, anyone, "2026")
		must(t, err)
		same(t, shown.Rows, final.Rows)
		if final.PublishedAt == nil || !final.PublishedAt.Equal(shown.EndsAt) {
			t.Errorf("published at %v", final.PublishedAt)
		}
		if ended, err := o.svc.Notice(ctx, anyone, "2026"); err != nil || ended.State != assessment.NoticeEnded || !ended.Published {
			t.Errorf("after publication the notice is %+v (%v)", ended, err)
		}
		o.unchanged(t, func() {
			_, err := o.svc.Publish(ctx, by(o.lead), "2026", satisfied)
			wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
			_, err = o.svc.Reopen(ctx, by(o.lead), "2026", "漏录一件仲裁案件")
			wantCode(t, err, assessment.KindConflict, assessment.CodeWrongState)
			_, err = o.svc.Object(ctx, by(o.lead), "2026", late)
			wantCode(t, err, assessment.KindConflict, assessment.CodeObjectionsOver)
		})
		if _, same, err := o.svc.Recompute(ctx, o.lead, "2026"); err != nil || !same {
			t.Errorf("recomputed, the same: %v (%v)", same, err)
		}
	})
}

// A well-founded objection opens the round again: the notice is over but stays on
// record, what was asked is void, and everything comes anew.
func TestReopeningEndsTheNotice(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		ids, _ := o.fourFrozen()
		o.decideFour(ids)
		notice := o.notice("2026")
		open := o.object(1)
		must(t, o.settle(o.lead, open))
		o.set(notice.EndsAt)
		_, err := o.svc.Publish(ctx, by(o.lead), "2026", satisfied)
		must(t, err)
		late := objection(2)
		late.ReceivedOn = "2026-03-02"
		founded, err := o.svc.Object(ctx, by(o.lead), "2026", late)
		must(t, err)
		_, err = o.svc.CloseObjection(ctx, by(o.lead), "2026", founded.ID, assessment.NewObjectionClosing{Result: assessment.ObjectionFounded, Answer: "人数确有不符"})
		must(t, err)
		o.unchanged(t, func() {
			_, err := o.svc.Publish(ctx, by(o.deputy), "2026", satisfied)
			wantCode(t, err, assessment.KindConflict, assessment.CodeObjectionFounded)
		})
		open = o.late("2026-03-02")
		for _, lead := range []assessment.Actor{o.lead, o.deputy} {
			_, err := o.svc.Reopen(ctx, by(lead), "2026", "异议成立，须更正")
			must(t, err)
		}
		if o.state("2026") != assessment.RoundOpen {
			t.Fatalf("the round is %s", o.state("2026"))
		}
		for _, id := range ids {
			if a := o.application(id); a.State != assessment.StateReviewed || a.Rank != 0 {
				t.Errorf("the application is %s with rank %d", a.State, a.Rank)
			}
		}
		_, err = o.svc.Notice(ctx, anyone, "2026")
		wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
		_, err = o.svc.Object(ctx, by(anyone), "2026", objection(1))
		wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
		if list, err := o.svc.Notices(ctx, o.auditor); err != nil || len(list) != 1 || list[0].State != assessment.NoticeStopped {
			t.Errorf("listed %v (%v)", list, err)
		}
		kept, err := o.svc.Objections(ctx, o.auditor, "2026")
		must(t, err)
		if len(kept.Objections) != 3 || kept.Open != 1 || kept.Objections[0].Current || kept.Objections[1].Result != assessment.ObjectionFounded {
			t.Errorf("kept %+v", kept)
		}
		if a, b := kept.Objections[0].Application, kept.Objections[1].Application; a != ids[assessment.StateExcellent] || b != ids[assessment.StateCertified] {
			t.Errorf("rows 1 and 2 are %s and %s", a, b)
		}

		_, err = o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		if _, err := o.svc.Notice(ctx, o.lead, "2026"); !assessment.IsKind(err, assessment.KindNotFound) {
			t.Errorf("the old notice is back (%v)", err)
		}
		o.decideFour(ids)
		again := o.notice("2026")
		if !again.EndsAt.After(notice.EndsAt) {
			t.Errorf("the new notice ends at %s", again.EndsAt)
		}
		o.set(again.EndsAt)
		// An objection to the old notice that was left open is not forgotten.
		o.unchanged(t, func() {
			_, err := o.svc.Publish(ctx, by(o.deputy), "2026", satisfied)
			wantCode(t, err, assessment.KindConflict, assessment.CodeObjectionsOpen)
		})
		must(t, o.settle(o.lead, open))
		// What the lead had asked before belongs to the old notice: the deputy asks anew.
		asked, err := o.svc.Publish(ctx, by(o.deputy), "2026", satisfied)
		must(t, err)
		if asked.Published {
			t.Error("what was asked before the reopening was confirmed")
		}
		done, err := o.svc.Publish(ctx, by(o.lead), "2026", satisfied)
		must(t, err)
		if !done.Published {
			t.Error("two persons did not publish")
		}
		var notices int
		must(t, o.raw.QueryRowContext(ctx, "SELECT count(*) FROM notices WHERE round_id = '2026'").Scan(&notices))
		if notices != 2 {
			t.Errorf("%d notices on record, want 2", notices)
		}
	})
}

// late is an objection that the lead records.
func (o *office) late(receivedOn string) string {
	o.t.Helper()
	n := objection(0)
	n.ReceivedOn = receivedOn
	receipt, err := o.svc.Object(o.t.Context(), by(o.lead), "2026", n)
	must(o.t, err)
	return receipt.ID
}
