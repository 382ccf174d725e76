-- +goose Up

-- Accounts: how often somebody has tried in vain, whose a session is, the second
-- factor, the code for the first account.

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
