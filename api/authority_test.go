package api_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// listsBook is the blank workbook of lists with the arbitration cases of uscc1.
func (o *office) listsBook(cases any) []byte {
	o.t.Helper()
	blank := o.call("", "GET", "/api/v1/cards/wuxing-2024/authority.xlsx", "").want(200, "")
	file, err := excelize.OpenReader(strings.NewReader(blank.body))
	if err != nil {
		o.t.Fatal(err)
	}
	for cell, value := range map[string]any{
		"C3": "仲裁案件", "C4": "区仲裁院", "C5": "2026-03-01", "C6": "按无记录计", "B10": uscc1, "C10": "湖州示例童装有限公司", "D10": cases,
		"B11": "91330502MA2B00003L", "C11": "没有申报的", "D11": 1,
	} {
		if err := file.SetCellValue("劳动仲裁案件数", cell, value); err != nil {
			o.t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := file.Write(&out); err != nil {
		o.t.Fatal(err)
	}
	return out.Bytes()
}

const authorityAt = "/api/v1/rounds/2026/authority"

func (o *office) postLists(who, path string, data []byte, fields ...string) *reply {
	o.t.Helper()
	body, kind := evidenceForm(o.t, "名单.xlsx", data, fields...)
	return o.call(who, "POST", path, body, "Content-Type", kind)
}

// TestAuthority walks a department's list from preview to a lifted veto.
func TestAuthority(t *testing.T) {
	o := newOffice(t)
	o.round()
	at := o.reviewed("clerk", uscc1)
	lists := o.listsBook(11)
	preview := o.postLists("lead", authorityAt+"/preview", lists).want(200, "")
	if preview.json["imported"] != false || len(preview.json["unmatched"].([]any)) != 1 || len(preview.json["vetoes"].([]any)) != 1 || !strings.Contains(preview.body, `"declared":null,"before":null,"after":11,"reopens":true`) {
		t.Errorf("preview %s", preview.body)
	}
	o.postLists("lead", authorityAt, lists).want(422, "invalid_input").problem("value_missing", "digest")
	o.postLists("lead", authorityAt, lists, "digest", "sha256:00").want(409, "authority_moved_on")
	o.postLists("lead", authorityAt, o.listsBook(12), "digest", preview.text("digest")).want(409, "authority_moved_on")
	if o.call("reviewer", "GET", at, "").want(200, "").text("state") != "reviewed" {
		t.Error("something changed before it was confirmed")
	}
	o.postLists("lead", authorityAt, lists, "digest", preview.text("digest")).want(200, "")
	listed := o.call("reviewer", "GET", authorityAt, "").want(200, "")
	if len(listed.json["lists"].([]any)) != 1 || !strings.Contains(listed.body, `"matched":1`) {
		t.Errorf("lists %s", listed.body)
	}
	review := o.call("reviewer", "GET", at+"/review", "").want(200, "")
	if !strings.Contains(review.body, `"official":11,"name":"仲裁案件","department":"区仲裁院","dated":"2026-03-01"`) || !strings.Contains(review.body, `"kind":"authority","source":"区仲裁院 仲裁案件","dated":"2026-03-01"`) {
		t.Errorf("review %s", review.body)
	}

	// The veto is lifted by two.
	correction := `{"indicator":"arbitration","decision":"correct","facts":{"arbitration_cases":2},"reason":"复函更正"}`
	o.call("reviewer", "PUT", at+"/review", `{"entries":[`+correction+`]}`, "If-Match", review.header.Get("ETag")).want(422, "invalid_input").problem("veto_second_person", "entries[0]")
	proposal := `{"indicator":"arbitration","facts":{"arbitration_cases":2},"reason":"仲裁院复函更正"}`
	o.call("reviewer2", "POST", at+"/liftings", proposal).want(409, "other_reviewer")
	proposed := o.call("reviewer", "POST", at+"/liftings", proposal).want(200, "")
	id := proposed.json["liftings"].([]any)[0].(map[string]any)["id"].(string)
	decision := at + "/liftings/" + id + "/decision"
	o.call("reviewer", "POST", decision, `{"confirm":true,"reason":"同意"}`).want(403, "same_person")
	o.call("lead", "POST", decision, `{"reason":"同意"}`).want(422, "invalid_input").problem("value_missing", "confirm")
	o.call("lead", "POST", at+"/liftings/none/decision", `{"confirm":true,"reason":"同意"}`).want(404, "not_found")
	o.call("lead", "POST", decision, `{"confirm":true,"reason":"同意"}`, "If-Match", `"1"`).want(412, "version_moved_on")
	lifted := o.call("lead", "POST", decision, `{"confirm":true,"reason":"已与仲裁院核对"}`).want(200, "")
	if lifted.json["official"].(map[string]any)["vetoed"] != false {
		t.Errorf("still vetoed: %s", lifted.body)
	}
	o.call("lead", "POST", decision, `{"confirm":true,"reason":"同意"}`).want(409, "already_decided")
	o.call("clerk", "GET", at+"/history", "").want(200, "").mustNot("lifting", "import_authority", "仲裁院")
}

// TestBadAuthority refuses what is no list and who may not bring one.
func TestBadAuthority(t *testing.T) {
	o := newOffice(t)
	o.round()
	lists := o.listsBook(3)
	bad := o.listsBook("三")
	for _, test := range []struct {
		who, path string
		data      []byte
		status    int
		code      string
		fault     string
	}{
		{"reviewer", "/preview", lists, 403, "forbidden", ""},
		{"clerk", "/preview", lists, 403, "forbidden", ""},
		{"admin", "", lists, 403, "forbidden", ""},
		{"", "/preview", lists, 401, "unauthenticated", ""},
		{"lead", "/preview", []byte("a,b"), 422, "invalid_input", "unsupported_file"},
		{"lead", "/preview", nil, 422, "invalid_input", "not_a_workbook"},
		{"lead", "/preview", lists[:1000], 422, "invalid_input", "workbook_damaged"},
		{"lead", "/preview", bad, 422, "invalid_input", "not_count"},
	} {
		got := o.postLists(test.who, authorityAt+test.path, test.data, map[bool][]string{true: {"digest", "x"}}[test.path == ""]...).want(test.status, test.code)
		if test.fault != "" {
			got.problem(test.fault, "*")
		}
	}
	o.postLists("lead", "/api/v1/rounds/none/authority/preview", lists).want(404, "not_found")
	o.call("clerk", "GET", authorityAt, "").want(403, "forbidden")
	o.call("reviewer", "GET", "/api/v1/rounds/none/authority", "").want(404, "not_found")
	o.call("", "GET", "/api/v1/cards/none/authority.xlsx", "").want(404, "not_found")
	o.call("lead", "POST", authorityAt+"/preview", `{}`).want(415, "content_type")
}
