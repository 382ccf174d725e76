package web

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
	"wuxing/scoring"
)

// Config is what the pages need; cmd fills it.
type Config struct {
	Service *assessment.Service
	Cards   api.Cards
	Version string
	Contact string           // whom the public may ask: office and telephone; "": not said
	Now     func() time.Time // nil: the clock
	// SaveAfter is how long after the last key a form is saved by itself; 0 is
	// DefaultSaveAfter.
	SaveAfter time.Duration
}

// DefaultSaveAfter keeps a revision from being made with every key: what is typed
// lies in the browser at once, and on the server after this pause.
const DefaultSaveAfter = 4 * time.Second

// Site is the pages. It never changes after New.
type Site struct {
	config    Config
	door      *api.Door
	templates templateSet
	handlers  map[string]handler           // by method and path
	pages     map[string]assessment.Action // what admits to a page, by its path
}

// New puts the pages together, for api.Config. It fails where a template cannot
// be read.
func New(config Config) func(*api.Door) (api.Pages, error) {
	return func(door *api.Door) (api.Pages, error) {
		if config.Now == nil {
			config.Now = time.Now
		}
		if config.SaveAfter == 0 {
			config.SaveAfter = DefaultSaveAfter
		}
		s := &Site{config: config, door: door, handlers: make(map[string]handler), pages: make(map[string]assessment.Action)}
		for _, row := range table() {
			if row.method == http.MethodGet {
				s.pages[row.path] = row.action
			}
			s.handlers[row.method+" "+row.path] = row.handle
		}
		var err error
		s.templates, err = loadTemplates(door.Asset)
		return s, err
	}
}

// Routes lists the pages for the door.
func (s *Site) Routes() []api.Route { return Routes() }

// Serve runs the handler of an admitted request. The token of a form is looked at
// before its handler hears of it; one with a file has to be received first
// (receive).
func (s *Site) Serve(c *gin.Context, route api.Route) error {
	if takesFields(c) {
		if err := c.Request.ParseForm(); err != nil {
			return scoringProblem(scoring.CodeWrongType, "form")
		}
		if err := s.door.CheckForm(c, c.PostForm(fieldToken)); err != nil {
			return err
		}
	}
	return s.handlers[route.Method+" "+route.Path](s, c)
}

// fieldToken is the field of a form that holds its token.
const fieldToken = "form_token"

func takesFields(c *gin.Context) bool {
	return c.Request.Method == "POST" && c.ContentType() == "application/x-www-form-urlencoded"
}

// receive reads a form with a file and looks at its token.
func (s *Site) receive(c *gin.Context, allowed ...string) (*api.FileForm, error) {
	form, err := s.door.ReceiveFile(c, append(allowed, fieldToken)...)
	if err != nil {
		return nil, err
	}
	if err := s.door.CheckForm(c, form.Field(fieldToken)); err != nil {
		form.Done()
		return nil, err
	}
	return form, nil
}

// actor is who asks; on a route that needs an account there is one.
func (s *Site) actor(c *gin.Context) (assessment.Actor, error) {
	user, err := s.door.User(c)
	if err != nil || user == nil {
		return assessment.Actor{}, err
	}
	return user.Actor(), nil
}

func scoringProblem(code, path string, params ...string) error {
	var problems scoring.Problems
	problems.Add(code, scoring.Position{Path: path}, params...)
	return api.Invalid(problems)
}
