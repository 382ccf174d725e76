package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"wuxing/scoring"
	"wuxing/workbook"
)

type cardExportCommand struct {
	ID  string `arg:"" help:"评分表编号,或评分表 YAML 文件"`
	Out string `short:"o" required:"" type:"path" placeholder:"CARD.xlsx" help:"写到哪里;已有的文件不会被覆盖"`
}

// Run writes a card as a workbook that an office can edit.
func (e *cardExportCommand) Run(c *console) error {
	card, err := c.baseCard(e.ID)
	if err != nil {
		return err
	}
	if err := writeNew(e.Out, func(file *os.File) error { return workbook.WriteCard(file, card) }); err != nil {
		return c.sayExists(e.Out, err)
	}
	fmt.Fprintf(c.errOut, "已写入 %s\n", e.Out)
	return nil
}

type cardImportCommand struct {
	File    string `arg:"" type:"path" help:"card export 写出、改过的工作簿"`
	Out     string `short:"o" required:"" type:"path" placeholder:"CARD.yaml" help:"新版评分表写到哪里;已有的文件不会被覆盖"`
	Against string `placeholder:"ID" help:"与哪一版比较:编号、YAML 文件或 编号+读法;默认为导出时的那一版"`
}

// Run reads a card's workbook, says what differs from the last version and
// writes the new one as YAML.
func (i *cardImportCommand) Run(c *console) error {
	data, err := readCardBook(i.File)
	if err != nil {
		return err
	}
	book, problems := workbook.ReadCard(data)
	if len(problems) == 0 {
		problems = idUsed(book)
	}
	if len(problems) > 0 {
		writeProblems(c.errOut, i.File, problems)
		fmt.Fprintf(c.errOut, "%d 个问题,没有写出评分表\n", len(problems))
		return refusal{}
	}
	writeProblems(c.errOut, i.File, book.Warnings)
	if err := i.compare(c, book); err != nil {
		return err
	}
	content, err := scoring.MarshalCard(book.Card)
	if err != nil {
		return err
	}
	if err := writeNew(i.Out, func(file *os.File) error { _, err := file.Write(content); return err }); err != nil {
		return c.sayExists(i.Out, err)
	}
	fmt.Fprintf(c.errOut, "已写入 %s:%s,%s\n要使用这一版,请用 wuxing card publish 发布。\n", i.Out, book.Card.ID, book.Card.Hash())
	return nil
}

// readCardBook reads no more of a file than a workbook may have.
func readCardBook(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // read only
	return io.ReadAll(io.LimitReader(file, workbook.MaxFileBytes+1))
}

// idUsed refuses other content under the id of a card of the program: results
// name that id, and a used version never changes.
func idUsed(book *workbook.CardBook) scoring.Problems {
	var problems scoring.Problems
	if used, ok := scoring.Cards().Card(book.Card.ID); ok && used.Hash() != book.Card.Hash() {
		problems.Add(workbook.CodeCardIDUsed, book.IDCell, "id", book.Card.ID)
	}
	return problems
}

// compare says on standard output what the new card changes.
func (i *cardImportCommand) compare(c *console, book *workbook.CardBook) error {
	id := i.Against
	if id == "" {
		if _, ok := scoring.Cards().Card(book.BasedOn); !ok {
			fmt.Fprintf(c.errOut, "程序里没有旧版 %q,没有比较;可用 --against 指定\n", book.BasedOn)
			return nil
		}
		id = book.BasedOn
	}
	old, err := c.openCard(id)
	if err != nil {
		return err
	}
	differences := scoring.Diff(old, book.Card)
	if len(differences) == 0 {
		_, err := fmt.Fprintf(c.out, "与 %s 相比没有改动\n", old.ID)
		return err
	}
	fmt.Fprintf(c.out, "与 %s 相比有 %d 处改动:\n", old.ID, len(differences))
	for _, change := range differences {
		if _, err := fmt.Fprintf(c.out, "  %s\n", change); err != nil {
			return err
		}
	}
	return nil
}

// writeNew writes a file that is not there yet; what cannot be written whole is
// taken away again.
func writeNew(path string, write func(*os.File) error) (err error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, file.Close()); err != nil {
			err = errors.Join(err, os.Remove(path))
		}
	}()
	if err := write(file); err != nil {
		return err
	}
	return file.Sync()
}

// sayExists tells what to do about a file that is there already.
func (c *console) sayExists(path string, err error) error {
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	fmt.Fprintf(c.errOut, "wuxing: %s 已经存在,没有覆盖;请用 -o 换一个文件名\n", path)
	return refusal{}
}
