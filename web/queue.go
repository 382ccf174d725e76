package web

import (
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
)

// A list keeps its place in addresses alone, so that two windows do not get into each
// other's way: which list somebody comes from, and where in it, goes along from page
// to page as ?queue=….

// queueFields are those of a list's address; row is the key of the row that was
// opened, at its application.
var queueFields = []string{"round", "state", "q", "township", "whose", "overdue", "gaps", "sort", "after", "row"}

// maxQueue is how long such an address may be; a longer one is no address of ours.
const maxQueue = 2000

// queue is the place in a list.
type queue url.Values

// queueOf reads the place that a page was opened from.
func queueOf(query url.Values) queue {
	text := query.Get("queue")
	if text == "" || len(text) > maxQueue {
		return nil
	}
	values, err := url.ParseQuery(text)
	if err != nil {
		return nil
	}
	return queue(values).only(queueFields)
}

// only keeps some fields, and of these what says something.
func (q queue) only(fields []string) queue {
	kept := queue{}
	for _, field := range fields {
		if value := url.Values(q).Get(field); value != "" {
			url.Values(kept).Set(field, value)
		}
	}
	return kept
}

// with is the place with a field changed; "" takes it away.
func (q queue) with(field, value string) queue {
	changed := q.only(queueFields)
	url.Values(changed).Del(field)
	if value != "" {
		url.Values(changed).Set(field, value)
	}
	return changed
}

// suffix is what goes along in an address of a page; "" for no place.
func (q queue) suffix() string {
	if len(q) == 0 {
		return ""
	}
	return "?queue=" + url.QueryEscape(url.Values(q).Encode())
}

// list is the address of the list, at the row of the application; "" for no row.
func (q queue) list(id string) string {
	values := url.Values(q.with("row", ""))
	if id != "" {
		values.Set("at", id)
	}
	address := "/applications"
	if len(values) > 0 {
		address += "?" + values.Encode()
	}
	if id != "" {
		address += "#a-" + url.PathEscape(id)
	}
	return address
}

// filter is the question for the list's rows.
func (q queue) filter() assessment.ApplicationFilter {
	values := url.Values(q)
	filter := api.ListFilter(values)
	if !values.Has("sort") {
		filter.Sort = assessment.SortSubmitted // as it came in
	}
	filter.RoundID = values.Get("round")
	for _, state := range assessment.States {
		if string(state) == values.Get("state") {
			filter.States = []assessment.State{state}
		}
	}
	return filter
}

// goOn is an address of an application's page with the place that was come from.
func goOn(c *gin.Context, to string) string {
	q := queueOf(c.Request.URL.Query())
	if q == nil || !strings.HasPrefix(to, "/applications/") || strings.Contains(to, "?") {
		return to
	}
	to, fragment, found := strings.Cut(to, "#")
	if to += q.suffix(); found {
		to += "#" + fragment
	}
	return to
}

// nextInQueue goes on to what waits next in the list that was come from, and back to
// the list where nothing else waits.
func (s *Site) nextInQueue(c *gin.Context) error {
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	ctx, id := c.Request.Context(), c.Param("id")
	q := queueOf(c.Request.URL.Query())
	if q == nil || url.Values(q).Get("round") == "" {
		view, err := s.config.Service.Application(ctx, actor, id)
		if err != nil {
			return err
		}
		q = queue{"round": {view.Round}}
	}
	filter := q.filter()
	filter.After = url.Values(q).Get("row")
	next, err := s.config.Service.NextApplication(ctx, actor, filter, id)
	if err != nil {
		return err
	}
	if next == nil {
		return s.done(c, q.list(id), "queue_done")
	}
	q, err = s.placeOf(c, actor, q, next)
	if err != nil {
		return err
	}
	page := ""
	if actor.Role == assessment.RoleReviewer {
		round, err := s.config.Service.FindRound(ctx, actor, next.Round)
		if err != nil {
			return err
		}
		undeclared, err := s.undeclared(c, actor, round, []assessment.ApplicationHead{*next})
		if err != nil {
			return err
		}
		if undeclared[next.Enterprise.USCC] {
			return s.done(c, declarationAt(next), "")
		}
		page = "/review"
	}
	return s.done(c, "/applications/"+url.PathEscape(next.ID)+page+q.suffix(), "")
}

// placeOf is the place of the application in the list: on the page that was come
// from, else on one that begins where the last row was left.
func (s *Site) placeOf(c *gin.Context, actor assessment.Actor, q queue, next *assessment.ApplicationHead) (queue, error) {
	filter := q.filter()
	filter.Limit = pageRows
	heads, err := s.config.Service.ListApplications(c.Request.Context(), actor, filter)
	if err != nil {
		return nil, err
	}
	if !contains(heads, next.ID) {
		q = q.with("after", url.Values(q).Get("row"))
		filter = q.filter()
		filter.Limit = pageRows
		if heads, err = s.config.Service.ListApplications(c.Request.Context(), actor, filter); err != nil {
			return nil, err
		}
		if !contains(heads, next.ID) {
			q = q.with("after", "") // the list has begun again
		}
	}
	return q.with("row", next.Key(filter.Sort).String()), nil
}

func contains(heads []assessment.ApplicationHead, id string) bool {
	for i := range heads {
		if heads[i].ID == id {
			return true
		}
	}
	return false
}

// ways are those from an application to the list that it was opened from.
func (p *applicationBase) ways(c *gin.Context, actor assessment.Actor) {
	if p.Own {
		p.Back = "/applications"
		return
	}
	q := queueOf(c.Request.URL.Query())
	p.Queue = q.suffix()
	if q == nil {
		q = queue{"round": {p.View.Round}}
	}
	p.Back = q.list(p.View.ID)
	if actor.Role == assessment.RoleReviewer || actor.Role == assessment.RoleTownship || actor.Role == assessment.RoleLead {
		p.Next = "/applications/" + url.PathEscape(p.View.ID) + "/next" + p.Queue
	}
	for i := range p.Tabs {
		p.Tabs[i].Href += p.Queue
	}
}
