// Package house guards how the project is built: who may import whom.
package house

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport is a copy of the table of docs/architecture.md in names of packages,
// to be kept with it: for each package of ours the
// packages of ours that it may import, and the third-party modules that are its
// business. Tests are free.
var mayImport = map[string]struct{ ours, modules []string }{
	"wuxing/scoring":          {nil, []string{"go.yaml.in/yaml/v3"}},
	"wuxing/assessment":       {[]string{"wuxing/scoring"}, []string{"golang.org/x/crypto", "github.com/pquerna/otp"}},
	"wuxing/workbook":         {[]string{"wuxing/scoring", "wuxing/assessment"}, []string{"github.com/xuri/excelize/v2", "golang.org/x/text"}},
	"wuxing/workbook/sandbox": {[]string{"wuxing/scoring", "wuxing/assessment", "wuxing/workbook"}, nil},
	"wuxing/store": {[]string{"wuxing/scoring", "wuxing/assessment"}, []string{
		"gorm.io/gorm", "gorm.io/driver/sqlite", "gorm.io/driver/postgres", "modernc.org/sqlite", "github.com/jackc/pgx/v5",
		"github.com/pressly/goose/v3", "github.com/alexedwards/scs/v2", "golang.org/x/sys",
	}},
	"wuxing/backup":    {[]string{"wuxing/store"}, nil},
	"wuxing/mail":      {[]string{"wuxing/assessment", "wuxing/templates"}, []string{"github.com/wneessen/go-mail"}},
	"wuxing/templates": {nil, []string{"go.yaml.in/yaml/v3"}},
	"wuxing/fixtures":  {nil, nil},
	"wuxing/api": {[]string{"wuxing/scoring", "wuxing/assessment", "wuxing/workbook", "wuxing/workbook/sandbox", "wuxing/templates"}, []string{
		"github.com/gin-gonic/gin", "github.com/go-playground/validator/v10", "github.com/alexedwards/scs/v2",
		"github.com/prometheus/client_golang", "github.com/prometheus/common", "go.yaml.in/yaml/v3", "golang.org/x/text",
	}},
	"wuxing/web/chart": {nil, nil},
	"wuxing/web": {[]string{"wuxing/scoring", "wuxing/assessment", "wuxing/templates", "wuxing/api", "wuxing/web/chart"}, []string{
		"github.com/gin-gonic/gin", "golang.org/x/text", "github.com/boombuler/barcode",
	}},
	"wuxing/cmd/wuxing": {[]string{
		"wuxing/scoring", "wuxing/assessment", "wuxing/workbook", "wuxing/workbook/sandbox", "wuxing/store", "wuxing/backup", "wuxing/templates", "wuxing/api", "wuxing/web", "wuxing/mail", "wuxing/fixtures",
	}, []string{"github.com/alecthomas/kong", "github.com/google/uuid", "github.com/schollz/progressbar/v3"}},
}

// testSupport are packages that only tests import.
var testSupport = []string{"wuxing/internal/", "wuxing/store/storetest", "wuxing/api/apitest"}

type listed struct {
	ImportPath string
	Imports    []string
}

func TestImportsFollowTheHouse(t *testing.T) {
	for _, p := range packages(t) {
		if isTestSupport(p.ImportPath) {
			continue
		}
		rule, known := mayImport[p.ImportPath]
		if !known {
			t.Errorf("%s: a new package must be entered in the table here and in docs/architecture.md", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			switch {
			case isStandard(imported):
			case strings.HasPrefix(imported, "wuxing/"):
				if !slices.Contains(rule.ours, imported) {
					t.Errorf("%s imports %s, which the house does not allow", p.ImportPath, imported)
				}
			case !slices.ContainsFunc(rule.modules, func(m string) bool { return imported == m || strings.HasPrefix(imported, m+"/") }):
				t.Errorf("%s imports %s, which is not its business", p.ImportPath, imported)
			}
		}
	}
}

// TestScoringIsPure: no clock, disk, network or chance at the centre.
func TestScoringIsPure(t *testing.T) {
	for _, p := range packages(t) {
		if p.ImportPath != "wuxing/scoring" {
			continue
		}
		for _, forbidden := range []string{"time", "os", "net", "net/http", "math/rand", "math/rand/v2", "crypto/rand", "unsafe"} {
			if slices.Contains(p.Imports, forbidden) {
				t.Errorf("scoring imports %s", forbidden)
			}
		}
		return
	}
	t.Error("scoring is not listed")
}

func isTestSupport(path string) bool {
	return slices.ContainsFunc(testSupport, func(s string) bool { return strings.HasPrefix(path, s) })
}

func isStandard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".") && first != "wuxing"
}

func packages(t *testing.T) []listed {
	t.Helper()
	command := exec.Command("go", "list", "-json=ImportPath,Imports", "wuxing/...")
	command.Dir = "../.."
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	var all []listed
	for decoder.More() {
		var p listed
		if err := decoder.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) < len(mayImport) {
		t.Fatalf("go list names %d packages, the table %d", len(all), len(mayImport))
	}
	return all
}
