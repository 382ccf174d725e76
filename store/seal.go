package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
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

// Each event of the audit trail also says which rows its transaction has left, and
// the digest of each. So the trail pins every row of the sealed tables: whoever
// changes a table beside the program is found, whatever column it is.

// sealedTable is a table whose rows the trail pins, and its primary key.
type sealedTable struct {
	name string
	key  []string
}

// sealedTables are the tables that the office's business rests on, referred ones
// first. A new table is entered here or in unsealedTables.
var sealedTables = []sealedTable{
	{"enterprises", []string{"id"}},
	{"users", []string{"id"}},
	{"rounds", []string{"id"}},
	{"applications", []string{"id"}},
	{"submissions", []string{"application_id", "revision"}},
	{"score_entries", []string{"id"}},
	{"returns", []string{"application_id", "seq"}},
	{"reviews", []string{"application_id", "seq"}},
	{"seats", []string{"id"}},
	{"declarations", []string{"round_id", "seq"}},
	{"extensions", []string{"round_id", "seq"}},
	{"evidence", []string{"id"}},
	{"evidence_withdrawals", []string{"document"}},
	{"authority_lists", []string{"id"}},
	{"authority_rows", []string{"list_id", "uscc"}},
	{"liftings", []string{"id"}},
	{"lifting_decisions", []string{"lifting_id"}},
	{"releases", []string{"round_id", "seq"}},
	{"appeals", []string{"id"}},
	{"appeal_decisions", []string{"appeal_id"}},
	{"rankings", []string{"round_id", "seq"}},
	{"snapshots", []string{"round_id", "seq"}},
	{"meetings", []string{"round_id", "seq"}},
	{"reopenings", []string{"round_id", "seq"}},
	{"notices", []string{"round_id", "seq"}},
	{"publications", []string{"round_id", "seq"}},
	{"objections", []string{"id"}},
	{"objection_links", []string{"objection_id", "seq"}},
	{"objection_closings", []string{"objection_id"}},
	{"second_factors", []string{"id"}},
	{"registrations", []string{"id"}},
	{"erasures", []string{"round_id", "seq"}},
	{"corrections", []string{"id"}},
}

// unsealedTables say nothing that anybody decides on: the trail itself, which is
// chained, answers kept for repeated requests, sessions, what was told to whom, and
// what holds up guesses or is used once.
var unsealedTables = []string{"audit_events", "replies", "sessions", "messages", "message_reads", "mails", "guards", "setup_codes", "evidence_gaps", "goose_db_version"}

func sealed(table string) *sealedTable {
	i := slices.IndexFunc(sealedTables, func(t sealedTable) bool { return t.name == table })
	if i < 0 {
		return nil
	}
	return &sealedTables[i]
}

// gone is the digest of a row that is no longer there.
const gone = "-"

// sealsInEvent bounds the rows that one event names where there is a choice.
const sealsInEvent = 500

// rowRef names a row.
type rowRef struct {
	table *sealedTable
	key   string // the columns' texts, with keySeparator between them
}

// keySeparator stands in no text: PostgreSQL cannot store it, and find refuses it.
const keySeparator = "\x00"

func refOf(table *sealedTable, values ...any) rowRef {
	if len(values) == 1 {
		return rowRef{table, plain(values[0])}
	}
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = plain(value)
	}
	return rowRef{table, strings.Join(texts, keySeparator)}
}

// values are the key's columns.
func (r rowRef) values() []string { return strings.Split(r.key, keySeparator) }

// touch remembers that the transaction wrote a row.
func (t *tx) touch(ref rowRef) {
	if t.touched == nil {
		t.touched = make(map[rowRef]bool)
	}
	if !t.touched[ref] {
		t.touched[ref] = true
		t.order = append(t.order, ref)
	}
}

type txKey struct{}

// watchCreates has gorm tell the transaction of every row that it creates.
func watchCreates(db *gorm.DB) error {
	return db.Callback().Create().After("gorm:create").Register("wuxing:touch", func(db *gorm.DB) {
		t, ok := db.Statement.Context.Value(txKey{}).(*tx)
		if !ok || db.Error != nil || db.Statement.Schema == nil {
			return
		}
		table := sealed(db.Statement.Table)
		if table == nil {
			return
		}
		rows := db.Statement.ReflectValue
		one := func(i int) {
			values := make([]any, len(table.key))
			for k, column := range table.key {
				field := db.Statement.Schema.LookUpField(column)
				if field == nil {
					_ = db.AddError(fmt.Errorf("the row of %s has no column %s", table.name, column))
					return
				}
				row := rows
				if i >= 0 {
					row = rows.Index(i)
				}
				values[k], _ = field.ValueOf(db.Statement.Context, row)
			}
			t.touch(refOf(table, values...))
		}
		if kind := rows.Kind().String(); kind != "slice" && kind != "array" {
			one(-1)
			return
		}
		for i := range rows.Len() {
			one(i)
		}
	})
}

// seal is what an event says of one row.
type seal struct {
	ref    rowRef
	digest string
}

// seals reads what the transaction has left of the rows that it wrote.
func (t *tx) seals() ([]seal, error) {
	list := make([]seal, 0, len(t.order))
	for _, ref := range t.order {
		var conditions []string
		var values []any
		for i, value := range ref.values() {
			conditions = append(conditions, ref.table.key[i]+" = ?")
			values = append(values, value)
		}
		s := seal{ref, gone}
		query := "SELECT * FROM " + ref.table.name + " WHERE " + strings.Join(conditions, " AND ")
		err := eachRow(t.db.Raw(query, values...), ref.table, func(row *tableRow) error {
			s.digest = row.digest()
			return nil
		})
		if err != nil {
			return nil, outward(err, "seal a row of %s", ref.table.name)
		}
		list = append(list, s)
	}
	return list, nil
}

// effectsText writes seals into an event.
func effectsText(seals []seal) string {
	if len(seals) == 0 {
		return ""
	}
	lines := make([][]string, len(seals))
	for i, s := range seals {
		lines[i] = append(append([]string{s.ref.table.name}, s.ref.values()...), s.digest)
	}
	text, _ := json.Marshal(lines) // texts are always written
	return string(text)
}

// tableRow is one row of a table as the driver gives it.
type tableRow struct {
	table   *sealedTable
	columns []string
	values  []any
	buffer  []byte
	sorted  []int // columns by name
}

// eachRow runs a query over one table; the row is good until fn returns.
func eachRow(query *gorm.DB, table *sealedTable, fn func(*tableRow) error) (err error) {
	rows, err := query.Rows()
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := rows.Close(); err == nil {
			err = closeErr
		}
	}()
	return scanRows(rows, table, fn)
}

func scanRows(rows *sql.Rows, table *sealedTable, fn func(*tableRow) error) error {
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	row := &tableRow{table: table, columns: columns, values: make([]any, len(columns))}
	into := make([]any, len(columns))
	for i := range columns {
		into[i] = &row.values[i]
		row.sorted = append(row.sorted, i)
	}
	slices.SortFunc(row.sorted, func(a, b int) int { return strings.Compare(columns[a], columns[b]) })
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if err := fn(row); err != nil {
			return err
		}
	}
	return rows.Err()
}

// text is a column's value as plain writes it; "" where there is no such column.
func (r *tableRow) text(column string) string {
	if i := slices.Index(r.columns, column); i >= 0 {
		return plain(r.values[i])
	}
	return ""
}

func (r *tableRow) ref() rowRef {
	var values [4]any // no key is longer
	for i, column := range r.table.key {
		values[i] = r.values[slices.Index(r.columns, column)]
	}
	return refOf(r.table, values[:len(r.table.key)]...)
}

// digest is SHA-256 over table, and name and value of each column that holds more
// than nothing, by name. A column that a later migration adds with nothing in it
// changes no digest.
func (r *tableRow) digest() string {
	b := append(r.buffer[:0], "wuxing-row-1"...)
	write := func(text string) {
		b = binary.BigEndian.AppendUint64(b, uint64(len(text)))
		b = append(b, text...)
	}
	write(r.table.name)
	for _, i := range r.sorted {
		text := plain(r.values[i])
		if text == "" || text == "0" {
			continue
		}
		write(r.columns[i])
		write(text)
	}
	r.buffer = b
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// plain is a value as text, the same on both databases: NULL is empty, false 0,
// a time in UTC to the microsecond.
func plain(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case []byte:
		return string(v)
	case bool:
		if v {
			return "1"
		}
		return "0"
	case int64:
		return strconv.FormatInt(v, 10)
	case time.Time:
		return utc(v).Format(auditTime)
	default: // the other widths of integers
		return fmt.Sprint(v)
	}
}

// sealAll records the digest of every row that is there, as the store's own event.
func (t *tx) sealAll(reason string) error {
	var all []seal
	for i := range sealedTables {
		table := &sealedTables[i]
		err := eachRow(t.db.Raw("SELECT * FROM "+table.name+" ORDER BY "+strings.Join(table.key, ", ")), table, func(row *tableRow) error {
			all = append(all, seal{row.ref(), row.digest()})
			return nil
		})
		if err != nil {
			return outward(err, "seal the rows of %s", table.name)
		}
	}
	t.recordSeals(all, reason)
	return nil
}

// recordSeals writes seals as events of the store's own.
func (t *tx) recordSeals(all []seal, reason string) {
	for part := range slices.Chunk(all, sealsInEvent) {
		t.sealed = append(t.sealed, effectsText(part))
		t.events = append(t.events, assessment.AuditEvent{
			At: time.Now(), Role: assessment.RoleOperator, Action: assessment.ActionSealed, Object: assessment.ObjectRows, Reason: reason,
		})
	}
}

// withTx is a context in which rows that are created are told to the transaction.
func withTx(ctx context.Context, t *tx) context.Context { return context.WithValue(ctx, txKey{}, t) }
