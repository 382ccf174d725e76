package api

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"wuxing/assessment"
	"wuxing/templates"
)

// manifestName is the list inside an archive; it comes first.
const manifestName = "manifest.csv"

// manifestColumns are the columns of the list; their headings stand in
// templates/messages under manifest.….
var manifestColumns = []string{"no", "indicator", "asked", "name", "version", "status", "sha256", "size", "role", "at", "path"}

// writeArchive writes the manifest and then each current file. Equal evidence gives
// equal bytes.
func writeArchive(ctx context.Context, w io.Writer, archive *assessment.EvidenceArchive, lang string) error {
	out := zip.NewWriter(w)
	paths := archivePaths(archive.Rows)
	manifest, err := manifestOf(archive.Rows, paths, lang)
	if err != nil {
		return err
	}
	latest := archive.Application.CreatedAt
	for _, row := range archive.Rows {
		if row.At.After(latest) {
			latest = row.At
		}
	}
	if err := addToArchive(out, manifestName, latest, bytes.NewReader(manifest)); err != nil {
		return err
	}
	for i, row := range archive.Rows {
		if !row.Packed() {
			continue
		}
		file, err := archive.Open(ctx, row)
		if err != nil {
			return err
		}
		err = addToArchive(out, paths[i], row.At, file)
		if err = errors.Join(err, file.Close()); err != nil {
			return err
		}
	}
	return out.Close()
}

func addToArchive(out *zip.Writer, name string, at time.Time, content io.Reader) error {
	header := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at.UTC()}
	part, err := out.CreateHeader(header)
	if err == nil {
		_, err = io.Copy(part, content)
	}
	if err != nil {
		return fmt.Errorf("put %s into an archive: %w", name, err)
	}
	return nil
}

// archivePaths gives each current file a place of its own: the indicator's number
// as a folder, then a number, so that equal and hostile names do no harm anywhere.
// The others have "".
func archivePaths(rows []assessment.ArchiveRow) []string {
	paths := make([]string, len(rows))
	count := make(map[string]int)
	for i, row := range rows {
		if row.Packed() {
			count[row.No]++
			paths[i] = fmt.Sprintf("%s/%02d-%s", strings.Trim(fileName(row.No), ". "), count[row.No], fileName(row.Name))
		}
	}
	return paths
}

func manifestOf(rows []assessment.ArchiveRow, paths []string, lang string) ([]byte, error) {
	var buffer bytes.Buffer
	buffer.WriteString("\xef\xbb\xbf") // so that spreadsheets read UTF-8
	out := csv.NewWriter(&buffer)
	out.UseCRLF = true
	heads := make([]string, len(manifestColumns))
	for i, column := range manifestColumns {
		heads[i] = templates.Message(lang, "manifest."+column, nil)
	}
	if err := out.Write(heads); err != nil {
		return nil, err
	}
	for i, row := range rows {
		status := "replaced"
		switch {
		case row.Erased:
			status = "erased"
		case row.Withdrawn:
			status = "withdrawn"
		case row.Current:
			status = "current"
		}
		role, ok := templates.Sentence(lang, "word.role."+string(row.Role))
		if !ok {
			role = string(row.Role)
		}
		cells := []string{
			row.No, row.Title, row.Asked, row.Name, strconv.Itoa(row.Version), templates.Message(lang, "manifest."+status, nil), row.SHA256,
			strconv.FormatInt(row.Size, 10), role, row.At.In(assessment.OfficeZone).Format(time.RFC3339), paths[i],
		}
		for c := range cells {
			cells[c] = harmless(cells[c])
		}
		if err := out.Write(cells); err != nil {
			return nil, err
		}
	}
	out.Flush()
	return buffer.Bytes(), out.Error()
}

// harmless keeps a spreadsheet from taking a text for a formula.
func harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
