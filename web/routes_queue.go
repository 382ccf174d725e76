package web

import (
	"net/http"

	"wuxing/api"
	"wuxing/assessment"
)

// queueRoutes are the pages on the way through a list.
var queueRoutes = []row{
	{http.MethodGet, "/applications/{id}/next", assessment.ActionListApplications, api.TakesNothing, "Go on to what waits next in the list one has come from", (*Site).nextInQueue},
}
