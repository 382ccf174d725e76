//go:build unix

// Package testpg gives a test a fresh PostgreSQL database, from nothing: it
// needs the server's programs on the machine and no server, no account and no
// configuration.
//
//	url := testpg.Database(t) // postgres://… of an empty database
//
// The first call in a test process starts one throw-away cluster for all
// tests of that process (about 1.5 s); each call then creates one database
// (about 30 ms) and drops it when the test ends.
//
// The cluster is meant to be stricter than a friendly one: its accounts are
// no superusers, its time zone is not UTC and its collation is Chinese, so
// that code which leans on UTC or on byte order fails here and not in an
// office. Speed comes from not waiting for the disk; a test about durability
// must not use this package.
package testpg

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // database/sql driver "pgx"
)

// The account that tests get: owns its database and is no superuser.
const owner = "wuxing"

// start starts this process's cluster once; every test sees the same outcome.
var start = sync.OnceValues(startCluster)

var count atomic.Int64

// folders are those beside the databases, by address.
var folders sync.Map

// Folder is the folder beside a test's database, where an office has its keys and
// files: always the same for one database, "" for an address that is none.
func Folder(address string) string {
	folder, _ := folders.Load(address)
	path, _ := folder.(string)
	return path
}

// Database creates an empty UTF-8 database and returns its address for pgx,
// gorm or `wuxing --data`. The database is dropped when the test ends, with
// any connection still open to it. Tests may call it in parallel.
//
// When PostgreSQL is missing or does not start the test fails; it is never
// skipped.
func Database(t testing.TB) string {
	t.Helper()
	c, err := start()
	if err != nil {
		t.Fatalf("testpg: %v", err)
	}
	name := fmt.Sprintf("test_%d", count.Add(1))
	if err := c.admin("CREATE DATABASE " + name + " OWNER " + owner); err != nil {
		t.Fatalf("testpg: create a database: %v", err)
	}
	t.Cleanup(func() {
		if err := c.admin("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Errorf("testpg: drop the test's database: %v", err)
		}
	})
	address := c.url(owner, name)
	folders.Store(address, t.TempDir())
	return address
}

// url addresses a database over the cluster's socket, which is a folder: it
// goes into the query, as libpq and pgx both read it.
func (c *cluster) url(user, database string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.User(user),
		Path:     "/" + database,
		RawQuery: url.Values{"host": {c.dir}}.Encode(),
	}
	return u.String()
}

// admin runs statements as superuser, each on a connection of its own: the
// tests' own connections are what the cluster is for.
func (c *cluster) admin(statements ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	db, err := sql.Open("pgx", c.url(superuser, "postgres"))
	if err != nil {
		return err
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}
