//go:build unix

// Package testoffice has LibreOffice read a workbook that the program wrote
// and save it again, with every formula calculated anew. It is the second
// opinion on our formulas: the values in the file that comes back are those
// that a real spreadsheet shows, not what the library that wrote it believes.
//
// It says nothing about how Excel shows the file.
package testoffice

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"
	"time"
)

// Convert returns the path of the file in, opened by LibreOffice and saved as what
// the ending says: "xlsx", "csv", "pdf". in keeps its own ending, by which
// LibreOffice knows a CSV file, which it reads and writes as UTF-8.
func Convert(t testing.TB, in, ending string) (out string) {
	t.Helper()
	return convertAll(t, ending, in)[0]
}

// Resave returns the path of a copy of the workbook in, recalculated and saved
// by LibreOffice. The copy goes when the test ends.
//
// A call costs about a second and each further file a fraction of it; use ResaveAll for several files. When
// LibreOffice is missing or cannot read the file the test fails; it is never
// skipped.
func Resave(t testing.TB, in string) (out string) {
	t.Helper()
	return ResaveAll(t, in)[0]
}

// ResaveAll is Resave for many files in one start of LibreOffice. The results
// stand in the order of the arguments; equal file names in different folders
// are fine.
func ResaveAll(t testing.TB, files ...string) (out []string) {
	t.Helper()
	return convertAll(t, "xlsx", files...)
}

// Pages is the number of pages on which LibreOffice prints the workbook: of all
// sheets that are not hidden, each within its print area.
func Pages(t testing.TB, in string) int {
	t.Helper()
	pdf, err := os.ReadFile(convertAll(t, "pdf", in)[0])
	if err != nil {
		t.Fatalf("testoffice: %v", err)
	}
	pages := len(pageObject.FindAll(pdf, -1))
	if pages == 0 {
		t.Fatalf("testoffice: no pages in the PDF of %s", in)
	}
	return pages
}

// pageObject is how LibreOffice writes a page of a PDF; its objects are not packed.
var pageObject = regexp.MustCompile(`/Type\s*/Page\b[^s]`)

// convertAll has LibreOffice calculate the files and save them in another format.
func convertAll(t testing.TB, ending string, files ...string) (out []string) {
	t.Helper()
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		t.Fatal("testoffice: LibreOffice (soffice) is not installed; run scripts/prepare, " +
			"or on Debian as root: apt-get install --no-install-recommends libreoffice-calc-nogui")
	}
	dir := t.TempDir()
	inDir, outDir, profile := filepath.Join(dir, "in"), filepath.Join(dir, "out"), filepath.Join(dir, "profile")
	if err := writeProfile(profile); err != nil {
		t.Fatalf("testoffice: %v", err)
	}
	if err := os.Mkdir(inDir, 0o755); err != nil {
		t.Fatalf("testoffice: %v", err)
	}
	args := []string{
		"-env:UserInstallation=file://" + profile, "--headless", "--norestore",
		"--convert-to", ending, "--outdir", outDir,
	}
	// Commas, double quotes, UTF-8: without a person to ask, LibreOffice takes the
	// bytes of a CSV file for Latin-1.
	const csvOptions = "Text - txt - csv (StarCalc):44,34,76,1"
	if ending == "csv" {
		args[4] = "csv:" + csvOptions
	}
	if filepath.Ext(files[0]) == ".csv" {
		args = append(args, "--infilter="+csvOptions)
	}
	for i, file := range files {
		// Numbered copies: all results land in one folder.
		number := fmt.Sprintf("%04d", i)
		name := number + filepath.Ext(file)
		if err := copyFile(filepath.Join(inDir, name), file); err != nil {
			t.Fatalf("testoffice: %v", err)
		}
		args = append(args, filepath.Join(inDir, name))
		out = append(out, filepath.Join(outDir, number+"."+ending))
	}

	said, err := run(t.Context(), soffice, dir, args)
	if err != nil {
		t.Fatalf("testoffice: soffice: %v\n%s", err, said)
	}
	for i, file := range files {
		// soffice ends with status 0 even when it could not read a file.
		if _, err := os.Stat(out[i]); err != nil {
			t.Fatalf("testoffice: LibreOffice made nothing of %s (in/%04d):\n%s", file, i, said)
		}
	}
	return out
}

// writeProfile makes a user profile of our own, so that calls do not meet each
// other's or the developer's LibreOffice, and tells it to calculate every
// formula on opening: by default it believes values that a file brings along.
func writeProfile(dir string) error {
	const settings = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
`
	user := filepath.Join(dir, "user")
	if err := os.MkdirAll(user, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(user, "registrymodifications.xcu"), []byte(settings), 0o644)
}

// run starts soffice in home and returns what it said. soffice is a script
// that starts programs; when time is up the whole group has to go.
func run(ctx context.Context, soffice, home string, args []string) (said string, err error) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, soffice, args...)
	cmd.Env = append(os.Environ(), "HOME="+home, "LC_ALL=C.UTF-8")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	var b bytes.Buffer
	cmd.Stdout, cmd.Stderr = &b, &b
	err = cmd.Run()
	return b.String(), err
}

func copyFile(to, from string) error {
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, b, 0o644)
}
