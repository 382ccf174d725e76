package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"wuxing/store"
	"wuxing/templates"
)

type auditCommand struct {
	Verify auditVerifyCommand `cmd:"" help:"核对审计记录:链、封签、签名的链头、分数和状态、文件"`
	Head   auditHeadCommand   `cmd:"" help:"显示签名的链头(序号和哈希),供抄录、打印"`
	Rekey  auditRekeyCommand  `cmd:"" help:"私钥丢失、找不回来时换一把新的,以后用它封签和签名"`
}

type auditVerifyCommand struct {
	dataFlags
	JSON   bool     `help:"以 JSON 输出"`
	Head   []string `type:"existingfile" placeholder:"FILE" help:"另存在别处的链头文件,可重复"`
	Expect []string `placeholder:"SEQ:HASH" help:"印在公示表上或抄录的序号和哈希,可重复"`
}

// Run holds the trail, the tables and the files against each other and changes
// nothing.
func (a *auditVerifyCommand) Run(c *console) error {
	if a.cardFolder() == "" { // the head, the files and the cards lie there
		return usage{"数据库是 PostgreSQL 时,请用 --files 指明放文件的文件夹"}
	}
	kept, err := a.kept()
	if err != nil {
		return err
	}
	return a.look(c, func(o *office) error {
		report, err := o.store.VerifyAudit(c.ctx, store.AuditOptions{Heads: o.heads, Files: o.files, Cards: a.cardFolder(), Kept: kept})
		if err != nil {
			return err
		}
		if err := a.write(c.out, report); err != nil {
			return err
		}
		if len(report.Problems) > 0 {
			return refusal{}
		}
		return nil
	})
}

// kept are the heads from elsewhere.
func (a *auditVerifyCommand) kept() (heads []*store.Head, err error) {
	for _, path := range a.Head {
		head, err := store.ReadHead(path)
		if err != nil {
			return nil, err
		}
		heads = append(heads, head)
	}
	for _, text := range a.Expect {
		number, hash, _ := strings.Cut(text, ":")
		seq, err := strconv.ParseInt(number, 10, 64)
		if err != nil || seq < 1 || len(hash) != 64 {
			return nil, usage{fmt.Sprintf("%q 应写成 序号:哈希,哈希是 64 位十六进制", text)}
		}
		heads = append(heads, &store.Head{Seq: seq, Hash: hash})
	}
	return heads, nil
}

// saidFinding is a finding with its sentence.
type saidFinding struct {
	store.Finding
	Message string `json:"message"`
}

func withSentences(findings []store.Finding) []saidFinding {
	list := make([]saidFinding, len(findings))
	for i, f := range findings {
		list[i] = saidFinding{f, templates.Message(templates.Chinese, f.Code, f.Params)}
	}
	return list
}

func (a *auditVerifyCommand) write(w io.Writer, report *store.AuditReport) error {
	if a.JSON {
		whole := struct {
			*store.AuditReport
			OK       bool          `json:"ok"`
			Problems []saidFinding `json:"problems"`
			Notices  []saidFinding `json:"notices"`
		}{report, len(report.Problems) == 0, withSentences(report.Problems), withSentences(report.Notices)}
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		return encoder.Encode(whole)
	}
	fmt.Fprintf(w, "审计记录  %d 条, 最后一条的哈希 %s\n", report.Events, report.Hash)
	if report.Head != nil {
		fmt.Fprintf(w, "链头      第 %d 条, %s 签名\n", report.Head.Seq, report.Head.Time.Format("2006-01-02T15:04:05Z"))
		fmt.Fprintf(w, "公钥指纹  %s\n", report.Key)
	}
	switch {
	case report.Stamped > 0:
		fmt.Fprintf(w, "封签      从第 %d 条起, 核对了 %d 条\n", report.StampedFrom, report.Stamped)
	case report.Events > 0:
		fmt.Fprintln(w, "封签      没有核对")
	}
	fmt.Fprintf(w, "数据行    %d 行\n文件      %d 个\n", report.Rows, report.Files)
	if report.Erased > 0 {
		fmt.Fprintf(w, "其中      %d 个已按保存期限删除\n", report.Erased)
	}
	if report.First != nil {
		fmt.Fprintf(w, "最先出错  %s\n", templates.Message(templates.Chinese, report.First.Code, report.First.Params))
	}
	writeFindings(w, "问题", report.Problems)
	if report.More > 0 {
		fmt.Fprintf(w, "问题      还有 %d 个没有列出\n", report.More)
	}
	writeFindings(w, "提示", report.Notices)
	if len(report.Problems) == 0 {
		fmt.Fprintln(w, "没有发现问题")
	}
	return nil
}

func writeFindings(w io.Writer, kind string, findings []store.Finding) {
	for _, f := range withSentences(findings) {
		fmt.Fprintf(w, "%s      %s [%s]\n", kind, f.Message, f.Code)
	}
}

type auditHeadCommand struct {
	dataFlags
}

// Run prints the signed head.
func (a *auditHeadCommand) Run(c *console) error {
	return a.with(c, func(o *office) error {
		head, err := o.heads.Advance(c.ctx, o.store)
		if err != nil {
			return err
		}
		encoder := json.NewEncoder(c.out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(struct {
			*store.Head
			Fingerprint string `json:"fingerprint"` // of the public key, as lists print it
		}{head, o.heads.Fingerprint()})
	})
}
