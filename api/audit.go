package api

import (
	"math"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
)

// searchAudit answers a page of the audit trail.
func (s *server) searchAudit(c *gin.Context) (*answer, error) {
	query := assessment.AuditQuery{
		Who: c.Query("who"), Application: c.Query("application"), Object: c.Query("object"), ObjectID: c.Query("object_id"),
		Action: assessment.Action(c.Query("action")), RequestID: c.Query("request_id"), Limit: assessment.DefaultAuditLimit,
	}
	var problems scoring.Problems
	for _, moment := range []struct {
		name string
		into *time.Time
	}{{"from", &query.From}, {"until", &query.Until}} {
		text, given := c.GetQuery(moment.name)
		if !given {
			continue
		}
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			problems.Add(assessment.CodeValueMalformed, scoring.Position{Path: moment.name}, "field", moment.name, "found", clip(text), "format", "time")
		}
		*moment.into = at
	}
	for _, number := range []struct {
		name  string
		set   func(int64)
		limit int64
	}{
		{"after", func(n int64) { query.After = n }, math.MaxInt64},
		{"limit", func(n int64) { query.Limit = int(n) }, assessment.MaxAuditLimit},
	} {
		text, given := c.GetQuery(number.name)
		if !given {
			continue
		}
		value, err := strconv.ParseInt(text, 10, 64)
		if err != nil || value < 1 || value > number.limit {
			problems.Add(codeOutOfRange, scoring.Position{Path: number.name},
				"field", number.name, "found", clip(text), "limit", "1–"+strconv.FormatInt(number.limit, 10))
			continue
		}
		number.set(value)
	}
	if len(problems) > 0 {
		return nil, invalid(problems)
	}
	actor, _ := actorOf(c)
	page, err := s.config.Service.SearchAudit(c.Request.Context(), actor, query)
	if err != nil {
		return nil, err
	}
	return &answer{json: page}, nil
}
