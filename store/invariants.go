package store

import (
	"context"
	"fmt"
	"strings"

	"wuxing/assessment"
)

// Codes of what must always hold in the tables; the sentence of each says what is
// hurt. Each stands for one invariant.
const (
	CodeHoldsIntact            = "holds_intact"             // key
	CodeHoldsReferences        = "holds_references"         // key
	CodeHoldsGuards            = "holds_guards"             // key
	CodeHoldsNewestRevision    = "holds_newest_revision"    // key
	CodeHoldsSubmitted         = "holds_submitted"          // key
	CodeHoldsSubmissionNumbers = "holds_submission_numbers" // key
	CodeHoldsEntryNumbers      = "holds_entry_numbers"      // key
	CodeHoldsReturnNumbers     = "holds_return_numbers"     // key
	CodeHoldsReviewNumbers     = "holds_review_numbers"     // key
	CodeHoldsRankingNumbers    = "holds_ranking_numbers"    // key
	CodeHoldsSnapshotNumbers   = "holds_snapshot_numbers"   // key
	CodeHoldsEvidenceNumbers   = "holds_evidence_numbers"   // key
	CodeHoldsListNumbers       = "holds_list_numbers"       // key
	CodeHoldsAppealNumbers     = "holds_appeal_numbers"     // key
	CodeHoldsPinnedCard        = "holds_pinned_card"        // key
	CodeHoldsSelfTotal         = "holds_self_total"         // key
	CodeHoldsScoreSum          = "holds_score_sum"          // key
	CodeHoldsEntryRevision     = "holds_entry_revision"     // key
	CodeHoldsReason            = "holds_reason"             // key
	CodeHoldsReviewThere       = "holds_review_there"       // key
	CodeHoldsReviewRevision    = "holds_review_revision"    // key
	CodeHoldsRoundStates       = "holds_round_states"       // key
	CodeHoldsNoRank            = "holds_no_rank"            // key
	CodeHoldsRankingThere      = "holds_ranking_there"      // key
	CodeHoldsRankingRanks      = "holds_ranking_ranks"      // key
	CodeHoldsRankingTotals     = "holds_ranking_totals"     // key
	CodeHoldsSnapshotHash      = "holds_snapshot_hash"      // key
	CodeHoldsMeetingThere      = "holds_meeting_there"      // key
	CodeHoldsReviewerRole      = "holds_reviewer_role"      // key
	CodeHoldsRecusal           = "holds_recusal"            // key
	CodeHoldsTwoSeats          = "holds_two_seats"          // key
	CodeHoldsSecondLifting     = "holds_second_lifting"     // key
	CodeHoldsLiftingEntry      = "holds_lifting_entry"      // key
	CodeHoldsSecondReopening   = "holds_second_reopening"   // key
	CodeHoldsAppealRelease     = "holds_appeal_release"     // key
	CodeHoldsAppealEntries     = "holds_appeal_entries"     // key
	CodeHoldsEvidenceVersions  = "holds_evidence_versions"  // key
	CodeHoldsUnchecked         = "holds_unchecked"          // key
	CodeHoldsActors            = "holds_actors"             // key
	CodeHoldsTimes             = "holds_times"              // key
	CodeHoldsEnterpriseCodes   = "holds_enterprise_codes"   // key
	CodeHoldsTrailOfState      = "holds_trail_of_state"     // key
	CodeHoldsErasureNumbers    = "holds_erasure_numbers"    // key
	CodeHoldsErasureDue        = "holds_erasure_due"        // key
	CodeHoldsObjectorErased    = "holds_objector_erased"    // key
)

// invariant is one rule that the rows keep to, whatever was done by the program.
type invariant struct {
	code  string
	query string                               // gives the keys of the rows that hurt it
	look  func(t *tx) (keys []string, _ error) // instead of a query
}

// Applications whose rank stands, and those whose review is in, as lists in SQL.
const (
	rankedStates   = "'ranked', 'on_notice', 'certified', 'excellent', 'not_selected', 'disqualified', 'published'"
	reviewedStates = "'reviewed', " + rankedStates
)

// gapless is the query for owners whose numbers are not 1, 2, 3….
func gapless(table, owner, number string) string {
	return fmt.Sprintf("SELECT %[2]s FROM %[1]s GROUP BY %[2]s HAVING count(*) <> max(%[3]s) OR min(%[3]s) <> 1 ORDER BY %[2]s", table, owner, number)
}

// invariants are all of them, those first without which the others mean little.
var invariants = []invariant{
	{code: CodeHoldsIntact, look: (*tx).damaged},
	{code: CodeHoldsReferences, look: (*tx).dangling},
	{code: CodeHoldsGuards, look: (*tx).unguarded},

	{code: CodeHoldsNewestRevision, query: `SELECT a.id FROM applications a
		WHERE a.revision <> (SELECT coalesce(max(s.revision), 0) FROM submissions s WHERE s.application_id = a.id) ORDER BY a.id`},
	{code: CodeHoldsSubmitted, query: `SELECT id FROM applications WHERE submitted > revision OR state <> 'draft' AND submitted = 0 ORDER BY id`},
	{code: CodeHoldsSubmissionNumbers, query: gapless("submissions", "application_id", "revision")},
	{code: CodeHoldsEntryNumbers, query: gapless("score_entries", "application_id", "seq")},
	{code: CodeHoldsReturnNumbers, query: gapless("returns", "application_id", "seq")},
	{code: CodeHoldsReviewNumbers, query: gapless("reviews", "application_id", "seq")},
	{code: CodeHoldsRankingNumbers, query: gapless("rankings", "round_id", "seq")},
	{code: CodeHoldsSnapshotNumbers, query: gapless("snapshots", "round_id", "seq")},
	{code: CodeHoldsEvidenceNumbers, query: gapless("evidence", "application_id", "seq")},
	{code: CodeHoldsListNumbers, query: gapless("authority_lists", "round_id", "seq")},
	{code: CodeHoldsAppealNumbers, query: gapless("appeals", "application_id", "seq")},

	{code: CodeHoldsPinnedCard, query: `SELECT s.application_id FROM submissions s JOIN applications a ON a.id = s.application_id JOIN rounds r ON r.id = a.round_id
		WHERE s.card_hash <> r.card_hash OR s.card_id <> r.card_id ORDER BY s.application_id`},
	{code: CodeHoldsSelfTotal, look: (*tx).selfTotals},
	{code: CodeHoldsScoreSum, look: (*tx).sums},
	{code: CodeHoldsEntryRevision, query: `SELECT e.id FROM score_entries e JOIN applications a ON a.id = e.application_id WHERE e.revision > a.submitted ORDER BY e.id`},
	{code: CodeHoldsReason, query: `SELECT id FROM score_entries WHERE decision <> 'agree' AND trim(reason) = '' ORDER BY id`},
	{code: CodeHoldsReviewThere, query: `SELECT a.id FROM applications a WHERE a.state IN (` + reviewedStates + `)
		AND NOT EXISTS (SELECT 1 FROM reviews v WHERE v.application_id = a.id AND v.lane = 0) ORDER BY a.id`},
	{code: CodeHoldsReviewRevision, query: `SELECT a.id FROM applications a JOIN reviews v ON v.application_id = a.id AND v.lane = 0
		AND v.seq = (SELECT max(x.seq) FROM reviews x WHERE x.application_id = a.id AND x.lane = 0)
		WHERE a.state IN (` + reviewedStates + `) AND v.revision <> a.submitted ORDER BY a.id`},

	{code: CodeHoldsRoundStates, query: `SELECT a.id FROM applications a JOIN rounds r ON r.id = a.round_id
		WHERE r.state = 'open' AND a.state IN (` + rankedStates + `) OR a.state = 'ranked' AND r.state = 'published'
		OR a.state IN ('submitted', 'checked', 'in_review', 'resubmitted', 'moderation', 'reviewed') AND r.state <> 'open' ORDER BY a.id`},
	{code: CodeHoldsNoRank, query: `SELECT id FROM applications WHERE rank <> 0
		AND state IN ('draft', 'submitted', 'checked', 'in_review', 'returned', 'resubmitted', 'moderation', 'reviewed', 'withdrawn') ORDER BY id`},
	{code: CodeHoldsRankingThere, query: `SELECT r.id FROM rounds r WHERE r.state <> 'open'
		AND (NOT EXISTS (SELECT 1 FROM rankings k WHERE k.round_id = r.id) OR NOT EXISTS (SELECT 1 FROM snapshots s WHERE s.round_id = r.id)) ORDER BY r.id`},
	{code: CodeHoldsRankingRanks, look: (*tx).rankingRanks},
	{code: CodeHoldsRankingTotals, look: (*tx).rankingTotals},
	{code: CodeHoldsSnapshotHash, look: (*tx).snapshotHashes},
	{code: CodeHoldsMeetingThere, query: `SELECT r.id FROM rounds r WHERE r.state IN ('decided', 'on_notice') AND NOT EXISTS (SELECT 1 FROM meetings m WHERE m.round_id = r.id) ORDER BY r.id`},

	{code: CodeHoldsReviewerRole, query: `SELECT a.id FROM applications a JOIN users u ON u.id = a.reviewer_id WHERE u.role <> 'reviewer'
		UNION SELECT s.id FROM seats s JOIN users u ON u.id = s.reviewer_id WHERE u.role <> 'reviewer'
		UNION SELECT e.id FROM score_entries e JOIN users u ON u.id = e.reviewer_id WHERE u.role NOT IN ('reviewer', 'lead') ORDER BY 1`},
	{code: CodeHoldsRecusal, query: `SELECT a.id FROM applications a JOIN declarations d ON d.round_id = a.round_id AND d.enterprise_id = a.enterprise_id AND d.linked
		WHERE a.state IN ('submitted', 'checked', 'in_review', 'returned', 'resubmitted')
		AND (a.reviewer_id = d.reviewer_id OR EXISTS (SELECT 1 FROM seats s WHERE s.application_id = a.id AND s.reviewer_id = d.reviewer_id AND NOT s.done)) ORDER BY a.id`},
	{code: CodeHoldsTwoSeats, query: `SELECT a.application_id FROM seats a JOIN seats b ON b.application_id = a.application_id AND b.lane > a.lane AND b.reviewer_id = a.reviewer_id
		ORDER BY a.application_id`},
	{code: CodeHoldsSecondLifting, query: `SELECT l.id FROM liftings l JOIN lifting_decisions d ON d.lifting_id = l.id WHERE d.confirmed AND d.decided_by = l.proposed_by ORDER BY l.id`},
	{code: CodeHoldsLiftingEntry, query: `SELECT l.id FROM liftings l JOIN lifting_decisions d ON d.lifting_id = l.id WHERE d.confirmed
		AND NOT EXISTS (SELECT 1 FROM score_entries e WHERE e.application_id = l.application_id AND e.seq = d.entry_seq AND e.indicator = l.indicator) ORDER BY l.id`},
	{code: CodeHoldsSecondReopening, query: `SELECT c.round_id FROM reopenings c LEFT JOIN reopenings a ON a.round_id = c.round_id AND a.seq = c.seq - 1
		WHERE c.confirmed AND (a.seq IS NULL OR a.confirmed OR a.asked_by = c.asked_by) ORDER BY c.round_id`},
	{code: CodeHoldsAppealRelease, query: `SELECT p.id FROM appeals p JOIN applications a ON a.id = p.application_id
		WHERE NOT EXISTS (SELECT 1 FROM releases r WHERE r.round_id = a.round_id AND r.created_at <= p.created_at) ORDER BY p.id`},
	{code: CodeHoldsAppealEntries, query: `SELECT p.id FROM appeals p JOIN appeal_decisions d ON d.appeal_id = p.id WHERE d.outcome = 'upheld'
		AND (SELECT count(*) FROM score_entries e WHERE e.application_id = p.application_id AND e.seq BETWEEN d.first_entry AND d.last_entry) <> d.last_entry - d.first_entry + 1
		ORDER BY p.id`},
	{code: CodeHoldsEvidenceVersions, query: `SELECT document FROM evidence GROUP BY document
		HAVING count(*) <> max(version) OR min(version) <> 1 OR count(DISTINCT application_id) <> 1 ORDER BY document`},
	{code: CodeHoldsUnchecked, query: `SELECT id FROM applications WHERE unchecked AND state NOT IN ('draft', 'submitted', 'returned', 'withdrawn') ORDER BY id`},
	{code: CodeHoldsActors, query: `SELECT DISTINCT e.actor_id FROM audit_events e WHERE e.actor_id NOT IN ('', 'operator')
		AND NOT EXISTS (SELECT 1 FROM users u WHERE u.id = e.actor_id) ORDER BY e.actor_id`},
	{code: CodeHoldsTimes, query: `SELECT id FROM applications WHERE updated_at < created_at ORDER BY id`},
	{code: CodeHoldsEnterpriseCodes, query: `SELECT upper(uscc) FROM enterprises GROUP BY upper(uscc) HAVING count(*) > 1 ORDER BY 1`},
	{code: CodeHoldsTrailOfState, query: `SELECT a.id FROM applications a WHERE NOT EXISTS
		(SELECT 1 FROM audit_events e WHERE e.object = 'application' AND e.object_id = a.id) ORDER BY a.id`},

	{code: CodeHoldsErasureNumbers, query: gapless("erasures", "round_id", "seq")},
	{code: CodeHoldsErasureDue, query: `SELECT e.round_id || '/' || CAST(e.seq AS text) FROM erasures e JOIN rounds r ON r.id = e.round_id
		WHERE r.state <> 'published' OR e.created_at < e.due_at ORDER BY e.round_id, e.seq`},
	{code: CodeHoldsObjectorErased, query: `SELECT o.id FROM objections o
		WHERE (o.name = '' OR o.contact = '') AND ` + notErased(assessment.ErasedObjector, "o.id") + `
		OR (o.name <> '' OR o.contact <> '') AND EXISTS (SELECT 1 FROM erasures x WHERE x.kind = 'objection' AND x.subject = o.id) ORDER BY o.id`},
}

// maxHurt is how many rows are listed of one invariant.
const maxHurt = 20

// Held is what came of one invariant.
type Held struct {
	Code string   `json:"id"`
	OK   bool     `json:"ok"`
	Keys []string `json:"keys,omitempty"` // of the rows that hurt it, at most 20
	More int      `json:"more,omitempty"` // rows that are not listed
}

// VerifyInvariants holds the tables against every rule that they must keep, on one
// picture of the data, and changes nothing.
func (s *Store) VerifyInvariants(ctx context.Context) ([]Held, error) {
	results := make([]Held, 0, len(invariants))
	err := s.picture(ctx, func(t *tx) error {
		for _, rule := range invariants {
			keys, err := rule.hurtBy(t)
			if err != nil {
				return fmt.Errorf("look at %s: %w", rule.code, err)
			}
			held := Held{Code: rule.code, OK: len(keys) == 0, Keys: keys}
			if len(keys) > maxHurt {
				held.Keys, held.More = keys[:maxHurt], len(keys)-maxHurt
			}
			results = append(results, held)
		}
		return nil
	})
	return results, err
}

func (i *invariant) hurtBy(t *tx) (keys []string, err error) {
	if i.look != nil {
		return i.look(t)
	}
	return keys, outward(t.db.Raw(i.query).Scan(&keys).Error, "look")
}

// reported names a row of a table in a report.
func reported(table string, key ...string) string { return table + " " + strings.Join(key, "/") }
