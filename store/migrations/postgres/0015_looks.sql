-- +goose Up

-- Whether a reviewer is linked with an enterprise, or has a seat, is asked of each row of
-- a list.
CREATE INDEX declarations_reviewer ON declarations (reviewer_id, round_id, enterprise_id, linked);
DROP INDEX seats_reviewer;
CREATE INDEX seats_reviewer ON seats (reviewer_id, application_id);

-- The hash of a snapshot lies behind its body of many megabytes.
CREATE INDEX snapshots_hash ON snapshots (round_id, seq, hash);
