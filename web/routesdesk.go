package web

import (
	"net/http"

	"wuxing/api"
	"wuxing/assessment"
)

// deskTable are the pages of the administrator and the auditor, and everybody's own
// inbox.
func deskTable() []row {
	return []row{
		{http.MethodGet, "/users", assessment.ActionListUsers, api.TakesNothing, "The accounts, to search", (*Site).users},
		{http.MethodGet, "/new-user", assessment.ActionCreateUser, api.TakesNothing, "Make an account", (*Site).newUserPage},
		{http.MethodPost, "/users", assessment.ActionCreateUser, api.TakesFields, "Make an account", (*Site).createUser},
		{http.MethodGet, "/users/{username}", assessment.ActionListUsers, api.TakesNothing, "An account", (*Site).user},
		{http.MethodPost, "/users/{username}/password", assessment.ActionSetPassword, api.TakesFields, "Give an account a new password", (*Site).setPassword},
		{http.MethodPost, "/users/{username}/disable", assessment.ActionDisableUser, api.TakesFields, "Close an account", (*Site).disableUser},
		{http.MethodPost, "/users/{username}/enable", assessment.ActionEnableUser, api.TakesFields, "Open a closed account again", (*Site).enableUser},

		{http.MethodGet, "/rounds/new", assessment.ActionCreateRound, api.TakesNothing, "Make a round", (*Site).newRoundPage},
		{http.MethodPost, "/rounds/new", assessment.ActionCreateRound, api.TakesFields, "Make a round", (*Site).createRound},
		{http.MethodGet, "/rounds/{round}/settings", assessment.ActionSetRound, api.TakesNothing, "The settings of a round", (*Site).roundSettings},
		{http.MethodPost, "/rounds/{round}/settings", assessment.ActionSetRound, api.TakesFields, "Change the settings of a round", (*Site).setRound},

		{http.MethodGet, "/scorecards", assessment.ActionCheckCard, api.TakesNothing, "The scorecards", (*Site).cards},
		{http.MethodGet, "/scorecards/diff", assessment.ActionCheckCard, api.TakesNothing, "What differs between two scorecards, in words", (*Site).compareCards},
		{http.MethodPost, "/scorecards/check", assessment.ActionCheckCard, api.TakesFile, "Check a scorecard file; stores nothing", (*Site).checkCard},
		{http.MethodGet, "/backups", assessment.ActionReadBackups, api.TakesNothing, "When the office was backed up", (*Site).backups},

		{http.MethodGet, "/audit", assessment.ActionSearchAudit, api.TakesNothing, "Search the audit trail", (*Site).audit},
		{http.MethodGet, "/applications/{id}/history", assessment.ActionReadReview, api.TakesNothing, "What became of one indicator", (*Site).indicatorHistory},

		{http.MethodGet, "/inbox", assessment.ActionReadInbox, api.TakesNothing, "One's own messages", (*Site).inbox},
		{http.MethodPost, "/inbox/read", assessment.ActionMarkRead, api.TakesFields, "Mark messages as read", (*Site).markRead},
		{http.MethodPost, "/account/contact", assessment.ActionSetContact, api.TakesFields, "Change one's own mail address", (*Site).setContact},
	}
}
