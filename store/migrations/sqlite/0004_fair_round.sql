-- +goose Up

-- A fair round: townships and their first check, settings, extensions,
-- declarations, two reviewers each with a seat, the lead's final score.

ALTER TABLE users ADD COLUMN area text NOT NULL DEFAULT '' CHECK ((role = 'township') = (area <> ''));

ALTER TABLE rounds ADD COLUMN settings text NOT NULL DEFAULT '{}'; -- JSON

-- More states. A column's own check goes with the column, and the rows that refer
-- to the table stay as they are.
ALTER TABLE applications RENAME COLUMN state TO old_state;
ALTER TABLE applications ADD COLUMN state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'submitted', 'checked', 'in_review', 'returned', 'resubmitted', 'moderation', 'reviewed', 'ranked', 'published', 'withdrawn'));
UPDATE applications SET state = old_state;
ALTER TABLE applications DROP COLUMN old_state;
ALTER TABLE applications ADD COLUMN unchecked boolean NOT NULL DEFAULT false; -- the township's first check is still to come
ALTER TABLE rounds RENAME COLUMN state TO old_state;
ALTER TABLE rounds ADD COLUMN state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'ranked', 'decided', 'published'));
UPDATE rounds SET state = old_state;
ALTER TABLE rounds DROP COLUMN old_state;
CREATE INDEX applications_reviewer ON applications (reviewer_id);

ALTER TABLE returns ADD COLUMN due_at datetime; -- NULL: no due date; excluded

-- 0 is the official score; 1 and 2 are the two reviewers' own.
ALTER TABLE score_entries ADD COLUMN lane integer NOT NULL DEFAULT 0 CHECK (lane BETWEEN 0 AND 2);
ALTER TABLE reviews ADD COLUMN lane integer NOT NULL DEFAULT 0 CHECK (lane BETWEEN 0 AND 2);

-- A later moment for one enterprise; the newest of a window counts.
CREATE TABLE extensions (
    round_id text NOT NULL REFERENCES rounds (id) ON DELETE RESTRICT,
    seq integer NOT NULL,
    enterprise_id text NOT NULL REFERENCES enterprises (id) ON DELETE RESTRICT,
    "window" text NOT NULL CHECK ("window" IN ('application', 'correction')),
    until datetime NOT NULL, -- excluded
    reason text NOT NULL,
    granted_by text NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at datetime NOT NULL,
    PRIMARY KEY (round_id, seq)
);

-- Whether a reviewer is linked with an enterprise (回避); the newest counts.
CREATE TABLE declarations (
    round_id text NOT NULL REFERENCES rounds (id) ON DELETE RESTRICT,
    seq integer NOT NULL,
    enterprise_id text NOT NULL REFERENCES enterprises (id) ON DELETE RESTRICT,
    reviewer_id text NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    linked boolean NOT NULL,
    reason text NOT NULL,
    created_at datetime NOT NULL,
    PRIMARY KEY (round_id, seq)
);

-- Where a round has two reviewers, each has a seat with a version of its own, so
-- that none learns from the other's when and how much it has decided.
CREATE TABLE seats (
    id text NOT NULL PRIMARY KEY, -- application and lane
    application_id text NOT NULL REFERENCES applications (id) ON DELETE RESTRICT,
    lane integer NOT NULL CHECK (lane IN (1, 2)),
    reviewer_id text REFERENCES users (id) ON DELETE RESTRICT, -- NULL: withdrawn from it, nobody else yet
    begun boolean NOT NULL,
    done boolean NOT NULL,
    updated_at datetime NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    UNIQUE (application_id, lane)
);
CREATE INDEX seats_reviewer ON seats (reviewer_id);

-- Who asked to open a frozen round again, and who else confirmed it.
CREATE TABLE reopenings (
    round_id text NOT NULL REFERENCES rounds (id) ON DELETE RESTRICT,
    seq integer NOT NULL,
    confirmed boolean NOT NULL,
    reason text NOT NULL,
    asked_by text NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at datetime NOT NULL,
    PRIMARY KEY (round_id, seq)
);

-- What the joint meeting decided of a round.
CREATE TABLE meetings (
    round_id text NOT NULL REFERENCES rounds (id) ON DELETE RESTRICT,
    seq integer NOT NULL,
    body text NOT NULL, -- JSON
    recorded_by text NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at datetime NOT NULL,
    PRIMARY KEY (round_id, seq)
);

-- A frozen round as one document, byte by byte, and its hash.
CREATE TABLE snapshots (
    round_id text NOT NULL REFERENCES rounds (id) ON DELETE RESTRICT,
    seq integer NOT NULL,
    body text NOT NULL,
    hash text NOT NULL,
    made_by text NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    made_at datetime NOT NULL,
    PRIMARY KEY (round_id, seq)
);

-- +goose StatementBegin
CREATE TRIGGER extensions_no_update BEFORE UPDATE ON extensions
BEGIN
    SELECT RAISE(ABORT, 'append-only: extensions');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER extensions_no_delete BEFORE DELETE ON extensions
BEGIN
    SELECT RAISE(ABORT, 'append-only: extensions');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER extensions_next_only BEFORE INSERT ON extensions
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM extensions WHERE round_id = NEW.round_id)
BEGIN
    SELECT RAISE(ABORT, 'append-only: extensions');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER declarations_no_update BEFORE UPDATE ON declarations
BEGIN
    SELECT RAISE(ABORT, 'append-only: declarations');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER declarations_no_delete BEFORE DELETE ON declarations
BEGIN
    SELECT RAISE(ABORT, 'append-only: declarations');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER declarations_next_only BEFORE INSERT ON declarations
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM declarations WHERE round_id = NEW.round_id)
BEGIN
    SELECT RAISE(ABORT, 'append-only: declarations');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER snapshots_no_update BEFORE UPDATE ON snapshots
BEGIN
    SELECT RAISE(ABORT, 'append-only: snapshots');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER snapshots_no_delete BEFORE DELETE ON snapshots
BEGIN
    SELECT RAISE(ABORT, 'append-only: snapshots');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER snapshots_next_only BEFORE INSERT ON snapshots
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM snapshots WHERE round_id = NEW.round_id)
BEGIN
    SELECT RAISE(ABORT, 'append-only: snapshots');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER meetings_no_update BEFORE UPDATE ON meetings
BEGIN
    SELECT RAISE(ABORT, 'append-only: meetings');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER meetings_no_delete BEFORE DELETE ON meetings
BEGIN
    SELECT RAISE(ABORT, 'append-only: meetings');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER meetings_next_only BEFORE INSERT ON meetings
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM meetings WHERE round_id = NEW.round_id)
BEGIN
    SELECT RAISE(ABORT, 'append-only: meetings');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER reopenings_no_update BEFORE UPDATE ON reopenings
BEGIN
    SELECT RAISE(ABORT, 'append-only: reopenings');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER reopenings_no_delete BEFORE DELETE ON reopenings
BEGIN
    SELECT RAISE(ABORT, 'append-only: reopenings');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER reopenings_next_only BEFORE INSERT ON reopenings
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM reopenings WHERE round_id = NEW.round_id)
BEGIN
    SELECT RAISE(ABORT, 'append-only: reopenings');
END;
-- +goose StatementEnd
