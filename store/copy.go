package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	gormsqlite "gorm.io/driver/sqlite"
	"gorm.io/gorm"
)

// Names of a copy's database.
const (
	DatabaseFile = databaseFile    // of SQLite
	DumpFile     = "postgres.dump" // of PostgreSQL, as pg_dump -Fc writes it
)

// Dump writes the database as a snapshot of it sees it into a file: pg_dump.
type Dump func(ctx context.Context, snapshot, file string) error

// Copy writes the database as it is at one moment into an empty folder, with the
// office's keys and a signed head that fits the copy to the last event. Writers go
// on meanwhile. dump is for PostgreSQL.
//
// A trail that does not fit its head is copied as it is, with the old head, and
// ErrTrailCut, ErrTrailChanged, ErrTrailForged or ErrHeadForged comes back with it.
func (s *Store) Copy(ctx context.Context, folder string, heads *Heads, dump Dump) (*Head, error) {
	if heads.folder == "" {
		return nil, ErrNoFolder
	}
	stamp, err := s.stamps.stamper()
	if err != nil {
		return nil, err
	}
	if _, err := heads.key(); err != nil {
		return nil, err
	}
	copied := NewHeads(folder)
	if err := heads.copyTo(folder); err != nil {
		return nil, fmt.Errorf("copy the keys: %w", err)
	}
	if s.engine == enginePostgres {
		return s.copyPostgres(ctx, folder, copied, stamp, dump)
	}
	return s.copySQLite(ctx, folder, copied, stamp)
}

func (s *Store) copySQLite(ctx context.Context, folder string, copied *Heads, stamp *stamper) (head *Head, err error) {
	file := filepath.Join(folder, databaseFile)
	// A connection of its own: the writer's is for writers, the readers' only read.
	pool, err := sql.Open("sqlite", dsn(s.file))
	if err != nil {
		return nil, fmt.Errorf("copy the database: %w", err)
	}
	_, err = pool.ExecContext(ctx, "VACUUM INTO ?", file)
	if err := errors.Join(err, pool.Close()); err != nil {
		return nil, fmt.Errorf("copy the database: %w", err)
	}
	if err := os.Chmod(file, 0o600); err != nil {
		return nil, fmt.Errorf("copy the database: %w", err)
	}
	err = lookInto(file, func(t *tx) error {
		damage, err := t.damaged()
		if err != nil {
			return err
		}
		if len(damage) > 0 {
			return fmt.Errorf("the copy is damaged: %s", damage[0])
		}
		head, err = copied.advance(t.eachEvent, stamp, &Head{Hash: genesis})
		return err
	})
	return head, err
}

// lookInto opens a database file by itself, for reading.
func lookInto(file string, fn func(*tx) error) (err error) {
	pool, err := sql.Open("sqlite", dsn(file, "mode=ro", "_pragma=query_only(1)"))
	if err != nil {
		return fmt.Errorf("open %s: %w", file, err)
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	db, err := gorm.Open(sqliteDialector{&gormsqlite.Dialector{Conn: pool}}, gormConfig())
	if err != nil {
		return fmt.Errorf("open %s: %w", file, err)
	}
	return fn(&tx{db: db, engine: engineSQLite})
}

// CheckFile tells whether a file is a whole SQLite database.
func CheckFile(file string) error {
	return lookInto(file, func(t *tx) error {
		damage, err := t.damaged()
		if err == nil && len(damage) > 0 {
			err = fmt.Errorf("%s is damaged: %s", file, damage[0])
		}
		return err
	})
}

func (s *Store) copyPostgres(ctx context.Context, folder string, copied *Heads, stamp *stamper, dump Dump) (head *Head, err error) {
	err = s.picture(ctx, func(t *tx) error {
		// The transaction waits for pg_dump, however long that takes.
		if err := t.db.Exec("SET LOCAL idle_in_transaction_session_timeout = 0").Error; err != nil {
			return outward(err, "take a snapshot")
		}
		var snapshot string
		if err := t.db.Raw("SELECT pg_export_snapshot()").Scan(&snapshot).Error; err != nil {
			return outward(err, "take a snapshot")
		}
		if err := dump(ctx, snapshot, filepath.Join(folder, DumpFile)); err != nil {
			return err
		}
		head, err = copied.advance(t.eachEvent, stamp, &Head{Hash: genesis})
		return err
	})
	return head, err
}

// copyTo copies head, hashes and keys; what is not there yet is left out.
func (h *Heads) copyTo(folder string) error {
	if err := os.MkdirAll(filepath.Join(folder, keyFolder), 0o700); err != nil {
		return err
	}
	for _, name := range []string{headFile, hashesFile, filepath.Join(keyFolder, privateKey), filepath.Join(keyFolder, publicKey), filepath.Join(keyFolder, secretsKey)} {
		content, err := os.ReadFile(filepath.Join(h.folder, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, name), content, 0o600)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Empty tells whether a PostgreSQL database has no tables yet.
func Empty(ctx context.Context, address string) (empty bool, err error) {
	s, err := openPostgres(ctx, address, Options{Readers: 1})
	if err != nil {
		return false, err
	}
	var tables int
	err = s.reader.WithContext(ctx).Raw("SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()").Scan(&tables).Error
	return tables == 0, errors.Join(err, s.Close())
}

// NewestSchema is the number of the newest migration that this program knows.
func NewestSchema() int64 {
	files, err := migrations.ReadDir("migrations/sqlite")
	if err != nil || len(files) == 0 { // they are part of the program
		return 0
	}
	var newest int64
	_, _ = fmt.Sscanf(files[len(files)-1].Name(), "%04d_", &newest)
	return newest
}
