package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/workbook/sandbox"
)

// Cards is the set of scorecards that can be read and scored with.
type Cards interface {
	Card(id string) (*scoring.Card, bool)
	List() []*scoring.Card
}

// Config is everything the door needs; cmd fills it.
type Config struct {
	Service   *assessment.Service
	Cards     Cards
	Workbooks *sandbox.Box                    // reads uploads, and says how many workbooks are worked on at once
	Sessions  scs.Store                       // keeps tokens as hashes; an scs.CtxStore is used with the request's context. Where it is an assessment.SessionKeeper, too, people see their sessions
	Ready     func(ctx context.Context) error // nil: ready as soon as it serves
	Logger    *slog.Logger

	TrustedProxies []string // addresses or networks whose X-Forwarded-For counts; none by default
	SecureCookies  bool     // set behind TLS: cookies then travel over TLS only
	Version        string
	Now            func() time.Time // nil: the clock

	Pages func(*Door) (Pages, error) // what people see in a browser; nil: none
}

// server holds what handlers share. It never changes after New.
type server struct {
	config   Config
	sessions *scs.SessionManager
	keeper   assessment.SessionKeeper
	origins  *http.CrossOriginProtection
	metrics  *metrics
	document *document
	pages    *pages
	assets   *assets
	web      Pages // nil: none
	forms    *formCache
	archives chan struct{} // one token for each archive of a round being sent
	evidence *evidencePlaces

	registering    budget // of registrations, by address
	askingReceipts budget // of questions about registrations, by address
	objecting      budget // of objections without an account, by address
}

// New wires the routes. It fails where the program is put together wrongly: a
// document or a template that cannot be read, a proxy that is no address.
func New(config Config) (http.Handler, error) {
	s, err := newServer(config)
	if err != nil {
		return nil, err
	}
	return s.engine(routes())
}

func newServer(config Config) (*server, error) {
	if config.Service == nil || config.Cards == nil || config.Sessions == nil || config.Workbooks == nil {
		return nil, errors.New("api: service, cards, sessions and workbooks are needed")
	}
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	if config.Ready == nil {
		config.Ready = func(context.Context) error { return nil }
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	document, err := loadDocument(config.Version)
	if err != nil {
		return nil, err
	}
	assets, err := loadAssets()
	if err != nil {
		return nil, err
	}
	pages, err := loadPages(assets.address("docs.css"), config.Pages != nil)
	if err != nil {
		return nil, err
	}
	s := &server{
		config:   config,
		sessions: newSessions(config),
		origins:  http.NewCrossOriginProtection(),
		metrics:  newMetrics(config.Version, config.Service.PasswordChecks),
		document: document,
		pages:    pages,
		assets:   assets,
		forms:    &formCache{},
		archives: make(chan struct{}, maxArchives),
		evidence: newEvidencePlaces(),
	}
	s.keeper = keeperOf(config.Sessions)
	if config.Pages != nil {
		if s.web, err = config.Pages(&Door{s}); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// engine puts the middleware, in the order in which it runs, before the routes.
func (s *server) engine(routes []Route) (*gin.Engine, error) {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	if err := engine.SetTrustedProxies(s.config.TrustedProxies); err != nil {
		return nil, fmt.Errorf("api: trusted proxies: %w", err)
	}
	engine.RemoteIPHeaders = []string{"X-Forwarded-For"} // no other: who names a proxy trusted has set up this one
	engine.HandleMethodNotAllowed = true
	// A client that misspells an address is told so; it is not sent elsewhere.
	engine.RedirectTrailingSlash = false
	engine.RedirectFixedPath = false
	engine.Use(
		requestID,
		endAfterChunks,
		s.measure,
		s.accessLog,
		s.recovery,
		s.securityHeaders,
		pace,
		s.crossOrigin,
	)
	engine.NoRoute(func(c *gin.Context) { s.fail(c, refuse(http.StatusNotFound, codeRouteNotFound)) })
	engine.NoMethod(func(c *gin.Context) {
		s.fail(c, refuse(http.StatusMethodNotAllowed, codeMethodNotAllowed, "method", methodLabel(c.Request.Method)))
	})
	mount := func(route Route, serve gin.HandlerFunc) {
		engine.Handle(route.Method, ginPath(route.Path), serve)
		if route.Method == http.MethodGet && !route.Action.Recorded() {
			engine.HEAD(ginPath(route.Path), serve)
		}
	}
	for _, route := range routes {
		mount(route, s.serve(route))
	}
	if s.web != nil {
		for _, route := range s.web.Routes() {
			mount(route, s.servePage(route))
		}
	}
	return engine, nil
}
