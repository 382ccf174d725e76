// Package assessment is one enterprise in one round: who may do what in which
// state, what is stored, and what everyone sees.
//
// Service holds the use cases; API, pages and commands call the same ones. A use
// case checks the right (rules.go), reads, evaluates with package scoring, and
// writes in one transaction together with its audit rows. What is kept is behind
// the Store interface, which package store implements.
//
// What is acknowledged is never edited: submissions, score entries, returns,
// reviews and rankings are only added. Only users, rounds and applications carry
// a state, guarded by their version.
package assessment
