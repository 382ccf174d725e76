package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

const root = "../.."

// guides are who the users' guides are for, the name of each being its file.
var guides = []string{"public", "enterprise", "township", "reviewer", "lead", "admin", "auditor"}

// linked is what a document in Markdown leads to or shows.
var linked = regexp.MustCompile(`(!?)\[[^\]]*\]\(([^)\s]+)\)`)

// TestTheGuidesShowWhatThereIs: there is a guide for each role, it shows pictures,
// and every picture is one that scripts/screenshots makes; every other link of a
// guide leads to a file, and to a heading of it where it names one. So that no
// picture has to be there before it is made, pictures are held against the states of
// the tests that make them; scripts/screenshots itself looks for the files.
func TestTheGuidesShowWhatThereIs(t *testing.T) {
	_, made := picturesOfThePages(t)
	shown := map[string]int{}
	documents, err := filepath.Glob(filepath.Join(root, "docs/guide/*.md"))
	if err != nil {
		t.Fatal(err)
	}
	documents = append(documents, filepath.Join(root, "README.md"))
	for _, document := range documents {
		name := strings.TrimPrefix(filepath.ToSlash(document), root+"/")
		for _, link := range linked.FindAllStringSubmatch(read(t, document), -1) {
			target, heading, _ := strings.Cut(link[2], "#")
			if strings.Contains(target, "://") {
				continue
			}
			file := filepath.Join(filepath.Dir(document), filepath.FromSlash(target))
			if target == "" {
				file = document
			}
			if folder, picture := filepath.Split(filepath.ToSlash(file)); strings.HasSuffix(folder, "docs/pictures/pages/") {
				shown[name]++
				if !made[strings.TrimSuffix(picture, ".png")] {
					t.Errorf("%s shows %s, of which no test of web makes a picture", name, picture)
				}
				continue
			}
			if _, err := os.Stat(file); err != nil {
				t.Errorf("%s leads to %s, which is not there", name, target)
			} else if heading != "" && !slices.Contains(headings(read(t, file)), heading) {
				t.Errorf("%s leads to #%s, which %s does not have", name, heading, target)
			}
		}
	}
	index := read(t, filepath.Join(root, "docs/guide/README.md"))
	for _, guide := range guides {
		if !strings.Contains(index, "("+guide+".md)") {
			t.Errorf("docs/guide/README.md does not lead to %s.md", guide)
		}
		if shown["docs/guide/"+guide+".md"] == 0 {
			t.Errorf("docs/guide/%s.md shows no picture", guide)
		}
	}
}

// quoted is what a guide quotes from the pages.
var quoted = regexp.MustCompile(`「([^」]+)」`)

// TestTheGuidesSpeakLikeThePages: what a guide puts into 「」 is a text of the
// tables of messages, with values for its parameters as a page has them.
func TestTheGuidesSpeakLikeThePages(t *testing.T) {
	says := pageTexts(t)
	documents, err := filepath.Glob(filepath.Join(root, "docs/guide/*.md"))
	if err != nil || len(documents) == 0 {
		t.Fatal("no guides", err)
	}
	for _, document := range documents {
		for _, quote := range quoted.FindAllStringSubmatch(read(t, document), -1) {
			if !says(quote[1]) {
				t.Errorf("%s quotes 「%s」, which no page says", filepath.Base(document), quote[1])
			}
		}
	}
}

// pageTexts tells of a text whether the Chinese tables have it. A text of which the
// parameters are nearly everything is none, since it would be found in any other.
func pageTexts(t *testing.T) func(text string) bool {
	t.Helper()
	tables, err := filepath.Glob(filepath.Join(root, "templates/messages/*zh.yaml"))
	if err != nil || len(tables) == 0 {
		t.Fatal("no tables of messages", err)
	}
	const leastWords = 3 // beside the parameters
	parameter, line := regexp.MustCompile(`\\\{\w+\\\}`), regexp.MustCompile(`(?m)^[^#\s][^\n]*?: +(.+)$`)
	whole := map[string]bool{}
	var shapes []*regexp.Regexp
	for _, table := range tables {
		for _, found := range line.FindAllStringSubmatch(read(t, table), -1) {
			text := strings.Trim(strings.TrimSpace(found[1]), `"'`)
			shape := regexp.QuoteMeta(text)
			words := parameter.ReplaceAllString(shape, "")
			switch {
			case words == shape:
				whole[text] = true
			case utf8.RuneCountInString(words) >= leastWords:
				shapes = append(shapes, regexp.MustCompile("^"+parameter.ReplaceAllString(shape, ".+")+"$"))
			}
		}
	}
	return func(text string) bool {
		return whole[text] || slices.ContainsFunc(shapes, func(shape *regexp.Regexp) bool { return shape.MatchString(text) })
	}
}

// TestEveryStateIsPictured: scripts/screenshots runs all tests of web that open pages
// in their states, and no two states write the same picture.
func TestEveryStateIsPictured(t *testing.T) {
	tests, _ := picturesOfThePages(t)
	script := read(t, filepath.Join(root, "scripts/screenshots"))
	list := regexp.MustCompile(`(?s)\ntests=\(\n(.*?)\n\)`).FindStringSubmatch(script)
	if list == nil {
		t.Fatal("scripts/screenshots has no list of tests")
	}
	run := strings.Fields(list[1])
	slices.Sort(run)
	if want := slices.Sorted(maps.Keys(tests)); !slices.Equal(run, want) {
		t.Errorf("scripts/screenshots runs\n%s\nbut these open states:\n%s", strings.Join(run, "\n"), strings.Join(want, "\n"))
	}
}

// picturesOfThePages reads from the tests of web which of them open states, and the
// names of the pictures that come of it: what look in web/pages_test.go writes.
func picturesOfThePages(t *testing.T) (tests, made map[string]bool) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "web/*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	tests, made = map[string]bool{}, map[string]bool{}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, declared := range parsed.Decls {
			function, ok := declared.(*ast.FuncDecl)
			if !ok || !strings.HasPrefix(function.Name.Name, "Test") || !opensStates(function) {
				continue
			}
			tests[function.Name.Name] = true
			ast.Inspect(function, func(node ast.Node) bool {
				literal, ok := node.(*ast.CompositeLit)
				if !ok {
					return true
				}
				if name, phone := stateOf(literal); name != "" {
					if made[name] {
						t.Errorf("%s: there are two states %q, and their pictures would be one file", file, name)
					}
					made[name] = true
					if phone {
						made[name+"-phone"] = true
					}
				}
				return true
			})
		}
	}
	for _, name := range darkPictures(t) {
		made[name+"-dark"] = true
	}
	if len(made) == 0 {
		t.Fatal("no states found in web")
	}
	return tests, made
}

// opensStates tells whether a test calls o.look(t, …).
func opensStates(function *ast.FuncDecl) (opens bool) {
	ast.Inspect(function, func(node ast.Node) bool {
		if call, ok := node.(*ast.CallExpr); ok && len(call.Args) == 2 {
			if method, ok := call.Fun.(*ast.SelectorExpr); ok && method.Sel.Name == "look" {
				opens = true
			}
		}
		return true
	})
	return opens
}

// stateOf is the name in a literal of a state; "" for any other literal.
func stateOf(literal *ast.CompositeLit) (name string, phone bool) {
	path := false
	for _, element := range literal.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			return "", false
		}
		key, _ := pair.Key.(*ast.Ident)
		if key == nil {
			return "", false
		}
		switch value := pair.Value.(type) {
		case *ast.BasicLit:
			if key.Name == "name" {
				name, _ = strconv.Unquote(value.Value)
			}
		case *ast.Ident:
			phone = phone || key.Name == "phone" && value.Name == "true"
		}
		path = path || key.Name == "path"
	}
	if !path {
		return "", false
	}
	return name, phone
}

// darkPictures are the states of which look also keeps a picture in dark.
func darkPictures(t *testing.T) (names []string) {
	t.Helper()
	for _, line := range strings.Split(read(t, filepath.Join(root, "web/pages_test.go")), "\n") {
		if strings.Contains(line, "*pictures != \"\"") {
			for _, name := range regexp.MustCompile(`s\.name == "([^"]+)"`).FindAllStringSubmatch(line, -1) {
				names = append(names, name[1])
			}
		}
	}
	return names
}

// headings are those of a document, as a link to one is written: lower case, blanks
// as hyphens, no punctuation.
func headings(text string) (links []string) {
	for _, line := range regexp.MustCompile(`(?m)^#+ (.+)$`).FindAllStringSubmatch(text, -1) {
		link := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(line[1])), " ", "-")
		links = append(links, regexp.MustCompile(`[^\p{L}\p{N}_-]`).ReplaceAllString(link, ""))
	}
	return links
}

func read(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
