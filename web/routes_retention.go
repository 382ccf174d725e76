package web

import (
	"net/http"

	"wuxing/api"
	"wuxing/assessment"
)

// retentionRoutes are where it is changed how long a round keeps its files.
func retentionRoutes() []row {
	return []row{
		{http.MethodGet, "/rounds/{round}/retention", assessment.ActionReadSnapshot, api.TakesNothing, "How long a round keeps files and contacts", (*Site).retention},
		{http.MethodPost, "/rounds/{round}/retention", assessment.ActionSetRetention, api.TakesFields, "Change how long a round keeps them", (*Site).setRetention},
	}
}
