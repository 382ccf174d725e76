package web

import (
	"net/http"

	"wuxing/api"
	"wuxing/assessment"
)

// queueRoutes are the pages on the way through a list, and what a review shows.
var queueRoutes = []row{
	{http.MethodGet, "/applications/{id}/next", assessment.ActionListApplications, api.TakesNothing, "Go on to what waits next in the list one has come from", (*Site).nextInQueue},
	{http.MethodGet, "/applications/{id}/evidence/{evidence}/preview", assessment.ActionOpenEvidence, api.TakesNothing, "A picture or a PDF among the evidence, to be shown", (*Site).preview},
}
