package assessment

import (
	"encoding/json"
	"strconv"
	"strings"

	"wuxing/scoring"
)

// Replay works out from the audit trail alone what the tables must hold: the
// states, who has what, and every score. Events are added in their order.
//
// A row is named by its table and key (the columns' texts with “/” between them),
// values are texts as the tables hold them: points in hundredths, no and nothing
// as "".
type Replay struct {
	rows map[string]map[string][]string // by table and key: columns, each with its value behind it
	next map[string]int                 // how many rows of an owner have been added
}

// NewReplay is an empty office.
func NewReplay() *Replay {
	return &Replay{rows: make(map[string]map[string][]string), next: make(map[string]int)}
}

// replayed is everything that the use cases' steps say and a table holds.
type replayed struct {
	State      *string         `json:"state"`
	Version    int             `json:"version"`
	Revision   int             `json:"revision"`
	Reviewer   string          `json:"reviewer"`
	Rank       int             `json:"rank"`
	Begun      bool            `json:"begun"`
	Done       bool            `json:"done"`
	Role       string          `json:"role"`
	Enterprise string          `json:"enterprise"`
	Area       string          `json:"area"`
	Disabled   bool            `json:"disabled"`
	Indicator  string          `json:"indicator"`
	Decision   string          `json:"decision"`
	Appeal     string          `json:"appeal"`
	Score      *scoring.Points `json:"score"`
	Total      *scoring.Points `json:"total"`
	Lane       int             `json:"lane"`
	SHA256     string          `json:"sha256"`
}

// Add takes one event in. An event whose After cannot be read is an error.
func (r *Replay) Add(e *AuditEvent) error {
	switch e.Object {
	case objectApplication, objectSeat, objectRound, objectUser, objectSubmission, objectReview:
	default:
		return nil
	}
	if len(e.After) == 0 || e.After[0] != '{' {
		return nil
	}
	var after replayed
	if err := json.Unmarshal(e.After, &after); err != nil {
		return wrap(err, "replay event %d", e.Seq)
	}
	switch {
	case after.Decision != "" && after.Score != nil: // at the application or at a seat
		r.entry(e, &after)
	case e.Object == objectApplication && after.State != nil:
		r.set("applications", e.ObjectID, "state", *after.State, "revision", number(after.Revision), "reviewer_id", after.Reviewer, "rank", number(after.Rank))
	case e.Object == objectRound && after.State != nil:
		r.set("rounds", e.ObjectID, "state", *after.State, "version", number(after.Version))
	case e.Object == objectSeat && after.Version > 0 && after.Indicator == "":
		r.set("seats", e.ObjectID, "reviewer_id", after.Reviewer, "begun", truth(after.Begun), "done", truth(after.Done))
	case e.Object == objectUser:
		r.set("users", e.ObjectID, "role", after.Role, "enterprise_id", after.Enterprise, "area", after.Area,
			"disabled", truth(after.Disabled), "version", number(after.Version))
	case e.Object == objectSubmission && after.Total != nil:
		r.set("submissions", e.ObjectID, "total", points(*after.Total), "source_sha256", after.SHA256)
	case e.Object == objectReview && after.Total != nil:
		r.set("reviews", e.ObjectID+"/"+r.following("reviews "+e.ObjectID), "total", points(*after.Total), "lane", number(after.Lane), "revision", number(after.Revision))
	}
	// Other steps have versions of their own things, evidence among them.
	if after.Version > 0 && (after.State != nil || after.Decision != "" || after.Appeal != "" || e.Object == objectSeat) {
		switch e.Object {
		case objectApplication:
			r.set("applications", e.ObjectID, "version", number(after.Version))
		case objectSeat:
			r.set("seats", e.ObjectID, "version", number(after.Version))
		}
	}
	return nil
}

// entry adds a decision: the application's next, whatever its lane.
func (r *Replay) entry(e *AuditEvent, after *replayed) {
	application, lane := e.ObjectID, ""
	if e.Object == objectSeat {
		application, lane, _ = strings.Cut(e.ObjectID, "/")
	}
	r.set("score_entries", application+"/"+r.following("entries "+application),
		"indicator", after.Indicator, "decision", after.Decision, "score", points(*after.Score), "lane", lane)
}

// following is the number of the owner's next row.
func (r *Replay) following(owner string) string {
	r.next[owner]++
	return itoa(r.next[owner])
}

func (r *Replay) set(table, key string, columns ...string) {
	rows := r.rows[table]
	if rows == nil {
		rows = make(map[string][]string)
		r.rows[table] = rows
	}
	row := rows[key]
	if row == nil {
		rows[key] = columns
		return
	}
	for i := 0; i+1 < len(columns); i += 2 {
		at := 0
		for at < len(row) && row[at] != columns[i] {
			at += 2
		}
		if at == len(row) {
			row = append(row, columns[i], "")
		}
		row[at+1] = columns[i+1]
	}
	rows[key] = row
}

// ReplayedTables are the tables whose rows follow from the trail, each with the
// columns that name a row.
func ReplayedTables() map[string][]string {
	return map[string][]string{
		"users": {"id"}, "rounds": {"id"}, "applications": {"id"}, "seats": {"id"},
		"submissions": {"application_id", "revision"}, "score_entries": {"application_id", "seq"}, "reviews": {"application_id", "seq"},
	}
}

// Row gives the columns that a row must have, each with its value behind it, and
// forgets the row; known is false where the trail has never heard of it.
func (r *Replay) Row(table, key string) (columns []string, known bool) {
	columns, known = r.rows[table][key]
	delete(r.rows[table], key)
	return columns, known
}

// Left lists the keys of a table whose rows nobody has asked for, unordered.
func (r *Replay) Left(table string) (keys []string) {
	for key := range r.rows[table] {
		keys = append(keys, key)
	}
	return keys
}

// number, truth and points are values as tables hold them; nothing is "".
func number(n int) string {
	if n == 0 {
		return ""
	}
	return itoa(n)
}

func truth(b bool) string {
	if b {
		return "1"
	}
	return ""
}

func points(p scoring.Points) string {
	if p == 0 {
		return ""
	}
	return strconv.FormatInt(int64(p), 10)
}

// PointsText is points as JSON writes them, in hundredths; nothing is "".
func PointsText(text json.RawMessage) (string, error) {
	var p scoring.Points
	if err := json.Unmarshal(text, &p); err != nil {
		return "", wrap(err, "read points")
	}
	return points(p), nil
}
