package templates_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"wuxing/templates"
)

// code is a constant of a package whose value is a code of the table, with the
// parameters that its comment documents.
type code struct {
	value  string
	params []string // nil: the comment does not say
	where  string
}

// codesOf finds the codes in the source of a package. Reading the source keeps
// this package free of ours, and no list can be forgotten.
func codesOf(t *testing.T, folder string) []code {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var codes []code
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, declaration := range file.Decls {
			if constants, ok := declaration.(*ast.GenDecl); ok && constants.Tok == token.CONST {
				for _, spec := range constants.Specs {
					if c, ok := codeOf(spec.(*ast.ValueSpec)); ok {
						c.where = name + " " + c.where
						codes = append(codes, c)
					}
				}
			}
		}
	}
	if len(codes) == 0 {
		t.Fatalf("no codes in %s", folder)
	}
	return codes
}

// codeOf reads a constant that is called Code… or code….
func codeOf(spec *ast.ValueSpec) (code, bool) {
	name := spec.Names[0].Name
	if len(spec.Values) != 1 || !regexp.MustCompile(`^[Cc]ode[A-Z]`).MatchString(name) {
		return code{}, false
	}
	literal, ok := spec.Values[0].(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return code{}, false
	}
	value, err := strconv.Unquote(literal.Value)
	return code{value, paramsIn(spec.Comment.Text()), name}, err == nil
}

var paramName = regexp.MustCompile(`^[a-z][a-z_]*$`)

// paramsIn reads "found, limit: what it is" and "open (count)"; prose gives none.
func paramsIn(comment string) []string {
	params := []string{}
	for group := range strings.SplitSeq(strings.TrimSpace(comment), ";") {
		names, _, _ := strings.Cut(group, ":")
		for name := range strings.SplitSeq(names, ",") {
			name, _, _ = strings.Cut(strings.TrimSpace(name), " (")
			if name == "" {
				continue
			}
			if !paramName.MatchString(name) {
				return nil
			}
			params = append(params, name)
		}
	}
	return params
}

// undocumented are parameters that the code gives beyond its comment.
var undocumented = map[string][]string{
	"malformed_json":   {"line", "column"},
	"not_for_decision": {"indicator"},
	"not_money":        {"unit"},
}

func TestEveryCodeHasSentences(t *testing.T) {
	known := map[string]bool{}
	for _, folder := range []string{"../scoring", "../assessment", "../workbook", "../workbook/sandbox", "../api", "../store"} {
		for _, c := range codesOf(t, folder) {
			known[c.value] = true
			for _, lang := range templates.Languages {
				sentence, ok := templates.Sentence(lang, c.value)
				if !ok {
					t.Errorf("%s: no sentence for %q (%s)", lang, c.value, c.where)
					continue
				}
				for _, name := range placeholders(sentence) {
					if c.params != nil && !slices.Contains(c.params, name) && !slices.Contains(undocumented[c.value], name) {
						t.Errorf("%s: the sentence of %q (%s) names {%s}, which is not documented", lang, c.value, c.where, name)
					}
				}
			}
		}
	}
	for _, name := range templates.Codes(templates.Chinese) {
		if !known[name] && !strings.Contains(name, ".") && !strings.HasPrefix(name, "title_") && !strings.HasPrefix(name, "file_") && name != "unknown_code" {
			t.Errorf("%q has a sentence but is no code", name)
		}
	}
}

func TestSentencesAreWhole(t *testing.T) {
	for _, lang := range templates.Languages {
		for _, name := range templates.Codes(lang) {
			sentence, _ := templates.Sentence(lang, name)
			text := templates.Message(lang, name, nil)
			if text == "" || strings.ContainsAny(text, "{}") {
				t.Errorf("%s: %s gives %q", lang, name, text)
			}
			other, ok := templates.Sentence(templates.Chinese, name)
			if !ok {
				t.Errorf("%s: %s is missing in Chinese", lang, name)
			}
			if a, b := placeholders(sentence), placeholders(other); !slices.Equal(a, b) {
				t.Errorf("%s: %s names %v, in Chinese %v", lang, name, a, b)
			}
		}
	}
	// Chinese sentences carry Chinese punctuation.
	halfWidth := regexp.MustCompile(`\p{Han}[,;:?!()]|[,;?!()]\p{Han}`)
	for _, name := range templates.Codes(templates.Chinese) {
		if sentence, _ := templates.Sentence(templates.Chinese, name); halfWidth.MatchString(sentence) {
			t.Errorf("%s has half-width punctuation: %s", name, sentence)
		}
	}
}

func placeholders(sentence string) []string {
	var names []string
	for _, match := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(sentence, -1) {
		names = append(names, match[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestMessage(t *testing.T) {
	for _, test := range []struct {
		lang, code string
		params     map[string]string
		want       string
	}{
		{"zh", "fraction_of_count", map[string]string{"fact": "职工总数", "found": "12.5"}, "“职工总数”要填整数，现在是“12.5”。请改成整数，例如 12。"},
		{"zh", "wrong_state", map[string]string{"state": "in_review", "action": "put_facts"}, "当前状态为“评审中”，不能修改填报数据。请刷新页面查看最新状态。"},
		{"en", "unknown_key", map[string]string{"key": "{found}"}, `"{found}" is not known here. Check the spelling or remove it.`},
		{"zh", "no_such_code", nil, "填报内容有问题（代码 no_such_code），请联系管理员。"},
		{"fr", "not_found", nil, "没有找到这一项，或者您无权查看。请检查编号或地址。"},
	} {
		if got := templates.Message(test.lang, test.code, test.params); got != test.want {
			t.Errorf("%s %s:\n got %s\nwant %s", test.lang, test.code, got, test.want)
		}
	}
}
