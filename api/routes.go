package api

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// Route is one line of the route table.
type Route struct {
	Method  string            `json:"method"`
	Path    string            `json:"path"` // parameters as in OpenAPI: /rounds/{round}
	Action  assessment.Action `json:"action"`
	Roles   []assessment.Role `json:"roles"` // who may; empty: public, or any account for "session"
	Summary string            `json:"summary"`

	takes  body
	handle handler
}

// handler is one call of one use case. What it returns is written by serve.
type handler func(s *server, c *gin.Context) (*answer, error)

// Routes lists every route with its rule, in the order of the documentation.
func Routes() []Route { return routes() }

func routes() []Route {
	const v1 = "/api/v1"
	table := []Route{
		{http.MethodPost, v1 + "/score", assessment.ActionPublic, nil, "Score facts or a workbook; stores nothing", takesAnswers, (*server).score},
		{http.MethodPost, v1 + "/advice", assessment.ActionPublic, nil, "Tell what would raise a score; stores nothing", takesAnswers, (*server).advise},
		{http.MethodGet, v1 + "/cards", assessment.ActionPublic, nil, "List the scorecards", takesNothing, (*server).listCards},
		{http.MethodGet, v1 + "/cards/{id}", assessment.ActionPublic, nil, "Read a scorecard with its clauses and rulings", takesNothing, (*server).getCard},
		{http.MethodGet, v1 + "/cards/{id}/form.xlsx", assessment.ActionPublic, nil, "Download the blank form", takesNothing, (*server).getBlankForm},
		{http.MethodGet, v1 + "/cards/{id}/authority.xlsx", assessment.ActionPublic, nil, "Download the blank workbook for other departments' lists", takesNothing, (*server).getBlankLists},

		{http.MethodPost, v1 + "/session", assessment.ActionPublic, nil, "Sign in", takesJSON, (*server).login},
		{http.MethodGet, v1 + "/session", assessment.ActionSession, nil, "Who is signed in", takesNothing, (*server).getSession},
		{http.MethodDelete, v1 + "/session", assessment.ActionSession, nil, "Sign out", takesNothing, (*server).logout},

		{http.MethodGet, v1 + "/users", assessment.ActionListUsers, nil, "List the accounts", takesNothing, (*server).listUsers},
		{http.MethodPost, v1 + "/users", assessment.ActionCreateUser, nil, "Make an account", takesJSON, (*server).createUser},

		{http.MethodGet, v1 + "/rounds", assessment.ActionListRounds, nil, "List the rounds", takesNothing, (*server).listRounds},
		{http.MethodPost, v1 + "/rounds", assessment.ActionCreateRound, nil, "Open a round", takesJSON, (*server).createRound},
		{http.MethodGet, v1 + "/rounds/{round}", assessment.ActionListRounds, nil, "Read a round", takesNothing, (*server).getRound},

		{http.MethodGet, v1 + "/rounds/{round}/applications", assessment.ActionListApplications, nil, "List the applications one may see", takesNothing, (*server).listApplications},
		{http.MethodPost, v1 + "/rounds/{round}/applications", assessment.ActionCreateApplication, nil, "Start an application with facts or a workbook", takesAnswers, (*server).createApplication},
		{http.MethodGet, v1 + "/applications/{id}", assessment.ActionReadApplication, nil, "Read an application", takesNothing, (*server).getApplication},
		{http.MethodPut, v1 + "/applications/{id}/facts", assessment.ActionPutFacts, nil, "Replace the facts", takesAnswers, (*server).putFacts},
		{http.MethodGet, v1 + "/applications/{id}/form.xlsx", assessment.ActionReadApplication, nil, "Download the form filled with the stored facts", takesNothing, (*server).getOwnForm},
		{http.MethodPost, v1 + "/applications/{id}/submit", assessment.ActionSubmit, nil, "Submit with the pledge", takesJSON, (*server).submit},
		{http.MethodPost, v1 + "/applications/{id}/return", assessment.ActionReturn, nil, "Send indicators back for correction", takesJSON, (*server).returnApplication},
		{http.MethodGet, v1 + "/applications/{id}/history", assessment.ActionReadHistory, nil, "Read what happened to an application", takesNothing, (*server).getHistory},
		{http.MethodGet, v1 + "/applications/{id}/review", assessment.ActionReadReview, nil, "Read the review beside the self score", takesNothing, (*server).getReview},
		{http.MethodPut, v1 + "/applications/{id}/review", assessment.ActionPutReview, nil, "Decide indicators, finish the review", takesJSON, (*server).putReview},

		{http.MethodGet, v1 + "/applications/{id}/evidence", assessment.ActionReadEvidence, nil, "Read the evidence, what is asked for and what is missing", takesNothing, (*server).listEvidence},
		{http.MethodPost, v1 + "/applications/{id}/evidence", assessment.ActionAddEvidence, nil, "Add a file under an indicator, or a new version of one", takesFile, (*server).addEvidence},
		{http.MethodGet, v1 + "/applications/{id}/evidence.zip", assessment.ActionExportEvidence, nil, "Download all evidence with a manifest", takesNothing, (*server).exportEvidence},
		{http.MethodGet, v1 + "/applications/{id}/evidence/{evidence}", assessment.ActionOpenEvidence, nil, "Download one version of a file", takesNothing, (*server).openEvidence},
		{http.MethodDelete, v1 + "/applications/{id}/evidence/{evidence}", assessment.ActionWithdrawEvidence, nil, "Withdraw a document", takesNothing, (*server).withdrawEvidence},

		{http.MethodPost, v1 + "/rounds/{round}/release", assessment.ActionRelease, nil, "Show enterprises their results and open the window of appeals", takesJSON, (*server).releaseResults},
		{http.MethodGet, v1 + "/rounds/{round}/appeals", assessment.ActionListAppeals, nil, "List the appeals of a round", takesNothing, (*server).listRoundAppeals},
		{http.MethodGet, v1 + "/applications/{id}/appeals", assessment.ActionReadAppeals, nil, "Read the appeals of an application", takesNothing, (*server).listAppeals},
		{http.MethodPost, v1 + "/applications/{id}/appeals", assessment.ActionAppeal, nil, "Dispute the score of an indicator", takesJSON, (*server).appeal},
		{http.MethodPost, v1 + "/applications/{id}/appeals/{appeal}/decision", assessment.ActionDecideAppeal, nil, "Decide an appeal in writing", takesJSON, (*server).decideAppeal},

		{http.MethodGet, v1 + "/rounds/{round}/authority", assessment.ActionReadAuthority, nil, "List the imported lists of other departments", takesNothing, (*server).listAuthority},
		{http.MethodPost, v1 + "/rounds/{round}/authority/preview", assessment.ActionPreviewAuthority, nil, "Say what importing lists would do; stores nothing", takesBook, (*server).previewAuthority},
		{http.MethodPost, v1 + "/rounds/{round}/authority", assessment.ActionImportAuthority, nil, "Import lists as previewed", takesBook, (*server).importAuthority},
		{http.MethodPost, v1 + "/applications/{id}/liftings", assessment.ActionProposeLifting, nil, "Propose a correction that lifts a veto", takesJSON, (*server).proposeLifting},
		{http.MethodPost, v1 + "/applications/{id}/liftings/{lifting}/decision", assessment.ActionDecideLifting, nil, "Confirm or refuse it as a second person", takesJSON, (*server).decideLifting},

		{http.MethodGet, v1 + "/rounds/{round}/ranking", assessment.ActionReadRanking, nil, "Read the ranking", takesNothing, (*server).getRanking},
		{http.MethodPost, v1 + "/rounds/{round}/ranking", assessment.ActionRank, nil, "Freeze the ranking", takesNothing, (*server).rank},
		{http.MethodGet, v1 + "/rounds/{round}/ranking.xlsx", assessment.ActionExportRanking, nil, "Download the ranking workbook", takesNothing, (*server).exportRanking},
		{http.MethodPost, v1 + "/rounds/{round}/publication", assessment.ActionPublish, nil, "Publish the results", takesNothing, (*server).publish},

		{http.MethodGet, v1 + "/openapi.json", assessment.ActionPublic, nil, "This interface as OpenAPI", takesNothing, (*server).getDocument},
		{http.MethodGet, "/api/docs", assessment.ActionPublic, nil, "This interface to read", takesNothing, (*server).getDocs},
		{http.MethodGet, "/", assessment.ActionPublic, nil, "Where to go from here", takesNothing, (*server).getHome},
		{http.MethodGet, "/scorecard/{id}", assessment.ActionPublic, nil, "A scorecard to read", takesNothing, (*server).getScorecard},
		{http.MethodGet, "/assets/{name}", assessment.ActionPublic, nil, "Styles of the pages", takesNothing, (*server).getAsset},
		{http.MethodGet, "/healthz", assessment.ActionPublic, nil, "Is the process alive", takesNothing, (*server).getHealth},
		{http.MethodGet, "/readyz", assessment.ActionPublic, nil, "Can it serve", takesNothing, (*server).getReady},
		{http.MethodGet, "/metrics", assessment.ActionPublic, nil, "Figures for Prometheus", takesNothing, (*server).getMetrics},
	}
	for i := range table {
		table[i].Roles = append([]assessment.Role{}, assessment.RolesFor(table[i].Action)...)
	}
	return table
}

// ginPath writes {id} as gin does.
func ginPath(path string) string {
	return strings.NewReplacer("{", ":", "}", "").Replace(path)
}
