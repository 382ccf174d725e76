package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"wuxing/api"
	"wuxing/assessment"
	"wuxing/workbook"
)

type authorityCommand struct {
	Form   authorityFormCommand   `cmd:"" help:"生成空白的部门名单,交信访、仲裁、工伤等部门填写"`
	Import authorityImportCommand `cmd:"" help:"预览或导入部门名单"`
}

type authorityFormCommand struct {
	Card string `default:"${card}" placeholder:"ID" help:"评分表编号"`
	Out  string `short:"o" required:"" type:"path" placeholder:"OUT.xlsx" help:"写到哪里"`
}

// Run writes the blank workbook of lists.
func (f *authorityFormCommand) Run(c *console) error {
	card, err := findCard(f.Card)
	if err != nil {
		return err
	}
	if err := writeFile(f.Out, func(w io.Writer) error { return workbook.WriteAuthority(w, card) }); err != nil {
		return err
	}
	fmt.Fprintf(c.errOut, "已写入 %s\n", f.Out)
	return nil
}

type authorityImportCommand struct {
	dataFlags
	Round   string `required:"" placeholder:"R" help:"批次编号"`
	File    string `arg:"" type:"path" help:"填好的部门名单(xlsx)"`
	Confirm string `placeholder:"DIGEST" help:"按这个摘要的预览导入;不写就只预览"`
}

// Run previews the lists, or imports them as they were previewed.
func (a *authorityImportCommand) Run(c *console) error {
	data, err := os.ReadFile(a.File)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	books, err := openBooks(false)
	if err != nil {
		return err
	}
	defer books.Close()
	run, err := books.Open(c.ctx)
	if err != nil {
		return fmt.Errorf("read a workbook: %w", err)
	}
	defer run.Close()
	reader := api.AuthorityReader(run, data, assessment.Source{Kind: assessment.SourceWorkbook, Name: filepath.Base(a.File), SHA256: hex.EncodeToString(sum[:])})
	return a.with(c, func(o *office) error {
		imported := func() (*assessment.AuthorityPreview, error) {
			return o.service.PreviewAuthority(c.ctx, operatorCommand(), a.Round, reader)
		}
		if a.Confirm != "" {
			imported = func() (*assessment.AuthorityPreview, error) {
				return o.service.ImportAuthority(c.ctx, operatorCommand(), a.Round, a.Confirm, reader)
			}
		}
		preview, err := imported()
		if err != nil {
			return err
		}
		writeProblems(c.errOut, a.File, preview.Warnings)
		return sayPreview(c.out, preview)
	})
}

// sayPreview writes a preview a line each: kind, then what it is about.
func sayPreview(w io.Writer, p *assessment.AuthorityPreview) error {
	var lines []string
	say := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	for _, l := range p.Lists {
		rest := "未列出的不变"
		if l.Complete {
			rest = "未列出的按无记录计"
		}
		say("名单\t%s\t%s\t%s\t%s\t列出 %d 家\t对上 %d 家\t%s", l.Label, l.Name, l.Department, l.Dated, l.Rows, l.Matched, rest)
	}
	for _, u := range p.Unmatched {
		say("没有申报\t%s\t%s\t%s", u.USCC, u.Name, u.Place)
	}
	for _, change := range p.Changes {
		reopens := ""
		if change.Reopens {
			reopens = "\t评审重新打开"
		}
		say("变化\t%s\t%s\t填报 %s\t%s → %s%s", change.Enterprise.Name, change.Label, change.Declared, change.Before, change.After, reopens)
	}
	for _, v := range p.Vetoes {
		what := "一票否决"
		if v.Lifted {
			what = "解除否决"
		}
		say("%s\t%s\t%s %s\t%s\t%s", what, v.Enterprise.Name, v.No, v.Clause, v.Source, v.Dated)
	}
	if p.Imported {
		say("已导入\t%s", p.Digest)
	} else {
		say("预览\t%s", p.Digest)
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}
