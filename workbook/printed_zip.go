package workbook

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"unicode"

	"wuxing/assessment"
)

// manifestName is the list of what an archive of score sheets holds.
const manifestName = "manifest.csv"

// PrintedArchive writes the score sheets of a round as one zip, each as it comes,
// and at the end manifest.csv with the digest of each file. Memory holds one sheet
// and a line of the manifest for each. It is the sink of Service.ExportSheets.
//
// Equal sheets in equal order give equal bytes.
type PrintedArchive struct {
	archive  *zip.Writer
	progress func(done, count int) error
	done     int
	count    int
	sheet    bytes.Buffer
	manifest bytes.Buffer
	lines    *csvWriter
}

// NewPrintedArchive is told how far it came by progress: with 0 before anything
// is written, then after each sheet. An error of progress ends it.
func NewPrintedArchive(progress func(done, count int) error) *PrintedArchive {
	return &PrintedArchive{progress: progress}
}

// Begin takes the number of sheets.
func (a *PrintedArchive) Begin(out io.Writer, count int) error {
	a.archive, a.count, a.lines = zip.NewWriter(out), count, newCSVWriter(&a.manifest)
	if err := a.progress(0, count); err != nil {
		return err
	}
	return a.lines.add("序号", "文件", "企业名称", "统一社会信用代码", "乡镇街道", "申报编号", "名次", "自评总分", "评审总分", "字节数", "SHA-256")
}

// Add writes one sheet.
func (a *PrintedArchive) Add(sheet *assessment.ScoreSheet) error {
	a.sheet.Reset()
	if err := WritePrinted(&a.sheet, sheet); err != nil {
		return err
	}
	a.done++
	view := sheet.Application
	name := entryName(a.done, a.count, view.Enterprise.Name)
	// A workbook is a zip already; packing it again would gain nothing.
	entry, err := a.archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: view.UpdatedAt.In(assessment.OfficeZone)})
	if err != nil {
		return err
	}
	if _, err := entry.Write(a.sheet.Bytes()); err != nil {
		return err
	}
	var rank, official any
	if view.Official != nil {
		official = view.Official.Total
	}
	if view.Rank > 0 {
		rank = view.Rank
	}
	digest := sha256.Sum256(a.sheet.Bytes())
	if err := a.lines.add(a.done, name, view.Enterprise.Name, view.Enterprise.USCC, view.Enterprise.Township, view.ID,
		rank, view.Result.Total, official, a.sheet.Len(), hex.EncodeToString(digest[:])); err != nil {
		return err
	}
	if err := a.archive.Flush(); err != nil { // whoever waits sees that it goes on
		return err
	}
	return a.progress(a.done, a.count)
}

// End writes the manifest.
func (a *PrintedArchive) End() error {
	if err := a.lines.flush(); err != nil {
		return err
	}
	entry, err := a.archive.Create(manifestName)
	if err != nil {
		return err
	}
	if _, err := entry.Write(a.manifest.Bytes()); err != nil {
		return err
	}
	return a.archive.Close()
}

// maxEntryName keeps a path with a folder or two below the 260 characters that
// Windows allows; in UTF-16 units.
const maxEntryName = 80

// entryName is "001 企业名.xlsx" without what Windows does not take. The number
// tells equal names apart and keeps a name from being one of the system's (CON).
func entryName(number, count int, enterprise string) string {
	clean := strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`<>:"/\|?*`, r), unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, enterprise)
	clean = strings.Join(strings.Fields(clean), " ")
	name := fmt.Sprintf("%0*d %s", max(len(fmt.Sprint(count)), 3), number, clipUTF16(clean, maxEntryName))
	return strings.TrimRight(name, " .") + ".xlsx"
}
