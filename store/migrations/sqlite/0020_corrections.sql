-- +goose Up

-- Who mended name and township of an enterprise or a registration, from what to what.
-- The audit trail names the row by its id: what strangers have typed is not in it.
CREATE TABLE corrections (
    id text NOT NULL PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('enterprise', 'registration')),
    subject text NOT NULL, -- id of the row
    name_before text NOT NULL,
    township_before text NOT NULL,
    name_after text NOT NULL,
    township_after text NOT NULL,
    corrected_by text NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at datetime NOT NULL
);
CREATE INDEX corrections_subject ON corrections (kind, subject, id);
CREATE INDEX corrections_by ON corrections (corrected_by);

-- +goose StatementBegin
CREATE TRIGGER corrections_no_update BEFORE UPDATE ON corrections
BEGIN
    SELECT RAISE(ABORT, 'append-only: corrections');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER corrections_no_delete BEFORE DELETE ON corrections
BEGIN
    SELECT RAISE(ABORT, 'append-only: corrections');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER corrections_next_only BEFORE INSERT ON corrections
WHEN EXISTS (SELECT 1 FROM corrections WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'append-only: corrections');
END;
-- +goose StatementEnd
