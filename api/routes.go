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
	Roles   []assessment.Role `json:"roles"` // who may; empty: anyone, or any account for "session"
	Rules   []assessment.Rule `json:"rules"` // the action's own and those of what it may do on its way
	Summary string            `json:"summary"`

	takes  body
	handle handler
}

// handler is one call of one use case. What it returns is written by serve.
type handler func(s *server, c *gin.Context) (*answer, error)

// Routes lists every route of the interface with its rule, in the order of the
// documentation. Those of the pages are web.Routes.
func Routes() []Route { return routes() }

func routes() []Route {
	const v1 = "/api/v1"
	table := []row{
		{http.MethodPost, v1 + "/score", assessment.ActionPublic, "Score facts or a workbook; stores nothing", takesAnswers, (*server).score},
		{http.MethodPost, v1 + "/advice", assessment.ActionPublic, "Tell what would raise a score; stores nothing", takesAnswers, (*server).advise},
		{http.MethodGet, v1 + "/cards", assessment.ActionPublic, "List the scorecards", takesNothing, (*server).listCards},
		{http.MethodGet, v1 + "/cards/{id}", assessment.ActionPublic, "Read a scorecard with its clauses and rulings", takesNothing, (*server).getCard},
		{http.MethodGet, v1 + "/cards/{id}/form.xlsx", assessment.ActionPublic, "Download the blank form", takesNothing, (*server).getBlankForm},
		{http.MethodGet, v1 + "/cards/{id}/authority.xlsx", assessment.ActionPublic, "Download the blank workbook for other departments' lists", takesNothing, (*server).getBlankLists},

		{http.MethodPost, v1 + "/setup", assessment.ActionPublic, "Make the first administrator with the code from the console", takesJSON, (*server).setUp},
		{http.MethodPost, v1 + "/session", assessment.ActionPublic, "Sign in", takesJSON, (*server).login},
		{http.MethodGet, v1 + "/session", assessment.ActionSession, "Who is signed in", takesNothing, (*server).getSession},
		{http.MethodDelete, v1 + "/session", assessment.ActionSession, "Sign out", takesNothing, (*server).logout},
		{http.MethodPost, v1 + "/session/code", assessment.ActionPublic, "Sign in: the code after the password", takesJSON, (*server).giveCode},
		{http.MethodPost, v1 + "/session/second-factor", assessment.ActionEnrolFactor, "Draw a secret for one-time codes", takesNothing, (*server).beginFactor},
		{http.MethodPut, v1 + "/session/second-factor", assessment.ActionEnrolFactor, "Turn one-time codes on", takesJSON, (*server).confirmFactor},
		{http.MethodGet, v1 + "/users/{username}/person", assessment.ActionExportPerson, "Everything that is kept of one person", takesNothing, (*server).exportPerson},
		{http.MethodPost, v1 + "/reveals", assessment.ActionReveal, "See a masked name and contact in full, for a reason", takesJSON, (*server).reveal},
		{http.MethodPost, v1 + "/users/{username}/erasure", assessment.ActionErasePerson, "Take a person's name and contact away for good", takesJSON, (*server).erasePerson},
		{http.MethodPut, v1 + "/users/{username}/role", assessment.ActionSetRole, "Give somebody of the office another role or area", takesJSON, (*server).setRole},
		{http.MethodDelete, v1 + "/users/{username}/second-factor", assessment.ActionResetFactor, "Take somebody's one-time codes away", takesNothing, (*server).resetFactor},
		{http.MethodGet, v1 + "/sessions", assessment.ActionEndSessions, "List one's own sessions", takesNothing, (*server).listSessions},
		{http.MethodDelete, v1 + "/sessions", assessment.ActionEndSessions, "End all of one's own sessions but this one", takesNothing, (*server).endOthers},
		{http.MethodPut, v1 + "/session/password", assessment.ActionChangePassword, "Change one's own password", takesJSON, (*server).setOwnPassword},
		{http.MethodPut, v1 + "/session/contact", assessment.ActionSetContact, "Set or remove one's own mail address", takesJSON, (*server).setContact},
		{http.MethodGet, v1 + "/inbox", assessment.ActionReadInbox, "Read one's own messages", takesNothing, (*server).getInbox},
		{http.MethodPost, v1 + "/inbox/read", assessment.ActionMarkRead, "Mark messages as read", takesJSON, (*server).markRead},
		{http.MethodGet, v1 + "/mails", assessment.ActionListMails, "List mails that wait or could not be sent", takesNothing, (*server).listMails},

		{http.MethodGet, v1 + "/users", assessment.ActionListUsers, "List the accounts", takesNothing, (*server).listUsers},
		{http.MethodPost, v1 + "/users", assessment.ActionCreateUser, "Make an account", takesJSON, (*server).createUser},
		{http.MethodGet, v1 + "/audit", assessment.ActionSearchAudit, "Search the audit trail", takesNothing, (*server).searchAudit},

		{http.MethodPost, v1 + "/registrations", assessment.ActionRegister, "Ask for an account for an enterprise", takesNote, (*server).register},
		{http.MethodGet, v1 + "/registrations", assessment.ActionListRegistrations, "List who has asked for an account", takesNothing, (*server).listRegistrations},
		{http.MethodPost, v1 + "/registrations/state", assessment.ActionRegister, "Ask how far a registration has come, by its receipt", takesNote, (*server).lookUpRegistration},
		{http.MethodPost, v1 + "/registrations/{registration}/decision", assessment.ActionDecideRegistration, "Confirm or decline an account", takesJSON, (*server).decideRegistration},
		{http.MethodPut, v1 + "/registrations/{registration}/enterprise", assessment.ActionCorrectRegistration, "Correct name and township of a registration", takesJSON, (*server).correctRegistration},
		{http.MethodPut, v1 + "/enterprises/{uscc}", assessment.ActionCorrectEnterprise, "Correct name and township of an enterprise", takesJSON, (*server).correctEnterprise},

		{http.MethodGet, v1 + "/rounds", assessment.ActionListRounds, "List the rounds", takesNothing, (*server).listRounds},
		{http.MethodPost, v1 + "/rounds", assessment.ActionCreateRound, "Open a round", takesJSON, (*server).createRound},
		{http.MethodGet, v1 + "/rounds/{round}", assessment.ActionListRounds, "Read a round", takesNothing, (*server).getRound},
		{http.MethodPut, v1 + "/rounds/{round}/settings", assessment.ActionSetRound, "Change the dates, quota and settings of a round", takesJSON, (*server).setRound},
		{http.MethodPut, v1 + "/rounds/{round}/retention", assessment.ActionSetRetention, "Change how long a round keeps its files and contacts", takesJSON, (*server).setRetention},
		{http.MethodGet, v1 + "/rounds/{round}/overview", assessment.ActionReadOverview, "Read how far a round has come", takesNothing, (*server).getOverview},
		{http.MethodGet, v1 + "/programme", assessment.ActionReadProgramme, "Read how far the programme has come over the years", takesNothing, (*server).getProgramme},
		{http.MethodGet, v1 + "/rounds/{round}/extensions", assessment.ActionListExtensions, "List who was given more time", takesNothing, (*server).listExtensions},
		{http.MethodPost, v1 + "/rounds/{round}/extensions", assessment.ActionExtend, "Give one enterprise more time", takesJSON, (*server).extend},

		{http.MethodGet, v1 + "/rounds/{round}/declarations", assessment.ActionListDeclarations, "List who declared a link with whom", takesNothing, (*server).listDeclarations},
		{http.MethodPost, v1 + "/rounds/{round}/declarations", assessment.ActionDeclare, "Declare whether one is linked with an enterprise", takesJSON, (*server).declare},
		{http.MethodPost, v1 + "/rounds/{round}/assignments/preview", assessment.ActionAssign, "Tell what an assignment would do; stores nothing", takesAnswers, (*server).previewAssignment},
		{http.MethodPost, v1 + "/rounds/{round}/assignments", assessment.ActionAssign, "Assign as previewed", takesAnswers, (*server).assign},
		{http.MethodGet, v1 + "/rounds/{round}/assignments.xlsx", assessment.ActionExportAssignments, "Download who has what, to edit and send back", takesNothing, (*server).exportAssignments},

		{http.MethodGet, v1 + "/rounds/{round}/applications", assessment.ActionListApplications, "List the applications one may see", takesNothing, (*server).listApplications},
		{http.MethodPost, v1 + "/rounds/{round}/applications", assessment.ActionCreateApplication, "Start an application with facts or a workbook", takesAnswers, (*server).createApplication},
		{http.MethodGet, v1 + "/applications/{id}", assessment.ActionReadApplication, "Read an application", takesNothing, (*server).getApplication},
		{http.MethodPut, v1 + "/applications/{id}/facts", assessment.ActionPutFacts, "Replace the facts", takesAnswers, (*server).putFacts},
		{http.MethodGet, v1 + "/applications/{id}/form.xlsx", assessment.ActionExportApplication, "Download the form filled with the stored facts", takesNothing, (*server).exportForm},
		{http.MethodGet, v1 + "/applications/{id}/printed.xlsx", assessment.ActionExportApplication, "Download the score sheet to print and sign", takesNothing, (*server).exportPrinted},
		{http.MethodGet, v1 + "/applications/{id}/source.xlsx", assessment.ActionExportSource, "Download the workbook that was handed in", takesNothing, (*server).exportSource},
		{http.MethodPost, v1 + "/applications/{id}/submit", assessment.ActionSubmit, "Submit with the pledge", takesJSON, (*server).submit},
		{http.MethodPost, v1 + "/applications/{id}/withdraw", assessment.ActionWithdraw, "Take an application back before its review", takesJSON, (*server).withdraw},
		{http.MethodPost, v1 + "/applications/{id}/check", assessment.ActionCheck, "Pass the township's first check", takesJSON, (*server).check},
		{http.MethodPost, v1 + "/applications/{id}/send-back", assessment.ActionSendBack, "Send a whole application back before its review", takesJSON, (*server).sendBack},
		{http.MethodGet, v1 + "/applications/{id}/changes", assessment.ActionReadChanges, "Compare what was returned with what came back", takesNothing, (*server).getChanges},
		{http.MethodPost, v1 + "/applications/{id}/return", assessment.ActionReturn, "Send indicators back for correction", takesJSON, (*server).returnApplication},
		{http.MethodGet, v1 + "/applications/{id}/history", assessment.ActionReadHistory, "Read what happened to an application", takesNothing, (*server).getHistory},
		{http.MethodGet, v1 + "/applications/{id}/review", assessment.ActionReadReview, "Read the review beside the self score", takesNothing, (*server).getReview},
		{http.MethodPut, v1 + "/applications/{id}/review", assessment.ActionPutReview, "Decide indicators, finish the review", takesJSON, (*server).putReview},
		{http.MethodGet, v1 + "/applications/{id}/moderation", assessment.ActionReadModeration, "Read two reviews side by side", takesNothing, (*server).getModeration},
		{http.MethodPost, v1 + "/applications/{id}/moderation", assessment.ActionModerate, "Settle two reviews that differ", takesJSON, (*server).moderate},

		{http.MethodGet, v1 + "/applications/{id}/evidence", assessment.ActionReadEvidence, "Read the evidence, what is asked for and what is missing", takesNothing, (*server).listEvidence},
		{http.MethodPost, v1 + "/applications/{id}/evidence", assessment.ActionAddEvidence, "Add a file under an indicator, or a new version of one", takesFile, (*server).addEvidence},
		{http.MethodGet, v1 + "/applications/{id}/evidence.zip", assessment.ActionExportEvidence, "Download all evidence with a manifest", takesNothing, (*server).exportEvidence},
		{http.MethodGet, v1 + "/applications/{id}/evidence/{evidence}", assessment.ActionOpenEvidence, "Download one version of a file", takesNothing, (*server).openEvidence},
		{http.MethodDelete, v1 + "/applications/{id}/evidence/{evidence}", assessment.ActionWithdrawEvidence, "Withdraw a document", takesNothing, (*server).withdrawEvidence},

		{http.MethodPost, v1 + "/rounds/{round}/release", assessment.ActionRelease, "Show enterprises their results and open the window of appeals", takesJSON, (*server).releaseResults},
		{http.MethodGet, v1 + "/rounds/{round}/appeals", assessment.ActionListAppeals, "List the appeals of a round", takesNothing, (*server).listRoundAppeals},
		{http.MethodGet, v1 + "/applications/{id}/appeals", assessment.ActionReadAppeals, "Read the appeals of an application", takesNothing, (*server).listAppeals},
		{http.MethodPost, v1 + "/applications/{id}/appeals", assessment.ActionAppeal, "Dispute the score of an indicator", takesJSON, (*server).appeal},
		{http.MethodPost, v1 + "/applications/{id}/appeals/{appeal}/decision", assessment.ActionDecideAppeal, "Decide an appeal in writing", takesJSON, (*server).decideAppeal},

		{http.MethodGet, v1 + "/rounds/{round}/authority", assessment.ActionReadAuthority, "List the imported lists of other departments", takesNothing, (*server).listAuthority},
		{http.MethodPost, v1 + "/rounds/{round}/authority/preview", assessment.ActionPreviewAuthority, "Say what importing lists would do; stores nothing", takesBook, (*server).previewAuthority},
		{http.MethodPost, v1 + "/rounds/{round}/authority", assessment.ActionImportAuthority, "Import lists as previewed", takesBook, (*server).importAuthority},
		{http.MethodPost, v1 + "/applications/{id}/liftings", assessment.ActionProposeLifting, "Propose a correction that lifts a veto", takesJSON, (*server).proposeLifting},
		{http.MethodPost, v1 + "/applications/{id}/liftings/{lifting}/decision", assessment.ActionDecideLifting, "Confirm or refuse it as a second person", takesJSON, (*server).decideLifting},

		{http.MethodGet, v1 + "/rounds/{round}/ranking", assessment.ActionReadRanking, "Read the ranking", takesNothing, (*server).getRanking},
		{http.MethodPost, v1 + "/rounds/{round}/ranking", assessment.ActionRank, "Freeze the ranking", takesNothing, (*server).rank},
		{http.MethodGet, v1 + "/rounds/{round}/snapshot", assessment.ActionExportSnapshot, "Read the frozen round as one document", takesNothing, (*server).getSnapshot},
		{http.MethodGet, v1 + "/rounds/{round}/ranking.xlsx", assessment.ActionExportRanking, "Download the ranking workbook", takesNothing, (*server).exportRanking},
		{http.MethodGet, v1 + "/rounds/{round}/ranking.csv", assessment.ActionExportRanking, "Download the ranking as CSV", takesNothing, (*server).exportRankingCSV},
		{http.MethodGet, v1 + "/rounds/{round}/lines.csv", assessment.ActionExportRanking, "Download every indicator of the ranking as CSV", takesNothing, (*server).exportLinesCSV},
		{http.MethodGet, v1 + "/rounds/{round}/notice.xlsx", assessment.ActionExportNotice, "Download the public notice to print", takesNothing, (*server).exportNotice},
		{http.MethodGet, v1 + "/rounds/{round}/final.xlsx", assessment.ActionExportFinal, "Download the list of who was certified", takesNothing, (*server).exportFinal},
		{http.MethodGet, v1 + "/rounds/{round}/awards.xlsx", assessment.ActionExportAwards, "Download who is paid what", takesNothing, (*server).exportAwards},
		{http.MethodGet, v1 + "/rounds/{round}/printed.zip", assessment.ActionExportRound, "Download the score sheets of a round", takesNothing, (*server).exportPrintedAll},
		{http.MethodGet, v1 + "/rounds/{round}/exports", assessment.ActionListExports, "Read who has downloaded what", takesNothing, (*server).listExports},
		{http.MethodPost, v1 + "/rounds/{round}/outcome", assessment.ActionDecide, "Record what the joint meeting decided", takesJSON, (*server).recordOutcome},
		{http.MethodPost, v1 + "/rounds/{round}/reopening", assessment.ActionReopen, "Ask to open a frozen round again, or confirm it", takesJSON, (*server).reopen},
		{http.MethodGet, v1 + "/notices", assessment.ActionReadNotice, "List the public notices", takesNothing, (*server).listNotices},
		{http.MethodGet, v1 + "/rounds/{round}/notice", assessment.ActionReadNotice, "Read the public notice of a round", takesNothing, (*server).getNotice},
		{http.MethodPost, v1 + "/rounds/{round}/notice", assessment.ActionBeginNotice, "Begin the public notice", takesJSON, (*server).beginNotice},
		{http.MethodGet, v1 + "/rounds/{round}/final", assessment.ActionReadNotice, "Read the final list of a published round", takesNothing, (*server).getFinal},
		{http.MethodPost, v1 + "/rounds/{round}/objections", assessment.ActionObject, "Object to what is on notice", takesNote, (*server).object},
		{http.MethodGet, v1 + "/rounds/{round}/objections", assessment.ActionListObjections, "List the objections of a round", takesNothing, (*server).listObjections},
		{http.MethodPost, v1 + "/rounds/{round}/objections/{objection}/link", assessment.ActionLinkObjection, "Say which application an objection concerns", takesJSON, (*server).linkObjection},
		{http.MethodPost, v1 + "/rounds/{round}/objections/{objection}/close", assessment.ActionCloseObjection, "Close an objection in writing", takesJSON, (*server).closeObjection},
		{http.MethodPost, v1 + "/rounds/{round}/publication", assessment.ActionPublish, "Ask to publish the results, or confirm it", takesJSON, (*server).publish},

		{http.MethodGet, v1 + "/openapi.json", assessment.ActionPublic, "This interface as OpenAPI", takesNothing, (*server).getDocument},
		{http.MethodGet, "/api/docs", assessment.ActionPublic, "This interface to read", takesNothing, (*server).getDocs},
		{http.MethodGet, "/assets/{name}", assessment.ActionPublic, "Styles and scripts of the pages", takesNothing, (*server).getAsset},
		{http.MethodGet, "/healthz", assessment.ActionPublic, "Is the process alive", takesNothing, (*server).getHealth},
		{http.MethodGet, "/readyz", assessment.ActionPublic, "Can it serve", takesNothing, (*server).getReady},
		{http.MethodGet, "/metrics", assessment.ActionPublic, "Figures for Prometheus", takesNothing, (*server).getMetrics},
	}
	list := make([]Route, len(table))
	for i, r := range table {
		list[i] = Route{
			Method: r.method, Path: r.path, Action: r.action, Summary: r.summary, takes: r.takes, handle: r.handle,
			Roles: append([]assessment.Role{}, assessment.RolesFor(r.action)...), Rules: assessment.RulesFor(r.action),
		}
	}
	return list
}

// row is a route as it is written down; its rule stands in assessment's table.
type row struct {
	method, path string
	action       assessment.Action
	summary      string
	takes        body
	handle       handler
}

// ginPath writes {id} as gin does.
func ginPath(path string) string {
	return strings.NewReplacer("{", ":", "}", "").Replace(path)
}
