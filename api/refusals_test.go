package api_test

import (
	"testing"

	"wuxing/internal/hostile"
)

// whatInstead is what the sender of a file is told that is no workbook, or none
// that can be read: what it is and what to do instead.
var whatInstead = map[string]string{
	"empty file":                       "不能读取这种文件：空文件。请上传从本系统下载并填好的评分表（xlsx）。",
	"noise":                            "不能读取这种文件：其他文件。请上传从本系统下载并填好的评分表（xlsx）。",
	"xls":                              "不能读取这种文件：旧版 Excel 或 WPS 表格文件（xls、et）。请用 Excel 或 WPS 打开后另存为 xlsx 格式再上传。",
	"et of WPS":                        "不能读取这种文件：旧版 Excel 或 WPS 表格文件（xls、et）。请用 Excel 或 WPS 打开后另存为 xlsx 格式再上传。",
	"Word document":                    "不能读取这种文件：文字文档或演示文稿。请上传从本系统下载并填好的评分表（xlsx）。",
	"encrypted xlsx":                   "不能读取这种文件：加了打开密码的文件（须先取消密码）。请用 Excel 或 WPS 打开后另存为 xlsx 格式再上传。",
	"csv":                              "不能读取这种文件：CSV 文本文件。请用 Excel 或 WPS 打开后另存为 xlsx 格式再上传。",
	"csv in GB 18030":                  "不能读取这种文件：CSV 文本文件。请用 Excel 或 WPS 打开后另存为 xlsx 格式再上传。",
	"tab separated":                    "不能读取这种文件：CSV 文本文件。请用 Excel 或 WPS 打开后另存为 xlsx 格式再上传。",
	"html table":                       "不能读取这种文件：网页文件。请用 Excel 或 WPS 打开后另存为 xlsx 格式再上传。",
	"SpreadsheetML 2003":               "不能读取这种文件：XML 文件。请用 Excel 或 WPS 打开后另存为 xlsx 格式再上传。",
	"plain text":                       "不能读取这种文件：文字文件。请上传从本系统下载并填好的评分表（xlsx）。",
	"pdf":                              "不能读取这种文件：PDF 文件。请上传从本系统下载并填好的评分表（xlsx）。",
	"picture":                          "不能读取这种文件：图片。请上传从本系统下载并填好的评分表（xlsx）。",
	"photo":                            "不能读取这种文件：图片。请上传从本系统下载并填好的评分表（xlsx）。",
	"rar":                              "不能读取这种文件：压缩包（须先解压）。请上传从本系统下载并填好的评分表（xlsx）。",
	"zip with a workbook in it":        "不能读取这种文件：压缩包（须先解压）。请上传从本系统下载并填好的评分表（xlsx）。",
	"docx":                             "不能读取这种文件：文字文档或演示文稿。请上传从本系统下载并填好的评分表（xlsx）。",
	"ods":                              "不能读取这种文件：ODS 文件。请用 Excel 或 WPS 打开后另存为 xlsx 格式再上传。",
	"numbers":                          "不能读取这种文件：Numbers 表格。请用 Excel 或 WPS 打开后另存为 xlsx 格式再上传。",
	"xlsb":                             "不能读取这种文件：二进制工作簿（xlsb）。请用 Excel 或 WPS 打开后另存为 xlsx 格式再上传。",
	"xlsm":                             "不能读取这种文件：带宏的工作簿（xlsm）。请用 Excel 或 WPS 打开后另存为 xlsx 格式再上传。",
	"macros under the type of an xlsx": "不能读取这种文件：带宏的工作簿（xlsm）。请用 Excel 或 WPS 打开后另存为 xlsx 格式再上传。",
	"cut off in the middle":            "工作簿已损坏，无法读取。请用 Excel 或 WPS 打开检查，另存后重新上传。",
}

// TestOtherFilesAreRefusedInWords goes through the self-test; the two other ways in
// take the same reader and change nothing.
func TestOtherFilesAreRefusedInWords(t *testing.T) {
	o := newOffice(t)
	o.round()
	form := o.call("", "GET", "/api/v1/cards/wuxing-2024/form.xlsx", "").want(200, "")
	kinds, err := hostile.OtherFiles([]byte(form.body))
	if err != nil {
		t.Fatal(err)
	}
	at := o.draft("clerk", uscc1)
	before := o.call("clerk", "GET", at, "").want(200, "")
	told := 0
	for _, kind := range kinds {
		sentence, ok := whatInstead[kind.Name]
		if !ok {
			continue
		}
		told++
		body, contentType := upload(t, "file", "自评表.xlsx", kind.Data)
		for _, way := range []*reply{
			o.call("", "POST", "/api/v1/score", body, "Content-Type", contentType),
			o.call("clerk2", "POST", "/api/v1/rounds/2026/applications", body, "Content-Type", contentType),
			o.call("clerk", "PUT", at+"/facts", body, "Content-Type", contentType, "If-Match", before.header.Get("ETag")),
		} {
			way.want(422, "invalid_input")
			problems := way.json["problems"].([]any)
			if problem := problems[0].(map[string]any); len(problems) != 1 || problem["code"] != kind.Code || problem["message"] != sentence {
				t.Errorf("%s: %v", kind.Name, problems)
			}
		}
	}
	if told != len(whatInstead) {
		t.Errorf("%d of %d kinds were sent", told, len(whatInstead))
	}
	if after := o.call("clerk", "GET", at, "").want(200, ""); after.body != before.body {
		t.Errorf("a refused file has changed the application: %s", after.body)
	}
	if list := o.call("clerk2", "GET", "/api/v1/rounds/2026/applications", "").want(200, ""); len(list.json["applications"].([]any)) != 0 {
		t.Errorf("a refused file has made an application: %s", list.body)
	}
}
