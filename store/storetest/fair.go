package storetest

import (
	"errors"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/store"
)

func settings(t *testing.T, s *store.Store) {
	populate(t, s, 1)
	update(t, s, func(tx assessment.Tx) error {
		r, err := tx.FindRoundByID("2026")
		if err != nil {
			return err
		}
		r.Settings = assessment.DefaultSettings()
		r.Settings.Reviewers = 2
		return tx.UpdateRound(r)
	})
	want := assessment.DefaultSettings()
	want.Reviewers = 2
	r := got(t, s, func(tx assessment.Tx) (*assessment.Round, error) { return tx.FindRoundByID("2026") })
	same(t, want, r.Settings)
}

func extensions(t *testing.T, s *store.Store) {
	populate(t, s, 2)
	extension := func(enterprise string, window assessment.ExtensionWindow, days int) *assessment.Extension {
		return &assessment.Extension{
			RoundID: "2026", EnterpriseID: enterprise, Window: window, Until: noon.AddDate(0, 0, days), Reason: "厂房受灾", By: "u-reviewer", At: noon,
		}
	}
	all := []*assessment.Extension{
		extension("e000", assessment.WindowApplication, 1), extension("e001", assessment.WindowApplication, 2),
		extension("e000", assessment.WindowApplication, 3), extension("e000", assessment.WindowCorrection, 4),
	}
	update(t, s, func(tx assessment.Tx) error {
		var errs []error
		for _, e := range all {
			errs = append(errs, tx.AddExtension(e))
		}
		return errors.Join(errs...)
	})
	same(t, all, got(t, s, func(tx assessment.Tx) ([]*assessment.Extension, error) { return tx.ListExtensions("2026") }))
	same(t, all[2], got(t, s, func(tx assessment.Tx) (*assessment.Extension, error) {
		return tx.FindExtension("2026", "e000", assessment.WindowApplication)
	}))
	for _, missing := range [][2]string{{"2025", "e000"}, {"2026", "e009"}} {
		wantError(t, s, assessment.ErrNotFound, func(tx assessment.Tx) error {
			_, err := tx.FindExtension(missing[0], missing[1], assessment.WindowApplication)
			return err
		})
	}
	due := &assessment.Return{ApplicationID: "a000", Revision: 1, Indicators: []string{"titles"}, Reason: "请补充", By: "u-reviewer", At: noon, DueAt: noon.Add(time.Hour)}
	update(t, s, func(tx assessment.Tx) error { return tx.AddReturn(due) })
	same(t, due, got(t, s, func(tx assessment.Tx) (*assessment.Return, error) { return tx.FindReturn("a000") }))
}
