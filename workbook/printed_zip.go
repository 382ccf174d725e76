package workbook

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
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
	out      *countedHash
	archive  *zip.Writer
	begin    func(round *assessment.Round, count int) error
	added    func()
	count    int
	digits   int
	sheet    bytes.Buffer
	manifest bytes.Buffer
	lines    *csvWriter
}

// NewPrintedArchive writes to w. begin is told how many sheets will come before
// anything is written, added after each; both may be nil.
func NewPrintedArchive(w io.Writer, begin func(round *assessment.Round, count int) error, added func()) *PrintedArchive {
	out := &countedHash{out: w, sum: sha256.New()}
	a := &PrintedArchive{out: out, archive: zip.NewWriter(out), begin: begin, added: added, digits: 3}
	a.lines = newCSVWriter(&a.manifest)
	return a
}

// Begin takes the number of sheets.
func (a *PrintedArchive) Begin(round *assessment.Round, count int) error {
	a.digits = max(a.digits, len(fmt.Sprint(count)))
	if a.begin != nil {
		if err := a.begin(round, count); err != nil {
			return err
		}
	}
	return a.lines.add("序号", "文件", "企业名称", "统一社会信用代码", "乡镇街道", "申报编号", "名次", "自评总分", "评审总分", "字节数", "SHA-256")
}

// Add writes one sheet.
func (a *PrintedArchive) Add(sheet *assessment.ScoreSheet) error {
	a.sheet.Reset()
	if err := WritePrinted(&a.sheet, sheet); err != nil {
		return err
	}
	a.count++
	view := sheet.Application
	name := entryName(a.count, a.digits, view.Enterprise.Name)
	// A workbook is a zip already; packing it again would gain nothing.
	entry, err := a.archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: view.UpdatedAt.In(officeZone)})
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
	if err := a.lines.add(a.count, name, view.Enterprise.Name, view.Enterprise.USCC, view.Enterprise.Township, view.ID,
		rank, view.Result.Total, official, a.sheet.Len(), hex.EncodeToString(digest[:])); err != nil {
		return err
	}
	if a.added != nil {
		a.added()
	}
	return a.archive.Flush() // whoever waits sees that it goes on
}

// End writes the manifest and gives the digest and the size of the archive.
func (a *PrintedArchive) End() (digest string, size int64, err error) {
	if err := a.lines.flush(); err != nil {
		return "", 0, err
	}
	entry, err := a.archive.Create(manifestName)
	if err != nil {
		return "", 0, err
	}
	if _, err := entry.Write(a.manifest.Bytes()); err != nil {
		return "", 0, err
	}
	if err := a.archive.Close(); err != nil {
		return "", 0, err
	}
	return hex.EncodeToString(a.out.sum.Sum(nil)), a.out.bytes, nil
}

// maxEntryName keeps a path with a folder or two below the 260 characters that
// Windows allows; in UTF-16 units.
const maxEntryName = 80

// entryName is "001 企业名.xlsx" without what Windows does not take. The number
// tells equal names apart and keeps a name from being one of the system's (CON).
func entryName(number, digits int, enterprise string) string {
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
	name := fmt.Sprintf("%0*d %s", digits, number, clipUTF16(clean, maxEntryName))
	return strings.TrimRight(name, " .") + ".xlsx"
}

// countedHash passes bytes on with their number and digest.
type countedHash struct {
	out   io.Writer
	sum   hash.Hash
	bytes int64
}

func (c *countedHash) Write(p []byte) (int, error) {
	n, err := c.out.Write(p)
	_, _ = c.sum.Write(p[:n]) // a hash does not fail
	c.bytes += int64(n)
	return n, err
}
