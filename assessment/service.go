package assessment

import (
	"strings"
	"time"

	"wuxing/scoring"
)

// Cards finds scorecards by id; scoring's embedded set is one.
type Cards interface {
	Card(id string) (*scoring.Card, bool)
}

// Service is every use case of the office. It is safe for many goroutines.
type Service struct {
	store           Store
	files           Files
	cards           Cards
	now             func() time.Time
	newID           func() string
	passwords       *passwords
	slims           scoreCache
	overviews       overviewCache
	publishedRounds publishedCache
	orders          orderCache
	pictures        pictureCache
	mails           bool    // messages to users with an address are mailed, too
	backups         Backups // nil: nobody tells of them
	sending         sending
	signer          func() string // fingerprint of the key that signs the audit trail
	secrets         Secrets       // nil: nobody enrols a second factor
	factorNeeded    bool          // see RequireSecondFactor
}

// NewService wires the use cases. now must give UTC; newID ids that sort by time.
func NewService(store Store, files Files, cards Cards, now func() time.Time, newID func() string) *Service {
	return &Service{store: store, files: files, cards: cards, now: now, newID: newID, passwords: newPasswords()}
}

// time is the server's clock in the precision that every database keeps.
func (s *Service) time() time.Time { return s.now().UTC().Truncate(time.Microsecond) }

// cardOf is the card that the round pinned, and no other content under its id.
func (s *Service) cardOf(round *Round) (*scoring.Card, error) {
	card, ok := s.cards.Card(round.CardID)
	if !ok || card.Hash() != round.CardHash {
		return nil, fail(KindConflict, CodeCardChanged, "card", round.CardID)
	}
	return card, nil
}

// Command is what every write carries besides its content.
type Command struct {
	Actor          Actor
	RequestID      string
	IdempotencyKey string // "": none
	Fingerprint    string // SHA-256 over route and body; set with IdempotencyKey
	Version        int    // the version the caller has read; 0: does not say
	NeedReason     bool   // asked of people on a page, not of scripts
	Reason         string // why an account or a round is changed by whoever has charge of it; "": does not say
}

// reason is why the change is made, and what is wrong with it.
func (c Command) reason() (string, scoring.Problems) {
	least := 0
	if c.NeedReason {
		least = 1
	}
	reason := strings.TrimSpace(c.Reason)
	return reason, checkText(reason, "reason", least, MaxChangeReason)
}

// owner is in whose name an idempotency key is kept. Without an account each request
// has its keys to itself, so that nobody meets, or learns of, a stranger's.
func (c Command) owner() string {
	if c.Actor.Role == RolePublic {
		return "public " + c.Fingerprint
	}
	return c.Actor.UserID
}
