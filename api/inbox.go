package api

import (
	"strconv"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/templates"
)

// getInbox answers a page of one's own messages, worded in the reader's language.
func (s *server) getInbox(c *gin.Context) (*answer, error) {
	page := assessment.InboxPage{Limit: assessment.DefaultInboxLimit}
	var problems scoring.Problems
	for _, number := range []struct {
		name  string
		into  *int
		limit int
	}{{"after", &page.After, 1<<31 - 1}, {"limit", &page.Limit, assessment.MaxInboxLimit}} {
		text, given := c.GetQuery(number.name)
		if !given {
			continue
		}
		value, err := strconv.Atoi(text)
		if err != nil || value < 1 || value > number.limit {
			problems.Add(codeOutOfRange, scoring.Position{Path: number.name},
				"field", number.name, "found", clip(text), "limit", "1–"+strconv.Itoa(number.limit))
			continue
		}
		*number.into = value
	}
	switch unread := c.DefaultQuery("unread", "false"); unread {
	case "true", "false":
		page.Unread = unread == "true"
	default:
		problems.Add(assessment.CodeValueNotAllowed, scoring.Position{Path: "unread"}, "field", "unread", "found", clip(unread), "choices", "true, false")
	}
	if len(problems) > 0 {
		return nil, invalid(problems)
	}
	actor, _ := actorOf(c)
	view, err := s.config.Service.Inbox(c.Request.Context(), actor, page)
	if err != nil {
		return nil, err
	}
	lang := languageOf(c.Request)
	for i := range view.Messages {
		message := &view.Messages[i]
		message.Text = templates.Message(lang, message.Kind.Sentence(), message.Params)
	}
	return &answer{json: view}, nil
}

type readInput struct {
	UpTo string   `json:"up_to" validate:"max=64"`
	IDs  []string `json:"ids" validate:"max=200,dive,required,max=64"`
}

type unreadAnswer struct {
	Unread int `json:"unread"`
}

func (s *server) markRead(c *gin.Context) (*answer, error) {
	data, err := readBody(c)
	if err != nil {
		return nil, err
	}
	var in readInput
	if err := decode(data, &in); err != nil {
		return nil, err
	}
	cmd, err := command(c, data)
	if err != nil {
		return nil, err
	}
	unread, err := s.config.Service.MarkRead(c.Request.Context(), cmd, assessment.ReadMarks{UpTo: in.UpTo, IDs: in.IDs})
	if err != nil {
		return nil, err
	}
	return &answer{json: unreadAnswer{unread}}, nil
}
