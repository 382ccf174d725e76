package main

import (
	"bufio"
	"encoding/json"
	"fmt"

	"wuxing/scoring"
)

type cardDiffCommand struct {
	A      string `arg:"" help:"评分表编号、YAML 文件,或 编号+读法"`
	B      string `arg:"" help:"与它比较的评分表,写法相同"`
	Format string `enum:"text,json" default:"text" help:"text 或 json"`
}

// Run says what differs from A to B.
func (d *cardDiffCommand) Run(c *console) error {
	a, err := c.openCard(d.A)
	if err != nil {
		return err
	}
	b, err := c.openCard(d.B)
	if err != nil {
		return err
	}
	changes := scoring.Diff(a, b)
	if d.Format == "json" {
		if changes == nil {
			changes = []scoring.Change{}
		}
		encoder := json.NewEncoder(c.out)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(changes)
	}
	out := bufio.NewWriter(c.out)
	if len(changes) == 0 {
		fmt.Fprintf(out, "两张评分表内容相同:%s\n", a.Hash())
	}
	for _, change := range changes {
		fmt.Fprintln(out, change)
	}
	if len(changes) > 0 {
		fmt.Fprintf(out, "共%d处不同\n", len(changes))
	}
	return out.Flush()
}
