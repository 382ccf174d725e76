-- +goose Up

-- Evidence, authority lists, appeals. Added, never edited, like what is in 0001.

-- Which authority lists a decision was made on: the highest number of the round's
-- lists then; 0: none.
ALTER TABLE score_entries ADD COLUMN authority integer NOT NULL DEFAULT 0 CHECK (authority >= 0);

-- A version of a document; the bytes lie in the folder of files under their hash.
CREATE TABLE evidence (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    application_id text COLLATE "C" NOT NULL REFERENCES applications (id) ON DELETE RESTRICT,
    seq integer NOT NULL,
    document text COLLATE "C" NOT NULL, -- id of its first version
    version integer NOT NULL CHECK (version > 0),
    indicator text NOT NULL,
    asked text NOT NULL, -- which document of the card it is; empty: another one
    name text NOT NULL,
    type text NOT NULL CHECK (type IN ('pdf', 'jpg', 'png', 'docx', 'xlsx')),
    size bigint NOT NULL CHECK (size > 0), -- bytes
    sha256 text COLLATE "C" NOT NULL,
    added_by text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    role text NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (application_id, seq),
    UNIQUE (document, version)
);
CREATE INDEX evidence_sha256 ON evidence (sha256);

CREATE TABLE evidence_withdrawals (
    document text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES evidence (id) ON DELETE RESTRICT,
    withdrawn_by text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at timestamptz NOT NULL
);

-- What another department says about one fact of all enterprises of a round.
CREATE TABLE authority_lists (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    round_id text COLLATE "C" NOT NULL REFERENCES rounds (id) ON DELETE RESTRICT,
    seq integer NOT NULL, -- of a fact the highest counts
    fact text NOT NULL,
    name text NOT NULL,
    department text NOT NULL,
    dated text NOT NULL, -- 2026-03-01
    complete boolean NOT NULL, -- who is not listed has nothing
    file_name text NOT NULL,
    file_sha256 text NOT NULL,
    digest text NOT NULL, -- of the preview that was confirmed
    imported_by text COLLATE "C" REFERENCES users (id) ON DELETE RESTRICT, -- NULL: the console
    created_at timestamptz NOT NULL,
    UNIQUE (round_id, seq)
);

CREATE TABLE authority_rows (
    list_id text COLLATE "C" NOT NULL REFERENCES authority_lists (id) ON DELETE RESTRICT,
    uscc text COLLATE "C" NOT NULL,
    name text NOT NULL, -- of the enterprise, as listed
    value text NOT NULL, -- the fact as JSON
    place text NOT NULL, -- sheet and cell of the first row
    PRIMARY KEY (list_id, uscc)
);
CREATE INDEX authority_rows_uscc ON authority_rows (uscc);

-- A correction that lifts a veto: proposed by one, decided by another.
CREATE TABLE liftings (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    application_id text COLLATE "C" NOT NULL,
    seq integer NOT NULL,
    revision integer NOT NULL,
    lane integer NOT NULL CHECK (lane BETWEEN 0 AND 2), -- whose review it is to change
    indicator text NOT NULL,
    facts text NOT NULL, -- JSON, the correction
    reason text NOT NULL,
    proposed_by text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at timestamptz NOT NULL,
    UNIQUE (application_id, seq),
    FOREIGN KEY (application_id, revision) REFERENCES submissions (application_id, revision) ON DELETE RESTRICT
);

CREATE TABLE lifting_decisions (
    lifting_id text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES liftings (id) ON DELETE RESTRICT,
    confirmed boolean NOT NULL,
    entry_seq integer NOT NULL CHECK ((entry_seq > 0) = confirmed), -- the score entry it became
    reason text NOT NULL,
    decided_by text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at timestamptz NOT NULL
);

-- From when on enterprises see their official scores, and until when they may
-- dispute them. The newest of a round counts.
CREATE TABLE releases (
    round_id text COLLATE "C" NOT NULL REFERENCES rounds (id) ON DELETE RESTRICT,
    seq integer NOT NULL,
    appeals_until timestamptz NOT NULL, -- excluded
    released_by text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (round_id, seq)
);

CREATE TABLE appeals (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    application_id text COLLATE "C" NOT NULL REFERENCES applications (id) ON DELETE RESTRICT,
    seq integer NOT NULL,
    indicator text NOT NULL,
    score integer NOT NULL, -- hundredths, the official score disputed
    reason text NOT NULL,
    evidence text NOT NULL, -- JSON array of ids
    appealed_by text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at timestamptz NOT NULL,
    UNIQUE (application_id, seq)
);

CREATE TABLE appeal_decisions (
    appeal_id text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES appeals (id) ON DELETE RESTRICT,
    outcome text NOT NULL CHECK (outcome IN ('upheld', 'rejected')),
    reason text NOT NULL,
    score integer NOT NULL, -- hundredths, the official score from then on
    first_entry integer NOT NULL, -- the score entries it became; 0: none
    last_entry integer NOT NULL,
    decided_by text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at timestamptz NOT NULL,
    CHECK ((outcome = 'upheld') = (first_entry > 0)),
    CHECK (last_entry >= first_entry)
);

CREATE TRIGGER evidence_no_change BEFORE UPDATE OR DELETE ON evidence FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER evidence_no_truncate BEFORE TRUNCATE ON evidence FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER evidence_withdrawals_no_change BEFORE UPDATE OR DELETE ON evidence_withdrawals FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER evidence_withdrawals_no_truncate BEFORE TRUNCATE ON evidence_withdrawals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER authority_lists_no_change BEFORE UPDATE OR DELETE ON authority_lists FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER authority_lists_no_truncate BEFORE TRUNCATE ON authority_lists FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER authority_rows_no_change BEFORE UPDATE OR DELETE ON authority_rows FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER authority_rows_no_truncate BEFORE TRUNCATE ON authority_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER liftings_no_change BEFORE UPDATE OR DELETE ON liftings FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER liftings_no_truncate BEFORE TRUNCATE ON liftings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER lifting_decisions_no_change BEFORE UPDATE OR DELETE ON lifting_decisions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER lifting_decisions_no_truncate BEFORE TRUNCATE ON lifting_decisions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER releases_no_change BEFORE UPDATE OR DELETE ON releases FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER releases_no_truncate BEFORE TRUNCATE ON releases FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER appeals_no_change BEFORE UPDATE OR DELETE ON appeals FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER appeals_no_truncate BEFORE TRUNCATE ON appeals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER appeal_decisions_no_change BEFORE UPDATE OR DELETE ON appeal_decisions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER appeal_decisions_no_truncate BEFORE TRUNCATE ON appeal_decisions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
