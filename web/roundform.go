package web

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
)

// A form of a round names its fields as the paths of problems: quota,
// settings.review.opens_at. Lines of categories are named by their category; their
// problems come by place (linePlace). What cannot be read at all is a problem of the
// form; every rule stands in the use cases.

// localTime is how a browser writes a moment of the office's clock.
const localTime = "2006-01-02T15:04"

// roundTyped is a round as it was typed.
type roundTyped struct {
	Opens, Closes time.Time
	Quota         int
	Settings      assessment.Settings
	lines         []string // categories that have a line, in the order of Settings.CategoryLines
	problems      scoring.Problems
}

// linePrefix begins the names of the fields of category lines.
const linePrefix = "settings.category_lines."

// readRound reads the fields of a round.
func readRound(form url.Values, card *scoring.Card) *roundTyped {
	r := &roundTyped{}
	r.Opens, r.Closes = r.moment(form, "opens_at"), r.moment(form, "closes_at")
	r.Quota = r.count(form, "quota")
	s := &r.Settings
	s.FirstCheck = form.Get("settings.first_check") == "yes"
	s.Assignment = assessment.Assignment(form.Get("settings.assignment"))
	s.Reviewers = r.count(form, "settings.reviewers")
	s.Blind = form.Get("settings.blind") == "yes"
	s.Apart.Indicator, s.Apart.Total = r.points(form, "settings.apart.indicator"), r.points(form, "settings.apart.total")
	s.Review.OpensAt, s.Review.ClosesAt = optionalMoment(r.moment(form, "settings.review.opens_at")), optionalMoment(r.moment(form, "settings.review.closes_at"))
	s.Excellent = r.count(form, "settings.excellent_quota")
	s.TotalLine = r.points(form, "settings.total_line")
	for i := range card.Categories {
		id := card.Categories[i].ID
		if points := r.points(form, linePrefix+id); points != nil {
			s.CategoryLines = append(s.CategoryLines, assessment.CategoryLine{Category: id, Points: *points})
			r.lines = append(r.lines, id)
		}
	}
	s.NoticeDays = r.count(form, "settings.notice_days")
	s.Holidays, s.Workdays = days(form.Get("settings.holidays")), days(form.Get("settings.workdays"))
	s.Award.Certified, s.Award.Excellent = r.fen(form, "settings.award_fen.certified"), r.fen(form, "settings.award_fen.excellent")
	if years, until := r.count(form, "settings.retention.years"), strings.TrimSpace(form.Get("settings.retention.until")); years != 0 || until != "" {
		s.Retention = &assessment.Retention{Years: years, Until: until}
	}
	return r
}

func optionalMoment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// days are the words of a text: a day a line, or with commas.
func days(typed string) []string {
	return strings.FieldsFunc(narrow(typed), func(r rune) bool { return strings.ContainsRune(" \t\r\n,;\u3001", r) })
}

func (r *roundTyped) malformed(name, found, format string) {
	r.problems.Add(assessment.CodeValueMalformed, scoring.Position{Path: name},
		"field", strings.TrimPrefix(strings.TrimPrefix(name, linePrefix), "settings."), "found", found, "format", format)
}

func (r *roundTyped) moment(form url.Values, name string) time.Time {
	typed := strings.TrimSpace(form.Get(name))
	if typed == "" {
		return time.Time{}
	}
	at, err := time.ParseInLocation(localTime, typed, assessment.OfficeZone)
	if err != nil {
		r.malformed(name, typed, "datetime")
		return time.Time{}
	}
	return at
}

func (r *roundTyped) count(form url.Values, name string) int {
	typed := narrow(form.Get(name))
	if typed == "" {
		return 0
	}
	n, err := strconv.Atoi(typed)
	if err != nil {
		r.malformed(name, typed, "count")
	}
	return n
}

func (r *roundTyped) points(form url.Values, name string) *scoring.Points {
	typed := narrow(form.Get(name))
	if typed == "" {
		return nil
	}
	points, err := scoring.ParsePoints(typed)
	if err != nil {
		r.malformed(name, typed, "points")
		return nil
	}
	return &points
}

// fen reads an amount of money; both it and points are hundredths.
func (r *roundTyped) fen(form url.Values, name string) int {
	typed := narrow(form.Get(name))
	if typed == "" {
		return 0
	}
	amount, err := scoring.ParsePoints(typed)
	if err != nil {
		r.malformed(name, typed, "yuan")
	}
	return int(amount)
}

// place is the name of the field that the path of a problem belongs to.
func (r *roundTyped) place(path string) string {
	for i, category := range r.lines {
		if strings.HasPrefix(path, "settings.category_lines["+strconv.Itoa(i)+"]") {
			return linePrefix + category
		}
	}
	for _, list := range []string{"settings.holidays", "settings.workdays"} {
		if strings.HasPrefix(path, list+"[") {
			return list
		}
	}
	return path
}

// roundValues writes a round as the fields of a form.
func roundValues(round *assessment.Round) url.Values {
	form, s := make(url.Values), &round.Settings
	moment := func(name string, at *time.Time) {
		if at != nil && !at.IsZero() {
			form.Set(name, at.In(assessment.OfficeZone).Format(localTime))
		}
	}
	points := func(name string, p *scoring.Points) {
		if p != nil {
			form.Set(name, p.String())
		}
	}
	count := func(name string, n int, zero bool) {
		if n != 0 || zero {
			form.Set(name, strconv.Itoa(n))
		}
	}
	yes := func(name string, is bool) {
		form.Set(name, map[bool]string{true: "yes", false: "no"}[is])
	}
	form.Set("id", round.ID)
	form.Set("name", round.Name)
	count("year", round.Year, false)
	moment("opens_at", &round.OpensAt)
	moment("closes_at", &round.ClosesAt)
	count("quota", round.Quota, false)
	yes("settings.first_check", s.FirstCheck)
	form.Set("settings.assignment", string(s.Assignment))
	count("settings.reviewers", s.Reviewers, true)
	yes("settings.blind", s.Blind)
	points("settings.apart.indicator", s.Apart.Indicator)
	points("settings.apart.total", s.Apart.Total)
	moment("settings.review.opens_at", s.Review.OpensAt)
	moment("settings.review.closes_at", s.Review.ClosesAt)
	count("settings.excellent_quota", s.Excellent, false)
	points("settings.total_line", s.TotalLine)
	for _, line := range s.CategoryLines {
		points(linePrefix+line.Category, &line.Points)
	}
	count("settings.notice_days", s.NoticeDays, true)
	form.Set("settings.holidays", strings.Join(s.Holidays, "\n"))
	form.Set("settings.workdays", strings.Join(s.Workdays, "\n"))
	form.Set("settings.award_fen.certified", scoring.Points(s.Award.Certified).String())
	form.Set("settings.award_fen.excellent", scoring.Points(s.Award.Excellent).String())
	if s.Retention != nil {
		count("settings.retention.years", s.Retention.Years, false)
		form.Set("settings.retention.until", s.Retention.Until)
	}
	return form
}
