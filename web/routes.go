package web

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
)

// handler answers one request, or returns an error before it has written anything.
type handler func(s *Site, c *gin.Context) error

// row is a page as it is written down; its rule stands in assessment's table.
type row struct {
	method, path string
	action       assessment.Action
	takes        api.Body
	summary      string
	handle       handler
}

// table lists the pages: the first ones and those about an application here, the
// others in the routes….go files or beside their handlers.
func table() []row {
	return slices.Concat(filePages(), queueRoutes, reviewingRoutes(), accountTable(), roundRoutes(), endingRoutes(), noticeRoutes(), registerRoutes(), registerStateRoutes(), enterpriseRoutes(), deskTable(), personTable(), revealRoutes(), retentionRoutes())
}

// filePages are the public's first pages and all that concerns one application.
func filePages() []row {
	return []row{
		{http.MethodGet, "/", assessment.ActionPublic, api.TakesNothing, "What the programme is", (*Site).home},
		{http.MethodGet, "/scorecard/{id}", assessment.ActionPublic, api.TakesNothing, "A scorecard to read", (*Site).scorecard},
		{http.MethodGet, "/self-test", assessment.ActionPublic, api.TakesNothing, "Try a score without an account", (*Site).selfTest},
		{http.MethodPost, "/self-test", assessment.ActionPublic, api.TakesFields, "Score what was typed; stores nothing", (*Site).scoreSelfTest},
		{http.MethodPost, "/preferences", assessment.ActionPublic, api.TakesFields, "Choose language and colours", (*Site).setPreferences},

		{http.MethodGet, "/sign-in", assessment.ActionPublic, api.TakesNothing, "Sign in", (*Site).signInPage},
		{http.MethodPost, "/sign-in", assessment.ActionPublic, api.TakesFields, "Sign in", (*Site).signIn},
		{http.MethodPost, "/sign-out", assessment.ActionSession, api.TakesFields, "Sign out", (*Site).signOut},
		{http.MethodGet, "/account", assessment.ActionSession, api.TakesNothing, "Who is signed in", (*Site).account},

		{http.MethodGet, "/applications", assessment.ActionListApplications, api.TakesNothing, "The applications one may see", (*Site).applications},
		{http.MethodPost, "/rounds/{round}/applications", assessment.ActionCreateApplication, api.TakesFields, "Start an application", (*Site).start},
		{http.MethodGet, "/applications/{id}", assessment.ActionReadApplication, api.TakesNothing, "An application: state, scores, what happened", (*Site).application},
		{http.MethodGet, "/applications/{id}/fill", assessment.ActionPutFacts, api.TakesNothing, "Fill in the assessment", (*Site).fill},
		{http.MethodPost, "/applications/{id}/fill", assessment.ActionPutFacts, api.TakesFields, "Save the assessment", (*Site).save},
		{http.MethodGet, "/applications/{id}/values", assessment.ActionPutFacts, api.TakesNothing, "What the form holds now, for its script", (*Site).values},
		{http.MethodGet, "/applications/{id}/workbook", assessment.ActionPutFacts, api.TakesNothing, "Hand in a workbook", (*Site).workbook},
		{http.MethodPost, "/applications/{id}/workbook", assessment.ActionPutFacts, api.TakesFile, "Read a workbook", (*Site).readWorkbook},
		{http.MethodPost, "/applications/{id}/workbook/marked", assessment.ActionPutFacts, api.TakesFile, "Read a workbook; get it back marked where it is refused", (*Site).markWorkbook},
		{http.MethodGet, "/applications/{id}/advice", assessment.ActionReadApplication, api.TakesNothing, "What would raise the score", (*Site).advice},
		{http.MethodGet, "/applications/{id}/evidence", assessment.ActionReadEvidence, api.TakesNothing, "Evidence and what is missing", (*Site).evidence},
		{http.MethodPost, "/applications/{id}/evidence", assessment.ActionAddEvidence, api.TakesFile, "Add a file", (*Site).addEvidence},
		{http.MethodPost, "/applications/{id}/evidence/{evidence}/withdraw", assessment.ActionWithdrawEvidence, api.TakesFields, "Withdraw a document", (*Site).withdrawEvidence},
		{http.MethodGet, "/applications/{id}/submit", assessment.ActionSubmit, api.TakesNothing, "What is missing, and the pledge", (*Site).submitPage},
		{http.MethodPost, "/applications/{id}/submit", assessment.ActionSubmit, api.TakesFields, "Submit with the pledge", (*Site).submit},
		{http.MethodPost, "/applications/{id}/withdraw", assessment.ActionWithdraw, api.TakesFields, "Take an application back before its review", (*Site).withdraw},
		{http.MethodPost, "/applications/{id}/check", assessment.ActionCheck, api.TakesFields, "Pass the township's first check", (*Site).check},
		{http.MethodPost, "/applications/{id}/send-back", assessment.ActionSendBack, api.TakesFields, "Send a whole application back before its review", (*Site).sendBack},
		{http.MethodPost, "/applications/{id}/return", assessment.ActionReturn, api.TakesFields, "Send indicators back for correction", (*Site).giveBack},
		{http.MethodGet, "/rounds/{round}/declarations", assessment.ActionDeclare, api.TakesNothing, "Say whether one is linked with an enterprise", (*Site).declarePage},
		{http.MethodPost, "/rounds/{round}/declarations", assessment.ActionDeclare, api.TakesFields, "Declare it", (*Site).declare},
		{http.MethodGet, "/applications/{id}/review", assessment.ActionReadReview, api.TakesNothing, "The review, row by row", (*Site).review},
		{http.MethodPost, "/applications/{id}/review", assessment.ActionPutReview, api.TakesFields, "Decide indicators, finish the review", (*Site).decide},
		{http.MethodGet, "/applications/{id}/appeals", assessment.ActionReadAppeals, api.TakesNothing, "Appeals and how they were decided", (*Site).appeals},
		{http.MethodPost, "/applications/{id}/appeals", assessment.ActionAppeal, api.TakesFields, "Dispute the score of an indicator", (*Site).appeal},
	}
}

// Routes lists every page with its rule.
func Routes() []api.Route {
	rows := table()
	list := make([]api.Route, len(rows))
	for i, r := range rows {
		list[i] = api.PageRoute(r.method, r.path, r.action, r.takes, r.summary)
	}
	return list
}
