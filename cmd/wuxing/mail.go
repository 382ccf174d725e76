package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"wuxing/assessment"
	"wuxing/mail"
)

// mailFlags set mail up; without --smtp none is written or sent.
type mailFlags struct {
	SMTP             string `name:"smtp" env:"WUXING_SMTP" placeholder:"URL" help:"发信服务器 smtp://用户@主机:端口?tls=starttls|implicit|none;密码写在环境变量 WUXING_SMTP_PASSWORD 或 --smtp-password-file;不设则不发邮件"`
	SMTPPasswordFile string `name:"smtp-password-file" env:"WUXING_SMTP_PASSWORD_FILE" type:"path" placeholder:"F" help:"写有发信密码的文件"`
	MailFrom         string `env:"WUXING_MAIL_FROM" placeholder:"ADDR" help:"发件人,如 遴选办 <office@example.com>"`
	PublicURL        string `name:"public-url" env:"WUXING_PUBLIC_URL" placeholder:"URL" help:"用户打开本系统的网址,写在邮件里"`
}

// mailPassword is the environment's password for the mail server. It is no flag:
// what is typed there can be seen by every user of the machine.
const mailPassword = "WUXING_SMTP_PASSWORD"

// mailWorker sets mail up and gives what sends it; nil without --smtp.
func (f *mailFlags) mailWorker(service *assessment.Service, logger *slog.Logger) (*mail.Worker, error) {
	if f.SMTP == "" {
		if f.SMTPPasswordFile != "" || f.MailFrom != "" {
			return nil, usage{"设了发信密码或发件人,却没有 --smtp"}
		}
		return nil, nil
	}
	password := os.Getenv(mailPassword)
	if f.SMTPPasswordFile != "" {
		content, err := os.ReadFile(f.SMTPPasswordFile)
		if err != nil {
			return nil, fmt.Errorf("read the password of the mail server: %w", err)
		}
		password = strings.TrimRight(string(content), "\r\n")
	}
	server, err := mail.ParseServer(f.SMTP, password)
	if err != nil {
		return nil, explainMail(err)
	}
	worker, err := mail.New(mail.Config{Server: server, From: f.MailFrom, PublicURL: f.PublicURL, Outbox: service, Logger: logger})
	if err != nil {
		return nil, explainMail(err)
	}
	service.SendMails()
	logger.Info("mail", slog.String("server", server.String()))
	if server.TLS == mail.None {
		logger.Warn("mail goes out without TLS")
	}
	return worker, nil
}

// explainMail says which setting is wrong and how it is written.
func explainMail(err error) error {
	for _, known := range []struct {
		err  error
		text string
	}{
		{mail.ErrServer, "--smtp 要写成 smtp://用户@主机:端口?tls=starttls(或 implicit、none)"},
		{mail.ErrPassword, "--smtp 里不要写密码,密码写在环境变量 " + mailPassword + " 或 --smtp-password-file"},
		{mail.ErrPlain, "--smtp 带用户名时须用 TLS(tls=starttls 或 implicit),否则密码会以明文发送"},
		{mail.ErrFrom, "--mail-from 要写一个邮箱地址,如 office@example.com"},
		{mail.ErrPublicURL, "--public-url 要写用户打开本系统的网址,如 https://wuxing.example.com"},
	} {
		if errors.Is(err, known.err) {
			return usage{known.text}
		}
	}
	return err
}

// beside lets the worker, which may be nil, work until ctx ends; what it returns
// waits for its end.
func beside(ctx context.Context, worker *mail.Worker) (wait func()) {
	if worker == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		worker.Run(ctx)
	}()
	return func() {
		cancel()
		<-done
	}
}
