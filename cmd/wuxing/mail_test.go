package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"wuxing/internal/testsmtp"
)

// The whole way: an account with an address, a server with --smtp, a step that
// concerns the account, a mail. The address stands in no log.
func TestServeSendsMail(t *testing.T) {
	server := testsmtp.Start(t, testsmtp.Options{})
	data := filepath.Join(t.TempDir(), "data")
	var said bytes.Buffer
	add := func(args ...string) {
		t.Helper()
		status := run(append([]string{"user", "add", "--password-stdin", "--data", data}, args...),
			&console{ctx: t.Context(), in: strings.NewReader(password(args[0]) + "\n"), out: &said, errOut: &said})
		if status != exitDone {
			t.Fatalf("user add: status %d: %s", status, said.String())
		}
	}
	add("leader", "--role", "lead", "--name", "组长", "--email", "leader@example.com")
	add("clerk", "--role", "enterprise", "--name", "李四", "--enterprise", "甲厂", "--uscc", "91330502MA2B00001R", "--township", "织里镇")
	o := startOffice(t, data, "--smtp", "smtp://127.0.0.1:"+strconv.Itoa(server.Port), "--mail-from", "office@example.com", "--public-url", "https://wuxing.example.com")
	root, clerk := o.signIn(t, "root"), o.signIn(t, "clerk")
	root.ask("POST", "/rounds", 201, object{"id": "2026", "name": "二〇二六年度", "year": 2026, "card": "wuxing-2024"})
	application := clerk.ask("POST", "/rounds/2026/applications", 201, object{"facts": object{"employees": 400}})
	clerk.ask("POST", "/applications/"+application.at("id").(string)+"/submit", 200, object{"pledge": true}, "If-Match", `"1"`)
	for len(server.Mails()) == 0 {
		time.Sleep(20 * time.Millisecond)
	}
	if m := server.Mails()[0]; m.To != "leader@example.com" || !strings.Contains(strings.ReplaceAll(m.Data, "=\r\n", ""), "https://wuxing.example.com/") {
		t.Errorf("mail %+v", m)
	}
	o.stop(t)
	if log := o.log(); strings.Contains(log, "leader@") || !strings.Contains(log, "tls none") {
		t.Errorf("log: %s", log)
	}
}

func TestMailSettingsThatAreWrong(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("hunter2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		args []string
		say  string
	}{
		"a sender alone":  {[]string{"--mail-from", "office@example.com"}, "--smtp"},
		"no address":      {[]string{"--smtp", "mail.example.com"}, "--smtp 要写成"},
		"a password":      {[]string{"--smtp", "smtp://office:hunter2@mail.example.com"}, "不要写密码"},
		"in the clear":    {[]string{"--smtp", "smtp://office@mail.example.com?tls=none", "--smtp-password-file", secret}, "明文"},
		"no sender":       {[]string{"--smtp", "smtp://localhost"}, "--mail-from"},
		"no public URL":   {[]string{"--smtp", "smtp://localhost", "--mail-from", "office@example.com"}, "--public-url"},
		"an odd protocol": {[]string{"--smtp", "smtp://localhost", "--mail-from", "office@example.com", "--public-url", "ftp://a"}, "--public-url"},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			status := run(append([]string{"serve", "--data", filepath.Join(t.TempDir(), "data"), "--addr", "127.0.0.1:0"}, test.args...),
				&console{ctx: t.Context(), in: strings.NewReader(""), out: &out, errOut: &out})
			if status != exitUsage || !strings.Contains(out.String(), test.say) || strings.Contains(out.String(), "hunter2") {
				t.Errorf("status %d: %s", status, out.String())
			}
		})
	}
}
