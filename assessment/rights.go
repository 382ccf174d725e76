package assessment

// Action is one thing that can be done; rights and audit rows name it.
type Action string

// The actions. Read… change nothing and are not written to the audit trail,
// except what Recorded names.
const (
	ActionLogin             Action = "login"
	ActionLoginFailed       Action = "login_failed"
	ActionLogout            Action = "logout"
	ActionCreateUser        Action = "create_user"
	ActionListUsers         Action = "list_users"
	ActionSetPassword       Action = "set_password"
	ActionDisableUser       Action = "disable_user"
	ActionCreateRound       Action = "create_round"
	ActionListRounds        Action = "list_rounds"
	ActionCreateApplication Action = "create_application"
	ActionListApplications  Action = "list_applications"
	ActionReadApplication   Action = "read_application"
	ActionReadHistory       Action = "read_history"
	ActionPutFacts          Action = "put_facts"
	ActionSubmit            Action = "submit"
	ActionTakeReview        Action = "take_review"
	ActionReturn            Action = "return"
	ActionReadReview        Action = "read_review"
	ActionPutReview         Action = "put_review"
	ActionCompleteReview    Action = "complete_review"
	ActionReviseReview      Action = "revise_review"
	ActionReadEvidence      Action = "read_evidence"
	ActionAddEvidence       Action = "add_evidence"
	ActionWithdrawEvidence  Action = "withdraw_evidence"
	ActionOpenEvidence      Action = "open_evidence"
	ActionExportEvidence    Action = "export_evidence"
	ActionPreviewAuthority  Action = "preview_authority"
	ActionImportAuthority   Action = "import_authority"
	ActionReadAuthority     Action = "read_authority"
	ActionProposeLifting    Action = "propose_lifting"
	ActionDecideLifting     Action = "decide_lifting"
	ActionRelease           Action = "release"
	ActionAppeal            Action = "appeal"
	ActionReadAppeals       Action = "read_appeals"
	ActionListAppeals       Action = "list_appeals"
	ActionDecideAppeal      Action = "decide_appeal"
	ActionReadRanking       Action = "read_ranking"
	ActionExportRanking     Action = "export_ranking"
	ActionRank              Action = "rank"
	ActionPublish           Action = "publish"
	ActionPublic            Action = "public"  // no account needed
	ActionSession           Action = "session" // any account
)

// rights is the one table of who may do what. Whose application it is and in
// which state is asked after it (own.go, transitions.go).
var rights = map[Action][]Role{
	ActionLogout:            {RoleEnterprise, RoleReviewer, RoleLead, RoleAdmin, RoleOperator},
	ActionCreateUser:        {RoleAdmin, RoleOperator},
	ActionListUsers:         {RoleAdmin, RoleOperator},
	ActionSetPassword:       {RoleAdmin, RoleOperator},
	ActionDisableUser:       {RoleAdmin, RoleOperator},
	ActionCreateRound:       {RoleAdmin, RoleOperator},
	ActionListRounds:        {RoleEnterprise, RoleReviewer, RoleLead, RoleAdmin, RoleOperator},
	ActionCreateApplication: {RoleEnterprise},
	ActionListApplications:  {RoleEnterprise, RoleReviewer, RoleLead},
	ActionReadApplication:   {RoleEnterprise, RoleReviewer, RoleLead},
	ActionReadHistory:       {RoleEnterprise, RoleReviewer, RoleLead},
	ActionPutFacts:          {RoleEnterprise},
	ActionSubmit:            {RoleEnterprise},
	ActionTakeReview:        {RoleReviewer},
	ActionReturn:            {RoleReviewer},
	ActionReadReview:        {RoleEnterprise, RoleReviewer, RoleLead},
	ActionPutReview:         {RoleReviewer},
	ActionCompleteReview:    {RoleReviewer},
	ActionReviseReview:      {RoleReviewer},
	ActionReadEvidence:      {RoleEnterprise, RoleReviewer, RoleLead},
	ActionAddEvidence:       {RoleEnterprise},
	ActionWithdrawEvidence:  {RoleEnterprise},
	ActionOpenEvidence:      {RoleEnterprise, RoleReviewer, RoleLead},
	ActionExportEvidence:    {RoleEnterprise, RoleReviewer, RoleLead},
	ActionPreviewAuthority:  {RoleLead, RoleOperator},
	ActionImportAuthority:   {RoleLead, RoleOperator},
	ActionReadAuthority:     {RoleReviewer, RoleLead, RoleOperator},
	ActionProposeLifting:    {RoleReviewer, RoleLead},
	ActionDecideLifting:     {RoleReviewer, RoleLead},
	ActionRelease:           {RoleLead},
	ActionAppeal:            {RoleEnterprise},
	ActionReadAppeals:       {RoleEnterprise, RoleReviewer, RoleLead},
	ActionListAppeals:       {RoleReviewer, RoleLead},
	ActionDecideAppeal:      {RoleReviewer, RoleLead},
	ActionReadRanking:       {RoleReviewer, RoleLead, RoleOperator},
	ActionExportRanking:     {RoleReviewer, RoleLead, RoleOperator},
	ActionRank:              {RoleLead},
	ActionPublish:           {RoleLead},
}

// Recorded tells whether reading by the action is written to the audit trail: then
// a door must not do it without somebody having asked.
func Recorded(action Action) bool {
	switch action {
	case ActionExportRanking, ActionOpenEvidence, ActionExportEvidence:
		return true
	}
	return false
}

// RolesFor lists the roles that may do the action; public actions have none.
func RolesFor(action Action) []Role { return rights[action] }

// allow is the first question of every use case. An operator at the console needs
// no account, everyone else does.
func allow(actor Actor, action Action) error {
	if actor.Role == "" || actor.UserID == "" && actor.Role != RoleOperator {
		return fail(KindUnauthenticated, CodeUnauthenticated)
	}
	if !allowed(actor.Role, action) {
		return fail(KindForbidden, CodeForbidden)
	}
	return nil
}

func allowed(role Role, action Action) bool {
	for _, r := range rights[action] {
		if r == role {
			return true
		}
	}
	return false
}
