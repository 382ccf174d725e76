-- +goose Up

-- The scores that the enterprise claimed itself, JSON by indicator; empty where it
-- gave facts only.
ALTER TABLE submissions ADD COLUMN claims text NOT NULL DEFAULT '';
