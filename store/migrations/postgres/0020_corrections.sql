-- +goose Up

-- Who mended name and township of an enterprise or a registration, from what to what.
-- The audit trail names the row by its id: what strangers have typed is not in it.
CREATE TABLE corrections (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('enterprise', 'registration')),
    subject text COLLATE "C" NOT NULL, -- id of the row
    name_before text NOT NULL,
    township_before text NOT NULL,
    name_after text NOT NULL,
    township_after text NOT NULL,
    corrected_by text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at timestamptz NOT NULL
);
CREATE INDEX corrections_subject ON corrections (kind, subject, id);
CREATE INDEX corrections_by ON corrections (corrected_by);

CREATE TRIGGER corrections_no_change BEFORE UPDATE OR DELETE ON corrections FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER corrections_no_truncate BEFORE TRUNCATE ON corrections FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
