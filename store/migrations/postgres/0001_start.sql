-- +goose Up

-- Keys carry the collation "C", so that they sort as on SQLite, byte by byte,
-- whatever the database's own collation is.

CREATE TABLE enterprises (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    name text NOT NULL,
    uscc text COLLATE "C" NOT NULL UNIQUE, -- 统一社会信用代码
    township text NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE users (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    username text COLLATE "C" NOT NULL,
    display_name text NOT NULL,
    role text NOT NULL,
    enterprise_id text COLLATE "C" REFERENCES enterprises (id) ON DELETE RESTRICT,
    password_hash text NOT NULL,
    disabled boolean NOT NULL,
    created_at timestamptz NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    CHECK ((role = 'enterprise') = (enterprise_id IS NOT NULL))
);
CREATE UNIQUE INDEX users_username ON users (lower(username));

CREATE TABLE rounds (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    name text NOT NULL,
    year integer NOT NULL,
    card_id text NOT NULL,
    card_hash text NOT NULL,
    opens_at timestamptz, -- NULL: at once
    closes_at timestamptz, -- NULL: no deadline; excluded
    quota integer NOT NULL CHECK (quota >= 0),
    state text NOT NULL CHECK (state IN ('open', 'ranked', 'published')),
    created_at timestamptz NOT NULL,
    version integer NOT NULL CHECK (version > 0)
);

CREATE TABLE applications (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    round_id text COLLATE "C" NOT NULL REFERENCES rounds (id) ON DELETE RESTRICT,
    enterprise_id text COLLATE "C" NOT NULL REFERENCES enterprises (id) ON DELETE RESTRICT,
    state text NOT NULL CHECK (state IN ('draft', 'submitted', 'in_review', 'returned', 'resubmitted', 'reviewed', 'ranked', 'published')),
    revision integer NOT NULL CHECK (revision > 0), -- newest submission
    submitted integer NOT NULL CHECK (submitted BETWEEN 0 AND revision), -- handed in last; 0: none yet
    reviewer_id text COLLATE "C" REFERENCES users (id) ON DELETE RESTRICT,
    rank integer NOT NULL CHECK (rank >= 0), -- 0: none yet, or vetoed
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    UNIQUE (round_id, enterprise_id)
);
CREATE INDEX applications_enterprise ON applications (enterprise_id);

CREATE TABLE submissions (
    application_id text COLLATE "C" NOT NULL REFERENCES applications (id) ON DELETE RESTRICT,
    revision integer NOT NULL,
    facts text NOT NULL, -- canonical JSON
    source_kind text NOT NULL,
    source_name text NOT NULL,
    source_sha256 text NOT NULL,
    card_id text NOT NULL,
    card_hash text NOT NULL,
    result text NOT NULL, -- JSON as computed
    total integer NOT NULL, -- hundredths of a point
    submitted_by text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (application_id, revision)
);

CREATE TABLE score_entries (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    application_id text COLLATE "C" NOT NULL,
    seq integer NOT NULL,
    revision integer NOT NULL,
    indicator text NOT NULL,
    decision text NOT NULL CHECK (decision IN ('agree', 'correct', 'override')),
    facts text, -- JSON; corrections only
    points integer, -- hundredths; overrides only
    score integer NOT NULL, -- hundredths
    reason text NOT NULL,
    reviewer_id text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at timestamptz NOT NULL,
    UNIQUE (application_id, seq),
    CHECK ((decision = 'correct') = (facts IS NOT NULL)),
    CHECK ((decision = 'override') = (points IS NOT NULL)),
    FOREIGN KEY (application_id, revision) REFERENCES submissions (application_id, revision) ON DELETE RESTRICT
);

CREATE TABLE returns (
    application_id text COLLATE "C" NOT NULL,
    seq integer NOT NULL,
    revision integer NOT NULL,
    indicators text NOT NULL, -- JSON array of ids
    reason text NOT NULL,
    returned_by text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (application_id, seq),
    FOREIGN KEY (application_id, revision) REFERENCES submissions (application_id, revision) ON DELETE RESTRICT
);

CREATE TABLE reviews (
    application_id text COLLATE "C" NOT NULL,
    seq integer NOT NULL,
    revision integer NOT NULL,
    facts text NOT NULL, -- official facts, canonical JSON
    result text NOT NULL, -- official result, JSON
    reviewer_id text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (application_id, seq),
    FOREIGN KEY (application_id, revision) REFERENCES submissions (application_id, revision) ON DELETE RESTRICT
);

CREATE TABLE rankings (
    round_id text COLLATE "C" NOT NULL REFERENCES rounds (id) ON DELETE RESTRICT,
    seq integer NOT NULL,
    body text NOT NULL, -- JSON; reviewers are ids
    made_by text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (round_id, seq)
);

-- Answers to writes with an idempotency key. user_id is empty for the console.
CREATE TABLE replies (
    user_id text COLLATE "C" NOT NULL,
    "key" text COLLATE "C" NOT NULL,
    fingerprint text NOT NULL,
    answer text NOT NULL, -- JSON
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (user_id, "key")
);

-- Who did what to what. References are plain ids: the trail outlives everything.
CREATE TABLE audit_events (
    seq bigint PRIMARY KEY, -- from 1, without a gap
    at timestamptz NOT NULL,
    actor_id text COLLATE "C" NOT NULL,
    role text NOT NULL,
    action text NOT NULL,
    object text NOT NULL,
    object_id text COLLATE "C" NOT NULL,
    before text NOT NULL, -- JSON or empty
    after text NOT NULL,
    reason text NOT NULL,
    request_id text NOT NULL
);
CREATE INDEX audit_events_object ON audit_events (object, object_id, seq);

CREATE TABLE sessions (
    token_hash text COLLATE "C" NOT NULL PRIMARY KEY, -- SHA-256, hexadecimal
    data bytea NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_expires ON sessions (expires_at);

-- What was acknowledged is only added: no update, no delete, no truncate.
-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END;
$$;
-- +goose StatementEnd

CREATE TRIGGER submissions_no_change BEFORE UPDATE OR DELETE ON submissions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER submissions_no_truncate BEFORE TRUNCATE ON submissions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER score_entries_no_change BEFORE UPDATE OR DELETE ON score_entries FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER score_entries_no_truncate BEFORE TRUNCATE ON score_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER returns_no_change BEFORE UPDATE OR DELETE ON returns FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER returns_no_truncate BEFORE TRUNCATE ON returns FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER reviews_no_change BEFORE UPDATE OR DELETE ON reviews FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER reviews_no_truncate BEFORE TRUNCATE ON reviews FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER rankings_no_change BEFORE UPDATE OR DELETE ON rankings FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rankings_no_truncate BEFORE TRUNCATE ON rankings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_events_no_change BEFORE UPDATE OR DELETE ON audit_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER replies_no_change BEFORE UPDATE OR DELETE ON replies FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER replies_no_truncate BEFORE TRUNCATE ON replies FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The number of an event must be the next one. Writers hold an advisory lock
-- while they append; without it two of them would be given one number.
-- +goose StatementBegin
CREATE FUNCTION next_event_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit_events) THEN
        RAISE EXCEPTION 'append-only: audit_events' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END;
$$;
-- +goose StatementEnd
CREATE TRIGGER audit_events_next_only BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION next_event_only();
