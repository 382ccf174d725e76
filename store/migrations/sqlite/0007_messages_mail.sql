-- +goose Up

-- Telling people: inboxes, what was read, and the mails that go out.

ALTER TABLE users ADD COLUMN email text NOT NULL DEFAULT ''; -- empty: is not mailed

-- A line of a user's inbox. It holds a code and its parameters; the sentence is
-- worded when it is read. Added, never edited.
CREATE TABLE messages (
    id text NOT NULL PRIMARY KEY,
    user_id text NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    seq integer NOT NULL, -- within the inbox, from 1
    round_id text NOT NULL REFERENCES rounds (id) ON DELETE RESTRICT,
    application_id text REFERENCES applications (id) ON DELETE RESTRICT, -- NULL: concerns the round
    kind text NOT NULL,
    params text NOT NULL, -- JSON object of texts
    created_at datetime NOT NULL,
    UNIQUE (user_id, seq)
);

CREATE TABLE message_reads (
    message_id text NOT NULL PRIMARY KEY REFERENCES messages (id) ON DELETE RESTRICT,
    created_at datetime NOT NULL
);

-- The mail of a message, where mail is set up and the user has an address. The
-- address is the user's when it is sent and stands nowhere here.
CREATE TABLE mails (
    id text NOT NULL PRIMARY KEY REFERENCES messages (id) ON DELETE RESTRICT,
    state text NOT NULL CHECK (state IN ('pending', 'sent', 'failed')),
    tries integer NOT NULL CHECK (tries >= 0),
    next_try datetime NOT NULL,
    problem text NOT NULL, -- what the last try came to; a word of ours, never what a server said
    created_at datetime NOT NULL,
    updated_at datetime NOT NULL,
    version integer NOT NULL CHECK (version > 0)
);
CREATE INDEX mails_due ON mails (state, next_try);

-- +goose StatementBegin
CREATE TRIGGER messages_no_update BEFORE UPDATE ON messages
BEGIN
    SELECT RAISE(ABORT, 'append-only: messages');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER messages_no_delete BEFORE DELETE ON messages
BEGIN
    SELECT RAISE(ABORT, 'append-only: messages');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER messages_next_only BEFORE INSERT ON messages
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM messages WHERE user_id = NEW.user_id)
    OR EXISTS (SELECT 1 FROM messages WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'append-only: messages');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER message_reads_no_update BEFORE UPDATE ON message_reads
BEGIN
    SELECT RAISE(ABORT, 'append-only: message_reads');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER message_reads_no_delete BEFORE DELETE ON message_reads
BEGIN
    SELECT RAISE(ABORT, 'append-only: message_reads');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER message_reads_next_only BEFORE INSERT ON message_reads
WHEN EXISTS (SELECT 1 FROM message_reads WHERE message_id = NEW.message_id)
BEGIN
    SELECT RAISE(ABORT, 'append-only: message_reads');
END;
-- +goose StatementEnd
