-- +goose Up

-- Files and contacts that were taken away because the time had passed for which their
-- round keeps them. The rows they were named by stay.
CREATE TABLE erasures (
    round_id text NOT NULL REFERENCES rounds (id) ON DELETE RESTRICT,
    seq integer NOT NULL,
    kind text NOT NULL CHECK (kind IN ('evidence', 'workbook', 'objection', 'registration')),
    subject text NOT NULL, -- id of the row; application/revision of a workbook
    sha256 text NOT NULL, -- of the file; empty: none
    rule text NOT NULL, -- years=10, until=2031-12-31
    due_at datetime NOT NULL,
    created_at datetime NOT NULL,
    PRIMARY KEY (round_id, seq),
    UNIQUE (kind, subject)
);
CREATE INDEX erasures_sha256 ON erasures (sha256);
CREATE INDEX submissions_source ON submissions (source_sha256);

-- +goose StatementBegin
CREATE TRIGGER erasures_no_update BEFORE UPDATE ON erasures
BEGIN
    SELECT RAISE(ABORT, 'append-only: erasures');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER erasures_no_delete BEFORE DELETE ON erasures
BEGIN
    SELECT RAISE(ABORT, 'append-only: erasures');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER erasures_next_only BEFORE INSERT ON erasures
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM erasures WHERE round_id = NEW.round_id)
    OR EXISTS (SELECT 1 FROM erasures WHERE kind = NEW.kind AND subject = NEW.subject)
BEGIN
    SELECT RAISE(ABORT, 'append-only: erasures');
END;
-- +goose StatementEnd

-- An objection still changes in nothing, but that who brought it becomes empty where an
-- erasure says so.
DROP TRIGGER objections_no_update;

-- +goose StatementBegin
CREATE TRIGGER objections_no_update BEFORE UPDATE ON objections
WHEN NEW.name <> '' OR NEW.contact <> ''
    OR NEW.id <> OLD.id OR NEW.round_id <> OLD.round_id OR NEW.seq <> OLD.seq OR NEW.notice <> OLD.notice OR NEW.no <> OLD.no
    OR NEW.application_id IS NOT OLD.application_id OR NEW.text <> OLD.text OR NEW.received_on <> OLD.received_on
    OR NEW.recorded_by IS NOT OLD.recorded_by OR NEW.created_at <> OLD.created_at
    OR NOT EXISTS (SELECT 1 FROM erasures WHERE kind = 'objection' AND subject = OLD.id)
BEGIN
    SELECT RAISE(ABORT, 'append-only: objections');
END;
-- +goose StatementEnd
