-- +goose Up

-- Each event carries a stamp: an HMAC under a key that is not in the database
-- (store/stamp.go). Events from before have none; the next event's stamp vouches for
-- them, and the program records one right after this migration.

ALTER TABLE audit_events ADD COLUMN stamp text NOT NULL DEFAULT ''; -- HMAC-SHA256, hexadecimal; empty: from before there were stamps

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION chain_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.hash <> '' OR length(NEW.hash) <> 64
        OR (NEW.seq, NEW.at, NEW.actor_id, NEW.role, NEW.action, NEW.object, NEW.object_id, NEW.before, NEW.after, NEW.reason, NEW.request_id, NEW.effects, NEW.stamp)
        IS DISTINCT FROM
        (OLD.seq, OLD.at, OLD.actor_id, OLD.role, OLD.action, OLD.object, OLD.object_id, OLD.before, OLD.after, OLD.reason, OLD.request_id, OLD.effects, OLD.stamp)
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
    IF NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit_events) OR length(NEW.hash) <> 64
        OR length(NEW.stamp) <> 64 AND (NEW.stamp <> '' OR EXISTS (SELECT 1 FROM audit_events WHERE stamp <> '')) THEN
        RAISE EXCEPTION 'append-only: audit_events' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END;
$$;
-- +goose StatementEnd
