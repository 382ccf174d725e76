package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	gormpostgres "gorm.io/driver/postgres"
	"gorm.io/gorm"
)

// oldestPostgres is the oldest version that is tested: 15.0 as the server numbers it.
const oldestPostgres = 150000

// postgresSettings are set on each connection unless the address says otherwise.
// A write that waits longer than lock_timeout gives up as a conflict.
var postgresSettings = map[string]string{
	"application_name":                    "wuxing",
	"timezone":                            "UTC",
	"synchronous_commit":                  "on", // what is acknowledged is on the disk
	"lock_timeout":                        "10s",
	"idle_in_transaction_session_timeout": "60s",
}

func openPostgres(ctx context.Context, address string, options Options) (_ *Store, err error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("read the PostgreSQL address: %w", err) // pgx leaves the password out
	}
	for name, value := range postgresSettings {
		if _, set := config.RuntimeParams[name]; !set {
			config.RuntimeParams[name] = value
		}
	}
	if options.ReadOnly {
		config.RuntimeParams["default_transaction_read_only"] = "on"
	}
	pool := stdlib.OpenDB(*config)
	size := options.Readers
	if size == 0 {
		size = 16
	}
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	s := &Store{engine: enginePostgres, beside: options.Beside || options.ReadOnly, only: options.ReadOnly, stamps: newStamps(options.Keys)}
	s.closers = append(s.closers, pool)
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	var number int
	var encoding string
	row := pool.QueryRowContext(ctx, "SELECT current_setting('server_version'), current_setting('server_version_num')::int, current_setting('server_encoding')")
	if err := row.Scan(&s.version, &number, &encoding); err != nil {
		return nil, fmt.Errorf("open PostgreSQL: %w", err)
	}
	if number < oldestPostgres {
		return nil, fmt.Errorf("PostgreSQL %s, needed 15: %w", s.version, ErrEngineTooOld)
	}
	if encoding != "UTF8" {
		return nil, fmt.Errorf("PostgreSQL database encoded in %s: %w", encoding, ErrWrongEncoding)
	}
	s.writer, err = gorm.Open(gormpostgres.New(gormpostgres.Config{Conn: pool}), gormConfig())
	if err != nil {
		return nil, fmt.Errorf("open PostgreSQL: %w", err)
	}
	if err := watchCreates(s.writer); err != nil {
		return nil, fmt.Errorf("watch the writes: %w", err)
	}
	s.reader = s.writer
	return s, nil
}

// postgresConflict tells whether two transactions met that could not be put in
// order: serialization failure, deadlock, waited too long for a lock.
func postgresConflict(err error) bool {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return false
	}
	return e.Code == "40001" || e.Code == "40P01" || e.Code == "55P03"
}
