package workbook

import (
	"archive/zip"
	"compress/flate"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// sheetFolder is where the sheets of a workbook lie in its archive.
const sheetFolder = "xl/worksheets/"

// orderedZip writes the archive of a workbook with its sheets last and in the
// order of their names: excelize walks a map of streamed sheets, so that equal
// workbooks would differ in their bytes. Sheets wait compressed in a file, not in
// memory. The entries carry no time.
type orderedZip struct {
	archive *zip.Writer
	spool   *os.File
	sheets  []*spooledSheet
	bulk    map[string]*bulkRows // rows to be put into sheets, by the names of their parts
}

// writeBook writes a workbook so that equal content gives equal bytes. The archive
// goes straight to w: excelize would gather it in memory first.
func writeBook(w io.Writer, file *excelize.File) error { return writeBulkBook(w, file, nil) }

// writeBulkBook puts the rows into their sheets besides.
func writeBulkBook(w io.Writer, file *excelize.File, bulk map[string]*bulkRows) error {
	file.SetZipWriter(func(io.Writer) excelize.ZipWriter {
		return &orderedZip{archive: zip.NewWriter(w), bulk: bulk}
	})
	return file.Write(io.Discard)
}

// AddFS is part of excelize's interface; excelize adds no file systems.
func (z *orderedZip) AddFS(files fs.FS) error { return z.archive.AddFS(files) }

// Create opens the next entry, which ends where the one after it begins.
func (z *orderedZip) Create(name string) (io.Writer, error) {
	if err := z.finishSheet(); err != nil {
		return nil, err
	}
	if !strings.HasPrefix(name, sheetFolder) {
		return z.archive.Create(name)
	}
	if z.spool == nil {
		spool, err := os.CreateTemp("", "wuxing-sheets-")
		if err != nil {
			return nil, fmt.Errorf("spool sheets: %w", err)
		}
		z.spool = spool
	}
	start, err := z.spool.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, fmt.Errorf("spool sheets: %w", err)
	}
	deflate, err := flate.NewWriter(z.spool, flate.DefaultCompression)
	if err != nil {
		return nil, fmt.Errorf("spool sheets: %w", err)
	}
	sheet := &spooledSheet{name: name, start: start, deflate: deflate, sum: crc32.NewIEEE(), bulk: z.bulk[name]}
	z.sheets = append(z.sheets, sheet)
	return sheet, nil
}

// finishSheet ends the sheet that is being spooled, if one is.
func (z *orderedZip) finishSheet() error {
	if len(z.sheets) == 0 {
		return nil
	}
	sheet := z.sheets[len(z.sheets)-1]
	if sheet.deflate == nil {
		return nil
	}
	var err error
	if sheet.bulk != nil {
		rows := sheet.bulk
		sheet.bulk = nil
		err = rows.splice(sheet, sheet.frame)
	}
	err = errors.Join(err, sheet.deflate.Close())
	sheet.deflate = nil
	if err != nil {
		return fmt.Errorf("spool sheets: %w", err)
	}
	end, err := z.spool.Seek(0, io.SeekCurrent)
	if err != nil {
		return fmt.Errorf("spool sheets: %w", err)
	}
	sheet.packed = end - sheet.start
	return nil
}

// Close writes the sheets and ends the archive.
func (z *orderedZip) Close() error {
	err := z.finishSheet()
	if err == nil {
		err = z.writeSheets()
	}
	if z.spool != nil {
		err = errors.Join(err, z.spool.Close(), os.Remove(z.spool.Name()))
	}
	return errors.Join(err, z.archive.Close())
}

func (z *orderedZip) writeSheets() error {
	slices.SortFunc(z.sheets, func(a, b *spooledSheet) int { return strings.Compare(a.name, b.name) })
	for _, sheet := range z.sheets {
		entry, err := z.archive.CreateRaw(&zip.FileHeader{
			Name: sheet.name, Method: zip.Deflate, CRC32: sheet.sum.Sum32(),
			CompressedSize64: uint64(sheet.packed), UncompressedSize64: uint64(sheet.size),
		})
		if err != nil {
			return fmt.Errorf("write %s: %w", sheet.name, err)
		}
		if _, err := io.Copy(entry, io.NewSectionReader(z.spool, sheet.start, sheet.packed)); err != nil {
			return fmt.Errorf("write %s: %w", sheet.name, err)
		}
	}
	return nil
}

// spooledSheet is one compressed sheet in the spool.
type spooledSheet struct {
	name    string
	start   int64 // offset in the spool
	packed  int64 // bytes in the spool
	size    int64 // bytes of the sheet
	sum     hash.Hash32
	deflate *flate.Writer // nil once the sheet is whole
	bulk    *bulkRows     // rows to be put in; nil: none, or they are in
	frame   []byte        // what excelize writes around them
}

// Write takes a part of the sheet.
func (s *spooledSheet) Write(p []byte) (int, error) {
	if s.bulk != nil {
		s.frame = append(s.frame, p...)
		return len(p), nil
	}
	n, err := s.deflate.Write(p)
	s.size += int64(n)
	_, _ = s.sum.Write(p[:n]) // a hash does not fail
	return n, err
}
