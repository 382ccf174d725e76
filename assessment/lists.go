package assessment

import (
	"time"

	"wuxing/scoring"
)

// ListHead says which round a list is of and what was decided on it.
type ListHead struct {
	RoundID   string
	RoundName string
	Year      int
	HeldOn    string    // day of the joint meeting, 2026-06-01
	Reference string    // of its minutes
	DecidedAt time.Time // when the outcome was recorded
	Trail     TrailMark // of the step that made the list what it is
}

// NoticeList is a public notice (公示名单) as it is posted. Its rows are those of the
// notice.
type NoticeList struct {
	ListHead
	StartsOn string // its first day, 2026-06-08
	LastDay  string // until 24:00 of that day
	Days     int    // working days
	Rows     []NoticeRow
}

// FinalList (认定名单) is who was certified in a round, in the order of the notice. It
// names enterprises and no person, score or rank.
type FinalList struct {
	ListHead
	Rows []NoticeRow
}

// AwardList (培育补助发放名单) is who is paid what for a round: the excellent first,
// then in the order of the ranking.
type AwardList struct {
	ListHead
	Rows []AwardRow
}

// AwardRow is what one enterprise is paid, as the joint meeting decided.
type AwardRow struct {
	No         int
	Enterprise scoring.Enterprise
	Grade      Outcome
	Total      scoring.Points // official
	Award      int            // fen
	Before     []PastAward    // of earlier rounds, oldest first; they are told and never deducted
}

// PastAward is what an enterprise was granted in an earlier round.
type PastAward struct {
	RoundID   string
	RoundName string
	Year      int
	Grade     Outcome
	Award     int // fen
}

// Granted is what an enterprise was granted in earlier rounds together, in fen.
func (r *AwardRow) Granted() (fen int) {
	for _, past := range r.Before {
		fen += past.Award
	}
	return fen
}

// Sum is what is paid in all, in fen.
func (l *AwardList) Sum() (fen int) {
	for i := range l.Rows {
		fen += l.Rows[i].Award
	}
	return fen
}

// decidedRound is a round whose outcome stands.
type decidedRound struct {
	round   *Round
	ranking *Ranking
	meeting *Meeting
}

func (d *decidedRound) head(mark TrailMark) ListHead {
	return ListHead{
		RoundID: d.round.ID, RoundName: d.round.Name, Year: d.round.Year,
		HeldOn: d.meeting.HeldOn, Reference: d.meeting.Reference, DecidedAt: d.meeting.At, Trail: mark,
	}
}

// certified are the rows of the ranking that were certified, with what was decided:
// the excellent first, each grade in the order of the ranking.
func (d *decidedRound) certified() (rows []RankingRow, decided map[string]Decided) {
	decided = make(map[string]Decided)
	for _, each := range d.meeting.Decided {
		decided[each.Application] = each
	}
	for _, grade := range []Outcome{OutcomeExcellent, OutcomeCertified} {
		for _, row := range d.ranking.Rows {
			if decided[row.ApplicationID].Outcome == grade {
				rows = append(rows, row)
			}
		}
	}
	return rows, decided
}

// noticeList is the notice as it is posted.
func noticeList(d *decidedRound, notice *Notice, mark TrailMark) *NoticeList {
	return &NoticeList{
		ListHead: d.head(mark), StartsOn: notice.StartsOn, LastDay: notice.EndsAt.Add(-time.Nanosecond).In(OfficeZone).Format(time.DateOnly),
		Days: notice.Days, Rows: notice.Rows,
	}
}

// finalList makes the list that everyone may read.
func finalList(d *decidedRound, mark TrailMark) *FinalList {
	rows, _ := noticeRows(d.ranking, d.meeting)
	return &FinalList{d.head(mark), rows}
}

// awardList makes the list to be paid by. earlier are the published rounds that
// were decided before, oldest first.
func awardList(d *decidedRound, earlier []*decidedRound, mark TrailMark) *AwardList {
	before := make(map[string][]PastAward) // by code
	for _, past := range earlier {
		rows, decided := past.certified()
		for _, row := range rows {
			each := decided[row.ApplicationID]
			before[row.Enterprise.USCC] = append(before[row.Enterprise.USCC], PastAward{
				RoundID: past.round.ID, RoundName: past.round.Name, Year: past.round.Year, Grade: each.Outcome, Award: each.Award,
			})
		}
	}
	list := &AwardList{ListHead: d.head(mark), Rows: []AwardRow{}}
	rows, decided := d.certified()
	for i, row := range rows {
		each := decided[row.ApplicationID]
		list.Rows = append(list.Rows, AwardRow{
			No: i + 1, Enterprise: row.Enterprise, Grade: each.Outcome, Total: row.OfficialTotal, Award: each.Award, Before: before[row.Enterprise.USCC],
		})
	}
	return list
}
