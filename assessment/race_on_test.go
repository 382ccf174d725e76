//go:build race

package assessment_test

// modelShort: the race detector makes a sequence ten times as long and finds
// nothing in it, as each runs alone; make test runs them all without it.
const modelShort = 300
