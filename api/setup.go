package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

type setupInput struct {
	Code        string `json:"code" validate:"required,max=64"`
	Username    string `json:"username" validate:"required,max=64"`
	DisplayName string `json:"display_name" validate:"max=256"`
	Password    string `json:"password" validate:"required,max=256"`
}

// setUp makes the first administrator; the code stands on the server's console.
func (s *server) setUp(c *gin.Context) (*answer, error) {
	data, err := readBody(c)
	if err != nil {
		return nil, err
	}
	var in setupInput
	if err := decode(data, &in); err != nil {
		return nil, err
	}
	user, err := s.beginOffice(c, in)
	if err != nil {
		return nil, err
	}
	return &answer{status: http.StatusCreated, json: userOut(user)}, nil
}

func (s *server) beginOffice(c *gin.Context, in setupInput) (*assessment.User, error) {
	if problems := validate(&in); len(problems) > 0 {
		return nil, invalid(problems)
	}
	return s.config.Service.SetUp(c.Request.Context(), assessment.FirstAccount{
		Code: in.Code, Username: in.Username, DisplayName: in.DisplayName, Password: in.Password, Address: clientAddress(c), RequestID: requestIDOf(c),
	})
}

// SetUp makes the first administrator.
func (d *Door) SetUp(c *gin.Context, code, username, name, password string) error {
	_, err := d.s.beginOffice(c, setupInput{Code: code, Username: username, DisplayName: name, Password: password})
	return err
}
