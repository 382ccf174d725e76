package assessment

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Working days by hand, with calendars of 2026 and beyond.
func TestNoticeLastsWorkingDays(t *testing.T) {
	national := Settings{
		Holidays: []string{"2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04", "2026-10-05", "2026-10-06", "2026-10-07", "2027-01-01"},
		Workdays: []string{"2026-09-27", "2026-10-10"},
	}
	for _, test := range []struct {
		name     string
		settings Settings
		from     string
		days     int
		end      string // the first day after
	}{
		{"a Monday, over one weekend", Settings{}, "2026-03-02", 5, "2026-03-10"},
		{"a Friday, the weekend does not count", Settings{}, "2026-03-06", 1, "2026-03-10"},
		{"a Saturday, which does not count either way", Settings{}, "2026-03-07", 5, "2026-03-14"},
		{"a Sunday", Settings{}, "2026-03-08", 1, "2026-03-10"},
		{"before the national holidays, with a worked Saturday after", national, "2026-09-30", 5, "2026-10-14"},
		{"a worked Sunday counts", national, "2026-09-25", 2, "2026-09-29"},
		{"the Saturday before it does not", national, "2026-09-25", 1, "2026-09-28"},
		{"beginning on a holiday", national, "2026-10-03", 1, "2026-10-09"},
		{"over the end of the year", national, "2026-12-30", 3, "2027-01-06"},
		{"over the end of the year without holidays", Settings{}, "2026-12-30", 3, "2027-01-05"},
		{"over a leap day", Settings{}, "2028-02-28", 2, "2028-03-02"},
		{"60 days", Settings{}, "2026-03-02", 60, "2026-05-26"},
	} {
		t.Run(test.name, func(t *testing.T) {
			from, err := time.ParseInLocation(time.DateOnly, test.from, OfficeZone)
			if err != nil {
				t.Fatal(err)
			}
			end := test.settings.afterWorkdays(from, test.days)
			if got := end.In(OfficeZone).Format(time.RFC3339); got != test.end+"T00:00:00+08:00" {
				t.Errorf("ends at %s, want the beginning of %s", got, test.end)
			}
			if end.Location() != time.UTC {
				t.Error("not in UTC")
			}
		})
	}
	last := time.Date(2026, 3, 2, 15, 59, 59, 0, time.UTC) // 23:59:59 of the office's 2 March
	for at, want := range map[time.Time]string{last: "2026-03-02", last.Add(time.Second): "2026-03-03"} {
		if got := officeDay(at).Format(time.DateOnly); got != want {
			t.Errorf("%s is %s at the office, want %s", at, got, want)
		}
	}
}

func TestTheCalendarIsChecked(t *testing.T) {
	many := make([]string, maxCalendarDays+1)
	for i := range many {
		many[i] = time.Date(2026, 1, 1+i, 0, 0, 0, 0, OfficeZone).Format(time.DateOnly)
	}
	for _, test := range []struct {
		holidays, workdays []string
		want               string
	}{
		{nil, nil, ""},
		{many[:maxCalendarDays], []string{"2026-10-10"}, ""},
		{[]string{"2026-10-03"}, nil, ""}, // a Saturday among holidays, as they are announced
		{
			[]string{"2026-10-1", "1.10.2026", "", "2026-02-30", "1999-01-01"},
			nil,
			"value_malformed holidays[0] value_malformed holidays[1] value_malformed holidays[2] value_malformed holidays[3] value_malformed holidays[4]",
		},
		{[]string{"2026-10-01", "2026-10-01"}, nil, "duplicate_key holidays[1]"},
		{[]string{"2026-10-10"}, []string{"2026-10-10"}, "duplicate_key workdays[0]"},
		{nil, []string{"2026-10-09", "2026-10-10"}, "not_weekend workdays[0]"},
		{many, nil, "value_not_allowed holidays"},
	} {
		settings := Settings{Holidays: test.holidays, Workdays: test.workdays}
		var found []string
		for _, p := range settings.checkCalendar() {
			found = append(found, p.Code+" "+strings.TrimPrefix(p.Path, "settings."))
		}
		if diff := cmp.Diff(test.want, strings.Join(found, " ")); diff != "" {
			t.Error(diff)
		}
	}
}

// The public list is a function of ranking and meeting alone: no order of the rows
// it is given, no rank and no score shows in it.
func TestNoticeRowsTellNoRank(t *testing.T) {
	row := func(id, name, township string, rank int) RankingRow {
		r := RankingRow{ApplicationID: id, Rank: rank, OfficialTotal: 9000}
		r.Enterprise.Name, r.Enterprise.Township, r.Enterprise.USCC = name, township, "91330502MA2B00001R"
		return r
	}
	rows := []RankingRow{row("a", "丙厂", "织里镇", 1), row("b", "甲厂", "八里店镇", 2), row("f", "丙厂", "八里店镇", 2), row("c", "丁厂", "八里店镇", 3), row("d", "丙厂", "织里镇", 4), row("e", "戊厂", "织里镇", 0)}
	meeting := &Meeting{Decided: []Decided{
		{Application: "a", Outcome: OutcomeExcellent},
		{Application: "b", Outcome: OutcomeCertified},
		{Application: "c", Outcome: OutcomeExcellent},
		{Application: "d", Outcome: OutcomeCertified},
		{Application: "e", Outcome: OutcomeNotSelected},
		{Application: "f", Outcome: OutcomeCertified},
	}}
	want := []NoticeRow{
		{1, "丁厂", "八里店镇", OutcomeExcellent},
		{2, "丙厂", "织里镇", OutcomeExcellent},
		{3, "丙厂", "八里店镇", OutcomeCertified},
		{4, "丙厂", "织里镇", OutcomeCertified},
		{5, "甲厂", "八里店镇", OutcomeCertified},
	}
	for range 5 {
		got, applications := noticeRows(&Ranking{Rows: rows}, meeting)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff([]string{"c", "a", "f", "d", "b"}, applications); diff != "" {
			t.Fatal(diff)
		}
		rows = append(rows[1:], rows[0])
	}
	if got, applications := noticeRows(&Ranking{Rows: rows[:0]}, meeting); got == nil || applications == nil || len(got) > 0 {
		t.Error("an empty list is not an empty list")
	}
}
