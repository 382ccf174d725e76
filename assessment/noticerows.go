package assessment

import (
	"cmp"
	"slices"
)

// noticeRows are the enterprises that the meeting certified: the excellent first, then
// by name, so that the order tells no rank; and the ids of their applications.
func noticeRows(ranking *Ranking, meeting *Meeting) (rows []NoticeRow, applications []string) {
	var chosen []RankingRow
	decided := meeting.outcomes()
	for _, row := range ranking.Rows {
		if row.Outcome = decided[row.ApplicationID]; row.Outcome.level() >= OutcomeCertified.level() {
			chosen = append(chosen, row)
		}
	}
	slices.SortFunc(chosen, func(a, b RankingRow) int {
		return cmp.Or(cmp.Compare(b.Outcome.level(), a.Outcome.level()), cmp.Compare(a.Enterprise.Name, b.Enterprise.Name),
			cmp.Compare(a.Enterprise.Township, b.Enterprise.Township), cmp.Compare(a.ApplicationID, b.ApplicationID))
	})
	rows, applications = []NoticeRow{}, []string{}
	for i, row := range chosen {
		rows = append(rows, NoticeRow{No: i + 1, Enterprise: row.Enterprise.Name, Township: row.Enterprise.Township, Grade: row.Outcome})
		applications = append(applications, row.ApplicationID)
	}
	return rows, applications
}
