package api_test

import (
	"archive/zip"
	"bytes"
	"io"
	"mime"
	"strings"
	"testing"
)

// TestExports: who may take which file, under which name, and what the log says.
func TestExports(t *testing.T) {
	o := newOffice(t)
	o.round()
	at := o.reviewed("clerk", uscc1)
	const round = "/api/v1/rounds/2026"
	for _, test := range []struct {
		path, kind, name, begins string
		may, mayNot              []string
	}{
		{at + "/printed.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "评分表（湖州示例童装有限公司）.xlsx", "PK", []string{"clerk", "reviewer", "lead"}, []string{"admin"}},
		{at + "/form.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "技能型企业遴选评分表（湖州示例童装有限公司）.xlsx", "PK", []string{"clerk", "reviewer", "lead"}, []string{"admin"}},
		{round + "/ranking.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "技能型企业排名（2026）.xlsx", "PK", []string{"reviewer", "lead"}, []string{"clerk", "admin"}},
		{round + "/ranking.csv", "text/csv", "技能型企业排名（2026）.csv", "\ufeff\"名次\"", []string{"reviewer", "lead"}, []string{"clerk", "admin"}},
		{round + "/lines.csv", "text/csv", "技能型企业排名明细（2026）.csv", "\ufeff\"名次\"", []string{"reviewer", "lead"}, []string{"clerk", "admin"}},
		{at + "/evidence.zip", "application/zip", "佐证材料（湖州示例童装有限公司）.zip", "PK", []string{"clerk", "reviewer", "lead"}, []string{"admin"}},
		{round + "/printed.zip", "application/zip", "评分表（2026）.zip", "PK", []string{"reviewer", "lead"}, []string{"clerk", "admin"}},
	} {
		before := exportsOf(o)
		for _, who := range test.may {
			got := o.call(who, "GET", test.path, "").want(200, "")
			kind, _, err := mime.ParseMediaType(got.header.Get("Content-Type"))
			_, params, _ := mime.ParseMediaType(got.header.Get("Content-Disposition"))
			if err != nil || kind != test.kind || params["filename"] != test.name || !strings.HasPrefix(got.body, test.begins) {
				t.Errorf("%s: %q %q, %.20q", test.path, kind, params["filename"], got.body)
			}
		}
		each := 1
		if strings.HasSuffix(test.path, "printed.zip") {
			each = 2 // begun, and whole
		}
		if made := exportsOf(o) - before; made != each*len(test.may) {
			t.Errorf("%s: %d lines in the log for %d files", test.path, made, len(test.may))
		}
		before = exportsOf(o)
		for _, who := range test.mayNot {
			o.call(who, "GET", test.path, "").want(403, "forbidden").mustNot("童装")
		}
		o.call("lead", "HEAD", test.path, "").want(405, "")
		o.call("lead", "GET", strings.NewReplacer(at, "/api/v1/applications/none", round, "/api/v1/rounds/none").Replace(test.path), "").want(404, "not_found")
		o.call("lead", "GET", test.path, "", "Idempotency-Key", "two words").want(422, "invalid_input")
		if exportsOf(o) != before {
			t.Errorf("%s: a refused request is in the log", test.path)
		}
	}
	o.call("clerk2", "GET", at+"/printed.xlsx", "").want(404, "not_found")
	for _, who := range []string{"clerk", "reviewer", "admin"} {
		o.call(who, "GET", round+"/exports", "").want(403, "forbidden")
	}
	o.call("lead", "GET", "/api/v1/rounds/none/exports", "").want(404, "not_found")
}

func exportsOf(o *office) int {
	o.t.Helper()
	return len(o.call("lead", "GET", "/api/v1/rounds/2026/exports", "").want(200, "").json["exports"].([]any))
}

// TestPrintedBeforePublication: the enterprise's sheet and the bureau's differ by
// the review.
func TestPrintedBeforePublication(t *testing.T) {
	o := newOffice(t)
	o.round()
	at := o.reviewed("clerk", uscc1)
	staff := partsOf(t, o.call("lead", "GET", at+"/printed.xlsx", "").want(200, "").body)
	own := partsOf(t, o.call("clerk", "GET", at+"/printed.xlsx", "").want(200, "").body)
	for _, told := range []string{"同意自评", "显示名reviewer"} {
		if !strings.Contains(staff, told) {
			t.Errorf("the bureau's sheet lacks %s", told)
		}
		if strings.Contains(own, told) {
			t.Errorf("the enterprise's sheet tells %s before publication", told)
		}
	}
	if !strings.Contains(own, "尚未公布") {
		t.Error("the sheet does not say why there is no official score")
	}
}

// partsOf is all text of a workbook.
func partsOf(t *testing.T, book string) string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader([]byte(book)), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	all := ""
	for _, entry := range archive.File {
		part, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		all += string(text)
	}
	return all
}
