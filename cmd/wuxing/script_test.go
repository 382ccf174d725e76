package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// The scripts in testdata read as what a person types and sees; `wuxing` in them
// is the real program.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"wuxing": main})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata", RequireExplicitExec: true})
}
