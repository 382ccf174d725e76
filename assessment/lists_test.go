package assessment_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"
	"time"

	"wuxing/assessment"
)

var public = assessment.Actor{Role: assessment.RolePublic}

// in makes an enterprise of a township.
func (o *office) in(name, township string) assessment.Actor {
	o.t.Helper()
	e := &assessment.Enterprise{ID: "e-" + name, Name: name, USCC: uscc(name), Township: township, CreatedAt: opening}
	must(o.t, o.store.Update(o.t.Context(), func(tx assessment.Tx) error { return tx.CreateEnterprise(e) }))
	return o.account("clerk-"+name, assessment.RoleEnterprise, e.ID)
}

// meet ranks a round and has the meeting decide: an outcome by enterprise.
func (o *office) meet(round string, outcomes map[string]assessment.Outcome) {
	o.t.Helper()
	if o.state(round) == assessment.RoundOpen {
		_, err := o.svc.Rank(o.t.Context(), by(o.lead), round)
		must(o.t, err)
	}
	ranking, err := o.svc.Ranking(o.t.Context(), o.lead, round)
	must(o.t, err)
	meeting := assessment.NewMeeting{HeldOn: "2026-03-01", Reference: "纪要" + round}
	for _, row := range ranking.Rows {
		outcome := outcomes[row.Enterprise.Name]
		if outcome == "" {
			outcome = assessment.OutcomeNotSelected
		}
		meeting.Outcomes = append(meeting.Outcomes, assessment.NewOutcome{Application: row.ApplicationID, Outcome: outcome, Reason: "联席会议议定"})
	}
	_, err = o.svc.RecordOutcome(o.t.Context(), by(o.lead), round, meeting)
	must(o.t, err)
}

func publicRows(list []assessment.NoticeRow) (rows []string) {
	for _, row := range list {
		rows = append(rows, fmt.Sprint(row.No, " ", row.Enterprise, " ", row.Township, " ", row.Grade))
	}
	return rows
}

// The list tells who was certified in an order that tells no rank, and reaches
// nobody before its time.
func TestFinalListIsWhoWasCertified(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		clerk := o.in("丙厂", "织里镇")
		o.path(clerk, "2026", assessment.StateReviewed, facts(map[string]any{"title_level": "national"})) // ranked first
		o.path(o.in("乙厂", "八里店镇"), "2026", assessment.StateReviewed, facts(map[string]any{"apprentices": 1}))
		o.path(o.in("甲厂", "织里镇"), "2026", assessment.StateReviewed, facts())
		o.path(o.in("丁厂", "织里镇"), "2026", assessment.StateReviewed, facts())
		o.path(o.in("戊厂", "织里镇"), "2026", assessment.StateReviewed, facts())
		everyone := []assessment.Actor{public, clerk, o.town, o.reviewer, o.admin}
		early := func(staff assessment.Kind, code string) {
			t.Helper()
			for _, actor := range everyone {
				_, err := o.svc.FinalList(ctx, actor, "2026")
				wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
			}
			for _, actor := range []assessment.Actor{o.lead, o.auditor, o.operator} {
				_, err := o.svc.FinalList(ctx, actor, "2026")
				if code == "" {
					must(t, err)
				} else {
					wantCode(t, err, staff, code)
				}
				_, err = o.svc.AwardList(ctx, actor, "2026")
				if code == "" {
					must(t, err)
				} else {
					wantCode(t, err, staff, code)
				}
			}
		}
		early(assessment.KindConflict, assessment.CodeOutcomePending)
		_, err := o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		early(assessment.KindConflict, assessment.CodeOutcomePending)
		o.meet("2026", map[string]assessment.Outcome{
			"丙厂": assessment.OutcomeExcellent, "乙厂": assessment.OutcomeCertified, "甲厂": assessment.OutcomeExcellent, "丁厂": assessment.OutcomeCertified,
		})
		early(0, "")
		for _, actor := range everyone {
			_, err := o.svc.AwardList(ctx, actor, "2026")
			wantCode(t, err, assessment.KindForbidden, assessment.CodeForbidden)
			_, err = o.svc.NoticeList(ctx, actor, "2026")
			wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
		}
		begun := o.notice("2026")
		early(0, "")
		want := []string{"1 丙厂 织里镇 excellent", "2 甲厂 织里镇 excellent", "3 丁厂 织里镇 certified", "4 乙厂 八里店镇 certified"}
		for _, actor := range append(everyone, o.lead) {
			list, err := o.svc.NoticeList(ctx, actor, "2026")
			must(t, err)
			same(t, want, publicRows(list.Rows))
			same(t, []string{begun.StartsOn, begun.EndsAt.Add(-time.Second).In(assessment.OfficeZone).Format(time.DateOnly), "纪要2026"}, []string{list.StartsOn, list.LastDay, list.Reference})
		}
		o.publish("2026")
		for _, actor := range append(everyone, o.lead) {
			list, err := o.svc.FinalList(ctx, actor, "2026")
			must(t, err)
			same(t, want, publicRows(list.Rows))
			same(t, []string{"2026", "2026-03-01", "纪要2026"}, []string{list.RoundID, list.HeldOn, list.Reference})
		}
		_, err = o.svc.FinalList(ctx, public, "none")
		wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
	})
}

// What was granted in earlier published rounds stands beside what is paid, and a
// list of the past does not learn of the future.
func TestAwardListTellsEarlierRounds(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		names := []string{"甲厂", "乙厂", "丙厂"}
		clerks := make(map[string]assessment.Actor)
		for _, name := range names {
			clerks[name] = o.enterprise(name)
		}
		for i, round := range []string{"2024", "2025", "2023", "2026"} {
			if round != "2026" {
				o.round(round)
			}
			o.set(opening.Add(time.Duration(i+1) * time.Hour))
			for _, name := range names {
				o.path(clerks[name], round, assessment.StateReviewed, facts())
			}
		}
		award := func(round string) []string {
			t.Helper()
			list, err := o.svc.AwardList(ctx, o.auditor, round)
			must(t, err)
			var rows []string
			for _, row := range list.Rows {
				text := fmt.Sprint(row.No, " ", row.Enterprise.Name, " ", row.Grade, " ", row.Award, " before ", row.Granted())
				for _, past := range row.Before {
					text += fmt.Sprint(" ", past.RoundID, " ", past.Grade)
				}
				rows = append(rows, text)
			}
			return append(rows, fmt.Sprint("sum ", list.Sum()))
		}
		certified, excellent := assessment.OutcomeCertified, assessment.OutcomeExcellent
		o.set(opening.Add(10 * time.Hour))
		o.meet("2024", map[string]assessment.Outcome{"甲厂": certified, "乙厂": certified})
		o.publish("2024")
		o.set(opening.Add(11 * time.Hour))
		o.meet("2025", map[string]assessment.Outcome{"甲厂": certified, "丙厂": excellent}) // decided and not published: nothing is granted yet
		o.set(opening.Add(12 * time.Hour))
		o.meet("2026", map[string]assessment.Outcome{"甲厂": excellent, "乙厂": certified, "丙厂": certified})
		want := []string{
			"1 甲厂 excellent 5000000 before 2000000 2024 certified", "2 丙厂 certified 2000000 before 0", "3 乙厂 certified 2000000 before 2000000 2024 certified", "sum 9000000",
		}
		byName := func(rows []string) map[string]bool { // equal ranks stand by name
			set := make(map[string]bool)
			for _, row := range rows {
				set[row] = true
			}
			return set
		}
		same(t, byName(want), byName(award("2026")))
		o.publish("2025")
		want[0] = "1 甲厂 excellent 5000000 before 4000000 2024 certified 2025 certified"
		want[1] = "2 丙厂 certified 2000000 before 5000000 2025 excellent"
		same(t, byName(want), byName(award("2026")))
		o.set(opening.Add(13 * time.Hour))
		o.meet("2023", map[string]assessment.Outcome{"甲厂": excellent}) // late: after what it would change
		o.publish("2023")
		o.publish("2026")
		same(t, byName(want), byName(award("2026")))
		same(t, []string{"1 丙厂 excellent 5000000 before 0", "2 甲厂 certified 2000000 before 2000000 2024 certified", "sum 7000000"}, award("2025"))
	})
}

// What staff takes is on record; what everyone may read is nobody's matter.
func TestExportsOfListsAreRecorded(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	clerk := o.enterprise("甲厂")
	o.path(clerk, "2026", assessment.StateReviewed, facts())
	o.meet("2026", map[string]assessment.Outcome{"甲厂": assessment.OutcomeCertified})
	final := func(actor assessment.Actor, fail error) error {
		var out bytes.Buffer
		_, err := o.svc.ExportFinal(ctx, by(actor), "2026", assessment.ExportFinalBook, &out, func(w io.Writer, _ *assessment.FinalList) error {
			_, err := io.WriteString(w, "list")
			if fail != nil {
				return fail
			}
			return err
		})
		return err
	}
	notice := func(actor assessment.Actor) error {
		_, err := o.svc.ExportNotice(ctx, by(actor), "2026", assessment.ExportNoticeBook, io.Discard, func(io.Writer, *assessment.NoticeList) error { return nil })
		return err
	}
	o.unchanged(t, func() {
		if final(clerk, nil) == nil || final(o.lead, io.ErrShortWrite) == nil {
			t.Error("exported what may not leave")
		}
	})
	must(t, final(o.lead, nil))
	_, err := o.svc.ExportAwards(ctx, by(o.auditor), "2026", assessment.ExportAwardsBook, io.Discard, func(io.Writer, *assessment.AwardList) error { return nil })
	must(t, err)
	_, err = o.svc.ExportAssignments(ctx, by(o.lead), "2026", io.Discard, func(io.Writer, *assessment.AssignmentSheet) error { return nil })
	must(t, err)
	o.publish("2026")
	o.unchanged(t, func() {
		for _, actor := range []assessment.Actor{public, clerk, o.reviewer} {
			must(t, final(actor, nil))
			must(t, notice(actor))
		}
	})
	must(t, notice(o.lead))
	exports, err := o.svc.ListExports(ctx, o.lead, "2026")
	must(t, err)
	var kinds []string
	for _, e := range exports {
		kinds = append(kinds, fmt.Sprint(e.Kind, " ", e.Role, " ", e.Rows, " ", e.Bytes))
	}
	same(t, []string{"final.xlsx lead 1 4", "awards.xlsx auditor 1 0", "assignments.xlsx lead 1 0", "notice.xlsx lead 1 0"}, kinds)
}
