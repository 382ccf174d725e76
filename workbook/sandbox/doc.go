// Package sandbox works on foreign workbooks in child processes, so that a file
// which no limit of the reader foresaw costs one upload and not the server: recover
// does not catch running out of memory, and a loop cannot be stopped from outside.
//
// The child is the same program with the subcommand Subcommand. It gets the request
// and the file on standard input and answers on standard output; it has no
// environment, no open files and an empty folder, little memory and little time.
// Parent and child speak frame.go's format and know the jobs of jobs.go by name.
//
// A Box is the one place that says how many workbooks are worked on at once, also
// for those that a server writes itself.
package sandbox
