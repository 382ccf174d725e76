package web

import (
	"net/url"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
)

// openKept opens the file that a preview has kept, by the fields that its page
// hands on: file, its hash, and name. done is to be called.
func (s *Site) openKept(c *gin.Context, actor assessment.Actor, action assessment.Action, form url.Values) (list *api.ListFile, done func(), err error) {
	content, err := s.config.Service.OpenPreviewed(c.Request.Context(), actor, action, form.Get("file"))
	if err != nil {
		return nil, nil, err
	}
	list, err = s.door.OpenList(c.Request.Context(), form.Get("name"), form.Get("file"), content)
	if closing := content.Close(); err == nil && closing != nil {
		list.Close()
		err = closing
	}
	if err != nil {
		return nil, nil, err
	}
	return list, list.Close, nil
}
