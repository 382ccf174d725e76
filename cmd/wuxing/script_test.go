package main

import (
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
)

// The scripts in testdata read as what a person types and sees; `wuxing` in them
// is the real program.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"wuxing": main})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata", RequireExplicitExec: true, Cmds: map[string]func(*testscript.TestScript, bool, []string){
		"sheet": sheet,
	}})
}

// sheet FILE.tsv FILE.xlsx makes a workbook as somebody does by hand: a cell for
// each text between tabs, numbers as numbers.
func sheet(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: sheet FILE.tsv FILE.xlsx")
	}
	file := excelize.NewFile()
	defer file.Close()
	for r, line := range strings.Split(ts.ReadFile(args[0]), "\n") {
		for c, text := range strings.Split(line, "\t") {
			cell, err := excelize.CoordinatesToCellName(c+1, r+1)
			ts.Check(err)
			if text == "" {
				continue
			}
			if number, err := strconv.ParseFloat(text, 64); err == nil {
				ts.Check(file.SetCellValue("Sheet1", cell, number))
				continue
			}
			ts.Check(file.SetCellStr("Sheet1", cell, text))
		}
	}
	ts.Check(file.SaveAs(ts.MkAbs(args[1])))
}
