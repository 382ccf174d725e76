package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"wuxing/assessment"
)

type retentionCommand struct {
	Run retentionRunCommand `cmd:"" help:"删除过了保存期限的文件和联系方式；分数、名次、审计记录不变"`
}

type retentionRunCommand struct {
	dataFlags
	DryRun bool `help:"只说明会删除什么，不删除"`
	JSON   bool `help:"以 JSON 输出"`
}

// Run erases what has passed in published rounds, or tells what it would be.
func (r *retentionRunCommand) Run(c *console) error {
	if r.folder("files") == "" {
		return usage{"数据库是 PostgreSQL 时，请用 --files 指明放文件的文件夹"}
	}
	open := r.with
	if r.DryRun {
		open = r.look
	}
	return open(c, func(o *office) error {
		report, err := o.service.RunRetention(c.ctx, operatorCommand(), r.DryRun)
		if err != nil {
			return err
		}
		if r.JSON {
			encoder := json.NewEncoder(c.out)
			encoder.SetIndent("", "  ")
			return encoder.Encode(report)
		}
		verb := "已删除"
		if r.DryRun {
			verb = "将删除"
		}
		for _, round := range report.Rounds {
			fmt.Fprintf(c.out, "%s\t%s\t期限 %s 止\t%s：文件 %d 份，异议人 %d 个，登记的联系方式 %d 个\n", round.Round, round.Rule,
				round.DueAt.In(assessment.OfficeZone).Add(-time.Second).Format(time.DateOnly), verb, round.Files, round.Objections, round.Registrations)
		}
		if len(report.Rounds) == 0 {
			fmt.Fprintln(c.out, "没有过了保存期限的批次")
		}
		if report.Waiting > 0 {
			fmt.Fprintf(c.out, "还有 %d 个文件留在硬盘上：正在备份，或者刚刚又有人上传；下次再删除\n", report.Waiting)
		}
		return nil
	})
}

// eraseEvery is how often a server looks whether the time of a round has passed.
const eraseEvery = time.Hour

// eraseOverdue erases what has passed now and every so often, until the answer is
// called. So what falls due at midnight is gone before the backup of the night.
func (o *office) eraseOverdue(ctx context.Context, logger *slog.Logger) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		ticker := time.NewTicker(eraseEvery)
		defer ticker.Stop()
		for {
			o.eraseOnce(ctx, logger)
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
		}
	}()
	return func() { cancel(); <-done }
}

func (o *office) eraseOnce(ctx context.Context, logger *slog.Logger) {
	report, err := o.service.RunRetention(ctx, operatorCommand(), false)
	if err != nil {
		if ctx.Err() == nil {
			logger.Error("retention", slog.String("error", err.Error()))
		}
		return
	}
	for _, round := range report.Rounds {
		if round.Files+round.Objections+round.Registrations > 0 {
			logger.Info("retention", slog.String("round", round.Round), slog.String("rule", round.Rule),
				slog.Int("files", round.Files), slog.Int("objections", round.Objections), slog.Int("registrations", round.Registrations))
		}
	}
}
