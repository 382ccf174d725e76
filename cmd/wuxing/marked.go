package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"wuxing/scoring"
	"wuxing/workbook/sandbox"
)

func isWorkbook(file string) bool { return strings.EqualFold(filepath.Ext(file), ".xlsx") }

// writeMarked writes a refused workbook with its problems marked and says so.
func (c *console) writeMarked(books *sandbox.Box, path, source string, data []byte, problems scoring.Problems) error {
	run, err := books.Open(c.ctx)
	if err != nil {
		return fmt.Errorf("mark a workbook: %w", err)
	}
	defer run.Close()
	marked, refused := run.Mark(data, localize(problems))
	if refused != nil { // the problems tell the same
		fmt.Fprintf(c.errOut, "%s:不能打开,没有写出标记问题的工作簿\n", source)
		return nil
	}
	if err := writeFile(path, func(w io.Writer) error { _, err := w.Write(marked); return err }); err != nil {
		return err
	}
	fmt.Fprintf(c.errOut, "%s:有问题的单元格已标出,写入 %s\n", source, path)
	return nil
}
