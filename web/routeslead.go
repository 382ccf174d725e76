package web

import (
	"net/http"

	"wuxing/api"
	"wuxing/assessment"
)

// leadRoutes are the pages on which a round comes to its end: ranking, joint meeting,
// notice, publication, files.
func leadRoutes() []row {
	return []row{
		{http.MethodGet, "/rounds/{round}/ranking", assessment.ActionReadRanking, api.TakesNothing, "The ranking, provisional or frozen", (*Site).ranking},
		{http.MethodGet, "/rounds/{round}/ranking/freeze", assessment.ActionRank, api.TakesNothing, "What stands in the way of freezing the ranking", (*Site).freezePage},
		{http.MethodPost, "/rounds/{round}/ranking/freeze", assessment.ActionRank, api.TakesFields, "Freeze the ranking", (*Site).freeze},
		{http.MethodGet, "/rounds/{round}/decision", assessment.ActionReadSnapshot, api.TakesNothing, "What the joint meeting decided", (*Site).decision},
		{http.MethodPost, "/rounds/{round}/decision", assessment.ActionDecide, api.TakesFields, "Check and record what the joint meeting decided", (*Site).recordDecision},
		{http.MethodGet, "/rounds/{round}/notice", assessment.ActionListObjections, api.TakesNothing, "The public notice and its objections", (*Site).leadNotice},
		{http.MethodPost, "/rounds/{round}/notice", assessment.ActionBeginNotice, api.TakesFields, "Begin the public notice", (*Site).beginNotice},
		{http.MethodPost, "/rounds/{round}/objections", assessment.ActionRecordObjection, api.TakesFields, "Record an objection that came by hand", (*Site).recordObjection},
		{http.MethodPost, "/rounds/{round}/objections/{objection}/link", assessment.ActionLinkObjection, api.TakesFields, "Say which application an objection concerns", (*Site).linkObjection},
		{http.MethodPost, "/rounds/{round}/objections/{objection}/close", assessment.ActionCloseObjection, api.TakesFields, "Close an objection in writing", (*Site).closeObjection},
		{http.MethodGet, "/rounds/{round}/publication", assessment.ActionReadSnapshot, api.TakesNothing, "Publication and reopening, both by two persons", (*Site).publication},
		{http.MethodPost, "/rounds/{round}/publication", assessment.ActionPublish, api.TakesFields, "Ask to publish the results, or confirm it", (*Site).publish},
		{http.MethodPost, "/rounds/{round}/reopening", assessment.ActionReopen, api.TakesFields, "Ask to open a frozen round again, or confirm it", (*Site).reopen},
		{http.MethodGet, "/rounds/{round}/exports", assessment.ActionListExports, api.TakesNothing, "Files of a round, and who took them", (*Site).exports},
	}
}

// noticeRoutes are what the public reads and writes without an account.
func noticeRoutes() []row {
	return []row{
		{http.MethodGet, "/notices", assessment.ActionReadNotice, api.TakesNothing, "The public notices", (*Site).notices},
		{http.MethodGet, "/notices/{round}", assessment.ActionReadNotice, api.TakesNothing, "A public notice, or the final list", (*Site).notice},
		{http.MethodGet, "/notices/{round}/objections", assessment.ActionReadNotice, api.TakesNothing, "Object to what is on notice", (*Site).objectPage},
		{http.MethodPost, "/notices/{round}/objections", assessment.ActionObject, api.TakesFields, "Take in an objection", (*Site).object},
	}
}
