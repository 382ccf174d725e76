package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"wuxing/assessment"
	"wuxing/backup"
	"wuxing/store"
)

type backupCommand struct {
	dataFlags
	Out        string `arg:"" type:"path" help:"写到哪个文件(.tar),不能已经存在"`
	WithoutKey bool   `help:"不放入签名用的私钥;恢复后须把私钥放回 keys/audit.key,才能启动"`
}

// Run backs the office up beside a server that may be running.
func (b *backupCommand) Run(c *console) error {
	return b.with(c, func(o *office) error {
		told := &backupRecord{office: o, occasion: assessment.BackupByHand, unrecorded: func(_ string, err error) {
			fmt.Fprintln(c.errOut, "这次备份没有记入审计(数据库现在只能读,或者写不进去),备份照做:"+err.Error())
		}}
		manifest, err := backup.Write(c.ctx, b.backedUp(o), b.Out, backup.Options{WithoutKey: b.WithoutKey, Told: told})
		if manifest == nil {
			return c.refusedBackup(err)
		}
		c.sayManifest(b.Out, manifest)
		if err != nil { // of what was found in the office; the backup is made
			fmt.Fprintln(c.errOut, "审计记录与签名的链头不符,或者有文件损坏,备份已照原样做好;请运行 wuxing audit verify 查明:"+err.Error())
			return refusal{}
		}
		return nil
	})
}

// backedUp is the office as package backup wants it.
func (f *dataFlags) backedUp(o *office) backup.Office {
	return backup.Office{Store: o.store, Heads: o.heads, Address: f.Data, Files: f.folder("files"), Cards: f.cardFolder(), Version: version}
}

type restoreCommand struct {
	In    string `arg:"" type:"existingfile" help:"备份文件"`
	Dir   string `arg:"" optional:"" type:"path" help:"恢复到哪个文件夹,不能有内容"`
	Data  string `placeholder:"postgres://…" help:"PostgreSQL 的备份:恢复到哪个空数据库"`
	Check bool   `help:"只核对备份,不恢复"`
}

// Run verifies a backup and restores it.
func (r *restoreCommand) Run(c *console) error {
	if r.Data != "" && !store.IsPostgres(r.Data) {
		return usage{"--data 只用于 PostgreSQL 的备份;SQLite 的备份恢复到文件夹里"}
	}
	if r.Dir == "" && !r.Check {
		return usage{"请指明恢复到哪个文件夹;只核对备份用 --check"}
	}
	work := func(ctx context.Context) (*backup.Manifest, error) { return backup.Restore(ctx, r.In, r.Dir, r.Data) }
	if r.Check {
		work = func(ctx context.Context) (*backup.Manifest, error) { return backup.Verify(ctx, r.In) }
	}
	manifest, err := work(c.ctx)
	if err != nil {
		return c.refusedBackup(err)
	}
	c.sayManifest(r.In, manifest)
	if r.Check {
		return nil
	}
	if !manifest.Key {
		fmt.Fprintf(c.errOut, "备份里没有签名用的私钥:启动前请把它放回 %s\n", filepath.Join(r.Dir, "keys", "audit.key"))
	}
	return r.settle(c)
}

// refusedBackup says what a person can do about a backup that was refused.
func (c *console) refusedBackup(err error) error {
	hint := ""
	switch {
	case errors.Is(err, backup.ErrDamaged):
		hint = "备份文件损坏,或者不是备份,没有恢复任何内容。请换一个备份。"
	case errors.Is(err, backup.ErrNewer):
		hint = "备份由更新版本的 wuxing 做成,请使用新版本。"
	case errors.Is(err, backup.ErrNotEmpty):
		hint = "目标里已经有内容,没有恢复任何内容。请指明空文件夹、空数据库。"
	case errors.Is(err, backup.ErrExists):
		hint = "已经有这个文件,请换一个名字。"
	case errors.Is(err, backup.ErrEngine):
		hint = "PostgreSQL 的备份要用 --data 指明空数据库,SQLite 的备份不用。"
	case errors.Is(err, backup.ErrNoTool):
		hint = "请安装与服务器同版本的 PostgreSQL 客户端(pg_dump、pg_restore)。"
	case errors.Is(err, store.ErrNoFolder):
		hint = "数据库是 PostgreSQL 时,请用 --files 指明放文件的文件夹。"
	case errors.Is(err, store.ErrKeyGone):
		hint = "签名用的私钥不在原处,请把它放回 keys/audit.key。"
	case errors.Is(err, store.ErrOtherKey):
		hint = "审计记录不是用这个文件夹里的私钥封签的,请把原来的私钥放回 keys/audit.key。"
	default:
		return err
	}
	fmt.Fprintln(c.errOut, "wuxing: "+hint+err.Error())
	return refusal{}
}

func (c *console) sayManifest(path string, m *backup.Manifest) {
	var bytes int64
	for _, entry := range m.Entries {
		bytes += entry.Size
	}
	seq := int64(0)
	if m.Head != nil {
		seq = m.Head.Seq
	}
	fmt.Fprintf(c.out, "%s\t%s\t%s 结构版本 %d\t%d 个文件, %d 字节\t审计记录 %d 条\n",
		path, m.MadeAt.In(assessment.OfficeZone).Format("2006-01-02 15:04:05"), m.Store.Engine, m.Store.Schema, len(m.Entries), bytes, seq)
}

// backupFlags say where a server puts its nightly backups.
type backupFlags struct {
	BackupDir  string `type:"path" placeholder:"DIR" help:"每夜备份放在哪里,最好是另一块硬盘(默认数据文件夹里的 backups)"`
	BackupKeep int    `default:"14" placeholder:"N" help:"保留最近几个每夜备份;0 不备份(默认 ${default})"`
	BackupHour int    `default:"2" placeholder:"HOUR" help:"几点备份,0 到 23(默认 ${default})"`
}

// backUpNightly makes backups until the answer is called, and lets the office tell of
// them.
func (f *backupFlags) backUpNightly(data *dataFlags, o *office, logger *slog.Logger) (stop func(), err error) {
	if f.BackupHour < 0 || f.BackupHour > 23 || f.BackupKeep < 0 {
		return nil, usage{"--backup-hour 是 0 到 23,--backup-keep 不能是负数"}
	}
	nightly := f.nightly(data, o, logger)
	status := &backupTold{nightly: nightly, on: f.BackupKeep > 0 && nightly.Folder != "", data: data.named()}
	o.service.WithBackups(status)
	o.clearLeftovers(nightly, logger)
	if !status.on {
		return func() {}, nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		nightly.Run(ctx, func(path string, err error) {
			status.came(err, time.Now())
			if err != nil {
				logger.Error("nightly backup", slog.String("file", path), slog.String("error", err.Error()))
				return
			}
			logger.Info("nightly backup", slog.String("file", path))
		})
	}()
	return func() { cancel(); <-done }, nil
}

// nightly is where and how a server makes its backups.
func (f *backupFlags) nightly(data *dataFlags, o *office, logger *slog.Logger) *backup.Nightly {
	folder := f.BackupDir
	if folder == "" {
		folder = data.folder("backups")
	}
	return &backup.Nightly{
		Office: data.backedUp(o), Folder: folder, Keep: f.BackupKeep, Hour: f.BackupHour, Zone: assessment.OfficeZone, Told: o.recordsNights(logger),
	}
}
