package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/templates"
)

// applicationOut is an application as an answer, with its warnings in words.
func applicationOut(c *gin.Context, status int, view *assessment.ApplicationView) *answer {
	view.Warnings = Localize(languageOf(c.Request), view.Warnings)
	return &answer{status: status, json: view, version: view.Version}
}

type applicationList struct {
	Applications []assessment.ApplicationHead `json:"applications"`
	Next         string                       `json:"next,omitempty"`
}

// listApplications asks for one row more than the page has, to know whether it
// goes on.
func (s *server) listApplications(c *gin.Context) (*answer, error) {
	page, err := pageOf(c)
	if err != nil {
		return nil, err
	}
	states, err := statesOf(c)
	if err != nil {
		return nil, err
	}
	actor, _ := actorOf(c)
	filter := ListFilter(c.Request.URL.Query())
	filter.RoundID, filter.States, filter.Limit = c.Param("round"), states, page.limit+1
	heads, err := s.config.Service.ListApplications(c.Request.Context(), actor, filter)
	if err != nil {
		return nil, err
	}
	list := applicationList{Applications: heads}
	if len(heads) > page.limit {
		list.Applications = heads[:page.limit]
		list.Next = heads[page.limit-1].Key(filter.Sort).String()
	}
	return &answer{json: list}, nil
}

// statesOf reads ?state=…, which may be given several times.
func statesOf(c *gin.Context) ([]assessment.State, error) {
	var states []assessment.State
	var problems scoring.Problems
	for _, text := range c.QueryArray("state") {
		known := false
		for _, state := range assessment.States {
			known = known || string(state) == text
		}
		if !known {
			problems.Add(assessment.CodeValueNotAllowed, scoring.Position{Path: "state"},
				"field", "state", "found", clip(text), "choices", stateChoices())
		}
		states = append(states, assessment.State(text))
	}
	if len(problems) > 0 {
		return nil, invalid(problems)
	}
	return states, nil
}

func stateChoices() string {
	var buffer bytes.Buffer
	for i, state := range assessment.States {
		if i > 0 {
			buffer.WriteString("、")
		}
		buffer.WriteString(string(state))
	}
	return buffer.String()
}

func (s *server) createApplication(c *gin.Context) (*answer, error) {
	received, done, err := s.receive(c)
	defer done()
	if err != nil {
		return nil, err
	}
	cmd, err := command(c, received.content()...)
	if err != nil {
		return nil, err
	}
	view, err := s.config.Service.CreateApplication(c.Request.Context(), cmd, c.Param("round"), received.reader())
	if err != nil {
		return s.refused(c, received, err)
	}
	made := applicationOut(c, http.StatusCreated, view)
	made.location = "/api/v1/applications/" + view.ID
	return made, nil
}

func (s *server) getApplication(c *gin.Context) (*answer, error) {
	actor, _ := actorOf(c)
	view, err := s.config.Service.Application(c.Request.Context(), actor, c.Param("id"))
	if err != nil {
		return nil, err
	}
	return applicationOut(c, http.StatusOK, view), nil
}

func (s *server) putFacts(c *gin.Context) (*answer, error) {
	// A missing version is told before ten megabytes are read.
	if _, err := edit(c); err != nil {
		return nil, err
	}
	received, done, err := s.receive(c)
	defer done()
	if err != nil {
		return nil, err
	}
	cmd, err := edit(c, received.content()...)
	if err != nil {
		return nil, err
	}
	view, err := s.config.Service.PutFacts(c.Request.Context(), cmd, c.Param("id"), received.reader())
	if err != nil {
		return s.refused(c, received, err)
	}
	return applicationOut(c, http.StatusOK, view), nil
}

// exportSource gives the workbook behind the facts as it was kept; the use case
// records who took it.
func (s *server) exportSource(c *gin.Context) (*answer, error) {
	cmd, err := command(c)
	if err != nil {
		return nil, err
	}
	file, err := s.config.Service.ExportSource(c.Request.Context(), cmd, c.Param("id"))
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(file.Content, maxWorkbookBytes))
	if err = errors.Join(err, file.Content.Close()); err != nil {
		return nil, fmt.Errorf("workbook of %s: %w", c.Param("id"), err)
	}
	name := file.Name
	if !strings.EqualFold(path.Ext(name), ".xlsx") {
		name += ".xlsx"
	}
	if name == ".xlsx" {
		name = templates.Message(languageOf(c.Request), "file_unnamed", nil) + name
	}
	return &answer{content: content, kind: typeWorkbook, filename: name}, nil
}

type submitInput struct {
	Pledge bool `json:"pledge"`
}

func (s *server) submit(c *gin.Context) (*answer, error) {
	data, err := readBody(c)
	if err != nil {
		return nil, err
	}
	var in submitInput
	if err := decode(data, &in); err != nil {
		return nil, err
	}
	cmd, err := command(c, data)
	if err != nil {
		return nil, err
	}
	view, err := s.config.Service.Submit(c.Request.Context(), cmd, c.Param("id"), in.Pledge)
	if err != nil {
		return nil, err
	}
	return applicationOut(c, http.StatusOK, view), nil
}

type returnInput struct {
	Indicators []string   `json:"indicators" validate:"required,min=1,max=200,dive,required,max=64"`
	Reason     string     `json:"reason" validate:"required,max=2000"`
	DueAt      *time.Time `json:"due_at"`
}

func (s *server) returnApplication(c *gin.Context) (*answer, error) {
	data, err := readBody(c)
	if err != nil {
		return nil, err
	}
	var in returnInput
	if err := decode(data, &in); err != nil {
		return nil, err
	}
	cmd, err := command(c, data)
	if err != nil {
		return nil, err
	}
	view, err := s.config.Service.Return(c.Request.Context(), cmd, c.Param("id"), assessment.NewReturn{
		Indicators: in.Indicators, Reason: in.Reason, DueAt: timeIn(in.DueAt),
	})
	if err != nil {
		return nil, err
	}
	return applicationOut(c, http.StatusOK, view), nil
}

// eventAnswer is one line of an application's history.
type eventAnswer struct {
	At     time.Time         `json:"at"`
	Actor  string            `json:"actor,omitempty"` // id; left out where the reader may not know
	Role   assessment.Role   `json:"role"`
	Action assessment.Action `json:"action"`
	Before json.RawMessage   `json:"before,omitempty"`
	After  json.RawMessage   `json:"after,omitempty"`
	Reason string            `json:"reason,omitempty"`
}

type history struct {
	Events []eventAnswer `json:"events"`
}

func (s *server) getHistory(c *gin.Context) (*answer, error) {
	actor, _ := actorOf(c)
	events, err := s.config.Service.History(c.Request.Context(), actor, c.Param("id"))
	if err != nil {
		return nil, err
	}
	told := history{Events: make([]eventAnswer, len(events))}
	for i, e := range events {
		told.Events[i] = eventAnswer{At: e.At, Actor: e.ActorID, Role: e.Role, Action: e.Action, Before: e.Before, After: e.After, Reason: e.Reason}
	}
	return &answer{json: told}, nil
}
