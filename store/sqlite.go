package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	gormsqlite "gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"modernc.org/sqlite"
)

// Names in the data folder.
const (
	databaseFile = "wuxing.db"
	lockFile     = "wuxing.lock"
)

// oldestSQLite is the first version without the WAL-reset bug, which can lose
// committed writes (sqlite.org/wal.html).
var oldestSQLite = [3]int{3, 51, 3}

// openSQLite opens the folder's database: one connection that writes, and a pool
// beside it that only reads and is not held up by it.
func openSQLite(ctx context.Context, folder string, options Options) (_ *Store, err error) {
	if folder, err = filepath.Abs(folder); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	if options.ReadOnly {
		return openSQLiteToRead(ctx, folder, options)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	s := &Store{engine: engineSQLite, beside: options.Beside, stamps: newStamps(folder)}
	switch lock, err := lockFolder(filepath.Join(folder, lockFile)); {
	case err == nil:
		s.closers = append(s.closers, lock)
	case errors.Is(err, ErrFolderInUse) && options.Beside:
		// SQLite itself keeps the writes of two processes apart.
	default:
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	file := filepath.Join(folder, databaseFile)
	s.file = file
	// The writer comes first: it makes the file and turns WAL on.
	if s.writer, err = s.openPool(ctx, dsn(file, "_txlock=immediate", "_pragma=journal_mode(WAL)", "_pragma=synchronous(FULL)",
		"_pragma=foreign_keys(1)", "_pragma=recursive_triggers(1)", "_pragma=secure_delete(1)"), 1); err != nil {
		return nil, err
	}
	if err := watchCreates(s.writer); err != nil {
		return nil, fmt.Errorf("watch the writes: %w", err)
	}
	if err := os.Chmod(file, 0o600); err != nil {
		return nil, fmt.Errorf("protect the database file: %w", err)
	}
	s.reader, err = s.openPool(ctx, dsn(file, "mode=ro", "_pragma=query_only(1)"), options.readers())
	return s, err
}

// readers is how many connections of SQLite read.
func (o *Options) readers() int {
	if o.Readers == 0 {
		return 4
	}
	return o.Readers
}

// dsn addresses a file for modernc's driver; busy_timeout is applied first.
func dsn(file string, settings ...string) string {
	settings = append(settings, "_time_format=sqlite", "_timezone=UTC", "_pragma=busy_timeout(10000)")
	// Slashes and a leading one, so that a Windows path is a file URI, too.
	path := "/" + strings.TrimPrefix(filepath.ToSlash(file), "/")
	return "file://" + (&url.URL{Path: path}).EscapedPath() + "?" + strings.Join(settings, "&")
}

func (s *Store) openPool(ctx context.Context, dsn string, size int) (*gorm.DB, error) {
	pool, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, fmt.Errorf("open SQLite: %w", err)
	}
	s.closers = append(s.closers, pool)
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	if err := pool.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&s.version); err != nil {
		return nil, fmt.Errorf("open SQLite: %w", err)
	}
	if err := checkSQLiteVersion(s.version); err != nil {
		return nil, err
	}
	db, err := gorm.Open(sqliteDialector{&gormsqlite.Dialector{Conn: pool}}, gormConfig())
	if err != nil {
		return nil, fmt.Errorf("open SQLite: %w", err)
	}
	return db, nil
}

func checkSQLiteVersion(version string) error {
	parts := strings.Split(version, ".")
	for i, least := range oldestSQLite {
		n := -1
		if i < len(parts) {
			n, _ = strconv.Atoi(parts[i])
		}
		if n > least {
			return nil
		}
		if n < least {
			return fmt.Errorf("SQLite %s, needed 3.51.3: %w", version, ErrEngineTooOld)
		}
	}
	return nil
}

// sqliteDialector is gorm's own with the errors of modernc's driver: the official
// translation knows only the cgo driver.
type sqliteDialector struct{ *gormsqlite.Dialector }

// Translate gives the extended result codes (sqlite.org/rescode.html) gorm's names.
func (sqliteDialector) Translate(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() {
	case 1555, 2067: // PRIMARYKEY, UNIQUE
		return fmt.Errorf("%w: %w", gorm.ErrDuplicatedKey, err)
	case 787: // FOREIGNKEY; RESTRICT is 1811, as are our own triggers
		return fmt.Errorf("%w: %w", gorm.ErrForeignKeyViolated, err)
	case 275: // CHECK
		return fmt.Errorf("%w: %w", gorm.ErrCheckConstraintViolated, err)
	}
	return err
}

// sqliteBusy tells whether another connection held the lock for too long.
func sqliteBusy(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == 5
}
