package assessment

import (
	"context"

	"wuxing/scoring"
)

// Inbox is a page of the actor's own messages, newest first.
func (s *Service) Inbox(ctx context.Context, actor Actor, page InboxPage) (*InboxView, error) {
	return read(ctx, s, actor, ActionReadInbox, func(tx Tx) (*InboxView, error) {
		limit := page.Limit
		if limit <= 0 || limit > MaxInboxLimit {
			limit = DefaultInboxLimit
		}
		messages, err := tx.ListMessages(MessageFilter{UserID: actor.UserID, Before: page.After, Unread: page.Unread, Limit: limit + 1})
		if err != nil {
			return nil, wrap(err, "list the messages of %s", actor.UserID)
		}
		view := &InboxView{Messages: []MessageView{}}
		if len(messages) > limit {
			messages = messages[:limit]
			view.Next = messages[limit-1].Seq
		}
		for _, message := range messages {
			view.Messages = append(view.Messages, message.view())
		}
		view.Unread, err = tx.CountUnread(actor.UserID)
		return view, wrap(err, "count the unread messages of %s", actor.UserID)
	})
}

func (m *Message) view() MessageView {
	return MessageView{
		ID: m.ID, Seq: m.Seq, Round: m.RoundID, Application: m.ApplicationID, Kind: m.Kind, Params: m.Params,
		Read: !m.ReadAt.IsZero(), At: m.At,
	}
}

// MarkRead marks messages of the actor as read and says how many are left. What
// was read stays so; another's message is not there (KindNotFound), and then
// nothing is marked.
func (s *Service) MarkRead(ctx context.Context, cmd Command, marks ReadMarks) (unread int, err error) {
	return write(ctx, s, cmd, ActionMarkRead, func(tx Tx) (int, error) {
		if problems := marks.check(); len(problems) > 0 {
			return 0, invalid(problems)
		}
		ids, err := marks.unread(tx, cmd.Actor.UserID)
		if err != nil {
			return 0, err
		}
		if err := tx.AddReadMarks(ids, s.time()); err != nil {
			return 0, wrap(err, "mark messages of %s", cmd.Actor.UserID)
		}
		count, err := tx.CountUnread(cmd.Actor.UserID)
		return count, wrap(err, "count the unread messages of %s", cmd.Actor.UserID)
	})
}

// check asks for one of the two ways to say what was read.
func (r *ReadMarks) check() (problems scoring.Problems) {
	switch {
	case r.UpTo == "" && len(r.IDs) == 0:
		problems.Add(CodeValueMissing, scoring.Position{Path: "up_to"}, "field", "up_to")
	case r.UpTo != "" && len(r.IDs) > 0:
		problems.Add(CodeValueMalformed, scoring.Position{Path: "ids"}, "field", "ids", "found", "up_to, ids")
	case len(r.IDs) > MaxInboxLimit:
		problems.Add(CodeValueTooLong, scoring.Position{Path: "ids"}, "field", "ids", "limit", itoa(MaxInboxLimit))
	}
	return problems
}

// unread are the ids that get a mark now.
func (r *ReadMarks) unread(tx Tx, userID string) (ids []string, err error) {
	if r.UpTo != "" {
		last, err := tx.FindMessage(userID, r.UpTo)
		if err != nil {
			return nil, found(err, "find message %s", r.UpTo)
		}
		messages, err := tx.ListMessages(MessageFilter{UserID: userID, Until: last.Seq, Unread: true})
		if err != nil {
			return nil, wrap(err, "list the unread messages of %s", userID)
		}
		for _, message := range messages {
			ids = append(ids, message.ID)
		}
		return ids, nil
	}
	seen := make(map[string]bool)
	for _, id := range r.IDs {
		message, err := tx.FindMessage(userID, id)
		if err != nil {
			return nil, found(err, "find message %s", id)
		}
		if message.ReadAt.IsZero() && !seen[id] {
			ids = append(ids, id)
		}
		seen[id] = true
	}
	return ids, nil
}
