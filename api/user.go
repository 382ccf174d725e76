package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
)

// userAnswer is an account as it may be read: never with its password's hash.
type userAnswer struct {
	ID           string          `json:"id"`
	Username     string          `json:"username"`
	DisplayName  string          `json:"display_name"`
	Role         assessment.Role `json:"role"`
	EnterpriseID string          `json:"enterprise_id,omitempty"`
	Area         string          `json:"area,omitempty"`
	Email        string          `json:"email,omitempty"` // only to the administrator and oneself
	Disabled     bool            `json:"disabled"`
	CreatedAt    time.Time       `json:"created_at"`
	Version      int             `json:"version"`

	PasswordUntil time.Time `json:"password_until,omitzero"` // only to the administrator and oneself
}

func userOut(u *assessment.User) userAnswer {
	return userAnswer{
		ID: u.ID, Username: u.Username, DisplayName: u.DisplayName, Role: u.Role,
		EnterpriseID: u.EnterpriseID, Area: u.Area, Disabled: u.Disabled, CreatedAt: u.CreatedAt, Version: u.Version,
	}
}

type userList struct {
	Users []userAnswer `json:"users"`
	Next  string       `json:"next,omitempty"`
}

func (s *server) listUsers(c *gin.Context) (*answer, error) {
	page, err := pageOf(c)
	if err != nil {
		return nil, err
	}
	actor, _ := actorOf(c)
	list, err := s.config.Service.SearchUsers(c.Request.Context(), actor, assessment.UserFilter{After: page.after, Limit: page.limit})
	if err != nil {
		return nil, err
	}
	users := make([]*assessment.User, len(list.Users))
	for i, entry := range list.Users {
		users[i] = entry.User
	}
	return &answer{json: userList{Users: usersFor(actor, users), Next: list.Next}}, nil
}

type userInput struct {
	Username    string          `json:"username" validate:"required"`
	DisplayName string          `json:"display_name"`
	Role        assessment.Role `json:"role" validate:"required,oneof=enterprise township reviewer lead admin auditor"`
	Password    string          `json:"password" validate:"required"`
	Area        string          `json:"area"`
	Email       string          `json:"email" validate:"omitempty,email,max=254"`
	Enterprise  *struct {
		Name     string `json:"name" validate:"required"`
		USCC     string `json:"uscc" validate:"required"`
		Township string `json:"township"`
	} `json:"enterprise"`
}

func (s *server) createUser(c *gin.Context) (*answer, error) {
	data, err := readBody(c)
	if err != nil {
		return nil, err
	}
	var in userInput
	if err := decode(data, &in); err != nil {
		return nil, err
	}
	cmd, err := command(c, data)
	if err != nil {
		return nil, err
	}
	account := assessment.NewUser{Username: in.Username, DisplayName: in.DisplayName, Role: in.Role, Password: in.Password, Area: in.Area, Email: in.Email}
	if in.Enterprise != nil {
		account.Enterprise = &scoring.Enterprise{Name: in.Enterprise.Name, USCC: in.Enterprise.USCC, Township: in.Enterprise.Township}
	}
	user, err := s.config.Service.CreateUser(c.Request.Context(), cmd, account)
	if err != nil {
		return nil, err
	}
	return &answer{status: http.StatusCreated, json: userOut(user)}, nil
}

// usersFor shows accounts as the reader may see them: an address is the business of
// whoever makes accounts.
func usersFor(actor assessment.Actor, users []*assessment.User) []userAnswer {
	list := make([]userAnswer, len(users))
	for i, user := range users {
		list[i] = userOut(user)
		if actor.Role == assessment.RoleAdmin {
			list[i].Email, list[i].PasswordUntil = user.Email, user.PasswordUntil
		}
	}
	return list
}

type roleInput struct {
	Role   assessment.Role `json:"role" validate:"required"`
	Area   string          `json:"area"`
	Reason string          `json:"reason"`
}

func (s *server) setRole(c *gin.Context) (*answer, error) {
	var in roleInput
	cmd, err := commandWith(c, &in)
	if err != nil {
		return nil, err
	}
	cmd.Reason = in.Reason
	if err := s.config.Service.SetRole(c.Request.Context(), cmd, c.Param("username"), in.Role, in.Area); err != nil {
		return nil, err
	}
	return &answer{status: http.StatusNoContent}, nil
}
