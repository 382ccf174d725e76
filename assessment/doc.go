// Package assessment is one enterprise in one round: who may do what in which
// state, what is stored, and what everyone sees.
//
// Service holds the use cases; API, pages and commands call the same ones. A use
// case checks the right (rules.go), reads, evaluates with package scoring, and
// writes in one transaction together with its audit rows. What is kept is behind
// the Store interface, which package store implements.
//
// What is acknowledged is never edited. What is only added and what carries a
// state, guarded by its version, is listed in docs/architecture.md, “What is kept”.
//
// A file in the singular (appeal.go) has the types of its subject, their bounds and
// codes and what the store keeps of it; the plural (appeals.go) has the use cases. A
// small subject has one file for both.
//
// Where to find what:
//
//   - rights and states: actions, rules, rulebook, reach, may, move, veil
//   - the walk: service, write, audit, store, errors, texts, names, files
//   - signing in: signin, guard, password, passwordrules, madepassword, factor, factorcode,
//     factors, sessions, setup
//   - accounts: people, users, newuser, userlist, userrole, person, enterprises,
//     registration, registrations, registrationlist, registrationstate,
//     corrections
//   - what is hidden and erased: mask, reveal, erasure, retention, retentionset, retentionrun
//   - rounds: round, rounds, roundset, openround, settings, workdays, extensions,
//     cards, cardchecks
//   - deadlines: windows, deadlines, promises, clock
//   - applications: application, applications, facts, submissions, changes, checks,
//     returns, sources, imports, history
//   - lists of applications: listing, listings, listingsdue
//   - evidence: evidence, evidences, evidencelist, evidencegaps, evidencechanges,
//     evidencetype, evidenceoffice, evidenceopen, evidencestore
//   - other departments' lists: authority, authorities, authorityplan, authorityfacts,
//     previewfiles
//   - reviewers: assignment, assignmentplan, assignmentrows, assignmentsheet,
//     declarations, bench, roundbenches, seats
//   - reviews: review, reviews, reviewview, entries, standing, indicatorhistory,
//     scores, vetoes, tworeviews, moderation, settle, lifting, liftings, liftingviews
//   - results: obstacles, release, releases, releasereadiness, appeal, appeals,
//     appealviews
//   - the ranking: readiness, ranking, rankings, standings, ordercache, lines,
//     snapshot, outcome, reopen
//   - the public: notice, notices, noticerows, objection, objections,
//     objectionclosing, publication
//   - what leaves: export, exports, lists, listexports, sending
//   - telling: tellings, audience, inbox, inboxes, mail, mails
//   - how far: overview, overviews, overviewcache, overviewoverdue, overviewprogress,
//     overviewquota, overviewscores, overviewtownships, roundpicture, scorecache, warm,
//     programme, programmerounds
//   - the audit trail and backups: audittrail, auditsearch, trailmark, replay, backups
package assessment
