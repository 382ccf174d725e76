package api

import (
	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

type contactInput struct {
	Email *string `json:"email" validate:"required,omitempty,len=0|email,max=254"`
}

// setContact changes one's own address.
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
	user, err := s.changeContact(c, cmd, *in.Email)
	if err != nil {
		return nil, err
	}
	return &answer{json: aboutSession(user)}, nil
}

// changeContact changes an address. The account has a new version then, so the
// session goes on for that; other sessions of the account end, as with a new password.
func (s *server) changeContact(c *gin.Context, cmd assessment.Command, email string) (*assessment.User, error) {
	user, err := s.config.Service.SetContact(c.Request.Context(), cmd, email)
	if err != nil {
		return nil, err
	}
	return user, s.goOn(c, user)
}
