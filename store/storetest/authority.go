package storetest

import (
	"encoding/json"
	"errors"
	"testing"

	"wuxing/assessment"
	"wuxing/store"
)

func authority(t *testing.T, s *store.Store) {
	populate(t, s, 2)
	list := func(seq int, id, fact, by string) *assessment.AuthorityList {
		return &assessment.AuthorityList{
			ID: id, RoundID: "2026", Seq: seq, Fact: fact, Name: "欠薪上访 名单", Department: "区信访局", Dated: "2026-03-01", Complete: seq == 1,
			FileName: "名单.xlsx", FileSHA256: "ab", Digest: "sha256:cd", By: by, At: noon,
		}
	}
	row := func(n int, value string) assessment.AuthorityRow {
		return assessment.AuthorityRow{USCC: enterprise(n).USCC, Name: "甲", Value: json.RawMessage(value), Place: "名单!B10"}
	}
	first, second := list(1, "l1", "arbitration_cases", "u-reviewer"), list(2, "l2", "arbitration_cases", "")
	update(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.AddAuthorityList(first, []assessment.AuthorityRow{row(1, `3`), row(0, `[{"people":  5}]`)}), tx.AddAuthorityList(second, nil))
	})
	same(t, []*assessment.AuthorityList{first, second},
		got(t, s, func(tx assessment.Tx) ([]*assessment.AuthorityList, error) { return tx.ListAuthorityLists("2026") }))
	same(t, []assessment.AuthorityRow{row(0, `[{"people":  5}]`), row(1, `3`)},
		got(t, s, func(tx assessment.Tx) ([]assessment.AuthorityRow, error) { return tx.ListAuthorityRows("l1") }))
	three := row(1, `3`)
	same(t, []assessment.AuthorityWord{{List: first, Row: &three}, {List: second}},
		got(t, s, func(tx assessment.Tx) ([]assessment.AuthorityWord, error) {
			return tx.ListAuthorityWords("2026", enterprise(1).USCC)
		}))
	same(t, []assessment.AuthorityWord(nil),
		got(t, s, func(tx assessment.Tx) ([]assessment.AuthorityWord, error) {
			return tx.ListAuthorityWords("2025", enterprise(1).USCC)
		}))
	for name, bad := range map[string]func(tx assessment.Tx) error{
		"a number twice": func(tx assessment.Tx) error { return tx.AddAuthorityList(list(2, "l3", "x", ""), nil) },
		"an enterprise twice": func(tx assessment.Tx) error {
			return tx.AddAuthorityList(list(3, "l3", "x", ""), []assessment.AuthorityRow{row(1, `1`), row(1, `2`)})
		},
		"a round that is not": func(tx assessment.Tx) error {
			l := list(1, "l3", "x", "")
			l.RoundID = "no"
			return tx.AddAuthorityList(l, nil)
		},
		"an importer that is none": func(tx assessment.Tx) error { return tx.AddAuthorityList(list(3, "l3", "x", "nobody"), nil) },
	} {
		if err := s.Update(t.Context(), bad); err == nil {
			t.Errorf("%s was stored", name)
		}
	}
}

func liftings(t *testing.T, s *store.Store) {
	populate(t, s, 1)
	lifting := func(seq int, id string) *assessment.Lifting {
		return &assessment.Lifting{
			ID: id, ApplicationID: "a000", Seq: seq, Revision: 1, Indicator: "arbitration", Facts: json.RawMessage(`{"arbitration_cases":  2}`),
			Reason: "复函", By: "u-reviewer", At: noon,
		}
	}
	refused := &assessment.LiftingDecision{LiftingID: "f1", Reason: "不符", By: "u-reviewer", At: noon}
	confirmed := &assessment.LiftingDecision{LiftingID: "f2", Confirmed: true, EntrySeq: 3, Reason: "属实", By: "u-reviewer", At: noon}
	update(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.AddLifting(lifting(1, "f1")), tx.AddLifting(lifting(2, "f2")), tx.AddLiftingDecision(confirmed), tx.AddLiftingDecision(refused))
	})
	same(t, []*assessment.Lifting{lifting(1, "f1"), lifting(2, "f2")},
		got(t, s, func(tx assessment.Tx) ([]*assessment.Lifting, error) { return tx.ListLiftings("a000") }))
	same(t, []*assessment.LiftingDecision{refused, confirmed},
		got(t, s, func(tx assessment.Tx) ([]*assessment.LiftingDecision, error) { return tx.ListLiftingDecisions("a000") }))
	if err := s.Update(t.Context(), func(tx assessment.Tx) error { return tx.AddLiftingDecision(refused) }); err == nil {
		t.Error("a lifting was decided twice")
	}
	// An entry without a number is no confirmation.
	half := &assessment.LiftingDecision{LiftingID: "f3", Confirmed: true, Reason: "x", By: "u-reviewer", At: noon}
	if err := s.Update(t.Context(), func(tx assessment.Tx) error {
		return errors.Join(tx.AddLifting(lifting(3, "f3")), tx.AddLiftingDecision(half))
	}); err == nil {
		t.Error("a confirmation without an entry was stored")
	}
}
