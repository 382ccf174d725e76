package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// Options of Open; the zero value is right for a server.
type Options struct {
	// Beside opens a database that servers may be using: for a command that looks
	// or makes one change. A new database gets its schema; the schema of another
	// is left alone and must be the one of this program (ErrOtherSchema).
	Beside bool
	// ReadOnly opens a database, beside servers or on a medium that takes no writes, of
	// which nothing is changed: no lock is taken and no file is made. It must be there,
	// with the schema of this program (ErrOtherSchema).
	ReadOnly bool
	Readers  int // connections for reading on SQLite, connections in all on PostgreSQL; 0: 4 and 16
	// Keys is the folder beside PostgreSQL with the office's keys, which servers share.
	// Without it nothing is recorded there (ErrNoFolder) once it was opened with it. SQLite's are in its own folder.
	Keys string
}

// Store is an open database. It is safe for many goroutines.
type Store struct {
	engine  engine
	version string // of the engine
	schema  int64
	writer  *gorm.DB
	reader  *gorm.DB // the same as writer on PostgreSQL
	closers []io.Closer
	beside  bool   // see Options
	file    string // of SQLite
	only    bool   // for reading
	stamps  *stamps
	bodies  keptBodies
}

// engine is which database it is.
type engine string

const (
	engineSQLite   engine = "sqlite"
	enginePostgres engine = "postgres"
)

// Errors of Open that a person can do something about.
var (
	ErrFolderInUse   = errors.New("the data folder is in use by another process")
	ErrNewerSchema   = errors.New("the database was written by a newer version of the program")
	ErrOtherSchema   = errors.New("the database has the schema of another version of the program")
	ErrEngineTooOld  = errors.New("the database engine is too old")
	ErrWrongEncoding = errors.New("the database must be encoded in UTF-8")
)

// Open opens the database at the address: a folder, which is made where it is
// missing, or postgres://…. A folder belongs to one process at a time
// (ErrFolderInUse). The caller closes the Store.
func Open(ctx context.Context, address string, options Options) (*Store, error) {
	var s *Store
	var err error
	if IsPostgres(address) {
		s, err = openPostgres(ctx, address, options)
	} else {
		s, err = openSQLite(ctx, address, options)
	}
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open the database: %w", err), s.Close())
	}
	return s, nil
}

// Exists tells whether there is a database at the address already; of PostgreSQL
// it is taken to be.
func Exists(address string) bool {
	if IsPostgres(address) {
		return true
	}
	_, err := os.Stat(filepath.Join(address, databaseFile))
	return err == nil
}

// IsPostgres tells whether an address is one of PostgreSQL and not a folder.
func IsPostgres(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}

// Close ends all connections and frees the folder.
func (s *Store) Close() error {
	var errs []error
	for i := len(s.closers) - 1; i >= 0; i-- {
		errs = append(errs, s.closers[i].Close())
	}
	s.closers = nil
	return errors.Join(errs...)
}

// Check tells whether the database answers, for reading and for writing.
func (s *Store) Check(ctx context.Context) error {
	for _, db := range []*gorm.DB{s.reader, s.writer} {
		if err := db.WithContext(ctx).Exec("SELECT 1").Error; err != nil {
			return fmt.Errorf("check the database: %w", err)
		}
	}
	return nil
}

// Info says what is open, without addresses or secrets.
type Info struct {
	Engine  string `json:"engine"`  // sqlite, postgres
	Version string `json:"version"` // of the engine
	Schema  int64  `json:"schema"`  // number of the newest migration
}

// Info says what is open.
func (s *Store) Info() Info {
	return Info{Engine: string(s.engine), Version: s.version, Schema: s.schema}
}

// gormConfig is new for each gorm.Open: two calls with one config share, and
// overwrite, its dialector.
func gormConfig() *gorm.Config {
	return &gorm.Config{
		SkipDefaultTransaction: true, // Update and View open them
		TranslateError:         true,
		Logger:                 logger.Discard, // errors are returned; logging is decided at the edge
	}
}

// sqlDB is the pool below a gorm handle.
func sqlDB(db *gorm.DB) (*sql.DB, error) {
	pool, err := db.DB()
	if err != nil {
		return nil, fmt.Errorf("find the connection pool: %w", err)
	}
	return pool, nil
}
