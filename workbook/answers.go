package workbook

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"strings"

	"wuxing/assessment"
	"wuxing/scoring"
)

// Answers is a reading as the use cases take it: with the place of each answer by
// its path in JSON, and with where it came from. name is that of the file.
func (r *Reading) Answers(data []byte, name string) *assessment.Answers {
	answers := &assessment.Answers{
		Enterprise: r.Enterprise, Facts: r.Facts, Claims: r.Claims, Warnings: r.Warnings,
		Source: assessment.Source{Kind: assessment.SourceWorkbook, Name: name, SHA256: digestOf(data)},
		Places: make(map[string]scoring.Position, len(r.Cells)),
	}
	for path, cell := range r.Cells {
		if !strings.HasPrefix(path, "enterprise.") && !strings.HasPrefix(path, "claims.") {
			path = "facts." + path
		}
		answers.Places[path] = scoring.Position{Sheet: cell.Sheet, Cell: cell.Cell}
	}
	return answers
}

// SaysTheSame tells whether both readings have the same card, enterprise, facts
// and claims, wherever they stand.
func (r *Reading) SaysTheSame(other *Reading) bool {
	a, errA := r.Facts.MarshalJSON()
	b, errB := other.Facts.MarshalJSON()
	sameEnterprise := (r.Enterprise == nil) == (other.Enterprise == nil) && (r.Enterprise == nil || *r.Enterprise == *other.Enterprise)
	return errA == nil && errB == nil && bytes.Equal(a, b) && r.Card == other.Card && sameEnterprise && maps.Equal(r.Claims, other.Claims)
}

// Keep gives answers the file that is kept of the workbook they were read from:
// clean is data without our marks, see Unmark.
func Keep(answers *assessment.Answers, data, clean []byte) {
	answers.File = clean
	answers.Source.SHA256, answers.Source.ReceivedSHA256 = digestOf(clean), ""
	if received := digestOf(data); received != answers.Source.SHA256 {
		answers.Source.ReceivedSHA256 = received
	}
}

func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
