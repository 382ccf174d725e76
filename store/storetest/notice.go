package storetest

import (
	"errors"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/store"
)

func notice(snapshot string) *assessment.Notice {
	return &assessment.Notice{
		RoundID: "2026", RoundName: "二〇二六年度", Year: 2026, Snapshot: snapshot, StartsOn: "2026-03-01", StartsAt: noon, Days: 5,
		EndsAt: noon.Add(7 * 24 * time.Hour), Applications: []string{"a000"}, By: "u-reviewer", At: noon,
		Rows: []assessment.NoticeRow{{No: 1, Enterprise: "湖州示例童装有限公司0", Township: "织里镇", Grade: assessment.OutcomeExcellent}},
	}
}

func notices(t *testing.T, s *store.Store) {
	populate(t, s, 1)
	wantError(t, s, assessment.ErrNotFound, func(tx assessment.Tx) error { _, err := tx.FindNotice("2026"); return err })
	wantError(t, s, assessment.ErrNotFound, func(tx assessment.Tx) error { _, err := tx.FindPublication("2026"); return err })
	first, second := notice("sha256:01"), notice("sha256:02")
	asked := &assessment.Publication{RoundID: "2026", Notice: 1, Reason: "先提出", By: "u-reviewer", At: noon}
	confirmed := &assessment.Publication{RoundID: "2026", Notice: 2, Confirmed: true, Reason: "公示期满", By: "u-reviewer", At: noon}
	update(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.AddNotice(first), tx.AddNotice(second), tx.AddPublication(asked), tx.AddPublication(confirmed))
	})
	if first.Seq != 1 || second.Seq != 2 {
		t.Errorf("numbered %d and %d", first.Seq, second.Seq)
	}
	same(t, second, got(t, s, func(tx assessment.Tx) (*assessment.Notice, error) { return tx.FindNotice("2026") }))
	same(t, confirmed, got(t, s, func(tx assessment.Tx) (*assessment.Publication, error) { return tx.FindPublication("2026") }))
	asked.Notice = 3
	if err := s.Update(t.Context(), func(tx assessment.Tx) error { return tx.AddPublication(asked) }); err == nil {
		t.Error("a publication after no notice was stored")
	}
}

func objections(t *testing.T, s *store.Store) {
	populate(t, s, 2)
	objection := func(id string, no int, application, recorded string) *assessment.Objection {
		return &assessment.Objection{
			ID: id, RoundID: "2026", Notice: 1, No: no, ApplicationID: application, Name: "某 单位", Contact: "0572-0000000",
			Text: "人数与实际不符", ReceivedOn: "2026-03-02", RecordedBy: recorded, At: noon,
		}
	}
	a, b, c := objection("o3", 1, "a000", ""), objection("o1", 0, "", ""), objection("o2", 0, "", "u-reviewer")
	link := func(id, application, indicator string) *assessment.ObjectionLink {
		return &assessment.ObjectionLink{ObjectionID: id, ApplicationID: application, Indicator: indicator, By: "u-reviewer", At: noon}
	}
	links := []*assessment.ObjectionLink{link("o3", "a001", "titles"), link("o3", "a000", ""), link("o1", "a001", "")}
	closing := &assessment.ObjectionClosing{ObjectionID: "o1", Result: assessment.ObjectionWithdrawn, Answer: "本人撤回", By: "u-reviewer", At: noon}
	update(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.AddNotice(notice("sha256:01")), tx.AddObjection(a), tx.AddObjection(b), tx.AddObjection(c),
			tx.AddObjectionLink(links[0]), tx.AddObjectionLink(links[2]), tx.AddObjectionLink(links[1]), tx.AddObjectionClosing(closing))
	})
	if a.Seq != 1 || c.Seq != 3 {
		t.Errorf("numbered %d and %d", a.Seq, c.Seq)
	}
	same(t, []*assessment.Objection{a, b, c}, got(t, s, func(tx assessment.Tx) ([]*assessment.Objection, error) { return tx.ListObjections("2026") }))
	same(t, []*assessment.Objection{}, got(t, s, func(tx assessment.Tx) ([]*assessment.Objection, error) { return tx.ListObjections("2025") }))
	same(t, c, got(t, s, func(tx assessment.Tx) (*assessment.Objection, error) { return tx.FindObjection("o2") }))
	same(t, links, got(t, s, func(tx assessment.Tx) ([]*assessment.ObjectionLink, error) { return tx.ListObjectionLinks("2026") }))
	same(t, []*assessment.ObjectionClosing{closing},
		got(t, s, func(tx assessment.Tx) ([]*assessment.ObjectionClosing, error) {
			return tx.ListObjectionClosings("2026")
		}))
	same(t, 2, got(t, s, func(tx assessment.Tx) (int, error) { return tx.CountOpenObjections("2026", true) }))
	same(t, 1, got(t, s, func(tx assessment.Tx) (int, error) { return tx.CountOpenObjections("2026", false) }))
	same(t, 0, got(t, s, func(tx assessment.Tx) (int, error) { return tx.CountOpenObjections("2025", true) }))
	wantError(t, s, assessment.ErrNotFound, func(tx assessment.Tx) error { _, err := tx.FindObjection("none"); return err })
	err := s.Update(t.Context(), func(tx assessment.Tx) error { return tx.AddObjectionClosing(closing) })
	if err == nil {
		t.Error("an objection was closed twice")
	}
	for name, bad := range map[string]*assessment.Objection{
		"a row without its application": objection("o4", 1, "", ""),
		"an application without a row":  objection("o4", 0, "a000", ""),
		"an id twice":                   objection("o1", 0, "", ""),
	} {
		if err := s.Update(t.Context(), func(tx assessment.Tx) error { return tx.AddObjection(bad) }); err == nil {
			t.Errorf("%s was stored", name)
		}
	}
}
