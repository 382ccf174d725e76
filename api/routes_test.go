package api

import (
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"wuxing/assessment"
)

// TestDocumentMatchesRoutes holds the document against the route table, both ways:
// paths, security and the kinds of body.
func TestDocumentMatchesRoutes(t *testing.T) {
	document, err := loadDocument("1")
	if err != nil {
		t.Fatal(err)
	}
	loader := openapi3.NewLoader()
	described, err := loader.LoadFromData(document.json)
	if err != nil {
		t.Fatal(err)
	}
	if err := described.Validate(loader.Context); err != nil {
		t.Error(err)
	}
	left := make(map[string]bool)
	for path, item := range described.Paths.Map() {
		for method := range item.Operations() {
			left[method+" "+path] = true
		}
	}
	ids := make(map[string]bool)
	for _, route := range Routes() {
		name := route.Method + " " + route.Path
		if !left[name] {
			t.Errorf("%s is not described", name)
			continue
		}
		delete(left, name)
		operation := described.Paths.Value(route.Path).Operations()[route.Method]
		if operation.OperationID == "" || ids[operation.OperationID] || operation.Summary == "" || len(operation.Tags) != 1 {
			t.Errorf("%s: id %q, summary %q, tags %v", name, operation.OperationID, operation.Summary, operation.Tags)
		}
		ids[operation.OperationID] = true
		if public := operation.Security != nil && len(*operation.Security) == 0; public != assessment.Anyone(route.Action) {
			t.Errorf("%s: described as public: %v", name, public)
		}
		var takes []string
		if operation.RequestBody != nil {
			for kind := range operation.RequestBody.Value.Content {
				takes = append(takes, kind)
			}
		}
		slices.Sort(takes)
		want := map[body]string{takesNothing: "", takesJSON: mediaJSON, takesAnswers: mediaJSON + " " + mediaForm, takesFile: mediaForm, takesBook: mediaForm, takesNote: mediaJSON}[route.takes]
		if got := strings.Join(takes, " "); got != want {
			t.Errorf("%s: described as taking %q, takes %q", name, got, want)
		}
		for _, status := range statusesOf(route) {
			if operation.Responses.Value(status) == nil {
				t.Errorf("%s: no answer %s described", name, status)
			}
		}
	}
	for name := range left {
		t.Errorf("%s is described but not there", name)
	}
}

// statusesOf are the refusals that serve itself gives on a route.
func statusesOf(route Route) []string {
	statuses := []string{"500"}
	if !assessment.Anyone(route.Action) {
		statuses = append(statuses, "401")
	}
	if route.Method != "GET" || len(route.Roles) > 0 && route.Action != assessment.ActionSession {
		statuses = append(statuses, "403")
	}
	if route.takes != takesNothing {
		statuses = append(statuses, "400", "413", "415", "422")
	}
	return statuses
}

// TestEveryRouteHasARule refuses a route that nobody may call.
func TestEveryRouteHasARule(t *testing.T) {
	for _, route := range Routes() {
		open := assessment.Anyone(route.Action) || route.Action == assessment.ActionSession
		if len(route.Roles) == 0 && !open {
			t.Errorf("%s %s: %q is in nobody's rights", route.Method, route.Path, route.Action)
		}
		if len(route.Rules) == 0 || route.Rules[0].Action != route.Action || len(route.Rules[0].Who) == 0 {
			t.Errorf("%s %s: %q has no rule", route.Method, route.Path, route.Action)
		}
		if route.Summary == "" || route.handle == nil {
			t.Errorf("%s %s has no summary or no handler", route.Method, route.Path)
		}
	}
}
