package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"time"

	"wuxing/api"
	"wuxing/store"
	"wuxing/web"
	"wuxing/workbook/sandbox"
)

type serveCommand struct {
	dataFlags
	backupFlags
	Addr           string   `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"监听地址;端口 0 自选(默认 ${default})"`
	PortFile       string   `type:"path" placeholder:"F" help:"把实际地址写进这个文件"`
	Demo           bool     `help:"先在空的数据文件夹里放入演示批次,并显示账号"`
	SecureCookies  bool     `help:"前面有 TLS:只经 HTTPS 发送会话 cookie"`
	TrustedProxies []string `name:"trusted-proxies" aliases:"trusted-proxy" placeholder:"CIDR,…" help:"可信反向代理的地址或网段，逗号分隔；不写则任何转发头都不作数"`
	Contact        string   `env:"WUXING_CONTACT" placeholder:"TEXT" help:"首页上的咨询办公室和电话，如 \"区人力社保局职建科 0572-0000000\"；不写则不显示"`
	RequireTOTP    bool     `name:"require-totp" help:"评审员、评审组长和管理员须先设置动态口令"`
	mailFlags
}

// Limits of a connection. A slow client holds a connection, not the server, and that
// not for long: package api gives a body that keeps coming more time.
const (
	headerTimeout   = api.PaceWindow
	readTimeout     = api.PaceWindow
	writeTimeout    = 120 * time.Second
	idleTimeout     = 120 * time.Second
	maxHeaderBytes  = 32 << 10
	shutdownTimeout = 8 * time.Second
)

// Run serves until the process is told to stop.
func (s *serveCommand) Run(c *console) (err error) {
	logger := slog.New(slog.NewJSONHandler(c.errOut, nil))
	if s.folder("files") == "" { // PostgreSQL keeps no files, and every upload needs a place
		s.Files = defaultFolder
		logger.Warn("no --files beside PostgreSQL", slog.String("files", s.Files))
	}
	office, err := s.open(c.ctx, store.Options{}, time.Now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, office.store.Close()) }()
	if err := office.store.CheckKey(); err != nil { // nothing could be recorded
		return err
	}
	defer office.keepSigned(c.ctx, logger)()
	stopBackups, err := s.backUpNightly(&s.dataFlags, office, logger)
	if err != nil {
		return err
	}
	defer stopBackups()
	defer office.eraseOverdue(c.ctx, logger)()
	if err := office.recordCards(c.ctx, s.cardFolder()); err != nil {
		return err
	}
	if err := office.service.CountEvidenceGaps(c.ctx); err != nil {
		return err
	}
	if s.Demo {
		if err := fillDemo(c, office); err != nil {
			return err
		}
	}
	books, err := sandbox.New(sandbox.Config{Logger: logger})
	if err != nil {
		return err
	}
	handler, err := api.New(api.Config{
		Workbooks: books,
		Service:   office.service, Cards: office.cards, Sessions: office.store.Sessions(), Ready: office.store.Check,
		Pages:  web.New(web.Config{Service: office.service, Cards: office.cards, Version: version, Contact: s.Contact}),
		Logger: logger, TrustedProxies: s.TrustedProxies, SecureCookies: s.SecureCookies, Version: version,
	})
	if err != nil {
		return err
	}
	if s.RequireTOTP {
		office.service.RequireSecondFactor()
	}
	worker, err := s.mailWorker(office.service, logger)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", s.Addr)
	if err != nil {
		return err
	}
	address := listener.Addr().String()
	if s.PortFile != "" {
		if err := writeFile(s.PortFile, func(w io.Writer) error { _, err := fmt.Fprintln(w, address); return err }); err != nil {
			return errors.Join(err, listener.Close())
		}
	}
	fmt.Fprintf(c.out, "wuxing %s 正在监听 http://%s/\n", version, address)
	if err := sayFirstCode(c, office, address); err != nil && c.ctx.Err() == nil { // stopping is no trouble
		return errors.Join(err, listener.Close())
	}
	defer beside(c.ctx, worker)()
	defer office.warm(c.ctx, logger)()
	return serveUntilDone(c.ctx, listener, handler, shutdownTimeout, logger)
}

// sayFirstCode shows the code for the first account on the console, where there is
// none yet. It goes nowhere else, in particular not to the log.
func sayFirstCode(c *console, o *office, address string) error {
	code, err := o.service.BeginSetup(c.ctx)
	if err != nil || code == "" {
		return err
	}
	_, err = fmt.Fprintf(c.out, "还没有账号。请在一小时内打开 http://%s/setup ，用这个一次性代码建立第一个管理员：\n\n    %s\n\n", address, code)
	return err
}

// signEvery is how long the newest events of the audit trail may stand unsigned.
const signEvery = 10 * time.Second

// keepSigned signs the audit trail now, every so often, and for the last time when
// the answer is called.
func (o *office) keepSigned(ctx context.Context, logger *slog.Logger) (stop func()) {
	last := ""
	say := func(text string) { // the same trouble is told once, not every few seconds
		if text != last {
			logger.Error("audit trail not signed", slog.String("error", text))
		}
		last = text
	}
	o.sign(ctx, say)
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		o.heads.Keep(ctx, o.store, signEvery, func(err error) { say(err.Error()) })
	}()
	return func() {
		cancel()
		<-done
		o.sign(context.WithoutCancel(ctx), say)
	}
}
