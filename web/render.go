package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/url"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/templates"
)

// policy lets a page load our own styles and scripts, talk to us, and nothing
// else: no inline script, no inline style, no other site.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// templateSet is the parsed pages by language and name.
type templateSet map[string]map[string]*template.Template

// loadTemplates parses every page on top of the layout and the parts, once for
// each language, since texts are looked up by functions of the language.
func loadTemplates(asset func(string) string) (templateSet, error) {
	pages, err := fs.Glob(templates.FS, "pages/*.html.tmpl")
	if err != nil {
		return nil, fmt.Errorf("web: templates: %w", err)
	}
	set := make(templateSet)
	for _, lang := range templates.Languages {
		shared, err := template.New("").Funcs(functions(lang, asset)).ParseFS(templates.FS, "pages/parts/*.html.tmpl")
		if err != nil {
			return nil, fmt.Errorf("web: parts: %w", err)
		}
		set[lang] = make(map[string]*template.Template)
		for _, file := range pages {
			name := strings.TrimSuffix(path.Base(file), ".html.tmpl")
			page, err := shared.Clone()
			if err == nil {
				page, err = page.ParseFS(templates.FS, file)
			}
			if err != nil {
				return nil, fmt.Errorf("web: page %s: %w", name, err)
			}
			set[lang][name] = page
		}
	}
	return set, nil
}

// functions are what templates may call.
func functions(lang string, asset func(string) string) template.FuncMap {
	return template.FuncMap{
		"t":      func(key string, params ...any) string { return text(lang, key, params...) },
		"raw":    func(key string) string { return raw(lang, key) },
		"word":   func(name string, value any) string { return templates.Word(lang, name, said(value)) },
		"asset":  asset,
		"lang":   func() string { return lang },
		"fixed":  fixed,
		"day":    func(t time.Time) string { return day(lang, t) },
		"clock":  func(t time.Time) string { return clock(lang, t) },
		"stamp":  func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"until":  func(t time.Time) string { return until(lang, t) },
		"size":   size,
		"yuan":   func(fen int) string { return yuan(int64(fen)) },
		"short":  func(s string) string { return s[:min(len(s), 12)] },
		"add":    func(a, b int) int { return a + b },
		"has":    func(form url.Values, key, value string) bool { return slices.Contains(form[key], value) },
		"args":   func(values ...any) []any { return values },
		"at":     func(values []any, i int) any { return values[i] },
		"date":   func(text string) string { return date(lang, text) },
		"yuan64": yuan,
	}
}

// text is a text of the table; params are pairs of name and value.
func text(lang, key string, params ...any) string {
	if len(params) == 0 {
		return templates.Message(lang, "page."+key, nil)
	}
	given := make(map[string]string, len(params)/2)
	for i := 0; i+1 < len(params); i += 2 {
		given[fmt.Sprint(params[i])] = said(params[i+1])
	}
	return templates.Message(lang, "page."+key, given)
}

// said writes a value; of one that may be missing, which templates hand on as a
// pointer, what it points to.
func said(value any) string {
	if v := reflect.ValueOf(value); v.Kind() == reflect.Pointer && !v.IsNil() {
		if _, says := value.(fmt.Stringer); !says {
			return said(v.Elem().Interface())
		}
	}
	return fmt.Sprint(value)
}

// raw is a text with its parameters as they stand, for a script to fill in.
func raw(lang, key string) string {
	sentence, ok := templates.Sentence(lang, "page."+key)
	if !ok {
		return text(lang, key)
	}
	return sentence
}

// fixed writes points with two decimals, so that they stand under each other.
func fixed(p scoring.Points) string {
	sign, n := "", int64(p)
	if n < 0 {
		sign, n = "−", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}

// yuan writes fen as people write money: thousands apart, no cents where there are
// none.
func yuan(fen int64) string {
	text := strconv.FormatInt(fen/100, 10)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "\u2009" + text[i:]
	}
	if fen%100 != 0 {
		text += fmt.Sprintf(".%02d", fen%100)
	}
	return text
}

func day(lang string, t time.Time) string {
	if t = t.In(assessment.OfficeZone); lang == templates.English {
		return t.Format("2 January 2006")
	}
	return t.Format("2006年1月2日")
}

// date is a day as it is stored, 2026-06-08, as people write it; what is none stays.
func date(lang, text string) string {
	t, err := time.ParseInLocation(time.DateOnly, text, assessment.OfficeZone)
	if err != nil {
		return text
	}
	return day(lang, t)
}

func clock(lang string, t time.Time) string {
	return day(lang, t) + " " + t.In(assessment.OfficeZone).Format("15:04")
}

// until tells the first moment that is too late as people say it: the end of a day
// belongs to that day.
func until(lang string, t time.Time) string {
	local := t.In(assessment.OfficeZone)
	if local.Hour() == 0 && local.Minute() == 0 {
		return day(lang, t.Add(-time.Minute)) + " 24:00"
	}
	return clock(lang, t)
}

// size is a number of bytes for people, to a tenth where that is not nothing.
func size(bytes int64) string {
	tenths, unit := (bytes*10+1<<19)>>20, "MiB"
	switch {
	case bytes < 1<<10:
		return strconv.FormatInt(bytes, 10) + " B"
	case bytes < 1<<20:
		tenths, unit = (bytes*10+1<<9)>>10, "KiB"
	}
	if tenths%10 == 0 {
		return fmt.Sprintf("%d %s", tenths/10, unit)
	}
	return fmt.Sprintf("%d.%d %s", tenths/10, tenths%10, unit)
}

// show executes a page into a buffer and writes it whole: an error half way leaves
// no half page behind.
func (s *Site) show(c *gin.Context, status int, name string, data any) error {
	var buffer bytes.Buffer
	page := s.templates[language(c)][name]
	if err := page.ExecuteTemplate(&buffer, "layout", data); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	return s.door.WritePage(c, status, buffer.Bytes(), policy)
}
