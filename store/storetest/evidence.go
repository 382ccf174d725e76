package storetest

import (
	"errors"
	"testing"

	"wuxing/assessment"
	"wuxing/store"
)

func evidenceOf(n, seq int, id, document string, version int, sum string) *assessment.Evidence {
	return &assessment.Evidence{
		ID: id, ApplicationID: application(n).ID, Seq: seq, Document: document, Version: version, Indicator: "titles", Asked: "认定证书",
		Name: "证书 （一）.pdf", Type: assessment.TypePDF, Size: 20 << 20, SHA256: sum, By: "u-reviewer", Role: assessment.RoleEnterprise, At: noon,
	}
}

func evidence(t *testing.T, s *store.Store) {
	populate(t, s, 3)
	first, second := evidenceOf(0, 1, "v1", "v1", 1, "aa"), evidenceOf(0, 2, "v2", "v1", 2, "bb")
	other, elsewhere, gone := evidenceOf(0, 3, "v3", "v3", 1, "bb"), evidenceOf(1, 1, "v4", "v4", 1, "bb"), evidenceOf(2, 1, "v5", "v5", 1, "bb")
	withdrawal := &assessment.EvidenceWithdrawal{Document: "v5", By: "u-reviewer", At: noon}
	update(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.AddEvidence(first), tx.AddEvidence(second), tx.AddEvidence(other), tx.AddEvidence(elsewhere), tx.AddEvidence(gone),
			tx.AddEvidenceWithdrawal(withdrawal))
	})
	same(t, []*assessment.Evidence{first, second, other}, got(t, s, func(tx assessment.Tx) ([]*assessment.Evidence, error) { return tx.ListEvidence("a000") }))
	same(t, []*assessment.Evidence{}, got(t, s, func(tx assessment.Tx) ([]*assessment.Evidence, error) { return tx.ListEvidence("a999") }))
	same(t, second, got(t, s, func(tx assessment.Tx) (*assessment.Evidence, error) { return tx.FindEvidence("v2") }))
	same(t, []*assessment.EvidenceWithdrawal{withdrawal},
		got(t, s, func(tx assessment.Tx) ([]*assessment.EvidenceWithdrawal, error) {
			return tx.ListEvidenceWithdrawals("a002")
		}))
	same(t, []*assessment.EvidenceWithdrawal{},
		got(t, s, func(tx assessment.Tx) ([]*assessment.EvidenceWithdrawal, error) {
			return tx.ListEvidenceWithdrawals("a000")
		}))

	// A replaced version and a withdrawn document have no use any more.
	same(t, []assessment.EvidenceUse{
		{Evidence: second, Application: application(0)}, {Evidence: other, Application: application(0)}, {Evidence: elsewhere, Application: application(1)},
	}, got(t, s, func(tx assessment.Tx) ([]assessment.EvidenceUse, error) {
		return tx.ListEvidenceUses([]string{"bb", "aa", "cc"})
	}))

	if err := s.Update(t.Context(), func(tx assessment.Tx) error { return tx.AddEvidenceWithdrawal(withdrawal) }); err == nil {
		t.Error("a document was withdrawn twice")
	}
	wantError(t, s, assessment.ErrNotFound, func(tx assessment.Tx) error { _, err := tx.FindEvidence("v9\x00"); return err })
	for name, bad := range map[string]*assessment.Evidence{
		"the same version again":       evidenceOf(0, 4, "v6", "v1", 2, "dd"),
		"the same number again":        evidenceOf(0, 3, "v6", "v6", 1, "dd"),
		"an application that is not":   evidenceOf(9, 1, "v6", "v6", 1, "dd"),
		"the id of another file again": evidenceOf(1, 2, "v1", "v1", 3, "dd"),
	} {
		if err := s.Update(t.Context(), func(tx assessment.Tx) error { return tx.AddEvidence(bad) }); err == nil {
			t.Errorf("%s was stored", name)
		}
	}
}
