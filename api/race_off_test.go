//go:build !race

package api_test

const raceDetector = false

// editClients is how many clients edit one review at a time.
const editClients = 50
