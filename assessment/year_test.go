package assessment_test

import (
	"time"

	"wuxing/assessment"
)

const satisfied = "公示期满，没有异议"

func (o *office) now() time.Time { return time.UnixMicro(o.clock.Load()).UTC() }

// state is how far a round has come.
func (o *office) state(round string) assessment.RoundState {
	o.t.Helper()
	r, err := o.svc.FindRound(o.t.Context(), o.lead, round)
	must(o.t, err)
	return r.State
}

// decide records that everyone in a ranked round who may be certified is.
func (o *office) decide(round string) *assessment.Ranking {
	o.t.Helper()
	ranking, err := o.svc.Ranking(o.t.Context(), o.lead, round)
	must(o.t, err)
	meeting := assessment.NewMeeting{HeldOn: o.now().In(assessment.OfficeZone).Format(time.DateOnly), Reference: "纪要3号"}
	for _, row := range ranking.Rows {
		outcome := assessment.OutcomeCertified
		if row.Vetoed || len(row.Below) > 0 {
			outcome = assessment.OutcomeNotSelected
		}
		meeting.Outcomes = append(meeting.Outcomes, assessment.NewOutcome{Application: row.ApplicationID, Outcome: outcome})
	}
	ranking, err = o.svc.RecordOutcome(o.t.Context(), by(o.lead), round, meeting)
	must(o.t, err)
	return ranking
}

// notice brings a ranked or decided round on public notice.
func (o *office) notice(round string) *assessment.NoticeView {
	o.t.Helper()
	if o.state(round) == assessment.RoundRanked {
		o.decide(round)
	}
	notice, err := o.svc.BeginNotice(o.t.Context(), by(o.lead), round, "")
	must(o.t, err)
	return notice
}

// publish brings a frozen round to its end, through everything that stands before
// it; the clock is at the end of the notice then.
func (o *office) publish(round string) {
	o.t.Helper()
	if o.state(round) != assessment.RoundOnNotice {
		o.notice(round)
	}
	notice, err := o.svc.Notice(o.t.Context(), o.lead, round)
	must(o.t, err)
	o.set(notice.EndsAt)
	for _, lead := range []assessment.Actor{o.lead, o.deputy} {
		_, err := o.svc.Publish(o.t.Context(), by(lead), round, satisfied)
		must(o.t, err)
	}
}
