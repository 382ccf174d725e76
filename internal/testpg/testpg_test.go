//go:build unix

package testpg_test

import (
	"bufio"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"testing"
	"time"

	"wuxing/internal/testpg"
)

func open(t *testing.T, address string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func text(t *testing.T, db *sql.DB, query string) string {
	t.Helper()
	var s string
	if err := db.QueryRowContext(t.Context(), query).Scan(&s); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return s
}

func TestDatabasesAreSeparate(t *testing.T) {
	a, b := open(t, testpg.Database(t)), open(t, testpg.Database(t))
	if _, err := a.ExecContext(t.Context(), "CREATE TABLE enterprises (name text)"); err != nil {
		t.Fatal(err)
	}
	if got := text(t, b, "SELECT count(*)::text FROM pg_tables WHERE tablename = 'enterprises'"); got != "0" {
		t.Errorf("the second database has %s of the first one's tables", got)
	}
}

func TestTheClusterIsStricterThanAFriendlyOne(t *testing.T) {
	db := open(t, testpg.Database(t))
	for query, want := range map[string]string{
		"SHOW server_encoding": "UTF8",
		"SHOW timezone":        "Asia/Shanghai",
		"SELECT usesuper::text FROM pg_user WHERE usename = current_user": "false",
		// By sound: hu, zhi, zhou. By code point 州 would come first.
		"SELECT string_agg(v, '' ORDER BY v) FROM (VALUES ('州'), ('织'), ('湖')) AS t (v)": "湖织州",
	} {
		if got := text(t, db, query); got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
}

func TestDatabaseIsDroppedWithItsTest(t *testing.T) {
	var address string
	t.Run("inner", func(t *testing.T) {
		address = testpg.Database(t)
		db, err := sql.Open("pgx", address) // left open on purpose
		if err != nil {
			t.Fatal(err)
		}
		text(t, db, "SELECT 'connected'")
	})
	db := open(t, address)
	if err := db.PingContext(t.Context()); err == nil {
		t.Error("the database is still there after its test")
	}
}

// A test binary that is killed runs no cleanup at all; its server must go
// all the same.
func TestNoServerIsLeftBehindByAKilledTest(t *testing.T) {
	const role = "TESTPG_BE_THE_VICTIM"
	if os.Getenv(role) != "" {
		fmt.Println(testpg.Database(t))
		select {} // until killed
	}
	victim := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	victim.Env = append(os.Environ(), role+"=1")
	out, err := victim.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the victim did not get its database: %v", err)
	}
	u, err := url.Parse(line[:len(line)-1])
	if err != nil {
		t.Fatal(err)
	}
	dir := u.Query().Get("host")
	if _, err := os.Stat(dir); err != nil {
		t.Fatal(err)
	}

	if err := victim.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = victim.Wait() // says that it was killed
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		// The folder goes last, after the server has ended.
		if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the server in %s outlived the test that started it", dir)
		}
	}
}
