//go:build !race

package scoring_test

const (
	randomEnterprises = 100_000
	largestShare      = 2_000
	everyMutation     = 1
)
