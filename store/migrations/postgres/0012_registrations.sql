-- +goose Up

-- What enterprises have asked for themselves: an account under their code. contact and
-- phone are personal; the password lies here, hashed, until it is decided.
CREATE TABLE registrations (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    name text NOT NULL,
    uscc text COLLATE "C" NOT NULL,
    township text COLLATE "C" NOT NULL,
    contact text NOT NULL,
    phone text NOT NULL,
    password_hash text NOT NULL,
    state text COLLATE "C" NOT NULL CHECK (state IN ('open', 'accepted', 'declined')),
    reason text NOT NULL,
    decided_by text COLLATE "C" REFERENCES users (id) ON DELETE RESTRICT,
    decided_at timestamptz,
    user_id text COLLATE "C" REFERENCES users (id) ON DELETE RESTRICT, -- the account, once accepted
    created_at timestamptz NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    CHECK ((state = 'open') = (decided_at IS NULL)),
    CHECK ((state = 'accepted') = (user_id IS NOT NULL))
);
CREATE INDEX registrations_waiting ON registrations (state, township, id);
