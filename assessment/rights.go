package assessment

// Action is one thing that can be done; rights and audit rows name it.
type Action string

// The actions. Read… change nothing and are not written to the audit trail.
// Export… are rights; what has left is written down as ActionExported.
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
	ActionExportSource      Action = "export_source"
	ActionImport            Action = "import"
	ActionImportSubmit      Action = "import_submit"
	ActionReadRanking       Action = "read_ranking"
	ActionExportRanking     Action = "export_ranking"
	ActionExportApplication Action = "export_application"
	ActionExportRound       Action = "export_round"
	ActionExported          Action = "exported"
	ActionListExports       Action = "list_exports"
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
	ActionExportSource:      {RoleEnterprise, RoleReviewer, RoleLead},
	ActionImport:            {RoleOperator},
	ActionImportSubmit:      {RoleOperator},
	ActionReadRanking:       {RoleReviewer, RoleLead, RoleOperator},
	ActionExportRanking:     {RoleReviewer, RoleLead, RoleOperator},
	ActionExportApplication: {RoleEnterprise, RoleReviewer, RoleLead, RoleOperator},
	ActionExportRound:       {RoleReviewer, RoleLead, RoleOperator},
	ActionListExports:       {RoleLead, RoleOperator},
	ActionRank:              {RoleLead},
	ActionPublish:           {RoleLead},
}

// Recorded tells whether the action, though it only reads, is written down: then
// it must not be done by halves, as by asking for headers alone.
func (a Action) Recorded() bool {
	return a == ActionExportRanking || a == ActionExportApplication || a == ActionExportRound || a == ActionExportSource
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
