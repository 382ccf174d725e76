package api

import "github.com/gin-gonic/gin"

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
	if err := s.ownSession(c, user); err != nil {
		return nil, err
	}
	return &answer{json: aboutSession(user)}, nil
}
