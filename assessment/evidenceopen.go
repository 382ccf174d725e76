package assessment

import (
	"context"
	"io"
)

// OpenEvidence opens the file of one version and records who did. The caller
// closes it.
func (s *Service) OpenEvidence(ctx context.Context, cmd Command, id, evidenceID string) (*Evidence, io.ReadSeekCloser, error) {
	cmd.IdempotencyKey = "" // every look counts
	evidence, err := write(ctx, s, cmd, ActionOpenEvidence, func(tx Tx) (*Evidence, error) {
		application, err := findReached(tx, cmd.Actor, ActionOpenEvidence, id)
		if err != nil {
			return nil, err
		}
		evidence, err := tx.FindEvidence(evidenceID)
		if err != nil {
			return nil, found(err, "find evidence %s", evidenceID)
		}
		if evidence.ApplicationID != application.ID {
			return nil, fail(KindNotFound, CodeNotFound)
		}
		if err := kept(tx, ErasedEvidence, evidence.ID); err != nil {
			return nil, err
		}
		return evidence, s.record(tx, cmd, change{action: ActionOpenEvidence, object: objectApplication, id: id, after: evidence.step()})
	})
	if err != nil {
		return nil, nil, err
	}
	file, err := s.files.Open(ctx, evidence.SHA256)
	if err != nil {
		return nil, nil, wrap(err, "open evidence %s", evidenceID)
	}
	return evidence, file, nil
}

// EvidenceArchive is what an archive of an application's evidence is made of.
type EvidenceArchive struct {
	Application *Application
	Rows        []ArchiveRow // by the card's indicators, document and version

	files Files
}

// ArchiveRow is one version of a document; only current ones go into the archive,
// the others are named in its manifest.
type ArchiveRow struct {
	*Evidence
	No        string // of the indicator
	Title     string // of the indicator
	Current   bool
	Withdrawn bool
	Erased    bool // the file is gone, see Erasure
}

// Packed tells whether the row's file goes into the archive.
func (r ArchiveRow) Packed() bool { return r.Current && !r.Erased }

// Open opens the file of a row; the caller closes it.
func (a *EvidenceArchive) Open(ctx context.Context, row ArchiveRow) (io.ReadSeekCloser, error) {
	file, err := a.files.Open(ctx, row.SHA256)
	return file, wrap(err, "open evidence %s", row.ID)
}

// ExportEvidence lists what an archive of the whole evidence holds and records who
// took it, in the application's history and in the round's log of exports. The
// archive is made while it is sent, so the log has the bytes of its files and no
// digest; the manifest inside has that of each file.
func (s *Service) ExportEvidence(ctx context.Context, cmd Command, id string) (*EvidenceArchive, error) {
	cmd.IdempotencyKey = "" // every look counts
	return write(ctx, s, cmd, ActionExportEvidence, func(tx Tx) (*EvidenceArchive, error) {
		application, err := findReached(tx, cmd.Actor, ActionExportEvidence, id)
		if err != nil {
			return nil, err
		}
		_, card, err := s.roundAndCard(tx, application)
		if err != nil {
			return nil, err
		}
		list, err := loadEvidence(tx, application, card)
		if err != nil {
			return nil, err
		}
		archive := &EvidenceArchive{Application: application, files: s.files}
		current, size := 0, int64(0)
		for _, indicator := range card.Indicators() {
			for _, e := range list.ofIndicator(indicator.ID) {
				row := ArchiveRow{Evidence: e, No: indicator.No, Title: indicator.Name, Current: list.current(e), Withdrawn: list.withdrawn[e.Document] != nil, Erased: list.erased[e.ID]}
				if row.Packed() {
					current++
					size += e.Size
				}
				archive.Rows = append(archive.Rows, row)
			}
		}
		// Who reads the application's history finds the download there, who reads the
		// round's log of exports finds it here.
		err = s.record(tx, cmd, change{action: ActionExportEvidence, object: objectApplication, id: id, after: evidenceStep{Files: current}})
		if err != nil {
			return nil, err
		}
		left := exported{Kind: ExportEvidence, Application: id, Rows: current, Bytes: size}
		return archive, s.record(tx, cmd, change{action: ActionExported, object: objectExport, id: application.RoundID, after: left})
	})
}
