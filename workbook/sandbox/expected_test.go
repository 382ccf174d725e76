package sandbox

import (
	"testing"

	"wuxing/scoring"
	"wuxing/templates"
)

// A file that is no list of other departments is told what was asked for, and not the
// scorecard's form; what stands in a cell is told as it is.
func TestAWrongFileIsToldWhatWasExpected(t *testing.T) {
	var problems scoring.Problems
	problems.Add("not_a_workbook", scoring.Position{}, "file", "pdf")
	problems.Add("cell_error", scoring.Position{Sheet: "欠薪", Cell: "B2"}, "found", "#N/A")
	told := func(problem scoring.Problem) string {
		return templates.Message(templates.Chinese, problem.Code, problem.Params)
	}
	if got, want := told(problems[0]), "不能读取这种文件：PDF 文件。请上传从本系统下载并填好的评分表（xlsx）。"; got != want {
		t.Errorf("a form is asked for with %q, want %q", got, want)
	}
	for what, want := range map[string]string{
		expectedAuthority:  "不能读取这种文件：PDF 文件。请上传从本系统下载并填好的部门名单（xlsx）。",
		expectedAssignment: "不能读取这种文件：PDF 文件。请上传从本系统下载并填好的分配表（xlsx）。",
	} {
		expecting(what, problems)
		if got := told(problems[0]); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		if problems[1].Params["expected"] != "" {
			t.Errorf("a cell expects a file: %v", problems[1].Params)
		}
	}
}
