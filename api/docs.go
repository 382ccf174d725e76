package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"go.yaml.in/yaml/v3"

	"wuxing/assessment"
	"wuxing/templates"
)

// spec is what the page shows of the OpenAPI document.
type spec struct {
	Info struct {
		Title       string `yaml:"title"`
		Description string `yaml:"description"`
		Version     string `yaml:"version"`
	} `yaml:"info"`
	Tags []struct {
		Name        string `yaml:"name"`
		Description string `yaml:"description"`
	} `yaml:"tags"`
	Paths      map[string]map[string]specOperation `yaml:"paths"`
	Components struct {
		Parameters    map[string]specParameter `yaml:"parameters"`
		RequestBodies map[string]specBody      `yaml:"requestBodies"`
		Responses     map[string]specBody      `yaml:"responses"`
	} `yaml:"components"`
}

type specOperation struct {
	Tags        []string            `yaml:"tags"`
	OperationID string              `yaml:"operationId"`
	Summary     string              `yaml:"summary"`
	Description string              `yaml:"description"`
	Parameters  []specParameter     `yaml:"parameters"`
	RequestBody *specBody           `yaml:"requestBody"`
	Responses   map[string]specBody `yaml:"responses"`
}

type specParameter struct {
	Ref         string    `yaml:"$ref"`
	Name        string    `yaml:"name"`
	In          string    `yaml:"in"`
	Required    bool      `yaml:"required"`
	Description string    `yaml:"description"`
	Example     yaml.Node `yaml:"example"`
}

type specBody struct {
	Ref         string `yaml:"$ref"`
	Description string `yaml:"description"`
	Content     map[string]struct {
		Example yaml.Node `yaml:"example"`
	} `yaml:"content"`
}

// docsPage is everything that the page about the interface shows.
type docsPage struct {
	page
	Title       string
	Version     string
	Description []string
	Groups      []docsGroup
	Problems    []docsProblem
}

type docsGroup struct {
	Name, Description string
	Operations        []docsOperation
}

type docsOperation struct {
	ID, Method, Path, Summary string
	Description               []string
	Who                       string
	Parameters                []docsParameter
	Takes                     []docsContent
	Answers                   []docsAnswer
}

type docsParameter struct {
	Name, In, Description, Example string
	Required                       bool
}

type docsContent struct{ Kind, Example string }

type docsAnswer struct {
	Status, Description string
	Content             []docsContent
}

type docsProblem struct{ Code, Sentence string }

// docsPage arranges the document for reading: by tag, in the order of the routes.
func (d *document) page(base page) docsPage {
	view := docsPage{page: base, Title: d.spec.Info.Title, Version: d.spec.Info.Version, Description: lines(d.spec.Info.Description)}
	for _, tag := range d.spec.Tags {
		group := docsGroup{Name: tag.Name, Description: tag.Description}
		for _, route := range routes() {
			operation := d.spec.Paths[route.Path][lower(route.Method)]
			if slices.Contains(operation.Tags, tag.Name) {
				group.Operations = append(group.Operations, d.operation(route, &operation))
			}
		}
		view.Groups = append(view.Groups, group)
	}
	view.Problems = problemList()
	return view
}

func (d *document) operation(route Route, o *specOperation) docsOperation {
	view := docsOperation{
		ID: o.OperationID, Method: route.Method, Path: route.Path, Summary: o.Summary,
		Description: lines(o.Description), Who: who(route),
	}
	for _, parameter := range o.Parameters {
		if name, ok := strings.CutPrefix(parameter.Ref, "#/components/parameters/"); ok {
			parameter = d.spec.Components.Parameters[name]
		}
		view.Parameters = append(view.Parameters, docsParameter{
			Name: parameter.Name, In: parameter.In, Description: parameter.Description,
			Example: parameter.Example.Value, Required: parameter.Required,
		})
	}
	if o.RequestBody != nil {
		taken := *o.RequestBody
		if name, ok := strings.CutPrefix(taken.Ref, "#/components/requestBodies/"); ok {
			taken = d.spec.Components.RequestBodies[name]
		}
		view.Takes = contents(&taken)
	}
	for status, given := range o.Responses {
		if name, ok := strings.CutPrefix(given.Ref, "#/components/responses/"); ok {
			given = d.spec.Components.Responses[name]
		}
		view.Answers = append(view.Answers, docsAnswer{Status: status, Description: given.Description, Content: contents(&given)})
	}
	slices.SortFunc(view.Answers, func(a, b docsAnswer) int { return cmp.Compare(a.Status, b.Status) })
	return view
}

func contents(b *specBody) []docsContent {
	var list []docsContent
	for kind, content := range b.Content {
		list = append(list, docsContent{Kind: kind, Example: exampleText(&content.Example)})
	}
	slices.SortFunc(list, func(a, b docsContent) int { return cmp.Compare(a.Kind, b.Kind) })
	return list
}

// exampleText is an example as indented JSON; "" for none.
func exampleText(node *yaml.Node) string {
	if node.IsZero() {
		return ""
	}
	text, err := appendJSON(nil, node)
	if err != nil {
		return ""
	}
	var buffer bytes.Buffer
	if err := json.Indent(&buffer, text, "", "  "); err != nil {
		return ""
	}
	return buffer.String()
}

// who names the roles that may call a route.
func who(route Route) string {
	switch {
	case assessment.Anyone(route.Action):
		return templates.Message(templates.Chinese, "word.who.public", nil)
	case route.Action == assessment.ActionSession:
		return templates.Message(templates.Chinese, "word.who.session", nil)
	}
	var names []string
	for _, role := range route.Roles {
		if role != assessment.RoleOperator { // sits at the console, not at the interface
			names = append(names, templates.Message(templates.Chinese, "word.role."+string(role), nil))
		}
	}
	return strings.Join(names, "、")
}

var placeholder = regexp.MustCompile(`\{\w+\}`)

// problemList is every code with its sentence, as the type of a problem links to.
func problemList() []docsProblem {
	var list []docsProblem
	for _, code := range templates.Codes(templates.Chinese) {
		if strings.HasPrefix(code, "card_") && code != assessment.CodeCardChanged || strings.HasPrefix(code, "title_") ||
			strings.HasPrefix(code, "file_") || strings.Contains(code, ".") || code == "unknown_code" {
			continue
		}
		sentence, _ := templates.Sentence(templates.Chinese, code)
		list = append(list, docsProblem{Code: code, Sentence: placeholder.ReplaceAllString(sentence, "…")})
	}
	slices.SortFunc(list, func(a, b docsProblem) int { return cmp.Compare(a.Code, b.Code) })
	return list
}

func lines(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
}

func lower(method string) string { return strings.ToLower(method) }

func (s *server) getDocs(*gin.Context) (*answer, error) {
	return s.pages.render("docs", s.document.page(s.pages.base))
}
