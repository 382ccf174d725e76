package assessment_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/store"
)

// aged gives every kept file a time, and lists their hashes.
func (o *office) aged(at time.Time) (sums []string) {
	o.t.Helper()
	err := filepath.WalkDir(o.files, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		sums = append(sums, entry.Name())
		return os.Chtimes(path, at, at)
	})
	must(o.t, err)
	slices.Sort(sums)
	return sums
}

// checked is what the trail's check finds of files and rows, and how many were erased.
func (o *office) checked() (found []string, erased int) {
	o.t.Helper()
	report, err := o.store.VerifyAudit(o.t.Context(), store.AuditOptions{Files: store.NewFiles(o.files)})
	must(o.t, err)
	for _, f := range append(report.Problems, report.Notices...) {
		found = append(found, f.Code+" "+f.Params["table"]+" "+f.Params["key"])
	}
	return found, report.Erased
}

func (o *office) holds() {
	o.t.Helper()
	results, err := o.store.VerifyInvariants(o.t.Context())
	must(o.t, err)
	for _, result := range results {
		if !result.OK {
			o.t.Errorf("%s: %v", result.Code, result.Keys)
		}
	}
}

func (o *office) opens(id, evidence string) error {
	_, file, err := o.svc.OpenEvidence(o.t.Context(), by(o.lead), id, evidence)
	if err == nil {
		err = file.Close()
	}
	return err
}

// What a published round keeps of files and contacts goes when its time has passed, not
// a moment before; everything that was decided stays, and the checks know the
// difference between what was erased and what is missing.
func TestWhatARoundKeepsNoLongerIsErased(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		const code = "91330502MA2B000030"
		o.setup("2026", func(c *assessment.RoundChange) { c.Settings.Retention = &assessment.Retention{Years: 3} })
		o.round("2027")
		asked, err := o.svc.Register(ctx, assessment.Command{RequestID: "test"}, asking(code, "登记示例厂"))
		must(t, err)
		_, err = o.svc.DecideRegistration(ctx, by(o.admin), asked.ID, true, "")
		must(t, err)
		user, err := o.svc.Authenticate(ctx, assessment.Credentials{Username: code, Password: "long enough"})
		must(t, err)
		clerk := user.Actor()
		id := o.path(clerk, "2026", assessment.StateDraft, facts())
		alone := o.add(clerk, id, upload("training_funds", "预算.pdf", pdf("alone")))
		shared := o.add(clerk, id, upload("titles", "证书.pdf", pdf("shared")))
		o.walk(clerk, id, assessment.StateReviewed)
		later := o.path(o.enterprise("乙厂"), "2027", assessment.StateDraft, facts())
		again := o.add(assessment.Actor{UserID: "u-clerk-乙厂", Role: assessment.RoleEnterprise, EnterpriseID: "e-乙厂"}, later, upload("titles", "证书.pdf", pdf("shared")))
		o.walk(assessment.Actor{UserID: "u-clerk-乙厂", Role: assessment.RoleEnterprise, EnterpriseID: "e-乙厂"}, later, assessment.StateSubmitted)
		imported, err := o.svc.Import(ctx, by(o.operator), "2026", workbookOf("one", newEnterprise("丙厂"), facts(map[string]any{"apprentices": 10})), assessment.ImportOptions{Submit: true})
		must(t, err)
		printed := imported.Application.ID
		_, err = o.svc.PutReview(ctx, by(o.reviewer), printed, assessment.ReviewUpdate{Entries: o.agreeAll(), Complete: true})
		must(t, err)
		_, err = o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		o.notice("2026")
		objected := o.object(1)
		must(t, o.settle(o.deputy, objected))
		o.publish("2026")
		published := o.now()
		ranking, err := o.svc.Ranking(ctx, o.lead, "2026")
		must(t, err)
		total := o.total(id)
		before, _ := o.checked()

		// The day three years later is kept whole, by the office's clock.
		day := published.In(assessment.OfficeZone)
		due := time.Date(day.Year()+3, day.Month(), day.Day()+1, 0, 0, 0, 0, assessment.OfficeZone).UTC()
		o.aged(published)
		nothing := func(dry bool) {
			t.Helper()
			o.unchanged(t, func() {
				report, err := o.svc.RunRetention(ctx, by(o.operator), dry)
				must(t, err)
				for _, round := range report.Rounds {
					if round.Files+round.Objections+round.Registrations > 0 {
						t.Errorf("erased %+v", round)
					}
				}
			})
		}
		o.set(due.Add(-time.Microsecond))
		nothing(false)
		must(t, o.opens(id, alone.ID))

		o.set(due)
		want := assessment.RetentionRound{Round: "2026", Rule: "years=3", DueAt: due, Files: 3, Objections: 1, Registrations: 1}
		tried, err := o.svc.RunRetention(ctx, by(o.operator), true)
		must(t, err)
		same(t, []assessment.RetentionRound{want}, tried.Rounds)
		must(t, o.opens(id, alone.ID))
		for _, actor := range []assessment.Actor{o.admin, o.lead, o.auditor} {
			_, err := o.svc.RunRetention(ctx, by(actor), true)
			wantCode(t, err, assessment.KindForbidden, assessment.CodeForbidden)
		}
		// While a backup reads the files, they wait; their rows say already that they go.
		held, err := store.HoldFiles(o.files)
		must(t, err)
		done, err := o.svc.RunRetention(ctx, by(o.operator), false)
		must(t, errors.Join(err, held.Close()))
		same(t, []assessment.RetentionRound{want}, done.Rounds)
		same(t, 2, done.Waiting)
		if found, _ := o.checked(); !slices.Contains(found, "audit_file_left evidence "+alone.ID) {
			t.Errorf("what waits is told as %v", found)
		}
		wantCode(t, o.opens(id, alone.ID), assessment.KindNotFound, assessment.CodeFileErased)
		// What came anew just now may be named by a row in a moment.
		o.aged(due)
		if done, err = o.svc.RunRetention(ctx, by(o.operator), false); err != nil || done.Waiting != 2 {
			t.Errorf("files that just came: %+v, %v", done, err)
		}
		o.aged(published)
		done, err = o.svc.RunRetention(ctx, by(o.operator), false)
		must(t, err)
		same(t, 0, done.Waiting)
		same(t, []string{shared.SHA256}, o.aged(published))
		nothing(false)
		nothing(true)

		// Nothing can be had of it, in whatever way it is asked for.
		wantCode(t, o.opens(id, alone.ID), assessment.KindNotFound, assessment.CodeFileErased)
		wantCode(t, o.opens(id, shared.ID), assessment.KindNotFound, assessment.CodeFileErased)
		must(t, o.opens(later, again.ID))
		_, err = o.svc.ExportSource(ctx, by(o.lead), printed)
		wantCode(t, err, assessment.KindNotFound, assessment.CodeFileErased)
		if files := o.evidence(o.lead, id, "titles").Files; len(files) != 1 || !files[0].Erased || files[0].SHA256 != shared.SHA256 || files[0].Name != "证书.pdf" {
			t.Errorf("evidence is shown as %+v", files)
		}
		archive, err := o.svc.ExportEvidence(ctx, by(o.lead), id)
		must(t, err)
		for _, row := range archive.Rows {
			if row.Packed() || !row.Erased {
				t.Errorf("the archive has %+v", row)
			}
		}
		objections, err := o.svc.Objections(ctx, o.lead, "2026")
		must(t, err)
		if o := objections.Objections[0]; o.Name != "" || o.Contact != "" || o.Text != objection(1).Text || o.Answer == "" {
			t.Errorf("the objection is %+v", o)
		}
		registrations, err := o.registered(ctx, o.admin)
		must(t, err)
		if r := registrations[0]; r.Contact != assessment.Erased || r.Phone != assessment.Erased || r.State != assessment.RegistrationAccepted {
			t.Errorf("the registration is %+v", r)
		}

		// What was decided stands, and so does the trail.
		stands, err := o.svc.Ranking(ctx, o.lead, "2026")
		must(t, err)
		same(t, ranking, stands)
		same(t, total, o.total(id))
		found, erased := o.checked()
		same(t, before, found)
		same(t, 2, erased)
		o.holds()
		// A file that nobody erased is missing.
		must(t, os.Remove(filepath.Join(o.files, shared.SHA256[:2], shared.SHA256)))
		if found, erased := o.checked(); !slices.Contains(found, "audit_file_missing evidence "+again.ID) || erased != 2 {
			t.Errorf("a file that is gone: %v", found)
		}
	})
}

func TestUntilWhenARoundKeeps(t *testing.T) {
	o := onSQLite(t)
	for _, test := range []struct {
		given assessment.Retention
		want  []string
	}{
		{assessment.Retention{}, []string{"retention_one_way settings.retention.years"}},
		{assessment.Retention{Years: 3, Until: "2031-12-31"}, []string{"retention_one_way settings.retention.years"}},
		{assessment.Retention{Years: -1}, []string{"value_not_allowed settings.retention.years"}},
		{assessment.Retention{Years: 101}, []string{"value_not_allowed settings.retention.years"}},
		{assessment.Retention{Until: "31.12.2031"}, []string{"value_malformed settings.retention.until"}},
		{assessment.Retention{Until: "2031-12-31"}, nil},
		{assessment.Retention{Years: 100}, nil},
	} {
		same(t, test.want, problems(o.trySetup("2026", func(c *assessment.RoundChange) { c.Settings.Retention = &test.given })))
	}
	// Until a day; one that has passed already keeps the day of publication.
	for round, until := range map[string]string{"later": "2028-05-04", "passed": "2020-01-01"} {
		o.round(round)
		o.setup(round, func(c *assessment.RoundChange) { c.Settings.Retention = &assessment.Retention{Until: until} })
		o.path(o.enterprise(round), round, assessment.StateReviewed, facts())
		_, err := o.svc.Rank(t.Context(), by(o.lead), round)
		must(t, err)
		o.publish(round)
		published := o.now().In(assessment.OfficeZone)
		due := time.Date(published.Year(), published.Month(), published.Day()+1, 0, 0, 0, 0, assessment.OfficeZone)
		if until > "2026" {
			due = time.Date(2028, 5, 5, 0, 0, 0, 0, assessment.OfficeZone)
		}
		for moment, want := range map[time.Time]bool{due.Add(-time.Microsecond): false, due: true} {
			o.set(moment)
			report, err := o.svc.RunRetention(t.Context(), by(o.operator), true)
			must(t, err)
			over := slices.ContainsFunc(report.Rounds, func(r assessment.RetentionRound) bool { return r.Round == round && r.DueAt.Equal(due) })
			if over != want {
				t.Errorf("%s at %s: over %v", round, moment, over)
			}
		}
		o.set(published)
	}
}
