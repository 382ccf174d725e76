package assessment_test

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strings"
	"testing"

	"wuxing/assessment"
	"wuxing/templates"
)

// Every action that leaves an event can be looked for, and every kind of object, each
// by a name in both languages. What leaves one is read off the sources, so that nobody
// has to think of a list when a use case is added.
func TestEveryRecordedActionCanBeLookedFor(t *testing.T) {
	actions := recordedActions(t, "assessment", ".")
	if len(actions) < 60 { // the reader of the sources has lost its way
		t.Fatalf("only %d actions leave an event: %v", len(actions), actions)
	}
	actions = append(actions, string(assessment.ActionSealed)) // by the store
	for _, action := range actions {
		if !slices.Contains(assessment.AuditActions, assessment.Action(action)) {
			t.Errorf("%s cannot be looked for", action)
		}
	}
	for _, action := range assessment.AuditActions {
		if !slices.Contains(actions, string(action)) {
			t.Errorf("%s is offered and leaves no event", action)
		}
	}
	var objects []string
	for name, value := range stringConstants(t, ".") {
		if strings.HasPrefix(name, "object") || name == "ObjectRows" {
			objects = append(objects, value)
		}
	}
	slices.Sort(objects)
	same(t, objects, slices.Sorted(slices.Values(assessment.AuditObjects)))
	for _, lang := range []string{"zh", "en"} {
		for table, keys := range map[string][]string{"action": actions, "object": objects} {
			for _, key := range keys {
				if templates.Word(lang, table, key) == key && (lang != "en" || table == "action" && strings.Contains(key, "_")) {
					t.Errorf("%s %s has no name in %s", table, key, lang)
				}
			}
		}
	}
}

// recordedActions are the actions that the sources of a package hand to record, be it
// through functions that pass on an action they are given, or through a field or a
// variable named action.
func recordedActions(t *testing.T, name, folder string) (actions []string) {
	t.Helper()
	files := sources(t, folder)
	values := stringConstants(t, folder)
	recording := map[string]int{} // functions that record an action they are given, and its place
	for grew := true; grew; {
		grew = false
		for _, file := range files {
			for _, decl := range file.Decls {
				function, ok := decl.(*ast.FuncDecl)
				if _, known := recording[functionName(function)]; !ok || known || function.Body == nil {
					continue
				}
				for place, parameter := range parametersOf(function, "Action") {
					if hands(function.Body, recording, func(e ast.Expr) bool { return identIs(e, parameter) }) {
						recording[function.Name.Name] = place
						grew = true
					}
				}
			}
		}
	}
	if len(recording) < 5 {
		t.Fatalf("%s: only %v pass an action on", name, recording)
	}
	take := func(e ast.Expr) bool {
		if ident, ok := e.(*ast.Ident); ok && strings.HasPrefix(ident.Name, "Action") && values[ident.Name] != "" {
			actions = append(actions, values[ident.Name])
		}
		return false
	}
	for _, file := range files {
		hands(file, recording, take)
		ast.Inspect(file, func(node ast.Node) bool {
			switch n := node.(type) {
			case *ast.AssignStmt:
				for i, left := range n.Lhs {
					if last := lastName(left); last == "action" && i < len(n.Rhs) {
						take(n.Rhs[i])
					}
				}
			case *ast.CompositeLit: // a row of a table whose first column is an action that is recorded
				if len(n.Elts) > 0 && n.Type == nil {
					take(n.Elts[0])
				}
			}
			return true
		})
	}
	slices.Sort(actions)
	return slices.Compact(actions)
}

// hands tells whether a part of the sources hands such an expression to record: as the
// action of a change, or as the argument of a function that does.
func hands(node ast.Node, recording map[string]int, such func(ast.Expr) bool) (found bool) {
	ast.Inspect(node, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.KeyValueExpr:
			found = found || identIs(n.Key, "action") && such(n.Value)
		case *ast.CallExpr:
			if place, ok := recording[lastName(n.Fun)]; ok && place < len(n.Args) {
				found = such(n.Args[place]) || found
			}
		}
		return true
	})
	return found
}

func functionName(function *ast.FuncDecl) string {
	if function == nil {
		return ""
	}
	return function.Name.Name
}

// parametersOf are the names of the parameters of a type, by their place.
func parametersOf(function *ast.FuncDecl, kind string) map[int]string {
	found, place := map[int]string{}, 0
	for _, field := range function.Type.Params.List {
		for _, name := range field.Names {
			if identIs(field.Type, kind) {
				found[place] = name.Name
			}
			place++
		}
		place += max(0, 1-len(field.Names))
	}
	return found
}

func identIs(e ast.Expr, name string) bool {
	ident, ok := e.(*ast.Ident)
	return ok && ident.Name == name
}

// lastName is the last part of what is called or assigned.
func lastName(e ast.Expr) string {
	switch n := e.(type) {
	case *ast.Ident:
		return n.Name
	case *ast.SelectorExpr:
		return n.Sel.Name
	}
	return ""
}

// sources are a package's files, without its tests.
func sources(t *testing.T, folder string) (files []*ast.File) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	must(t, err)
	for _, entry := range entries {
		if name := entry.Name(); strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			file, err := parser.ParseFile(token.NewFileSet(), folder+"/"+name, nil, parser.SkipObjectResolution)
			must(t, err)
			files = append(files, file)
		}
	}
	return files
}

// stringConstants are a package's constants that are written as one text.
func stringConstants(t *testing.T, folder string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, file := range sources(t, folder) {
		ast.Inspect(file, func(node ast.Node) bool {
			spec, ok := node.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for i, value := range spec.Values {
				if text, ok := value.(*ast.BasicLit); ok && text.Kind == token.STRING {
					found[spec.Names[i].Name] = constant.StringVal(constant.MakeFromLiteral(text.Value, token.STRING, 0))
				}
			}
			return true
		})
	}
	return found
}
