package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"

	"wuxing/scoring"
	"wuxing/workbook"
)

type compareCommand struct {
	A     string `arg:"" help:"评分表编号、YAML 文件,或 编号+读法"`
	B     string `arg:"" help:"与它比较的评分表,写法相同"`
	Facts string `arg:"" help:"填报数据,JSON Lines,一行一家;- 为标准输入"`
	Quota int    `help:"名额;给出时显示谁进谁出"`
	Out   string `short:"o" placeholder:"FILE" help:"另存比较工作簿 (.xlsx)"`
}

// Run scores every enterprise under both cards and shows what changes. One
// refused line refuses the whole: ranks need everybody.
func (k *compareCommand) Run(c *console) error {
	if k.Quota < 0 {
		return usage{"--quota 不能是负数"}
	}
	a, err := c.openCard(k.A)
	if err != nil {
		return err
	}
	b, err := c.openCard(k.B)
	if err != nil {
		return err
	}
	if problems := scoring.Comparable(a, b); len(problems) > 0 {
		writeProblems(c.errOut, "", problems)
		return refusal{}
	}
	enterprises, err := k.read(c, a, b)
	if err != nil {
		return err
	}
	comparison := scoring.Compare(a, b, enterprises, k.Quota)
	if k.Out != "" {
		if err := writeFile(k.Out, func(w io.Writer) error { return workbook.WriteComparison(w, comparison) }); err != nil {
			return err
		}
	}
	return writeComparison(c.out, comparison)
}

// read reads every line with both cards and says every problem once.
func (k *compareCommand) read(c *console, a, b *scoring.Card) (all []scoring.Compared, err error) {
	in := c.in
	if k.Facts != "-" {
		file, err := os.Open(k.Facts)
		if err != nil {
			return nil, err
		}
		defer func() { _ = file.Close() }() // read only
		in = file
	}
	refused := 0
	err = readBatches(in, func(lines *batch) bool {
		for i, line := range lines.lines {
			if len(line) <= scoring.MaxJSONBytes && len(bytes.TrimSpace(line)) == 0 {
				continue
			}
			source := k.Facts + ":" + strconv.Itoa(lines.first+i)
			enterprise, factsA, warnings, problems := a.ParseSubmission(line)
			_, factsB, _, more := b.ParseSubmission(line)
			writeProblems(c.errOut, source, warnings)
			if problems = union(problems, more); len(problems) > 0 {
				writeProblems(c.errOut, source, problems)
				refused++
			}
			all = append(all, scoring.Compared{Enterprise: enterprise, A: factsA, B: factsB})
		}
		return c.ctx.Err() == nil
	})
	if err = errors.Join(err, c.ctx.Err()); err != nil {
		return nil, err
	}
	if refused > 0 {
		fmt.Fprintf(c.errOut, "%d 家的数据有问题,没有比较\n", refused)
		return nil, refusal{}
	}
	return all, nil
}

// union adds the problems that only the second card has.
func union(problems, more scoring.Problems) scoring.Problems {
	for i := range more {
		same := func(p scoring.Problem) bool { return p.Code == more[i].Code && p.Position == more[i].Position }
		if !slices.ContainsFunc(problems, same) {
			problems = append(problems, more[i])
		}
	}
	return problems
}
