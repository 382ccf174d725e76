package api_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"mime"
	"mime/multipart"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wuxing/assessment"
)

func pdf(text string) []byte {
	return []byte("%PDF-1.7\n1 0 obj\n" + text + "\nendobj\nstartxref\n9\n%%EOF\n")
}

// evidenceForm is a form with a file and texts beside it, as pairs.
func evidenceForm(t *testing.T, name string, content []byte, fields ...string) (body, contentType string) {
	t.Helper()
	var buffer bytes.Buffer
	form := multipart.NewWriter(&buffer)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := form.WriteField(fields[i], fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(content)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return buffer.String(), form.FormDataContentType()
}

func (o *office) addEvidence(who, at, name string, content []byte, fields ...string) *reply {
	o.t.Helper()
	body, kind := evidenceForm(o.t, name, content, fields...)
	return o.call(who, "POST", at+"/evidence", body, "Content-Type", kind)
}

// TestEvidence walks evidence from upload to archive.
func TestEvidence(t *testing.T) {
	o := newOffice(t)
	o.round()
	at := o.draft("clerk", uscc1)
	first := o.addEvidence("clerk", at, "=预算,1.pdf", pdf("1"), "indicator", "training_funds").want(201, "")
	if first.header.Get("Location") != at+"/evidence/"+first.text("id") || first.text("asked") != "经费预算与列支凭证" {
		t.Errorf("Location %s, %s", first.header.Get("Location"), first.body)
	}
	// The same key and file is one upload, whatever the boundary.
	for range 2 {
		body, kind := evidenceForm(t, "预算.pdf", pdf("2"), "indicator", "training_funds", "replaces", first.text("id"))
		again := o.call("clerk", "POST", at+"/evidence", body, "Content-Type", kind, "Idempotency-Key", "e1").want(201, "")
		if again.number("version") != 2 {
			t.Errorf("version %v", again.json["version"])
		}
	}
	body, kind := evidenceForm(t, "预算.pdf", pdf("3"), "indicator", "training_funds", "replaces", first.text("id"))
	o.call("clerk", "POST", at+"/evidence", body, "Content-Type", kind, "Idempotency-Key", "e1").want(422, "idempotency_key_used")
	o.addEvidence("clerk", at, "名册.pdf", pdf("2"), "indicator", "skilled_ratio", "asked", "技术工人名册").want(201, "")
	gone := o.addEvidence("clerk", at, "错.pdf", pdf("wrong"), "indicator", "titles").want(201, "")
	o.call("clerk", "DELETE", at+"/evidence/"+gone.text("id"), "").want(200, "")
	list := o.call("clerk", "GET", at+"/evidence", "").want(200, "")
	if !strings.Contains(list.body, `"same":[{"application":"`) || !strings.Contains(list.body, `"withdrawn_at"`) || !strings.Contains(list.body, `"missing":["社保参保名册"]`) {
		t.Errorf("list %s", list.body)
	}

	// Only ever saved, never shown, by whoever may know of it.
	o.call("reviewer", "GET", at+"/evidence/"+first.text("id"), "").want(404, "not_found")
	got := o.call("clerk", "GET", at+"/evidence/"+first.text("id"), "").want(200, "")
	disposition, params, err := mime.ParseMediaType(got.header.Get("Content-Disposition"))
	if err != nil || disposition != "attachment" || params["filename"] != "=预算,1.pdf" {
		t.Errorf("Content-Disposition %q: %v", got.header.Get("Content-Disposition"), err)
	}
	if got.body != string(pdf("1")) || got.header.Get("Content-Type") != "application/pdf" || got.header.Get("Content-Length") != fmt.Sprint(len(pdf("1"))) ||
		!strings.Contains(got.header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%v %q", got.header, got.body)
	}
	if head := o.call("clerk", "HEAD", at+"/evidence/"+first.text("id"), ""); head.status != 405 {
		t.Errorf("HEAD answers %d: a download is recorded", head.status)
	}

	o.call("clerk", "POST", at+"/submit", `{"pledge":true}`).want(200, "")
	o.addEvidence("clerk", at, "晚.pdf", pdf("late"), "indicator", "titles").want(409, "wrong_state")
	o.call("clerk", "DELETE", at+"/evidence/"+first.text("id"), "").want(409, "wrong_state")
	archive := o.call("reviewer", "GET", at+"/evidence.zip", "").want(200, "")
	if again := o.call("lead", "GET", at+"/evidence.zip", "").want(200, ""); again.body != archive.body {
		t.Error("the archive is another one the second time")
	}
	files := unzip(t, archive.body)
	if files["2.5/01-名册.pdf"] != string(pdf("2")) || files["1.2/01-预算.pdf"] != string(pdf("2")) || len(files) != 3 {
		t.Errorf("files %v", files)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(files["manifest.csv"], "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, row := range rows {
		lines = append(lines, strings.Join([]string{row[0], row[3], row[4], row[5], row[8], row[9][max(0, len(row[9])-6):], row[10]}, "|"))
	}
	want := []string{
		"指标序号|文件名|版本|状态|上传者|时间|在压缩包中的位置",
		"1.2|'=预算,1.pdf|1|已替换|企业|+08:00|",
		"1.2|预算.pdf|2|现行|企业|+08:00|1.2/01-预算.pdf",
		"2.5|名册.pdf|1|现行|企业|+08:00|2.5/01-名册.pdf",
		"6.1|错.pdf|1|已撤回|企业|+08:00|",
	}
	if strings.Join(lines, "\n") != strings.Join(want, "\n") {
		t.Errorf("manifest\n%s", strings.Join(lines, "\n"))
	}
	if history := o.call("reviewer", "GET", at+"/history", "").want(200, ""); strings.Count(history.body, `"export_evidence"`) != 2 || !strings.Contains(history.body, `"open_evidence"`) {
		t.Errorf("the trail lacks downloads: %s", history.body)
	}
	o.call("clerk", "GET", at+"/history", "").want(200, "").mustNot("export_evidence", "open_evidence")
}

// TestLostFiles answers as a whole, or breaks off, where a kept file is gone.
func TestLostFiles(t *testing.T) {
	o := newOffice(t)
	o.round()
	at := o.draft("clerk", uscc1)
	noise := make([]byte, 1<<20) // which an archive cannot make smaller
	_, _ = rand.NewChaCha8([32]byte{}).Read(noise)
	first := o.addEvidence("clerk", at, "大.pdf", append(append([]byte("%PDF-1.7\n1 0 obj\n"), noise...), "startxref\n9\n%%EOF"...), "indicator", "leadership").want(201, "")
	second := o.addEvidence("clerk", at, "小.pdf", pdf("x"), "indicator", "titles").want(201, "")
	lose := func(file *reply) {
		if err := os.Remove(filepath.Join(o.files, file.text("sha256")[:2], file.text("sha256"))); err != nil {
			t.Fatal(err)
		}
	}
	lose(second)
	if got := o.call("clerk", "GET", at+"/evidence/"+second.text("id"), "").want(500, "internal"); got.header.Get("Content-Disposition") != "" {
		t.Error("an error is offered for saving")
	}
	// The archive has begun by then: whoever takes it sees that it is not whole.
	answer, err := o.as("clerk").Get(o.url + at + "/evidence.zip")
	if err == nil {
		_, err = io.ReadAll(answer.Body)
		_ = answer.Body.Close()
	}
	if err == nil {
		t.Error("half an archive looks whole")
	}
	lose(first)
	if got := o.call("clerk", "GET", at+"/evidence.zip", "").want(500, "internal"); got.header.Get("Content-Disposition") != "" {
		t.Error("an error is offered for saving")
	}
}

func unzip(t *testing.T, body string) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[string]string)
	for _, file := range archive.File {
		reader, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		files[file.Name] = string(content)
	}
	return files
}

// TestBadEvidence refuses hostile and mistaken uploads and stores nothing.
func TestBadEvidence(t *testing.T) {
	o := newOffice(t)
	o.round()
	at := o.draft("clerk", uscc1)
	o.draft("clerk2", uscc2)
	form := func(fields ...string) func() (string, string) {
		return func() (string, string) { return evidenceForm(t, "a.pdf", pdf("x"), fields...) }
	}
	file := func(name string, content []byte) func() (string, string) {
		return func() (string, string) { return evidenceForm(t, name, content, "indicator", "titles") }
	}
	for name, test := range map[string]struct {
		who    string
		body   func() (string, string)
		status int
		code   string
		fault  []string // code and path of a problem
	}{
		"no indicator":           {"clerk", form(), 422, "invalid_input", []string{"value_missing", "indicator"}},
		"no such indicator":      {"clerk", form("indicator", "../x"), 422, "invalid_input", []string{"unknown_indicator", "indicator"}},
		"a field twice":          {"clerk", form("indicator", "titles", "indicator", "equity"), 422, "invalid_input", []string{"duplicate_key", "indicator"}},
		"an unknown field":       {"clerk", form("indicator", "titles", "by", "lead"), 422, "invalid_input", []string{"unknown_key", "by"}},
		"a very long field":      {"clerk", form("indicator", strings.Repeat("x", 1025)), 422, "invalid_input", []string{"value_too_long", "indicator"}},
		"replaces nothing":       {"clerk", form("indicator", "titles", "replaces", "none"), 404, "not_found", nil},
		"not asked for":          {"clerk", form("indicator", "titles", "asked", "x"), 422, "invalid_input", []string{"evidence_not_asked", "asked"}},
		"another's application":  {"clerk2", form("indicator", "titles"), 404, "not_found", nil},
		"a reviewer":             {"reviewer", form("indicator", "titles"), 403, "forbidden", nil},
		"nobody":                 {"", form("indicator", "titles"), 401, "unauthenticated", nil},
		"a page called pdf":      {"clerk", file("a.pdf", []byte("<script>alert(1)</script>")), 422, "invalid_input", []string{"evidence_content", "file"}},
		"a program":              {"clerk", file("a.pdf.exe", []byte("MZ")), 422, "invalid_input", []string{"evidence_type", "file"}},
		"an empty file":          {"clerk", file("a.pdf", nil), 422, "invalid_input", []string{"evidence_empty", "file"}},
		"a broken archive":       {"clerk", file("a.docx", []byte("PK\x03\x04xxxx")), 422, "invalid_input", []string{"evidence_content", "file"}},
		"a byte too large":       {"clerk", file("a.pdf", make([]byte, assessment.MaxEvidenceBytes+1)), 413, "body_too_large", nil},
		"JSON":                   {"clerk", func() (string, string) { return `{}`, "application/json" }, 415, "content_type", nil},
		"a form that breaks off": {"clerk", func() (string, string) { body, kind := form("indicator", "titles")(); return body[:len(body)-30], kind }, 422, "invalid_input", []string{"multipart_malformed", "$"}},
		"no form at all":         {"clerk", func() (string, string) { return "x", "multipart/form-data; boundary=y" }, 422, "invalid_input", []string{"multipart_malformed", "$"}},
		"no file": {"clerk", func() (string, string) {
			return "--y\r\nContent-Disposition: form-data; name=\"indicator\"\r\n\r\ntitles\r\n--y--\r\n", "multipart/form-data; boundary=y"
		}, 422, "invalid_input", []string{"file_missing", "file"}},
	} {
		t.Run(name, func(t *testing.T) {
			body, kind := test.body()
			got := o.call(test.who, "POST", at+"/evidence", body, "Content-Type", kind)
			got.t = t
			got.want(test.status, test.code)
			if test.fault != nil {
				got.problem(test.fault[0], test.fault[1])
			}
		})
	}
	if view := o.call("clerk", "GET", at+"/evidence", "").want(200, ""); view.number("bytes") != 0 {
		t.Errorf("something was kept: %s", view.body)
	}
	// Another's evidence is not there for anyone else, under whatever application.
	kept := o.addEvidence("clerk", at, "a.pdf", pdf("x"), "indicator", "titles").want(201, "")
	second := "/api/v1/applications/" + o.call("clerk2", "GET", "/api/v1/rounds/2026/applications", "").want(200, "").json["applications"].([]any)[0].(map[string]any)["id"].(string)
	for _, place := range []string{at, second} {
		o.call("clerk2", "GET", place+"/evidence/"+kept.text("id"), "").want(404, "not_found")
		o.call("clerk2", "DELETE", place+"/evidence/"+kept.text("id"), "").want(404, "not_found")
	}
	o.call("clerk2", "GET", at+"/evidence", "").want(404, "not_found")
	o.call("clerk2", "GET", at+"/evidence.zip", "").want(404, "not_found")
	o.call("reviewer", "GET", at+"/evidence.zip", "").want(404, "not_found")
}
