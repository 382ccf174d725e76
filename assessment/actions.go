package assessment

// Action is one thing that can be done; rules and audit rows name it.
type Action string

// The actions. Read… and List… change nothing and are not written to the audit
// trail. Export… are rights; what has left is written down as ActionExported, an
// archive of evidence by its own name as well, and a person's data by its own alone.
const (
	ActionLogin               Action = "login"
	ActionLoginFailed         Action = "login_failed"
	ActionLoginHalf           Action = "login_first_step"    // the password was right, a code is to come
	ActionLoginOver           Action = "login_password_over" // right, but a made up one after its time
	ActionSecretWrong         Action = "secret_wrong"        // that is to prove, beside signing in, who asks for a change
	ActionRenewHash           Action = "renew_hash"          // of a password, when its owner signed in
	ActionLogout              Action = "logout"
	ActionSetUp               Action = "set_up" // the first account
	ActionChangePassword      Action = "change_password"
	ActionEnrolFactor         Action = "enrol_factor"
	ActionConfirmFactor       Action = "confirm_factor" // enrolled, and from now on asked for
	ActionResetFactor         Action = "reset_factor"
	ActionExportPerson        Action = "export_person"
	ActionErasePerson         Action = "erase_person"
	ActionRunRetention        Action = "run_retention" // files and contacts of rounds whose time has passed
	ActionReveal              Action = "reveal"        // a person whom a list masks, under one of the next
	ActionRevealObjector      Action = "reveal_objector"
	ActionRevealRegistration  Action = "reveal_registration"
	ActionRevealAccount       Action = "reveal_account"
	ActionEndSessions         Action = "end_sessions"
	ActionCreateUser          Action = "create_user"
	ActionListUsers           Action = "list_users"
	ActionSetPassword         Action = "set_password"
	ActionSetContact          Action = "set_contact"
	ActionRegister            Action = "register"
	ActionListRegistrations   Action = "list_registrations"
	ActionDecideRegistration  Action = "decide_registration"
	ActionCorrectRegistration Action = "correct_registration" // name and township, before it is decided
	ActionCorrectEnterprise   Action = "correct_enterprise"   // name and township
	ActionReadInbox           Action = "read_inbox"
	ActionMarkRead            Action = "mark_read"
	ActionListMails           Action = "list_mails"
	ActionDisableUser         Action = "disable_user"
	ActionSetRole             Action = "set_role"
	ActionEnableUser          Action = "enable_user"
	ActionSearchAudit         Action = "search_audit"
	ActionCheckCard           Action = "check_card"
	ActionReadBackups         Action = "read_backups"
	ActionBackUp              Action = "back_up" // at the console or each night: when it begins, and what came of it
	ActionCreateRound         Action = "create_round"
	ActionSetRound            Action = "set_round"
	ActionSetRetention        Action = "set_retention" // alone, whatever state the round is in
	ActionExtend              Action = "extend"
	ActionListExtensions      Action = "list_extensions"
	ActionListRounds          Action = "list_rounds"
	ActionCreateApplication   Action = "create_application"
	ActionListApplications    Action = "list_applications"
	ActionReadApplication     Action = "read_application"
	ActionReadHistory         Action = "read_history"
	ActionPutFacts            Action = "put_facts"
	ActionSubmit              Action = "submit"
	ActionWithdraw            Action = "withdraw"
	ActionCheck               Action = "check"
	ActionSendBack            Action = "send_back"
	ActionReadChanges         Action = "read_changes"
	ActionAssign              Action = "assign"
	ActionDeclare             Action = "declare"
	ActionStepBack            Action = "step_back"
	ActionListDeclarations    Action = "list_declarations"
	ActionReadModeration      Action = "read_moderation"
	ActionModerate            Action = "moderate"
	ActionTakeReview          Action = "take_review"
	ActionReturn              Action = "return"
	ActionReadReview          Action = "read_review"
	ActionPutReview           Action = "put_review"
	ActionCompleteReview      Action = "complete_review"
	ActionReviseReview        Action = "revise_review"
	ActionExportSource        Action = "export_source"
	ActionImport              Action = "import"
	ActionImportSubmit        Action = "import_submit"
	ActionReadEvidence        Action = "read_evidence"
	ActionAddEvidence         Action = "add_evidence"
	ActionWithdrawEvidence    Action = "withdraw_evidence"
	ActionOpenEvidence        Action = "open_evidence"
	ActionExportEvidence      Action = "export_evidence"
	ActionPreviewAuthority    Action = "preview_authority"
	ActionImportAuthority     Action = "import_authority"
	ActionReadAuthority       Action = "read_authority"
	ActionProposeLifting      Action = "propose_lifting"
	ActionDecideLifting       Action = "decide_lifting"
	ActionRelease             Action = "release"
	ActionAppeal              Action = "appeal"
	ActionReadAppeals         Action = "read_appeals"
	ActionListAppeals         Action = "list_appeals"
	ActionDecideAppeal        Action = "decide_appeal"
	ActionReadRanking         Action = "read_ranking"
	ActionExportRanking       Action = "export_ranking"
	ActionExportApplication   Action = "export_application"
	ActionExportRound         Action = "export_round"
	ActionExportNotice        Action = "export_notice"
	ActionExportFinal         Action = "export_final"
	ActionExportAwards        Action = "export_awards"
	ActionExportAssignments   Action = "export_assignments"
	ActionExported            Action = "exported"
	ActionListExports         Action = "list_exports"
	ActionReadSnapshot        Action = "read_snapshot"
	ActionExportSnapshot      Action = "export_snapshot"
	ActionReadAssignments     Action = "read_assignments"
	ActionReadReadiness       Action = "read_readiness"
	ActionReadOverview        Action = "read_overview"
	ActionReadProgramme       Action = "read_programme"
	ActionRank                Action = "rank"
	ActionDecide              Action = "decide"
	ActionReopen              Action = "reopen"
	ActionBeginNotice         Action = "begin_notice"
	ActionReadNotice          Action = "read_notice"
	ActionObject              Action = "object"
	ActionRecordObjection     Action = "record_objection"
	ActionListObjections      Action = "list_objections"
	ActionLinkObjection       Action = "link_objection"
	ActionCloseObjection      Action = "close_objection"
	ActionPublish             Action = "publish"
	ActionScored              Action = "scored"       // a self score or a finished review was stored
	ActionPublishCard         Action = "publish_card" // at the console
	ActionSealed              Action = "sealed"       // by the store itself: what a migration has changed
	ActionPublic              Action = "public"       // no account needed
	ActionSession             Action = "session"      // any account
)

// Recorded tells whether the action, though it only reads, is written down, be it
// of some who do it only: then it must not be done by halves, as by asking for
// headers alone.
func (a Action) Recorded() bool {
	switch a {
	case ActionExportRanking, ActionExportApplication, ActionExportRound, ActionExportSource, ActionOpenEvidence, ActionExportEvidence,
		ActionExportNotice, ActionExportFinal, ActionExportAwards, ActionExportAssignments, ActionExportSnapshot, ActionExportPerson:
		return true
	}
	return false
}
