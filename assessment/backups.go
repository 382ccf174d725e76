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
