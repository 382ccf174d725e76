package main

import (
	"fmt"

	"wuxing/assessment"
)

type roundRetentionCommand struct {
	dataFlags
	Round   string `arg:"" help:"批次编号"`
	Years   int    `xor:"keeps" required:"" placeholder:"N" help:"发布后保存几年"`
	Until   string `xor:"keeps" required:"" placeholder:"DATE" help:"保存到哪一天，例如 2031-12-31"`
	Forever bool   `xor:"keeps" required:"" help:"一直保存"`
	Reason  string `required:"" help:"理由，记入审计"`
}

// Run changes how long a round keeps its files and contacts.
func (r *roundRetentionCommand) Run(c *console) error {
	change := assessment.NewRetention{Reason: r.Reason}
	if !r.Forever {
		change.Keeps = &assessment.Retention{Years: r.Years, Until: r.Until}
	}
	return r.with(c, func(o *office) error {
		round, err := o.service.SetRetention(c.ctx, operatorCommand(), r.Round, change)
		if err != nil {
			return err
		}
		keeps := "一直保存"
		if is := round.Settings.Retention; is != nil && is.Until != "" {
			keeps = "保存到 " + is.Until
		} else if is != nil {
			keeps = fmt.Sprintf("发布后保存 %d 年", is.Years)
		}
		_, err = fmt.Fprintf(c.out, "%s\t%s\n", round.ID, keeps)
		return err
	})
}
