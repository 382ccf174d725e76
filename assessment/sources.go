package assessment

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
)

// keep puts the workbook that was read on the disk, before a row names it. What
// is refused afterwards leaves a file that nobody refers to, which does no harm.
func (s *Service) keep(ctx context.Context, answers *Answers) error {
	if answers.File == nil {
		return nil
	}
	file, err := s.files.Put(ctx, bytes.NewReader(answers.File))
	if err != nil {
		return wrap(err, "keep a workbook")
	}
	if file.SHA256 != answers.Source.SHA256 {
		return fmt.Errorf("keep a workbook: kept as %s, read as %s", file.SHA256, answers.Source.SHA256)
	}
	return nil
}

// SourceFile is the workbook behind a submission, as it was kept.
type SourceFile struct {
	Name    string // as uploaded; may be empty
	Content io.ReadSeekCloser
}

// ExportSource opens the workbook of the newest facts that the actor may see: of
// the enterprise its newest revision, of the bureau the one submitted last. The
// export is recorded in the log of exports. Facts that did not come from a workbook,
// or whose file is gone, are CodeNoSourceFile; a file that is no longer what was
// kept is an error. The caller closes the content.
func (s *Service) ExportSource(ctx context.Context, cmd Command, id string) (*SourceFile, error) {
	cmd.IdempotencyKey = "" // an open file is no stored reply
	var file *SourceFile
	_, err := write(ctx, s, cmd, ActionExportSource, func(tx Tx) (struct{}, error) {
		application, err := findReached(tx, cmd.Actor, ActionExportSource, id)
		if err != nil {
			return struct{}{}, err
		}
		revision := application.shown(cmd.Actor)
		submission, err := tx.FindSubmission(application.ID, revision)
		if err != nil {
			return struct{}{}, wrap(err, "find submission %d of %s", revision, application.ID)
		}
		if err := kept(tx, ErasedWorkbook, workbookOf(application.ID, revision)); err != nil {
			return struct{}{}, err
		}
		content, err := s.files.Open(ctx, submission.Source.SHA256)
		if errors.Is(err, ErrNotFound) {
			return struct{}{}, fail(KindNotFound, CodeNoSourceFile)
		}
		if err != nil {
			return struct{}{}, wrap(err, "open the workbook of %s", application.ID)
		}
		file = &SourceFile{Name: submission.Source.Name, Content: content}
		made := newDigest(io.Discard)
		if _, err = io.Copy(made, content); err == nil {
			_, err = content.Seek(0, io.SeekStart)
		}
		if err != nil {
			return struct{}{}, wrap(err, "read the workbook of %s", application.ID)
		}
		left := made.of(exported{Kind: ExportSource, Application: application.ID, Rows: 1})
		if left.SHA256 != submission.Source.SHA256 {
			return struct{}{}, fmt.Errorf("the workbook of %s has been damaged: it is %s, was %s", application.ID, left.SHA256, submission.Source.SHA256)
		}
		return struct{}{}, s.record(tx, cmd, change{action: ActionExported, object: objectExport, id: application.RoundID, after: left})
	})
	if err != nil {
		if file != nil {
			err = errors.Join(err, file.Content.Close())
		}
		return nil, err
	}
	return file, nil
}
