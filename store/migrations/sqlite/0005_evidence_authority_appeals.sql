-- +goose Up

-- Evidence, authority lists, appeals. Added, never edited, like what is in 0001.

-- Which authority lists a decision was made on: the highest number of the round's
-- lists then; 0: none.
ALTER TABLE score_entries ADD COLUMN authority integer NOT NULL DEFAULT 0 CHECK (authority >= 0);

-- A version of a document; the bytes lie in the folder of files under their hash.
CREATE TABLE evidence (
    id text NOT NULL PRIMARY KEY,
    application_id text NOT NULL REFERENCES applications (id) ON DELETE RESTRICT,
    seq integer NOT NULL,
    document text NOT NULL, -- id of its first version
    version integer NOT NULL CHECK (version > 0),
    indicator text NOT NULL,
    asked text NOT NULL, -- which document of the card it is; empty: another one
    name text NOT NULL,
    type text NOT NULL CHECK (type IN ('pdf', 'jpg', 'png', 'docx', 'xlsx')),
    size bigint NOT NULL CHECK (size > 0), -- bytes
    sha256 text NOT NULL,
    added_by text NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    role text NOT NULL,
    created_at datetime NOT NULL,
    UNIQUE (application_id, seq),
    UNIQUE (document, version)
);
CREATE INDEX evidence_sha256 ON evidence (sha256);

CREATE TABLE evidence_withdrawals (
    document text NOT NULL PRIMARY KEY REFERENCES evidence (id) ON DELETE RESTRICT,
    withdrawn_by text NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at datetime NOT NULL
);

-- What another department says about one fact of all enterprises of a round.
CREATE TABLE authority_lists (
    id text NOT NULL PRIMARY KEY,
    round_id text NOT NULL REFERENCES rounds (id) ON DELETE RESTRICT,
    seq integer NOT NULL, -- of a fact the highest counts
    fact text NOT NULL,
    name text NOT NULL,
    department text NOT NULL,
    dated text NOT NULL, -- 2026-03-01
    complete boolean NOT NULL, -- who is not listed has nothing
    file_name text NOT NULL,
    file_sha256 text NOT NULL,
    digest text NOT NULL, -- of the preview that was confirmed
    imported_by text REFERENCES users (id) ON DELETE RESTRICT, -- NULL: the console
    created_at datetime NOT NULL,
    UNIQUE (round_id, seq)
);

CREATE TABLE authority_rows (
    list_id text NOT NULL REFERENCES authority_lists (id) ON DELETE RESTRICT,
    uscc text NOT NULL,
    name text NOT NULL, -- of the enterprise, as listed
    value text NOT NULL, -- the fact as JSON
    place text NOT NULL, -- sheet and cell of the first row
    PRIMARY KEY (list_id, uscc)
);
CREATE INDEX authority_rows_uscc ON authority_rows (uscc);

-- A correction that lifts a veto: proposed by one, decided by another.
CREATE TABLE liftings (
    id text NOT NULL PRIMARY KEY,
    application_id text NOT NULL,
    seq integer NOT NULL,
    revision integer NOT NULL,
    lane integer NOT NULL CHECK (lane BETWEEN 0 AND 2), -- whose review it is to change
    indicator text NOT NULL,
    facts text NOT NULL, -- JSON, the correction
    reason text NOT NULL,
    proposed_by text NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at datetime NOT NULL,
    UNIQUE (application_id, seq),
    FOREIGN KEY (application_id, revision) REFERENCES submissions (application_id, revision) ON DELETE RESTRICT
);

CREATE TABLE lifting_decisions (
    lifting_id text NOT NULL PRIMARY KEY REFERENCES liftings (id) ON DELETE RESTRICT,
    confirmed boolean NOT NULL,
    entry_seq integer NOT NULL CHECK ((entry_seq > 0) = confirmed), -- the score entry it became
    reason text NOT NULL,
    decided_by text NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at datetime NOT NULL
);

-- From when on enterprises see their official scores, and until when they may
-- dispute them. The newest of a round counts.
CREATE TABLE releases (
    round_id text NOT NULL REFERENCES rounds (id) ON DELETE RESTRICT,
    seq integer NOT NULL,
    appeals_until datetime NOT NULL, -- excluded
    released_by text NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at datetime NOT NULL,
    PRIMARY KEY (round_id, seq)
);

CREATE TABLE appeals (
    id text NOT NULL PRIMARY KEY,
    application_id text NOT NULL REFERENCES applications (id) ON DELETE RESTRICT,
    seq integer NOT NULL,
    indicator text NOT NULL,
    score integer NOT NULL, -- hundredths, the official score disputed
    reason text NOT NULL,
    evidence text NOT NULL, -- JSON array of ids
    appealed_by text NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at datetime NOT NULL,
    UNIQUE (application_id, seq)
);

CREATE TABLE appeal_decisions (
    appeal_id text NOT NULL PRIMARY KEY REFERENCES appeals (id) ON DELETE RESTRICT,
    outcome text NOT NULL CHECK (outcome IN ('upheld', 'rejected')),
    reason text NOT NULL,
    score integer NOT NULL, -- hundredths, the official score from then on
    first_entry integer NOT NULL, -- the score entries it became; 0: none
    last_entry integer NOT NULL,
    decided_by text NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at datetime NOT NULL,
    CHECK ((outcome = 'upheld') = (first_entry > 0)),
    CHECK (last_entry >= first_entry)
);

-- +goose StatementBegin
CREATE TRIGGER evidence_no_update BEFORE UPDATE ON evidence
BEGIN
    SELECT RAISE(ABORT, 'append-only: evidence');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER evidence_no_delete BEFORE DELETE ON evidence
BEGIN
    SELECT RAISE(ABORT, 'append-only: evidence');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER evidence_next_only BEFORE INSERT ON evidence
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM evidence WHERE application_id = NEW.application_id)
    OR EXISTS (SELECT 1 FROM evidence WHERE id = NEW.id OR document = NEW.document AND version = NEW.version)
BEGIN
    SELECT RAISE(ABORT, 'append-only: evidence');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER evidence_withdrawals_no_update BEFORE UPDATE ON evidence_withdrawals
BEGIN
    SELECT RAISE(ABORT, 'append-only: evidence_withdrawals');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER evidence_withdrawals_no_delete BEFORE DELETE ON evidence_withdrawals
BEGIN
    SELECT RAISE(ABORT, 'append-only: evidence_withdrawals');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER evidence_withdrawals_next_only BEFORE INSERT ON evidence_withdrawals
WHEN EXISTS (SELECT 1 FROM evidence_withdrawals WHERE document = NEW.document)
BEGIN
    SELECT RAISE(ABORT, 'append-only: evidence_withdrawals');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER authority_lists_no_update BEFORE UPDATE ON authority_lists
BEGIN
    SELECT RAISE(ABORT, 'append-only: authority_lists');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER authority_lists_no_delete BEFORE DELETE ON authority_lists
BEGIN
    SELECT RAISE(ABORT, 'append-only: authority_lists');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER authority_lists_next_only BEFORE INSERT ON authority_lists
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM authority_lists WHERE round_id = NEW.round_id)
    OR EXISTS (SELECT 1 FROM authority_lists WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'append-only: authority_lists');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER authority_rows_no_update BEFORE UPDATE ON authority_rows
BEGIN
    SELECT RAISE(ABORT, 'append-only: authority_rows');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER authority_rows_no_delete BEFORE DELETE ON authority_rows
BEGIN
    SELECT RAISE(ABORT, 'append-only: authority_rows');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER authority_rows_next_only BEFORE INSERT ON authority_rows
WHEN EXISTS (SELECT 1 FROM authority_rows WHERE list_id = NEW.list_id AND uscc = NEW.uscc)
BEGIN
    SELECT RAISE(ABORT, 'append-only: authority_rows');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER liftings_no_update BEFORE UPDATE ON liftings
BEGIN
    SELECT RAISE(ABORT, 'append-only: liftings');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER liftings_no_delete BEFORE DELETE ON liftings
BEGIN
    SELECT RAISE(ABORT, 'append-only: liftings');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER liftings_next_only BEFORE INSERT ON liftings
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM liftings WHERE application_id = NEW.application_id)
    OR EXISTS (SELECT 1 FROM liftings WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'append-only: liftings');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER lifting_decisions_no_update BEFORE UPDATE ON lifting_decisions
BEGIN
    SELECT RAISE(ABORT, 'append-only: lifting_decisions');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER lifting_decisions_no_delete BEFORE DELETE ON lifting_decisions
BEGIN
    SELECT RAISE(ABORT, 'append-only: lifting_decisions');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER lifting_decisions_next_only BEFORE INSERT ON lifting_decisions
WHEN EXISTS (SELECT 1 FROM lifting_decisions WHERE lifting_id = NEW.lifting_id)
BEGIN
    SELECT RAISE(ABORT, 'append-only: lifting_decisions');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER releases_no_update BEFORE UPDATE ON releases
BEGIN
    SELECT RAISE(ABORT, 'append-only: releases');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER releases_no_delete BEFORE DELETE ON releases
BEGIN
    SELECT RAISE(ABORT, 'append-only: releases');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER releases_next_only BEFORE INSERT ON releases
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM releases WHERE round_id = NEW.round_id)
BEGIN
    SELECT RAISE(ABORT, 'append-only: releases');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER appeals_no_update BEFORE UPDATE ON appeals
BEGIN
    SELECT RAISE(ABORT, 'append-only: appeals');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER appeals_no_delete BEFORE DELETE ON appeals
BEGIN
    SELECT RAISE(ABORT, 'append-only: appeals');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER appeals_next_only BEFORE INSERT ON appeals
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM appeals WHERE application_id = NEW.application_id)
    OR EXISTS (SELECT 1 FROM appeals WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'append-only: appeals');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER appeal_decisions_no_update BEFORE UPDATE ON appeal_decisions
BEGIN
    SELECT RAISE(ABORT, 'append-only: appeal_decisions');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER appeal_decisions_no_delete BEFORE DELETE ON appeal_decisions
BEGIN
    SELECT RAISE(ABORT, 'append-only: appeal_decisions');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER appeal_decisions_next_only BEFORE INSERT ON appeal_decisions
WHEN EXISTS (SELECT 1 FROM appeal_decisions WHERE appeal_id = NEW.appeal_id)
BEGIN
    SELECT RAISE(ABORT, 'append-only: appeal_decisions');
END;
-- +goose StatementEnd
