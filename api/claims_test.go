package api_test

import (
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// printedSheet is the printed annex with scores in 自评分 by the beginning of the
// indicator's text, made by hand.
func printedSheet(t *testing.T, scores map[string]any) []byte {
	t.Helper()
	annex, err := os.ReadFile("../workbook/testdata/annex.tsv")
	if err != nil {
		t.Fatal(err)
	}
	file := excelize.NewFile()
	defer file.Close()
	set := func(col, row int, value any) {
		cell, err := excelize.CoordinatesToCellName(col, row)
		if err == nil {
			err = file.SetCellValue("Sheet1", cell, value)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	set(1, 1, "企业名称:湖州示例童装有限公司")
	set(4, 1, "统一社会信用代码:"+uscc1)
	row := 1
	for line := range strings.Lines(string(annex)) {
		row++
		texts := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		for col, text := range texts {
			set(col+1, row, text)
		}
		if row == 2 {
			set(6, row, "自评分")
			set(7, row, "评审分")
		}
		for name, score := range scores {
			if texts[2] == name {
				set(6, row, score)
			}
		}
	}
	buffer, err := file.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes()
}

func (r *reply) row(key, id string) map[string]any {
	r.t.Helper()
	rows, _ := r.json[key].([]any)
	for _, row := range rows {
		if row := row.(map[string]any); row["indicator"] == id || row["id"] == id {
			return row
		}
	}
	r.t.Fatalf("%s: no %s in %s\n%.2000s", r.what, id, key, r.body)
	return nil
}

func TestPrintedSheetIsScored(t *testing.T) {
	o := newOffice(t)
	body, kind := upload(t, "file", "paper.xlsx", printedSheet(t, map[string]any{"技术工人占比": 4, "实施股权激励制度": "2分"}))
	for _, query := range []string{"", "?card=wuxing-2024"} {
		got := o.call("", "POST", "/api/v1/score"+query, body, "Content-Type", kind).want(200, "")
		if got.number("total") != 6 || got.text("basis") != "claimed" {
			t.Errorf("got %s", got.body)
		}
		if row := got.row("indicators", "skilled_ratio"); row["basis"] != "claimed" || row["explanation"] != "未提供依据(自报4分,未提供事实依据)" {
			t.Errorf("row %v", row)
		}
		if !strings.Contains(got.body, `"code":"claims_unbacked"`) {
			t.Errorf("no warning in %s", got.body)
		}
	}
	body, kind = upload(t, "file", "paper.xlsx", printedSheet(t, map[string]any{"技术工人培训占比": 1.7}))
	got := o.call("", "POST", "/api/v1/score", body, "Content-Type", kind).want(422, "invalid_input").problem("claim_not_possible", "*")
	if !strings.Contains(got.body, `"cell":"F9"`) || !strings.Contains(got.body, "0、1、2、3") {
		t.Errorf("got %s", got.body)
	}
	o.call("", "POST", "/api/v1/advice", body, "Content-Type", kind).want(422, "invalid_input")
}

func TestClaimsOverJSON(t *testing.T) {
	o := newOffice(t)
	got := o.call("", "POST", "/api/v1/score", `{"facts": {"employees": 400, "skilled_workers": 180, "arbitration_cases": 11}, "claims": {"skilled_ratio": "4", "equity": 2, "arbitration": "veto"}}`).want(200, "")
	if got.number("total") != 5 || got.text("basis") != "partly_claimed" {
		t.Errorf("got %s", got.body)
	}
	if d := got.row("claims", "skilled_ratio"); d["claimed"] != 4.0 || d["computed"] != 3.0 || d["unbacked"] != nil {
		t.Errorf("difference %v", d)
	}
	if d := got.row("claims", "equity"); d["claimed"] != 2.0 || d["unbacked"] != true {
		t.Errorf("difference %v", d)
	}
	o.call("", "POST", "/api/v1/score", `{"claims": {"training_ratio": 1.7, "work_injuries": "veto", "x": 1}}`).want(422, "invalid_input").
		problem("claim_not_possible", "claims.training_ratio").problem("claim_not_possible", "claims.work_injuries").problem("unknown_indicator", "claims.x")
	o.call("", "POST", "/api/v1/score", `{"enterprise": {}}`).want(422, "invalid_input").problem("facts_object_absent", "facts")
	if plain := o.call("", "POST", "/api/v1/score", `{"facts": {}}`).want(200, ""); strings.Contains(plain.body, "basis") || strings.Contains(plain.body, "claims") {
		t.Errorf("facts alone: %s", plain.body)
	}
}

// TestFromPrintedSheetToRanking walks a printed sheet through the whole office.
func TestFromPrintedSheetToRanking(t *testing.T) {
	o := newOffice(t)
	o.round()
	body, kind := upload(t, "file", "paper.xlsx", printedSheet(t, map[string]any{"技能人才培养经费保障": 4, "技术工人占比": 4, "发生欠薪上访": "扣1分"}))
	made := o.call("clerk", "POST", "/api/v1/rounds/2026/applications", body, "Content-Type", kind, "Idempotency-Key", "k1").want(201, "")
	if made.number("self_total") != 7 || made.json["unbacked"] != true || made.json["claims"].(map[string]any)["skilled_ratio"] != 4.0 {
		t.Errorf("made %s", made.body)
	}
	again := o.call("clerk", "POST", "/api/v1/rounds/2026/applications", body, "Content-Type", kind, "Idempotency-Key", "k1").want(201, "")
	if again.body != made.body {
		t.Errorf("the same request is answered otherwise:\n%s\n%s", made.body, again.body)
	}
	at := made.header.Get("Location")
	o.call("clerk", "POST", at+"/submit", `{"pledge":true}`).want(200, "")
	if seen := o.call("reviewer", "GET", at, "").want(200, ""); seen.json["unbacked"] != true {
		t.Errorf("the reviewer sees %s", seen.body)
	}

	review := o.call("reviewer", "GET", at+"/review", "").want(200, "")
	if row := review.row("rows", "skilled_ratio"); review.json["unbacked"] != true || row["unbacked"] != true || row["self"] != 4.0 || row["claimed"] != 4.0 {
		t.Errorf("review %s", review.body)
	}
	version := review.header.Get("ETag")
	refused := o.call("reviewer", "PUT", at+"/review", o.agreeAll("reviewer", at), "If-Match", version).want(422, "invalid_input").
		problem("claim_unbacked", "entries[1]").problem("claim_unbacked", "entries[7]").problem("claim_unbacked", "entries[28]")
	if len(refused.json["problems"].([]any)) != 3 || !strings.Contains(refused.body, "没有事实依据") {
		t.Errorf("refused %s", refused.body)
	}
	decisions := []string{
		`{"indicator":"training_funds","decision":"override","points":2,"reason":"只见经费安排"}`,
		`{"indicator":"skilled_ratio","decision":"correct","facts":{"employees":400,"skilled_workers":180},"reason":"以社保人数为准"}`,
		`{"indicator":"wage_arrears","decision":"override","points":-1,"reason":"信访记录一次"}`,
	}
	done := o.call("reviewer", "PUT", at+"/review", o.agreeAll("reviewer", at, decisions...), "If-Match", version, "Idempotency-Key", "k2").want(200, "")
	if row := done.row("rows", "skilled_ratio"); row["official"] != 3.0 || row["difference"] != -1.0 {
		t.Errorf("done %s", done.body)
	}
	if again := o.call("reviewer", "PUT", at+"/review", o.agreeAll("reviewer", at, decisions...), "If-Match", version, "Idempotency-Key", "k2").want(200, ""); again.body != done.body {
		t.Errorf("the same decisions are answered otherwise:\n%s\n%s", done.body, again.body)
	}
	ranking := o.call("lead", "GET", "/api/v1/rounds/2026/ranking", "").want(200, "")
	row := ranking.json["rows"].([]any)[0].(map[string]any)
	if row["self_total"] != 7.0 || row["official_total"] != 4.0 || row["gap"] != -3.0 {
		t.Errorf("ranking %v", row)
	}
}

// TestWrongClaimsAreRefusedWithTheirCell: nothing is stored.
func TestWrongClaimsAreRefusedWithTheirCell(t *testing.T) {
	o := newOffice(t)
	o.round()
	body, kind := upload(t, "file", "paper.xlsx", printedSheet(t, map[string]any{"技术工人培训占比": 1.7, "技术工人占比": 9}))
	o.call("clerk", "POST", "/api/v1/rounds/2026/applications", body, "Content-Type", kind).want(422, "invalid_input").
		problem("claim_not_possible", "*").problem("claim_out_of_row", "*")
	if list := o.call("clerk", "GET", "/api/v1/rounds/2026/applications", "").want(200, ""); len(list.json["applications"].([]any)) != 0 {
		t.Errorf("stored: %s", list.body)
	}
}

// TestAClaimThatWasNotReturnedIsNamedByItsCell: the workbook comes back with
// another score changed than the one that was asked for.
func TestAClaimThatWasNotReturnedIsNamedByItsCell(t *testing.T) {
	o := newOffice(t)
	o.round()
	body, kind := upload(t, "file", "paper.xlsx", printedSheet(t, map[string]any{"技术工人占比": 4}))
	at := o.call("clerk", "POST", "/api/v1/rounds/2026/applications", body, "Content-Type", kind).want(201, "").header.Get("Location")
	o.call("clerk", "POST", at+"/submit", `{"pledge":true}`).want(200, "")
	version := o.call("reviewer", "GET", at, "").want(200, "").header.Get("ETag")
	o.call("reviewer", "POST", at+"/return", `{"indicators":["titles"],"reason":"请补充称号证书"}`, "If-Match", version).want(200, "")
	version = o.call("clerk", "GET", at, "").want(200, "").header.Get("ETag")
	body, kind = upload(t, "file", "paper.xlsx", printedSheet(t, map[string]any{"技术工人占比": 5}))
	refused := o.call("clerk", "PUT", at+"/facts", body, "Content-Type", kind, "If-Match", version).want(422, "invalid_input").problem("claim_not_open", "*")
	if !strings.Contains(refused.body, `"cell":"F10"`) {
		t.Errorf("no cell in %s", refused.body)
	}
}
