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
// Where to find what:
//
//   - rights and states: actions, rules, rulebook, reach, move, windows
//   - the walk: service, write, audit, store, errors, texts, names
//   - accounts: users, people, password
//   - rounds: round, rounds, roundset, settings, workdays, extensions
//   - applications: application, applications, facts, submissions, changes, checks,
//     returns, sources, imports, history
//   - evidence: evidence…, files
//   - other departments' lists: authority…, authorities
//   - reviewers: assignment…, declarations, bench, seats, reviewerlist
//   - reviews: review, reviews, reviewview, entries, standing, scores, lines, vetoes,
//     tworeviews, moderation, settle, lifting, liftings, liftingviews
//   - results: release, releases, appeal, appeals, appealviews, ranking, rankings,
//     snapshot, outcome, reopen
//   - the public: notice…, notices, objection…, objections, publication
//   - what leaves: export, exports, lists, listexports, assignmentsheet
//   - telling: tellings, audience, inbox, inboxes, mail, mails
//   - how far: overview…, overviews, programme, scorecache
package assessment
