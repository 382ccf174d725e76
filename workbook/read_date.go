package workbook

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// dateText writes the number by which a spreadsheet keeps a date or time as a
// date: 45538 is 2024-09-03. The days count from 1900, with a 29 February 1900
// that never was, or from 1904 in workbooks that came from old Macintoshes. A
// number that is no day of theirs is given back as it is.
func dateText(stored string, from1904 bool) string {
	value, err := strconv.ParseFloat(stored, 64)
	if err != nil || !(value >= 0 && value < 2958466) { // 10000-01-01; NaN is neither
		return stored
	}
	days, part := math.Modf(value)
	seconds := int(math.Round(part * 86400))
	clock := fmt.Sprintf("%02d:%02d", seconds/3600%24, seconds/60%60)
	if days == 0 && !from1904 {
		return clock
	}
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case from1904:
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days < 60:
		first = first.AddDate(0, 0, 1)
	case days == 60:
		return "1900-02-29"
	}
	text := first.AddDate(0, 0, int(days)).Format(time.DateOnly)
	if seconds%86400 > 0 {
		text += " " + clock
	}
	return text
}

// isoDate shortens a date as ISO 8601 has it (cells of type d).
func isoDate(stored string) string {
	stored = strings.TrimSuffix(strings.TrimSuffix(stored, "Z"), "T00:00:00")
	return strings.TrimSuffix(stored, "T00:00:00.000")
}

// typedDate knows the ways in which people write a day: 2024.9.3, 2024-9-3,
// 2024/9/3, 2024年9月3日, 2024年9月, 9月3日.
var typedDate = regexp.MustCompile(`^(?:(\d{4}) ?年|(\d{4})[-./])? ?(\d{1,2}) ?(?:月|[-./]) ?(?:(\d{1,2}) ?[日号]?)?$`)

// dateOf reads a day that was typed as text, as 2024-09-03, 2024-09 or 09-03. A
// text that could be a decimal or a range (2024.9, 9-3) is no date for certain.
func dateOf(text string) (iso string, ok bool) {
	m := typedDate.FindStringSubmatch(text)
	if m == nil {
		return "", false
	}
	year, words := m[1]+m[2], strings.ContainsAny(text, "年月")
	if !words && (year == "" || m[4] == "") {
		return "", false
	}
	month, day := m[3], m[4]
	layout := "01-02"
	switch {
	case year == "" && day == "":
		return "", false
	case year == "":
		year = "2000" // has every day
	case day == "":
		day, layout = "1", "2006-01"
	default:
		layout = time.DateOnly
	}
	date, err := time.Parse("2006-1-2", year+"-"+month+"-"+day)
	return date.Format(layout), err == nil
}
