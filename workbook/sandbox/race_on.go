//go:build race

package sandbox

// raceDetector: it maps terabytes for its own books, which the system would count.
const raceDetector = true
