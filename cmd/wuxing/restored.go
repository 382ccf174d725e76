package main

import (
	"fmt"
	"slices"

	"wuxing/store"
)

// settle opens a restored office once: nobody is signed in there any more, and its
// trail, tables and files are held against each other. The sums in a backup show that
// it is as it was written; only this shows whether what was written had been touched.
func (r *restoreCommand) settle(c *console) error {
	at := dataFlags{Data: r.Dir}
	if r.Data != "" {
		at = dataFlags{Data: r.Data, Files: r.Dir}
	}
	return at.unsigned(c, store.Options{Beside: true}, func(o *office) error {
		if err := o.store.Sessions().EndAll(c.ctx); err != nil {
			return err
		}
		report, err := o.store.VerifyAudit(c.ctx, store.AuditOptions{Heads: o.heads, Files: o.files, Cards: at.cardFolder()})
		if err != nil {
			return err
		}
		rules, err := o.store.VerifyInvariants(c.ctx)
		if err != nil {
			return err
		}
		writeFindings(c.errOut, "问题", report.Problems)
		writeFindings(c.errOut, "提示", slices.DeleteFunc(report.Notices, func(f store.Finding) bool { return f.Code != store.CodeAuditStampsUnchecked }))
		hurt := 0
		for _, rule := range rules {
			if !rule.OK {
				hurt++
				fmt.Fprintf(c.errOut, "问题      不成立的规则 [%s]\n", rule.Code)
			}
		}
		if len(report.Problems)+hurt > 0 {
			fmt.Fprintln(c.errOut, "已经恢复，但其中的数据与审计记录不符，或有规则不成立：备份之前就有损坏，或者备份被人改过。查明之前请不要启动；印在公示表上的链头可以用 wuxing audit verify --expect 核对。")
			return refusal{}
		}
		fmt.Fprintf(c.out, "审计记录 %d 条、数据 %d 行、文件 %d 个与签名的链头相符；原来登录的人须重新登录\n", report.Events, report.Rows, report.Files)
		return nil
	})
}
