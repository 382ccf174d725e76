-- +goose Up

-- The audit trail becomes a chain: each event carries the hash of itself and of
-- the hash before it, and the digests of the rows that its transaction wrote.
-- SQLite has no SHA-256: events from before get theirs from the program right
-- after this migration (store/chain.go), each once.

ALTER TABLE audit_events ADD COLUMN effects text NOT NULL DEFAULT ''; -- JSON: [[table, key…, digest]…]; empty: no rows
ALTER TABLE audit_events ADD COLUMN hash text NOT NULL DEFAULT ''; -- SHA-256, hexadecimal; empty: from before the chain

DROP TRIGGER audit_events_no_update;
DROP TRIGGER audit_events_next_only;

-- +goose StatementBegin
CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events
WHEN OLD.hash <> '' OR length(NEW.hash) <> 64
    OR NEW.seq IS NOT OLD.seq OR NEW.at IS NOT OLD.at OR NEW.actor_id IS NOT OLD.actor_id OR NEW.role IS NOT OLD.role
    OR NEW.action IS NOT OLD.action OR NEW.object IS NOT OLD.object OR NEW.object_id IS NOT OLD.object_id
    OR NEW.before IS NOT OLD.before OR NEW.after IS NOT OLD.after OR NEW.reason IS NOT OLD.reason
    OR NEW.request_id IS NOT OLD.request_id OR NEW.effects IS NOT OLD.effects
BEGIN
    SELECT RAISE(ABORT, 'append-only: audit_events');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER audit_events_next_only BEFORE INSERT ON audit_events
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit_events) OR length(NEW.hash) <> 64
BEGIN
    SELECT RAISE(ABORT, 'append-only: audit_events');
END;
-- +goose StatementEnd
