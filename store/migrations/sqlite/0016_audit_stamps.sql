-- +goose Up

-- Each event carries a stamp: an HMAC under a key that is not in the database
-- (store/stamp.go). Events from before have none; the next event's stamp vouches for
-- them, and the program records one right after this migration.

ALTER TABLE audit_events ADD COLUMN stamp text NOT NULL DEFAULT ''; -- HMAC-SHA256, hexadecimal; empty: from before there were stamps

DROP TRIGGER IF EXISTS audit_events_no_update;
DROP TRIGGER IF EXISTS audit_events_next_only;

-- +goose StatementBegin
CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events
WHEN OLD.hash <> '' OR length(NEW.hash) <> 64
    OR NEW.seq IS NOT OLD.seq OR NEW.at IS NOT OLD.at OR NEW.actor_id IS NOT OLD.actor_id OR NEW.role IS NOT OLD.role
    OR NEW.action IS NOT OLD.action OR NEW.object IS NOT OLD.object OR NEW.object_id IS NOT OLD.object_id
    OR NEW.before IS NOT OLD.before OR NEW.after IS NOT OLD.after OR NEW.reason IS NOT OLD.reason
    OR NEW.request_id IS NOT OLD.request_id OR NEW.effects IS NOT OLD.effects OR NEW.stamp IS NOT OLD.stamp
BEGIN
    SELECT RAISE(ABORT, 'append-only: audit_events');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER audit_events_next_only BEFORE INSERT ON audit_events
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit_events) OR length(NEW.hash) <> 64 OR length(NEW.stamp) <> 64
BEGIN
    SELECT RAISE(ABORT, 'append-only: audit_events');
END;
-- +goose StatementEnd
