package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/workbook"
)

type exportCommand struct {
	File  exportFileCommand  `cmd:"" default:"withargs" help:"导出:排名工作簿、CSV、打印用的评分表"`
	Check exportCheckCommand `cmd:"" help:"核对一份导出的 CSV 与现在的排名是否一致"`
	Log   exportLogCommand   `cmd:"" help:"列出一个批次的导出记录:谁在何时导出了什么"`
}

type exportFileCommand struct {
	dataFlags
	Round       string `placeholder:"R" help:"批次编号:排名工作簿"`
	CSV         string `enum:",ranking,lines" default:"" placeholder:"LIST" help:"改为 CSV:ranking(排名)或 lines(明细)"`
	Printed     bool   `help:"改为批次内全部打印用的评分表,一个 zip"`
	Notice      bool   `help:"改为公示名单,用于张贴"`
	Final       bool   `help:"改为认定名单"`
	Awards      bool   `help:"改为培育补助发放名单"`
	Application string `placeholder:"ID" help:"申报编号:一份打印用的评分表"`
	Out         string `short:"o" required:"" type:"path" placeholder:"OUT" help:"写到哪里"`
}

// Run writes one file and has it recorded who took it.
func (e *exportFileCommand) Run(c *console) error {
	switch {
	case (e.Round == "") == (e.Application == ""):
		return usage{"写 --round 或 --application 中的一个"}
	case e.Application != "" && e.kinds() > 0:
		return usage{"--csv、--printed、--notice、--final 和 --awards 与 --round 同用"}
	case e.kinds() > 1:
		return usage{"--csv、--printed、--notice、--final 和 --awards 只能写一个"}
	}
	return e.with(c, func(o *office) error {
		switch {
		case e.Application != "":
			return e.sheet(c, o)
		case e.Printed:
			return e.sheets(c, o)
		case e.Notice || e.Final || e.Awards:
			return e.list(c, o)
		}
		return e.ranking(c, o)
	})
}

// kinds is how many kinds of file are asked for.
func (e *exportFileCommand) kinds() (count int) {
	for _, asked := range []bool{e.CSV != "", e.Printed, e.Notice, e.Final, e.Awards} {
		if asked {
			count++
		}
	}
	return count
}

// list writes one of the lists of a decided round.
func (e *exportFileCommand) list(c *console, o *office) error {
	rows := 0
	err := writeFile(e.Out, func(w io.Writer) error {
		switch {
		case e.Notice:
			list, err := o.service.ExportNotice(c.ctx, operatorCommand(), e.Round, assessment.ExportNoticeBook, w, workbook.WriteNoticeList)
			if err == nil {
				rows = len(list.Rows)
			}
			return err
		case e.Final:
			list, err := o.service.ExportFinal(c.ctx, operatorCommand(), e.Round, assessment.ExportFinalBook, w, workbook.WriteFinalList)
			if err == nil {
				rows = len(list.Rows)
			}
			return err
		default:
			list, err := o.service.ExportAwards(c.ctx, operatorCommand(), e.Round, assessment.ExportAwardsBook, w, workbook.WriteAwardList)
			if err == nil {
				rows = len(list.Rows)
			}
			return err
		}
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(c.errOut, "已写入 %s:%d 家企业\n", e.Out, rows)
	return nil
}

func (e *exportFileCommand) ranking(c *console, o *office) error {
	kind, write := assessment.ExportRankingBook, workbook.WriteRanking
	if e.CSV != "" {
		kind = map[string]assessment.ExportKind{workbook.ListRanking: assessment.ExportRankingCSV, workbook.ListLines: assessment.ExportLinesCSV}[e.CSV]
		write = func(w io.Writer, ranking *assessment.Ranking, card *scoring.Card) error {
			return workbook.WriteRankingCSV(w, e.CSV, ranking, card)
		}
	}
	var ranking *assessment.Ranking
	err := writeFile(e.Out, func(w io.Writer) (err error) {
		ranking, err = o.service.ExportRanking(c.ctx, operatorCommand(), e.Round, kind, w, write)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(c.errOut, "已写入 %s:%d 家企业,%d 家尚未评审完成\n", e.Out, len(ranking.Rows), ranking.Pending)
	return nil
}

func (e *exportFileCommand) sheet(c *console, o *office) error {
	var sheet *assessment.ScoreSheet
	err := writeFile(e.Out, func(w io.Writer) (err error) {
		sheet, err = o.service.ExportSheet(c.ctx, operatorCommand(), e.Application, w, workbook.WritePrinted)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(c.errOut, "已写入 %s:%s\n", e.Out, sheet.Application.Enterprise.Name)
	return nil
}

// sheets shows how far it is on standard error.
func (e *exportFileCommand) sheets(c *console, o *office) error {
	var bar *progress
	total := 0
	archive := workbook.NewPrintedArchive(func(done, count int) error {
		if done == 0 {
			total, bar = count, newProgress(c.errOut, "评分表", count)
			return nil
		}
		bar.add(1)
		return c.ctx.Err()
	})
	err := writeFile(e.Out, func(w io.Writer) error {
		_, err := o.service.ExportSheets(c.ctx, operatorCommand(), e.Round, w, archive)
		return err
	})
	if bar != nil {
		bar.finish()
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(c.errOut, "已写入 %s:%d 份评分表\n", e.Out, total)
	return nil
}

type exportCheckCommand struct {
	dataFlags
	Round string `required:"" placeholder:"R" help:"批次编号"`
	File  string `arg:"" type:"existingfile" help:"导出的 CSV,可以是表格软件另存过的"`
}

// Run reads an exported file back and lists every cell that the ranking has
// otherwise.
func (k *exportCheckCommand) Run(c *console) error {
	data, err := os.ReadFile(k.File)
	if err != nil {
		return err
	}
	return k.with(c, func(o *office) error {
		ranking, err := o.service.Ranking(c.ctx, operator, k.Round)
		if err != nil {
			return err
		}
		card, ok := o.cards.Card(ranking.CardID)
		if !ok {
			return fmt.Errorf("card %s of round %s is not known here", ranking.CardID, k.Round)
		}
		rows, problems := workbook.CheckCSV(data, ranking, card)
		if len(problems) > 0 {
			writeProblems(c.errOut, k.File, problems)
			return refusal{}
		}
		_, err = fmt.Fprintf(c.out, "一致:%d 行\n", rows)
		return err
	})
}

type exportLogCommand struct {
	dataFlags
	Round string `required:"" placeholder:"R" help:"批次编号"`
}

// Run lists what has left of a round, oldest first.
func (l *exportLogCommand) Run(c *console) error {
	return l.with(c, func(o *office) error {
		exports, err := o.service.ListExports(c.ctx, operator, l.Round)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
		for _, e := range exports {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%d\t%s\n", e.At.In(assessment.OfficeZone).Format(time.DateTime), cmp.Or(e.Actor, string(e.Role)),
				e.Kind, cmp.Or(e.Application, "-"), e.Rows, cmp.Or(e.SHA256, "(开始)"))
		}
		return table.Flush()
	})
}
