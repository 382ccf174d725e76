package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"wuxing/assessment"
	"wuxing/scoring"
)

// damaged asks the database whether its own pages are whole. PostgreSQL counts the
// pages whose checksum did not fit and knows which indexes cannot be relied on.
func (t *tx) damaged() (found []string, err error) {
	if t.engine == enginePostgres {
		err := t.db.Raw(`SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
			WHERE c.relnamespace = current_schema()::regnamespace AND NOT (i.indisvalid AND i.indisready AND i.indislive)
			UNION ALL SELECT checksum_failures || ' pages' FROM pg_stat_database WHERE datname = current_database() AND checksum_failures > 0 ORDER BY 1`).
			Scan(&found).Error
		return found, outward(err, "check the pages")
	}
	if err := t.db.Raw("PRAGMA integrity_check(20)").Scan(&found).Error; err != nil {
		return nil, outward(err, "check the file")
	}
	return slices.DeleteFunc(found, func(line string) bool { return line == "ok" }), nil
}

// dangling finds rows that refer to rows which are not there.
func (t *tx) dangling() (found []string, err error) {
	if t.engine == enginePostgres { // references cannot be switched off there but by dropping them
		return found, outward(t.db.Raw(`SELECT conrelid::regclass::text || ' ' || conname FROM pg_constraint WHERE contype = 'f' AND NOT convalidated ORDER BY 1`).
			Scan(&found).Error, "look for references")
	}
	var rows []struct {
		Table  string
		Parent string
		Rowid  int64
	}
	err = t.db.Raw(`SELECT "table", parent, rowid FROM pragma_foreign_key_check ORDER BY 1, 3`).Scan(&rows).Error
	for _, row := range rows {
		found = append(found, reported(row.Table, itoa(row.Rowid), row.Parent))
	}
	return found, outward(err, "look for references")
}

// appendOnlyTables are the tables whose rows are only added; triggers keep it so.
var appendOnlyTables = []string{
	"submissions", "score_entries", "returns", "reviews", "rankings", "snapshots", "meetings", "reopenings", "extensions", "declarations",
	"evidence", "evidence_withdrawals", "authority_lists", "authority_rows", "liftings", "lifting_decisions", "releases", "appeals",
	"appeal_decisions", "notices", "publications", "objections", "objection_links", "objection_closings", "messages", "message_reads",
	"replies", "audit_events", "erasures", "corrections",
}

// unguarded lists tables that could be changed because a trigger is gone.
func (t *tx) unguarded() (found []string, err error) {
	query, events := `SELECT tbl_name || '_' || substr(name, length(tbl_name) + 2) FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'`,
		[]string{"_no_update", "_no_delete", "_next_only"}
	if t.engine == enginePostgres {
		query = `SELECT tgrelid::regclass::text || '_' || substr(tgname, length(tgrelid::regclass::text) + 2) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'`
		events = []string{"_no_change", "_no_truncate"}
	}
	var names []string
	if err := t.db.Raw(query).Scan(&names).Error; err != nil {
		return nil, outward(err, "look for triggers")
	}
	for _, table := range appendOnlyTables {
		events := events
		switch {
		case t.engine != enginePostgres:
		case table == "audit_events": // the trail is chained once, and only by the next event
			events = append(slices.Clone(events), "_no_update", "_next_only")
		case table == "objections": // who brought one can be erased, and nothing else
			events = append(slices.Clone(events), "_no_update")
		}
		for _, event := range events {
			if !slices.Contains(names, table+event) {
				found = append(found, table+event)
			}
		}
	}
	return found, nil
}

// sum is what a stored result says of itself.
type sum struct {
	Total      scoring.Points `json:"total"`
	Base       scoring.Points `json:"base"`
	Bonus      scoring.Points `json:"bonus"`
	Deduction  scoring.Points `json:"deduction"`
	Categories []struct {
		Score scoring.Points `json:"score"`
	} `json:"categories"`
}

// adds tells whether a stored result adds up: categories to the three parts, those
// to the total, which the card may cap and which is not below 0.
func (s *sum) adds() bool {
	var categories scoring.Points
	for _, category := range s.Categories {
		categories += category.Score
	}
	parts := s.Base + s.Bonus + s.Deduction
	return categories == parts && s.Bonus >= 0 && s.Deduction <= 0 && s.Total >= 0 && s.Total <= max(0, parts)
}

// pairs gives two texts of a query's rows.
func (t *tx) pairs(query string, fn func(key, text string) error) error {
	rows, err := t.db.Raw(query).Rows()
	if err != nil {
		return err
	}
	var key, text string
	for rows.Next() && err == nil {
		if err = rows.Scan(&key, &text); err == nil {
			err = fn(key, text)
		}
	}
	if err == nil {
		err = rows.Err()
	}
	if closeErr := rows.Close(); err == nil {
		err = closeErr
	}
	return err
}

// selfTotals finds submissions whose total is not their result's.
func (t *tx) selfTotals() (keys []string, err error) {
	query := "SELECT application_id || '/' || CAST(revision AS text) || ' ' || CAST(total AS text), result FROM submissions ORDER BY application_id, revision"
	err = t.pairs(query, func(key, text string) error {
		name, total, _ := strings.Cut(key, " ")
		var result sum
		if json.Unmarshal([]byte(text), &result) != nil || itoa(int64(result.Total)) != total {
			keys = append(keys, name)
		}
		return nil
	})
	return keys, outward(err, "read the submissions")
}

// sums finds stored results that do not add up.
func (t *tx) sums() (keys []string, err error) {
	for _, table := range []string{"submissions", "reviews"} {
		number := map[string]string{"submissions": "revision", "reviews": "seq"}[table]
		query := "SELECT application_id || '/' || CAST(" + number + " AS text), result FROM " + table + " ORDER BY application_id, " + number
		err := t.pairs(query, func(key, text string) error {
			var result sum
			if json.Unmarshal([]byte(text), &result) != nil || !result.adds() {
				keys = append(keys, reported(table, key))
			}
			return nil
		})
		if err != nil {
			return nil, outward(err, "read %s", table)
		}
	}
	return keys, nil
}

// newestRankings are the rankings that stand, by round.
func (t *tx) newestRankings() (rankings []*assessment.Ranking, err error) {
	query := `SELECT k.round_id, k.body FROM rankings k JOIN rounds r ON r.id = k.round_id
		WHERE r.state <> 'open' AND k.seq = (SELECT max(seq) FROM rankings x WHERE x.round_id = k.round_id) ORDER BY k.round_id`
	err = t.pairs(query, func(_, text string) error {
		ranking := &assessment.Ranking{}
		rankings = append(rankings, ranking)
		return json.Unmarshal([]byte(text), ranking)
	})
	return rankings, outward(err, "read the rankings")
}

// rankingRanks finds applications whose rank is not the frozen ranking's.
func (t *tx) rankingRanks() (keys []string, err error) {
	rankings, err := t.newestRankings()
	if err != nil {
		return nil, err
	}
	for _, ranking := range rankings {
		want := make(map[string]int)
		for _, row := range ranking.Rows {
			want[row.ApplicationID] = row.Rank
		}
		var rows []struct {
			ID   string
			Rank int
		}
		err := t.db.Raw("SELECT id, rank FROM applications WHERE round_id = ? AND state IN ("+rankedStates+") ORDER BY id", ranking.RoundID).Scan(&rows).Error
		if err != nil {
			return nil, outward(err, "read the ranks of round %s", ranking.RoundID)
		}
		for _, row := range rows {
			if rank, there := want[row.ID]; !there || rank != row.Rank {
				keys = append(keys, row.ID)
			}
		}
	}
	return keys, nil
}

// rankingTotals finds applications whose official total is not the frozen ranking's.
func (t *tx) rankingTotals() (keys []string, err error) {
	totals := make(map[string]scoring.Points)
	query := `SELECT v.application_id, v.result FROM reviews v JOIN applications a ON a.id = v.application_id WHERE v.lane = 0 AND a.state IN (` + rankedStates + `)
		AND v.seq = (SELECT max(x.seq) FROM reviews x WHERE x.application_id = v.application_id AND x.lane = 0) ORDER BY v.application_id`
	err = t.pairs(query, func(key, text string) error {
		var result sum
		if err := json.Unmarshal([]byte(text), &result); err != nil {
			return err
		}
		totals[key] = result.Total
		return nil
	})
	if err != nil {
		return nil, outward(err, "read the reviews")
	}
	rankings, err := t.newestRankings()
	if err != nil {
		return nil, err
	}
	for _, ranking := range rankings {
		for _, row := range ranking.Rows {
			if total, there := totals[row.ApplicationID]; there && total != row.OfficialTotal {
				keys = append(keys, row.ApplicationID)
			}
		}
	}
	return keys, nil
}

// snapshotHashes finds snapshots that are not what their hash says, and rankings
// that name another one.
func (t *tx) snapshotHashes() (keys []string, err error) {
	query := "SELECT round_id || '/' || CAST(seq AS text) || ' ' || hash, body FROM snapshots ORDER BY round_id, seq"
	err = t.pairs(query, func(key, text string) error {
		name, hash, _ := strings.Cut(key, " ")
		digest := sha256.Sum256([]byte(text))
		if "sha256:"+hex.EncodeToString(digest[:]) != hash {
			keys = append(keys, name)
		}
		return nil
	})
	if err != nil {
		return nil, outward(err, "read the snapshots")
	}
	return keys, nil
}
