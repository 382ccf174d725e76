package api

import (
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"wuxing/scoring"
)

// How many rows of a list are answered at once.
const (
	defaultLimit = 100
	maxLimit     = 500
)

// listPage is where a list goes on: after a key, not at a number, so that rows
// added meanwhile shift nothing.
type listPage struct {
	after string
	limit int
}

func pageOf(c *gin.Context) (listPage, error) {
	page := listPage{after: c.Query("after"), limit: defaultLimit}
	if text, given := c.GetQuery("limit"); given {
		limit, err := strconv.Atoi(text)
		if err != nil || limit < 1 || limit > maxLimit {
			var problems scoring.Problems
			problems.Add(codeOutOfRange, scoring.Position{Path: "limit"},
				"field", "limit", "found", clip(text), "limit", "1–"+strconv.Itoa(maxLimit))
			return page, invalid(problems)
		}
		page.limit = limit
	}
	return page, nil
}

// cut takes a page out of a whole list; next is the key to go on after, "" at the
// end.
func cut[T any](all []T, page listPage, key func(T) string) (rows []T, next string) {
	if page.after != "" {
		at := slices.IndexFunc(all, func(row T) bool { return key(row) == page.after })
		if at < 0 {
			return nil, ""
		}
		all = all[at+1:]
	}
	if len(all) <= page.limit {
		return all, ""
	}
	rows = all[:page.limit]
	return rows, key(rows[len(rows)-1])
}
