package api_test

import (
	"bytes"
	"fmt"
	"mime"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestListsLeaveWhenTheyMay: nobody has a list before its time, whoever watches has
// it early and is recorded, and the public needs no account.
func TestListsLeaveWhenTheyMay(t *testing.T) {
	o := newOffice(t)
	o.round()
	o.reviewed("clerk", uscc1)
	const round = "/api/v1/rounds/2026"
	early := func(paths ...string) {
		t.Helper()
		for _, path := range paths {
			for _, who := range []string{"", "clerk", "reviewer", "admin"} {
				o.call(who, "GET", round+path, "").want(404, "not_found")
			}
		}
	}
	early("/notice.xlsx", "/final.xlsx")
	o.call("lead", "GET", round+"/final.xlsx", "").want(409, "outcome_pending")
	o.call("lead", "GET", round+"/awards.xlsx", "").want(409, "outcome_pending")
	o.call("lead", "GET", round+"/notice.xlsx", "").want(404, "not_found")
	o.call("", "GET", "/api/v1/rounds/none/final.xlsx", "").want(404, "not_found")
	o.call("lead", "POST", round+"/ranking", "").want(200, "")
	o.publish()
	before := exportsOf(o)
	for path, name := range map[string]string{"/notice.xlsx": "技能型企业公示名单（2026）.xlsx", "/final.xlsx": "技能型企业认定名单（2026）.xlsx"} {
		for _, who := range []string{"", "clerk", "reviewer", "admin"} {
			got := o.call(who, "GET", round+path, "").want(200, "")
			_, params, err := mime.ParseMediaType(got.header.Get("Content-Disposition"))
			text := partsOf(t, got.body)
			if err != nil || params["filename"] != name || !strings.Contains(text, "湖州示例童装有限公司") {
				t.Errorf("%s for %q: %q", path, who, params["filename"])
			}
			for _, secret := range []string{uscc1, "显示名", "评审总分", "20000.00"} {
				if strings.Contains(text, secret) {
					t.Errorf("%s tells %s", path, secret)
				}
			}
		}
	}
	if exportsOf(o) != before {
		t.Error("downloads of public lists are on record")
	}
	for _, path := range []string{"/notice.xlsx", "/final.xlsx", "/awards.xlsx"} {
		for _, who := range []string{"", "lead"} { // what the lead takes is recorded
			o.call(who, "HEAD", round+path, "").want(405, "")
		}
		o.call("lead", "GET", round+path, "").want(200, "")
	}
	if made := exportsOf(o) - before; made != 3 {
		t.Errorf("%d of 3 exports of the lead are on record", made)
	}
	awards := partsOf(t, o.call("lead", "GET", round+"/awards.xlsx", "").body)
	if !strings.Contains(awards, uscc1) || !strings.Contains(awards, "<v>20000.00</v>") {
		t.Error("the award list lacks code or amount")
	}
	o.call("", "GET", round+"/awards.xlsx", "").want(401, "unauthenticated")
	for _, who := range []string{"clerk", "reviewer", "admin"} {
		o.call(who, "GET", round+"/awards.xlsx", "").want(403, "forbidden")
		o.call(who, "GET", round+"/assignments.xlsx", "").want(403, "forbidden")
	}
}

func (o *office) postFile(who, path, name string, data []byte, fields ...string) *reply {
	o.t.Helper()
	body, kind := evidenceForm(o.t, name, data, fields...)
	return o.call(who, "POST", path, body, "Content-Type", kind)
}

// TestAssignmentComesBackAsAFile downloads the assignment, edits it and sends it
// back, as a workbook and as CSV.
func TestAssignmentComesBackAsAFile(t *testing.T) {
	o := newOffice(t)
	o.round()
	at := o.submitted("clerk", uscc1)
	o.submitted("clerk2", uscc2)
	const assignments = "/api/v1/rounds/2026/assignments"
	book := []byte(o.call("lead", "GET", assignments+".xlsx", "").want(200, "").body)
	o.call("lead", "HEAD", assignments+".xlsx", "").want(405, "")
	if plan := o.postFile("lead", assignments+"/preview", "分配.xlsx", book).want(200, ""); len(plan.json["rows"].([]any)) != 0 {
		t.Errorf("the file as it was does %s", plan.body)
	}
	file, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range []string{"E4", "E5"} {
		if err := file.SetCellValue("评审分配", cell, "reviewer2"); err != nil {
			t.Fatal(err)
		}
	}
	var edited bytes.Buffer
	if err := file.Write(&edited); err != nil {
		t.Fatal(err)
	}
	plan := o.postFile("lead", assignments+"/preview", "分配.xlsx", edited.Bytes()).want(200, "")
	if len(plan.json["rows"].([]any)) != 2 || !strings.Contains(plan.body, `"after":["reviewer2"]`) || plan.json["done"] != nil {
		t.Errorf("the plan is %s", plan.body)
	}
	o.postFile("lead", assignments, "分配.xlsx", edited.Bytes()).want(422, "invalid_input").problem("value_missing", "digest")
	o.postFile("lead", assignments, "分配.xlsx", edited.Bytes(), "digest", "sha256:00").want(409, "plan_changed")
	if o.call("lead", "GET", at, "").want(200, "").number("version") != 2 {
		t.Error("something was assigned before it was confirmed")
	}
	done := o.postFile("lead", assignments, "分配.xlsx", edited.Bytes(), "digest", plan.text("digest")).want(200, "")
	if done.json["done"] != true {
		t.Errorf("assigned %s", done.body)
	}
	o.postFile("lead", assignments, "分配.xlsx", edited.Bytes(), "digest", plan.text("digest")).want(409, "plan_changed")

	csv := []byte("评审员,统一社会信用代码\r\nreviewer," + uscc1 + "\r\n")
	plan = o.postFile("lead", assignments+"/preview", "分配.csv", csv).want(200, "")
	o.postFile("lead", assignments, "分配.csv", csv, "digest", plan.text("digest")).want(200, "")
	if now := partsOf(t, o.call("lead", "GET", assignments+".xlsx", "").want(200, "").body); strings.Count(now, "<t>reviewer2</t>") != 2 { // one has it, one row of the list of reviewers
		t.Errorf("the file did not do what it says: %d", strings.Count(now, "<t>reviewer2</t>"))
	}
	o.postFile("reviewer", assignments+"/preview", "分配.csv", csv).want(403, "forbidden")
}

// TestBadAssignmentFilesDoNothing: every fault by its cell, hostile files among
// them, and nothing changes.
func TestBadAssignmentFilesDoNothing(t *testing.T) {
	o := newOffice(t)
	o.round()
	at := o.submitted("clerk", uscc1)
	const assignments = "/api/v1/rounds/2026/assignments"
	o.call("lead", "POST", assignments+"/preview", `{"balanced":true}`).want(200, "")
	bad := "统一社会信用代码,评审员\n9133,reviewer\n" + uscc1 + ",nobody\n" + uscc1 + ",reviewer\n" + uscc2 + ",reviewer\n"
	bomb := []byte("PK\x03\x04" + strings.Repeat("\x00", 1000))
	for _, test := range []struct {
		name  string
		data  []byte
		codes []string
	}{
		{"bad.csv", []byte(bad), []string{"uscc_form A2", "unknown_reviewer B3", "application_twice A4", "unknown_application A5"}},
		{"columns.csv", []byte("a,b\n1,2\n"), []string{"assignment_columns ", "assignment_columns "}},
		{"quote.csv", []byte("统一社会信用代码,评审员\n\"x"), []string{"assignment_csv "}},
		{"bomb.xlsx", bomb, []string{"workbook_damaged "}},
		{"empty.xlsx", nil, []string{"not_a_workbook "}},
		{"script.xlsx", []byte("#!/bin/sh\nrm -rf /\n"), []string{"assignment_columns ", "assignment_columns "}},
		{"commas.csv", []byte(strings.Repeat(",", 3<<20)), []string{"assignment_columns ", "assignment_columns "}},
	} {
		for _, path := range []string{assignments + "/preview", assignments} {
			fields := []string{"digest", "sha256:00"}
			if path != assignments {
				fields = nil
			}
			got := o.postFile("lead", path, test.name, test.data, fields...).want(422, "invalid_input")
			var codes []string
			for _, p := range got.json["problems"].([]any) {
				p := p.(map[string]any)
				cell, _ := p["cell"].(string)
				codes = append(codes, fmt.Sprint(p["code"], " ", cell))
				if message, _ := p["message"].(string); message == "" || strings.ContainsAny(message, "{}") {
					t.Errorf("%s: %s has the sentence %q", test.name, p["code"], message)
				}
			}
			if fmt.Sprint(codes) != fmt.Sprint(test.codes) && !strings.Contains(fmt.Sprint(codes), "workbook_too_costly") {
				t.Errorf("%s: %v", test.name, codes)
			}
		}
	}
	if o.call("lead", "GET", at, "").want(200, "").number("version") != 2 {
		t.Error("a file with faults has assigned something")
	}
	// A wrong check digit is a warning, also where the plan has moved.
	wrong := []byte("统一社会信用代码,评审员\n" + uscc2 + ",reviewer\n")
	o.submitted("clerk2", uscc2)
	plan := o.postFile("lead", assignments+"/preview", "a.csv", wrong).want(200, "")
	moved := o.postFile("lead", assignments, "a.csv", wrong, "digest", "sha256:00").want(409, "plan_changed")
	for _, got := range []*reply{plan, moved} {
		if !strings.Contains(got.body, `"uscc_check_digit"`) || strings.Contains(got.body, `"message":""`) {
			t.Errorf("the warning is missing or without words: %s", got.body)
		}
	}
}
