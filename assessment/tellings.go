package assessment

import (
	"slices"
	"time"
)

// Telling is one line of the table of who is told what.
type Telling struct {
	Kind MessageKind `json:"kind"`
	To   Audience    `json:"to"`
	If   Condition   `json:"if,omitempty"` // "": always
}

// Audience is who is told. Only accounts in use are, and never the one who did it.
type Audience string

// The audiences. Where nobody is in one of the first two, the leads are told, so
// that nothing lies where no one looks.
const (
	// ToDesk is with whom the application lies: the township of its area while the
	// first check is to come, then the reviewers who have it.
	ToDesk Audience = "desk"
	// ToReviewers are the reviewers whom the step concerns, named by it.
	ToReviewers Audience = "reviewers"

	// ToConfirming are who may confirm a registration: the township that it names, and
	// the administrators where that has no account in use.
	ToConfirming Audience = "confirming"

	// ToTownship are the clerks of the township that the step names.
	ToTownship Audience = "township"
	// ToNewDesk are the clerks of the township that the step names, with whom
	// applications lie from now on, else the leads.
	ToNewDesk Audience = "new_desk"

	ToLeads       Audience = "leads"
	ToEnterprise  Audience = "enterprise"  // of the application, or named by the step
	ToEnterprises Audience = "enterprises" // of the round whose results are shown, named by the step
	ToProposer    Audience = "proposer"    // who put forward what is decided
	ToConfirmers  Audience = "confirmers"  // who may confirm a lifting at the place where it was proposed
	ToJudges      Audience = "judges"      // who may decide an appeal: the right reaches it, and had no hand in the review
)

// Released holds once the enterprise may see its official scores, on notice once
// the public may read the notice.
const (
	IfReleased Condition = "released"
	IfOnNotice Condition = "on_notice"
)

// tellings is the one table of who is told what. An enterprise is told of its own
// steps' fate and of what is released, nothing else of a review; a township of
// what lies with it; a reviewer of what is its own, so that one of two hears
// nothing of the other.
var tellings = []Telling{
	{Kind: MessageSubmitted, To: ToDesk},
	{Kind: MessageResubmitted, To: ToDesk},
	{Kind: MessageWithdrawn, To: ToDesk},
	{Kind: MessageChecked, To: ToEnterprise},
	{Kind: MessageArrived, To: ToDesk, If: IfCleared},
	{Kind: MessageSentBack, To: ToEnterprise},
	{Kind: MessageReturned, To: ToEnterprise},
	{Kind: MessageExtended, To: ToEnterprise},
	{Kind: MessageAssigned, To: ToReviewers},
	{Kind: MessageRecused, To: ToLeads},
	{Kind: MessageReviewReopened, To: ToReviewers},
	{Kind: MessageModeration, To: ToLeads},
	{Kind: MessageLiftingProposed, To: ToConfirmers},
	{Kind: MessageLiftingDecided, To: ToProposer},
	{Kind: MessageReleased, To: ToEnterprises, If: IfReleased},
	{Kind: MessageAppealsLonger, To: ToEnterprises, If: IfReleased},
	{Kind: MessageAppealFiled, To: ToJudges},
	{Kind: MessageAppealDecided, To: ToEnterprise, If: IfReleased},
	{Kind: MessageReopeningAsked, To: ToLeads},
	{Kind: MessageRoundReopened, To: ToLeads},
	{Kind: MessageNotice, To: ToEnterprises, If: IfOnNotice},
	{Kind: MessageNoticeStopped, To: ToEnterprises, If: IfOnNotice},
	{Kind: MessageObjection, To: ToLeads},
	{Kind: MessagePublishingAsked, To: ToLeads},
	{Kind: MessagePublished, To: ToEnterprises, If: IfReleased},
	{Kind: MessageRegistered, To: ToConfirming},
	{Kind: MessageRegistrationLeft, To: ToTownship},
	{Kind: MessageRegistrationCame, To: ToConfirming},
	{Kind: MessageEnterpriseLeft, To: ToTownship},
	{Kind: MessageEnterpriseCame, To: ToNewDesk},
}

// Tellings is the table of who is told what.
func Tellings() []Telling { return slices.Clone(tellings) }

// news is what a use case has to tell.
type news struct {
	kind         MessageKind
	round        *Round         // nil: that of the application
	application  *Application   // nil: concerns the round
	applications []*Application // with ToEnterprises: of whom
	enterprise   string         // with ToEnterprise and no application: id
	users        []string       // with ToReviewers and ToProposer: ids
	lifting      *Lifting       // with ToConfirmers
	township     string         // with ToConfirming, ToTownship and ToNewDesk
	params       []string       // pairs, beside round and enterprise
	now          time.Time      // put in by tell
}

// tell adds a message to the inbox of everyone whom the table names, in the
// transaction of the step that makes it, and to the mails that go out.
func (s *Service) tell(tx Tx, cmd Command, n news) error {
	if n.round == nil {
		of := append([]*Application{n.application}, n.applications...)
		round, err := tx.FindRoundByID(of[len(of)-1].RoundID)
		if err != nil {
			return wrap(err, "find the round of %s", n.kind)
		}
		n.round = round
	}
	n.now = s.time()
	for _, telling := range tellings {
		if telling.Kind != n.kind {
			continue
		}
		users, err := s.audience(tx, cmd, telling, n)
		if err != nil {
			return wrap(err, "find whom to tell of %s", n.kind)
		}
		for _, to := range users {
			message := &Message{
				ID: s.newID(), UserID: to.user.ID, RoundID: n.round.ID, Kind: n.kind, Params: n.paramsFor(to.application), At: n.now,
			}
			if to.application != nil {
				message.ApplicationID = to.application.ID
			}
			if err := tx.AddMessage(message, s.mails && to.user.Email != ""); err != nil {
				return wrap(err, "tell of %s", n.kind)
			}
		}
	}
	return nil
}

// paramsFor are the words of a message on the application, which may be nil.
func (n *news) paramsFor(application *Application) map[string]string {
	params := map[string]string{"round": printable(n.round.Name)}
	if application != nil {
		params["enterprise"] = printable(application.Enterprise.Name)
	}
	for i := 0; i+1 < len(n.params); i += 2 {
		params[n.params[i]] = n.params[i+1]
	}
	return params
}
