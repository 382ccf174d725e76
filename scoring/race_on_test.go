//go:build race

package scoring_test

// Under the race detector the differential tests take a part of their inputs:
// nothing in them runs at the same time, and each step takes ten times as long.
const (
	randomEnterprises = 5_000
	largestShare      = 200
	everyMutation     = 12
)
