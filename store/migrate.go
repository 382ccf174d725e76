package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/sqlite/*.sql migrations/postgres/*.sql
var migrations embed.FS

// migrate brings the schema to the newest migration of this program. A database
// that knows a newer one is refused, untouched.
func (s *Store) migrate(ctx context.Context) error {
	provider, err := s.migrator()
	if err != nil {
		return err
	}
	present, newest, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the schema's version: %w", err)
	}
	if err := mayMigrate(present, newest, s.beside); err != nil {
		return fmt.Errorf("schema %d, this program knows %d: %w", present, newest, err)
	}
	if s.only {
		s.schema = newest
		if present != newest { // empty, too
			return fmt.Errorf("schema %d, this program knows %d: %w", present, newest, ErrOtherSchema)
		}
		return nil
	}
	if err := s.readyKey(ctx, present); err != nil {
		return err
	}
	if present != 0 && present != newest { // what a migration changes is recorded behind it
		if err := s.CheckKey(); err != nil {
			return fmt.Errorf("migrate from schema %d to %d: %w", present, newest, err)
		}
	}
	before, err := s.beforeMigration(ctx, present, newest)
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate from schema %d to %d: %w", present, newest, err)
	}
	s.schema = newest
	return s.migrated(ctx, present, before)
}

// mayMigrate refuses a newer schema always, and beside servers every other one
// but a new database's, which is 0.
func mayMigrate(present, newest int64, beside bool) error {
	switch {
	case present > newest:
		return ErrNewerSchema
	case beside && present != 0 && present != newest:
		return ErrOtherSchema
	}
	return nil
}

func (s *Store) migrator() (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations/"+string(s.engine))
	if err != nil {
		return nil, fmt.Errorf("find the migrations: %w", err)
	}
	dialect := goose.DialectSQLite3
	settings := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if s.engine == enginePostgres {
		dialect = goose.DialectPostgres
		// Several servers may start at once: one migrates, asking each second for a
		// minute, the others wait.
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60))
		if err != nil {
			return nil, fmt.Errorf("make the migration lock: %w", err)
		}
		settings = append(settings, goose.WithSessionLocker(locker))
	}
	pool, err := sqlDB(s.writer)
	if err != nil {
		return nil, err
	}
	provider, err := goose.NewProvider(dialect, pool, files, settings...)
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	return provider, nil
}
