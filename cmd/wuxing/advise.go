package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"wuxing/scoring"
	"wuxing/workbook"
)

type adviseCommand struct {
	File   string `arg:"" name:"file" help:".xlsx 工作簿或 .json,一家企业"`
	Card   string `placeholder:"ID" help:"评分表编号(默认 ${card};工作簿自带编号)"`
	Format string `enum:"text,json" default:"text" help:"text 或 json"`
}

// Run tells what would raise the score. The exit status is that of score.
func (a *adviseCommand) Run(c *console) error {
	card, err := findCard(cmp.Or(a.Card, scoring.DefaultCardID))
	if err != nil {
		return err
	}
	kind := strings.ToLower(filepath.Ext(a.File))
	if kind != ".json" && kind != ".xlsx" {
		return usage{fmt.Sprintf("%s:只能读 .xlsx 或 .json", a.File)}
	}
	data, err := readInput(a.File)
	if err != nil {
		return err
	}
	advised, warnings, problems, err := a.read(c, card, kind, data)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		if a.Format == "json" {
			return cmp.Or(writeJSONLine(c.out, &scored{source: a.File, problems: problems}, nil), error(refusal{}))
		}
		writeProblems(c.errOut, a.File, problems)
		return refusal{}
	}
	if a.Format == "json" {
		return writeCompact(c.out, advised)
	}
	writeProblems(c.errOut, a.File, warnings)
	return writeAdvice(c.out, advised)
}

// readInput reads a file of at most one byte over the limit of a workbook, which
// then refuses it.
func readInput(file string) ([]byte, error) {
	opened, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = opened.Close() }() // read only
	return io.ReadAll(io.LimitReader(opened, workbook.MaxFileBytes+1))
}

func (a *adviseCommand) read(c *console, card *scoring.Card, kind string, data []byte) (advised *scoring.Advised, warnings, problems scoring.Problems, err error) {
	var enterprise *scoring.Enterprise
	var facts *scoring.Facts
	if kind == ".json" {
		enterprise, facts, warnings, problems = card.ParseSubmission(data)
	} else {
		books, err := openBooks(true)
		if err != nil {
			return nil, nil, nil, err
		}
		defer books.Close()
		var reading *workbook.Reading
		if reading, problems, err = readBook(c.ctx, books, data, a.Card); err != nil {
			return nil, nil, nil, err
		}
		if len(problems) == 0 {
			card, enterprise, facts, warnings = reading.Card, reading.Enterprise, reading.Facts, reading.Warnings
		}
	}
	if len(problems) > 0 {
		return nil, nil, problems, nil
	}
	advised = card.AdviseResult(facts)
	advised.Enterprise = enterprise
	advised.Warnings = localize(warnings)
	return advised, warnings, nil, nil
}

// writeCompact writes one line of JSON.
func writeCompact(out io.Writer, v any) error {
	var buf bytes.Buffer
	encoder := json.NewEncoder(&buf)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return err
	}
	_, err := out.Write(buf.Bytes())
	return err
}

func writeAdvice(w io.Writer, advised *scoring.Advised) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "%s\n总分 %s(%s)\n", enterpriseName(advised.Enterprise), advised.Total, advised.Card)
	if advised.Vetoed {
		fmt.Fprintln(out, "一票否决")
	}
	if len(advised.Missing) > 0 {
		fmt.Fprintf(out, "还有%d项未填,先填齐;未填的不作建议\n", len(advised.Missing))
	}
	if len(advised.Advice) == 0 {
		fmt.Fprintln(out, "没有能提高总分的建议")
	}
	effort := 0
	for i := range advised.Advice {
		if a := &advised.Advice[i]; a.Effort != effort {
			effort = a.Effort
			fmt.Fprintf(out, "\n难度%d\n", effort)
		}
		fmt.Fprintf(out, "  %s\n", advised.Advice[i].Text)
	}
	return out.Flush()
}

func enterpriseName(e *scoring.Enterprise) string {
	if e == nil || e.Name == "" {
		return "(未写企业名称)"
	}
	return e.Name
}
