package assessment

import "wuxing/scoring"

// Line names one of the two quotas of a round.
type Line string

// The lines: how many may be certified, and how many of these excellent.
const (
	LineCertified Line = "certified"
	LineExcellent Line = "excellent"
)

// Tie is a rank that lies across the line of a quota: not all who share it have a
// place. The lead is shown it; chance decides nothing.
type Tie struct {
	Line         Line     `json:"line"`
	Quota        int      `json:"quota"`
	Rank         int      `json:"rank"`
	Places       int      `json:"places"` // left for those who share the rank
	Applications []string `json:"applications"`
}

// ties finds the ranks that lie across a quota; 0 is no quota. rows are in order.
func ties(rows []RankingRow, certified, excellent int) []Tie {
	var found []Tie
	for _, line := range []struct {
		line  Line
		quota int
	}{{LineExcellent, excellent}, {LineCertified, certified}} {
		if line.quota == 0 || line.quota >= len(rows) || rows[line.quota].Rank == 0 || rows[line.quota].Rank != rows[line.quota-1].Rank {
			continue
		}
		tie := Tie{Line: line.line, Quota: line.quota, Rank: rows[line.quota].Rank, Applications: []string{}}
		tie.Places = line.quota - (tie.Rank - 1)
		for _, row := range rows {
			if row.Rank == tie.Rank {
				tie.Applications = append(tie.Applications, row.ApplicationID)
			}
		}
		found = append(found, tie)
	}
	return found
}

// below lists what keeps a result from being certified: "total", and the ids of
// categories under their line.
func (s *Settings) below(result *scoring.Result) []string {
	var lines []string
	if s.TotalLine != nil && result.Total < *s.TotalLine {
		lines = append(lines, "total")
	}
	for _, line := range s.CategoryLines {
		for _, category := range result.Categories {
			if category.ID == line.Category && category.Score < line.Points {
				lines = append(lines, category.ID)
			}
		}
	}
	return lines
}
