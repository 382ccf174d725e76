package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"wuxing/api"
	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/store"
)

// command runs the program and gives what it says on both outputs.
func command(t *testing.T, want int, args ...string) (out, errOut string) {
	t.Helper()
	var said, complained bytes.Buffer
	status := run(args, &console{ctx: t.Context(), in: strings.NewReader(""), out: &said, errOut: &complained})
	if status != want {
		t.Fatalf("%v: status %d, want %d: %s%s", args, status, want, said.String(), complained.String())
	}
	return said.String(), complained.String()
}

// A department's lists on the command line: blank, filled in, previewed, confirmed.
func TestAuthorityImport(t *testing.T) {
	folder := t.TempDir()
	data := filepath.Join(folder, "data")
	command(t, exitDone, "user", "add", "root", "--role", "admin", "--name", "管理员", "--data", data)
	command(t, exitDone, "user", "add", "clerk", "--role", "enterprise", "--name", "王", "--enterprise", "甲厂", "--uscc", "91330502MA2B00001R", "--township", "织里镇", "--data", data)
	command(t, exitDone, "round", "create", "2026", "--name", "2026", "--year", "2026", "--data", data)
	submitOne(t, data)

	blank := filepath.Join(folder, "blank.xlsx")
	command(t, exitDone, "form", "--authority", "-o", blank)
	again := filepath.Join(folder, "again.xlsx")
	command(t, exitDone, "authority", "form", "-o", again)
	if !bytes.Equal(read(t, blank), read(t, again)) {
		t.Error("the two commands write different blanks")
	}
	command(t, exitUsage, "form", "--authority", "--facts", "x.json", "-o", again)
	_, problems := command(t, exitRefused, "authority", "import", "--round", "2026", "--data", data, blank)
	if !strings.Contains(problems, "[authority_empty]") {
		t.Errorf("a blank one: %s", problems)
	}

	filled := filepath.Join(folder, "名单.xlsx")
	file, err := excelize.OpenReader(bytes.NewReader(read(t, blank)))
	if err != nil {
		t.Fatal(err)
	}
	for cell, value := range map[string]any{
		"C3": "仲裁案件", "C4": "区仲裁院", "C5": "2026-03-01", "C6": "按无记录计",
		"B10": "91330502MA2B00001R", "C10": "甲厂(集团)", "D10": 11, "B11": "91330502MA2B00002P", "C11": "乙厂", "D11": 1,
	} {
		if err := file.SetCellValue("劳动仲裁案件数", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	var book bytes.Buffer
	if err := file.Write(&book); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filled, book.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	preview, warnings := command(t, exitDone, "authority", "import", "--round", "2026", "--data", data, filled)
	want := []string{
		"名单\t劳动仲裁案件数\t仲裁案件\t区仲裁院\t2026-03-01\t列出 2 家\t对上 1 家\t未列出的按无记录计",
		"没有申报\t91330502MA2B00002P\t乙厂\t劳动仲裁案件数!B11",
		"变化\t甲厂\t劳动仲裁案件数\t填报 null\tnull → 11",
		"一票否决\t甲厂\t7.2 年度内劳动仲裁发生3起及以上的,扣1分;4-6起的,扣2分;6-10起的,扣3分;超过10起,一票否决。\t区仲裁院 仲裁案件\t2026-03-01",
	}
	lines := strings.Split(strings.TrimSpace(preview), "\n")
	last, digest, _ := strings.Cut(lines[len(lines)-1], "\t")
	if got := strings.Join(lines[:len(lines)-1], "\n"); got != strings.Join(want, "\n") || last != "预览" {
		t.Errorf("preview\n%s", preview)
	}
	if !strings.Contains(warnings, "劳动仲裁案件数!B10") || !strings.Contains(warnings, "[authority_name]") {
		t.Errorf("warnings %s", warnings)
	}
	_, refused := command(t, exitRefused, "authority", "import", "--round", "2026", "--data", data, "--confirm", "sha256:00", filled)
	if !strings.Contains(refused, "[authority_moved_on]") {
		t.Errorf("another digest: %s", refused)
	}
	done, _ := command(t, exitDone, "authority", "import", "--round", "2026", "--data", data, "--confirm", digest, filled)
	if !strings.HasSuffix(done, "已导入\t"+digest+"\n") {
		t.Errorf("import\n%s", done)
	}
	// The file itself is kept, and nothing changes the second time.
	kept, err := filepath.Glob(filepath.Join(data, "files", "*", "*"))
	if err != nil || len(kept) != 1 || !bytes.Equal(read(t, kept[0]), read(t, filled)) {
		t.Errorf("kept %v, %v", kept, err)
	}
	if preview, _ := command(t, exitDone, "authority", "import", "--round", "2026", "--data", data, filled); strings.Contains(preview, "变化") {
		t.Errorf("the second time\n%s", preview)
	}
	command(t, exitRefused, "authority", "import", "--round", "1999", "--data", data, filled)
	command(t, exitFailed, "authority", "import", "--round", "2026", "--data", data, filepath.Join(folder, "none.xlsx"))
}

// submitOne hands in the clerk's application without an answer on arbitration.
func submitOne(t *testing.T, data string) {
	t.Helper()
	flags := dataFlags{Data: data}
	o, err := flags.open(t.Context(), store.Options{Beside: true}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := o.store.Close(); err != nil {
			t.Error(err)
		}
	}()
	users, err := o.service.ListUsers(t.Context(), operator)
	if err != nil {
		t.Fatal(err)
	}
	cmd := assessment.Command{Actor: users[0].Actor()}
	view, err := o.service.CreateApplication(t.Context(), cmd, "2026", func(card *scoring.Card) (*assessment.Answers, scoring.Problems) {
		facts, problems := card.ParseFacts([]byte(`{"employees":10}`))
		return &assessment.Answers{Facts: facts, Source: assessment.Source{Kind: assessment.SourceJSON, SHA256: "x"}}, api.Localize("zh", problems)
	})
	if err == nil {
		_, err = o.service.Submit(t.Context(), cmd, view.ID, true)
	}
	if err != nil {
		t.Fatal(err)
	}
}
