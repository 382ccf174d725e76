package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"wuxing/assessment"
)

// The audit trail is a chain: hash of an event = SHA-256 over the event and the
// hash of the one before it, that of the first event over genesis.

// genesis stands before the first event.
var genesis = strings.Repeat("0", 2*sha256.Size)

// chainTag begins what is hashed. Another encoding takes another tag.
const chainTag = "wuxing-audit-1"

// auditTime is how a time is hashed, in UTC.
const auditTime = "2006-01-02T15:04:05.000000Z"

// chainer hashes events one after another without allocating for each.
type chainer struct{ buffer []byte }

// hash is the hash of an event behind the hash prev. Each text stands behind its
// length in bytes, so that no two events are encoded alike.
func (c *chainer) hash(prev string, r *auditRow) string {
	b := append(c.buffer[:0], chainTag...)
	var number [32]byte
	for _, text := range [...]string{
		prev, string(strconv.AppendInt(number[:0], r.Seq, 10)), utc(r.At).Format(auditTime), r.ActorID, r.Role, r.Action, r.Object, r.ObjectID,
		r.Before, r.After, r.Reason, r.RequestID, r.Effects,
	} {
		b = binary.BigEndian.AppendUint64(b, uint64(len(text)))
		b = append(b, text...)
	}
	c.buffer = b
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// lastEvent gives number and hash of the newest event, 0 and genesis where there
// is none.
func lastEvent(db *gorm.DB) (seq int64, hash string, err error) {
	var last struct {
		Seq  int64
		Hash string
	}
	err = db.Raw("SELECT seq, hash FROM audit_events ORDER BY seq DESC LIMIT 1").Scan(&last).Error
	if last.Seq == 0 {
		last.Hash = genesis
	}
	return last.Seq, last.Hash, err
}

// chainOld chains the events that were written before there was a chain, in one
// transaction, and writes down the digests of the rows that were there then.
// Afterwards it does nothing: a trail of which a head was signed is a chain, and what
// has lost its hashes since is not chained again, nor are its rows pinned as they lie.
func (s *Store) chainOld(ctx context.Context) error {
	if chained, err := chainedAlready(s.writer.WithContext(ctx)); err != nil || chained {
		return err
	}
	if s.stamps.heads.begun() {
		return nil
	}
	return s.update(ctx, func(t *tx) error {
		if err := t.lockTrail(); err != nil {
			return err
		}
		if chained, err := chainedAlready(t.db); err != nil || chained { // another server came first
			return err
		}
		prev, c, replay := genesis, chainer{}, assessment.NewReplay()
		for from := int64(0); ; {
			var rows []auditRow
			if err := t.db.Where("seq > ?", from).Order("seq").Limit(1000).Find(&rows).Error; err != nil {
				return fmt.Errorf("chain the audit trail: %w", err)
			}
			if len(rows) == 0 {
				break
			}
			for i := range rows {
				prev = c.hash(prev, &rows[i])
				event := assessment.AuditEvent{Seq: rows[i].Seq, Object: rows[i].Object, ObjectID: rows[i].ObjectID, After: rawOrNil(rows[i].After)}
				if err := replay.Add(&event); err != nil {
					return err
				}
				if err := t.db.Exec("UPDATE audit_events SET hash = ? WHERE seq = ?", prev, rows[i].Seq).Error; err != nil {
					return fmt.Errorf("chain event %d of the audit trail: %w", rows[i].Seq, err)
				}
			}
			from = rows[len(rows)-1].Seq
		}
		if err := t.tellStates(replay); err != nil {
			return err
		}
		return t.sealAll("the rows from before the chain")
	})
}

// tellStates records the states that migrations from before the chain have given
// to applications: no event told of them.
func (t *tx) tellStates(replay *assessment.Replay) error {
	var rows []applicationRow
	if err := t.db.Order("id").Find(&rows).Error; err != nil {
		return fmt.Errorf("read the applications: %w", err)
	}
	for _, r := range rows {
		columns, known := replay.Row("applications", r.ID)
		at := slices.Index(columns, "state")
		if !known || at < 0 || columns[at+1] == r.State {
			continue
		}
		after, err := json.Marshal(map[string]any{"state": r.State, "version": r.Version, "revision": r.Revision, "reviewer": orEmpty(r.ReviewerID), "rank": r.Rank})
		if err != nil {
			return fmt.Errorf("tell the state of %s: %w", r.ID, err)
		}
		t.sealed = append(t.sealed, "") // it names no rows: the events behind it do
		t.events = append(t.events, assessment.AuditEvent{
			At: time.Now(), Role: assessment.RoleOperator, Action: assessment.ActionSealed, Object: "application", ObjectID: r.ID,
			After: after, Reason: "a migration from before the chain",
		})
	}
	return nil
}

// chainedAlready tells whether there is nothing to chain: all are chained in one
// transaction, so one that has its hash is enough.
func chainedAlready(db *gorm.DB) (bool, error) {
	var found []bool
	if err := db.Raw("SELECT hash <> '' FROM audit_events WHERE seq = 1 OR seq = (SELECT max(seq) FROM audit_events)").Scan(&found).Error; err != nil {
		return false, fmt.Errorf("look at the audit trail: %w", err)
	}
	return len(found) == 0 || slices.Contains(found, true), nil
}
