package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// halfTimeout is how long a password that was right waits for its code.
const halfTimeout = 5 * time.Minute

// sessionHalf is the account whose password was right; nobody is signed in by it.
const sessionHalf = "half"

func (s *server) beginHalf(c *gin.Context, user *assessment.User) error {
	ctx, err := s.renewed(c)
	if err != nil {
		return err
	}
	s.sessions.Put(ctx, sessionHalf, user.ID)
	s.sessions.Put(ctx, sessionVersion, user.Version)
	s.sessions.Put(ctx, sessionSince, s.config.Now().Unix())
	return s.keepSession(c)
}

// halfOf tells whose password was right a moment ago, "" for nobody.
func (s *server) halfOf(c *gin.Context) (userID string, version int, err error) {
	ctx, err := s.loadSession(c)
	if err != nil {
		return "", 0, err
	}
	if s.config.Now().Unix()-s.sessions.GetInt64(ctx, sessionSince) > int64(halfTimeout/time.Second) {
		return "", 0, nil
	}
	return s.sessions.GetString(ctx, sessionHalf), s.sessions.GetInt(ctx, sessionVersion), nil
}

type codeInput struct {
	Code string `json:"code" validate:"required,max=64"`
}

// secondStep checks the code and makes a session of the half.
func (s *server) secondStep(c *gin.Context, in codeInput) (*assessment.User, error) {
	if problems := validate(&in); len(problems) > 0 {
		return nil, invalid(problems)
	}
	userID, version, err := s.halfOf(c)
	if err != nil {
		return nil, err
	}
	if userID == "" {
		return nil, &assessment.Error{Kind: assessment.KindUnauthenticated, Code: assessment.CodeUnauthenticated}
	}
	user, err := s.config.Service.CheckSecondFactor(c.Request.Context(), assessment.SecondStep{
		UserID: userID, Version: version, Code: in.Code, Address: clientAddress(c), RequestID: requestIDOf(c),
	})
	if err != nil {
		return nil, err
	}
	return user, s.beginSession(c, user)
}

func readCode(c *gin.Context) (in codeInput, err error) {
	data, err := readBody(c)
	if err == nil {
		err = decode(data, &in)
	}
	return in, err
}

func (s *server) giveCode(c *gin.Context) (*answer, error) {
	in, err := readCode(c)
	if err != nil {
		return nil, err
	}
	user, err := s.secondStep(c, in)
	if err != nil {
		return nil, err
	}
	return &answer{json: aboutSession(user)}, nil
}

func (s *server) beginFactor(c *gin.Context) (*answer, error) {
	cmd, err := command(c)
	if err != nil {
		return nil, err
	}
	begun, err := s.config.Service.BeginFactor(c.Request.Context(), cmd)
	if err != nil {
		return nil, err
	}
	return &answer{status: http.StatusCreated, json: map[string]string{"secret": begun.Secret, "url": begun.URL}}, nil
}

func (s *server) confirmFactor(c *gin.Context) (*answer, error) {
	in, err := readCode(c)
	if err != nil {
		return nil, err
	}
	cmd, err := command(c)
	if err != nil {
		return nil, err
	}
	codes, err := s.turnFactorOn(c, cmd, in)
	if err != nil {
		return nil, err
	}
	return &answer{json: map[string][]string{"recovery_codes": codes}}, nil
}

func (s *server) turnFactorOn(c *gin.Context, cmd assessment.Command, in codeInput) ([]string, error) {
	if problems := validate(&in); len(problems) > 0 {
		return nil, invalid(problems)
	}
	user, codes, err := s.config.Service.ConfirmFactor(c.Request.Context(), cmd, clientAddress(c), in.Code)
	if err != nil {
		return nil, err
	}
	return codes, s.goOn(c, user)
}

func (s *server) resetFactor(c *gin.Context) (*answer, error) {
	cmd, err := command(c)
	if err != nil {
		return nil, err
	}
	cmd.Reason = c.Query("reason")
	if err := s.config.Service.ResetFactor(c.Request.Context(), cmd, c.Param("username")); err != nil {
		return nil, err
	}
	return &answer{status: http.StatusNoContent}, nil
}
