package store

import (
	"context"
	"errors"
	"path/filepath"

	"modernc.org/sqlite"
)

// openSQLiteToRead opens the folder's database and changes nothing: there is no
// connection that could. Where the medium takes no writes, SQLite cannot make the file
// that its readers share, and is told that nobody writes.
func openSQLiteToRead(ctx context.Context, folder string, options Options) (*Store, error) {
	s := &Store{engine: engineSQLite, beside: true, only: true, stamps: newStamps(folder), file: filepath.Join(folder, databaseFile)}
	settings := []string{"mode=ro", "_pragma=query_only(1)"}
	err := s.openReader(ctx, options, settings)
	var e *sqlite.Error
	if errors.As(err, &e) && (e.Code()&0xff == 8 || e.Code()&0xff == 14) { // READONLY, CANTOPEN
		if err = s.Close(); err == nil {
			err = s.openReader(ctx, options, append(settings, "immutable=1"))
		}
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) openReader(ctx context.Context, options Options, settings []string) (err error) {
	if s.reader, err = s.openPool(ctx, dsn(s.file, settings...), options.readers()); err != nil {
		return err
	}
	s.writer = s.reader
	return s.reader.WithContext(ctx).Exec("SELECT count(*) FROM sqlite_schema").Error
}
