package assessment

import (
	"context"
	"io"
	"time"
)

// Files keeps what was handed in (workbooks without our marks, evidence), each under the
// SHA-256 of its content. A file is added before the row that names it, and never
// changed.
type Files interface {
	// Put reads to the end and keeps what it has read: when it returns, the file is
	// on the disk. The same content again is the same file. The caller bounds the
	// reader; its error comes back as it is, and then nothing is kept.
	Put(ctx context.Context, content io.Reader) (File, error)
	// Open opens a file by its hash; ErrNotFound where there is none. The caller
	// closes it.
	Open(ctx context.Context, sha256 string) (io.ReadSeekCloser, error)
	// Erase removes files for good, but for those that came after a moment (their row
	// may be on its way), and none while a backup reads them. It counts those left.
	Erase(ctx context.Context, sha256 []string, before time.Time) (left int, err error)
}

// File is a kept file.
type File struct {
	SHA256 string // hexadecimal, lower case
	Size   int64  // bytes
}
