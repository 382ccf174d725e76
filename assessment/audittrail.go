package assessment

import "time"

// AuditQuery is what somebody looks for in the audit trail; zero fields narrow
// nothing.
type AuditQuery struct {
	Who         string // username
	Application string // id: everything about it, its submissions, reviews and seats
	Object      string // kind of object
	ObjectID    string
	Action      Action
	RequestID   string
	From, Until time.Time // Until is excluded
	After       int64     // Seq of the last event that was seen; 0: from the newest on
	Limit       int       // 0: DefaultAuditLimit
}

// How many events a page of the trail has.
const (
	DefaultAuditLimit = 50
	MaxAuditLimit     = 200
)

// AuditFilter narrows the audit trail for the store; zero fields narrow nothing.
type AuditFilter struct {
	ActorID     string
	Objects     []string // kinds
	ObjectIDs   []string
	Actions     []Action
	RequestID   string
	From, Until time.Time // Until is excluded
	After       int64     // Seq: only what comes after it in the list, newest first by time, then by number
	Limit       int
}

// AuditPage is a page of the audit trail, newest first.
type AuditPage struct {
	Events []AuditView `json:"events"`
	Next   int64       `json:"next,omitempty"` // the Seq to go on after; 0: nothing is left
}

// AuditView is an event as its reader may know it. The trail holds ids; names are
// looked up when it is read, so that they can change or go.
type AuditView struct {
	Seq        int64     `json:"seq"`
	At         time.Time `json:"at"`
	Actor      string    `json:"actor,omitempty"`      // id
	ActorName  string    `json:"actor_name,omitempty"` //
	Role       Role      `json:"role,omitempty"`       // "": nobody was signed in
	Action     Action    `json:"action"`
	Object     string    `json:"object"`
	ObjectID   string    `json:"object_id,omitempty"`
	ObjectName string    `json:"object_name,omitempty"` // enterprise, account or round
	// Application is that whose history the event belongs to; "": none.
	Application string    `json:"application,omitempty"`
	Before      AuditStep `json:"before,omitempty"`
	After       AuditStep `json:"after,omitempty"`
	// Names are those of accounts that Before and After name by id.
	Names     map[string]string `json:"names,omitempty"`
	Reason    string            `json:"reason,omitempty"`
	RequestID string            `json:"request_id"`
	// Draft: the event is about an application that was not handed in, so there is
	// nothing more to be told of it.
	Draft bool `json:"draft,omitempty"`
}

// AuditObjects are the kinds of object that the trail tells of.
var AuditObjects = []string{
	objectApplication, objectSubmission, objectReview, objectSeat, objectRound, objectRanking, objectNotice, objectObjection,
	objectExport, objectUser, objectSession, objectFactor, objectCard, objectEnterprise, objectRegistration, ObjectRows, objectBackup,
}

// AuditActions are the actions that leave an event, in the order of an office's year.
var AuditActions = []Action{
	ActionSetUp, ActionLogin, ActionLoginHalf, ActionLoginFailed, ActionLoginOver, ActionSecretWrong, ActionRenewHash, ActionLogout, ActionEndSessions,
	ActionCreateUser, ActionChangePassword, ActionSetPassword, ActionSetContact, ActionDisableUser, ActionEnableUser,
	ActionSetRole, ActionEnrolFactor, ActionConfirmFactor, ActionResetFactor, ActionExportPerson, ActionErasePerson,
	ActionRegister, ActionDecideRegistration, ActionCorrectRegistration, ActionCorrectEnterprise,
	ActionPublishCard, ActionCreateRound, ActionSetRound, ActionSetRetention, ActionExtend,
	ActionCreateApplication, ActionPutFacts, ActionAddEvidence, ActionWithdrawEvidence, ActionImport, ActionImportSubmit, ActionSubmit, ActionWithdraw,
	ActionCheck, ActionSendBack, ActionDeclare, ActionAssign, ActionStepBack, ActionTakeReview, ActionPutReview, ActionReturn, ActionCompleteReview,
	ActionReviseReview, ActionModerate, ActionScored, ActionImportAuthority, ActionProposeLifting, ActionDecideLifting,
	ActionRelease, ActionAppeal, ActionDecideAppeal, ActionRank, ActionDecide, ActionReopen,
	ActionBeginNotice, ActionObject, ActionRecordObjection, ActionLinkObjection, ActionCloseObjection, ActionPublish,
	ActionOpenEvidence, ActionExportEvidence, ActionExported,
	ActionRevealObjector, ActionRevealRegistration, ActionRevealAccount, ActionRunRetention, ActionBackUp, ActionSealed,
}

// administration is what the administrator reads of the trail: what the role itself
// does, and who came in.
var administration = []Action{
	ActionSetUp, ActionLogin, ActionLoginHalf, ActionLoginFailed, ActionLoginOver, ActionSecretWrong, ActionRenewHash, ActionLogout, ActionEndSessions,
	ActionCreateUser, ActionChangePassword, ActionSetPassword, ActionSetContact, ActionDisableUser, ActionEnableUser,
	ActionSetRole, ActionEnrolFactor, ActionConfirmFactor, ActionResetFactor, ActionExportPerson, ActionErasePerson,
	ActionRegister, ActionDecideRegistration, ActionCorrectRegistration, ActionCorrectEnterprise,
	ActionPublishCard, ActionCreateRound, ActionSetRound, ActionSetRetention,
	ActionRevealRegistration, ActionRevealAccount, ActionBackUp,
}

// AuditActionsFor are those of AuditActions that the role may read.
func AuditActionsFor(role Role) []Action {
	switch grant, ok := grantOf(role, ActionSearchAudit); {
	case !ok:
		return nil
	case grant.Scope != ScopeAll:
		return administration
	}
	return AuditActions
}
