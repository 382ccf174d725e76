package api

import (
	"context"
	"encoding/hex"
	"io"

	"wuxing/assessment"
	"wuxing/workbook/sandbox"
)

// ListFile is an uploaded list (.xlsx, for assignments .csv, too) with the child
// that reads it.
type ListFile struct {
	data   []byte
	source assessment.Source
	run    *sandbox.Run
}

// OpenList reads a list of the name and hash and waits for a place for it; Close
// gives the place back.
func (d *Door) OpenList(ctx context.Context, name, sha256 string, content io.Reader) (*ListFile, error) {
	data, err := io.ReadAll(io.LimitReader(content, maxWorkbookBytes+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxWorkbookBytes {
		return nil, tooLarge(maxWorkbookBytes)
	}
	run, err := d.s.config.Workbooks.Open(ctx)
	if err != nil {
		return nil, busy(err)
	}
	return &ListFile{data, assessment.Source{Kind: assessment.SourceWorkbook, Name: fileName(name), SHA256: sha256}, run}, nil
}

// Close gives the place back.
func (l *ListFile) Close() { l.run.Close() }

// Assignment reads who is to review what.
func (l *ListFile) Assignment() assessment.NewAssignment {
	return l.run.ReadAssignments(l.data).Assignment()
}

// Authority reads the lists of other departments.
func (l *ListFile) Authority() assessment.ReadAuthority {
	return AuthorityReader(l.run, l.data, l.source)
}

// SHA256 is the hash of the file, in hexadecimal.
func (f *FileForm) SHA256() string { return hex.EncodeToString(f.u.sum) }

// Reader reads the file from its beginning.
func (f *FileForm) Reader() io.Reader { return io.NewSectionReader(f.u.file, 0, f.u.size) }
