package assessment

import (
	"context"
	"slices"
	"time"

	"wuxing/scoring"
)

// noticeStep is what the audit trail keeps of a notice.
type noticeStep struct {
	Notice   int       `json:"notice"`
	Snapshot string    `json:"snapshot"`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	Rows     int       `json:"rows"`
}

// BeginNotice puts a decided round on public notice, from now or from the beginning
// of a later day (startsOn, "": today). It lasts the round's number of working days,
// to 24:00 of the last; the day on which it begins does not count.
func (s *Service) BeginNotice(ctx context.Context, cmd Command, roundID, startsOn string) (*NoticeView, error) {
	return write(ctx, s, cmd, ActionBeginNotice, func(tx Tx) (*NoticeView, error) {
		round, present, err := s.moveRound(tx, cmd, roundID, ActionBeginNotice)
		if err != nil {
			return nil, err
		}
		day, problems := s.noticeDay(startsOn)
		if len(problems) > 0 {
			return nil, invalid(problems)
		}
		ranking, err := tx.FindRanking(round.ID)
		if err != nil {
			return nil, wrap(err, "ranking of round %s", round.ID)
		}
		meeting, err := findMeeting(tx, round.ID)
		if err != nil {
			return nil, err
		}
		if meeting == nil { // a decided round has one
			return nil, fail(KindConflict, CodeWrongState, "action", string(ActionBeginNotice), "state", string(present.State)).present(present)
		}
		now := s.time()
		notice := &Notice{
			RoundID: round.ID, RoundName: round.Name, Year: round.Year, Snapshot: meeting.Snapshot,
			StartsOn: day.Format(time.DateOnly), StartsAt: day.UTC(), Days: round.Settings.NoticeDays,
			EndsAt: round.Settings.afterWorkdays(day, round.Settings.NoticeDays), By: cmd.Actor.UserID, At: now,
		}
		if notice.StartsAt.Before(now) {
			notice.StartsAt = now
		}
		notice.Rows, notice.Applications = noticeRows(ranking, meeting)
		if err := tx.AddNotice(notice); err != nil {
			return nil, wrap(err, "add a notice of round %s", round.ID)
		}
		err = s.record(tx, cmd, change{
			action: ActionBeginNotice, object: objectNotice, id: round.ID,
			after: noticeStep{notice.Seq, notice.Snapshot, notice.StartsAt, notice.EndsAt, len(notice.Rows)},
		})
		if err != nil {
			return nil, err
		}
		ranked, err := tx.ListApplications(ApplicationFilter{RoundID: round.ID, States: []State{StateRanked}})
		if err != nil {
			return nil, wrap(err, "list the applications of round %s", round.ID)
		}
		for _, application := range ranked {
			if err := s.move(tx, cmd, application, ActionBeginNotice, "", nil); err != nil {
				return nil, err
			}
		}
		err = s.tell(tx, cmd, news{kind: MessageNotice, round: round, applications: ranked, params: []string{"due", dueText(notice.EndsAt)}})
		if err != nil {
			return nil, err
		}
		return &NoticeView{notice.head(now, round), notice.Rows}, nil
	})
}

// NoticePlan is how a notice would run.
type NoticePlan struct {
	StartsOn string    // 2026-06-08
	Days     int       // working days
	EndsAt   time.Time // excluded
	Special  []string  // days on its way on which the round's calendar is not the week's
	Rows     int       // enterprises on it
}

// PlanNotice tells how a notice that begins on a day ("": today) would run; it stores
// nothing.
func (s *Service) PlanNotice(ctx context.Context, actor Actor, roundID, startsOn string) (*NoticePlan, error) {
	return read(ctx, s, actor, ActionBeginNotice, func(tx Tx) (*NoticePlan, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		day, problems := s.noticeDay(startsOn)
		if len(problems) > 0 {
			return nil, invalid(problems)
		}
		settings := &round.Settings
		plan := &NoticePlan{StartsOn: day.Format(time.DateOnly), Days: settings.NoticeDays, EndsAt: settings.afterWorkdays(day, settings.NoticeDays)}
		for _, text := range slices.Concat(settings.Holidays, settings.Workdays) {
			if text > plan.StartsOn && text < plan.EndsAt.In(OfficeZone).Format(time.DateOnly) {
				plan.Special = append(plan.Special, text)
			}
		}
		slices.Sort(plan.Special)
		meeting, err := findMeeting(tx, round.ID)
		if err != nil || meeting == nil {
			return plan, err
		}
		for _, decided := range meeting.Decided {
			if decided.Outcome.level() >= OutcomeCertified.level() {
				plan.Rows++
			}
		}
		return plan, nil
	})
}

// noticeDay is the day on which a notice begins: today or later.
func (s *Service) noticeDay(text string) (day time.Time, problems scoring.Problems) {
	today := officeDay(s.time())
	if text == "" {
		return today, nil
	}
	last := today.AddDate(0, 0, longestNoticeAhead)
	day, err := time.ParseInLocation(time.DateOnly, text, OfficeZone)
	switch {
	case err != nil:
		problems.Add(CodeValueMalformed, scoring.Position{Path: "starts_on"}, "field", "starts_on", "found", printable(text), "format", "date")
	case day.Before(today) || day.After(last):
		problems.Add(CodeValueNotAllowed, scoring.Position{Path: "starts_on"}, "field", "starts_on", "found", text,
			"choices", today.Format(time.DateOnly)+"–"+last.Format(time.DateOnly))
	}
	return day, problems
}

// Notices lists the notices that have begun, the newest year first: of each round the
// one that counts, and where there is none the last that a reopening has stopped.
func (s *Service) Notices(ctx context.Context, actor Actor) ([]NoticeHead, error) {
	return read(ctx, s, actor, ActionReadNotice, func(tx Tx) ([]NoticeHead, error) {
		rounds, err := tx.ListRounds()
		if err != nil {
			return nil, wrap(err, "list rounds")
		}
		heads := []NoticeHead{}
		for _, round := range rounds {
			notice, err := currentNotice(tx, round)
			if err != nil {
				return nil, err
			}
			if notice != nil && (notice.begun(s.time()) || hearsEarly(actor)) {
				heads = append(heads, notice.head(s.time(), round))
				continue
			}
			stopped, err := stoppedNotice(tx, round)
			if err != nil {
				return nil, err
			}
			if stopped != nil {
				heads = append(heads, *stopped)
			}
		}
		return heads, nil
	})
}

// stoppedNotice is the last notice of the round that a reopening has ended while the
// public could read it; nil where there is none.
func stoppedNotice(tx Tx, round *Round) (*NoticeHead, error) {
	notices, err := tx.ListNotices(round.ID)
	if err != nil || len(notices) == 0 {
		return nil, wrap(err, "list the notices of round %s", round.ID)
	}
	events, err := tx.ListAudit(objectRound, round.ID)
	if err != nil {
		return nil, wrap(err, "list the history of round %s", round.ID)
	}
	for _, notice := range slices.Backward(notices) {
		for _, event := range events {
			if event.Action != ActionReopen || event.At.Before(notice.At) {
				continue
			}
			if !notice.begun(event.At) {
				break
			}
			head, at := notice.head(event.At, round), event.At
			head.State, head.StoppedAt = NoticeStopped, &at
			return &head, nil
		}
	}
	return nil, nil
}

// Notice is the notice of a round from the moment it begins; before, it is not there
// but for those who know what was decided.
func (s *Service) Notice(ctx context.Context, actor Actor, roundID string) (*NoticeView, error) {
	return read(ctx, s, actor, ActionReadNotice, func(tx Tx) (*NoticeView, error) {
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
		return &NoticeView{notice.head(s.time(), round), notice.Rows}, nil
	})
}

// Final is the list of a published round. A round that was published without a joint
// meeting has none.
func (s *Service) Final(ctx context.Context, actor Actor, roundID string) (*FinalView, error) {
	return read(ctx, s, actor, ActionReadNotice, func(tx Tx) (*FinalView, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		meeting, err := findMeeting(tx, round.ID)
		if err != nil {
			return nil, err
		}
		if round.State != RoundPublished || meeting == nil {
			return nil, fail(KindNotFound, CodeNotFound)
		}
		ranking, err := tx.FindPlaces(round.ID)
		if err != nil {
			return nil, wrap(err, "ranking of round %s", round.ID)
		}
		view := &FinalView{Round: round.ID, RoundName: round.Name, Year: round.Year}
		view.Rows, _ = noticeRows(ranking, meeting)
		confirmed, err := lastPublication(tx, round.ID)
		if confirmed != nil && confirmed.Confirmed {
			view.PublishedAt = &confirmed.At
		}
		return view, err
	})
}
