//go:build race

package api_test

const raceDetector = true

// Under the race detector everything takes ten times as long, and what two can do
// to each other shows with fewer than fifty.
const editClients = 8
