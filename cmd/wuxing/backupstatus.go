package main

import (
	"net/url"
	"sync"
	"time"

	"wuxing/assessment"
	"wuxing/backup"
	"wuxing/store"
)

// backupTold is what the pages are told of the nightly backups.
type backupTold struct {
	nightly *backup.Nightly
	on      bool
	data    string

	mu       sync.Mutex
	failed   string // why the last one came to nothing
	failedAt time.Time
}

// came keeps what came of a night.
func (b *backupTold) came(err error, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failed, b.failedAt = "", time.Time{}
	if err != nil {
		b.failed, b.failedAt = err.Error(), now
	}
}

// BackupStatus looks into the folder of backups.
func (b *backupTold) BackupStatus() (*assessment.BackupStatus, error) {
	status := &assessment.BackupStatus{On: b.on, Folder: b.nightly.Folder, Hour: b.nightly.Hour, Keep: b.nightly.Keep, Data: b.data}
	b.mu.Lock()
	status.Failed, status.FailedAt = b.failed, b.failedAt
	b.mu.Unlock()
	if b.nightly.Folder == "" {
		return status, nil
	}
	list, err := b.nightly.List()
	for _, kept := range list {
		status.Kept = append(status.Kept, assessment.KeptBackup{Name: kept.Name, At: kept.At, Bytes: kept.Bytes})
	}
	return status, err
}

// named are the flags that name the office's data to a command, without a password.
func (f *dataFlags) named() string {
	if !store.IsPostgres(f.Data) {
		return "--data " + f.Data
	}
	data := "postgres://…"
	if address, err := url.Parse(f.Data); err == nil {
		data = address.Redacted()
	}
	if f.Files == "" {
		return "--data " + data
	}
	return "--data " + data + " --files " + f.Files
}
