package main

import (
	"fmt"
	"io"

	"wuxing/workbook"
)

type exportCommand struct {
	dataFlags
	Round string `required:"" placeholder:"R" help:"批次编号"`
	Out   string `short:"o" required:"" type:"path" placeholder:"OUT.xlsx" help:"写到哪里"`
}

// Run writes the ranking workbook of a round.
func (e *exportCommand) Run(c *console) error {
	return e.with(c, func(o *office) error {
		ranking, err := o.service.ExportRanking(c.ctx, operatorCommand(), e.Round)
		if err != nil {
			return err
		}
		card, ok := o.cards.Card(ranking.CardID)
		if !ok {
			return fmt.Errorf("card %s of round %s is not known here", ranking.CardID, e.Round)
		}
		if err := writeFile(e.Out, func(w io.Writer) error { return workbook.WriteRanking(w, ranking, card) }); err != nil {
			return err
		}
		fmt.Fprintf(c.errOut, "已写入 %s:%d 家企业,%d 家尚未评审完成\n", e.Out, len(ranking.Rows), ranking.Pending)
		return nil
	})
}
