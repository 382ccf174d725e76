package main

import (
	"fmt"
	"io"
	"os"

	"wuxing/scoring"
	"wuxing/workbook"
)

type formCommand struct {
	Card  string `default:"${card}" placeholder:"ID" help:"评分表编号"`
	Facts string `xor:"kind" type:"path" placeholder:"FILE.json" help:"用这些数据填好"`
	Out   string `short:"o" required:"" type:"path" placeholder:"OUT.xlsx" help:"写到哪里"`

	Authority bool `xor:"kind" help:"其他部门填写的空白名单,不是自评表"`
}

// Run writes the self-assessment workbook.
func (f *formCommand) Run(c *console) error {
	card, err := findCard(f.Card)
	if err != nil {
		return err
	}
	if f.Authority {
		blank := authorityFormCommand{Card: f.Card, Out: f.Out}
		return blank.Run(c)
	}
	if f.Facts != "" && sameFile(f.Facts, f.Out) {
		return usage{"-o 不能写到 --facts 的文件上"}
	}
	var enterprise *scoring.Enterprise
	var facts *scoring.Facts
	if f.Facts != "" {
		data, err := os.ReadFile(f.Facts)
		if err != nil {
			return err
		}
		var warnings, problems scoring.Problems
		enterprise, facts, warnings, problems = card.ParseSubmission(data)
		if len(problems) > 0 {
			writeProblems(c.errOut, f.Facts, problems)
			return refusal{}
		}
		writeProblems(c.errOut, f.Facts, warnings)
	}
	if err := writeFile(f.Out, func(w io.Writer) error { return workbook.WriteForm(w, card, enterprise, facts) }); err != nil {
		return err
	}
	fmt.Fprintf(c.errOut, "已写入 %s\n", f.Out)
	return nil
}
