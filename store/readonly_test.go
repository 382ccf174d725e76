package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"wuxing/assessment"
)

// Who only looks changes nothing, takes no lock and needs no right to write.
func TestWhoOnlyReadsChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		s := opened(t, address)
		writeSome(t, s, 0, 3)
		look := func() *Store {
			t.Helper()
			reading, err := Open(t.Context(), address, Options{ReadOnly: true, Keys: folderOf(address)})
			if err != nil {
				t.Fatal(err)
			}
			return reading
		}
		beside := look()
		verifiedAs(t, beside, AuditOptions{})
		if err := beside.Update(t.Context(), func(tx assessment.Tx) error { return tx.Record(assessment.AuditEvent{Action: "x"}) }); err == nil {
			t.Error("written by who only reads")
		}
		if err := errors.Join(beside.Close(), s.Close()); err != nil {
			t.Fatal(err)
		}
		alone := look()
		verifiedAs(t, alone, AuditOptions{})
		server := opened(t, address) // not kept out by who looks
		if err := errors.Join(server.Close(), alone.Close()); err != nil {
			t.Error(err)
		}
	})
}

// A copy on a medium that takes no writes can be looked at; what is not there is not made.
func TestACopyIsReadWhereNothingCanBeWritten(t *testing.T) {
	folder := t.TempDir()
	s := opened(t, folder)
	writeSome(t, s, 0, 3)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(filepath.Join(folder, databaseFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(folder, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(folder, 0o700) })
	reading, err := Open(t.Context(), folder, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	verifiedAs(t, reading, AuditOptions{})
	if err := reading.Close(); err != nil {
		t.Error(err)
	}
	if after, err := os.ReadFile(filepath.Join(folder, databaseFile)); err != nil || !bytes.Equal(after, before) {
		t.Errorf("the database has changed: %v", err)
	}
	nowhere := filepath.Join(t.TempDir(), "nowhere")
	if _, err := Open(t.Context(), nowhere, Options{ReadOnly: true}); err == nil {
		t.Error("opened what is not there")
	}
	if _, err := os.Stat(nowhere); err == nil {
		t.Error("made what is not there")
	}
}
