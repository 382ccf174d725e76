-- +goose Up

-- Telling people: inboxes, what was read, and the mails that go out.

ALTER TABLE users ADD COLUMN email text NOT NULL DEFAULT ''; -- empty: is not mailed

-- A line of a user's inbox. It holds a code and its parameters; the sentence is
-- worded when it is read. Added, never edited.
CREATE TABLE messages (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    user_id text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    seq integer NOT NULL, -- within the inbox, from 1
    round_id text COLLATE "C" NOT NULL REFERENCES rounds (id) ON DELETE RESTRICT,
    application_id text COLLATE "C" REFERENCES applications (id) ON DELETE RESTRICT, -- NULL: concerns the round
    kind text NOT NULL,
    params text NOT NULL, -- JSON object of texts
    created_at timestamptz NOT NULL,
    UNIQUE (user_id, seq)
);

CREATE TABLE message_reads (
    message_id text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES messages (id) ON DELETE RESTRICT,
    created_at timestamptz NOT NULL
);

-- The mail of a message, where mail is set up and the user has an address. The
-- address is the user's when it is sent and stands nowhere here.
CREATE TABLE mails (
    id text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES messages (id) ON DELETE RESTRICT,
    state text NOT NULL CHECK (state IN ('pending', 'sent', 'failed')),
    tries integer NOT NULL CHECK (tries >= 0),
    next_try timestamptz NOT NULL,
    problem text NOT NULL, -- what the last try came to; a word of ours, never what a server said
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL CHECK (version > 0)
);
CREATE INDEX mails_due ON mails (state, next_try);

CREATE TRIGGER messages_no_change BEFORE UPDATE OR DELETE ON messages FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER messages_no_truncate BEFORE TRUNCATE ON messages FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER message_reads_no_change BEFORE UPDATE OR DELETE ON message_reads FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER message_reads_no_truncate BEFORE TRUNCATE ON message_reads FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
