package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/templates"
)

// pagePolicy lets a page load our own styles and nothing else.
const pagePolicy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// page is what every page has.
type page struct {
	Style string // address of the styles
}

// pages are the parsed templates and the styles under a name that changes with
// their content, so that they may be kept for good.
type pages struct {
	base      page
	templates map[string]*template.Template
	styles    []byte
	styleName string
}

func loadPages() (*pages, error) {
	styles, err := templates.FS.ReadFile("assets/site.css")
	if err != nil {
		return nil, fmt.Errorf("api: styles: %w", err)
	}
	digest := sha256.Sum256(styles)
	p := &pages{
		styles:    styles,
		styleName: "site." + hex.EncodeToString(digest[:6]) + ".css",
		templates: make(map[string]*template.Template),
	}
	p.base.Style = "/assets/" + p.styleName
	for name, file := range map[string]string{"docs": "docs/docs.html.tmpl", "home": "home/home.html.tmpl", "scorecard": "scorecard/scorecard.html.tmpl"} {
		parsed, err := template.New(name).ParseFS(templates.FS, file)
		if err != nil {
			return nil, fmt.Errorf("api: page %s: %w", name, err)
		}
		p.templates[name] = parsed
	}
	return p, nil
}

// render executes a template into a buffer: an error half way leaves no half page
// behind.
func (p *pages) render(name string, data any) (*answer, error) {
	var buffer bytes.Buffer
	if err := p.templates[name].ExecuteTemplate(&buffer, name+".html.tmpl", data); err != nil {
		return nil, fmt.Errorf("page %s: %w", name, err)
	}
	return &answer{content: buffer.Bytes(), kind: typeHTML, cache: "no-cache", policy: pagePolicy}, nil
}

// homePage says where to go.
type homePage struct {
	page
	Version string
	Cards   []*scoring.Card
}

func (s *server) getHome(*gin.Context) (*answer, error) {
	return s.pages.render("home", homePage{page: s.pages.base, Version: s.config.Version, Cards: s.config.Cards.List()})
}

// scorecardPage is a scorecard to read: every clause with its rulings.
type scorecardPage struct {
	page
	Card *scoring.Card
}

func (s *server) getScorecard(c *gin.Context) (*answer, error) {
	card, err := s.findCard(c)
	if err != nil {
		return nil, err
	}
	return s.pages.render("scorecard", scorecardPage{page: s.pages.base, Card: card})
}

func (s *server) getAsset(c *gin.Context) (*answer, error) {
	if c.Param("name") != s.pages.styleName {
		return nil, &assessment.Error{Kind: assessment.KindNotFound, Code: assessment.CodeNotFound}
	}
	return &answer{content: s.pages.styles, kind: "text/css; charset=utf-8", cache: "public, max-age=31536000, immutable"}, nil
}
