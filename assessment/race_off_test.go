//go:build !race

package assessment_test

const modelShort = 3000
