package web

import (
	"errors"
	"slices"
	"time"

	"wuxing/api"
	"wuxing/assessment"
	"wuxing/scoring"
)

// lastDay reads the last day of a time that must be given; its end in the office's
// time is the first moment that is too late.
func lastDay(typed, field string) (time.Time, scoring.Problems) {
	if narrow(typed) == "" {
		return time.Time{}, missing(field)
	}
	day, err := time.ParseInLocation(time.DateOnly, narrow(typed), assessment.OfficeZone)
	if err != nil {
		var problems scoring.Problems
		problems.Add(assessment.CodeValueMalformed, scoring.Position{Path: field}, "field", field, "found", typed, "format", "date")
		return time.Time{}, problems
	}
	return day.AddDate(0, 0, 1), nil
}

// missing is the problem of a field that was left empty.
func missing(field string) (problems scoring.Problems) {
	problems.Add(assessment.CodeValueMissing, scoring.Position{Path: field}, "field", field)
	return problems
}

// together adds what a page has found wrong to what a use case has found, of which
// the page's own words on a field take the place; of the fields in stead, too.
func together(err error, own scoring.Problems, stead ...string) error {
	if len(own) == 0 {
		return err
	}
	var known *assessment.Error
	if !errors.As(err, &known) {
		return api.Invalid(own)
	}
	if known.Kind != assessment.KindInvalid {
		return err
	}
	others := slices.DeleteFunc(slices.Clone(known.Problems), func(p scoring.Problem) bool {
		return slices.Contains(stead, p.Path) || slices.ContainsFunc(own, func(o scoring.Problem) bool { return o.Path == p.Path })
	})
	return api.Invalid(append(others, own...))
}
