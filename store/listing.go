package store

import (
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"wuxing/assessment"
)

// Lists that people page through. A page is found by the key of the row before it,
// first its ids alone, then what is shown of them. Every text of the queries is a
// constant of this file; what comes from a reader is a parameter.

// fragment is a piece of a query with its parameters.
type fragment struct {
	text   string
	values []any
}

func (t *tx) ListHeads(filter assessment.ApplicationFilter) ([]assessment.ListedApplication, error) {
	page, order, some := t.page(filter)
	if !some {
		return nil, nil
	}
	seat := ""
	if filter.Reviewer != nil {
		seat = filter.Reviewer.ID
	}
	query := t.db.Table("(?) AS page", page).
		Joins("JOIN applications a ON a.id = page.id").
		Joins("JOIN enterprises e ON e.id = a.enterprise_id").
		Joins("JOIN submissions n ON n.application_id = a.id AND n.revision = a.revision").
		Joins("LEFT JOIN submissions s ON s.application_id = a.id AND s.revision = a.submitted").
		Joins("LEFT JOIN seats own ON own.application_id = a.id AND own.reviewer_id = ?", seat).
		Select(`a.id, a.round_id, a.state, a.revision, a.submitted, a.unchecked, coalesce(a.reviewer_id, ''), a.rank,
			a.created_at, a.updated_at, a.submitted_at, a.version, e.id, e.name, e.uscc, e.township,
			n.total, coalesce(s.total, 0), own.lane, own.begun, own.done, own.updated_at, own.version`).
		Order(order)
	var list []assessment.ListedApplication
	err := scanEach(query, "list applications", func(next func(into ...any) error) error {
		var a assessment.ListedApplication
		var own seatColumns
		var handed *time.Time
		err := next(&a.ID, &a.RoundID, &a.State, &a.Revision, &a.Submitted, &a.Unchecked, &a.ReviewerID, &a.Rank,
			&a.CreatedAt, &a.UpdatedAt, &handed, &a.Version, &a.Enterprise.ID, &a.Enterprise.Name, &a.Enterprise.USCC, &a.Enterprise.Township,
			(*int64)(&a.NewestTotal), (*int64)(&a.SubmittedTotal), &own.lane, &own.begun, &own.done, &own.updated, &own.version)
		a.CreatedAt, a.UpdatedAt, a.SubmittedAt = a.CreatedAt.UTC(), a.UpdatedAt.UTC(), orZero(handed)
		a.Seat = own.seat(a.ID, seat)
		list = append(list, a)
		return err
	})
	return list, err
}

// seatColumns are those of a seat that may be missing.
type seatColumns struct {
	lane, version *int
	begun, done   *bool
	updated       *time.Time
}

func (c *seatColumns) seat(applicationID, reviewerID string) *assessment.Seat {
	if c.lane == nil {
		return nil
	}
	return &assessment.Seat{
		ApplicationID: applicationID, Lane: assessment.Lane(*c.lane), ReviewerID: reviewerID,
		Begun: *c.begun, Done: *c.done, UpdatedAt: orZero(c.updated), Version: *c.version,
	}
}

// page is the question for the ids of a page with the values that it is sorted by,
// and the order of the rows around it.
func (t *tx) page(filter assessment.ApplicationFilter) (page *gorm.DB, order string, some bool) {
	page, some = t.narrowed(filter)
	if !some {
		return nil, "", false
	}
	shown := shownState(filter.Covers)
	columns := t.sortColumns(filter.Sort, shown)
	page = page.Table("applications")
	if filter.Sort == assessment.SortName || filter.Sort == assessment.SortTownship || filter.Sort == assessment.SortState || len(filter.Terms()) > 0 {
		page = page.Joins("JOIN enterprises ON enterprises.id = applications.enterprise_id")
	}
	if page, some = t.search(page, "enterprises", filter.Terms()); !some {
		return nil, "", false
	}
	page = standing(page, filter, shown)
	page = working(standings(page, filter.Standings), filter)
	if filter.Gaps {
		page = page.Where("EXISTS (SELECT 1 FROM evidence_gaps g WHERE g.application_id = applications.id AND g.missing > 0)")
	}

	names, values := []string{"applications.id AS id"}, []any(nil)
	for i, column := range columns {
		names = append(names, column.text+" AS k"+strconv.Itoa(i))
		values = append(values, column.values...)
	}
	page = page.Select(strings.Join(names, ", "), values...)
	if filter.After != "" {
		key, ok := assessment.ParseKey(filter.Sort, filter.After)
		if !ok {
			return nil, "", false
		}
		var after fragment
		if after, some = following(columns, key, filter); !some {
			return nil, "", false
		}
		page = page.Where(after.text, after.values...)
	}
	direction := ""
	if filter.Descending {
		direction = " DESC"
	}
	inner, outer := "", ""
	for i := range columns {
		inner += "k" + strconv.Itoa(i) + direction + ", "
		outer += "page.k" + strconv.Itoa(i) + direction + ", "
	}
	page = page.Order(inner + "applications.id" + direction)
	if filter.Limit > 0 {
		page = page.Limit(filter.Limit)
	}
	return page, outer + "page.id" + direction, true
}

// sortColumns are what an order compares before the id.
func (t *tx) sortColumns(by assessment.Sort, shown fragment) []fragment {
	collate := ""
	if t.engine == enginePostgres {
		collate = ` COLLATE "C"`
	}
	name := fragment{text: "enterprises.name" + collate}
	switch by {
	case assessment.SortSubmitted:
		return []fragment{{text: "coalesce(applications.submitted_at, applications.created_at)"}}
	case assessment.SortName:
		return []fragment{name}
	case assessment.SortTownship:
		return []fragment{{text: "enterprises.township" + collate}, name}
	case assessment.SortState:
		place := "CASE " + shown.text
		for i, state := range assessment.States {
			place += " WHEN '" + string(state) + "' THEN " + strconv.Itoa(i)
		}
		return []fragment{{place + " END", shown.values}, name}
	}
	return nil
}

// following holds of the rows after the key. What the first column says is said
// twice: no database looks into a comparison of rows for an index on an expression.
func following(columns []fragment, key assessment.Key, filter assessment.ApplicationFilter) (after fragment, some bool) {
	compare, from := ">", " >= ?"
	if filter.Descending {
		compare, from = "<", " <= ?"
	}
	var names, marks []string
	var values []any
	for i, text := range key {
		if !storable(text) {
			return after, false
		}
		value := any(text)
		if i == 0 && len(columns) > 0 {
			switch filter.Sort {
			case assessment.SortSubmitted:
				at, err := time.Parse(time.RFC3339Nano, text)
				if err != nil {
					return after, false
				}
				value = utc(at)
			case assessment.SortState:
				for place, state := range assessment.States {
					if string(state) == text {
						value = place
					}
				}
			}
			after.text = columns[0].text + from + " AND "
			after.values = append(append([]any(nil), columns[0].values...), value)
		}
		marks = append(marks, "?")
		values = append(values, value)
	}
	for _, column := range columns {
		names = append(names, column.text)
		after.values = append(after.values, column.values...)
	}
	names = append(names, "applications.id")
	after.text += "(" + strings.Join(names, ", ") + ") " + compare + " (" + strings.Join(marks, ", ") + ")"
	after.values = append(after.values, values...)
	return after, true
}

// shownState is the state that the reader is shown.
func shownState(covers []assessment.Cover) fragment {
	if len(covers) == 0 {
		return fragment{text: "applications.state"}
	}
	shown := fragment{text: "CASE"}
	for _, cover := range covers {
		shown.text += " WHEN applications.round_id = ? AND applications.state = ? AND applications.unchecked = ?"
		shown.values = append(shown.values, cover.RoundID, string(cover.Standing.State), cover.Standing.Unchecked)
		if cover.Seat != "" {
			shown.text += " AND EXISTS (SELECT 1 FROM seats c WHERE c.application_id = applications.id AND c.reviewer_id = ?)"
			shown.values = append(shown.values, cover.Seat)
		}
		shown.text += " THEN '" + string(cover.Shown) + "'" // a constant of the table of states
	}
	shown.text += " ELSE applications.state END"
	return shown
}

// standing narrows a list to states as they are shown. The real states that may be
// shown as one of them come first, for the index.
func standing(page *gorm.DB, filter assessment.ApplicationFilter, shown fragment) *gorm.DB {
	if len(filter.States) == 0 {
		return page
	}
	wanted := make(map[assessment.State]bool)
	for _, state := range filter.States {
		wanted[state] = true
	}
	real, covered := append([]assessment.State(nil), filter.States...), false
	for _, cover := range filter.Covers {
		if wanted[cover.Shown] != wanted[cover.Standing.State] {
			covered = true
			real = append(real, cover.Standing.State)
		}
	}
	page = page.Where("applications.state IN ?", real)
	if covered {
		page = page.Where(shown.text+" IN ?", append(append([]any(nil), shown.values...), filter.States)...)
	}
	return page
}

// standings narrows a list to applications that stand in one of the ways.
func standings(page *gorm.DB, list []assessment.Standing) *gorm.DB {
	if len(list) == 0 {
		return page
	}
	states := make(map[bool][]assessment.State)
	for _, standing := range list {
		states[standing.Unchecked] = append(states[standing.Unchecked], standing.State)
	}
	return page.Where("(applications.state IN ? AND NOT applications.unchecked OR applications.state IN ? AND applications.unchecked)",
		states[false], states[true])
}

// working narrows a list to work.
func working(page *gorm.DB, filter assessment.ApplicationFilter) *gorm.DB {
	work := filter.Work
	if work == nil {
		return page
	}
	page = standings(page, work.Standings)
	if work.ReviewerID == "" {
		return page
	}
	if !work.Waiting {
		return page.Where(`(applications.reviewer_id = ? OR EXISTS (SELECT 1 FROM seats w WHERE w.application_id = applications.id AND w.reviewer_id = ?))`,
			work.ReviewerID, work.ReviewerID)
	}
	free := []string(nil)
	if filter.Reviewer != nil {
		free = filter.Reviewer.Free
	}
	return page.Where(`(applications.reviewer_id = ? OR applications.reviewer_id IS NULL AND applications.round_id IN ?
		OR EXISTS (SELECT 1 FROM seats w WHERE w.application_id = applications.id AND w.reviewer_id = ? AND NOT w.done))`,
		work.ReviewerID, free, work.ReviewerID)
}

// search keeps what contains each word: in its name as it was typed, or in its code,
// which may be typed with full-width characters. Capitals do not matter where they
// are plain letters. The table with name and code is one of ours.
func (t *tx) search(page *gorm.DB, table string, terms []string) (_ *gorm.DB, some bool) {
	within, collate := "instr", ""
	if t.engine == enginePostgres {
		within, collate = "strpos", ` COLLATE "C"`
	}
	for _, term := range terms {
		if !storable(term) {
			return nil, false
		}
		page = page.Where("("+within+"(lower("+table+".name"+collate+"), ?) > 0 OR "+within+"(lower("+table+".uscc), ?) > 0)",
			lower(term), lower(narrow(term)))
	}
	return page, true
}

// lower turns plain capitals into small letters, as lower does in both databases.
func lower(text string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, text)
}

// narrow turns full-width forms of plain characters into these.
func narrow(text string) string {
	const from, to, distance = '\uff01', '\uff5e', '\uff01' - '!'
	return strings.Map(func(r rune) rune {
		if from <= r && r <= to {
			return r - distance
		}
		return r
	}, text)
}

// ListTownships goes from one name to the next by the index, instead of over all
// enterprises.
func (t *tx) ListTownships() ([]string, error) {
	collate := ""
	if t.engine == enginePostgres {
		collate = ` COLLATE "C"`
	}
	var list []string
	err := scanEach(t.db.Raw(`WITH RECURSIVE towns (name) AS (
			SELECT min(township`+collate+`) FROM enterprises
			UNION ALL
			SELECT (SELECT min(e.township`+collate+`) FROM enterprises e WHERE e.township`+collate+` > towns.name) FROM towns WHERE towns.name IS NOT NULL
		) SELECT name FROM towns WHERE name IS NOT NULL`), "list townships", func(next func(into ...any) error) error {
		var name string
		err := next(&name)
		list = append(list, name)
		return err
	})
	return list, err
}
