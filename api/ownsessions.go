package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// deviceOf is browser and system of a request in a word each, for people to tell
// their sessions apart by. The whole text would tell more of them than that needs.
func deviceOf(agent string) string {
	first := func(words ...string) string { // pairs: what the text holds, what it means
		for i := 0; i+1 < len(words); i += 2 {
			if strings.Contains(agent, words[i]) {
				return words[i+1]
			}
		}
		return ""
	}
	browser := first("Edg", "Edge", "MicroMessenger", "WeChat", "Firefox", "Firefox", "Chrome", "Chrome", "Safari", "Safari", "Trident", "Internet Explorer")
	system := first("Windows", "Windows", "HarmonyOS", "HarmonyOS", "Android", "Android", "iPhone", "iPhone", "iPad", "iPad", "Macintosh", "macOS", "Linux", "Linux")
	return strings.TrimSpace(browser + " " + system)
}

// keeperOf is the store where it knows whose sessions it keeps, else one that lists
// none: ending them does not need it, since a session holds for one version of its
// account.
func keeperOf(sessions scs.Store) assessment.SessionKeeper {
	if keeper, ok := sessions.(assessment.SessionKeeper); ok {
		return keeper
	}
	return noKeeper{sessions}
}

type noKeeper struct{ sessions scs.Store }

func (noKeeper) OwnSession(context.Context, string, string, string, time.Time, time.Time) error {
	return nil
}

// SeeSession looks first and then writes, since such a store knows no change of what
// is there.
func (k noKeeper) SeeSession(_ context.Context, token string, data []byte, _ time.Time) (bool, error) {
	_, found, err := k.sessions.Find(token)
	if err != nil || !found {
		return false, err
	}
	deadline, _, err := scs.GobCodec{}.Decode(data)
	if err != nil {
		return false, err
	}
	return true, k.sessions.Commit(token, data, deadline)
}

func (noKeeper) ListSessions(context.Context, string, string, time.Time) ([]assessment.Session, error) {
	return nil, nil
}

// ownSessions lists the sessions of whoever asks.
func (s *server) ownSessions(c *gin.Context) ([]assessment.Session, error) {
	actor, _ := actorOf(c)
	ctx := c.Request.Context()
	return s.keeper.ListSessions(ctx, actor.UserID, s.sessions.Token(ctx), s.config.Now().Add(-idleTimeout))
}

// sessionLine is one of one's own sessions.
type sessionLine struct {
	ID        string    `json:"id"`
	Device    string    `json:"device,omitempty"`
	CreatedAt time.Time `json:"created_at"`
	SeenAt    time.Time `json:"seen_at"`
	Current   bool      `json:"current"`
}

func (s *server) listSessions(c *gin.Context) (*answer, error) {
	sessions, err := s.ownSessions(c)
	if err != nil {
		return nil, err
	}
	lines := make([]sessionLine, len(sessions))
	for i, own := range sessions {
		lines[i] = sessionLine(own)
	}
	return &answer{json: map[string]any{"sessions": lines}}, nil
}

// endOthers ends every session of one's own but this one.
func (s *server) endOthers(c *gin.Context) (*answer, error) {
	cmd, err := command(c)
	if err != nil {
		return nil, err
	}
	if err := s.endOtherSessions(c, cmd); err != nil {
		return nil, err
	}
	return &answer{status: http.StatusNoContent}, nil
}

func (s *server) endOtherSessions(c *gin.Context, cmd assessment.Command) error {
	user, err := s.config.Service.EndOtherSessions(c.Request.Context(), cmd)
	if err != nil {
		return err
	}
	return s.goOn(c, user)
}

type passwordInput struct {
	Present  string `json:"present" validate:"required,max=256"`
	Password string `json:"password" validate:"required,max=256"`
}

func (s *server) setOwnPassword(c *gin.Context) (*answer, error) {
	data, err := readBody(c)
	if err != nil {
		return nil, err
	}
	var in passwordInput
	if err := decode(data, &in); err != nil {
		return nil, err
	}
	cmd, err := command(c, data) // the use case keeps a mark of it only
	if err != nil {
		return nil, err
	}
	if err := s.changePassword(c, cmd, in); err != nil {
		return nil, err
	}
	return &answer{status: http.StatusNoContent}, nil
}

// changePassword changes one's own password; the session goes on.
func (s *server) changePassword(c *gin.Context, cmd assessment.Command, in passwordInput) error {
	if problems := validate(&in); len(problems) > 0 {
		return invalid(problems)
	}
	user, err := s.config.Service.ChangePassword(c.Request.Context(), cmd, clientAddress(c), in.Present, in.Password)
	if err != nil {
		return err
	}
	return s.goOn(c, user)
}
