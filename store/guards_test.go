package store

import (
	"net/url"
	"slices"
	"testing"

	"wuxing/internal/testpg"
)

// Every table with a trigger against changes is tried by TestAppendOnlyTablesRefuseEveryChange.
func TestEveryGuardIsTried(t *testing.T) {
	s := opened(t, t.TempDir())
	var guarded, tried []string
	if err := s.reader.Raw("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_no_update' ORDER BY 1").Scan(&guarded).Error; err != nil {
		t.Fatal(err)
	}
	for _, table := range appendOnly {
		tried = append(tried, table.table)
	}
	slices.Sort(tried)
	if !slices.Equal(guarded, tried) {
		t.Errorf("append-only are %v, tried are %v", guarded, tried)
	}
}

// guardsHurt is what verify says of the guards, which hurts nothing else.
func guardsHurt(t *testing.T, s *Store) (keys []string) {
	t.Helper()
	results, err := s.VerifyInvariants(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, result := range results {
		switch {
		case result.Code == CodeHoldsGuards:
			keys = result.Keys
		case !result.OK:
			t.Errorf("%s does not hold: %v", result.Code, result.Keys)
		}
	}
	return keys
}

// A guard that is there by name but guards nothing is one that is gone.
func TestAHollowGuardIsFound(t *testing.T) {
	const writable, locked = "PRAGMA writable_schema = 1", "PRAGMA writable_schema = RESET"
	hollow := map[string]map[string]struct {
		statements []string
		found      []string
	}{
		"sqlite": {
			"never fires": {
				[]string{"DROP TRIGGER audit_events_no_update", "CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events WHEN 0 BEGIN SELECT RAISE(ABORT, 'append-only: audit_events'); END"},
				[]string{"trigger audit_events_no_update"},
			},
			"on another table": {
				[]string{"DROP TRIGGER reviews_no_delete", "CREATE TRIGGER reviews_no_delete BEFORE DELETE ON replies BEGIN SELECT RAISE(ABORT, 'append-only: reviews'); END"},
				[]string{"trigger reviews_no_delete"},
			},
			"gone": {[]string{"DROP TRIGGER erasures_next_only"}, []string{"trigger erasures_next_only"}},
			"swallows what is written": {
				[]string{"CREATE TRIGGER quiet BEFORE INSERT ON appeals BEGIN SELECT RAISE(IGNORE); END"},
				[]string{"trigger quiet"},
			},
			"constraint gone": {
				[]string{writable, "UPDATE sqlite_master SET sql = replace(sql, 'CHECK (version > 0)', '') WHERE name = 'users'", locked},
				[]string{"table users"},
			},
			"doubles allowed": {[]string{"DROP INDEX users_username"}, []string{"index users_username"}},
			"somebody's own": {
				[]string{"CREATE TABLE notes (n)", "CREATE INDEX mine ON users (display_name)", "CREATE TRIGGER notes_kept BEFORE DELETE ON notes BEGIN SELECT RAISE(IGNORE); END"}, nil,
			},
		},
		"postgres": {
			"hollow function": {
				[]string{"CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN coalesce(NEW, OLD); END; $$"},
				[]string{"function refuse_change"},
			},
			"switched off":          {[]string{"ALTER TABLE audit_events DISABLE TRIGGER audit_events_no_update"}, []string{"trigger audit_events_no_update"}},
			"off but for a replica": {[]string{"ALTER TABLE reviews ENABLE REPLICA TRIGGER reviews_no_change"}, []string{"trigger reviews_no_change"}},
			"always on":             {[]string{"ALTER TABLE reviews ENABLE ALWAYS TRIGGER reviews_no_change"}, nil},
			"never fires": {
				[]string{"DROP TRIGGER reviews_no_truncate ON reviews", "CREATE TRIGGER reviews_no_truncate BEFORE TRUNCATE ON reviews FOR EACH STATEMENT WHEN (false) EXECUTE FUNCTION refuse_change()"},
				[]string{"trigger reviews_no_truncate"},
			},
			"for one column": {
				[]string{"DROP TRIGGER audit_events_no_update ON audit_events", "CREATE TRIGGER audit_events_no_update BEFORE UPDATE OF role ON audit_events FOR EACH ROW EXECUTE FUNCTION chain_once()"},
				[]string{"trigger audit_events_no_update"},
			},
			"function from elsewhere": {
				[]string{
					"CREATE SCHEMA other", "CREATE FUNCTION other.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN coalesce(NEW, OLD); END; $$",
					"DROP TRIGGER returns_no_change ON returns", "CREATE TRIGGER returns_no_change BEFORE UPDATE OR DELETE ON returns FOR EACH ROW EXECUTE FUNCTION other.refuse_change()",
				},
				[]string{"trigger returns_no_change"},
			},
			"gone": {[]string{"DROP TRIGGER erasures_no_change ON erasures"}, []string{"trigger erasures_no_change"}},
			"on another table": {
				[]string{"DROP TRIGGER reviews_no_change ON reviews", "CREATE TRIGGER reviews_no_change BEFORE UPDATE OR DELETE ON replies FOR EACH ROW EXECUTE FUNCTION refuse_change()"},
				[]string{"trigger reviews_no_change"},
			},
			"swallows what is written": {[]string{"CREATE RULE quiet AS ON INSERT TO appeals DO INSTEAD NOTHING"}, []string{"rule quiet"}},
			"a trigger more": {
				[]string{
					"CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END; $$",
					"CREATE TRIGGER quiet BEFORE INSERT ON appeals FOR EACH ROW EXECUTE FUNCTION nothing()",
				},
				[]string{"trigger quiet"},
			},
			"somebody's own": {
				[]string{"CREATE TABLE notes (n int)", "CREATE RULE notes_kept AS ON DELETE TO notes DO INSTEAD NOTHING", "CREATE TRIGGER notes_whole BEFORE TRUNCATE ON notes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"}, nil,
			},
		},
	}
	for engine, cases := range hollow {
		for name, test := range cases {
			t.Run(engine+"/"+name, func(t *testing.T) {
				t.Parallel()
				address := t.TempDir()
				if engine == string(enginePostgres) {
					address = testpg.Database(t)
				}
				s := opened(t, address)
				if found := guardsHurt(t, s); found != nil {
					t.Fatalf("untouched: %v", found)
				}
				for _, statement := range test.statements {
					exec(t, s, statement, "")
				}
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
				if found := guardsHurt(t, opened(t, address)); !slices.Equal(found, test.found) {
					t.Errorf("found %v, want %v", found, test.found)
				}
			})
		}
	}
}

// Who runs the database can switch all triggers off at once, for an account.
func TestSessionsWithoutTriggersAreFound(t *testing.T) {
	address := testpg.Database(t)
	s := opened(t, address)
	super, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	account := super.User.Username()
	super.User = url.User("postgres")
	administrator := opened(t, super.String())
	var database string
	if err := s.reader.Raw("SELECT current_database()").Scan(&database).Error; err != nil {
		t.Fatal(err)
	}
	exec(t, administrator, "ALTER ROLE "+account+" IN DATABASE "+database+" SET session_replication_role = replica", "")
	if found, want := guardsHurt(t, opened(t, address)), []string{"setting session_replication_role"}; !slices.Equal(found, want) {
		t.Errorf("found %v, want %v", found, want)
	}
}
