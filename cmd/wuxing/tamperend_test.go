package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// signedPart is the head that an office had signed at some time, with the hashes up to
// it: what lies beside the data of a server that was killed before it signed again.
type signedPart struct {
	seq          int
	head, hashes []byte
}

// signedSoFar reads them while the office works on.
func signedSoFar(t *testing.T, dir string) signedPart {
	t.Helper()
	part := signedPart{head: read(t, filepath.Join(dir, "audit.head"))}
	var head struct{ Seq int }
	if err := json.Unmarshal(part.head, &head); err != nil || head.Seq == 0 {
		t.Fatalf("head %s: %v", part.head, err)
	}
	part.seq, part.hashes = head.Seq, read(t, filepath.Join(dir, "audit.hashes"))[:head.Seq*sha256.Size]
	return part
}

// unsign takes the head back to what was signed early.
func (x *tamperer) unsign() {
	for name, content := range map[string][]byte{"audit.head": x.early.head, "audit.hashes": x.early.hashes} {
		if err := os.WriteFile(filepath.Join(x.dir, name), content, 0o600); err != nil {
			x.t.Fatal(err)
		}
	}
}

// stampsOf are the stamps that a forger without the key can give an event.
var stampsOf = []func(x *tamperer) string{
	func(*tamperer) string { return "" },
	func(x *tamperer) string { return x.event(x.any(x.last))["stamp"] },
	func(x *tamperer) string {
		stamp := make([]byte, sha256.Size)
		for i := range stamp {
			stamp[i] = byte(x.random.Uint32())
		}
		return hex.EncodeToString(stamp)
	},
}

// forgeEnd puts an event behind the last one, with the hash that follows: nothing but its
// stamp tells that it is forged. Each other time a table is changed to match.
func (x *tamperer) forgeEnd() want {
	seq := x.last + 1
	row := x.event(x.last)
	row["seq"], row["action"], row["effects"], row["before"], row["after"] = fmt.Sprint(seq), "correct_enterprise", "", "", ""
	row["object"], row["object_id"] = "enterprise", x.texts("SELECT id FROM enterprises ORDER BY id")[0]
	if x.turn/len(stampsOf)%2 == 1 {
		x.exec("UPDATE enterprises SET name = 'forged' WHERE id = ?", row["object_id"])
		effects, err := json.Marshal([][]string{{"enterprises", row["object_id"], x.digest("enterprises", row["object_id"])}})
		if err != nil {
			x.t.Fatal(err)
		}
		row["effects"] = string(effects)
	}
	row["hash"] = trailHash(x.before(seq), row)
	row["stamp"] = stampsOf[x.turn%len(stampsOf)](x)
	x.put(row)
	return want{seq: seq, alone: true}
}

// digest is what the trail pins of a row: SHA-256 over table, and name and value of each
// column that holds more than nothing, by name. It is written here a second time.
func (x *tamperer) digest(table, id string) string {
	var b bytes.Buffer
	write := func(text string) {
		b.Write(binary.BigEndian.AppendUint64(nil, uint64(len(text))))
		b.WriteString(text)
	}
	b.WriteString("wuxing-row-1")
	write(table)
	for _, column := range x.texts("SELECT name FROM pragma_table_info(?) ORDER BY name", table) {
		text := x.texts("SELECT CAST("+column+" AS text) FROM "+table+" WHERE id = ?", id)[0]
		if at, err := time.Parse(storedTime, text); err == nil {
			text = at.UTC().Format(hashedTime)
		}
		if text != "" && text != "0" {
			write(column)
			write(text)
		}
	}
	sum := sha256.Sum256(b.Bytes())
	return hex.EncodeToString(sum[:])
}

// How the database keeps a time, and how it is hashed.
const (
	storedTime = "2006-01-02 15:04:05.999999999-07:00"
	hashedTime = "2006-01-02T15:04:05.000000Z"
)

// Each way of forging an event at the end occurs among the changes that are tried.
func TestEveryForgedEndIsTried(t *testing.T) {
	var turns []string
	for i := range *tampers {
		kind := tamperKinds[i%len(tamperKinds)]
		if turn := i / len(tamperKinds); kind.name == "insert" && turn%2 == 1 {
			turns = append(turns, fmt.Sprint(turn/2%(2*len(stampsOf))))
		}
	}
	slices.Sort(turns)
	if got := strings.Join(slices.Compact(turns), " "); got != "0 1 2 3 4 5" {
		t.Errorf("tried %s", got)
	}
}
