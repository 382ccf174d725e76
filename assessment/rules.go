package assessment

// Rule is one line of the table: who may do the action to whose applications, in
// which states, and where it leads.
type Rule struct {
	Action Action      `json:"action"`
	Who    []Grant     `json:"who"`
	States []Edge      `json:"states,omitempty"` // of an application; none: in whatever state it is
	Rounds []RoundEdge `json:"rounds,omitempty"` // of a round
	With   []Action    `json:"with,omitempty"`   // what the action may do on its way, each under its own rule
}

// Grant gives a role the right to an action.
type Grant struct {
	Role  Role  `json:"role"`
	Scope Scope `json:"scope,omitempty"` // "": the action concerns no application
}

// Scope says how far a right reaches.
type Scope string

// Own are those of the enterprise itself, drafts included. The others leave drafts
// out: area are those of enterprises in the township's area; assigned are those
// that the reviewer has, and where a round leaves the choice to its reviewers all
// of that round; all are everyone's.
const (
	ScopeOwn      Scope = "own"
	ScopeArea     Scope = "area"
	ScopeAssigned Scope = "assigned"
	ScopeAll      Scope = "all"
)

// Edge is one legal change of an application's state.
type Edge struct {
	From State     `json:"from"`
	To   State     `json:"to"`
	If   Condition `json:"if,omitempty"`
}

// RoundEdge is one legal change of a round's state; an action that leaves the round
// as it is has the states in which it may be done.
type RoundEdge struct {
	From RoundState `json:"from"`
	To   RoundState `json:"to"`
}

// Condition narrows an edge to some applications; "" is any.
type Condition string

// Unchecked holds while a township's first check is still to come, cleared when
// none is: it was made, or the round has none.
const (
	IfUnchecked Condition = "unchecked"
	IfCleared   Condition = "cleared"
)

// Settled holds when nothing is left to settle: there is one reviewer, or two have
// come to the same. Apart holds when two reviews are in and differ. One and two are
// the reviewers of an application.
const (
	IfSettled Condition = "settled"
	IfApart   Condition = "apart"
	IfOne     Condition = "one_reviewer"
	IfTwo     Condition = "two_reviewers"
)

// What the joint meeting has decided; vetoed is not selected because of a veto.
const (
	IfCertified   Condition = "certified"
	IfExcellent   Condition = "excellent"
	IfNotSelected Condition = "not_selected"
	IfVetoed      Condition = "vetoed"
)

// rules is the one table of who may do what in which state and where that leads.
// Nothing else gives a right or moves a state.
var rules = []Rule{
	{Action: ActionPublic, Who: anywhere(RolePublic)},
	{Action: ActionSession, Who: anywhere(AccountRoles...)},
	{Action: ActionLogout, Who: anywhere(append([]Role{RoleOperator}, AccountRoles...)...)},
	{Action: ActionChangePassword, Who: anywhere(AccountRoles...)},
	{Action: ActionEnrolFactor, Who: anywhere(factorRoles...)},
	{Action: ActionResetFactor, Who: anywhere(RoleAdmin, RoleOperator)},
	{Action: ActionExportPerson, Who: anywhere(RoleAdmin, RoleOperator)},
	{Action: ActionErasePerson, Who: anywhere(RoleAdmin, RoleOperator)},
	// Lists mask persons. In full they are for those who call them back: the lead the
	// objector, whoever confirms an account its owner, the administrator any account's.
	{Action: ActionReveal, Who: anywhere(RoleTownship, RoleLead, RoleAdmin), With: []Action{ActionRevealObjector, ActionRevealRegistration, ActionRevealAccount}},
	{Action: ActionRevealObjector, Who: lead},
	{Action: ActionRevealRegistration, Who: []Grant{{RoleTownship, ScopeArea}, {RoleAdmin, ScopeAll}}},
	{Action: ActionRevealAccount, Who: anywhere(RoleAdmin)},
	{Action: ActionRunRetention, Who: console, Rounds: []RoundEdge{{RoundPublished, RoundPublished}}},
	{Action: ActionEndSessions, Who: anywhere(AccountRoles...)},
	{Action: ActionCreateUser, Who: anywhere(RoleAdmin, RoleOperator)},
	{Action: ActionListUsers, Who: anywhere(RoleAdmin, RoleAuditor, RoleOperator)},
	{Action: ActionSetPassword, Who: anywhere(RoleAdmin, RoleOperator)},
	{Action: ActionDisableUser, Who: anywhere(RoleAdmin, RoleOperator)},
	{Action: ActionSetRole, Who: anywhere(RoleAdmin, RoleOperator)},
	{Action: ActionEnableUser, Who: anywhere(RoleAdmin, RoleOperator)},
	// The administrator is told of accounts, rounds and cards, and of no application.
	{Action: ActionSearchAudit, Who: []Grant{{Role: RoleAdmin}, {RoleAuditor, ScopeAll}, {RoleOperator, ScopeAll}}},
	{Action: ActionCheckCard, Who: anywhere(RoleAdmin, RoleAuditor, RoleOperator)},
	{Action: ActionReadBackups, Who: anywhere(RoleAdmin, RoleAuditor, RoleOperator)},
	{Action: ActionBackUp, Who: console},
	// An account that an enterprise has asked for is confirmed by those who know it:
	// its township, or whoever makes accounts.
	{Action: ActionRegister, Who: anywhere(RolePublic)},
	{Action: ActionListRegistrations, Who: []Grant{{RoleTownship, ScopeArea}, {RoleAdmin, ScopeAll}, {RoleAuditor, ScopeAll}}},
	{Action: ActionDecideRegistration, Who: []Grant{{RoleTownship, ScopeArea}, {RoleAdmin, ScopeAll}}},
	{Action: ActionCorrectRegistration, Who: []Grant{{RoleTownship, ScopeArea}, {RoleAdmin, ScopeAll}}},
	{Action: ActionCorrectEnterprise, Who: anywhere(RoleAdmin)},
	{Action: ActionSetContact, Who: anywhere(AccountRoles...)},
	{Action: ActionReadInbox, Who: anywhere(AccountRoles...)},
	{Action: ActionMarkRead, Who: anywhere(AccountRoles...)},
	{Action: ActionListMails, Who: anywhere(RoleAdmin, RoleOperator)},
	{Action: ActionCreateRound, Who: anywhere(RoleAdmin, RoleOperator)},
	{Action: ActionPublishCard, Who: console},
	{Action: ActionListRounds, Who: anywhere(append([]Role{RoleOperator}, AccountRoles...)...)},

	{Action: ActionSetRound, Who: anywhere(RoleAdmin, RoleOperator), Rounds: whileOpen},
	// Records are kept for longer than a round is open: how long may change at any time.
	{Action: ActionSetRetention, Who: []Grant{{RoleLead, ScopeAll}, {RoleOperator, ScopeAll}}, Rounds: []RoundEdge{
		{RoundOpen, RoundOpen}, {RoundRanked, RoundRanked}, {RoundDecided, RoundDecided}, {RoundOnNotice, RoundOnNotice}, {RoundPublished, RoundPublished},
	}},
	{Action: ActionExtend, Who: lead, Rounds: whileOpen},
	{Action: ActionListExtensions, Who: []Grant{
		{RoleEnterprise, ScopeOwn}, {RoleTownship, ScopeArea}, {RoleLead, ScopeAll}, {RoleAuditor, ScopeAll},
	}},

	{Action: ActionListApplications, Who: readers},
	{Action: ActionReadApplication, Who: readers},
	{Action: ActionReadHistory, Who: readers},
	{Action: ActionReadChanges, Who: readers},
	{Action: ActionExportSource, Who: readers},
	{Action: ActionReadEvidence, Who: readers},
	{Action: ActionOpenEvidence, Who: readers},
	{Action: ActionExportEvidence, Who: readers},
	{Action: ActionExportApplication, Who: append([]Grant{{RoleOperator, ScopeAll}}, readers...)},
	{Action: ActionExportRound, Who: rankingReaders},
	{Action: ActionListExports, Who: []Grant{{RoleLead, ScopeAll}, {RoleAuditor, ScopeAll}, {RoleOperator, ScopeAll}}},

	{Action: ActionCreateApplication, Who: own, Rounds: whileOpen},
	{Action: ActionPutFacts, Who: own, Rounds: whileOpen, States: []Edge{
		{From: StateDraft, To: StateDraft},
		{From: StateReturned, To: StateReturned},
		{From: StateWithdrawn, To: StateDraft},
	}},
	{Action: ActionSubmit, Who: own, Rounds: whileOpen, States: []Edge{
		{From: StateDraft, To: StateSubmitted},
		{From: StateReturned, To: StateSubmitted, If: IfUnchecked},
		{From: StateReturned, To: StateResubmitted, If: IfCleared},
	}},
	{Action: ActionAddEvidence, Who: own, Rounds: whileOpen, States: []Edge{
		{From: StateDraft, To: StateDraft},
		{From: StateReturned, To: StateReturned},
		{From: StateReviewed, To: StateReviewed}, // in the window of appeals
	}},
	{Action: ActionWithdrawEvidence, Who: own, States: []Edge{
		{From: StateDraft, To: StateDraft},
		{From: StateReturned, To: StateReturned},
	}},
	{Action: ActionWithdraw, Who: own, Rounds: whileOpen, States: []Edge{
		{From: StateSubmitted, To: StateWithdrawn},
		{From: StateChecked, To: StateWithdrawn},
		{From: StateReturned, To: StateWithdrawn, If: IfUnchecked},
	}},
	{Action: ActionImport, Who: console, With: []Action{ActionImportSubmit}, Rounds: whileOpen, States: []Edge{
		{From: StateDraft, To: StateDraft},
	}},
	{Action: ActionImportSubmit, Who: console, States: []Edge{
		{From: StateDraft, To: StateSubmitted},
	}},
	{Action: ActionCheck, Who: checkers, Rounds: whileOpen, States: []Edge{
		{From: StateSubmitted, To: StateChecked, If: IfUnchecked},
	}},
	{Action: ActionSendBack, Who: checkers, Rounds: whileOpen, States: []Edge{
		{From: StateSubmitted, To: StateReturned, If: IfUnchecked},
	}},

	// The first review entry or return of a submitted application takes it into
	// review; from in_review another reviewer takes over where the account of the
	// one before was closed.
	{Action: ActionTakeReview, Who: assigned, States: []Edge{
		{From: StateSubmitted, To: StateInReview, If: IfCleared},
		{From: StateChecked, To: StateInReview},
		{From: StateResubmitted, To: StateInReview},
		{From: StateInReview, To: StateInReview},
	}},
	{Action: ActionReturn, Who: assigned, With: []Action{ActionTakeReview}, Rounds: whileOpen, States: []Edge{
		{From: StateInReview, To: StateReturned},
	}},
	{Action: ActionAssign, Who: lead, Rounds: whileOpen, States: []Edge{
		{From: StateSubmitted, To: StateSubmitted, If: IfCleared},
		{From: StateChecked, To: StateChecked},
		{From: StateInReview, To: StateInReview},
		{From: StateReturned, To: StateReturned, If: IfCleared},
		{From: StateResubmitted, To: StateResubmitted},
	}},
	{Action: ActionDeclare, Who: anywhere(RoleReviewer), With: []Action{ActionStepBack}, Rounds: whileOpen},
	{Action: ActionStepBack, Who: assigned, States: []Edge{
		{From: StateSubmitted, To: StateSubmitted},
		{From: StateChecked, To: StateChecked},
		{From: StateInReview, To: StateInReview},
		{From: StateReturned, To: StateReturned},
		{From: StateResubmitted, To: StateResubmitted},
		{From: StateWithdrawn, To: StateWithdrawn},
		{From: StateDraft, To: StateDraft},
	}},
	{Action: ActionListDeclarations, Who: []Grant{{Role: RoleReviewer}, {RoleLead, ScopeAll}, {RoleAuditor, ScopeAll}}},
	{Action: ActionReadReview, Who: []Grant{
		{RoleEnterprise, ScopeOwn}, {RoleReviewer, ScopeAssigned}, {RoleLead, ScopeAll}, {RoleAuditor, ScopeAll},
	}},
	{Action: ActionPutReview, Who: assigned, With: []Action{ActionTakeReview, ActionReviseReview, ActionCompleteReview}, Rounds: whileOpen, States: []Edge{
		{From: StateInReview, To: StateInReview},
	}},
	{Action: ActionCompleteReview, Who: assigned, States: []Edge{
		{From: StateInReview, To: StateReviewed, If: IfSettled},
		{From: StateInReview, To: StateModeration, If: IfApart},
	}},
	{Action: ActionReadModeration, Who: []Grant{{RoleReviewer, ScopeAssigned}, {RoleLead, ScopeAll}, {RoleAuditor, ScopeAll}}},
	{Action: ActionModerate, Who: lead, Rounds: whileOpen, States: []Edge{
		{From: StateModeration, To: StateReviewed},
		{From: StateReviewed, To: StateReviewed, If: IfTwo},
	}},
	{Action: ActionReviseReview, Who: assigned, States: []Edge{
		{From: StateReviewed, To: StateInReview, If: IfOne},
	}},

	// What other departments say is reviewed: where it changes, a review that is in
	// goes back to those who made it.
	{Action: ActionPreviewAuthority, Who: importers, Rounds: whileOpen},
	{Action: ActionImportAuthority, Who: importers, Rounds: whileOpen, States: []Edge{
		{From: StateSubmitted, To: StateSubmitted},
		{From: StateChecked, To: StateChecked},
		{From: StateInReview, To: StateInReview},
		{From: StateReturned, To: StateReturned},
		{From: StateResubmitted, To: StateResubmitted},
		{From: StateWithdrawn, To: StateWithdrawn},
		{From: StateModeration, To: StateInReview},
		{From: StateReviewed, To: StateInReview},
	}},
	{Action: ActionReadAuthority, Who: []Grant{{Role: RoleReviewer}, {RoleLead, ScopeAll}, {RoleAuditor, ScopeAll}, {RoleOperator, ScopeAll}}},
	{Action: ActionProposeLifting, Who: judges, Rounds: whileOpen, States: []Edge{
		{From: StateInReview, To: StateInReview},
		{From: StateReviewed, To: StateReviewed},
	}},
	{Action: ActionDecideLifting, Who: judges, Rounds: whileOpen, States: []Edge{
		{From: StateInReview, To: StateInReview},
		{From: StateReviewed, To: StateReviewed},
	}},

	{Action: ActionRelease, Who: lead, Rounds: whileOpen},
	{Action: ActionAppeal, Who: own, Rounds: whileOpen, States: []Edge{
		{From: StateReviewed, To: StateReviewed},
	}},
	{Action: ActionReadAppeals, Who: readers},
	{Action: ActionListAppeals, Who: []Grant{{RoleReviewer, ScopeAssigned}, {RoleLead, ScopeAll}, {RoleAuditor, ScopeAll}}},
	{Action: ActionDecideAppeal, Who: judges, Rounds: whileOpen, States: []Edge{
		{From: StateReviewed, To: StateReviewed},
	}},

	{Action: ActionReadRanking, Who: rankingReaders},
	{Action: ActionExportRanking, Who: rankingReaders},
	{Action: ActionExportNotice, Who: everyone},
	{Action: ActionExportFinal, Who: everyone},
	{Action: ActionExportAwards, Who: []Grant{{RoleLead, ScopeAll}, {RoleAuditor, ScopeAll}, {RoleOperator, ScopeAll}}},
	{Action: ActionExportAssignments, Who: []Grant{{RoleLead, ScopeAll}, {RoleAuditor, ScopeAll}, {RoleOperator, ScopeAll}}},
	{Action: ActionReadAssignments, Who: []Grant{{RoleLead, ScopeAll}, {RoleAuditor, ScopeAll}}},
	// What still stands before a release or a ranking.
	{Action: ActionReadReadiness, Who: []Grant{{RoleLead, ScopeAll}, {RoleAuditor, ScopeAll}}},
	{Action: ActionReadSnapshot, Who: []Grant{{RoleLead, ScopeAll}, {RoleAuditor, ScopeAll}, {RoleOperator, ScopeAll}}},
	{Action: ActionExportSnapshot, Who: []Grant{{RoleLead, ScopeAll}, {RoleAuditor, ScopeAll}, {RoleOperator, ScopeAll}}},
	{Action: ActionReadOverview, Who: []Grant{
		{RoleTownship, ScopeArea}, {RoleReviewer, ScopeAssigned}, {RoleLead, ScopeAll}, {RoleAuditor, ScopeAll}, {RoleOperator, ScopeAll},
	}},
	{Action: ActionReadProgramme, Who: anywhere(RoleTownship, RoleReviewer, RoleLead, RoleAdmin, RoleAuditor, RoleOperator)},
	{Action: ActionRank, Who: lead, Rounds: []RoundEdge{{RoundOpen, RoundRanked}}, States: []Edge{
		{From: StateReviewed, To: StateRanked},
	}},
	{Action: ActionDecide, Who: lead, Rounds: []RoundEdge{{RoundRanked, RoundDecided}}},
	{Action: ActionReopen, Who: lead, Rounds: []RoundEdge{{RoundRanked, RoundOpen}, {RoundDecided, RoundOpen}, {RoundOnNotice, RoundOpen}}, States: []Edge{
		{From: StateRanked, To: StateReviewed},
		{From: StateOnNotice, To: StateReviewed},
	}},

	// Anyone reads what is on notice and may object; who stands behind an objection
	// is for the lead and the auditor alone.
	{Action: ActionBeginNotice, Who: lead, Rounds: []RoundEdge{{RoundDecided, RoundOnNotice}}, States: []Edge{
		{From: StateRanked, To: StateOnNotice},
	}},
	{Action: ActionReadNotice, Who: everyone},
	{Action: ActionObject, Who: anywhere(RolePublic, RoleLead), With: []Action{ActionRecordObjection}, Rounds: onNotice},
	{Action: ActionRecordObjection, Who: lead, Rounds: onNotice},
	{Action: ActionListObjections, Who: []Grant{{RoleLead, ScopeAll}, {RoleAuditor, ScopeAll}}},
	{Action: ActionLinkObjection, Who: lead},
	{Action: ActionCloseObjection, Who: lead},
	{Action: ActionPublish, Who: lead, Rounds: []RoundEdge{{RoundOnNotice, RoundPublished}}, States: []Edge{
		{From: StateOnNotice, To: StateCertified, If: IfCertified},
		{From: StateOnNotice, To: StateExcellent, If: IfExcellent},
		{From: StateOnNotice, To: StateNotSelected, If: IfNotSelected},
		{From: StateOnNotice, To: StateDisqualified, If: IfVetoed},
	}},
}

// Edges that several rules have: what is done while the round stays as it is.
var (
	whileOpen = []RoundEdge{{RoundOpen, RoundOpen}}
	onNotice  = []RoundEdge{{RoundOnNotice, RoundOnNotice}}
)

// Grants that several rules give.
var (
	everyone  = anywhere(append([]Role{RolePublic, RoleOperator}, AccountRoles...)...)
	own       = []Grant{{RoleEnterprise, ScopeOwn}}
	assigned  = []Grant{{RoleReviewer, ScopeAssigned}}
	lead      = []Grant{{RoleLead, ScopeAll}}
	console   = anywhere(RoleOperator) // reaches the drafts of those whose workbooks were collected
	judges    = []Grant{{RoleReviewer, ScopeAssigned}, {RoleLead, ScopeAll}}
	importers = []Grant{{RoleLead, ScopeAll}, {RoleOperator, ScopeAll}}
	checkers  = []Grant{{RoleTownship, ScopeArea}, {RoleLead, ScopeAll}} // the lead where a township has no clerk
	readers   = []Grant{
		{RoleEnterprise, ScopeOwn}, {RoleTownship, ScopeArea}, {RoleReviewer, ScopeAssigned}, {RoleLead, ScopeAll}, {RoleAuditor, ScopeAll},
	}
	rankingReaders = []Grant{
		{RoleReviewer, ScopeAssigned}, {RoleLead, ScopeAll}, {RoleAuditor, ScopeAll}, {RoleOperator, ScopeAll},
	}
)

// anywhere gives roles an action that concerns no application.
func anywhere(roles ...Role) []Grant {
	grants := make([]Grant, len(roles))
	for i, role := range roles {
		grants[i] = Grant{Role: role}
	}
	return grants
}
