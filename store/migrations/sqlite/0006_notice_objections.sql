-- +goose Up

-- Public notice, objections and publication by two persons. Added, never edited,
-- like what is in 0001.

ALTER TABLE applications RENAME COLUMN state TO old_state;
ALTER TABLE applications ADD COLUMN state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'submitted', 'checked', 'in_review', 'returned', 'resubmitted', 'moderation', 'reviewed', 'ranked', 'on_notice', 'certified', 'excellent', 'not_selected', 'disqualified', 'published', 'withdrawn'));
UPDATE applications SET state = old_state;
ALTER TABLE applications DROP COLUMN old_state;
ALTER TABLE rounds RENAME COLUMN state TO old_state;
ALTER TABLE rounds ADD COLUMN state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'ranked', 'decided', 'on_notice', 'published'));
UPDATE rounds SET state = old_state;
ALTER TABLE rounds DROP COLUMN old_state;

-- What a published round came to is from now on the state of its applications: what
-- the joint meeting decided on the snapshot that was published, disqualified where
-- there is no rank because of a veto. Where no meeting was recorded nobody was
-- certified, and the application stays published. Versions stay: nobody has changed
-- anything, and the audit trail ends with them.
UPDATE applications SET state = coalesce((
    SELECT CASE WHEN applications.rank = 0 THEN 'disqualified' ELSE json_extract(decided.value, '$.outcome') END
    FROM meetings m
    JOIN snapshots s ON s.round_id = m.round_id AND s.seq = (SELECT max(seq) FROM snapshots WHERE round_id = m.round_id)
    JOIN json_each(m.body, '$.decided') decided
    WHERE m.round_id = applications.round_id AND m.seq = (SELECT max(seq) FROM meetings WHERE round_id = m.round_id)
        AND json_extract(m.body, '$.snapshot') = s.hash AND json_extract(decided.value, '$.application') = applications.id
), 'published') WHERE state = 'published';

-- What the public was told, as one document, and the hash of what it rests on.
CREATE TABLE notices (
    round_id text NOT NULL REFERENCES rounds (id) ON DELETE RESTRICT,
    seq integer NOT NULL,
    snapshot text NOT NULL,
    body text NOT NULL, -- JSON
    begun_by text NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at datetime NOT NULL,
    PRIMARY KEY (round_id, seq)
);

-- Who asked to publish a round after which notice, and who else confirmed it.
CREATE TABLE publications (
    round_id text NOT NULL,
    seq integer NOT NULL,
    notice integer NOT NULL,
    confirmed boolean NOT NULL,
    reason text NOT NULL,
    asked_by text NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at datetime NOT NULL,
    PRIMARY KEY (round_id, seq),
    FOREIGN KEY (round_id, notice) REFERENCES notices (round_id, seq) ON DELETE RESTRICT
);

-- What somebody has against a list on notice. name and contact are personal.
CREATE TABLE objections (
    id text NOT NULL PRIMARY KEY,
    round_id text NOT NULL,
    seq integer NOT NULL,
    notice integer NOT NULL,
    no integer NOT NULL CHECK (no >= 0), -- row of the notice; 0: the whole list
    application_id text REFERENCES applications (id) ON DELETE RESTRICT, -- of the row
    name text NOT NULL,
    contact text NOT NULL,
    text text NOT NULL,
    received_on text NOT NULL, -- 2026-06-09
    recorded_by text REFERENCES users (id) ON DELETE RESTRICT, -- NULL: it came by itself
    created_at datetime NOT NULL,
    UNIQUE (round_id, seq),
    FOREIGN KEY (round_id, notice) REFERENCES notices (round_id, seq) ON DELETE RESTRICT,
    CHECK ((no > 0) = (application_id IS NOT NULL))
);

-- Which application an objection concerns; the newest counts.
CREATE TABLE objection_links (
    objection_id text NOT NULL REFERENCES objections (id) ON DELETE RESTRICT,
    seq integer NOT NULL,
    application_id text NOT NULL REFERENCES applications (id) ON DELETE RESTRICT,
    indicator text NOT NULL, -- empty: none in particular
    linked_by text NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at datetime NOT NULL,
    PRIMARY KEY (objection_id, seq)
);

CREATE TABLE objection_closings (
    objection_id text NOT NULL PRIMARY KEY REFERENCES objections (id) ON DELETE RESTRICT,
    result text NOT NULL CHECK (result IN ('founded', 'unfounded', 'withdrawn')),
    answer text NOT NULL,
    closed_by text NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at datetime NOT NULL
);

-- +goose StatementBegin
CREATE TRIGGER notices_no_update BEFORE UPDATE ON notices
BEGIN
    SELECT RAISE(ABORT, 'append-only: notices');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER notices_no_delete BEFORE DELETE ON notices
BEGIN
    SELECT RAISE(ABORT, 'append-only: notices');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER notices_next_only BEFORE INSERT ON notices
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM notices WHERE round_id = NEW.round_id)
BEGIN
    SELECT RAISE(ABORT, 'append-only: notices');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER publications_no_update BEFORE UPDATE ON publications
BEGIN
    SELECT RAISE(ABORT, 'append-only: publications');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER publications_no_delete BEFORE DELETE ON publications
BEGIN
    SELECT RAISE(ABORT, 'append-only: publications');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER publications_next_only BEFORE INSERT ON publications
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM publications WHERE round_id = NEW.round_id)
BEGIN
    SELECT RAISE(ABORT, 'append-only: publications');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER objections_no_update BEFORE UPDATE ON objections
BEGIN
    SELECT RAISE(ABORT, 'append-only: objections');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER objections_no_delete BEFORE DELETE ON objections
BEGIN
    SELECT RAISE(ABORT, 'append-only: objections');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER objections_next_only BEFORE INSERT ON objections
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM objections WHERE round_id = NEW.round_id)
    OR EXISTS (SELECT 1 FROM objections WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'append-only: objections');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER objection_links_no_update BEFORE UPDATE ON objection_links
BEGIN
    SELECT RAISE(ABORT, 'append-only: objection_links');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER objection_links_no_delete BEFORE DELETE ON objection_links
BEGIN
    SELECT RAISE(ABORT, 'append-only: objection_links');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER objection_links_next_only BEFORE INSERT ON objection_links
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM objection_links WHERE objection_id = NEW.objection_id)
BEGIN
    SELECT RAISE(ABORT, 'append-only: objection_links');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER objection_closings_no_update BEFORE UPDATE ON objection_closings
BEGIN
    SELECT RAISE(ABORT, 'append-only: objection_closings');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER objection_closings_no_delete BEFORE DELETE ON objection_closings
BEGIN
    SELECT RAISE(ABORT, 'append-only: objection_closings');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER objection_closings_next_only BEFORE INSERT ON objection_closings
WHEN EXISTS (SELECT 1 FROM objection_closings WHERE objection_id = NEW.objection_id)
BEGIN
    SELECT RAISE(ABORT, 'append-only: objection_closings');
END;
-- +goose StatementEnd
