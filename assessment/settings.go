package assessment

import (
	"strings"
	"time"

	"wuxing/scoring"
)

// Settings are what the office decides of a round besides its card, application
// window and quota. Until when results can be disputed is told with their release
// (Release), and nowhere else. The JSON form is stored and public.
type Settings struct {
	FirstCheck bool       `json:"first_check"` // townships check before the bureau reviews
	Assignment Assignment `json:"assignment"`
	Reviewers  int        `json:"reviewers"` // 1 or 2 an application
	Blind      bool       `json:"blind"`     // of two: neither sees the other's before both are in
	Apart      Apart      `json:"apart"`
	Review     Window     `json:"review"` // reviewing outside of it is refused

	Excellent     int             `json:"excellent_quota"` // of the quota; 0: not decided
	TotalLine     *scoring.Points `json:"total_line"`      // least total to be certified; nil: none
	CategoryLines []CategoryLine  `json:"category_lines,omitempty"`
	NoticeDays    int             `json:"notice_days"`        // working days, 1–60
	Holidays      []string        `json:"holidays,omitempty"` // 2026-10-01: days off, on weekdays or not
	Workdays      []string        `json:"workdays,omitempty"` // 调休: days of weekends that are worked
	Award         Award           `json:"award_fen"`
	Retention     *Retention      `json:"retention,omitempty"` // nil: files and contacts are kept for ever
}

// Assignment says how an application comes to its reviewer.
type Assignment string

// Free: the first reviewer to decide takes it. Assigned: the lead says who, and a
// reviewer knows no other.
const (
	AssignmentFree     Assignment = "free"
	AssignmentAssigned Assignment = "assigned"
)

// Apart are the differences between two reviewers above which one is flagged; nil
// flags none. The lead settles every difference, flagged or not.
type Apart struct {
	Indicator *scoring.Points `json:"indicator"`
	Total     *scoring.Points `json:"total"`
}

// Window is a span of time; a nil end has no limit, ClosesAt itself is too late.
type Window struct {
	OpensAt  *time.Time `json:"opens_at,omitempty"`
	ClosesAt *time.Time `json:"closes_at,omitempty"`
}

// CategoryLine is the least score in a category to be certified.
type CategoryLine struct {
	Category string         `json:"category"` // id
	Points   scoring.Points `json:"points"`
}

// Award (培育补助) is what an enterprise is paid, in fen: the larger for the
// excellent instead of the smaller, never both.
type Award struct {
	Certified int `json:"certified"`
	Excellent int `json:"excellent"`
}

// Bounds of settings.
const (
	maxNoticeDays = 60
	maxAward      = 100_000_000 // a million CNY
)

// DefaultSettings are the straight path: no first check, one reviewer who takes
// what comes, five working days of notice, the awards of the plan (四.1).
func DefaultSettings() Settings {
	return Settings{
		Assignment: AssignmentFree, Reviewers: 1, Blind: true, NoticeDays: 5,
		Award: Award{Certified: 2_000_000, Excellent: 5_000_000},
	}
}

// normal writes the times as every database keeps them.
func (s Settings) normal() Settings {
	for _, moment := range []**time.Time{&s.Review.OpensAt, &s.Review.ClosesAt} {
		if *moment != nil {
			t := microseconds(**moment)
			*moment = &t
		}
	}
	return s
}

// check finds everything wrong with the settings of a round with the quota. card
// is nil where it is unknown.
func (s *Settings) check(card *scoring.Card, quota int) (problems scoring.Problems) {
	notAllowed := func(path, found, choices string) {
		problems.Add(CodeValueNotAllowed, scoring.Position{Path: "settings." + path}, "field", path, "found", printable(found), "choices", choices)
	}
	between := func(path string, value, least, most int) {
		if value < least || value > most {
			notAllowed(path, itoa(value), itoa(least)+"–"+itoa(most))
		}
	}
	switch s.Assignment {
	case AssignmentFree, AssignmentAssigned:
	default:
		notAllowed("assignment", string(s.Assignment), "free, assigned")
	}
	between("reviewers", s.Reviewers, 1, 2)
	if s.Reviewers == 2 && s.Assignment == AssignmentFree {
		problems.Add(CodeTwoNeedAssignment, scoring.Position{Path: "settings.assignment"})
	}
	most := maxQuota
	if quota > 0 {
		most = quota
	}
	between("excellent_quota", s.Excellent, 0, most)
	between("notice_days", s.NoticeDays, 1, maxNoticeDays)
	between("award_fen.certified", s.Award.Certified, 0, maxAward)
	between("award_fen.excellent", s.Award.Excellent, s.Award.Certified, maxAward)
	for _, points := range []struct {
		path  string
		value *scoring.Points
	}{{"apart.indicator", s.Apart.Indicator}, {"apart.total", s.Apart.Total}, {"total_line", s.TotalLine}} {
		if points.value != nil && *points.value < 0 {
			notAllowed(points.path, points.value.String(), "≥ 0")
		}
	}
	if s.TotalLine != nil && card != nil {
		if most := highestTotal(card); *s.TotalLine > most {
			notAllowed("total_line", s.TotalLine.String(), "0–"+most.String())
		}
	}
	problems = append(problems, s.Review.check("review")...)
	problems = append(problems, s.checkCalendar()...)
	problems = append(problems, s.Retention.check()...)
	return append(problems, s.checkLines(card)...)
}

func (w Window) check(name string) (problems scoring.Problems) {
	if w.OpensAt != nil && w.ClosesAt != nil && !w.ClosesAt.After(*w.OpensAt) {
		problems.Add(CodeWindowReversed, scoring.Position{Path: "settings." + name + ".closes_at"}, "opens", timeText(*w.OpensAt), "closes", timeText(*w.ClosesAt))
	}
	return problems
}

// highestTotal is the largest total that the card gives.
func highestTotal(card *scoring.Card) scoring.Points {
	most := card.Totals.Base + card.Totals.Bonus
	if card.Totals.Cap != nil {
		most = min(most, *card.Totals.Cap)
	}
	return most
}

// checkLines holds the lines of categories against the card: each category once,
// and no line above what its category gives, which for deductions is 0.
func (s *Settings) checkLines(card *scoring.Card) (problems scoring.Problems) {
	if card == nil {
		return nil
	}
	var choices []string
	left := make(map[string]bool)
	most := make(map[string]scoring.Points)
	for _, category := range card.Categories {
		choices = append(choices, category.Name+" ("+category.ID+")")
		left[category.ID], most[category.ID] = true, category.Points
	}
	for i, line := range s.CategoryLines {
		at := "settings.category_lines[" + itoa(i) + "].category"
		if !left[line.Category] {
			problems.Add(CodeValueNotAllowed, scoring.Position{Path: at}, "field", "category", "found", printable(line.Category), "choices", strings.Join(choices, ", "))
		}
		if limit, known := most[line.Category]; known && line.Points > limit {
			at := "settings.category_lines[" + itoa(i) + "].points"
			problems.Add(CodeValueNotAllowed, scoring.Position{Path: at}, "field", "category_lines.points", "found", line.Points.String(), "choices", "≤ "+limit.String())
		}
		left[line.Category] = false
	}
	return problems
}

// fixed lists the settings that decide the path of an application and differ: once
// something was submitted they stay.
func (s *Settings) fixed(other *Settings) (fields []string) {
	for _, field := range []struct {
		name    string
		changed bool
	}{
		{"first_check", s.FirstCheck != other.FirstCheck},
		{"assignment", s.Assignment != other.Assignment},
		{"reviewers", s.Reviewers != other.Reviewers},
		{"blind", s.Blind != other.Blind},
	} {
		if field.changed {
			fields = append(fields, field.name)
		}
	}
	return fields
}
