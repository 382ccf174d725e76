package assessment

import (
	"slices"
	"time"

	"wuxing/scoring"
)

// maxCalendarDays bounds each list of the calendar: the days off of two years.
const maxCalendarDays = 100

// CodeNotWeekend: only days of weekends can be worked instead of others.
const CodeNotWeekend = "not_weekend" // found

// isWorkday tells whether the office works on a day: Monday to Friday but for the
// holidays, and the days of weekends that are worked. day is in OfficeZone.
func (s *Settings) isWorkday(day time.Time) bool {
	text := day.Format(time.DateOnly)
	if isWeekend(day) {
		return slices.Contains(s.Workdays, text)
	}
	return !slices.Contains(s.Holidays, text)
}

func isWeekend(day time.Time) bool {
	return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
}

// afterWorkdays is the end (24:00, excluded) of the last of so many working days
// after a day in OfficeZone, which does not count itself.
func (s *Settings) afterWorkdays(day time.Time, count int) time.Time {
	for count > 0 {
		day = day.AddDate(0, 0, 1)
		if s.isWorkday(day) {
			count--
		}
	}
	return day.AddDate(0, 0, 1).UTC()
}

// officeDay is the beginning of the day that the office's clock shows.
func officeDay(t time.Time) time.Time {
	year, month, day := t.In(OfficeZone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, OfficeZone)
}

// checkCalendar finds everything wrong with the calendar: each day stands in one of
// the lists, once, and only days of weekends are worked instead of others.
func (s *Settings) checkCalendar() (problems scoring.Problems) {
	seen := make(map[string]bool)
	for _, list := range []struct {
		field string
		days  []string
	}{{"holidays", s.Holidays}, {"workdays", s.Workdays}} {
		path := "settings." + list.field
		if len(list.days) > maxCalendarDays {
			problems.Add(CodeValueNotAllowed, scoring.Position{Path: path}, "field", list.field, "found", itoa(len(list.days)), "choices", "0–"+itoa(maxCalendarDays))
			continue
		}
		for i, text := range list.days {
			at := scoring.Position{Path: path + "[" + itoa(i) + "]"}
			day, err := time.ParseInLocation(time.DateOnly, text, OfficeZone)
			switch {
			case err != nil || day.Year() < firstYear || day.Year() > lastYear:
				problems.Add(CodeValueMalformed, at, "field", list.field, "found", printable(text), "format", "date")
			case seen[text]:
				problems.Add(scoring.CodeDuplicateKey, at, "key", text)
			case list.field == "workdays" && !isWeekend(day):
				problems.Add(CodeNotWeekend, at, "found", text)
			}
			seen[text] = true
		}
	}
	return problems
}
