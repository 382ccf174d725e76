package main

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var tampers = flag.Int("tampers", 200, "how many random changes TestEveryTamperIsFound makes")

// trailColumns are what an event's hash is over, in this order, behind the hash
// before it. This is the encoding that docs/operations.md promises, written a
// second time.
var trailColumns = []string{"seq", "at", "actor_id", "role", "action", "object", "object_id", "before", "after", "reason", "request_id", "effects"}

func trailHash(prev string, row map[string]string) string {
	b := []byte("wuxing-audit-1")
	for _, text := range append([]string{prev}, columnsOf(row)...) {
		b = binary.BigEndian.AppendUint64(b, uint64(len(text)))
		b = append(b, text...)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func columnsOf(row map[string]string) (texts []string) {
	for _, column := range trailColumns {
		text := row[column]
		if column == "at" {
			at, err := time.Parse(storedTime, text)
			if err != nil {
				panic(err)
			}
			text = at.UTC().Format(hashedTime)
		}
		texts = append(texts, text)
	}
	return texts
}

// tamperer changes a copy of an office's folder beside the program.
type tamperer struct {
	t      *testing.T
	db     *sql.DB
	dir    string
	random *rand.Rand
	last   int // number of the newest event
	early  signedPart
	turn   int // how often this kind of change came before
}

// want is what the report must name first.
type want struct {
	seq                       int
	table, key, file, changed string
	alone                     bool // nothing else is wrong
}

// 200 changes of 8 kinds, each on a fresh copy: each is found, and the first bad
// event, row or file is named.
func TestEveryTamperIsFound(t *testing.T) {
	t.Parallel()
	base := filepath.Join(t.TempDir(), "data")
	o := startOffice(t, base)
	early := signedSoFar(t, base)
	o.playRound(t)
	o.stop(t)
	if status, report := verified(t, base); status != exitDone || report.Head.Seq != report.Events {
		t.Fatalf("untouched: status %d: %+v", status, report)
	}
	for i := range *tampers {
		kind := tamperKinds[i%len(tamperKinds)]
		t.Run(fmt.Sprintf("%03d %s", i, kind.name), func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			if err := os.CopyFS(dir, os.DirFS(base)); err != nil {
				t.Fatal(err)
			}
			wanted := tampered(t, dir, i, early, kind.make)
			status, report := verified(t, dir)
			if status != exitRefused || report.First == nil {
				t.Fatalf("%+v: status %d, nothing found: %+v", wanted, status, report)
			}
			first := report.First
			switch {
			case wanted.seq > 0 && first.Seq != wanted.seq,
				wanted.table != "" && (first.Params["table"] != wanted.table || first.Params["key"] != wanted.key),
				wanted.file != "" && first.Params["file"] != wanted.file,
				wanted.alone && len(report.Problems) != 1:
				t.Errorf("%+v: named %+v of %+v", wanted, *first, report.Problems)
			}
		})
	}
}

var tamperKinds = []struct {
	name string
	make func(*tamperer) want
}{
	{"edit", (*tamperer).edit},
	{"delete", (*tamperer).delete},
	{"insert", (*tamperer).insert},
	{"swap", (*tamperer).swap},
	{"cut", (*tamperer).cut},
	{"table", (*tamperer).table},
	{"file", (*tamperer).file},
	{"rewrite", (*tamperer).rewrite},
}

func tampered(t *testing.T, dir string, seed int, early signedPart, change func(*tamperer) want) want {
	t.Helper()
	path := (&url.URL{Path: filepath.ToSlash(filepath.Join(dir, "wuxing.db"))}).EscapedPath()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=foreign_keys(0)&_pragma=ignore_check_constraints(1)&_texttotime=0")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	x := &tamperer{t: t, db: db, dir: dir, random: rand.New(rand.NewPCG(uint64(seed), 7)), early: early, turn: seed / len(tamperKinds)}
	x.last = int(x.number("SELECT max(seq) FROM audit_events"))
	for _, trigger := range x.texts("SELECT name FROM sqlite_master WHERE type = 'trigger'") {
		x.exec("DROP TRIGGER " + trigger)
	}
	wanted := change(x)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return wanted
}

func (x *tamperer) exec(query string, args ...any) {
	x.t.Helper()
	if _, err := x.db.ExecContext(x.t.Context(), query, args...); err != nil {
		x.t.Fatalf("%s: %v", query, err)
	}
}

func (x *tamperer) number(query string, args ...any) (n int64) {
	x.t.Helper()
	if err := x.db.QueryRowContext(x.t.Context(), query, args...).Scan(&n); err != nil {
		x.t.Fatalf("%s: %v", query, err)
	}
	return n
}

func (x *tamperer) texts(query string, args ...any) (texts []string) {
	x.t.Helper()
	rows, err := x.db.QueryContext(x.t.Context(), query, args...)
	if err != nil {
		x.t.Fatalf("%s: %v", query, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var text sql.NullString
		if err := rows.Scan(&text); err != nil {
			x.t.Fatal(err)
		}
		texts = append(texts, text.String)
	}
	if err := rows.Err(); err != nil {
		x.t.Fatal(err)
	}
	return texts
}

// event reads an event's texts as they lie in the file.
func (x *tamperer) event(seq int) map[string]string {
	row := make(map[string]string)
	for _, column := range append(slices.Clone(trailColumns), "hash", "stamp") {
		row[column] = x.texts("SELECT CAST("+column+" AS text) FROM audit_events WHERE seq = ?", seq)[0]
	}
	return row
}

// any is a number from 1 to n.
func (x *tamperer) any(n int) int { return 1 + x.random.IntN(n) }

// alter changes one column of an event.
func (x *tamperer) alter(seq int, columns ...string) string {
	column := columns[x.random.IntN(len(columns))]
	value := "'x' || " + column
	if column == "at" {
		value = "'2020-01-01 00:00:00+00:00'"
	}
	x.exec("UPDATE audit_events SET "+column+" = "+value+" WHERE seq = ?", seq)
	return column
}

func (x *tamperer) edit() want {
	seq := x.any(x.last)
	return want{seq: seq, changed: x.alter(seq, append(slices.Clone(trailColumns[1:]), "hash", "stamp")...)}
}

// move gives the events from a number on another one.
func (x *tamperer) move(from, by int) {
	x.exec("UPDATE audit_events SET seq = -seq WHERE seq >= ?", from)
	x.exec("UPDATE audit_events SET seq = -seq + ? WHERE seq < 0", by)
}

func (x *tamperer) delete() want {
	seq := x.any(x.last)
	x.exec("DELETE FROM audit_events WHERE seq = ?", seq)
	if x.random.IntN(2) == 0 { // and close the gap
		x.move(seq+1, -1)
	}
	return want{seq: seq}
}

// insert puts a forged event between others, or, each other time, behind them all.
func (x *tamperer) insert() want {
	if x.turn%2 == 1 {
		x.turn /= 2
		return x.forgeEnd()
	}
	seq := x.any(x.last)
	row := x.event(x.any(x.last))
	x.move(seq, 1)
	row["seq"], row["object_id"] = fmt.Sprint(seq), "forged"
	if x.random.IntN(2) == 0 { // by somebody who knows how hashes are made
		row["hash"] = trailHash(x.before(seq), row)
	}
	x.put(row)
	return want{seq: seq}
}

func (x *tamperer) before(seq int) string {
	if seq == 1 {
		return strings.Repeat("0", 64)
	}
	return x.event(seq - 1)["hash"]
}

func (x *tamperer) put(row map[string]string) {
	columns := append(slices.Clone(trailColumns), "hash", "stamp")
	var values []any
	for _, column := range columns {
		values = append(values, row[column])
	}
	x.exec("INSERT OR REPLACE INTO audit_events ("+strings.Join(columns, ", ")+") VALUES (?"+strings.Repeat(", ?", len(columns)-1)+")", values...)
}

func (x *tamperer) swap() want {
	a := x.any(x.last - 1)
	b := a + x.any(x.last-a)
	x.exec("UPDATE audit_events SET seq = -1 WHERE seq = ?", a)
	x.exec("UPDATE audit_events SET seq = ? WHERE seq = ?", a, b)
	x.exec("UPDATE audit_events SET seq = ? WHERE seq = -1", b)
	return want{seq: a}
}

func (x *tamperer) cut() want {
	seq := x.any(x.last)
	x.exec("DELETE FROM audit_events WHERE seq >= ?", seq)
	return want{seq: seq}
}

// rewrite changes an event and makes every hash from there on anew; each other time it is
// an event that was not signed yet.
func (x *tamperer) rewrite() want {
	seq := x.any(x.last)
	if x.turn%2 == 1 {
		x.unsign()
		seq = x.early.seq + x.any(x.last-x.early.seq)
	}
	x.alter(seq, "actor_id", "reason", "request_id", "role")
	prev := x.before(seq)
	for i := seq; i <= x.last; i++ {
		row := x.event(i)
		prev = trailHash(prev, row)
		x.exec("UPDATE audit_events SET hash = ? WHERE seq = ?", prev, i)
	}
	return want{seq: seq}
}

// table changes, deletes or invents a row of a table that the trail pins.
func (x *tamperer) table() want {
	keys := map[string][]string{}
	for _, table := range x.texts("SELECT name FROM sqlite_master WHERE type = 'table'") {
		if slices.Contains([]string{"audit_events", "replies", "sessions", "messages", "message_reads", "mails", "evidence_gaps", "goose_db_version", "sqlite_sequence"}, table) {
			continue
		}
		if x.number("SELECT count(*) FROM "+table) > 0 {
			keys[table] = x.texts("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", table)
		}
	}
	var tables []string
	for table := range keys {
		tables = append(tables, table)
	}
	slices.Sort(tables)
	table := tables[x.random.IntN(len(tables))]
	rowid := x.texts("SELECT rowid FROM "+table+" ORDER BY rowid LIMIT 1 OFFSET ?", x.random.IntN(int(x.number("SELECT count(*) FROM "+table))))[0]
	key := x.texts("SELECT "+strings.Join(keys[table], " || '/' || ")+" FROM "+table+" WHERE rowid = ?", rowid)[0]
	w := want{table: table, key: key}
	switch x.random.IntN(6) {
	case 0:
		x.exec("DELETE FROM "+table+" WHERE rowid = ?", rowid)
		w.changed = "deleted"
	default:
		columns := x.texts("SELECT name FROM pragma_table_info(?) WHERE pk = 0", table)
		column := columns[x.random.IntN(len(columns))]
		kind := x.texts("SELECT lower(type) FROM pragma_table_info(?) WHERE name = ?", table, column)[0]
		value := `'x' || coalesce("` + column + `", '')`
		switch kind {
		case "integer", "bigint":
			value = `coalesce("` + column + `", 0) + 1`
		case "boolean":
			value = `NOT "` + column + `"`
		case "datetime":
			value = `'2020-02-02 00:00:00+00:00'`
		}
		x.exec(`UPDATE OR IGNORE `+table+` SET "`+column+`" = `+value+` WHERE rowid = ?`, rowid)
		w.changed = column
		if x.number("SELECT changes()") == 0 { // there is a row with that value already
			x.exec("DELETE FROM "+table+" WHERE rowid = ?", rowid)
		}
	}
	return w
}

// file damages a kept file: a bit, its end, or all of it.
func (x *tamperer) file() want {
	var files []string
	err := filepath.WalkDir(filepath.Join(x.dir, "files"), func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			files = append(files, path)
		}
		return err
	})
	if err != nil || len(files) == 0 {
		x.t.Fatalf("no files: %v", err)
	}
	path := files[x.random.IntN(len(files))]
	content, err := os.ReadFile(path)
	if err != nil {
		x.t.Fatal(err)
	}
	switch x.random.IntN(3) {
	case 0:
		content[x.random.IntN(len(content))] ^= 1 << x.random.IntN(8)
	case 1:
		content = content[:x.random.IntN(len(content))]
	default:
		if err := os.Remove(path); err != nil {
			x.t.Fatal(err)
		}
		return want{file: filepath.Base(path)}
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		x.t.Fatal(err)
	}
	return want{file: filepath.Base(path)}
}

// auditReport is the part of the JSON that tests look at.
type auditReport struct {
	OK     bool   `json:"ok"`
	Events int    `json:"events"`
	Rows   int    `json:"rows"`
	Files  int    `json:"files"`
	Erased int    `json:"erased"`
	Key    string `json:"key"`
	Head   struct {
		Seq  int    `json:"seq"`
		Hash string `json:"hash"`
	} `json:"head"`
	First    *auditFinding  `json:"first"`
	Problems []auditFinding `json:"problems"`
	Notices  []auditFinding `json:"notices"`
}

type auditFinding struct {
	Code    string            `json:"code"`
	Seq     int               `json:"seq"`
	Params  map[string]string `json:"params"`
	Message string            `json:"message"`
}

// verified runs the command and reads its report.
func verified(t *testing.T, data string, args ...string) (status int, report auditReport) {
	t.Helper()
	var out, said bytes.Buffer
	status = run(append([]string{"audit", "verify", "--json", "--data", data}, args...), &console{ctx: t.Context(), in: strings.NewReader(""), out: &out, errOut: &said})
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatalf("status %d: %v: %s%s", status, err, out.String(), said.String())
	}
	return status, report
}
