package store

import (
	"bufio"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"wuxing/assessment"
)

// tables holds every sealed row against what the trail says of it: the digest, and
// the states and scores that follow from the events.
func (v *verification) tables(ctx context.Context, t *tx) error {
	replayed := assessment.ReplayedTables()
	for i := range sealedTables {
		if err := ctx.Err(); err != nil {
			return err
		}
		table := &sealedTables[i]
		order := table.key
		if key := replayed[table.name]; key != nil {
			order = key
		}
		err := eachRow(t.db.Raw("SELECT * FROM "+table.name+" ORDER BY "+strings.Join(order, ", ")), table, func(row *tableRow) error {
			v.row(row, replayed[table.name])
			return nil
		})
		if err != nil {
			return outward(err, "read %s", table.name)
		}
		v.left(table, replayed[table.name] != nil)
	}
	return nil
}

// row holds one row against the trail. What the events make of it is told column by
// column; where they say nothing else the digest tells that something differs.
func (v *verification) row(row *tableRow, key []string) {
	v.report.Rows++
	v.nameFile(row)
	ref := row.ref()
	name := strings.Join(ref.values(), "/")
	last, pinned := v.seals[ref]
	delete(v.seals, ref)
	differs := v.differing(row, key, name)
	switch {
	case !pinned:
		v.report.add(finding(CodeAuditTableUnknown, "table", row.table.name, "key", name))
	case last.digest != row.digest() && !differs:
		v.report.add(finding(CodeAuditTableChanged, "seq", itoa(last.seq), "table", row.table.name, "key", name))
	}
}

func (v *verification) differing(row *tableRow, key []string, name string) (differs bool) {
	if key == nil {
		return false
	}
	var replayKey []string
	for _, column := range key {
		replayKey = append(replayKey, row.text(column))
	}
	columns, known := v.replay.Row(row.table.name, strings.Join(replayKey, "/"))
	if !known {
		v.report.add(finding(CodeAuditReplayUnknown, "table", row.table.name, "key", name))
		return true
	}
	for i := 0; i+1 < len(columns); i += 2 {
		column, trail := columns[i], columns[i+1]
		found := row.text(column)
		if row.table.name == "reviews" && column == "total" {
			found = totalIn(row.text("result"))
		}
		if found == "0" { // nothing, as the replay writes it
			found = ""
		}
		if found != trail {
			differs = true
			v.report.add(finding(CodeAuditValueDiffers,
				"table", row.table.name, "key", name, "column", column, "found", cmp.Or(found, "0"), "trail", cmp.Or(trail, "0")))
		}
	}
	return differs
}

// totalIn is the total of a stored result in hundredths.
func totalIn(result string) string {
	var r struct {
		Total json.RawMessage `json:"total"`
	}
	if json.Unmarshal([]byte(result), &r) != nil {
		return "?"
	}
	points, err := assessment.PointsText(r.Total)
	if err != nil {
		return "?"
	}
	return points
}

// left tells the rows of a table that the trail knows and the table has not.
func (v *verification) left(table *sealedTable, replayed bool) {
	var missing []Finding
	for ref, last := range v.seals {
		if ref.table != table {
			continue
		}
		delete(v.seals, ref)
		if last.digest != gone {
			missing = append(missing, finding(CodeAuditTableMissing, "seq", itoa(last.seq), "table", table.name, "key", strings.Join(ref.values(), "/")))
		}
	}
	if replayed && len(missing) == 0 {
		for _, key := range v.replay.Left(table.name) {
			missing = append(missing, finding(CodeAuditReplayMissing, "table", table.name, "key", key))
		}
	}
	slices.SortFunc(missing, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Seq, b.Seq), strings.Compare(a.Params["key"], b.Params["key"]))
	})
	for _, f := range missing {
		v.report.add(f)
	}
}

// namedFile is a file that a row says is kept.
type namedFile struct{ sha256, table, key string }

// erasedBy are the tables that an erasure takes a file from, by its kind.
var erasedBy = map[assessment.ErasureKind]string{assessment.ErasedEvidence: "evidence", assessment.ErasedWorkbook: "submissions"}

// nameFile remembers the file that a row names, and which an erasure has taken away.
func (v *verification) nameFile(row *tableRow) {
	sum := ""
	switch row.table.name {
	case "erasures":
		if table := erasedBy[assessment.ErasureKind(row.text("kind"))]; table != "" {
			v.erased[namedFile{row.text("sha256"), table, row.text("subject")}] = true
		}
	case "submissions":
		if row.text("source_kind") == assessment.SourceWorkbook {
			sum = row.text("source_sha256")
		}
	case "evidence":
		sum = row.text("sha256")
	case "authority_lists":
		sum = row.text("file_sha256")
	}
	if sum != "" {
		v.named = append(v.named, namedFile{sum, row.table.name, strings.Join(row.ref().values(), "/")})
	}
}

// files hashes every file that a row names, and looks for those that none does.
func (v *verification) files(ctx context.Context) error {
	files := v.options.Files
	if files == nil || files.folder == "" {
		if len(v.named) > 0 {
			v.report.notice(finding(CodeAuditNoFiles))
		}
		return nil
	}
	// Of one content the rows that still give it come first.
	slices.SortStableFunc(v.named, func(a, b namedFile) int {
		return cmp.Or(strings.Compare(a.sha256, b.sha256), truth(v.erased[a])-truth(v.erased[b]))
	})
	known := make(map[string]bool)
	for _, named := range v.named {
		if known[named.sha256] {
			continue
		}
		known[named.sha256] = true
		v.report.Files++
		code, err := files.look(ctx, named.sha256)
		if err != nil {
			return err
		}
		switch {
		case v.erased[named] && code == CodeAuditFileMissing: // as it should be
			v.report.Erased++
		case v.erased[named]:
			v.report.notice(finding(CodeAuditFileLeft, "file", named.sha256, "table", named.table, "key", named.key))
		case code != "":
			v.unfit = append(v.unfit, unfitFile{code, named})
		}
	}
	names, err := files.list()
	if err != nil {
		return err
	}
	for _, name := range names {
		if !known[filepath.Base(name)] {
			v.report.notice(finding(CodeAuditFileOrphan, "file", name))
		}
	}
	return nil
}

// unfitFile is a file that is not what a row says.
type unfitFile struct {
	code string
	namedFile
}

// tellUnfit reports the files that are missing or damaged, but for what was erased since
// the picture was taken: the office works on while it is looked at.
func (v *verification) tellUnfit(ctx context.Context, s *Store) error {
	if len(v.unfit) == 0 {
		return nil
	}
	return s.picture(ctx, func(t *tx) error {
		for _, file := range v.unfit {
			for kind, table := range erasedBy {
				if file.code != CodeAuditFileMissing || file.table != table {
					continue
				}
				erased, err := t.IsErased(kind, file.key)
				if err != nil {
					return err
				}
				if erased {
					v.report.Erased++
					file.code = ""
				}
			}
			if file.code != "" {
				v.report.add(finding(file.code, "file", file.sha256, "table", file.table, "key", file.key))
			}
		}
		return nil
	})
}

func truth(is bool) int {
	if is {
		return 1
	}
	return 0
}

// cardFiles holds the published cards against what the trail says of them.
func (v *verification) cardFiles() error {
	if v.options.Cards == "" {
		return nil
	}
	for _, id := range slices.Sorted(maps.Keys(v.cards)) {
		content, err := os.ReadFile(filepath.Join(v.options.Cards, filepath.Base(id)+".yaml"))
		if errors.Is(err, fs.ErrNotExist) {
			v.report.add(finding(CodeAuditCardMissing, "card", id))
			continue
		}
		if err != nil {
			return err
		}
		if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != v.cards[id] {
			v.report.add(finding(CodeAuditCardChanged, "card", id))
		}
	}
	return nil
}

// look hashes one file; a code where it is not what its name says.
func (f *Files) look(ctx context.Context, sum string) (code string, err error) {
	file, err := f.Open(ctx, sum)
	if errors.Is(err, assessment.ErrNotFound) {
		return CodeAuditFileMissing, nil
	}
	if err != nil {
		return "", err
	}
	h := sha256.New()
	_, err = io.Copy(h, untilDone{ctx, file})
	if err := errors.Join(err, file.Close()); err != nil {
		return "", err
	}
	if hex.EncodeToString(h.Sum(nil)) != sum {
		return CodeAuditFileChanged, nil
	}
	return "", nil
}

// list lists the files of the folder by name, relative to it.
func (f *Files) list() (names []string, err error) {
	err = filepath.WalkDir(f.folder, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // no file has come yet, or one has just gone
			return nil
		}
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(f.folder, path)
		names = append(names, filepath.ToSlash(name))
		return err
	})
	return names, err
}

// buffered reads a file in larger pieces.
func buffered(file io.ReadCloser) io.ReadCloser {
	return struct {
		io.Reader
		io.Closer
	}{bufio.NewReaderSize(file, 64<<10), file}
}
