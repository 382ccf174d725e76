-- +goose Up

-- The audit trail becomes a chain: each event carries the hash of itself and of
-- the hash before it, and the digests of the rows that its transaction wrote.
-- Events from before get theirs from the program right after this migration
-- (store/chain.go), each once, so that both databases are chained by one function.

ALTER TABLE audit_events ADD COLUMN effects text NOT NULL DEFAULT ''; -- JSON: [[table, key…, digest]…]; empty: no rows
ALTER TABLE audit_events ADD COLUMN hash text NOT NULL DEFAULT ''; -- SHA-256, hexadecimal; empty: from before the chain

DROP TRIGGER audit_events_no_change ON audit_events;

-- +goose StatementBegin
CREATE FUNCTION chain_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.hash <> '' OR length(NEW.hash) <> 64
        OR (NEW.seq, NEW.at, NEW.actor_id, NEW.role, NEW.action, NEW.object, NEW.object_id, NEW.before, NEW.after, NEW.reason, NEW.request_id, NEW.effects)
        IS DISTINCT FROM
        (OLD.seq, OLD.at, OLD.actor_id, OLD.role, OLD.action, OLD.object, OLD.object_id, OLD.before, OLD.after, OLD.reason, OLD.request_id, OLD.effects)
    THEN
        RAISE EXCEPTION 'append-only: audit_events' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END;
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION next_event_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit_events) OR length(NEW.hash) <> 64 THEN
        RAISE EXCEPTION 'append-only: audit_events' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END;
$$;
-- +goose StatementEnd

CREATE TRIGGER audit_events_no_change BEFORE DELETE ON audit_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events FOR EACH ROW EXECUTE FUNCTION chain_once();
