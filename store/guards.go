package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// guards are what keeps rows from being changed past the program, by name: triggers
// and what they call, on SQLite also the tables with their constraints and the indexes
// that forbid doubles. The text is what each of them says.
type guards map[string]string

// Kinds of guards, as the names of them begin.
const (
	guardTrigger  = "trigger "
	guardFunction = "function "
	guardRule     = "rule "
	guardSetting  = "setting "
)

// unguarded names the guards that are gone or say something else than those which the
// migrations make, and triggers and rules on our tables that no migration has made.
func (t *tx) unguarded() (found []string, err error) {
	standing, err := t.standingGuards()
	if err != nil {
		return nil, err
	}
	wanted, err := t.wantedGuards()
	if err != nil {
		return nil, err
	}
	for name, text := range wanted {
		if standing[name] != text {
			found = append(found, name)
		}
	}
	for name := range standing {
		_, known := wanted[name]
		if !known && (strings.HasPrefix(name, guardTrigger) || strings.HasPrefix(name, guardRule)) {
			found = append(found, name)
		}
	}
	slices.Sort(found)
	return found, nil
}

func (t *tx) standingGuards() (guards, error) {
	if t.engine == enginePostgres {
		return t.postgresGuards()
	}
	return t.sqliteGuards()
}

// wantedGuards are those that the migrations of this program make.
func (t *tx) wantedGuards() (guards, error) {
	if t.engine == enginePostgres {
		return t.migratedPostgresGuards()
	}
	return migratedSQLiteGuards(t.db.Statement.Context)
}

// sqliteGuards reads them as SQLite keeps them: as they were written. Spaces do not
// count, since releases of SQLite may differ in them where a migration edits a table.
func (t *tx) sqliteGuards() (guards, error) {
	var rows []struct{ Name, Table, SQL string }
	err := t.db.Raw(`SELECT type || ' ' || name AS name, tbl_name AS "table", sql FROM sqlite_master
		WHERE (type IN ('table', 'trigger') OR type = 'index' AND sql LIKE 'CREATE UNIQUE %')
		AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name NOT LIKE 'goose\_%' ESCAPE '\'`).Scan(&rows).Error
	if err != nil {
		return nil, outward(err, "look for guards")
	}
	found := make(guards, len(rows))
	for _, row := range rows {
		if strings.HasPrefix(row.Name, guardTrigger) && !ours(row.Table) {
			continue // somebody's own, beside ours
		}
		found[row.Name] = row.Table + ": " + strings.Join(strings.Fields(row.SQL), " ")
	}
	return found, nil
}

// migratedSQLiteGuards makes a database in memory and reads what has come of it.
func migratedSQLiteGuards(ctx context.Context) (found guards, err error) {
	s := &Store{engine: engineSQLite}
	defer func() { err = errors.Join(err, s.Close()) }()
	if s.writer, err = s.openPool(ctx, "file::memory:", 1); err != nil {
		return nil, err
	}
	s.reader = s.writer
	provider, err := s.migrator()
	if err != nil {
		return nil, err
	}
	if _, err := provider.Up(ctx); err != nil {
		return nil, fmt.Errorf("migrate a database in memory: %w", err)
	}
	return (&tx{db: s.writer.WithContext(ctx), engine: s.engine}).sqliteGuards()
}

// ours tells whether a table is one of the program's.
func ours(table string) bool {
	return slices.Contains(unsealedTables, table) || slices.ContainsFunc(sealedTables, func(sealed sealedTable) bool { return sealed.name == table })
}
