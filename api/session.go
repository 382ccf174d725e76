package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// CookieName is the name of the session's cookie; behind TLS a prefix stands before it.
const CookieName = "wuxing_session"

// A session ends after idleTimeout without a request and after sessionLifetime
// in any case. That it was used is written at most once a minute, so that reading
// does not write.
const (
	idleTimeout     = 30 * time.Minute
	sessionLifetime = 12 * time.Hour
	touchInterval   = time.Minute
)

// The values of a session; times are Unix seconds.
const (
	sessionUser    = "user"
	sessionVersion = "version" // of the account: a new password ends its sessions
	sessionSince   = "since"
	sessionSeen    = "seen"
)

func newSessions(config Config) *scs.SessionManager {
	sessions := scs.New()
	sessions.Store = config.Sessions
	sessions.Lifetime = sessionLifetime
	sessions.Cookie = scs.SessionCookie{
		Name:     config.cookieName(CookieName),
		Path:     "/",
		HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
		Secure:   config.SecureCookies,
		Persist:  false, // desks are shared: closing the browser signs out
	}
	return sessions
}

// loadSession puts the session of the cookie, or an empty one, into the request's
// context.
func (s *server) loadSession(c *gin.Context) (context.Context, error) {
	token, err := c.Cookie(s.sessions.Cookie.Name)
	if err != nil {
		token = ""
	}
	ctx, err := s.sessions.Load(c.Request.Context(), token)
	if err != nil {
		return nil, err
	}
	c.Request = c.Request.WithContext(ctx)
	return ctx, nil
}

// whoAsks is the account of the session, read anew with every request: an account
// that was blocked or has a new password is out at once.
func (s *server) whoAsks(c *gin.Context) (assessment.Actor, error) {
	none := assessment.Actor{}
	unauthenticated := &assessment.Error{Kind: assessment.KindUnauthenticated, Code: assessment.CodeUnauthenticated}
	ctx, err := s.loadSession(c)
	if err != nil {
		return none, err
	}
	userID := s.sessions.GetString(ctx, sessionUser)
	if userID == "" {
		return none, unauthenticated
	}
	now := s.config.Now().Unix()
	seen, since := s.sessions.GetInt64(ctx, sessionSeen), s.sessions.GetInt64(ctx, sessionSince)
	if now-seen > int64(idleTimeout/time.Second) || now-since > int64(sessionLifetime/time.Second) {
		if err := s.endSession(c); err != nil {
			return none, err
		}
		return none, unauthenticated
	}
	user, err := s.config.Service.FindUser(ctx, userID)
	if assessment.IsKind(err, assessment.KindUnauthenticated) || err == nil && user.Version != s.sessions.GetInt(ctx, sessionVersion) {
		if err := s.endSession(c); err != nil {
			return none, err
		}
		return none, unauthenticated
	}
	if err != nil {
		return none, err
	}
	if now-seen > int64(touchInterval/time.Second) {
		there, err := s.touchSession(ctx)
		if err != nil {
			return none, err
		}
		if !there { // ended while this request was under way
			if err := s.endSession(c); err != nil {
				return none, err
			}
			return none, unauthenticated
		}
		s.sessions.WriteSessionCookie(ctx, c.Writer, s.sessions.Token(ctx), s.sessions.Deadline(ctx))
	}
	c.Set(keyActor, user.Actor())
	c.Set(keyUser, user)
	return user.Actor(), nil
}

// userOf is the account that asks, once whoAsks has found out; nil before.
func userOf(c *gin.Context) *assessment.User {
	value, _ := c.Get(keyUser)
	user, _ := value.(*assessment.User)
	return user
}

// actorOf is who asks, once whoAsks has found out.
func actorOf(c *gin.Context) (assessment.Actor, bool) {
	value, _ := c.Get(keyActor)
	actor, ok := value.(assessment.Actor)
	return actor, ok
}

// touchSession keeps that the session was used, and tells whether it is still there.
// What was read before may have been ended since: only a new token is ever added.
func (s *server) touchSession(ctx context.Context) (there bool, err error) {
	now := s.config.Now()
	s.sessions.Put(ctx, sessionSeen, now.Unix())
	values := make(map[string]any)
	for _, key := range s.sessions.Keys(ctx) {
		values[key] = s.sessions.Get(ctx, key)
	}
	data, err := s.sessions.Codec.Encode(s.sessions.Deadline(ctx), values)
	if err != nil {
		return false, fmt.Errorf("encode a session: %w", err)
	}
	return s.keeper.SeeSession(ctx, s.sessions.Token(ctx), data, now)
}

// keepSession adds a session that has a new token and sends its cookie; it must come
// before the answer is written.
func (s *server) keepSession(c *gin.Context) error {
	token, expiry, err := s.sessions.Commit(c.Request.Context())
	if err != nil {
		return err
	}
	s.sessions.WriteSessionCookie(c.Request.Context(), c.Writer, token, expiry)
	return nil
}

func (s *server) endSession(c *gin.Context) error {
	if err := s.sessions.Destroy(c.Request.Context()); err != nil {
		return err
	}
	s.sessions.WriteSessionCookie(c.Request.Context(), c.Writer, "", time.Time{})
	return nil
}

type loginInput struct {
	Username string `json:"username" validate:"required,max=64"`
	Password string `json:"password" validate:"required,max=256"`
}

// sessionAnswer says who is signed in.
type sessionAnswer struct {
	User userAnswer `json:"user"`
}

func (s *server) login(c *gin.Context) (*answer, error) {
	data, err := readBody(c)
	if err != nil {
		return nil, err
	}
	var in loginInput
	if err := decode(data, &in); err != nil {
		return nil, err
	}
	user, half, err := s.signIn(c, in)
	if err != nil {
		return nil, err
	}
	if half {
		return &answer{status: http.StatusAccepted, json: map[string]any{"second_factor": true}}, nil
	}
	return &answer{json: aboutSession(user)}, nil
}

// signIn checks name and password and gives a new session; half of one where a code
// is to come.
func (s *server) signIn(c *gin.Context, in loginInput) (user *assessment.User, half bool, err error) {
	if problems := validate(&in); len(problems) > 0 {
		return nil, false, invalid(problems)
	}
	user, err = s.config.Service.Authenticate(c.Request.Context(), assessment.Credentials{
		Username: in.Username, Password: in.Password, Address: clientAddress(c), RequestID: requestIDOf(c),
	})
	if err != nil {
		return nil, false, err
	}
	if user.SecondFactor {
		return user, true, s.beginHalf(c, user)
	}
	return user, false, s.beginSession(c, user)
}

// renewed is the request's session, emptied and under a new token: one that was
// planted before signing in is worth nothing.
func (s *server) renewed(c *gin.Context) (context.Context, error) {
	ctx, err := s.loadSession(c)
	if err != nil {
		return nil, err
	}
	if err := s.sessions.Clear(ctx); err != nil {
		return nil, err
	}
	return ctx, s.sessions.RenewToken(ctx)
}

func (s *server) beginSession(c *gin.Context, user *assessment.User) error {
	ctx, err := s.renewed(c)
	if err != nil {
		return err
	}
	now := s.config.Now().Unix()
	s.sessions.Put(ctx, sessionUser, user.ID)
	s.sessions.Put(ctx, sessionSince, now)
	s.sessions.Put(ctx, sessionSeen, now)
	return s.ownSession(c, user)
}

// goOn lets the session that has changed its account outlive the change, which ends
// all others. It goes on under a new token: whoever has seen the old one has nothing,
// and a request that is still under way with it cannot bring it back.
func (s *server) goOn(c *gin.Context, user *assessment.User) error {
	if err := s.sessions.RenewToken(c.Request.Context()); err != nil {
		return err
	}
	return s.ownSession(c, user)
}

// ownSession keeps a session that has a new token for the account as it is now.
func (s *server) ownSession(c *gin.Context, user *assessment.User) error {
	ctx := c.Request.Context()
	s.sessions.Put(ctx, sessionVersion, user.Version)
	if err := s.keepSession(c); err != nil {
		return err
	}
	since := time.Unix(s.sessions.GetInt64(ctx, sessionSince), 0)
	return s.keeper.OwnSession(ctx, s.sessions.Token(ctx), user.ID, deviceOf(c.Request.UserAgent()), since, s.config.Now())
}

// clientAddress is where a request comes from. What a header says counts only where
// a trusted proxy has sent it, see SetTrustedProxies.
func clientAddress(c *gin.Context) string { return c.ClientIP() }

func (s *server) getSession(c *gin.Context) (*answer, error) {
	actor, _ := actorOf(c)
	user, err := s.config.Service.FindUser(c.Request.Context(), actor.UserID)
	if err != nil {
		return nil, err
	}
	return &answer{json: aboutSession(user)}, nil
}

func (s *server) logout(c *gin.Context) (*answer, error) {
	cmd, err := command(c)
	if err != nil {
		return nil, err
	}
	if err := s.signOut(c, cmd); err != nil {
		return nil, err
	}
	return &answer{status: http.StatusNoContent}, nil
}

// aboutSession tells an account about itself, with its address.
func aboutSession(user *assessment.User) sessionAnswer {
	own := userOut(user)
	own.Email, own.PasswordUntil = user.Email, user.PasswordUntil
	return sessionAnswer{own}
}

func (s *server) signOut(c *gin.Context, cmd assessment.Command) error {
	if err := s.config.Service.Logout(c.Request.Context(), cmd); err != nil {
		return err
	}
	// Desks are shared: what a form has kept in the browser goes, too.
	c.Header("Clear-Site-Data", `"storage"`)
	return s.endSession(c)
}
