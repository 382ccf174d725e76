-- +goose Up

-- The audit trail is searched from the newest event on, by time and number: each
-- way to narrow it has an index that ends with these, so that a page of a trail of
-- many years costs its own rows and no others.

CREATE INDEX audit_events_at ON audit_events (at, seq);
CREATE INDEX audit_events_actor ON audit_events (actor_id, at, seq);
CREATE INDEX audit_events_action ON audit_events (action, at, seq);
CREATE INDEX audit_events_object_at ON audit_events (object_id, at, seq);
CREATE INDEX audit_events_request ON audit_events (request_id, at, seq);
