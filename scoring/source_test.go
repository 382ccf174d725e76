package scoring_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestSourceIsExactAndPure reads the package's own files: no floating point, no
// clock, disk, network or chance, nothing but the standard library and YAML.
func TestSourceIsExactAndPure(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no source: %v", err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		positions := token.NewFileSet()
		file, err := parser.ParseFile(positions, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for at, what := range impure(file) {
			t.Errorf("%s: %s", positions.Position(at), what)
		}
	}
}

// TestImpureSourceIsFound holds the check above.
func TestImpureSourceIsFound(t *testing.T) {
	for _, test := range []struct{ name, source string }{
		{"a float64", `package p; var x float64`},
		{"a float32 in a signature", `package p; func f(x float32) {}`},
		{"a complex number", `package p; var x complex128`},
		{"a decimal literal", `package p; const x = 0.5`},
		{"an exponent", `package p; const x = 1e3`},
		{"reading a float", `package p; import "strconv"; var x, _ = strconv.ParseFloat("1", 64)`},
		{"writing a float", `package p; import "strconv"; var x = strconv.AppendFloat`},
		{"reading a float by another name", `package p; import s "strconv"; var x, _ = s.ParseFloat("1", 64)`},
		{"math", `package p; import "math"; var x = math.Floor`},
		{"big floats", `package p; import "math/big"; var x big.Float`},
		{"a float out of JSON", `package p; import "encoding/json"; func f(n json.Number) { n.Float64() }`},
		{"a clock", `package p; import "time"; var x = time.Now`},
		{"a disk", `package p; import "os"; var x = os.Open`},
		{"a network", `package p; import _ "net/http"`},
		{"chance", `package p; import _ "math/rand/v2"`},
		{"a log", `package p; import _ "log/slog"`},
		{"one of our folders", `package p; import _ "wuxing/store"`},
		{"somebody else's module", `package p; import _ "github.com/google/go-cmp/cmp"`},
		{"memory tricks", `package p; import _ "unsafe"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			file, err := parser.ParseFile(token.NewFileSet(), "p.go", test.source, 0)
			if err != nil {
				t.Fatal(err)
			}
			if len(impure(file)) == 0 {
				t.Errorf("passed: %s", test.source)
			}
		})
	}
}

// pureImports are the packages of the standard library that are neither a clock,
// a disk, a network nor chance, as far as they are needed here.
var pureImports = map[string]bool{
	"bytes": true, "cmp": true, "crypto/sha256": true, "embed": true, "encoding/hex": true, "encoding/json": true, "errors": true,
	"fmt": true, "io": true, "iter": true, "maps": true, "math/bits": true, "path": true, "regexp": true, "slices": true, "sort": true,
	"strconv": true, "strings": true, "sync": true, "unicode": true, "unicode/utf8": true,
	"go.yaml.in/yaml/v3": true,
}

var inexactNames = map[string]bool{
	"float32": true, "float64": true, "complex64": true, "complex128": true,
	"ParseFloat": true, "FormatFloat": true, "AppendFloat": true, "Float": true, "Float32": true, "Float64": true, "NewFloat": true,
}

func impure(file *ast.File) map[token.Pos]string {
	found := map[token.Pos]string{}
	for _, spec := range file.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil || !pureImports[name] {
			found[spec.Pos()] = "imports " + spec.Path.Value
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if inexactNames[n.Name] {
				found[n.Pos()] = n.Name
			}
		case *ast.BasicLit:
			if n.Kind == token.FLOAT || n.Kind == token.IMAG {
				found[n.Pos()] = "the number " + n.Value
			}
		}
		return true
	})
	return found
}
