-- +goose Up

-- SHA-256 of the file as it was received, where what is kept of it is not the
-- same: a workbook that comes with our marks is kept without them.
ALTER TABLE submissions ADD COLUMN received_sha256 text NOT NULL DEFAULT '';
