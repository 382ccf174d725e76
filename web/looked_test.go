package web_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"wuxing/api"
	"wuxing/web"
)

// noPages are GET routes that answer with something else than a page.
var noPages = []string{
	"/applications/{id}/values",                      // what a form holds, for its script
	"/applications/{id}/next",                        // leads on to a review
	"/applications/{id}/evidence/{evidence}/preview", // a picture or a PDF
}

// TestEveryPageIsLookedAt holds the states that the tests open with look, and axe with
// them, against the table of routes: a page that no state opens fails. It reads the
// tests' sources, so that it says so without a browser.
func TestEveryPageIsLookedAt(t *testing.T) {
	paths := openedPaths(t)
	seen := make(map[string]bool)
	for _, path := range paths {
		seen[answering(path)] = true
	}
	for _, route := range web.Routes() {
		if route.Method == http.MethodGet && !seen[route.Path] && !slices.Contains(noPages, route.Path) {
			t.Errorf("no state looks at %s", route.Path)
		}
	}
	for _, path := range noPages {
		if !slices.ContainsFunc(web.Routes(), func(r api.Route) bool { return r.Method == http.MethodGet && r.Path == path }) {
			t.Errorf("%s is no route", path)
		}
	}
}

// anything stands for a part of a path that is known only while a test runs.
const anything = "\x00"

// answering is the route of the table that answers a path, of several the one with the
// fewest parameters.
func answering(path string) (best string) {
	path, _, _ = strings.Cut(path, "?")
	path, _, _ = strings.Cut(path, "#")
	given, most := strings.Split(path, "/"), -1
	for _, route := range web.Routes() {
		parts := strings.Split(route.Path, "/")
		if route.Method != http.MethodGet || len(parts) != len(given) {
			continue
		}
		same := 0
		for i, part := range parts {
			switch {
			case strings.HasPrefix(part, "{"):
			case part == given[i]:
				same++
			default:
				same = -len(parts)
			}
		}
		if same > most {
			best, most = route.Path, same
		}
	}
	return best
}

// openedPaths are the paths of all states in the tests of this folder.
func openedPaths(t *testing.T) (paths []string) {
	t.Helper()
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var parsed []*ast.File
	common := make(map[string]ast.Expr) // constants and variables of the package
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, file)
		for _, declared := range file.Decls {
			if general, ok := declared.(*ast.GenDecl); ok {
				named(general, common)
			}
		}
	}
	for _, file := range parsed {
		for _, declared := range file.Decls {
			function, ok := declared.(*ast.FuncDecl)
			if !ok || function.Body == nil {
				continue
			}
			known := make(map[string]ast.Expr)
			for name, value := range common {
				known[name] = value
			}
			ast.Inspect(function, func(node ast.Node) bool {
				named(node, known)
				if literal, ok := node.(*ast.CompositeLit); ok {
					if fields := fieldsOfLiteral(literal); fields["name"] != nil && fields["path"] != nil {
						paths = append(paths, textOf(fields["path"], known, 0))
					}
				}
				return true
			})
		}
	}
	return paths
}

// named keeps what a declaration or an assignment gives to names.
func named(node ast.Node, to map[string]ast.Expr) {
	give := func(names []ast.Expr, values []ast.Expr) {
		for i, name := range names {
			if identifier, ok := name.(*ast.Ident); ok && len(values) == len(names) {
				to[identifier.Name] = values[i]
			} else if ok {
				delete(to, identifier.Name)
			}
		}
	}
	switch node := node.(type) {
	case *ast.AssignStmt:
		give(node.Lhs, node.Rhs)
	case *ast.GenDecl:
		for _, spec := range node.Specs {
			if value, ok := spec.(*ast.ValueSpec); ok {
				var names []ast.Expr
				for _, name := range value.Names {
					names = append(names, name)
				}
				give(names, value.Values)
			}
		}
	}
}

// fieldsOfLiteral are the named fields of a literal.
func fieldsOfLiteral(literal *ast.CompositeLit) map[string]ast.Expr {
	fields := make(map[string]ast.Expr)
	for _, element := range literal.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			if key, ok := pair.Key.(*ast.Ident); ok {
				fields[key.Name] = pair.Value
			}
		}
	}
	return fields
}

// textOf is the text of an expression as far as it stands in the source.
func textOf(value ast.Expr, known map[string]ast.Expr, depth int) string {
	if depth > 9 { // a name that is made of itself
		return anything
	}
	switch value := value.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(value.Value); err == nil && value.Kind == token.STRING {
			return text
		}
	case *ast.BinaryExpr:
		if value.Op == token.ADD {
			return textOf(value.X, known, depth+1) + textOf(value.Y, known, depth+1)
		}
	case *ast.Ident:
		if expression, ok := known[value.Name]; ok {
			return textOf(expression, known, depth+1)
		}
	}
	return anything
}
