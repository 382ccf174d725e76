package sandbox

import (
	"bytes"

	"wuxing/scoring"
	"wuxing/workbook"
)

// ReadToKeep is Read with the workbook that is kept of it: clean is data without our
// marks, and says the same as data. Otherwise the file that is kept would not show
// what was scored; where a name of our marks points at other sheets, the workbook
// is refused as damaged.
func (r *Run) ReadToKeep(data []byte, cards []*scoring.Card) (reading *workbook.Reading, clean []byte, problems scoring.Problems) {
	if reading, problems = r.Read(data, cards); len(problems) > 0 {
		return nil, nil, problems
	}
	if clean, problems = r.Unmark(data); len(problems) > 0 {
		return nil, nil, problems
	}
	if bytes.Equal(clean, data) {
		return reading, clean, nil
	}
	again, problems := r.Read(clean, []*scoring.Card{reading.Card})
	if len(problems) > 0 || !reading.SaysTheSame(again) {
		return nil, nil, workbook.Damaged("marks")
	}
	return reading, clean, nil
}
