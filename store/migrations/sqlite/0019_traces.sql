-- +goose Up

-- What erasing a person leaves is counted under the account's id, table by table.
CREATE INDEX submissions_by ON submissions (submitted_by);
CREATE INDEX score_entries_by ON score_entries (reviewer_id);
CREATE INDEX returns_by ON returns (returned_by);
CREATE INDEX reviews_by ON reviews (reviewer_id);
CREATE INDEX evidence_by ON evidence (added_by);
CREATE INDEX evidence_withdrawals_by ON evidence_withdrawals (withdrawn_by);
CREATE INDEX liftings_by ON liftings (proposed_by);
CREATE INDEX appeals_by ON appeals (appealed_by);
CREATE INDEX appeal_decisions_by ON appeal_decisions (decided_by);
CREATE INDEX objections_by ON objections (recorded_by);
CREATE INDEX registrations_user ON registrations (user_id);
CREATE INDEX registrations_by ON registrations (decided_by);

-- Of these the documents of many megabytes lie before the column.
CREATE INDEX rankings_by ON rankings (made_by);
CREATE INDEX snapshots_by ON snapshots (made_by);
CREATE INDEX meetings_by ON meetings (recorded_by);
CREATE INDEX notices_by ON notices (begun_by);
