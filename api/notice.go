package api

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/templates"
)

type noticeLine struct {
	assessment.NoticeHead
	Href string `json:"href,omitempty"` // "": it was stopped
}

type noticeList struct {
	Notices []noticeLine `json:"notices"`
}

// noticeAnswer is a notice, and while it runs where and how to object.
type noticeAnswer struct {
	assessment.NoticeView
	ObjectAt string `json:"object_at,omitempty"`
	How      string `json:"how,omitempty"`
}

func noticePath(round, what string) string {
	return "/api/v1/rounds/" + url.PathEscape(round) + "/" + what
}

func noticeOut(c *gin.Context, view *assessment.NoticeView) noticeAnswer {
	out := noticeAnswer{NoticeView: *view}
	if view.State == assessment.NoticeRunning {
		out.ObjectAt = noticePath(view.Round, "objections")
		out.How = templates.Message(languageOf(c.Request), "notice.how", nil)
	}
	return out
}

func (s *server) listNotices(c *gin.Context) (*answer, error) {
	actor, _ := actorOf(c)
	heads, err := s.config.Service.Notices(c.Request.Context(), actor)
	if err != nil {
		return nil, err
	}
	list := noticeList{Notices: make([]noticeLine, len(heads))}
	for i, head := range heads {
		list.Notices[i] = noticeLine{NoticeHead: head}
		if head.State != assessment.NoticeStopped {
			list.Notices[i].Href = noticePath(head.Round, "notice")
		}
	}
	return &answer{json: list}, nil
}

func (s *server) getNotice(c *gin.Context) (*answer, error) {
	actor, _ := actorOf(c)
	view, err := s.config.Service.Notice(c.Request.Context(), actor, c.Param("round"))
	if err != nil {
		return nil, err
	}
	return &answer{json: noticeOut(c, view)}, nil
}

type noticeInput struct {
	StartsOn string `json:"starts_on" validate:"max=10"`
}

func (s *server) beginNotice(c *gin.Context) (*answer, error) {
	var in noticeInput
	cmd, err := commandWith(c, &in)
	if err != nil {
		return nil, err
	}
	view, err := s.config.Service.BeginNotice(c.Request.Context(), cmd, c.Param("round"), in.StartsOn)
	if err != nil {
		return nil, err
	}
	return &answer{status: http.StatusCreated, json: noticeOut(c, view), location: noticePath(view.Round, "notice")}, nil
}

func (s *server) getFinal(c *gin.Context) (*answer, error) {
	actor, _ := actorOf(c)
	view, err := s.config.Service.Final(c.Request.Context(), actor, c.Param("round"))
	if err != nil {
		return nil, err
	}
	return &answer{json: view}, nil
}
