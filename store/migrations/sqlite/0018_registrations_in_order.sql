-- +goose Up

-- The list of registrations goes on after the time and the id of its last row, in all
-- townships and in one.
CREATE INDEX registrations_in_order ON registrations (state, created_at, id);
CREATE INDEX registrations_of_area ON registrations (state, township, created_at, id);
