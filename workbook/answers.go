package workbook

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"wuxing/assessment"
	"wuxing/scoring"
)

// ReadAnswers is Read as the use cases take it: with the place of each answer by
// its path in JSON, and with where it came from. name is that of the file.
func ReadAnswers(data []byte, name string, find func(cardID string) (*scoring.Card, bool)) (*assessment.Answers, *scoring.Card, scoring.Problems) {
	reading, problems := Read(data, find)
	if len(problems) > 0 {
		return nil, nil, problems
	}
	answers := &assessment.Answers{
		Enterprise: reading.Enterprise, Facts: reading.Facts, Warnings: reading.Warnings,
		Source: assessment.Source{Kind: "workbook", Name: name, SHA256: digest(data)},
		Places: make(map[string]scoring.Position, len(reading.Cells)),
	}
	for path, cell := range reading.Cells {
		if !strings.HasPrefix(path, "enterprise.") {
			path = "facts." + path
		}
		answers.Places[path] = scoring.Position{Sheet: cell.Sheet, Cell: cell.Cell}
	}
	return answers, reading.Card, nil
}

// Keep gives answers the file that is kept of the workbook they were read from:
// the workbook without our marks.
func Keep(answers *assessment.Answers, data []byte) scoring.Problems {
	clean, err := Unmark(data)
	if err != nil {
		return asProblems(err)
	}
	answers.File = clean
	answers.Source.SHA256, answers.Source.ReceivedSHA256 = digest(clean), ""
	if received := digest(data); received != answers.Source.SHA256 {
		answers.Source.ReceivedSHA256 = received
	}
	return nil
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
