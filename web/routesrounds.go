package web

import (
	"net/http"

	"wuxing/api"
	"wuxing/assessment"
)

// roundRoutes are the pages of rounds as a whole.
func roundRoutes() []row {
	return []row{
		{http.MethodGet, "/rounds", assessment.ActionListRounds, api.TakesNothing, "The rounds and what one can do in each", (*Site).rounds},
		{http.MethodGet, "/rounds/{round}", assessment.ActionListRounds, api.TakesNothing, "A round: how far its year has come, and what is to do", (*Site).round},
		{http.MethodGet, "/rounds/{round}/overview", assessment.ActionReadOverview, api.TakesNothing, "Progress, overdue work and scores of a round", (*Site).overview},
		{http.MethodGet, "/programme", assessment.ActionReadProgramme, api.TakesNothing, "How far the programme has come over the years", (*Site).programme},
	}
}
