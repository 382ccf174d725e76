package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/store"
	"wuxing/workbook"
	"wuxing/workbook/sandbox"
)

type importCommand struct {
	dataFlags
	Round  string   `required:"" placeholder:"R" help:"批次编号"`
	Paths  []string `arg:"" name:"path" help:"工作簿,或放着工作簿的文件夹(连同其中的文件夹)"`
	Marked string   `type:"path" placeholder:"DIR" help:"没有收的工作簿标出问题后放在这个文件夹"`
	Submit bool     `help:"导入后随即提交(视为企业已书面作出真实性承诺)"`
	DryRun bool     `help:"只检查,不保存"`

	books *sandbox.Box
}

// imported is the line of the report about one workbook.
type imported struct {
	file     string
	done     *assessment.Imported
	reason   string // why it was refused
	problems scoring.Problems
	marked   string // where the marked copy lies
}

// importedFile is a workbook that has been imported.
type importedFile struct{ file, sha256 string }

// Run imports the workbooks one by one, each in a transaction of its own. What is
// refused does not keep the others from being imported; the exit status tells.
func (i *importCommand) Run(c *console) error {
	if store.IsPostgres(i.Data) && i.Files == "" {
		return usage{"数据库是 PostgreSQL 时,要用 --files 说明工作簿放在哪个文件夹"}
	}
	files, err := i.workbooksIn()
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return usage{"这里没有 .xlsx 工作簿:" + strings.Join(i.Paths, " ")}
	}
	if i.books, err = openBooks(false); err != nil {
		return err
	}
	defer i.books.Close()
	return i.with(c, func(o *office) error {
		if _, err := o.service.FindRound(c.ctx, operator, i.Round); err != nil {
			return err
		}
		return i.importAll(c, o, files)
	})
}

func (i *importCommand) importAll(c *console, o *office, files []string) error {
	bar := newProgress(c.errOut, "导入", len(files))
	var report []*imported
	var failed error
	seen := map[string]importedFile{} // by the code of the enterprise
	for _, file := range files {
		line, err := i.importFile(c, o, file, seen)
		if err == nil {
			err = c.ctx.Err()
		}
		if line != nil {
			report = append(report, line)
		}
		if failed = err; failed != nil {
			break
		}
		bar.add(1)
	}
	bar.finish()
	refused, err := i.writeReport(c, report, len(files))
	if err = errors.Join(failed, err); err != nil {
		return err
	}
	if refused > 0 {
		return refusal{}
	}
	return nil
}

// importFile imports one workbook; its error is one that ends the whole import.
func (i *importCommand) importFile(c *console, o *office, file string, seen map[string]importedFile) (*imported, error) {
	data, err := readWorkbook(file)
	if err != nil {
		return nil, err
	}
	line := &imported{file: file}
	run, err := i.books.Open(c.ctx)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	defer run.Close()
	var answers *assessment.Answers
	read := func(card *scoring.Card) (_ *assessment.Answers, problems scoring.Problems) {
		answers, problems = readImport(run, card, data, file, seen)
		return answers, problems
	}
	options := assessment.ImportOptions{Submit: i.Submit, DryRun: i.DryRun}
	line.done, err = o.service.Import(c.ctx, operatorCommand(), i.Round, read, options)
	for again := 0; again < 3 && isConcurrent(err); again++ { // a server works beside
		line.done, err = o.service.Import(c.ctx, operatorCommand(), i.Round, read, options)
	}
	var e *assessment.Error
	switch {
	case err == nil:
		if code := answers.Enterprise.USCC; seen[code].file == "" {
			seen[code] = importedFile{file, answers.Source.SHA256}
		}
		return line, nil
	case !errors.As(err, &e):
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	line.reason = sentence(e)
	line.problems = localize(e.Problems)
	if i.Marked == "" || len(e.Problems) == 0 {
		return line, nil
	}
	line.marked, err = i.writeMarked(run, file, data, e.Problems)
	return line, err
}

func isConcurrent(err error) bool {
	var e *assessment.Error
	return errors.As(err, &e) && e.Code == assessment.CodeConcurrentConflict
}

// readImport reads a workbook for the round's card. A second workbook of one
// enterprise among those imported is refused: nobody knows which of them counts.
func readImport(run *sandbox.Run, card *scoring.Card, data []byte, file string, seen map[string]importedFile) (*assessment.Answers, scoring.Problems) {
	reading, clean, problems := run.ReadToKeep(data, []*scoring.Card{card})
	if problems != nil {
		return nil, problems
	}
	answers := reading.Answers(data, filepath.Base(file))
	workbook.Keep(answers, data, clean)
	if answers.Enterprise == nil {
		return answers, nil
	}
	code := answers.Enterprise.USCC
	if first, twice := seen[code]; code != "" && twice && first.sha256 != answers.Source.SHA256 {
		problems.Add(assessment.CodeImportTwice, answers.Places["enterprise.uscc"], "found", code, "file", first.file)
	}
	return answers, problems
}

func readWorkbook(file string) ([]byte, error) {
	opened, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(opened, workbook.MaxFileBytes+1))
	return data, errors.Join(err, opened.Close())
}

// spreadsheets are the endings of files that people take for workbooks. Those that
// are none of ours are in the report, with what to do instead.
var spreadsheets = map[string]bool{
	".xlsx": true, ".xls": true, ".xlsm": true, ".xlsb": true, ".xltx": true, ".et": true, ".ett": true, ".ods": true, ".csv": true, ".numbers": true,
}

// workbooksIn lists the workbooks of the paths: files as they are named, folders
// with what lies in folders below, in the order of names; but no hidden files, no
// ~$ files that spreadsheets leave beside an open workbook, and nothing in the
// folder for marked copies.
func (i *importCommand) workbooksIn() ([]string, error) {
	var files []string
	known := map[string]bool{}
	add := func(file string) {
		if clean := filepath.Clean(file); !known[clean] {
			known[clean] = true
			files = append(files, clean)
		}
	}
	for _, path := range i.Paths {
		err := filepath.WalkDir(path, func(file string, entry fs.DirEntry, err error) error {
			name := entryName(entry)
			switch {
			case err != nil:
				return err
			case file == path && !entry.IsDir():
				add(file)
			case file == path:
			case strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~$") || i.isMarked(file):
				if entry.IsDir() {
					return fs.SkipDir
				}
			case !entry.IsDir() && spreadsheets[strings.ToLower(filepath.Ext(name))]:
				add(file)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

// entryName is "" where WalkDir could not even look.
func entryName(entry fs.DirEntry) string {
	if entry == nil {
		return ""
	}
	return entry.Name()
}

// isMarked tells the folder for marked copies.
func (i *importCommand) isMarked(path string) bool {
	a, errA := filepath.Abs(path)
	b, errB := filepath.Abs(i.Marked)
	return i.Marked != "" && errA == nil && errB == nil && a == b
}
