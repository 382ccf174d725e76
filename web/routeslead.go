package web

import (
	"net/http"

	"wuxing/api"
	"wuxing/assessment"
)

// reviewingRoutes are the pages of a round that is under review, from assigning to
// deciding appeals.
func reviewingRoutes() []row {
	const round, one = "/rounds/{round}", "/applications/{id}"
	return []row{
		{http.MethodGet, round + "/assignments", assessment.ActionReadAssignments, api.TakesNothing, "Who reviews what, and what lacks a reviewer", (*Site).assignments},
		{http.MethodPost, round + "/assignments/preview", assessment.ActionAssign, api.TakesFields, "Tell what an assignment would do; stores nothing", (*Site).previewAssignment},
		{http.MethodPost, round + "/assignments/workbook", assessment.ActionAssign, api.TakesFile, "Tell what an assignment from a file would do", (*Site).previewAssignmentFile},
		{http.MethodPost, round + "/assignments", assessment.ActionAssign, api.TakesFields, "Assign as previewed", (*Site).assign},

		{http.MethodGet, round + "/authority", assessment.ActionReadAuthority, api.TakesNothing, "The imported lists of other departments", (*Site).authority},
		{http.MethodPost, round + "/authority/workbook", assessment.ActionPreviewAuthority, api.TakesFile, "Tell what importing lists would do", (*Site).previewAuthority},
		{http.MethodPost, round + "/authority", assessment.ActionImportAuthority, api.TakesFields, "Import lists as previewed", (*Site).importAuthority},

		{http.MethodGet, round + "/extensions", assessment.ActionListExtensions, api.TakesNothing, "Who was given more time", (*Site).extensions},
		{http.MethodPost, round + "/extensions", assessment.ActionExtend, api.TakesFields, "Give one enterprise more time", (*Site).extend},

		{http.MethodGet, round + "/moderation", assessment.ActionReadModeration, api.TakesNothing, "Applications whose two reviews differ", (*Site).moderations},
		{http.MethodGet, one + "/moderation", assessment.ActionReadModeration, api.TakesNothing, "Two reviews side by side", (*Site).moderation},
		{http.MethodPost, one + "/moderation", assessment.ActionModerate, api.TakesFields, "Settle two reviews that differ", (*Site).moderate},

		{http.MethodGet, round + "/release", assessment.ActionReadReadiness, api.TakesNothing, "What is still open before results are released", (*Site).release},
		{http.MethodPost, round + "/release", assessment.ActionRelease, api.TakesFields, "Show enterprises their results and open the window of appeals", (*Site).releaseResults},

		{http.MethodGet, round + "/appeals", assessment.ActionListAppeals, api.TakesNothing, "The appeals of a round, open ones first", (*Site).roundAppeals},
		{http.MethodPost, one + "/appeals/{appeal}/decision", assessment.ActionDecideAppeal, api.TakesFields, "Decide an appeal in writing", (*Site).decideAppeal},

		{http.MethodGet, one + "/liftings", assessment.ActionReadReview, api.TakesNothing, "Vetoes, and proposals to lift them", (*Site).liftings},
		{http.MethodPost, one + "/liftings", assessment.ActionProposeLifting, api.TakesFields, "Propose a correction that lifts a veto", (*Site).proposeLifting},
		{http.MethodPost, one + "/liftings/{lifting}/decision", assessment.ActionDecideLifting, api.TakesFields, "Confirm or refuse it as a second person", (*Site).decideLifting},
	}
}

// endingRoutes are the pages on which a round comes to its end: ranking, joint meeting,
// notice, publication, files.
func endingRoutes() []row {
	return []row{
		{http.MethodGet, "/rounds/{round}/ranking", assessment.ActionReadRanking, api.TakesNothing, "The ranking, provisional or frozen", (*Site).ranking},
		{http.MethodGet, "/rounds/{round}/ranking/freeze", assessment.ActionReadReadiness, api.TakesNothing, "What stands in the way of freezing the ranking", (*Site).freezePage},
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
