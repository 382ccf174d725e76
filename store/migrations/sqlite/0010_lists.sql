-- +goose Up

-- When an application was handed in last: lists are sorted by it.
ALTER TABLE applications ADD COLUMN submitted_at datetime; -- NULL: never
UPDATE applications SET submitted_at = (
    SELECT max(e.at) FROM audit_events e
    WHERE e.object = 'application' AND e.object_id = applications.id AND e.action IN ('submit', 'import_submit')
) WHERE submitted > 0;

-- Lists go on after a key, in each of their orders.
CREATE INDEX applications_submitted ON applications (round_id, coalesce(submitted_at, created_at), id);
CREATE INDEX applications_state ON applications (round_id, state, id);
CREATE INDEX enterprises_name ON enterprises (name);
CREATE INDEX enterprises_township ON enterprises (township, name);
