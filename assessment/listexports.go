package assessment

import (
	"cmp"
	"context"
	"io"
	"slices"
)

// NoticeList is the notice of a round as it is posted, for whom Notice is.
func (s *Service) NoticeList(ctx context.Context, actor Actor, roundID string) (*NoticeList, error) {
	return read(ctx, s, actor, ActionExportNotice, func(tx Tx) (*NoticeList, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		notice, err := currentNotice(tx, round)
		if err != nil {
			return nil, err
		}
		if notice == nil || !notice.begun(s.time()) && !hearsEarly(actor) {
			return nil, fail(KindNotFound, CodeNotFound)
		}
		d, err := decidedOf(tx, round)
		if err != nil {
			return nil, err
		}
		if d == nil { // a round on notice is decided
			return nil, fail(KindNotFound, CodeNotFound)
		}
		mark, err := s.mark(tx, ActionBeginNotice, roundID)
		if err != nil {
			return nil, err
		}
		return noticeList(d, notice, mark), nil
	})
}

// FinalList is who was certified in a round: for everyone once it is published, for
// lead, auditor and console as soon as it is decided.
func (s *Service) FinalList(ctx context.Context, actor Actor, roundID string) (*FinalList, error) {
	return read(ctx, s, actor, ActionExportFinal, func(tx Tx) (*FinalList, error) {
		d, err := s.decided(tx, actor, roundID)
		if err != nil {
			return nil, err
		}
		mark, err := s.outcomeMark(tx, d)
		if err != nil {
			return nil, err
		}
		return finalList(d, mark), nil
	})
}

// AwardList is who is paid what, from when the round is decided.
func (s *Service) AwardList(ctx context.Context, actor Actor, roundID string) (*AwardList, error) {
	return read(ctx, s, actor, ActionExportAwards, func(tx Tx) (*AwardList, error) {
		d, err := s.decided(tx, actor, roundID)
		if err != nil {
			return nil, err
		}
		earlier, err := s.decidedBefore(tx, d)
		if err != nil {
			return nil, err
		}
		mark, err := s.outcomeMark(tx, d)
		if err != nil {
			return nil, err
		}
		return awardList(d, earlier, mark), nil
	})
}

// ExportNotice has write put the notice into out, as ExportFinal does.
func (s *Service) ExportNotice(ctx context.Context, cmd Command, roundID string, kind ExportKind, out io.Writer, write func(io.Writer, *NoticeList) error) (*NoticeList, error) {
	list, err := s.NoticeList(ctx, cmd.Actor, roundID)
	if err != nil {
		return nil, err
	}
	return list, s.exportList(ctx, cmd, ActionExportNotice, roundID, exported{Kind: kind, Rows: len(list.Rows)}, out,
		func(w io.Writer) error { return write(w, list) })
}

// ExportFinal has write put the final list into out. What lead, auditor and console
// take is recorded as in ExportRanking; what everyone may read is not.
func (s *Service) ExportFinal(ctx context.Context, cmd Command, roundID string, kind ExportKind, out io.Writer, write func(io.Writer, *FinalList) error) (*FinalList, error) {
	list, err := s.FinalList(ctx, cmd.Actor, roundID)
	if err != nil {
		return nil, err
	}
	return list, s.exportList(ctx, cmd, ActionExportFinal, roundID, exported{Kind: kind, Rows: len(list.Rows)}, out,
		func(w io.Writer) error { return write(w, list) })
}

// ExportAwards has write put the award list into out, as ExportRanking does.
func (s *Service) ExportAwards(ctx context.Context, cmd Command, roundID string, kind ExportKind, out io.Writer, write func(io.Writer, *AwardList) error) (*AwardList, error) {
	list, err := s.AwardList(ctx, cmd.Actor, roundID)
	if err != nil {
		return nil, err
	}
	return list, s.exportList(ctx, cmd, ActionExportAwards, roundID, exported{Kind: kind, Rows: len(list.Rows)}, out,
		func(w io.Writer) error { return write(w, list) })
}

// exportList has a list written and, unless it was taken by someone of whom nothing
// is kept, recorded.
func (s *Service) exportList(ctx context.Context, cmd Command, right Action, roundID string, left exported, out io.Writer, write func(io.Writer) error) error {
	made := newDigest(out)
	if err := write(made); err != nil {
		return wrap(err, "write %s of round %s", left.Kind, roundID)
	}
	if !hearsEarly(cmd.Actor) {
		return nil
	}
	return s.recordExport(ctx, cmd, right, roundID, made.of(left))
}

// decided is a round with its outcome, as far as the actor may know of it. Whoever
// hears of outcomes is told that there is none yet (CodeOutcomePending); for others
// the list is not there.
func (s *Service) decided(tx Tx, actor Actor, roundID string) (*decidedRound, error) {
	round, err := tx.FindRoundByID(roundID)
	if err != nil {
		return nil, found(err, "find round %s", roundID)
	}
	hears := hearsEarly(actor)
	if !hears && round.State != RoundPublished {
		return nil, fail(KindNotFound, CodeNotFound)
	}
	d, err := decidedOf(tx, round)
	switch {
	case err != nil:
		return nil, err
	case d == nil && hears:
		return nil, fail(KindConflict, CodeOutcomePending)
	case d == nil:
		return nil, fail(KindNotFound, CodeNotFound)
	}
	return d, nil
}

// decidedOf is the round with its outcome, nil while that is pending.
func decidedOf(tx Tx, round *Round) (*decidedRound, error) {
	if round.State == RoundOpen {
		return nil, nil
	}
	meeting, err := findMeeting(tx, round.ID)
	if err != nil || meeting == nil {
		return nil, err
	}
	ranking, err := tx.FindPlaces(round.ID)
	if err != nil {
		return nil, wrap(err, "ranking of round %s", round.ID)
	}
	return &decidedRound{round, ranking, meeting}, nil
}

// decidedBefore are the published rounds whose outcome was recorded before that of
// d, oldest first: what was granted since is no matter of d, so that its list stays
// what it was.
func (s *Service) decidedBefore(tx Tx, d *decidedRound) (earlier []*decidedRound, err error) {
	rounds, err := tx.ListRounds()
	if err != nil {
		return nil, wrap(err, "list rounds")
	}
	inOrder := func(a, b *decidedRound) int {
		return cmp.Or(a.meeting.At.Compare(b.meeting.At), cmp.Compare(a.round.ID, b.round.ID))
	}
	for _, round := range rounds {
		if round.State != RoundPublished || round.ID == d.round.ID {
			continue
		}
		past, err := decidedOf(tx, round)
		if err != nil {
			return nil, err
		}
		if past != nil && inOrder(past, d) < 0 {
			earlier = append(earlier, past)
		}
	}
	slices.SortFunc(earlier, inOrder)
	return earlier, nil
}
