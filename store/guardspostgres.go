package store

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

// postgresGuards reads the triggers on our tables, whether they fire, the functions
// they call, and the rules, which come before triggers. A trigger's function has to be
// the one beside the tables, not another of the same name.
func (t *tx) postgresGuards() (guards, error) {
	var rows []struct{ Name, Table, Text string }
	err := t.db.Raw(`SELECT 'trigger ' || t.tgname AS name, c.relname AS "table",
			replace(pg_get_triggerdef(t.oid), ' ON ' || quote_ident(current_schema()) || '.', ' ON ')
			|| CASE WHEN t.tgenabled IN ('O', 'A') THEN '' ELSE ' off' END
			|| CASE WHEN p.pronamespace = c.relnamespace THEN '' ELSE ' elsewhere' END AS text
		FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
		WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal
		UNION ALL SELECT 'function ' || p.proname, '', l.lanname || coalesce(p.proconfig::text, '') || ' ' || p.prosrc
		FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
		WHERE p.pronamespace = current_schema()::regnamespace AND p.prorettype = 'trigger'::regtype
		UNION ALL SELECT 'rule ' || r.rulename, c.relname, pg_get_ruledef(r.oid)
		FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
		WHERE c.relnamespace = current_schema()::regnamespace AND r.rulename <> '_RETURN'
		UNION ALL SELECT 'setting session_replication_role', '', current_setting('session_replication_role')`).Scan(&rows).Error
	if err != nil {
		return nil, outward(err, "look for guards")
	}
	found := make(guards, len(rows))
	for _, row := range rows {
		if row.Table != "" && !ours(row.Table) {
			continue // somebody's own, beside ours
		}
		name := row.Name
		if _, twice := found[name]; twice { // names are per table
			name += " on " + row.Table
		}
		found[name] = row.Text
	}
	return found, nil
}

// A statement of a migration that makes or drops a trigger or what it calls.
var guardStatement = regexp.MustCompile(`(?ms)^CREATE (?:OR REPLACE )?FUNCTION (\w+)\(\) RETURNS trigger LANGUAGE (\w+) AS \$\$(.*?)\$\$;` +
	`|^CREATE TRIGGER (\w+) BEFORE ([A-Z ]+?) ON (\w+) FOR EACH (ROW|STATEMENT) EXECUTE FUNCTION (\w+)\(\);` +
	`|^DROP TRIGGER (\w+) ON \w+;` +
	`|^DROP FUNCTION (\w+)\(\);`)

// migratedPostgresGuards follows the migrations' text, since looking must write nothing
// into a database that may be in use or a copy that cannot be written to. What the
// database makes of a body it keeps letter by letter, of a trigger in words of its own.
func (t *tx) migratedPostgresGuards() (guards, error) {
	names, err := fs.Glob(migrations, "migrations/postgres/*.sql")
	if err != nil {
		return nil, fmt.Errorf("find the migrations: %w", err)
	}
	slices.Sort(names)
	wanted := guards{guardSetting + "session_replication_role": "origin"}
	for _, name := range names {
		text, err := migrations.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read the migrations: %w", err)
		}
		for _, m := range guardStatement.FindAllStringSubmatch(string(text), -1) {
			switch {
			case m[1] != "":
				wanted[guardFunction+m[1]] = m[2] + " " + m[3]
			case m[4] != "":
				wanted[guardTrigger+m[4]] = fmt.Sprintf("CREATE TRIGGER %s BEFORE %s ON %s FOR EACH %s EXECUTE FUNCTION %s()", m[4], inOrder(m[5]), m[6], m[7], m[8])
			case m[9] != "":
				delete(wanted, guardTrigger+m[9])
			case m[10] != "":
				delete(wanted, guardFunction+m[10])
			}
		}
	}
	return wanted, nil
}

// inOrder puts the events of a trigger as PostgreSQL tells them.
func inOrder(events string) string {
	given := strings.Split(events, " OR ")
	var told []string
	for _, event := range []string{"INSERT", "DELETE", "UPDATE", "TRUNCATE"} {
		if slices.Contains(given, event) {
			told = append(told, event)
		}
	}
	return strings.Join(told, " OR ")
}
