package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"wuxing/api"
	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/store"
	"wuxing/templates"
)

// localize fills in the sentences of problems.
func localize(problems scoring.Problems) scoring.Problems {
	return api.Localize(templates.Chinese, problems)
}

// place is where a problem stands, for a person.
func place(p *scoring.Problem) string {
	switch {
	case p.Cell != "":
		return p.Sheet + "!" + p.Cell
	case p.Sheet != "":
		return p.Sheet
	case p.Line > 0 && p.Path == "":
		return fmt.Sprintf("%d:%d", p.Line, p.Column)
	default:
		return p.Path
	}
}

// writeProblems lists problems a line each: source, place, code, sentence.
func writeProblems(w io.Writer, source string, problems scoring.Problems) {
	for i := range localize(problems) {
		p := &problems[i]
		at := place(p)
		if source != "" && at != "" {
			at = ":" + at
		}
		fmt.Fprintf(w, "%s%s: %s [%s]\n", source, at, p.Message, p.Code)
	}
}

// sayRefused says an expected failure of a use case; false when err is none.
func (c *console) sayRefused(err error) bool {
	var e *assessment.Error
	if !errors.As(err, &e) {
		return false
	}
	fmt.Fprintf(c.errOut, "wuxing: %s [%s]\n", templates.Message(templates.Chinese, e.Code, e.Params), e.Code)
	writeProblems(c.errOut, "", e.Problems)
	return true
}

// explainFailure puts what a person can do about a failure before its cause.
func explainFailure(err error) string {
	hint := ""
	switch {
	case errors.Is(err, store.ErrFolderInUse):
		hint = "数据文件夹正被另一个 wuxing 使用,请先停止它。"
	case errors.Is(err, store.ErrOtherSchema):
		hint = "数据库属于另一个版本的 wuxing,请使用同一版本;要升级,请用新版本启动 wuxing serve。"
	case errors.Is(err, store.ErrNewerSchema):
		hint = "数据库由更新版本的 wuxing 写成,请使用新版本。"
	case errors.Is(err, store.ErrNoFolder):
		hint = "数据库是 PostgreSQL 时，请用 --files 指明放文件的文件夹，本机的私钥也在里面：没有它不能写入。"
	case errors.Is(err, store.ErrKeyGone):
		hint = "本机的私钥不在原处，没有它不能写入：请把它放回 keys/audit.key；几台服务器要共用一个 --files 文件夹。"
	case errors.Is(err, store.ErrOtherKey):
		hint = "审计记录不是用这个文件夹里的私钥封签的：几台服务器要共用一个 --files 文件夹；恢复的备份要放回原来的 keys/audit.key。"
	case errors.Is(err, fs.ErrNotExist):
		hint = "找不到文件。"
	case errors.Is(err, fs.ErrPermission):
		hint = "没有权限读写文件。"
	}
	return hint + err.Error()
}
