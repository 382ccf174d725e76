package assessment

import (
	"context"
	"errors"
	"io"
)

// KeepForPreview keeps a file whose effect is to be previewed under an action, so
// that it need not be sent again to be confirmed. One that is never confirmed stays
// without a row, which does no harm.
func (s *Service) KeepForPreview(ctx context.Context, actor Actor, action Action, content io.Reader) (File, error) {
	if err := allow(actor, action); err != nil {
		return File{}, err
	}
	file, err := s.files.Put(ctx, content)
	return file, wrap(err, "keep a file for its preview")
}

// OpenPreviewed opens a file that was kept for its preview. The caller closes it.
func (s *Service) OpenPreviewed(ctx context.Context, actor Actor, action Action, sha256 string) (io.ReadSeekCloser, error) {
	if err := allow(actor, action); err != nil {
		return nil, err
	}
	file, err := s.files.Open(ctx, sha256)
	if errors.Is(err, ErrNotFound) {
		return nil, fail(KindNotFound, CodeNotFound)
	}
	return file, wrap(err, "open a file that was previewed")
}
