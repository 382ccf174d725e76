package web

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
)

// errorPage says what went wrong and what to do.
type errorPage struct {
	base
	Problem api.Problem
	Again   string // when to come again, in words; "": nobody knows
	Ways    []link // that lead on, see errorWays
}

// Fail writes an error as a page. Who is not signed in is shown where to, and
// comes back afterwards.
func (s *Site) Fail(c *gin.Context, problem api.Problem) {
	if problem.Status == http.StatusUnauthorized && c.Request.Method == http.MethodGet {
		c.Redirect(http.StatusSeeOther, "/sign-in?next="+url.QueryEscape(back(c.Request.URL.RequestURI())))
		return
	}
	if problem.Code == assessment.CodeFactorMissing && c.Request.Method == http.MethodGet {
		c.Redirect(http.StatusSeeOther, "/account/second-factor")
		return
	}
	if problem.Code == assessment.CodePasswordOwed {
		next := "/"
		if c.Request.Method == http.MethodGet {
			next = back(c.Request.URL.RequestURI())
		}
		c.Redirect(http.StatusSeeOther, ownPasswordPath(next))
		return
	}
	b, err := s.base(c, problem.Title)
	if err == nil {
		page := errorPage{base: b, Problem: problem, Again: s.comeAgain(c, b.Lang), Ways: s.errorWays(c, &b, problem)}
		err = s.show(c, problem.Status, "error", page)
	}
	if err != nil && !c.Writer.Written() {
		// Not even the page of errors can be shown: the plainest of all.
		c.Data(problem.Status, "text/plain; charset=utf-8", fmt.Appendf(nil, "%s\n%s\n%s\n", problem.Title, problem.Detail, problem.RequestID))
	}
}

// referer is the page of ours that a form was on.
func referer(c *gin.Context) string {
	from, err := url.Parse(c.Request.Referer())
	if err != nil || from.Host != c.Request.Host {
		return ""
	}
	return back(from.RequestURI())
}
