package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/templates"
	"wuxing/workbook/sandbox"
)

var outcomeWords = map[assessment.ImportOutcome]string{
	assessment.ImportCreated: "新建", assessment.ImportRevised: "更新", assessment.ImportUnchanged: "未变",
}

// refusedWord is the outcome of what was refused.
const refusedWord = "未收"

// writeReport writes a line for each workbook and, below those that were refused,
// why. It returns how many were.
func (i *importCommand) writeReport(c *console, report []*imported, files int) (refused int, err error) {
	counts := map[string]int{}
	lines := []string{"文件\t结果\t企业\t统一社会信用代码\t修订\t自评总分"}
	for _, line := range report {
		if line.done == nil {
			refused++
			counts[refusedWord]++
			lines = append(lines, line.file+"\t"+refusedWord+"\t"+line.reason)
			for n := range line.problems {
				p := &line.problems[n]
				lines = append(lines, strings.TrimRight("  "+place(p)+"\t"+p.Message+" ["+p.Code+"]", " "))
			}
			if line.marked != "" {
				lines = append(lines, "  问题已标出,见 "+line.marked)
			}
			continue
		}
		word := outcomeWords[line.done.Outcome]
		counts[word]++
		if line.done.Submitted {
			counts["已提交"]++
			word += ",已提交"
		}
		a := line.done.Application
		lines = append(lines, strings.Join([]string{line.file, word, a.Enterprise.Name, a.Enterprise.USCC, strconv.Itoa(a.Revision), a.SelfTotal.String()}, "\t"))
		writeProblems(c.errOut, line.file, line.done.Warnings)
	}
	if _, err := io.WriteString(c.out, strings.Join(lines, "\n")+"\n"); err != nil {
		return refused, err
	}
	summary := fmt.Sprintf("共 %d 个工作簿:新建 %d,更新 %d,未变 %d,未收 %d", files, counts["新建"], counts["更新"], counts["未变"], refused)
	if i.Submit {
		summary += fmt.Sprintf(";提交 %d", counts["已提交"])
	}
	if left := files - len(report); left > 0 {
		summary += fmt.Sprintf(";还有 %d 个没有处理", left)
	}
	if i.DryRun {
		summary += "(只检查,没有保存)"
	}
	fmt.Fprintln(c.errOut, summary)
	return refused, nil
}

// sentence says why a use case refused something.
func sentence(e *assessment.Error) string {
	return templates.Message(templates.Chinese, e.Code, e.Params) + " [" + e.Code + "]"
}

// writeMarked puts the marked copy of a refused workbook into the folder for them
// and returns where; "" if the file cannot be opened as a workbook.
func (i *importCommand) writeMarked(run *sandbox.Run, file string, data []byte, problems scoring.Problems) (path string, err error) {
	marked, refused := run.Mark(data, localize(problems))
	if refused != nil {
		return "", nil
	}
	if err := os.MkdirAll(i.Marked, 0o700); err != nil {
		return "", err
	}
	base := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)) + "-问题"
	path = filepath.Join(i.Marked, base+".xlsx")
	// What lies there may have been corrected since, or be of another folder.
	for n := 2; exists(path); n++ {
		path = filepath.Join(i.Marked, base+"-"+strconv.Itoa(n)+".xlsx")
	}
	return path, writeFile(path, func(w io.Writer) error { _, err := w.Write(marked); return err })
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
