package web

import (
	"net/http"

	"wuxing/api"
	"wuxing/assessment"
)

// accountTable is what everybody does with the own account.
func accountTable() []row {
	return []row{
		{http.MethodGet, "/setup", assessment.ActionPublic, api.TakesNothing, "Make the first administrator", (*Site).setup},
		{http.MethodPost, "/setup", assessment.ActionPublic, api.TakesFields, "Make the first administrator", (*Site).makeFirst},
		{http.MethodGet, "/sign-in/code", assessment.ActionPublic, api.TakesNothing, "Sign in: the code after the password", (*Site).codePage},
		{http.MethodPost, "/sign-in/code", assessment.ActionPublic, api.TakesFields, "Sign in: the code after the password", (*Site).giveCode},
		{http.MethodGet, "/account/second-factor", assessment.ActionEnrolFactor, api.TakesNothing, "Set one-time codes up", (*Site).factor},
		{http.MethodPost, "/account/second-factor", assessment.ActionEnrolFactor, api.TakesFields, "Draw a secret for one-time codes", (*Site).beginFactor},
		{http.MethodPost, "/account/second-factor/confirm", assessment.ActionEnrolFactor, api.TakesFields, "Turn one-time codes on", (*Site).confirmFactor},
		{http.MethodPost, "/account/password", assessment.ActionChangePassword, api.TakesFields, "Change one's own password", (*Site).changePassword},
		{http.MethodPost, "/account/sessions", assessment.ActionEndSessions, api.TakesFields, "End one's other sessions", (*Site).endOthers},
	}
}
