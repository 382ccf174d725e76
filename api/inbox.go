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

type contactInput struct {
	Email *string `json:"email" validate:"required,omitempty,len=0|email,max=254"`
}

// setContact changes one's own address. The account has a new version then, so the
// session is told; other sessions of the account end, as with a new password.
func (s *server) setContact(c *gin.Context) (*answer, error) {
	data, err := readBody(c)
	if err != nil {
		return nil, err
	}
	var in contactInput
	if err := decode(data, &in); err != nil {
		return nil, err
	}
	cmd, err := command(c, data)
	if err != nil {
		return nil, err
	}
	user, err := s.config.Service.SetContact(c.Request.Context(), cmd, *in.Email)
	if err != nil {
		return nil, err
	}
	s.sessions.Put(c.Request.Context(), sessionVersion, user.Version)
	if err := s.keepSession(c); err != nil {
		return nil, err
	}
	return &answer{json: ownSession(user)}, nil
}

type mailList struct {
	Mails []assessment.MailView `json:"mails"`
}

func (s *server) listMails(c *gin.Context) (*answer, error) {
	state := assessment.MailState(c.DefaultQuery("state", string(assessment.MailFailed)))
	if state != assessment.MailFailed && state != assessment.MailPending {
		var problems scoring.Problems
		problems.Add(assessment.CodeValueNotAllowed, scoring.Position{Path: "state"}, "field", "state", "found", clip(string(state)), "choices", "failed, pending")
		return nil, invalid(problems)
	}
	actor, _ := actorOf(c)
	mails, err := s.config.Service.Mails(c.Request.Context(), actor, state, maxLimit)
	if err != nil {
		return nil, err
	}
	return &answer{json: mailList{mails}}, nil
}

// ownSession tells an account about itself, with its address.
func ownSession(user *assessment.User) sessionAnswer {
	own := userOut(user)
	own.Email = user.Email
	return sessionAnswer{own}
}

// usersFor shows accounts as the reader may see them: an address is the business of
// whoever makes accounts.
func usersFor(actor assessment.Actor, users []*assessment.User) []userAnswer {
	list := make([]userAnswer, len(users))
	for i, user := range users {
		list[i] = userOut(user)
		if actor.Role == assessment.RoleAdmin {
			list[i].Email = user.Email
		}
	}
	return list
}
