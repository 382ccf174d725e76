package assessment

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash"
	"io"

	"wuxing/scoring"
)

// ExportRanking has write put the ranking of a round into out, and records that,
// by whom and with which digest. Nothing may leave before it returns: what could
// not be recorded is not exported. The ranking that was written comes back.
func (s *Service) ExportRanking(ctx context.Context, cmd Command, roundID string, kind ExportKind, out io.Writer,
	write func(w io.Writer, ranking *Ranking, card *scoring.Card) error,
) (*Ranking, error) {
	var card *scoring.Card
	ranking, err := read(ctx, s, cmd.Actor, ActionExportRanking, func(tx Tx) (*Ranking, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		if card, err = s.cardOf(round); err != nil { // the workbook quotes its clauses
			return nil, err
		}
		return s.rankingFor(tx, cmd.Actor, roundID)
	})
	if err != nil {
		return nil, err
	}
	made := newDigest(out)
	if err := write(made, ranking, card); err != nil {
		return nil, wrap(err, "write %s of round %s", kind, roundID)
	}
	rows := len(ranking.Rows)
	if kind == ExportLinesCSV {
		rows = 0
		for i := range ranking.Rows {
			rows += len(ranking.Rows[i].Lines)
		}
	}
	return ranking, s.recordExport(ctx, cmd, ActionExportRanking, roundID, made.of(exported{Kind: kind, Rows: rows}))
}

// ExportSheet has write put the score sheet of an application into out; otherwise
// it is as ExportRanking. Whoever may read the application may have its sheet,
// with as much of the review as is released to them.
func (s *Service) ExportSheet(ctx context.Context, cmd Command, id string, out io.Writer,
	write func(w io.Writer, sheet *ScoreSheet) error,
) (*ScoreSheet, error) {
	return s.exportApplication(ctx, cmd, id, ExportPrinted, out, write)
}

// ExportForm has write put the facts of an application into out, as ExportSheet
// does with its scores.
func (s *Service) ExportForm(ctx context.Context, cmd Command, id string, out io.Writer,
	write func(w io.Writer, sheet *ScoreSheet) error,
) (*ScoreSheet, error) {
	return s.exportApplication(ctx, cmd, id, ExportForm, out, write)
}

func (s *Service) exportApplication(ctx context.Context, cmd Command, id string, kind ExportKind, out io.Writer,
	write func(w io.Writer, sheet *ScoreSheet) error,
) (*ScoreSheet, error) {
	sheet, err := read(ctx, s, cmd.Actor, ActionExportApplication, func(tx Tx) (*ScoreSheet, error) {
		return s.sheet(tx, cmd.Actor, ActionExportApplication, id)
	})
	if err != nil {
		return nil, err
	}
	made := newDigest(out)
	if err := write(made, sheet); err != nil {
		return nil, wrap(err, "write %s of %s", kind, id)
	}
	return sheet, s.recordExport(ctx, cmd, ActionExportApplication, sheet.RoundID, made.of(exported{Kind: kind, Application: id, Rows: 1}))
}

// ExportSheets hands the score sheets of all submitted applications of a round to
// the sink, in the order of their ids, for it to write them to out. Each is read
// when its turn comes, so that the memory it takes does not grow with the round.
// That it began is recorded before the sink's Begin, that it was whole after its
// End. It gives the hexadecimal SHA-256 of what went out.
func (s *Service) ExportSheets(ctx context.Context, cmd Command, roundID string, out io.Writer, sink SheetSink) (sum string, err error) {
	ids, err := read(ctx, s, cmd.Actor, ActionExportRound, func(tx Tx) (ids []string, err error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		if _, err := s.cardOf(round); err != nil {
			return nil, err
		}
		return s.openTo(tx, cmd.Actor, ActionExportRound, roundID)
	})
	if err != nil {
		return "", err
	}
	left := exported{Kind: ExportPrintedAll, Rows: len(ids)}
	if err := s.recordExport(ctx, cmd, ActionExportRound, roundID, left); err != nil {
		return "", err
	}
	made := newDigest(out)
	if err := sink.Begin(made, len(ids)); err != nil {
		return "", wrap(err, "begin %s of round %s", left.Kind, roundID)
	}
	sent := s.sending.begin(cmd.RequestID)
	defer s.sending.end(cmd.RequestID)
	for _, id := range ids {
		sheet, err := read(ctx, s, cmd.Actor, ActionExportRound, func(tx Tx) (*ScoreSheet, error) { return s.sheet(tx, cmd.Actor, ActionExportRound, id) })
		if err != nil {
			return "", err
		}
		if err := sink.Add(sheet); err != nil {
			return "", wrap(err, "write the sheet of %s", id)
		}
		sent.Add(1)
	}
	if err := sink.End(); err != nil {
		return "", wrap(err, "end %s of round %s", left.Kind, roundID)
	}
	left = made.of(left)
	return left.SHA256, s.recordExport(ctx, cmd, ActionExportRound, roundID, left)
}

// openTo lists the applications of a round that the action opens to the actor, by
// id: a reviewer's without those that it has not declared on yet.
func (s *Service) openTo(tx Tx, actor Actor, action Action, roundID string) (ids []string, err error) {
	filter, some, err := narrow(tx, actor, action, ApplicationFilter{RoundID: roundID})
	if err != nil || !some {
		return nil, err
	}
	applications, err := tx.ListApplications(filter)
	if err != nil {
		return nil, wrap(err, "list the applications of round %s", roundID)
	}
	for _, application := range applications {
		if actor.Role == RoleReviewer {
			b, err := loadBench(tx, application)
			if err != nil {
				return nil, err
			}
			if b.mustDeclare(actor) || !reaches(actor, action, application, b) {
				continue
			}
		}
		ids = append(ids, application.ID)
	}
	return ids, nil
}

// ListExports is the log of what left of a round, oldest first: its lists and the
// sheets and forms of its applications.
func (s *Service) ListExports(ctx context.Context, actor Actor, roundID string) ([]Export, error) {
	return read(ctx, s, actor, ActionListExports, func(tx Tx) ([]Export, error) {
		if _, err := tx.FindRoundByID(roundID); err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		events, err := tx.ListAudit(objectExport, roundID)
		if err != nil {
			return nil, wrap(err, "list the exports of round %s", roundID)
		}
		exports := make([]Export, len(events))
		names := &names{tx: tx}
		for i, event := range events {
			var kept exported
			if err := json.Unmarshal(event.After, &kept); err != nil {
				return nil, wrap(err, "read export %d", event.Seq)
			}
			name, err := names.of(event.ActorID)
			if err != nil {
				return nil, err
			}
			exports[i] = Export{
				At: event.At, Actor: name, Role: event.Role, Kind: kept.Kind, Application: kept.Application,
				Rows: kept.Rows, Bytes: kept.Bytes, SHA256: kept.SHA256, RequestID: event.RequestID,
			}
			if kept.SHA256 == "" {
				exports[i].Sent = s.sending.sent(event.RequestID)
			}
		}
		return exports, nil
	})
}

// recordExport appends to the log. An idempotency key means nothing here: what
// leaves again is recorded again.
func (s *Service) recordExport(ctx context.Context, cmd Command, right Action, roundID string, left exported) error {
	cmd.IdempotencyKey = ""
	_, err := write(ctx, s, cmd, right, func(tx Tx) (struct{}, error) {
		return struct{}{}, s.record(tx, cmd, change{action: ActionExported, object: objectExport, id: roundID, after: left})
	})
	return err
}

// sheet reads a score sheet: the view that the actor may see, and the review where
// that view shows it.
func (s *Service) sheet(tx Tx, actor Actor, action Action, id string) (*ScoreSheet, error) {
	application, b, err := findBenched(tx, actor, action, id)
	if err != nil {
		return nil, err
	}
	round, card, err := s.roundAndCard(tx, application)
	if err != nil {
		return nil, err
	}
	view, err := s.view(tx, actor, application)
	if err != nil {
		return nil, err
	}
	view.ApplicationHead = b.cover(actor, application, view.ApplicationHead)
	sheet := &ScoreSheet{RoundID: round.ID, RoundName: round.Name, Year: round.Year, Card: card, Application: view}
	if sheet.Facts, err = storedFacts(card, view.Facts); err != nil {
		return nil, err
	}
	submission, err := tx.FindSubmission(id, view.Revision)
	if err != nil {
		return nil, wrap(err, "find submission %d of %s", view.Revision, id)
	}
	sheet.FilledAt = submission.At
	if view.Official == nil {
		return sheet, nil
	}
	finished, err := tx.FindReview(id, LaneOfficial)
	if err != nil {
		return nil, wrap(err, "find the review of %s", id)
	}
	sheet.ReviewedAt = finished.At
	st, err := s.loadStanding(tx, card, application, b, LaneOfficial)
	if err != nil {
		return nil, err
	}
	review, err := st.view(tx, actor, application, b)
	if err != nil {
		return nil, err
	}
	sheet.Official, sheet.Rows, sheet.Reviewer = st.corrected, review.Rows, review.Reviewer
	return sheet, nil
}

// digest passes bytes on and keeps count and digest of them.
type digest struct {
	out   io.Writer
	sum   hash.Hash
	bytes int64
}

func newDigest(out io.Writer) *digest { return &digest{out: out, sum: sha256.New()} }

func (d *digest) Write(p []byte) (int, error) {
	n, err := d.out.Write(p)
	_, _ = d.sum.Write(p[:n]) // a hash does not fail
	d.bytes += int64(n)
	return n, err
}

func (d *digest) of(left exported) exported {
	left.Bytes, left.SHA256 = d.bytes, hex.EncodeToString(d.sum.Sum(nil))
	return left
}
