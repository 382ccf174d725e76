package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/templates"
)

// inboxPage is one's own messages, newest first.
type inboxPage struct {
	base
	Messages []inboxMessage
	Only     bool   // only unread ones
	Newest   string // id of the newest of the page: everything up to it can be marked
	First    string
	Next     string
}

// inboxMessage is a message in words, with the page it is about.
type inboxMessage struct {
	assessment.MessageView
	Href string // "": there is no page to go to
}

func (s *Site) inbox(c *gin.Context) error {
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	after, _ := strconv.Atoi(c.Query("after"))
	asked := assessment.InboxPage{After: max(after, 0), Unread: c.Query("unread") == "yes", Limit: pageRows}
	view, err := s.config.Service.Inbox(c.Request.Context(), actor, asked)
	if err != nil {
		return err
	}
	b, err := s.base(c, text(language(c), "inbox.title"))
	if err != nil {
		return err
	}
	page := inboxPage{base: b, Only: asked.Unread}
	page.Trail = b.trail(link{Text: b.Title})
	for _, message := range view.Messages {
		message.Text = templates.Message(b.Lang, message.Kind.Sentence(), message.Params)
		page.Messages = append(page.Messages, inboxMessage{message, about(actor, &message)})
	}
	if len(page.Messages) > 0 && view.Unread > 0 {
		page.Newest = page.Messages[0].ID
	}
	here, next := url.Values{}, ""
	if asked.Unread {
		here.Set("unread", "yes")
	}
	if view.Next > 0 {
		next = strconv.Itoa(view.Next)
	}
	page.First, page.Next = pager("/inbox", here, c.Query("after"), next)
	return s.show(c, http.StatusOK, "inbox", page)
}

// about is the page of what a message tells of, for whoever has one.
func about(actor assessment.Actor, message *assessment.MessageView) string {
	switch message.Kind {
	case assessment.MessageRegistered, assessment.MessageRegistrationCame:
		return "/registrations"
	case assessment.MessageRegistrationLeft, assessment.MessageEnterpriseLeft: // what it tells of is no longer the reader's
		return ""
	}
	if message.Application == "" {
		if actor.Role == assessment.RoleAdmin {
			return ""
		}
		return "/applications?round=" + url.QueryEscape(message.Round)
	}
	at := "/applications/" + url.PathEscape(message.Application)
	switch message.Kind {
	case assessment.MessageAssigned:
		return "/rounds/" + url.PathEscape(message.Round) + "/declarations?application=" + url.QueryEscape(message.Application)
	case assessment.MessageReviewReopened, assessment.MessageModeration, assessment.MessageLiftingProposed, assessment.MessageLiftingDecided:
		return at + "/review"
	case assessment.MessageAppealFiled, assessment.MessageAppealDecided:
		return at + "/appeals"
	}
	return at
}

func (s *Site) markRead(c *gin.Context) error {
	cmd, err := s.door.Command(c, 0, "")
	if err != nil {
		return err
	}
	marks := assessment.ReadMarks{UpTo: c.PostForm("up_to")}
	if id := c.PostForm("id"); id != "" {
		marks = assessment.ReadMarks{IDs: []string{id}}
	}
	if _, err := s.config.Service.MarkRead(c.Request.Context(), cmd, marks); err != nil {
		return err
	}
	return s.done(c, back(c.PostForm("back")), "")
}

// unread is how many messages the reader has not read, for the head of every page.
func (s *Site) unread(c *gin.Context, user *assessment.User) (int, error) {
	view, err := s.config.Service.Inbox(c.Request.Context(), user.Actor(), assessment.InboxPage{Limit: 1})
	if err != nil {
		return 0, err
	}
	return view.Unread, nil
}
