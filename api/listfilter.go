package api

import (
	"net/url"
	"strings"

	"wuxing/assessment"
)

// ListFilter reads which applications are asked for and in which order, for JSON and
// pages alike; what there is not is refused by the use case.
func ListFilter(query url.Values) assessment.ApplicationFilter {
	filter := assessment.ApplicationFilter{
		Search: query.Get("q"), Township: query.Get("township"), Whose: assessment.Whose(query.Get("whose")),
		Overdue: query.Get("overdue") == "yes", Gaps: query.Get("gaps") == "yes", After: query.Get("after"),
	}
	by, descending := strings.CutPrefix(query.Get("sort"), "-")
	filter.Sort, filter.Descending = assessment.Sort(by), descending
	return filter
}
