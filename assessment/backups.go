package assessment

import (
	"context"
	"time"
)

// Backups is what makes the office's backups; cmd gives it to the service.
type Backups interface {
	// BackupStatus says what there is. It reads a folder, no backup.
	BackupStatus() (*BackupStatus, error)
}

// BackupStatus is what is known of the backups that a server makes by itself.
type BackupStatus struct {
	On     bool   // the server makes them
	Folder string // where they lie
	Hour   int    // of the office's day, when a night's backup is due
	Keep   int    // how many stay
	Kept   []KeptBackup
	// Failed is why the last try came to nothing; "": it did not.
	Failed   string
	FailedAt time.Time
	Data     string // what a backup by hand is to be made of, as commands name it; no password
}

// KeptBackup is one backup. One that has its name was read again, whole, before it
// was given that.
type KeptBackup struct {
	Name  string
	At    time.Time
	Bytes int64
}

// Stale tells whether the newest backup is older than it should be: two nights, since
// one that is late is made up for.
func (s *BackupStatus) Stale(now time.Time) bool {
	return s.On && (len(s.Kept) == 0 || now.Sub(s.Kept[0].At) > 48*time.Hour)
}

// BackupMade is what came of a backup.
type BackupMade struct {
	Bytes   int64
	SHA256  string // hexadecimal, of the whole file
	Events  int64  // of the audit trail that it holds
	Keys    bool   // the private keys are in it
	Damaged bool   // the trail or a file did not fit already in the office
}

// backupStep is what the audit trail keeps of a backup.
type backupStep struct {
	Backup   string `json:"backup"` // begun, made, failed
	Occasion string `json:"occasion"`
	Bytes    int64  `json:"bytes,omitempty"`
	SHA256   string `json:"sha256,omitempty"`
	Events   int64  `json:"events,omitempty"`
	Keys     bool   `json:"keys,omitempty"`
	Damaged  bool   `json:"damaged,omitempty"`
}

// Occasions of a backup.
const (
	BackupNightly = "nightly"
	BackupByHand  = "by_hand"
)

// BeginBackup records that a file of everything is about to be made, before the
// database is copied: so the backup itself tells of it. What came of it is told by
// EndBackup, which no backup can hold of itself.
func (s *Service) BeginBackup(ctx context.Context, cmd Command, name, occasion string) error {
	return s.recordBackup(ctx, cmd, name, nil, backupStep{Backup: "begun", Occasion: occasion})
}

// EndBackup records what came of a backup; made is nil where it came to nothing.
func (s *Service) EndBackup(ctx context.Context, cmd Command, name, occasion string, made *BackupMade) error {
	before, after := backupStep{Backup: "begun", Occasion: occasion}, backupStep{Backup: "failed", Occasion: occasion}
	if made != nil {
		after = backupStep{"made", occasion, made.Bytes, made.SHA256, made.Events, made.Keys, made.Damaged}
	}
	return s.recordBackup(ctx, cmd, name, before, after)
}

func (s *Service) recordBackup(ctx context.Context, cmd Command, name string, before any, after backupStep) error {
	_, err := write(ctx, s, cmd, ActionBackUp, func(tx Tx) (struct{}, error) {
		return struct{}{}, s.record(tx, cmd, change{action: ActionBackUp, object: objectBackup, id: name, before: before, after: after})
	})
	return err
}

// WithBackups lets the service tell of backups. It is called before the service is
// used; without it there is nothing to tell.
func (s *Service) WithBackups(backups Backups) { s.backups = backups }

// BackupStatus says when the office was last backed up, and where; newest first.
func (s *Service) BackupStatus(_ context.Context, actor Actor) (*BackupStatus, error) {
	if err := allow(actor, ActionReadBackups); err != nil {
		return nil, err
	}
	if s.backups == nil {
		return &BackupStatus{}, nil
	}
	status, err := s.backups.BackupStatus()
	return status, wrap(err, "look at the backups")
}
