package api_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// TestBadFacts refuses what cannot be meant, with every problem at its place.
func TestBadFacts(t *testing.T) {
	o := newOffice(t)
	type at struct{ code, path string }
	for name, test := range map[string]struct {
		body string
		want []at
	}{
		"contradiction":       {`{"facts":{"employees":10,"skilled_workers":20}}`, []at{{"facts_contradict", "facts.skilled_workers"}}},
		"several at once":     {`{"facts":{"employees":12.5,"emploees":1,"training_funds":"much"}}`, []at{{"fraction_of_count", "facts.employees"}, {"unknown_fact", "facts.emploees"}, {"unknown_choice", "facts.training_funds"}}},
		"unknown key":         {`{"facts":{},"fact":{}}`, []at{{"unknown_key", "fact"}}},
		"negative":            {`{"facts":{"employees":-1}}`, []at{{"negative", "facts.employees"}}},
		"absurdly large":      {`{"facts":{"employees":99999999999999999999}}`, []at{{"above_limit", "facts.employees"}}},
		"exponent":            {`{"facts":{"employees":1e3}}`, []at{{"not_count", "facts.employees"}}},
		"NaN as text":         {`{"facts":{"employees":"NaN"}}`, []at{{"not_count", "facts.employees"}}},
		"NaN as it is":        {`{"facts":{"employees":NaN}}`, []at{{"malformed_json", "$"}}},
		"duplicate key":       {`{"facts":{"employees":1,"employees":2}}`, []at{{"duplicate_key", "facts.employees"}}},
		"three decimals":      {`{"facts":{"monthly_allowance":"1.234"}}`, []at{{"too_many_decimals", "facts.monthly_allowance"}}},
		"unknown list field":  {`{"facts":{"honours":[{"person":"张三","level":"city","name":"x"}]}}`, []at{{"unknown_field", "facts.honours[0].name"}}},
		"missing list field":  {`{"facts":{"honours":[{"person":"张三"}]}}`, []at{{"missing_field", "facts.honours[0]"}}},
		"list for a count":    {`{"facts":{"employees":[1]}}`, []at{{"wrong_type", "facts.employees"}}},
		"no facts":            {`{}`, []at{{"facts_object_absent", "facts"}}},
		"array":               {`[]`, []at{{"wrong_type", "$"}}},
		"empty":               {` `, []at{{"malformed_json", "$"}}},
		"cut":                 {`{"facts":{"employees":`, []at{{"malformed_json", "$"}}},
		"trailing data":       {`{"facts":{}} {}`, []at{{"malformed_json", "$"}}},
		"deep nesting":        {`{"facts":{"honours":` + strings.Repeat("[", 50) + strings.Repeat("]", 50) + `}}`, []at{{"too_deep", "$"}}},
		"very deep nesting":   {strings.Repeat(`{"a":`, 50_000) + "1" + strings.Repeat("}", 50_000), []at{{"too_deep", "$"}}},
		"bad UTF-8":           {"{\"facts\":{\"honours\":[{\"person\":\"\xff\",\"level\":\"city\"}]}}", []at{{"not_utf8", "$"}}},
		"control character":   {`{"facts":{"honours":[{"person":"张\u0000三","level":"city"}]}}`, []at{{"control_character", "facts.honours[0].person"}}},
		"code of 17 letters":  {`{"enterprise":{"uscc":"91330502MA2B00001"},"facts":{}}`, []at{{"uscc_form", "enterprise.uscc"}}},
		"text for enterprise": {`{"enterprise":"x","facts":{}}`, []at{{"wrong_type", "enterprise"}}},
	} {
		t.Run(name, func(t *testing.T) {
			got := o.call("", "POST", "/api/v1/score", test.body).want(422, "invalid_input")
			got.t = t
			for _, p := range test.want {
				got.problem(p.code, p.path)
			}
		})
	}
	// A megabyte of faults is answered in less.
	flood := o.call("", "POST", "/api/v1/score", `{"facts":{"a":1`+strings.Repeat(`,"a":1`, 100_000)+`}}`).want(422, "invalid_input").problem("more_problems", "*")
	if len(flood.body) > 1<<20 {
		t.Errorf("%d bytes of problems", len(flood.body))
	}
	o.call("", "POST", "/api/v1/score?card=none", `{"facts":{}}`).want(422, "invalid_input").problem("unknown_card", "card")
}

// TestBadBodies holds the request structs against what they must not take.
func TestBadBodies(t *testing.T) {
	o := newOffice(t)
	o.round()
	at := o.submitted("clerk", uscc1)
	etag := o.call("reviewer", "GET", at, "").header.Get("ETag")
	type fault struct{ code, path string }
	for name, test := range map[string]struct {
		who, method, path, body string
		want                    []fault
	}{
		"everything missing":     {"admin", "POST", "/api/v1/users", `{}`, []fault{{"value_missing", "username"}, {"value_missing", "role"}, {"value_missing", "password"}}},
		"unknown and wrong":      {"admin", "POST", "/api/v1/users", `{"username":1,"roles":[],"enterprise":{"name":"x","name":"y","city":"z"}}`, []fault{{"wrong_type", "username"}, {"unknown_key", "roles"}, {"duplicate_key", "enterprise.name"}, {"unknown_key", "enterprise.city"}}},
		"other case of a key":    {"admin", "POST", "/api/v1/users", `{"Username":"abc"}`, []fault{{"unknown_key", "Username"}}},
		"no such role":           {"admin", "POST", "/api/v1/users", `{"username":"abc","role":"king","password":"x"}`, []fault{{"value_not_allowed", "role"}}},
		"too long":               {"admin", "POST", "/api/v1/users", fmt.Sprintf(`{"username":%q,"role":"lead","password":"x"}`, strings.Repeat("a", 65)), []fault{{"value_too_long", "username"}}},
		"NUL":                    {"admin", "POST", "/api/v1/users", `{"username":"a\u0000b","role":"lead","password":"12345678"}`, []fault{{"control_character", "username"}}},
		"trailing data":          {"admin", "POST", "/api/v1/users", `{} {}`, []fault{{"malformed_json", "$"}}},
		"an array":               {"admin", "POST", "/api/v1/users", `[{}]`, []fault{{"wrong_type", "$"}}},
		"deep":                   {"admin", "POST", "/api/v1/users", `{"enterprise":` + strings.Repeat(`[`, 40) + strings.Repeat(`]`, 40) + `}`, []fault{{"too_deep", "$"}}},
		"very deep":              {"admin", "POST", "/api/v1/users", strings.Repeat(`{"a":`, 50_000) + "1" + strings.Repeat("}", 50_000), []fault{{"too_deep", "$"}}},
		"cut":                    {"admin", "POST", "/api/v1/users", `{"username":`, []fault{{"malformed_json", "$"}}},
		"short password":         {"admin", "POST", "/api/v1/users", `{"username":"abc","role":"lead","password":"short"}`, []fault{{"value_too_short", "password"}}},
		"year of no time":        {"admin", "POST", "/api/v1/rounds", `{"id":"x","name":"x","year":26,"card":"wuxing-2024"}`, []fault{{"value_not_allowed", "year"}}},
		"year with a fraction":   {"admin", "POST", "/api/v1/rounds", `{"id":"x","name":"x","year":2026.5,"card":"wuxing-2024"}`, []fault{{"value_malformed", "year"}}},
		"date of no time":        {"admin", "POST", "/api/v1/rounds", `{"id":"x","name":"x","year":2026,"card":"wuxing-2024","opens_at":"2026-03-01"}`, []fault{{"wrong_type", "opens_at"}}},
		"no such card":           {"admin", "POST", "/api/v1/rounds", `{"id":"x","name":"x","year":2026,"card":"none"}`, []fault{{"unknown_card", "card"}}},
		"window reversed":        {"admin", "POST", "/api/v1/rounds", `{"id":"x","name":"x","year":2026,"card":"wuxing-2024","opens_at":"2026-03-02T00:00:00Z","closes_at":"2026-03-01T00:00:00Z"}`, []fault{{"window_reversed", "closes_at"}}},
		"no pledge":              {"clerk2", "POST", "", `{}`, nil},
		"points as text":         {"reviewer", "PUT", at + "/review", `{"entries":[{"indicator":"leadership","decision":"override","points":"1","reason":"理由充分"}]}`, []fault{{"wrong_type", "entries[0].points"}}},
		"points with exponent":   {"reviewer", "PUT", at + "/review", `{"entries":[{"indicator":"leadership","decision":"override","points":1e0,"reason":"理由充分"}]}`, []fault{{"value_malformed", "entries[0].points"}}},
		"points out of range":    {"reviewer", "PUT", at + "/review", `{"entries":[{"indicator":"leadership","decision":"override","points":2.25,"reason":"理由充分"}]}`, []fault{{"points_out_of_range", "entries[0].points"}}},
		"points of no quarter":   {"reviewer", "PUT", at + "/review", `{"entries":[{"indicator":"leadership","decision":"override","points":1.1,"reason":"理由充分"}]}`, []fault{{"points_not_quarter", "entries[0].points"}}},
		"override without a why": {"reviewer", "PUT", at + "/review", `{"entries":[{"indicator":"leadership","decision":"override","points":1}]}`, []fault{{"reason_missing", "entries[0].reason"}}},
		"no such decision":       {"reviewer", "PUT", at + "/review", `{"entries":[{"indicator":"leadership","decision":"like"}]}`, []fault{{"value_not_allowed", "entries[0].decision"}}},
		"no such indicator":      {"reviewer", "PUT", at + "/review", `{"entries":[{"indicator":"luck","decision":"agree"}]}`, []fault{{"unknown_indicator", "entries[0].indicator"}}},
		"bad corrected facts":    {"reviewer", "PUT", at + "/review", `{"entries":[{"indicator":"skilled_ratio","decision":"correct","facts":{"skilled_workers":-4},"reason":"理由充分"}]}`, []fault{{"negative", "entries[0].facts.skilled_workers"}}},
		"nothing returned":       {"reviewer", "POST", at + "/return", `{"indicators":[],"reason":"理由充分充分"}`, []fault{{"value_too_short", "indicators"}}},
		"return without a why":   {"reviewer", "POST", at + "/return", `{"indicators":["leadership"]}`, []fault{{"value_missing", "reason"}}},
	} {
		if test.path == "" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			got := o.call(test.who, test.method, test.path, test.body, "If-Match", etag).want(422, "invalid_input")
			got.t = t
			for _, p := range test.want {
				got.problem(p.code, p.path)
			}
		})
	}
	if now := o.call("reviewer", "GET", at, "").header.Get("ETag"); now != etag {
		t.Errorf("something was stored: %s became %s", etag, now)
	}
	o.draft("clerk2", uscc2)
	list := o.call("clerk2", "GET", "/api/v1/rounds/2026/applications", "").want(200, "")
	id := list.json["applications"].([]any)[0].(map[string]any)["id"].(string)
	o.call("clerk2", "POST", "/api/v1/applications/"+id+"/submit", `{}`).want(422, "pledge_missing")
	o.call("clerk2", "POST", "/api/v1/applications/"+id+"/submit", `{"pledge":"yes"}`).want(422, "invalid_input").problem("wrong_type", "pledge")
}

// TestBadWorkbooks refuses files that are no form.
func TestBadWorkbooks(t *testing.T) {
	o := newOffice(t)
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	if _, err := z.Create("hello.txt"); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"no workbook": "hello",
		"nothing":     "",
		"an archive":  archive.String(),
		"half of one": archive.String()[:20],
	} {
		body, kind := upload(t, "file", "表.xlsx", []byte(content))
		got := o.call("", "POST", "/api/v1/score", body, "Content-Type", kind).want(422, "invalid_input")
		if problems, _ := got.json["problems"].([]any); len(problems) == 0 {
			t.Errorf("%s: no problem listed: %s", name, got.body)
		} else {
			got.problem(problems[0].(map[string]any)["code"].(string), "*")
		}
	}
	body, kind := upload(t, "files", "表.xlsx", []byte("x"))
	o.call("", "POST", "/api/v1/score", body, "Content-Type", kind).want(422, "invalid_input").problem("file_missing", "file").problem("unknown_key", "files")
	o.call("", "POST", "/api/v1/score", body[:len(body)-20], "Content-Type", kind).want(422, "invalid_input").problem("multipart_malformed", "$")
	o.call("", "POST", "/api/v1/score", body, "Content-Type", "multipart/form-data").want(422, "invalid_input").problem("multipart_malformed", "$")

	// A form of another enterprise names the cell.
	o.round()
	at := o.draft("clerk", uscc1)
	form := o.call("clerk", "GET", at+"/form.xlsx", "").want(200, "")
	body, kind = upload(t, "file", "表.xlsx", []byte(form.body))
	got := o.call("clerk2", "POST", "/api/v1/rounds/2026/applications", body, "Content-Type", kind).want(422, "invalid_input").problem("other_enterprise", "*")
	if !strings.Contains(got.body, `"cell":"`) {
		t.Errorf("no cell: %s", got.body)
	}
	o.call("clerk2", "POST", "/api/v1/rounds/2026/applications", submission(uscc1, `{}`)).want(422, "invalid_input").problem("other_enterprise", "enterprise.uscc")
}
