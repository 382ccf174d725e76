package main

import (
	"errors"
	"fmt"
	"io"
)

type recomputeCommand struct {
	dataFlags
	Round string `required:"" placeholder:"R" help:"批次编号"`
	Rows  bool   `help:"不用快照中的输入，由数据库中现有的数据重建"`
	Out   string `short:"o" type:"path" placeholder:"OUT.json" help:"写到哪里(默认标准输出)"`
}

// errOtherBytes says that a snapshot does not come out as it was frozen.
var errOtherBytes = errors.New("重算结果与冻结的快照不同")

// Run works the snapshot of a round out again, from its own inputs or from the rows of
// the database, and compares every byte.
func (r *recomputeCommand) Run(c *console) error {
	return r.with(c, func(o *office) error {
		work := o.service.Recompute
		if r.Rows {
			work = o.service.Rebuild
		}
		again, same, err := work(c.ctx, operator, r.Round)
		if err != nil {
			return err
		}
		fmt.Fprintln(c.errOut, again.Hash)
		verdict := error(nil)
		if !same {
			verdict = errOtherBytes
		}
		// The document holds every fact and reason: like any export it leaves only where
		// that could be recorded.
		write := func(w io.Writer) error {
			if err := o.service.ExportRecomputed(c.ctx, operatorCommand(), again); err != nil {
				return err
			}
			_, err := w.Write(again.Body)
			return err
		}
		if r.Out == "" {
			err = write(c.out)
		} else {
			err = writeFile(r.Out, write)
		}
		return errors.Join(verdict, err)
	})
}
