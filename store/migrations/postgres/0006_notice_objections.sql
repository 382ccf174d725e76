-- +goose Up

-- Public notice, objections and publication by two persons. Added, never edited,
-- like what is in 0001.

ALTER TABLE applications DROP CONSTRAINT applications_state_check;
ALTER TABLE applications ADD CONSTRAINT applications_state_check CHECK (state IN ('draft', 'submitted', 'checked', 'in_review', 'returned', 'resubmitted', 'moderation', 'reviewed', 'ranked', 'on_notice', 'certified', 'excellent', 'not_selected', 'disqualified', 'published', 'withdrawn'));
ALTER TABLE rounds DROP CONSTRAINT rounds_state_check;
ALTER TABLE rounds ADD CONSTRAINT rounds_state_check CHECK (state IN ('open', 'ranked', 'decided', 'on_notice', 'published'));

-- What a published round came to is from now on the state of its applications: what
-- the joint meeting decided on the snapshot that was published, disqualified where
-- there is no rank because of a veto. Where no meeting was recorded nobody was
-- certified, and the application stays published. Versions stay: nobody has changed
-- anything, and the audit trail ends with them.
UPDATE applications SET state = CASE WHEN rank = 0 THEN 'disqualified' ELSE decided.outcome END
FROM (
    SELECT m.round_id, d ->> 'application' AS application, d ->> 'outcome' AS outcome
    FROM meetings m
    JOIN snapshots s ON s.round_id = m.round_id AND s.seq = (SELECT max(seq) FROM snapshots WHERE round_id = m.round_id)
    CROSS JOIN LATERAL jsonb_array_elements(m.body::jsonb -> 'decided') d
    WHERE m.seq = (SELECT max(seq) FROM meetings WHERE round_id = m.round_id) AND m.body::jsonb ->> 'snapshot' = s.hash
) decided
WHERE state = 'published' AND decided.round_id = applications.round_id AND decided.application = applications.id;

-- What the public was told, as one document, and the hash of what it rests on.
CREATE TABLE notices (
    round_id text COLLATE "C" NOT NULL REFERENCES rounds (id) ON DELETE RESTRICT,
    seq integer NOT NULL,
    snapshot text NOT NULL,
    body text NOT NULL, -- JSON
    begun_by text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (round_id, seq)
);

-- Who asked to publish a round after which notice, and who else confirmed it.
CREATE TABLE publications (
    round_id text COLLATE "C" NOT NULL,
    seq integer NOT NULL,
    notice integer NOT NULL,
    confirmed boolean NOT NULL,
    reason text NOT NULL,
    asked_by text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (round_id, seq),
    FOREIGN KEY (round_id, notice) REFERENCES notices (round_id, seq) ON DELETE RESTRICT
);

-- What somebody has against a list on notice. name and contact are personal.
CREATE TABLE objections (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    round_id text COLLATE "C" NOT NULL,
    seq integer NOT NULL,
    notice integer NOT NULL,
    no integer NOT NULL CHECK (no >= 0), -- row of the notice; 0: the whole list
    application_id text COLLATE "C" REFERENCES applications (id) ON DELETE RESTRICT, -- of the row
    name text NOT NULL,
    contact text NOT NULL,
    text text NOT NULL,
    received_on text NOT NULL, -- 2026-06-09
    recorded_by text COLLATE "C" REFERENCES users (id) ON DELETE RESTRICT, -- NULL: it came by itself
    created_at timestamptz NOT NULL,
    UNIQUE (round_id, seq),
    FOREIGN KEY (round_id, notice) REFERENCES notices (round_id, seq) ON DELETE RESTRICT,
    CHECK ((no > 0) = (application_id IS NOT NULL))
);

-- Which application an objection concerns; the newest counts.
CREATE TABLE objection_links (
    objection_id text COLLATE "C" NOT NULL REFERENCES objections (id) ON DELETE RESTRICT,
    seq integer NOT NULL,
    application_id text COLLATE "C" NOT NULL REFERENCES applications (id) ON DELETE RESTRICT,
    indicator text NOT NULL, -- empty: none in particular
    linked_by text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (objection_id, seq)
);

CREATE TABLE objection_closings (
    objection_id text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES objections (id) ON DELETE RESTRICT,
    result text NOT NULL CHECK (result IN ('founded', 'unfounded', 'withdrawn')),
    answer text NOT NULL,
    closed_by text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at timestamptz NOT NULL
);

CREATE TRIGGER notices_no_change BEFORE UPDATE OR DELETE ON notices FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER notices_no_truncate BEFORE TRUNCATE ON notices FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER publications_no_change BEFORE UPDATE OR DELETE ON publications FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER publications_no_truncate BEFORE TRUNCATE ON publications FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER objections_no_change BEFORE UPDATE OR DELETE ON objections FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER objections_no_truncate BEFORE TRUNCATE ON objections FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER objection_links_no_change BEFORE UPDATE OR DELETE ON objection_links FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER objection_links_no_truncate BEFORE TRUNCATE ON objection_links FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER objection_closings_no_change BEFORE UPDATE OR DELETE ON objection_closings FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER objection_closings_no_truncate BEFORE TRUNCATE ON objection_closings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
