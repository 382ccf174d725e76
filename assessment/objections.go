package assessment

import (
	"context"
	"slices"
	"strings"
	"time"

	"wuxing/scoring"
)

// objectionStep is what the audit trail keeps of an objection: ids and numbers.
type objectionStep struct {
	Round       string          `json:"round"`
	Notice      int             `json:"notice"`
	No          int             `json:"no,omitempty"`
	ReceivedOn  string          `json:"received_on,omitempty"`
	Application string          `json:"application,omitempty"`
	Indicator   string          `json:"indicator,omitempty"`
	Result      ObjectionResult `json:"result,omitempty"`
}

// Object takes in an objection while the notice runs; it takes no account, and whoever
// has one objects like everybody else. What came by hand (ReceivedOn) the lead
// records: the day on which it came must lie in the notice.
func (s *Service) Object(ctx context.Context, cmd Command, roundID string, n NewObjection) (*ObjectionReceipt, error) {
	if n.ReceivedOn == "" {
		cmd.Actor = Actor{Role: RolePublic}
	} else if err := allow(cmd.Actor, ActionRecordObjection); err != nil {
		return nil, err
	}
	return write(ctx, s, cmd, ActionObject, func(tx Tx) (*ObjectionReceipt, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		notice, err := s.mayObject(tx, round, n)
		if err != nil {
			return nil, err
		}
		if problems := n.check(notice, s.time()); len(problems) > 0 {
			return nil, invalid(problems)
		}
		now := s.time()
		objection := &Objection{
			ID: s.newID(), RoundID: round.ID, Notice: notice.Seq, No: n.No, Name: strings.TrimSpace(n.Name), Contact: strings.TrimSpace(n.Contact),
			Text: strings.TrimSpace(n.Text), ReceivedOn: n.ReceivedOn, RecordedBy: cmd.Actor.UserID, At: now,
		}
		if n.ReceivedOn == "" {
			objection.ReceivedOn = officeDay(now).Format(time.DateOnly)
		}
		if n.No > 0 {
			objection.ApplicationID = notice.Applications[n.No-1]
		}
		if err := tx.AddObjection(objection); err != nil {
			return nil, wrap(err, "add an objection in round %s", round.ID)
		}
		if n.ReceivedOn == "" { // counted last: adding waits for those beside
			open, err := tx.CountOpenObjections(round.ID, false)
			if err != nil {
				return nil, wrap(err, "count the objections of round %s", round.ID)
			}
			if open > maxOpenObjections {
				return nil, fail(KindConflict, CodeTooManyObjections, "limit", itoa(maxOpenObjections))
			}
		}
		err = s.record(tx, cmd, change{action: ActionObject, object: objectObjection, id: objection.ID, after: objectionStep{
			Round: round.ID, Notice: notice.Seq, No: n.No, ReceivedOn: n.ReceivedOn, Application: objection.ApplicationID,
		}})
		if err != nil {
			return nil, err
		}
		return &ObjectionReceipt{ID: objection.ID, ReceivedAt: now}, s.tell(tx, cmd, news{kind: MessageObjection, round: round})
	})
}

// mayObject is the notice of a round while objections can be brought against it; to
// the public it is not there before it has begun.
func (s *Service) mayObject(tx Tx, round *Round, n NewObjection) (*Notice, error) {
	notice, err := currentNotice(tx, round)
	if err != nil {
		return nil, err
	}
	byHand := n.ReceivedOn != ""
	if notice == nil || !notice.begun(s.time()) && !byHand {
		return nil, fail(KindNotFound, CodeNotFound)
	}
	action := ActionObject
	if byHand {
		action = ActionRecordObjection
	}
	if _, ok := round.next(action); !ok || notice.over(s.time()) && !byHand {
		return nil, fail(KindConflict, CodeObjectionsOver, "at", timeText(notice.EndsAt))
	}
	return notice, nil
}

// check finds everything wrong with an objection to a notice.
func (n *NewObjection) check(notice *Notice, now time.Time) (problems scoring.Problems) {
	for _, problem := range checkText(n.Name, "name", 1, maxObjectorName) {
		problem.Params["field"] = "objector" // a person or a body, not the name of a thing
		problems = append(problems, problem)
	}
	problems = append(problems, checkText(n.Contact, "contact", 1, maxObjectorContact)...)
	problems = append(problems, checkText(n.Text, "text", minObjection, maxObjection)...)
	if n.No < 0 || n.No > len(notice.Rows) {
		problems.Add(CodeValueNotAllowed, scoring.Position{Path: "enterprise"}, "field", "enterprise", "found", itoa(n.No), "choices", "1–"+itoa(len(notice.Rows)))
	}
	if n.ReceivedOn == "" {
		return problems
	}
	at := scoring.Position{Path: "received_on"}
	day, err := time.ParseInLocation(time.DateOnly, n.ReceivedOn, OfficeZone)
	first, last := officeDay(notice.StartsAt), officeDay(notice.EndsAt.Add(-time.Microsecond))
	switch {
	case err != nil || day.After(now):
		problems.Add(CodeValueMalformed, at, "field", "received_on", "found", printable(n.ReceivedOn), "format", "today")
	case day.Before(first) || day.After(last):
		problems.Add(CodeValueNotAllowed, at, "field", "received_on", "found", n.ReceivedOn,
			"choices", first.Format(time.DateOnly)+"–"+last.Format(time.DateOnly))
	}
	return problems
}

// Objections are the objections of a round with who brought them.
func (s *Service) Objections(ctx context.Context, actor Actor, roundID string) (*ObjectionsView, error) {
	return read(ctx, s, actor, ActionListObjections, func(tx Tx) (*ObjectionsView, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		notice, err := currentNotice(tx, round)
		if err != nil {
			return nil, err
		}
		objections, err := tx.ListObjections(round.ID)
		if err != nil {
			return nil, wrap(err, "list the objections of round %s", round.ID)
		}
		links, closings, err := aboutObjections(tx, round.ID)
		if err != nil {
			return nil, err
		}
		view := &ObjectionsView{Objections: []ObjectionView{}}
		names := &names{tx: tx}
		for _, o := range objections {
			row := ObjectionView{
				ObjectionStep: o.step(links[o.ID], closings[o.ID]), Notice: o.Notice, Current: notice != nil && notice.Seq == o.Notice,
				No: o.No, Name: maskedName(o.Name), Contact: maskedContact(o.Contact), Text: o.Text, ByHand: o.RecordedBy != "", ReceivedOn: o.ReceivedOn, At: o.At,
			}
			if row.Application != "" {
				application, err := tx.FindApplicationByID(row.Application)
				if err != nil {
					return nil, wrap(err, "find application %s", row.Application)
				}
				enterprise := application.Enterprise.Scoring()
				row.Enterprise = &enterprise
			}
			if row.RecordedBy, err = names.of(o.RecordedBy); err != nil {
				return nil, err
			}
			if closing := closings[o.ID]; closing == nil {
				view.Open++
			} else {
				row.Answer, row.ClosedAt = closing.Answer, &closing.At
				if row.ClosedBy, err = names.of(closing.By); err != nil {
					return nil, err
				}
			}
			view.Objections = append(view.Objections, row)
		}
		return view, nil
	})
}

// aboutObjections are the newest link and the closing of each objection of a round.
func aboutObjections(tx Tx, roundID string) (map[string]*ObjectionLink, map[string]*ObjectionClosing, error) {
	links, closings := make(map[string]*ObjectionLink), make(map[string]*ObjectionClosing)
	linked, err := tx.ListObjectionLinks(roundID)
	if err != nil {
		return nil, nil, wrap(err, "list the links of the objections of round %s", roundID)
	}
	closed, err := tx.ListObjectionClosings(roundID)
	if err != nil {
		return nil, nil, wrap(err, "list the closed objections of round %s", roundID)
	}
	for _, link := range linked {
		links[link.ObjectionID] = link
	}
	for _, closing := range closed {
		closings[closing.ObjectionID] = closing
	}
	return links, closings, nil
}

func (o *Objection) step(link *ObjectionLink, closing *ObjectionClosing) ObjectionStep {
	step := ObjectionStep{ID: o.ID, Application: o.ApplicationID}
	if link != nil {
		step.Application, step.Indicator = link.ApplicationID, link.Indicator
	}
	if closing != nil {
		step.Result = closing.Result
	}
	return step
}

// foundedAgainst counts the objections that were found well-founded since the notice
// was made, and concern an application on its list.
func foundedAgainst(tx Tx, notice *Notice) (count int, err error) {
	objections, err := tx.ListObjections(notice.RoundID)
	if err != nil {
		return 0, wrap(err, "list the objections of round %s", notice.RoundID)
	}
	links, closings, err := aboutObjections(tx, notice.RoundID)
	if err != nil {
		return 0, err
	}
	for _, o := range objections {
		closing := closings[o.ID]
		if closing == nil || closing.Result != ObjectionFounded || o.Notice != notice.Seq && !closing.At.After(notice.At) {
			continue
		}
		if slices.Contains(notice.Applications, o.step(links[o.ID], nil).Application) {
			count++
		}
	}
	return count, nil
}
