package main

import (
	"encoding/json"
	"fmt"
	"io"

	"wuxing/store"
	"wuxing/templates"
)

type verifyCommand struct {
	dataFlags
	JSON bool `help:"以 JSON 输出"`
}

// heldLine is one invariant with what is wrong, for people and programs.
type heldLine struct {
	store.Held
	Excludes string   `json:"excludes"` // what the rule rules out
	Messages []string `json:"messages,omitempty"`
}

// Run holds the tables against everything that must always be so and changes
// nothing; a server may be running.
func (v *verifyCommand) Run(c *console) error {
	return v.look(c, func(o *office) error {
		results, err := o.store.VerifyInvariants(c.ctx)
		if err != nil {
			return err
		}
		lines, hurt := make([]heldLine, len(results)), 0
		for i, held := range results {
			lines[i] = heldLine{Held: held, Excludes: templates.Message(templates.Chinese, held.Code, map[string]string{"key": "…"})}
			if !held.OK {
				hurt++
			}
			for _, key := range held.Keys {
				lines[i].Messages = append(lines[i].Messages, templates.Message(templates.Chinese, held.Code, map[string]string{"key": key}))
			}
		}
		if err := v.write(c.out, lines, hurt); err != nil {
			return err
		}
		if hurt > 0 {
			return refusal{}
		}
		return nil
	})
}

func (v *verifyCommand) write(w io.Writer, lines []heldLine, hurt int) error {
	if v.JSON {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		return encoder.Encode(struct {
			OK         bool       `json:"ok"`
			Invariants []heldLine `json:"invariants"`
		}{hurt == 0, lines})
	}
	for _, line := range lines {
		if line.OK {
			fmt.Fprintf(w, "没有    %s [%s]\n", line.Excludes, line.Code)
			continue
		}
		for _, message := range line.Messages {
			fmt.Fprintf(w, "不成立  %s [%s]\n", message, line.Code)
		}
		if line.More > 0 {
			fmt.Fprintf(w, "不成立  还有 %d 行没有列出 [%s]\n", line.More, line.Code)
		}
	}
	fmt.Fprintf(w, "%d 条规则,%d 条不成立\n", len(lines), hurt)
	return nil
}
