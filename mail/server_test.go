package mail_test

import (
	"errors"
	"testing"

	"wuxing/mail"
)

func TestParseServer(t *testing.T) {
	for address, want := range map[string]mail.Server{
		"smtp://mail.example.com":                     {Host: "mail.example.com", Port: 587, TLS: mail.StartTLS},
		"smtp://mail.example.com:25":                  {Host: "mail.example.com", Port: 25, TLS: mail.StartTLS},
		"smtp://mail.example.com:465":                 {Host: "mail.example.com", Port: 465, TLS: mail.Implicit},
		"smtp://mail.example.com?tls=implicit":        {Host: "mail.example.com", Port: 465, TLS: mail.Implicit},
		"smtp://office%40a.com@mail.example.com:2525": {Host: "mail.example.com", Port: 2525, User: "office@a.com", TLS: mail.StartTLS},
		"smtp://localhost":                            {Host: "localhost", Port: 25, TLS: mail.None},
		"smtp://127.0.0.1:1025":                       {Host: "127.0.0.1", Port: 1025, TLS: mail.None},
		"smtp://[::1]?tls=starttls":                   {Host: "::1", Port: 587, TLS: mail.StartTLS},
		"smtp://office@localhost":                     {Host: "localhost", Port: 25, User: "office", TLS: mail.None},
		"smtp://10.1.2.3?tls=none":                    {Host: "10.1.2.3", Port: 25, TLS: mail.None},
	} {
		want.Password = "secret"
		if got, err := mail.ParseServer(address, "secret"); err != nil || got != want {
			t.Errorf("%s: %+v, %v", address, got, err)
		}
	}
	for address, want := range map[string]error{
		"mail.example.com":                  mail.ErrServer,
		"":                                  mail.ErrServer,
		"http://mail.example.com":           mail.ErrServer,
		"smtp://":                           mail.ErrServer,
		"smtp://mail.example.com:0":         mail.ErrServer,
		"smtp://mail.example.com:70000":     mail.ErrServer,
		"smtp://mail.example.com/path":      mail.ErrServer,
		"smtp://mail.example.com?tls=maybe": mail.ErrServer,
		"smtp://mail.example.com?tls=none&tls=starttls": mail.ErrServer,
		"smtp://mail.example.com?verify=no":             mail.ErrServer,
		"smtp://office:secret@mail.example.com":         mail.ErrPassword,
		"smtp://office@mail.example.com?tls=none":       mail.ErrPlain,
		"smtp://mail.example.com\r\nx":                  mail.ErrServer,
	} {
		if _, err := mail.ParseServer(address, ""); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", address, err, want)
		}
	}
}

func TestSettingsOfTheSender(t *testing.T) {
	const from, url = "office@example.com", "https://a.example.com/x"
	for _, test := range []struct {
		from, url string
		want      error
	}{
		{from, url, nil},
		{"遴选办 <office@example.com>", url, nil},
		{"", url, mail.ErrFrom},
		{"office", url, mail.ErrFrom},
		{"office@example.com\r\nBcc: a@b.com", url, mail.ErrFrom},
		{"办公@example.com", url, mail.ErrFrom},
		{from, "", mail.ErrPublicURL},
		{from, "a.example.com", mail.ErrPublicURL},
		{from, "javascript:alert(1)", mail.ErrPublicURL},
		{from, "https://user@a.example.com", mail.ErrPublicURL},
		{from, "https://a.example.com\r\nx", mail.ErrPublicURL},
	} {
		if _, err := mail.New(mail.Config{From: test.from, PublicURL: test.url}); !errors.Is(err, test.want) {
			t.Errorf("%q %q: %v, want %v", test.from, test.url, err, test.want)
		}
	}
}
