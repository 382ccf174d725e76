package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// chainSchema is the migration that made the trail a chain.
const chainSchema = 8

// unlike lists the digests of the rows that are not as the trail pins them.
func (t *tx) unlike() (map[rowRef]string, error) {
	pinned := make(map[rowRef]string)
	// No other column is read: later migrations add some.
	events := t.db.Raw("SELECT effects FROM audit_events WHERE effects <> '' ORDER BY seq")
	err := scanEach(events, "read the audit trail", func(next func(into ...any) error) error {
		var effects string
		if err := next(&effects); err != nil {
			return err
		}
		var lines [][]string
		if json.Unmarshal([]byte(effects), &lines) != nil { // what cannot be read pins nothing
			return nil
		}
		for _, line := range lines {
			if ref, ok := refIn(line); ok {
				pinned[ref] = line[len(line)-1]
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	unlike := make(map[rowRef]string)
	for i := range sealedTables {
		table := &sealedTables[i]
		if exists, err := t.hasTable(table.name); err != nil {
			return nil, err
		} else if !exists { // a later migration makes it
			continue
		}
		err := eachRow(t.db.Raw("SELECT * FROM "+table.name+" ORDER BY "+strings.Join(table.key, ", ")), table, func(row *tableRow) error {
			if ref, digest := row.ref(), row.digest(); pinned[ref] != digest {
				unlike[ref] = digest
			}
			return nil
		})
		if err != nil {
			return nil, outward(err, "read the rows of %s", table.name)
		}
	}
	return unlike, nil
}

func (t *tx) hasTable(name string) (bool, error) {
	query := "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
	if t.engine == enginePostgres {
		query = "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = ?"
	}
	var n int
	err := t.db.Raw(query, name).Scan(&n).Error
	return n > 0, outward(err, "look for %s", name)
}

// reseal pins the rows that a migration has changed as they are now. What was not as
// the trail says before the migration is not pinned: an upgrade hides nothing.
func (s *Store) reseal(ctx context.Context, before map[rowRef]string, reason string) error {
	return s.update(ctx, func(t *tx) error {
		if err := t.lockTrail(); err != nil {
			return err
		}
		after, err := t.unlike()
		if err != nil {
			return err
		}
		var changed []seal
		for i := range sealedTables {
			for _, ref := range sortedRefs(after, &sealedTables[i]) {
				if _, then := before[ref]; !then {
					changed = append(changed, seal{ref, after[ref]})
				}
			}
		}
		t.recordSeals(changed, reason)
		return nil
	})
}

// migrated pins what a migration from a schema has changed, and has all that was there
// before it stamped.
func (s *Store) migrated(ctx context.Context, from int64, before map[rowRef]string) error {
	if before != nil {
		if err := s.forgetPlans(); err != nil {
			return err
		}
	}
	if err := s.chainOld(ctx); err != nil {
		return err
	}
	if before != nil {
		if err := s.reseal(ctx, before, fmt.Sprintf("migration from schema %d to %d", from, s.schema)); err != nil {
			return err
		}
	}
	return s.beginStamps(ctx)
}

// beforeMigration lists what is not as the trail says before a migration; nil where
// there is nothing to compare, because there is no chain yet or no migration.
func (s *Store) beforeMigration(ctx context.Context, present, newest int64) (before map[rowRef]string, err error) {
	if present < chainSchema || present == newest {
		return nil, nil
	}
	err = s.picture(ctx, func(t *tx) (err error) {
		before, err = t.unlike()
		return err
	})
	return before, err
}

// sortedRefs are the rows of one table in the order of their keys.
func sortedRefs(rows map[rowRef]string, table *sealedTable) (refs []rowRef) {
	for ref := range rows {
		if ref.table == table {
			refs = append(refs, ref)
		}
	}
	slices.SortFunc(refs, func(a, b rowRef) int { return strings.Compare(a.key, b.key) })
	return refs
}

// forgetPlans closes the idle connections to PostgreSQL: they keep the plans of
// queries whose columns a migration has changed.
func (s *Store) forgetPlans() error {
	if s.engine != enginePostgres {
		return nil
	}
	pool, err := sqlDB(s.writer)
	if err != nil {
		return err
	}
	pool.SetMaxIdleConns(0)
	pool.SetMaxIdleConns(pool.Stats().MaxOpenConnections)
	return nil
}
