package assessment_test

import (
	"io"
	"slices"

	"wuxing/assessment"
	"wuxing/scoring"
)

// What everybody asks. Reading an application is refused to whom it is not there
// for, and nothing else stands in its way but what the model says here.

// readsOfApplication are the questions about one application.
func (q *sequence) readsOfApplication() map[assessment.Action]func(p *person, app *modelApp) *attempt {
	svc, ctx := q.w.svc, q.ctx
	simple := func(action assessment.Action, ask func(cmd assessment.Command, id string) (any, error)) func(*person, *modelApp) *attempt {
		return func(p *person, app *modelApp) *attempt {
			a, _ := q.start(action, p, app)
			a.reads = true
			a.run = func(cmd assessment.Command) (any, error) { return ask(cmd, app.id) }
			return a
		}
	}
	reads := map[assessment.Action]func(p *person, app *modelApp) *attempt{
		assessment.ActionReadApplication: simple(assessment.ActionReadApplication, func(cmd assessment.Command, id string) (any, error) {
			return svc.Application(ctx, cmd.Actor, id)
		}),
		assessment.ActionReadHistory: simple(assessment.ActionReadHistory, func(cmd assessment.Command, id string) (any, error) {
			return svc.History(ctx, cmd.Actor, id)
		}),
		assessment.ActionReadChanges: simple(assessment.ActionReadChanges, func(cmd assessment.Command, id string) (any, error) {
			return svc.Changes(ctx, cmd.Actor, id)
		}),
		assessment.ActionReadEvidence: simple(assessment.ActionReadEvidence, func(cmd assessment.Command, id string) (any, error) {
			return svc.Evidence(ctx, cmd.Actor, id)
		}),
		assessment.ActionExportEvidence: simple(assessment.ActionExportEvidence, func(cmd assessment.Command, id string) (any, error) {
			archive, err := svc.ExportEvidence(ctx, cmd, id)
			if err != nil {
				return nil, err
			}
			return len(archive.Rows), nil
		}),
		assessment.ActionReadAppeals: simple(assessment.ActionReadAppeals, func(cmd assessment.Command, id string) (any, error) {
			return svc.Appeals(ctx, cmd.Actor, id)
		}),
		assessment.ActionExportApplication: simple(assessment.ActionExportApplication, func(cmd assessment.Command, id string) (any, error) {
			sheet, err := svc.ExportSheet(ctx, cmd, id, io.Discard, writesNoSheet)
			return sheetText(sheet), err
		}),
		assessment.ActionReadReview: simple(assessment.ActionReadReview, func(cmd assessment.Command, id string) (any, error) {
			return svc.Review(ctx, cmd.Actor, id)
		}),
		assessment.ActionReadModeration: simple(assessment.ActionReadModeration, func(cmd assessment.Command, id string) (any, error) {
			return svc.Moderation(ctx, cmd.Actor, id)
		}),
		assessment.ActionExportSource: simple(assessment.ActionExportSource, func(cmd assessment.Command, id string) (any, error) {
			file, err := svc.ExportSource(ctx, cmd, id)
			if err != nil {
				return nil, err
			}
			return file.Name, file.Content.Close()
		}),
		assessment.ActionOpenEvidence: simple(assessment.ActionOpenEvidence, func(cmd assessment.Command, id string) (any, error) {
			evidence := "none"
			if i := slices.IndexFunc(q.r.apps, func(app *modelApp) bool { return app.id == id }); len(q.r.apps[i].evidence) > 0 {
				evidence = q.r.apps[i].evidence[0].id
			}
			_, file, err := svc.OpenEvidence(ctx, cmd, id, evidence)
			if err != nil {
				return nil, err
			}
			return nil, file.Close()
		}),
	}
	also := func(action assessment.Action, more func(a *attempt)) {
		ask := reads[action]
		reads[action] = func(p *person, app *modelApp) *attempt {
			a := ask(p, app)
			if len(a.why) == 0 {
				more(a)
			}
			return a
		}
	}
	also(assessment.ActionReadReview, func(a *attempt) {
		a.because(a.by.letter == 'E' && !q.r.shown(a.app), assessment.CodeNotReleased)
		a.because(a.by.letter == 'E' && a.app.state == "draft", assessment.CodeNotReleased)
	})
	also(assessment.ActionReadModeration, func(a *attempt) {
		a.because(!q.r.two, assessment.CodeOneReviewer)
		a.because(q.r.blindTo(a.by, a.app), assessment.CodeReviewsOpen)
	})
	also(assessment.ActionOpenEvidence, func(a *attempt) { a.because(len(a.app.evidence) == 0, assessment.CodeNotFound) })
	also(assessment.ActionExportSource, func(a *attempt) {
		// The enterprise has its newest facts, everyone else what was handed in.
		source := a.app.source
		if a.by.letter != 'E' {
			source = a.app.handedSource
		}
		a.because(len(source) < 8 || source[:8] != "workbook", assessment.CodeNoSourceFile)
	})
	return reads
}

// sheetText is what a printed sheet tells.
func sheetText(sheet *assessment.ScoreSheet) any {
	if sheet == nil {
		return nil
	}
	return []any{sheet.Application, sheet.Facts, sheet.Official, sheet.Rows, sheet.Reviewer}
}

// readsOfRound are the questions about the whole round, or none.
func (q *sequence) readsOfRound() map[assessment.Action]func(p *person) *attempt {
	svc, ctx, id := q.w.svc, q.ctx, q.r.id
	simple := func(action assessment.Action, ask func(actor assessment.Actor) (any, error)) func(*person) *attempt {
		return func(p *person) *attempt {
			a, _ := q.start(action, p, nil)
			a.reads = true
			a.run = func(cmd assessment.Command) (any, error) { return ask(cmd.Actor) }
			return a
		}
	}
	reads := map[assessment.Action]func(p *person) *attempt{
		assessment.ActionListUsers:        simple(assessment.ActionListUsers, func(actor assessment.Actor) (any, error) { return svc.ListUsers(ctx, actor) }),
		assessment.ActionListRounds:       simple(assessment.ActionListRounds, func(actor assessment.Actor) (any, error) { return svc.FindRound(ctx, actor, id) }),
		assessment.ActionListExtensions:   simple(assessment.ActionListExtensions, func(actor assessment.Actor) (any, error) { return svc.Extensions(ctx, actor, id) }),
		assessment.ActionListDeclarations: simple(assessment.ActionListDeclarations, func(actor assessment.Actor) (any, error) { return svc.Declarations(ctx, actor, id) }),
		assessment.ActionListAppeals:      simple(assessment.ActionListAppeals, func(actor assessment.Actor) (any, error) { return svc.RoundAppeals(ctx, actor, id) }),
		assessment.ActionReadAuthority:    simple(assessment.ActionReadAuthority, func(actor assessment.Actor) (any, error) { return svc.AuthorityLists(ctx, actor, id) }),
		assessment.ActionListExports:      simple(assessment.ActionListExports, func(actor assessment.Actor) (any, error) { return svc.ListExports(ctx, actor, id) }),
		assessment.ActionReadSnapshot: simple(assessment.ActionReadSnapshot, func(actor assessment.Actor) (any, error) {
			return svc.FindSnapshot(ctx, actor, id)
		}),
		assessment.ActionExportSnapshot: simple(assessment.ActionExportSnapshot, func(actor assessment.Actor) (any, error) {
			return svc.ExportSnapshot(ctx, assessment.Command{Actor: actor}, id)
		}),
		assessment.ActionReadRanking: simple(assessment.ActionReadRanking, func(actor assessment.Actor) (any, error) { return svc.Ranking(ctx, actor, id) }),
		assessment.ActionExportRanking: simple(assessment.ActionExportRanking, func(actor assessment.Actor) (any, error) {
			return svc.ExportRanking(ctx, assessment.Command{Actor: actor}, id, assessment.ExportLinesCSV, io.Discard, writesNothing)
		}),
		assessment.ActionExportRound: simple(assessment.ActionExportRound, func(actor assessment.Actor) (any, error) {
			var told []any
			sink := &collectedSheets{each: func(sheet *assessment.ScoreSheet) { told = append(told, sheetText(sheet)) }}
			_, err := svc.ExportSheets(ctx, assessment.Command{Actor: actor}, id, io.Discard, sink)
			return told, err
		}),
		assessment.ActionReadNotice: simple(assessment.ActionReadNotice, func(actor assessment.Actor) (any, error) { return svc.Notice(ctx, actor, id) }),
		"final list":                simple(assessment.ActionReadNotice, func(actor assessment.Actor) (any, error) { return svc.Final(ctx, actor, id) }),
		assessment.ActionReadInbox: simple(assessment.ActionReadInbox, func(actor assessment.Actor) (any, error) {
			return svc.Inbox(ctx, actor, assessment.InboxPage{})
		}),
		assessment.ActionSearchAudit: simple(assessment.ActionSearchAudit, func(actor assessment.Actor) (any, error) {
			return svc.SearchAudit(ctx, actor, assessment.AuditQuery{})
		}),
		assessment.ActionListMails:     simple(assessment.ActionListMails, func(actor assessment.Actor) (any, error) { return svc.Mails(ctx, actor, "", 10) }),
		assessment.ActionReadOverview:  simple(assessment.ActionReadOverview, func(actor assessment.Actor) (any, error) { return svc.Overview(ctx, actor, id) }),
		assessment.ActionReadProgramme: simple(assessment.ActionReadProgramme, func(actor assessment.Actor) (any, error) { return svc.Programme(ctx, actor) }),
		assessment.ActionExportNotice:  simple(assessment.ActionExportNotice, func(actor assessment.Actor) (any, error) { return svc.NoticeList(ctx, actor, id) }),
		assessment.ActionExportFinal:   simple(assessment.ActionExportFinal, func(actor assessment.Actor) (any, error) { return svc.FinalList(ctx, actor, id) }),
		assessment.ActionExportAwards:  simple(assessment.ActionExportAwards, func(actor assessment.Actor) (any, error) { return svc.AwardList(ctx, actor, id) }),
		assessment.ActionExportAssignments: simple(assessment.ActionExportAssignments, func(actor assessment.Actor) (any, error) {
			return svc.ExportAssignments(ctx, assessment.Command{Actor: actor}, id, io.Discard, func(io.Writer, *assessment.AssignmentSheet) error { return nil })
		}),
		assessment.ActionReadAssignments: simple(assessment.ActionReadAssignments, func(actor assessment.Actor) (any, error) {
			return svc.AssignmentBoard(ctx, actor, id, assessment.SeatFilter{})
		}),
		assessment.ActionReadReadiness: simple(assessment.ActionReadReadiness, func(actor assessment.Actor) (any, error) {
			return svc.ReleaseReadiness(ctx, actor, id)
		}),
		assessment.ActionListObjections: simple(assessment.ActionListObjections, func(actor assessment.Actor) (any, error) { return svc.Objections(ctx, actor, id) }),
		assessment.ActionListApplications: simple(assessment.ActionListApplications, func(actor assessment.Actor) (any, error) {
			return svc.ListApplications(ctx, actor, assessment.ApplicationFilter{RoundID: id})
		}),
		assessment.ActionPreviewAuthority: simple(assessment.ActionPreviewAuthority, func(actor assessment.Actor) (any, error) {
			return svc.PreviewAuthority(ctx, assessment.Command{Actor: actor}, id, func(*scoring.Card) (*assessment.AuthorityBook, scoring.Problems) {
				return &assessment.AuthorityBook{Sheets: []assessment.AuthoritySheet{said("cases", true, "甲厂", "4")}}, nil
			})
		}),
	}
	also := func(action assessment.Action, more func(a *attempt)) {
		ask := reads[action]
		reads[action] = func(p *person) *attempt {
			a := ask(p)
			if len(a.why) == 0 {
				more(a)
			}
			return a
		}
	}
	unreleased := func(a *attempt) {
		a.because(a.by.letter == 'R' && q.r.assigned && q.r.state != "published", assessment.CodeNotReleased)
	}
	noticed := func(a *attempt) {
		on := q.r.state == "on_notice" || q.r.state == "published"
		a.because(!on || !q.r.announced(q.now()) && !a.by.hearsEarly(), assessment.CodeNotFound)
	}
	also(assessment.ActionReadNotice, noticed)
	also(assessment.ActionExportNotice, noticed)
	decided := func(a *attempt) {
		pending := q.r.state == "open" || q.r.state == "ranked"
		a.because(pending && a.by.hearsEarly(), assessment.CodeOutcomePending)
		a.because(q.r.state != "published" && !a.by.hearsEarly(), assessment.CodeNotFound)
	}
	also(assessment.ActionExportFinal, decided)
	also(assessment.ActionExportAwards, decided)
	also("final list", func(a *attempt) { a.because(q.r.state != "published", assessment.CodeNotFound) })
	also(assessment.ActionReadRanking, unreleased)
	also(assessment.ActionExportRanking, unreleased)
	also(assessment.ActionReadSnapshot, func(a *attempt) { a.because(!q.r.frozen, assessment.CodeNotFound) })
	also(assessment.ActionExportSnapshot, func(a *attempt) { a.because(!q.r.frozen, assessment.CodeNotFound) })
	also(assessment.ActionPreviewAuthority, func(a *attempt) { a.because(q.r.state != "open", assessment.CodeRoundRanked) })
	also(assessment.ActionListApplications, func(a *attempt) { a.then = func(answer any) { q.listed(a, answer) } })
	return reads
}

// listed compares a list of applications with what its reader may know.
func (q *sequence) listed(a *attempt, answer any) {
	var want, got []string
	for _, app := range q.r.apps {
		if q.r.knows(a.by, app) {
			want = append(want, app.id)
		}
	}
	for _, head := range answer.([]assessment.ApplicationHead) {
		got = append(got, head.ID)
	}
	slices.Sort(want)
	if !slices.Equal(want, got) {
		q.fail("%s%s is listed %v, may know %v", string(a.by.letter), a.by.id(), got, want)
	}
}
