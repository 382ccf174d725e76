-- +goose Up

-- Files and contacts that were taken away because the time had passed for which their
-- round keeps them. The rows they were named by stay.
CREATE TABLE erasures (
    round_id text COLLATE "C" NOT NULL REFERENCES rounds (id) ON DELETE RESTRICT,
    seq integer NOT NULL,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('evidence', 'workbook', 'objection', 'registration')),
    subject text COLLATE "C" NOT NULL, -- id of the row; application/revision of a workbook
    sha256 text COLLATE "C" NOT NULL, -- of the file; empty: none
    rule text NOT NULL, -- years=10, until=2031-12-31
    due_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (round_id, seq),
    UNIQUE (kind, subject)
);
CREATE INDEX erasures_sha256 ON erasures (sha256);
CREATE INDEX submissions_source ON submissions (source_sha256);

CREATE TRIGGER erasures_no_change BEFORE UPDATE OR DELETE ON erasures FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER erasures_no_truncate BEFORE TRUNCATE ON erasures FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- An objection still changes in nothing, but that who brought it becomes empty where an
-- erasure says so.
-- +goose StatementBegin
CREATE FUNCTION forget_objector_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.name <> '' OR NEW.contact <> ''
        OR (NEW.id, NEW.round_id, NEW.seq, NEW.notice, NEW.no, NEW.application_id, NEW.text, NEW.received_on, NEW.recorded_by, NEW.created_at)
        IS DISTINCT FROM
        (OLD.id, OLD.round_id, OLD.seq, OLD.notice, OLD.no, OLD.application_id, OLD.text, OLD.received_on, OLD.recorded_by, OLD.created_at)
        OR NOT EXISTS (SELECT 1 FROM erasures WHERE kind = 'objection' AND subject = OLD.id)
    THEN
        RAISE EXCEPTION 'append-only: objections' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END;
$$;
-- +goose StatementEnd

DROP TRIGGER objections_no_change ON objections;
CREATE TRIGGER objections_no_change BEFORE DELETE ON objections FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER objections_no_update BEFORE UPDATE ON objections FOR EACH ROW EXECUTE FUNCTION forget_objector_only();
