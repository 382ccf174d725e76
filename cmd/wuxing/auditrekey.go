package main

import (
	"errors"
	"fmt"

	"wuxing/store"
)

type auditRekeyCommand struct {
	dataFlags
	Reason string `required:"" placeholder:"TEXT" help:"为什么换,记入审计记录"`
}

// Run replaces a key that is lost for good.
func (a *auditRekeyCommand) Run(c *console) error {
	return a.unsigned(c, store.Options{Beside: true}, func(o *office) error {
		head, err := o.store.Rekey(c.ctx, o.heads, a.Reason)
		switch {
		case errors.Is(err, store.ErrKeyHolds):
			return usage{"私钥在原处,与审计记录相符,不用换"}
		case errors.Is(err, store.ErrTrailCut), errors.Is(err, store.ErrTrailChanged), errors.Is(err, store.ErrHeadForged):
			fmt.Fprintln(c.errOut, "审计记录与丢失的私钥签过的链头不符，没有换：请先用 wuxing audit verify 查明，用最近的备份恢复。"+err.Error())
			return refusal{}
		case err != nil:
			return err
		}
		fmt.Fprintf(c.out, "已换上新的私钥 keys/audit.key,公钥指纹 %s,从第 %d 条起封签;请立即备份\n", o.heads.Fingerprint(), head.StampedFrom)
		return nil
	})
}
