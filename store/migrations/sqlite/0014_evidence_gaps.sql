-- +goose Up

-- How many documents are missing from what an application has handed in: lists are
-- narrowed by it. It follows from other rows, so no event of the trail pins it; what has
-- no row yet is counted when a server starts.
CREATE TABLE evidence_gaps (
    application_id text NOT NULL PRIMARY KEY REFERENCES applications (id) ON DELETE RESTRICT,
    missing integer NOT NULL CHECK (missing >= 0)
);
