-- +goose Up

-- A fair round: townships and their first check, settings, extensions,
-- declarations, two reviewers each with a seat, the lead's final score.

ALTER TABLE users ADD COLUMN area text NOT NULL DEFAULT '' CHECK ((role = 'township') = (area <> ''));

ALTER TABLE rounds ADD COLUMN settings text NOT NULL DEFAULT '{}'; -- JSON

ALTER TABLE applications DROP CONSTRAINT applications_state_check;
ALTER TABLE applications ADD CONSTRAINT applications_state_check CHECK (state IN ('draft', 'submitted', 'checked', 'in_review', 'returned', 'resubmitted', 'moderation', 'reviewed', 'ranked', 'published', 'withdrawn'));
ALTER TABLE applications ADD COLUMN unchecked boolean NOT NULL DEFAULT false; -- the township's first check is still to come
ALTER TABLE rounds DROP CONSTRAINT rounds_state_check;
ALTER TABLE rounds ADD CONSTRAINT rounds_state_check CHECK (state IN ('open', 'ranked', 'decided', 'published'));
CREATE INDEX applications_reviewer ON applications (reviewer_id);

ALTER TABLE returns ADD COLUMN due_at timestamptz; -- NULL: no due date; excluded

-- 0 is the official score; 1 and 2 are the two reviewers' own.
ALTER TABLE score_entries ADD COLUMN lane integer NOT NULL DEFAULT 0 CHECK (lane BETWEEN 0 AND 2);
ALTER TABLE reviews ADD COLUMN lane integer NOT NULL DEFAULT 0 CHECK (lane BETWEEN 0 AND 2);

-- A later moment for one enterprise; the newest of a window counts.
CREATE TABLE extensions (
    round_id text COLLATE "C" NOT NULL REFERENCES rounds (id) ON DELETE RESTRICT,
    seq integer NOT NULL,
    enterprise_id text COLLATE "C" NOT NULL REFERENCES enterprises (id) ON DELETE RESTRICT,
    "window" text NOT NULL CHECK ("window" IN ('application', 'correction')),
    until timestamptz NOT NULL, -- excluded
    reason text NOT NULL,
    granted_by text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (round_id, seq)
);

-- Whether a reviewer is linked with an enterprise (回避); the newest counts.
CREATE TABLE declarations (
    round_id text COLLATE "C" NOT NULL REFERENCES rounds (id) ON DELETE RESTRICT,
    seq integer NOT NULL,
    enterprise_id text COLLATE "C" NOT NULL REFERENCES enterprises (id) ON DELETE RESTRICT,
    reviewer_id text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    linked boolean NOT NULL,
    reason text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (round_id, seq)
);

-- Where a round has two reviewers, each has a seat with a version of its own, so
-- that none learns from the other's when and how much it has decided.
CREATE TABLE seats (
    id text COLLATE "C" NOT NULL PRIMARY KEY, -- application and lane
    application_id text COLLATE "C" NOT NULL REFERENCES applications (id) ON DELETE RESTRICT,
    lane integer NOT NULL CHECK (lane IN (1, 2)),
    reviewer_id text COLLATE "C" REFERENCES users (id) ON DELETE RESTRICT, -- NULL: withdrawn from it, nobody else yet
    begun boolean NOT NULL,
    done boolean NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    UNIQUE (application_id, lane)
);
CREATE INDEX seats_reviewer ON seats (reviewer_id);

-- Who asked to open a frozen round again, and who else confirmed it.
CREATE TABLE reopenings (
    round_id text COLLATE "C" NOT NULL REFERENCES rounds (id) ON DELETE RESTRICT,
    seq integer NOT NULL,
    confirmed boolean NOT NULL,
    reason text NOT NULL,
    asked_by text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (round_id, seq)
);

-- What the joint meeting decided of a round.
CREATE TABLE meetings (
    round_id text COLLATE "C" NOT NULL REFERENCES rounds (id) ON DELETE RESTRICT,
    seq integer NOT NULL,
    body text NOT NULL, -- JSON
    recorded_by text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (round_id, seq)
);

-- A frozen round as one document, byte by byte, and its hash.
CREATE TABLE snapshots (
    round_id text COLLATE "C" NOT NULL REFERENCES rounds (id) ON DELETE RESTRICT,
    seq integer NOT NULL,
    body text NOT NULL,
    hash text NOT NULL,
    made_by text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (round_id, seq)
);

CREATE TRIGGER extensions_no_change BEFORE UPDATE OR DELETE ON extensions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER extensions_no_truncate BEFORE TRUNCATE ON extensions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER declarations_no_change BEFORE UPDATE OR DELETE ON declarations FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER declarations_no_truncate BEFORE TRUNCATE ON declarations FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER snapshots_no_change BEFORE UPDATE OR DELETE ON snapshots FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER snapshots_no_truncate BEFORE TRUNCATE ON snapshots FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER meetings_no_change BEFORE UPDATE OR DELETE ON meetings FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER meetings_no_truncate BEFORE TRUNCATE ON meetings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER reopenings_no_change BEFORE UPDATE OR DELETE ON reopenings FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER reopenings_no_truncate BEFORE TRUNCATE ON reopenings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
