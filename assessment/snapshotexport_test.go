package assessment_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"testing"

	"wuxing/assessment"
)

// A snapshot holds every fact and reason of a round: whoever takes it, as it was frozen
// or worked out again, stands in the log of exports with its digest. Looking does not.
func TestASnapshotThatLeavesIsRecorded(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		o.path(o.enterprise("甲厂"), "2026", assessment.StateReviewed, facts())
		o.path(o.enterprise("乙厂"), "2026", assessment.StateReviewed, facts())
		_, err := o.svc.ExportSnapshot(ctx, by(o.auditor), "2026")
		wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
		_, err = o.svc.Rank(ctx, by(o.lead), "2026")
		must(t, err)
		o.unchanged(t, func() {
			_, err := o.svc.FindSnapshot(ctx, o.auditor, "2026")
			must(t, err)
			_, _, err = o.svc.Recompute(ctx, o.operator, "2026")
			must(t, err)
		})
		taken, err := o.svc.ExportSnapshot(ctx, by(o.auditor), "2026")
		must(t, err)
		again, _, err := o.svc.Recompute(ctx, o.operator, "2026")
		must(t, err)
		must(t, o.svc.ExportRecomputed(ctx, by(o.operator), again))
		sum := sha256.Sum256(taken.Body)
		if !bytes.Equal(taken.Body, again.Body) {
			t.Error("another snapshot was given away")
		}
		what := fmt.Sprintf(" 2 %d %s", len(taken.Body), hex.EncodeToString(sum[:]))
		same(t, []string{"显示名-auditor auditor snapshot " + what, "operator recomputed.json " + what}, o.logged())
	})
}

// What commands alone record is theirs alone to record.
func TestWhoRecordsBackupsAndRecomputing(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	again := &assessment.Snapshot{RoundID: "2026", Body: []byte("{}")}
	for _, actor := range []assessment.Actor{o.enterprise("甲厂"), o.town, o.reviewer, o.lead, o.admin, o.auditor} {
		o.unchanged(t, func() {
			wantCode(t, o.svc.BeginBackup(ctx, by(actor), "b.tar", assessment.BackupByHand), assessment.KindForbidden, assessment.CodeForbidden)
			wantCode(t, o.svc.EndBackup(ctx, by(actor), "b.tar", assessment.BackupByHand, nil), assessment.KindForbidden, assessment.CodeForbidden)
			if actor != o.lead && actor != o.auditor {
				wantCode(t, o.svc.ExportRecomputed(ctx, by(actor), again), assessment.KindForbidden, assessment.CodeForbidden)
			}
		})
	}
	must(t, o.svc.BeginBackup(ctx, by(o.operator), "b.tar", assessment.BackupByHand))
	must(t, o.svc.EndBackup(ctx, by(o.operator), "b.tar", assessment.BackupByHand, nil))
	must(t, o.svc.ExportRecomputed(ctx, by(o.operator), again))
	// The administrator, who cares for backups, finds them in the trail.
	page, err := o.svc.SearchAudit(ctx, o.admin, assessment.AuditQuery{Action: assessment.ActionBackUp})
	must(t, err)
	if len(page.Events) != 2 {
		t.Errorf("the administrator reads %d events of backups", len(page.Events))
	}
}
