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
		{http.MethodPost, "/account/password", assessment.ActionChangePassword, api.TakesFields, "Change one's own password", (*Site).changePassword},
		{http.MethodPost, "/account/sessions", assessment.ActionEndSessions, api.TakesFields, "End one's other sessions", (*Site).endOthers},
	}
}
