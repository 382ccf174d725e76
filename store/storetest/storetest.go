// Package storetest is the one suite that every database behind package store
// passes.
package storetest

import (
	"testing"

	"wuxing/store"
)

// Run runs the suite; open gives a store over an empty database and closes it
// with the test.
func Run(t *testing.T, open func(t *testing.T) *store.Store) {
	for _, test := range []struct {
		name string
		run  func(t *testing.T, s *store.Store)
	}{
		{"users are found by id and by name, whatever its case", users},
		{"enterprises are unique by code", enterprises},
		{"rounds keep their times in UTC and are listed newest first", rounds},
		{"settings of a round are replaced whole", settings},
		{"the newest extension of an enterprise counts, returns keep their due date", extensions},
		{"an application has two seats at most, each with its version", seats},
		{"declarations come back in order", declarations},
		{"a reviewer's list is what it has, and nothing it is linked with", reviewerFilter},
		{"what a round lists is official", officialOnly},
		{"what an overview counts is what is stored", overviews},
		{"the newest snapshot counts, byte by byte", snapshots},
		{"the newest outcome and the newest step of a reopening count", meetings},
		{"an enterprise has one application in a round", applications},
		{"lists are filtered, ordered and paged", filters},
		{"lists go on after a key in every order", lists},
		{"submissions keep every byte of their JSON", submissions},
		{"the newest return counts", returns},
		{"score entries come back in order, zero points are zero and not nothing", scoreEntries},
		{"the newest review counts", reviews},
		{"the newest ranking counts", rankings},
		{"evidence keeps its versions, and its uses are found by content", evidence},
		{"authority lists are found by enterprise", authority},
		{"liftings and what became of them", liftings},
		{"the newest release counts; appeals and how they ended", appeals},
		{"the newest notice and the newest step of a publication count", notices},
		{"objections keep who brought them, their links and how they ended", objections},
		{"messages are numbered in their inbox, read once, told to nobody else", messages},
		{"who is told is found by role, area, enterprise and id", recipients},
		{"mails wait, are claimed by their version, and end", mails},
		{"zero values are written by updates", zeroValues},
		{"what no text can hold is not found", unstorable},
		{"a stale version is refused and changes nothing", stale},
		{"what an update has read by id stays so until its end", held},
		{"of 50 writers with 20 edits each none loses one", manyWriters},
		{"an error writes nothing, neither rows nor audit", rollback},
		{"a panic writes nothing", panics},
		{"a cancelled request writes nothing", cancelled},
		{"the audit trail is searched by everything it names, and paged", auditSearch},
		{"what names an account is counted as it is listed", traces},
		{"registrations are searched, come newest first and go on after a key", registrations},
		{"enterprises with accounts are found, closed ones too", accountHolders},
		{"accounts are searched by name, role and enterprise, and paged", userSearch},
		{"audit numbers have no gap under 20 writers", gaplessAudit},
		{"a view does not write and does not change under its reader", views},
		{"a reply is found again; of parallel repeats one has an effect", replies},
		{"sessions expire, end and are kept as hashes", sessions},
		{"rows that others refer to stay", restricted},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}
