package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"wuxing/workbook"
)

// exportSheets takes the printed sheets and the lists, over HTTP and by command,
// and finds all of it in the log.
func (o *testOffice) exportSheets(t *testing.T, lead, weaver *person, ids map[string]string) {
	at := "/applications/" + ids["weaver"]
	sheet := lead.ask("GET", at+"/printed.xlsx", 200, nil).body
	scores := printedScores(t, sheet)
	result := weaver.ask("GET", at, 200, nil)
	want := []string{fmt.Sprint(result.at("result.total")), fmt.Sprint(result.at("official.total"))}
	if diff := cmp.Diff(want, scores["合计"]); diff != "" {
		t.Errorf("totals of the printed sheet (-API +sheet):\n%s", diff)
	}
	if own := printedScores(t, weaver.ask("GET", at+"/printed.xlsx", 200, nil).body); !cmp.Equal(own, scores) {
		t.Error("after publication the enterprise's sheet shows other scores")
	}

	zipped := lead.ask("GET", "/rounds/2026/printed.zip", 200, nil)
	sum := sha256.Sum256(zipped.body)
	if digest := zipped.trailer.Get("Content-Digest"); digest != "sha-256=:"+base64.StdEncoding.EncodeToString(sum[:])+":" || zipped.header.Get("X-Total-Count") != "3" {
		t.Errorf("digest %q of %x, count %q", digest, sum, zipped.header.Get("X-Total-Count"))
	}
	checkArchive(t, zipped.body)

	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	for _, args := range [][]string{
		{"--application", ids["weaver"], "-o", path("sheet.xlsx")},
		{"--round", "2026", "--printed", "-o", path("all.zip")},
		{"--round", "2026", "--csv", "lines", "-o", path("lines.csv")},
	} {
		if status := run(append([]string{"export", "--data", o.data, "--files", o.files}, args...), quiet(t)); status != exitDone {
			t.Fatalf("wuxing export %v: status %d", args, status)
		}
	}
	if !bytes.Equal(readFile(t, path("sheet.xlsx")), sheet) {
		t.Error("the command's printed sheet differs from the server's")
	}
	if !bytes.Equal(readFile(t, path("all.zip")), zipped.body) {
		t.Error("the command's archive differs from the server's")
	}
	lines := lead.ask("GET", "/rounds/2026/lines.csv", 200, nil).body
	if !bytes.Equal(readFile(t, path("lines.csv")), lines) {
		t.Error("the command's CSV differs from the server's")
	}
	o.checkCSV(t, dir, lines)
	weaver.ask("GET", at+"/form.xlsx", 200, nil)

	var kinds []string
	for _, e := range lead.ask("GET", "/rounds/2026/exports", 200, nil).at("exports").([]any) {
		line := e.(object)
		kind := fmt.Sprint(line["kind"], " ", line["role"], " ", line["actor"])
		if line["sha256"] == nil {
			kind += " begun"
		}
		if line["kind"] == "lines.csv" {
			sum := sha256.Sum256(lines)
			if line["sha256"] != hex.EncodeToString(sum[:]) {
				t.Errorf("digest in the log: %v", line)
			}
		}
		kinds = append(kinds, kind)
	}
	if diff := cmp.Diff([]string{
		"ranking.xlsx lead lead 同志", "ranking.xlsx operator 服务器控制台",
		"printed.xlsx lead lead 同志", "printed.xlsx enterprise 经**",
		"printed.zip lead lead 同志 begun", "printed.zip lead lead 同志",
		"printed.xlsx operator 服务器控制台", "printed.zip operator 服务器控制台 begun", "printed.zip operator 服务器控制台", "lines.csv operator 服务器控制台",
		"lines.csv lead lead 同志", "form.xlsx enterprise 经**",
	}, kinds); diff != "" {
		t.Errorf("log of exports (-want +got):\n%s", diff)
	}
	weaver.ask("GET", "/rounds/2026/exports", 403, nil)
	weaver.ask("GET", "/rounds/2026/printed.zip", 403, nil)
}

// checkCSV has an exported list compared, whole and with one cell changed.
func (o *testOffice) checkCSV(t *testing.T, dir string, lines []byte) {
	t.Helper()
	check := func(data []byte) (int, string) {
		file := filepath.Join(dir, "check.csv")
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		c, said := quiet(t), &bytes.Buffer{}
		c.errOut = said
		return run([]string{"export", "check", file, "--round", "2026", "--data", o.data}, c), said.String()
	}
	if status, said := check(lines); status != exitDone {
		t.Errorf("an exported file differs: %s", said)
	}
	if status, said := check(bytes.Replace(lines, []byte("只见到机构设置文件"), []byte("没有理由"), 1)); status != exitRefused || !strings.Contains(said, "csv_differs") || !strings.Contains(said, "没有理由") {
		t.Errorf("status %d for a changed file: %s", status, said)
	}
}

// printedScores are 自评分 and 评审分 of the printed sheet by 指标内容 and of 合计.
func printedScores(t *testing.T, book []byte) map[string][]string {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := file.GetRows("评分表", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	scores := map[string][]string{}
	for _, row := range rows {
		if len(row) == 7 {
			name := row[2] + row[4]
			if row[0] == "合计" {
				name = row[0]
			}
			scores[name] = row[5:7]
		}
	}
	return scores
}

// checkArchive holds the entries against the manifest.
func checkArchive(t *testing.T, data []byte) {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]string{}
	var manifest [][]string
	for _, entry := range archive.File {
		reader, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		if entry.Name == "manifest.csv" {
			if manifest, err = workbook.ReadCSV(content); err != nil {
				t.Fatal(err)
			}
			continue
		}
		sum := sha256.Sum256(content)
		sums[entry.Name] = hex.EncodeToString(sum[:])
	}
	if len(manifest) != 4 || len(sums) != 3 {
		t.Fatalf("%d lines of the manifest, %d sheets", len(manifest), len(sums))
	}
	name, digest := slices.Index(manifest[0], "文件"), slices.Index(manifest[0], "SHA-256")
	for _, line := range manifest[1:] {
		if sums[line[name]] != line[digest] {
			t.Errorf("%s has the digest %s, in the manifest %s", line[name], sums[line[name]], line[digest])
		}
	}
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
