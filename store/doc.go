// Package store keeps what package assessment works on: gorm over SQLite (a
// folder, the default) or PostgreSQL (an address), behind assessment.Store.
//
// Open brings the schema up to date from numbered SQL files (migrations/) and
// refuses a database that a newer program has written. Rows are unexported and
// turned into the types of assessment at the border; no error of gorm or a driver
// with a meaning leaves it untranslated.
//
// What is only ever added (docs/architecture.md, “What is kept”) is guarded by
// triggers, too. Times are UTC in
// microseconds, scores hundredths of a point, JSON is kept byte by byte.
//
// Locks on PostgreSQL are always taken in one order: idempotency key, round,
// application, audit trail. SQLite has one writer.
package store
