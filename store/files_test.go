package store

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"wuxing/assessment"
)

var _ assessment.Files = (*Files)(nil)

// kept lists the files below a folder.
func kept(t *testing.T, folder string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestFilesAreKeptByTheirContent(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "files")
	files := NewFiles(folder)
	const hello = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
	for range 2 { // the second time it is there
		got, err := files.Put(t.Context(), strings.NewReader("hello"))
		if err != nil || got != (assessment.File{SHA256: hello, Size: 5}) {
			t.Fatalf("%+v %v", got, err)
		}
	}
	if names := kept(t, folder); len(names) != 1 || filepath.Base(names[0]) != hello {
		t.Errorf("kept %v", names)
	}
	file, err := NewFiles(folder).Open(t.Context(), hello)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	if content, err := io.ReadAll(file); err != nil || string(content) != "hello" {
		t.Errorf("%q %v", content, err)
	}
	info, err := os.Stat(kept(t, folder)[0])
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestAFileThatDoesNotComeWholeIsNotKept(t *testing.T) {
	folder := t.TempDir()
	files := NewFiles(folder)
	broken := errors.New("line lost")
	if _, err := files.Put(t.Context(), io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	done, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := files.Put(done, strings.NewReader("whole")); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if names := kept(t, folder); len(names) != 0 {
		t.Errorf("kept %v", names)
	}
}

func TestOnlyHashesOpenFiles(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "secret"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "secret", "../secret", strings.Repeat("a", 64), strings.Repeat("A", 64), strings.Repeat("/", 64)} {
		if file, err := NewFiles(folder).Open(t.Context(), name); !errors.Is(err, assessment.ErrNotFound) {
			t.Errorf("%q: %v %v", name, file, err)
		}
	}
	if _, err := NewFiles("").Put(t.Context(), strings.NewReader("x")); !errors.Is(err, ErrNoFolder) {
		t.Errorf("no folder: %v", err)
	}
}

func TestTheSameFileFromManyHands(t *testing.T) {
	files := NewFiles(t.TempDir())
	content := bytes.Repeat([]byte("湖州"), 100_000)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			file, err := files.Put(t.Context(), bytes.NewReader(content))
			if err != nil {
				t.Error(err)
				return
			}
			opened, err := files.Open(t.Context(), file.SHA256)
			if err != nil {
				t.Error(err)
				return
			}
			defer func() { _ = opened.Close() }()
			if got, err := io.ReadAll(opened); err != nil || !bytes.Equal(got, content) {
				t.Errorf("%d bytes, %v", len(got), err)
			}
		})
	}
	group.Wait()
}
