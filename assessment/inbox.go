package assessment

import "time"

// Message is one line of a user's inbox: a code with parameters, whose sentence
// is worded when it is read (see MessageKind.Sentence). Added, never edited.
type Message struct {
	ID            string
	UserID        string
	Seq           int // within the inbox, from 1 without a gap; given by the store
	RoundID       string
	ApplicationID string // "": concerns the round
	Kind          MessageKind
	Params        map[string]string // names of rounds, enterprises and indicators, dates; no scores, no persons
	At            time.Time
	ReadAt        time.Time // zero: unread
}

// MessageKind is what a message tells. It is public interface; tellings.go says
// who is told.
type MessageKind string

// The kinds of message.
const (
	MessageSubmitted       MessageKind = "application_submitted"
	MessageResubmitted     MessageKind = "application_resubmitted"
	MessageWithdrawn       MessageKind = "application_withdrawn"
	MessageChecked         MessageKind = "application_checked"
	MessageArrived         MessageKind = "application_arrived"
	MessageSentBack        MessageKind = "application_sent_back"
	MessageReturned        MessageKind = "application_returned"
	MessageExtended        MessageKind = "extension_granted"
	MessageAssigned        MessageKind = "review_assigned"
	MessageRecused         MessageKind = "reviewer_recused"
	MessageReviewReopened  MessageKind = "review_reopened"
	MessageModeration      MessageKind = "moderation_needed"
	MessageLiftingProposed MessageKind = "lifting_proposed"
	MessageLiftingDecided  MessageKind = "lifting_decided"
	MessageReleased        MessageKind = "results_released"
	MessageAppealsLonger   MessageKind = "appeals_prolonged"
	MessageAppealFiled     MessageKind = "appeal_filed"
	MessageAppealDecided   MessageKind = "appeal_decided"
	MessageReopeningAsked  MessageKind = "reopening_asked"
	MessageRoundReopened   MessageKind = "round_reopened"
	MessageNotice          MessageKind = "notice_begun"
	MessageNoticeStopped   MessageKind = "notice_stopped"
	MessageObjection       MessageKind = "objection_filed"
	MessagePublishingAsked MessageKind = "publication_asked"
	MessagePublished       MessageKind = "results_published"
	MessageRegistered      MessageKind = "registration_received"

	// Who is said to lie in another township than before: to the clerks of both.
	MessageRegistrationLeft MessageKind = "registration_left"
	MessageRegistrationCame MessageKind = "registration_came"
	MessageEnterpriseLeft   MessageKind = "enterprise_left"
	MessageEnterpriseCame   MessageKind = "enterprise_came"
)

// Sentence is the code under which templates/messages holds the sentence.
func (k MessageKind) Sentence() string { return "message." + string(k) }

// MessageView is a message as its owner reads it.
type MessageView struct {
	ID          string            `json:"id"`
	Seq         int               `json:"seq"`
	Round       string            `json:"round"`
	Application string            `json:"application,omitempty"`
	Kind        MessageKind       `json:"kind"`
	Params      map[string]string `json:"params"`
	Text        string            `json:"text"` // the sentence; the door puts it in, in the reader's language
	Read        bool              `json:"read"`
	At          time.Time         `json:"created_at"`
}

// InboxView is a page of an inbox, newest first.
type InboxView struct {
	Messages []MessageView `json:"messages"`
	Unread   int           `json:"unread"`         // in the whole inbox
	Next     int           `json:"next,omitempty"` // the Seq to go on after; 0: nothing is left
}

// InboxPage says which part of an inbox is wanted.
type InboxPage struct {
	After  int  // only what is older than this Seq; 0: from the newest on
	Unread bool // only what was not read
	Limit  int  // 0: DefaultInboxLimit
}

// How many messages a page of an inbox has, and how many can be named as read at
// once.
const (
	DefaultInboxLimit = 50
	MaxInboxLimit     = 200
)

// ReadMarks says what was read: everything up to a message, or single ones.
type ReadMarks struct {
	UpTo string   // id
	IDs  []string // ids
}

// MessageFilter narrows a list of messages; zero fields narrow nothing.
type MessageFilter struct {
	UserID string // always
	Before int    // Seq, excluded
	Until  int    // Seq, included
	Unread bool
	Limit  int
}

// RecipientFilter names whom to tell: all that any of its parts names, of the
// accounts that are in use.
type RecipientFilter struct {
	IDs         []string // of users
	Enterprises []string // ids: all accounts of these
	Role        Role
	Area        string // with Role: only of this area
}

// InboxTx keeps messages and what was read of them.
type InboxTx interface {
	// AddMessage adds to the inbox of its user, and to the mails that go out where
	// mailed is set. The store numbers the messages of a transaction at its end.
	AddMessage(message *Message, mailed bool) error
	ListMessages(filter MessageFilter) ([]*Message, error) // newest first
	CountUnread(userID string) (int, error)
	FindMessage(userID, id string) (*Message, error)
	AddReadMarks(ids []string, at time.Time) error // of messages that have none
	ListRecipients(filter RecipientFilter) ([]*User, error)
}
