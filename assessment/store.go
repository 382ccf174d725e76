package assessment

import (
	"context"
	"errors"
	"time"
)

// Errors that a Store returns; nothing of a database leaves it.
var (
	ErrNotFound  = errors.New("not found")
	ErrDuplicate = errors.New("duplicate")
	ErrStale     = errors.New("stale version")
)

// Store keeps everything. Update runs fn in one write transaction, View in one
// read-only one; an error from fn rolls back and is returned as it is.
//
// fn must use the Tx it is given and nothing else of the store. What fn has read
// with Find… by id in Update stays as it is until the end of the transaction.
// Writes that meet and cannot be put in order fail with CodeConcurrentConflict.
type Store interface {
	View(ctx context.Context, fn func(Tx) error) error
	Update(ctx context.Context, fn func(Tx) error) error
}

// Tx is one transaction. Find… return ErrNotFound, Create… ErrDuplicate, Update…
// ErrStale when the row no longer has the version it was read with; Update… raise
// the Version of what they are given. Lists are ordered as their comment says.
type Tx interface {
	UserTx
	GuardTx
	SetupTx
	FactorTx
	PersonTx
	RoundTx
	ApplicationTx
	ReviewTx
	BenchTx
	EvidenceTx
	AuthorityTx
	LiftingTx
	AppealTx
	InboxTx
	MailTx
	NoticeTx
	OverviewTx
	RegistrationTx
	ErasureTx
	CorrectionTx

	// Record appends to the audit trail; the store numbers the events without a
	// gap and writes them in the same transaction.
	Record(event AuditEvent) error
	// ListAudit lists the events of one object, oldest first.
	ListAudit(object, objectID string) ([]AuditEvent, error)
	// SearchAudit lists the events that the filter leaves, newest first.
	SearchAudit(filter AuditFilter) ([]AuditEvent, error)
	// LastEvent is the number of the newest event, 0 where there is none.
	LastEvent() (int64, error)
	// FindTrailMark finds how far the trail had come when the newest action on an
	// object was committed.
	FindTrailMark(action Action, object, objectID string) (*TrailMark, error)

	// FindReply finds the stored reply to an idempotency key of the user.
	FindReply(userID, key string) (*Reply, error)
	// AddReply stores the reply in the transaction of the write it answers.
	AddReply(reply Reply) error
}

// UserTx keeps accounts and enterprises.
type UserTx interface {
	CreateUser(user *User) error
	FindUserByID(id string) (*User, error)
	FindUserByUsername(username string) (*User, error) // case does not matter
	ListUsers() ([]*User, error)                       // by username
	// EnterprisesWithAccounts are those of the enterprises, by id, that have an account,
	// closed ones included: who closed it had a reason.
	EnterprisesWithAccounts(among []string) ([]string, error)
	SearchUsers(filter UserFilter) ([]*UserEntry, error) // by username
	UpdateUser(user *User) error

	CreateEnterprise(enterprise *Enterprise) error
	FindEnterpriseByID(id string) (*Enterprise, error)
	FindEnterpriseByUSCC(uscc string) (*Enterprise, error)
	CorrectEnterprise(as *Enterprise, name, township string) error // ErrStale where it is no longer as it was read
}

// RoundTx keeps rounds and their rankings.
type RoundTx interface {
	CreateRound(round *Round) error
	FindRoundByID(id string) (*Round, error)
	ListRounds() ([]*Round, error) // newest year first, then by id
	UpdateRound(round *Round) error

	AddExtension(extension *Extension) error
	FindExtension(roundID, enterpriseID string, window ExtensionWindow) (*Extension, error) // the newest
	ListExtensions(roundID string) ([]*Extension, error)                                    // oldest first

	AddRanking(ranking *Ranking, by string) error
	FindRanking(roundID string) (*Ranking, error) // the newest
	FindPlaces(roundID string) (*Ranking, error)  // the same without lines; shared, not to be changed

	AddReopening(reopening *Reopening) error
	FindReopening(roundID string) (*Reopening, error) // the newest

	AddMeeting(meeting *Meeting) error
	FindMeeting(roundID string) (*Meeting, error) // the newest

	AddSnapshot(snapshot *Snapshot, by string, at time.Time) error
	FindSnapshot(roundID string) (*Snapshot, error)  // the newest
	FindSnapshotHash(roundID string) (string, error) // of the newest, without its document
}

// ApplicationTx keeps applications, submissions and returns.
type ApplicationTx interface {
	CreateApplication(application *Application) error // ErrDuplicate: one per enterprise and round
	FindApplicationByID(id string) (*Application, error)
	ListApplications(filter ApplicationFilter) ([]*Application, error) // by id
	// ListHeads lists a page of what a reader may know, in the order of the filter,
	// going on after its key.
	ListHeads(filter ApplicationFilter) ([]ListedApplication, error)
	ListTownships() ([]string, error) // of all enterprises, in order
	UpdateApplication(application *Application) error

	AddSubmission(submission *Submission) error
	FindSubmission(applicationID string, revision int) (*Submission, error)
	ListSubmissions(applicationID string) ([]*Submission, error) // by revision
	ListRoundSubmissions(roundID string) ([]*Submission, error)  // submitted last of each application, by its id

	AddReturn(ret *Return) error
	FindReturn(applicationID string) (*Return, error) // the newest
}

// ReviewTx keeps score entries and finished reviews.
type ReviewTx interface {
	AddScoreEntry(entry *ScoreEntry) error
	ListScoreEntries(applicationID string) ([]*ScoreEntry, error) // of every lane, by Seq
	ListRoundScoreEntries(roundID string) ([]*ScoreEntry, error)  // official, by application id, Seq

	AddReview(review *Review) error
	FindReview(applicationID string, lane Lane) (*Review, error) // the newest
	ListRoundReviews(roundID string) ([]*Review, error)          // official: the newest of each application, by its id
}

// BenchTx keeps who reviews what: seats and declarations.
type BenchTx interface {
	CreateSeat(seat *Seat) error // ErrDuplicate: one a lane
	UpdateSeat(seat *Seat) error
	ListSeats(applicationID string) ([]*Seat, error)         // by lane
	ListRoundSeats(roundID string) ([]*Seat, error)          // by application id, lane
	ListSeatsOf(roundID, reviewerID string) ([]*Seat, error) // one reviewer's, by application id

	AddDeclaration(declaration *Declaration) error
	ListDeclarations(roundID, enterpriseID string) ([]*Declaration, error) // oldest first; "": on every enterprise
	ListDeclarationsBy(roundID, reviewerID string) ([]*Declaration, error) // oldest first
}

// Reply is the answer to a write with an idempotency key: the same key with the
// same request gives it again instead of a second effect.
type Reply struct {
	UserID      string
	Key         string
	Fingerprint string // SHA-256 over route and body
	Answer      []byte // the use case's result as JSON
}
