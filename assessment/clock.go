package assessment

import "time"

// OfficeZone is the time of the office, all year the same.
var OfficeZone = time.FixedZone("UTC+8", 8*60*60)

// timeText is a moment as a parameter of a message: as the office's clock shows
// it, the end of a day as 24:00 of that day.
func timeText(t time.Time) string {
	t = t.In(OfficeZone)
	if t.Hour() == 0 && t.Minute() == 0 {
		return t.AddDate(0, 0, -1).Format(time.DateOnly) + " 24:00"
	}
	return t.Format("2006-01-02 15:04")
}

// dueText is a due date as a message tells it; a word of the table where there is
// none.
func dueText(t time.Time) string {
	if t.IsZero() {
		return "none"
	}
	return timeText(t)
}
