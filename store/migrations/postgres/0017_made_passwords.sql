-- +goose Up

-- How long a password is good that the program has made up; its owner replaces it
-- before. Nothing: the password is somebody's own, as those are that were there before.
ALTER TABLE users ADD COLUMN password_until timestamptz;
