package api

import (
	"bytes"
	"fmt"
	"html/template"

	"wuxing/templates"
)

// docsPolicy lets the page about the interface load our own styles and nothing else.
const docsPolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// page is what the page about the interface has beside the document.
type page struct {
	Style string // address of the styles
	Home  bool   // there are pages to go back to
}

// pages are the parsed templates of this package; those for people who are not
// programmers are package web's.
type pages struct {
	base      page
	templates map[string]*template.Template
}

func loadPages(styles string, home bool) (*pages, error) {
	parsed, err := template.New("docs").ParseFS(templates.FS, "docs/docs.html.tmpl")
	if err != nil {
		return nil, fmt.Errorf("api: page docs: %w", err)
	}
	return &pages{base: page{Style: styles, Home: home}, templates: map[string]*template.Template{"docs": parsed}}, nil
}

// render executes a template into a buffer: an error half way leaves no half page
// behind.
func (p *pages) render(name string, data any) (*answer, error) {
	var buffer bytes.Buffer
	if err := p.templates[name].ExecuteTemplate(&buffer, name+".html.tmpl", data); err != nil {
		return nil, fmt.Errorf("page %s: %w", name, err)
	}
	return &answer{content: buffer.Bytes(), kind: typeHTML, cache: "no-cache", policy: docsPolicy, packed: true}, nil
}
