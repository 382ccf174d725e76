-- +goose Up

-- Accounts: how often somebody has tried in vain, whose a session is, the second
-- factor, the code for the first account; and what is no longer kept of persons.

-- Attempts in vain under one name or from one address, each as a SHA-256. Kept here
-- so that neither a restart nor a second server forgets them; a day later the
-- program does.
CREATE TABLE guards (
    id text NOT NULL PRIMARY KEY,
    failures integer NOT NULL CHECK (failures >= 0),
    since datetime NOT NULL, -- the first of them
    closed_until datetime NOT NULL, -- nothing is tried before
    updated_at datetime NOT NULL
);
CREATE INDEX guards_updated ON guards (updated_at);

-- Sessions from before are not listed; they go on.
ALTER TABLE sessions ADD COLUMN user_id text NOT NULL DEFAULT ''; -- empty: nobody has signed in
ALTER TABLE sessions ADD COLUMN id text NOT NULL DEFAULT ''; -- what its owner calls it by
ALTER TABLE sessions ADD COLUMN device text NOT NULL DEFAULT ''; -- browser and system, in a word each
ALTER TABLE sessions ADD COLUMN created_at datetime;
ALTER TABLE sessions ADD COLUMN seen_at datetime;
CREATE INDEX sessions_user ON sessions (user_id);

-- One-time passwords (RFC 6238). The secret is encrypted with a key that does not
-- lie in the database, recovery codes are hashes.
ALTER TABLE users ADD COLUMN second_factor boolean NOT NULL DEFAULT false; -- is asked for when signing in
CREATE TABLE second_factors (
    id text NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE RESTRICT,
    secret text NOT NULL, -- empty: none
    confirmed boolean NOT NULL,
    last_step bigint NOT NULL, -- the step whose code was used last
    recovery text NOT NULL, -- JSON list of hashes that are not used yet
    created_at datetime NOT NULL,
    version integer NOT NULL CHECK (version > 0)
);

-- The code for the first administrator, as a SHA-256.
CREATE TABLE setup_codes (
    id integer NOT NULL PRIMARY KEY CHECK (id = 1),
    hash text NOT NULL,
    expires_at datetime NOT NULL
);

-- What was erased of a round after its time. Added, never edited.
CREATE TABLE erasures (
    round_id text NOT NULL REFERENCES rounds (id) ON DELETE RESTRICT,
    seq integer NOT NULL,
    kind text NOT NULL CHECK (kind IN ('file', 'contact')),
    object text NOT NULL, -- SHA-256 of the file, id of the objection
    erased_by text NOT NULL,
    created_at datetime NOT NULL,
    PRIMARY KEY (round_id, seq)
);

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
BEGIN
    SELECT RAISE(ABORT, 'append-only: erasures');
END;
-- +goose StatementEnd

-- Who objected may be erased, and nothing else of an objection changed.
DROP TRIGGER objections_no_update;

-- +goose StatementBegin
CREATE TRIGGER objections_no_update BEFORE UPDATE ON objections
WHEN NEW.name <> '已删除' OR NEW.contact <> '已删除'
    OR NOT EXISTS (SELECT 1 FROM erasures WHERE round_id = OLD.round_id AND kind = 'contact' AND object = OLD.id)
    OR NEW.id IS NOT OLD.id OR NEW.round_id IS NOT OLD.round_id OR NEW.seq IS NOT OLD.seq OR NEW.notice IS NOT OLD.notice
    OR NEW.no IS NOT OLD.no OR NEW.application_id IS NOT OLD.application_id OR NEW.text IS NOT OLD.text
    OR NEW.received_on IS NOT OLD.received_on OR NEW.recorded_by IS NOT OLD.recorded_by OR NEW.created_at IS NOT OLD.created_at
BEGIN
    SELECT RAISE(ABORT, 'append-only: objections');
END;
-- +goose StatementEnd
