package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"wuxing/scoring"
	"wuxing/workbook"
)

func isWorkbook(file string) bool { return strings.EqualFold(filepath.Ext(file), ".xlsx") }

// markProblems is the workbook with its problems marked; nil where the file is
// none that can be opened.
func markProblems(data []byte, problems scoring.Problems) []byte {
	marked, err := workbook.Mark(data, localize(problems), func(p *scoring.Problem) string { return p.Message })
	if err != nil { // the problems tell the same
		return nil
	}
	return marked
}

// writeMarked writes a refused workbook with its problems marked and says so.
func (c *console) writeMarked(path, source string, data []byte, problems scoring.Problems) error {
	marked := markProblems(data, problems)
	if marked == nil {
		fmt.Fprintf(c.errOut, "%s:不能打开,没有写出标记问题的工作簿\n", source)
		return nil
	}
	if err := writeFile(path, func(w io.Writer) error { _, err := w.Write(marked); return err }); err != nil {
		return err
	}
	fmt.Fprintf(c.errOut, "%s:有问题的单元格已标出,写入 %s\n", source, path)
	return nil
}
