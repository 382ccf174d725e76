package backup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"wuxing/store"
)

// Nightly makes a backup each night and keeps the newest ones.
type Nightly struct {
	Office Office
	Folder string
	Keep   int            // how many backups stay, at least 1
	Hour   int            // when a night's backup is due
	Zone   *time.Location // whose hours these are
	Told   Recorder       // see Options
}

// Names of nightly backups: prefix, time in UTC, ending. Nothing else is ever removed.
const (
	prefix   = "wuxing-"
	ending   = ".tar"
	nameTime = "20060102T150405Z"
)

// Run makes backups until ctx ends and tells of each what came of it. A night that
// was missed, because no server ran, is made up for.
func (n *Nightly) Run(ctx context.Context, done func(path string, err error)) {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		due, err := n.due(ctx, time.Now())
		path := ""
		if err == nil && due {
			path, err = n.Once(ctx, time.Now())
		}
		if ctx.Err() == nil && (due || err != nil) {
			done(path, err)
			if err != nil { // tried again in an hour, not each minute
				pause(ctx, time.Hour)
			}
		}
	}
}

// Once makes a backup now and removes those that are too many. Where the audit
// trail does not fit its head, or a file is damaged, nothing is removed: an older
// backup may be needed.
func (n *Nightly) Once(ctx context.Context, now time.Time) (path string, err error) {
	if err := os.MkdirAll(n.Folder, 0o700); err != nil {
		return "", fmt.Errorf("make the folder of backups: %w", err)
	}
	path = filepath.Join(n.Folder, prefix+now.UTC().Format(nameTime)+ending)
	if _, err := Write(ctx, n.Office, path, Options{Told: n.Told}); err != nil {
		return path, err
	}
	return path, n.rotate()
}

// ClearUnfinished removes what a backup that was killed has left in the folder, into
// which nothing has been written since a moment.
func (n *Nightly) ClearUnfinished(before time.Time) (removed int, err error) {
	if n.Folder == "" {
		return 0, nil
	}
	return store.ClearLeftovers(n.Folder, unfinished, before)
}

// pause waits, or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// Kept is one backup of the folder.
type Kept struct {
	Name  string
	At    time.Time
	Bytes int64
}

// List lists the nightly backups, newest first. Only what was read again whole has
// such a name (see Write).
func (n *Nightly) List() (list []Kept, err error) {
	names, err := n.names()
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Backward(names) {
		at, err := madeAt(name)
		if err != nil {
			return nil, err
		}
		info, err := os.Stat(filepath.Join(n.Folder, name))
		if errors.Is(err, os.ErrNotExist) { // rotated meanwhile
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("look at a backup: %w", err)
		}
		list = append(list, Kept{name, at, info.Size()})
	}
	return list, nil
}

// due tells whether a night has come since the newest backup, or, where there is
// none, since the office's first event. The server's start would not do: on a machine
// that is off at night none would ever come since.
func (n *Nightly) due(ctx context.Context, now time.Time) (bool, error) {
	names, err := n.names()
	if err != nil {
		return false, err
	}
	var last time.Time
	if len(names) > 0 {
		last, err = madeAt(names[len(names)-1])
	} else {
		last, err = n.Office.Store.FirstEventAt(ctx)
	}
	if err != nil || last.IsZero() { // zero: nothing has happened yet
		return false, err
	}
	here := now.In(n.Zone)
	night := time.Date(here.Year(), here.Month(), here.Day(), n.Hour, 0, 0, 0, n.Zone)
	if night.After(now) {
		night = night.AddDate(0, 0, -1)
	}
	return last.Before(night), nil
}

// names lists the nightly backups, oldest first.
func (n *Nightly) names() (names []string, err error) {
	entries, err := os.ReadDir(n.Folder)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("list the backups: %w", err)
	}
	for _, entry := range entries {
		if _, err := madeAt(entry.Name()); err == nil && entry.Type().IsRegular() {
			names = append(names, entry.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

func madeAt(name string) (time.Time, error) {
	return time.Parse(prefix+nameTime+ending, name)
}

// rotate removes the oldest backups but Keep.
func (n *Nightly) rotate() error {
	names, err := n.names()
	if err != nil {
		return err
	}
	for len(names) > max(n.Keep, 1) {
		if err := os.Remove(filepath.Join(n.Folder, names[0])); err != nil {
			return fmt.Errorf("remove an old backup: %w", err)
		}
		names = names[1:]
	}
	return nil
}
