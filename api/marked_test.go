package api_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"wuxing/scoring"
	"wuxing/workbook"
)

const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// formOf is the form of the default card with the clerk's enterprise and cells
// filled in, by the names of the cells.
func formOf(t *testing.T, answers map[string]any) []byte {
	t.Helper()
	card, _ := scoring.Cards().Card(scoring.DefaultCardID)
	var form bytes.Buffer
	enterprise := &scoring.Enterprise{Name: "湖州示例童装有限公司", USCC: uscc1, Township: "织里镇"}
	if err := workbook.WriteForm(&form, card, enterprise, nil); err != nil {
		t.Fatal(err)
	}
	return fillIn(t, form.Bytes(), answers)
}

func fillIn(t *testing.T, form []byte, answers map[string]any) []byte {
	t.Helper()
	file := book(t, form)
	for _, name := range file.GetDefinedName() {
		value, given := answers[name.Name]
		if !given {
			continue
		}
		sheet, cell, _ := strings.Cut(strings.ReplaceAll(name.RefersTo, "$", ""), "!")
		if err := file.SetCellValue(strings.Trim(sheet, "'"), cell, value); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := file.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func book(t *testing.T, data []byte) *excelize.File {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	return file
}

// marksIn tells what of our marks a workbook shows.
func marksIn(t *testing.T, data []byte) (marks []string) {
	t.Helper()
	file := book(t, data)
	for _, sheet := range file.GetSheetList() {
		if strings.HasPrefix(sheet, "问题清单") || strings.HasPrefix(sheet, "标记") {
			marks = append(marks, sheet)
		}
		notes, err := file.GetComments(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, note := range notes {
			if note.Author == "吴兴申报检查" { // the form has notes of its own
				marks = append(marks, sheet+"!"+note.Cell)
			}
		}
	}
	return marks
}

// TestRefusedWorkbookComesBackMarked walks the whole way: a wrong workbook, the
// marked one, the corrected one, what is kept.
func TestRefusedWorkbookComesBackMarked(t *testing.T) {
	o := newOffice(t)
	o.round()
	const path = "/api/v1/rounds/2026/applications"
	wrong := formOf(t, map[string]any{"employees": "四百人", "skilled_workers": 200.5, "enterprise_uscc": uscc2})
	body, kind := upload(t, "file", "示例 童装.xlsx", wrong)

	// As ever without asking for it.
	for _, accept := range []string{"", "*/*", "application/problem+json", "application/json, " + xlsx, xlsx + ";q=0.2, application/problem+json", xlsx + ";q=0.9, */*", xlsx + ";q=0", xlsx + ";q=x"} {
		got := o.call("clerk", "POST", path, body, "Content-Type", kind, "Accept", accept).want(422, "invalid_input").problem("not_count", "*")
		if len(got.json["problems"].([]any)) != 2 {
			t.Errorf("%s", got.body)
		}
	}
	marked := o.call("clerk", "POST", path, body, "Content-Type", kind, "Accept", xlsx+", */*")
	if marked.status != 422 || marked.header.Get("Content-Type") != xlsx {
		t.Fatalf("%d %s", marked.status, marked.header.Get("Content-Type"))
	}
	if _, params, err := mime.ParseMediaType(marked.header.Get("Content-Disposition")); err != nil || params["filename"] != "示例 童装-问题.xlsx" {
		t.Errorf("offered as %q, %v", marked.header.Get("Content-Disposition"), err)
	}
	if marks := marksIn(t, []byte(marked.body)); len(marks) != 4 { // two sheets, two cells
		t.Errorf("marks %q", marks)
	}

	// The marked file corrected, with the cells right but of another enterprise:
	// that is a problem of the use case, and marked in its cell.
	corrected := fillIn(t, []byte(marked.body), map[string]any{"employees": 400, "skilled_workers": 200})
	body, kind = upload(t, "file", "示例 童装-问题.xlsx", corrected)
	other := o.call("clerk", "POST", path, body, "Content-Type", kind, "Accept", xlsx)
	if other.status != 422 || len(marksIn(t, []byte(other.body))) != 3 {
		t.Fatalf("%d %q", other.status, marksIn(t, []byte(other.body)))
	}
	corrected = fillIn(t, []byte(other.body), map[string]any{"enterprise_uscc": uscc1})
	body, kind = upload(t, "file", "改好的.xlsx", corrected)
	made := o.call("clerk", "POST", path, body, "Content-Type", kind, "Accept", xlsx).want(201, "")
	source := made.json["source"].(map[string]any)
	if source["received_sha256"] == nil || source["received_sha256"] == source["sha256"] || source["name"] != "改好的.xlsx" {
		t.Errorf("source %v", source)
	}

	// What is kept has no marks and looks as what came at first.
	at := made.header.Get("Location")
	kept := o.call("clerk", "GET", at+"/source.xlsx", "")
	if kept.status != 200 || kept.header.Get("Content-Type") != xlsx || kept.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Fatalf("%d %v", kept.status, kept.header)
	}
	if _, params, err := mime.ParseMediaType(kept.header.Get("Content-Disposition")); err != nil || params["filename"] != "改好的.xlsx" {
		t.Errorf("offered as %q, %v", kept.header.Get("Content-Disposition"), err)
	}
	if marks := marksIn(t, []byte(kept.body)); len(marks) != 0 {
		t.Errorf("kept with marks %q", marks)
	}
	before, after := book(t, wrong), book(t, []byte(kept.body))
	for row := 1; row <= 60; row++ {
		cell := fmt.Sprintf("C%d", row)
		if was, is := styleOf(t, before, cell), styleOf(t, after, cell); was != is {
			t.Errorf("%s looks like %s, was %s", cell, is, was)
		}
	}
	if again := o.call("clerk", "PUT", at+"/facts", body, "Content-Type", kind, "If-Match", made.header.Get("ETag")).want(200, ""); again.number("revision") != 1 {
		t.Errorf("the same workbook makes revision %v", again.number("revision"))
	}
}

func styleOf(t *testing.T, file *excelize.File, cell string) string {
	t.Helper()
	id, err := file.GetCellStyle("单项数据", cell)
	if err != nil {
		t.Fatal(err)
	}
	style, err := file.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%+v %+v %+v %+v", style.Fill, style.Border, style.Alignment, style.Protection)
}

// TestSourceIsForThoseWhoMayRead keeps to the revision that each may see, and
// writes down who took it.
func TestSourceIsForThoseWhoMayRead(t *testing.T) {
	o := newOffice(t)
	o.round()
	first := formOf(t, map[string]any{"employees": 400})
	body, kind := upload(t, "file", "一.xlsx", first)
	made := o.call("clerk", "POST", "/api/v1/rounds/2026/applications", body, "Content-Type", kind).want(201, "")
	if source := made.json["source"].(map[string]any); source["received_sha256"] != nil {
		t.Errorf("a workbook without marks was changed: %v", source)
	}
	at := made.header.Get("Location")
	if kept := o.call("clerk", "GET", at+"/source.xlsx", ""); kept.body != string(first) {
		t.Error("a workbook without marks is not kept as it came")
	}
	o.call("reviewer", "GET", at+"/source.xlsx", "").want(404, "not_found")
	o.call("clerk2", "GET", at+"/source.xlsx", "").want(404, "not_found")
	o.call("admin", "GET", at+"/source.xlsx", "").want(403, "forbidden")
	o.call("", "GET", at+"/source.xlsx", "").want(401, "unauthenticated")
	o.call("clerk", "POST", at+"/submit", `{"pledge":true}`).want(200, "")
	for _, who := range []string{"reviewer", "lead"} {
		if kept := o.call(who, "GET", at+"/source.xlsx", ""); kept.status != 200 || kept.body != string(first) {
			t.Errorf("%s: %d", who, kept.status)
		}
	}
	if head := o.call("lead", "HEAD", at+"/source.xlsx", ""); head.status != 405 {
		t.Errorf("HEAD: %d", head.status)
	}
	digest := sha256.Sum256(first)
	var exports []string
	for _, line := range o.call("lead", "GET", "/api/v1/rounds/2026/exports", "").want(200, "").json["exports"].([]any) {
		export := line.(map[string]any)
		if export["kind"] != "source.xlsx" || export["sha256"] != hex.EncodeToString(digest[:]) || at != "/api/v1/applications/"+export["application"].(string) {
			t.Errorf("export %v", export)
		}
		exports = append(exports, export["role"].(string))
	}
	if diff := cmp.Diff([]string{"enterprise", "reviewer", "lead"}, exports); diff != "" {
		t.Errorf("recorded exports (-want +got):\n%s", diff)
	}
	o.call("clerk", "GET", at+"/history", "").want(200, "").mustNot("export")

	typed := o.draft("clerk2", uscc2) // in JSON
	o.call("clerk2", "GET", typed+"/source.xlsx", "").want(404, "no_source_file")
}

// TestOnlyWorkbooksComeBack: what cannot be opened is told about, whatever the
// client would like to have.
func TestOnlyWorkbooksComeBack(t *testing.T) {
	o := newOffice(t)
	form := formOf(t, map[string]any{"employees": "四百人"})
	for name, data := range map[string][]byte{"text": []byte("employees,400"), "cut": form[:len(form)/2], "empty": {}} {
		body, kind := upload(t, "file", name+".xlsx", data)
		o.call("", "POST", "/api/v1/score", body, "Content-Type", kind, "Accept", xlsx).want(422, "invalid_input")
	}
	o.call("", "POST", "/api/v1/score", `{"facts":{"employees":-1}}`, "Accept", xlsx).want(422, "invalid_input")
	body, kind := upload(t, "wrong", "a.xlsx", form)
	o.call("", "POST", "/api/v1/score", body, "Content-Type", kind, "Accept", xlsx).want(422, "invalid_input").problem("file_missing", "file")
	body, kind = upload(t, "file", "", form)
	for _, path := range []string{"/api/v1/score", "/api/v1/advice"} {
		marked := o.call("", "POST", path, body, "Content-Type", kind, "Accept", xlsx)
		_, params, err := mime.ParseMediaType(marked.header.Get("Content-Disposition"))
		if marked.status != 422 || err != nil || params["filename"] != "申报表-问题.xlsx" || len(marksIn(t, []byte(marked.body))) != 3 {
			t.Errorf("%s: %d %q %v", path, marked.status, marked.header.Get("Content-Disposition"), err)
		}
	}
}

// A name of our marks that points at the facts would have them taken away with the
// marks: what is kept has to show what was scored.
func TestNoMarkTakesFactsAway(t *testing.T) {
	o := newOffice(t)
	o.round()
	for _, name := range []string{"wuxing_mark_list", "wuxing_marks"} {
		file := book(t, formOf(t, map[string]any{"employees": 400, "skilled_workers": 200}))
		if err := file.SetDefinedName(&excelize.DefinedName{Name: name, RefersTo: "'单项数据'!$A$1"}); err != nil {
			t.Fatal(err)
		}
		var changed bytes.Buffer
		if err := file.Write(&changed); err != nil {
			t.Fatal(err)
		}
		body, kind := upload(t, "file", "a.xlsx", changed.Bytes())
		o.call("clerk", "POST", "/api/v1/rounds/2026/applications", body, "Content-Type", kind).want(422, "invalid_input").problem("workbook_damaged", "*")
	}
}
