package web_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/internal/testbrowser"
	"wuxing/scoring"
)

// watched gives the office an auditor.
func (o *office) watched() {
	o.t.Helper()
	user, err := o.service.CreateUser(o.t.Context(), o.as("admin"), assessment.NewUser{
		Username: "auditor", DisplayName: "监督员", Role: assessment.RoleAuditor, Password: password,
	})
	if err != nil {
		o.t.Fatal(err)
	}
	o.users["auditor"] = user.Actor()
}

// toldBackups are backups as a server would tell of them.
type toldBackups assessment.BackupStatus

func (b *toldBackups) BackupStatus() (*assessment.BackupStatus, error) {
	status := assessment.BackupStatus(*b)
	return &status, nil
}

func nights(n int) (kept []assessment.KeptBackup) {
	for i := range n {
		at := testBegins.AddDate(0, 0, -i).Truncate(24 * time.Hour)
		kept = append(kept, assessment.KeptBackup{Name: at.Format("wuxing-20060102T150405Z.tar"), At: at, Bytes: 48_500_000 - int64(i)*1_200_000})
	}
	return kept
}

// cardFile is the program's card with something changed in it.
func cardFile(t *testing.T, name string, edits ...string) string {
	t.Helper()
	source, err := scoring.CardSource(scoring.DefaultCardID)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(strings.NewReplacer(edits...).Replace(string(source))), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestAdminPages looks at the pages of the administrator.
func TestAdminPages(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	bad := cardFile(t, "新评分表.yaml", "id: wuxing-2024", "id: WUXING 2026", "base: 100", "base: 99")
	good := cardFile(t, "wuxing-2026.yaml", "id: wuxing-2024", "id: wuxing-2026")
	upload := func(file string) func(p *testbrowser.Page) {
		return func(p *testbrowser.Page) {
			p.Choose("#against", "wuxing-2024")
			p.Upload("#file", file)
			p.Follow("form[action='/scorecards/check'] button")
		}
	}
	o.look(t, []state{
		{name: "users", path: "/users", user: "admin", phone: true},
		{name: "users-none", path: "/users?q=%E6%B2%A1%E6%9C%89", user: "admin"},
		{name: "new-user", path: "/new-user", user: "admin", whole: true, phone: true},
		{name: "new-user-refused", path: "/new-user", user: "admin", whole: true, phone: true, do: func(p *testbrowser.Page) {
			p.Type("#f-username", "王 五")
			p.Choose("#f-role", "township")
			p.Type("#f-password", "short")
			p.Follow(".office-form button")
			p.WaitText(".notice.bad", "3 处")
		}},
		{name: "user-made", path: "/new-user", user: "admin", phone: true, do: func(p *testbrowser.Page) {
			p.Type("#f-username", fmt.Sprint("made", time.Now().UnixNano()))
			p.Type("#f-display_name", "新来的评审员")
			p.Choose("#f-role", "reviewer")
			p.Follow(".office-form button")
			p.WaitText(".notice.good", "只显示这一次")
		}},
		{name: "user", path: "/users/clerk2", user: "admin", whole: true, phone: true},
		{name: "round-new", path: "/rounds/new", user: "admin", whole: true, phone: true},
		{name: "round-refused", path: "/rounds/new", user: "admin", whole: true, phone: true, do: func(p *testbrowser.Page) {
			p.Type("#f-id", "二〇二七")
			p.Type("#f-quota", "很多")
			p.Type("#f-settings-holidays", "2026-10-01\n国庆")
			p.Follow(".office-form button")
			p.WaitText(".notice.bad", "改正")
		}},
		{name: "round-settings", path: "/rounds/2026/settings", user: "admin", whole: true, phone: true},
		{name: "scorecards", path: "/scorecards", user: "admin", whole: true, phone: true},
		{name: "scorecard-refused", path: "/scorecards", user: "admin", phone: true, do: upload(bad)},
		{name: "scorecard-sound", path: "/scorecards", user: "admin", phone: true, do: upload(good)},
		{name: "scorecard-diff", path: "/scorecards/diff?a=wuxing-2024&b=wuxing-2024", user: "admin", phone: true},
		{name: "backups-off", path: "/backups", user: "admin"},
		{name: "audit-admin", path: "/audit", user: "admin", phone: true},
		{name: "audit-refused", path: "/audit?who=nobody&from=yesterday", user: "admin"},
	})
	id := o.draft("clerk", someFacts)
	o.submit("clerk", id)
	o.service.WithBackups(&toldBackups{On: true, Folder: "/srv/backup/wuxing", Hour: 2, Keep: 14, Kept: nights(14), Data: "--data /srv/wuxing"})
	o.look(t, []state{
		{name: "round-settings-begun", path: "/rounds/2026/settings", user: "admin", whole: true},
		{name: "backups", path: "/backups", user: "admin", whole: true, phone: true},
	})
	o.service.WithBackups(&toldBackups{On: true, Folder: "/srv/backup/wuxing", Hour: 2, Keep: 14, Failed: "write /srv/backup/wuxing: no space left on device", FailedAt: testBegins})
	o.look(t, []state{{name: "backups-failed", path: "/backups", user: "admin"}})
}

// TestAuditorPages looks at the audit trail, whole and on one indicator, and at what
// lies in an inbox.
func TestAuditorPages(t *testing.T) {
	o := newOffice(t)
	o.watched()
	o.round(nil)
	id, long := o.draft("clerk", someFacts), o.draft("clerk2", someFacts)
	o.submit("clerk2", long)
	o.giveBack(long, "competitions", "skilled_ratio")
	o.submit("clerk2", long)
	o.review(long)
	o.release()
	if _, err := o.service.Appeal(t.Context(), o.as("clerk2"), long, newAppeal("training_funds")); err != nil {
		t.Fatal(err)
	}
	o.look(t, []state{
		{name: "audit", path: "/audit", user: "auditor", phone: true},
		{name: "audit-found", path: "/audit?application=" + long + "&action=return", user: "auditor", whole: true, phone: true},
		{name: "audit-ids", path: "/audit?application=" + long, user: "auditor", do: func(p *testbrowser.Page) {
			testbrowser.Eval[bool](p, `(document.querySelectorAll("details").forEach(function (d) { d.open = true; }), true)`)
		}},
		{name: "audit-none", path: "/audit?application=" + id, user: "auditor"},
		{name: "indicator", path: "/applications/" + long + "/history?indicator=training_funds", user: "auditor", whole: true, phone: true},
		{name: "indicator-none", path: "/applications/" + long + "/history?indicator=competitions", user: "lead"},
		{name: "inbox", path: "/inbox", user: "clerk2", phone: true},
		{name: "inbox-none", path: "/inbox", user: "admin"},
		{name: "inbox-english", path: "/inbox", user: "clerk2", do: func(p *testbrowser.Page) {
			p.Follow("button[name=lang]")
			p.WaitText("h1", "Messages")
		}},
		{name: "account-contact-refused", path: "/account", user: "admin", do: func(p *testbrowser.Page) {
			p.Type("#email", "admin@office")
			p.Follow("form[action='/account/contact'] button")
			p.WaitText("#email-error", "name@example.cn")
		}},
	})
}
