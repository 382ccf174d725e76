-- +goose Up

-- Keys are compared byte by byte, as SQLite does. Times are UTC text, which sorts
-- because every writer uses one form and one zone.

CREATE TABLE enterprises (
    id text NOT NULL PRIMARY KEY,
    name text NOT NULL,
    uscc text NOT NULL UNIQUE, -- 统一社会信用代码
    township text NOT NULL,
    created_at datetime NOT NULL
);

CREATE TABLE users (
    id text NOT NULL PRIMARY KEY,
    username text NOT NULL,
    display_name text NOT NULL,
    role text NOT NULL,
    enterprise_id text REFERENCES enterprises (id) ON DELETE RESTRICT,
    password_hash text NOT NULL,
    disabled boolean NOT NULL,
    created_at datetime NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    CHECK ((role = 'enterprise') = (enterprise_id IS NOT NULL))
);
CREATE UNIQUE INDEX users_username ON users (lower(username));

CREATE TABLE rounds (
    id text NOT NULL PRIMARY KEY,
    name text NOT NULL,
    year integer NOT NULL,
    card_id text NOT NULL,
    card_hash text NOT NULL,
    opens_at datetime, -- NULL: at once
    closes_at datetime, -- NULL: no deadline; excluded
    quota integer NOT NULL CHECK (quota >= 0),
    state text NOT NULL CHECK (state IN ('open', 'ranked', 'published')),
    created_at datetime NOT NULL,
    version integer NOT NULL CHECK (version > 0)
);

CREATE TABLE applications (
    id text NOT NULL PRIMARY KEY,
    round_id text NOT NULL REFERENCES rounds (id) ON DELETE RESTRICT,
    enterprise_id text NOT NULL REFERENCES enterprises (id) ON DELETE RESTRICT,
    state text NOT NULL CHECK (state IN ('draft', 'submitted', 'in_review', 'returned', 'resubmitted', 'reviewed', 'ranked', 'published')),
    revision integer NOT NULL CHECK (revision > 0), -- newest submission
    submitted integer NOT NULL CHECK (submitted BETWEEN 0 AND revision), -- handed in last; 0: none yet
    reviewer_id text REFERENCES users (id) ON DELETE RESTRICT,
    rank integer NOT NULL CHECK (rank >= 0), -- 0: none yet, or vetoed
    created_at datetime NOT NULL,
    updated_at datetime NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    UNIQUE (round_id, enterprise_id)
);
CREATE INDEX applications_enterprise ON applications (enterprise_id);

CREATE TABLE submissions (
    application_id text NOT NULL REFERENCES applications (id) ON DELETE RESTRICT,
    revision integer NOT NULL,
    facts text NOT NULL, -- canonical JSON
    source_kind text NOT NULL,
    source_name text NOT NULL,
    source_sha256 text NOT NULL,
    card_id text NOT NULL,
    card_hash text NOT NULL,
    result text NOT NULL, -- JSON as computed
    total integer NOT NULL, -- hundredths of a point
    submitted_by text NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at datetime NOT NULL,
    PRIMARY KEY (application_id, revision)
);

CREATE TABLE score_entries (
    id text NOT NULL PRIMARY KEY,
    application_id text NOT NULL,
    seq integer NOT NULL,
    revision integer NOT NULL,
    indicator text NOT NULL,
    decision text NOT NULL CHECK (decision IN ('agree', 'correct', 'override')),
    facts text, -- JSON; corrections only
    points integer, -- hundredths; overrides only
    score integer NOT NULL, -- hundredths
    reason text NOT NULL,
    reviewer_id text NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at datetime NOT NULL,
    UNIQUE (application_id, seq),
    CHECK ((decision = 'correct') = (facts IS NOT NULL)),
    CHECK ((decision = 'override') = (points IS NOT NULL)),
    FOREIGN KEY (application_id, revision) REFERENCES submissions (application_id, revision) ON DELETE RESTRICT
);

CREATE TABLE returns (
    application_id text NOT NULL,
    seq integer NOT NULL,
    revision integer NOT NULL,
    indicators text NOT NULL, -- JSON array of ids
    reason text NOT NULL,
    returned_by text NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at datetime NOT NULL,
    PRIMARY KEY (application_id, seq),
    FOREIGN KEY (application_id, revision) REFERENCES submissions (application_id, revision) ON DELETE RESTRICT
);

CREATE TABLE reviews (
    application_id text NOT NULL,
    seq integer NOT NULL,
    revision integer NOT NULL,
    facts text NOT NULL, -- official facts, canonical JSON
    result text NOT NULL, -- official result, JSON
    reviewer_id text NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at datetime NOT NULL,
    PRIMARY KEY (application_id, seq),
    FOREIGN KEY (application_id, revision) REFERENCES submissions (application_id, revision) ON DELETE RESTRICT
);

CREATE TABLE rankings (
    round_id text NOT NULL REFERENCES rounds (id) ON DELETE RESTRICT,
    seq integer NOT NULL,
    body text NOT NULL, -- JSON; reviewers are ids
    made_by text NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    made_at datetime NOT NULL,
    PRIMARY KEY (round_id, seq)
);

-- Answers to writes with an idempotency key. user_id is empty for the console.
CREATE TABLE replies (
    user_id text NOT NULL,
    "key" text NOT NULL,
    fingerprint text NOT NULL,
    answer text NOT NULL, -- JSON
    created_at datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (user_id, "key")
);

-- Who did what to what. References are plain ids: the trail outlives everything.
CREATE TABLE audit_events (
    seq bigint PRIMARY KEY, -- from 1, without a gap
    at datetime NOT NULL,
    actor_id text NOT NULL,
    role text NOT NULL,
    action text NOT NULL,
    object text NOT NULL,
    object_id text NOT NULL,
    before text NOT NULL, -- JSON or empty
    after text NOT NULL,
    reason text NOT NULL,
    request_id text NOT NULL
);
CREATE INDEX audit_events_object ON audit_events (object, object_id, seq);

CREATE TABLE sessions (
    token_hash text NOT NULL PRIMARY KEY, -- SHA-256, hexadecimal
    data blob NOT NULL,
    expires_at datetime NOT NULL
);
CREATE INDEX sessions_expires ON sessions (expires_at);

-- What was acknowledged is only added: no update, no delete, and no INSERT OR
-- REPLACE, which passes the first two but meets the third: a number must be the
-- next one of its owner.

-- +goose StatementBegin
CREATE TRIGGER submissions_no_update BEFORE UPDATE ON submissions
BEGIN
    SELECT RAISE(ABORT, 'append-only: submissions');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER submissions_no_delete BEFORE DELETE ON submissions
BEGIN
    SELECT RAISE(ABORT, 'append-only: submissions');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER submissions_next_only BEFORE INSERT ON submissions
WHEN NEW.revision <> (SELECT coalesce(max(revision), 0) + 1 FROM submissions WHERE application_id = NEW.application_id)
BEGIN
    SELECT RAISE(ABORT, 'append-only: submissions');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER score_entries_no_update BEFORE UPDATE ON score_entries
BEGIN
    SELECT RAISE(ABORT, 'append-only: score_entries');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER score_entries_no_delete BEFORE DELETE ON score_entries
BEGIN
    SELECT RAISE(ABORT, 'append-only: score_entries');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER score_entries_next_only BEFORE INSERT ON score_entries
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM score_entries WHERE application_id = NEW.application_id)
    OR EXISTS (SELECT 1 FROM score_entries WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'append-only: score_entries');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER returns_no_update BEFORE UPDATE ON returns
BEGIN
    SELECT RAISE(ABORT, 'append-only: returns');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER returns_no_delete BEFORE DELETE ON returns
BEGIN
    SELECT RAISE(ABORT, 'append-only: returns');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER returns_next_only BEFORE INSERT ON returns
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM returns WHERE application_id = NEW.application_id)
BEGIN
    SELECT RAISE(ABORT, 'append-only: returns');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER reviews_no_update BEFORE UPDATE ON reviews
BEGIN
    SELECT RAISE(ABORT, 'append-only: reviews');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER reviews_no_delete BEFORE DELETE ON reviews
BEGIN
    SELECT RAISE(ABORT, 'append-only: reviews');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER reviews_next_only BEFORE INSERT ON reviews
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM reviews WHERE application_id = NEW.application_id)
BEGIN
    SELECT RAISE(ABORT, 'append-only: reviews');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER rankings_no_update BEFORE UPDATE ON rankings
BEGIN
    SELECT RAISE(ABORT, 'append-only: rankings');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER rankings_no_delete BEFORE DELETE ON rankings
BEGIN
    SELECT RAISE(ABORT, 'append-only: rankings');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER rankings_next_only BEFORE INSERT ON rankings
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM rankings WHERE round_id = NEW.round_id)
BEGIN
    SELECT RAISE(ABORT, 'append-only: rankings');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events
BEGIN
    SELECT RAISE(ABORT, 'append-only: audit_events');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events
BEGIN
    SELECT RAISE(ABORT, 'append-only: audit_events');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER audit_events_next_only BEFORE INSERT ON audit_events
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit_events)
BEGIN
    SELECT RAISE(ABORT, 'append-only: audit_events');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER replies_no_update BEFORE UPDATE ON replies
BEGIN
    SELECT RAISE(ABORT, 'append-only: replies');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER replies_no_delete BEFORE DELETE ON replies
BEGIN
    SELECT RAISE(ABORT, 'append-only: replies');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER replies_next_only BEFORE INSERT ON replies
WHEN EXISTS (SELECT 1 FROM replies WHERE user_id = NEW.user_id AND "key" = NEW."key")
BEGIN
    SELECT RAISE(ABORT, 'append-only: replies');
END;
-- +goose StatementEnd
