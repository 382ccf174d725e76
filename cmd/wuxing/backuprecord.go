package main

import (
	"context"
	"log/slog"
	"path/filepath"

	"wuxing/assessment"
	"wuxing/backup"
)

// backupRecord writes into the audit trail that a backup begins, which is in the backup
// itself, and what came of it, which is not. An office that cannot be written to has
// all the more need of a backup: what could not be recorded is said, and it goes on.
type backupRecord struct {
	office     *office
	occasion   string
	unrecorded func(path string, err error)

	command assessment.Command // of the backup that is being made; one at a time
	begun   bool
}

// Begun records that a backup begins.
func (r *backupRecord) Begun(ctx context.Context, path string) {
	r.command = operatorCommand()
	err := r.office.service.BeginBackup(ctx, r.command, filepath.Base(path), r.occasion)
	if r.begun = err == nil; !r.begun && ctx.Err() == nil {
		r.unrecorded(path, err)
	}
}

// Ended records what came of it, also where it was called off.
func (r *backupRecord) Ended(ctx context.Context, path string, made *backup.Manifest, err error) {
	if !r.begun {
		return
	}
	var came *assessment.BackupMade
	if made != nil {
		came = &assessment.BackupMade{Bytes: made.Size, SHA256: made.SHA256, Keys: made.Key, Damaged: err != nil}
		if made.Head != nil {
			came.Events = made.Head.Seq
		}
	}
	if err := r.office.service.EndBackup(context.WithoutCancel(ctx), r.command, filepath.Base(path), r.occasion, came); err != nil {
		r.unrecorded(path, err)
	}
}

// recordsNights is what a server records of its nightly backups.
func (o *office) recordsNights(logger *slog.Logger) *backupRecord {
	return &backupRecord{office: o, occasion: assessment.BackupNightly, unrecorded: func(path string, err error) {
		logger.Warn("nightly backup not recorded", slog.String("file", path), slog.String("error", err.Error()))
	}}
}
