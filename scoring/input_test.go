package scoring_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wuxing/scoring"
)

// told writes problems as "code path", malformed JSON with its line and column.
func told(problems scoring.Problems) []string {
	var all []string
	for _, p := range problems {
		place := p.Path
		if p.Line > 0 {
			place = fmt.Sprintf("%s %d:%d", place, p.Line, p.Column)
		}
		all = append(all, strings.TrimSpace(p.Code+" "+place))
	}
	return all
}

func TestBadFactsAreToldAllAtOnce(t *testing.T) {
	for _, test := range []struct {
		name, facts string
		want        []string
	}{
		// Facts against each other.
		{"more skilled workers than employees", `{"employees": 10, "skilled_workers": 11}`, []string{"facts_contradict facts.skilled_workers"}},
		{"more trained than skilled workers", `{"skilled_workers": 10, "trained_workers": 11}`, []string{"facts_contradict facts.trained_workers"}},
		{"more high-skilled than skilled workers", `{"skilled_workers": 0, "high_skilled_workers": 1}`, []string{"facts_contradict facts.high_skilled_workers"}},
		{"more workers with equity than skilled workers", `{"skilled_workers": 10, "equity_workers": 1000000}`, []string{"facts_contradict facts.equity_workers"}},
		{"more over 90k than skilled workers", `{"skilled_workers": 10, "workers_over_90k": 11}`, []string{"facts_contradict facts.workers_over_90k"}},
		{"more over 120k than over 90k", `{"workers_over_90k": 10, "workers_over_120k": 11}`, []string{"facts_contradict facts.workers_over_120k"}},
		{
			"every contradiction in the order of the card, not of the input",
			`{"workers_over_120k": 6, "workers_over_90k": 5, "equity_workers": 5, "high_skilled_workers": 5, "trained_workers": 5, "skilled_workers": 4, "employees": 3}`,
			[]string{
				"facts_contradict facts.skilled_workers", "facts_contradict facts.trained_workers", "facts_contradict facts.high_skilled_workers",
				"facts_contradict facts.workers_over_90k", "facts_contradict facts.workers_over_120k", "facts_contradict facts.equity_workers",
			},
		},
		{"a fact that cannot be read is not compared, too", `{"employees": "ten", "skilled_workers": 11}`, []string{"not_count facts.employees"}},
		{"over a fact that is not given", `{"skilled_workers": 10, "workers_over_120k": 11}`, []string{"facts_contradict facts.workers_over_120k"}},
		{"over two facts that are not given", `{"employees": 10, "workers_over_120k": 11}`, []string{"facts_contradict facts.workers_over_120k"}},
		{"over the first of two, the second given", `{"employees": 10, "workers_over_90k": 11, "workers_over_120k": 11}`, []string{"facts_contradict facts.workers_over_90k"}},
		{"over the second of two, the first given", `{"employees": 10, "skilled_workers": 10, "workers_over_120k": 11}`, []string{"facts_contradict facts.workers_over_120k"}},
		{
			"over one fact that is not given, each for itself",
			`{"equity_workers": 11, "workers_over_120k": 11, "workers_over_90k": 11, "high_skilled_workers": 11, "trained_workers": 11, "employees": 10}`,
			[]string{
				"facts_contradict facts.trained_workers", "facts_contradict facts.high_skilled_workers",
				"facts_contradict facts.workers_over_90k", "facts_contradict facts.equity_workers",
			},
		},
		{"held against the nearest that is given only", `{"employees": 9, "skilled_workers": 10, "workers_over_120k": 11}`, []string{"facts_contradict facts.skilled_workers", "facts_contradict facts.workers_over_120k"}},
		{"equal counts agree over facts that are not given", `{"employees": 10, "workers_over_120k": 10}`, nil},
		{"facts of one larger one are not held against each other", `{"trained_workers": 20, "high_skilled_workers": 10, "workers_over_120k": 30}`, nil},
		{"null is not given", `{"employees": 10, "skilled_workers": null, "workers_over_90k": "", "workers_over_120k": 11}`, []string{"facts_contradict facts.workers_over_120k"}},
		{"nothing is held against a fact that cannot be read", `{"skilled_workers": 10, "workers_over_90k": 1.5, "workers_over_120k": 11}`, []string{"fraction_of_count facts.workers_over_90k"}},
		{"nor over it", `{"employees": 10, "skilled_workers": [], "workers_over_120k": 11}`, []string{"wrong_type facts.skilled_workers"}},
		{"nor is it held against others", `{"employees": 10, "skilled_workers": 1000001}`, []string{"above_limit facts.skilled_workers"}},
		{
			"another way past it is not hidden", `{"employees": 10, "skilled_workers": 20, "workers_over_90k": true, "workers_over_120k": 11}`,
			[]string{"not_count facts.workers_over_90k", "facts_contradict facts.skilled_workers"},
		},
		{"equal counts agree", `{"employees": 10, "skilled_workers": 10, "trained_workers": 10, "workers_over_90k": 10, "workers_over_120k": 10}`, nil},
		{"one side alone cannot contradict", `{"skilled_workers": 10}`, nil},

		// Keys.
		{"an unknown fact", `{"emploees": 10}`, []string{"unknown_fact facts.emploees"}},
		{"a fact's key in capitals", `{"Employees": 10}`, []string{"unknown_fact facts.Employees"}},
		{"an unknown field of a list", `{"honours": [{"person": "张三", "level": "city", "year": 2024}]}`, []string{"unknown_field facts.honours[0].year"}},
		{"the same fact twice", `{"employees": 10, "employees": 10}`, []string{"duplicate_key facts.employees"}},
		{"the same fact three times", `{"employees": 1, "employees": 2, "employees": 3}`, []string{"duplicate_key facts.employees", "duplicate_key facts.employees"}},
		{"the same key written with an escape", `{"employees": 10, "\u0065mployees": 11}`, []string{"duplicate_key facts.employees"}},
		{"the same field twice", `{"honours": [{"person": "张三", "level": "city", "level": "national"}]}`, []string{"duplicate_key facts.honours[0].level"}},
		{"an empty key", `{"": 1}`, []string{"unknown_fact facts."}},
		{"a key of control characters is shown harmless", `{"a\u0000\u001b[31m": 1}`, []string{"unknown_fact facts.a\ufffd\ufffd[31m"}},
		{"a long key is cut", `{"` + strings.Repeat("x", 100) + `": 1}`, []string{"unknown_fact facts." + strings.Repeat("x", 40) + "…"}},

		// Choices and yes/no.
		{"an unknown choice", `{"training_funds": "plenty"}`, []string{"unknown_choice facts.training_funds"}},
		{"a choice by its Chinese label", `{"training_funds": "足额安排"}`, []string{"unknown_choice facts.training_funds"}},
		{"a choice in capitals", `{"training_funds": "None"}`, []string{"unknown_choice facts.training_funds"}},
		{"a choice by number", `{"training_funds": 2}`, []string{"unknown_choice facts.training_funds"}},
		{"yes for a choice", `{"training_funds": true}`, []string{"unknown_choice facts.training_funds"}},
		{"an unknown choice in a row", `{"honours": [{"person": "张三", "level": "town"}]}`, []string{"unknown_choice facts.honours[0].level"}},
		{"a number for yes", `{"leader_attention": 1}`, []string{"not_yes_no facts.leader_attention"}},
		{"a Chinese yes", `{"leader_attention": "是"}`, []string{"not_yes_no facts.leader_attention"}},
		{"the words true and false are answers", `{"leader_attention": "true", "hr_manager": "false"}`, nil},
		{"the words yes and no are answers", `{"leader_attention": "yes", "hr_manager": "no"}`, nil},
		{"the word true in a row", `{"occupational_standards": [{"listed": "true", "stage": "none"}, {"listed": "false", "stage": "none"}]}`, nil},
		{"a large true", `{"leader_attention": "True"}`, []string{"not_yes_no facts.leader_attention"}},
		{"true in capitals", `{"leader_attention": "TRUE"}`, []string{"not_yes_no facts.leader_attention"}},
		{"true with a space", `{"leader_attention": "true "}`, []string{"not_yes_no facts.leader_attention"}},
		{"a short true", `{"leader_attention": "t"}`, []string{"not_yes_no facts.leader_attention"}},
		{"the word null", `{"leader_attention": "null"}`, []string{"not_yes_no facts.leader_attention"}},
		{"false for a choice", `{"training_funds": false}`, []string{"unknown_choice facts.training_funds"}},
		{"true for a name", `{"honours": [{"person": true, "level": "city"}]}`, []string{"wrong_type facts.honours[0].person", "missing_field facts.honours[0]"}},
		{"no word for yes in a row", `{"occupational_standards": [{"listed": "maybe", "stage": "none"}]}`, []string{"not_yes_no facts.occupational_standards[0].listed"}},

		// Types.
		{"a list for a number", `{"employees": [1]}`, []string{"wrong_type facts.employees"}},
		{"an object for a number", `{"employees": {"n": 1}}`, []string{"wrong_type facts.employees"}},
		{"yes for a number", `{"employees": true}`, []string{"not_count facts.employees"}},
		{"a number for a list", `{"honours": 3}`, []string{"wrong_type facts.honours"}},
		{"an object for a list", `{"honours": {"person": "张三", "level": "city"}}`, []string{"wrong_type facts.honours"}},
		{"an empty text for a list", `{"honours": ""}`, []string{"wrong_type facts.honours"}},
		{"a text for a row", `{"honours": ["张三"]}`, []string{"wrong_type facts.honours[0]"}},
		{"null for a row", `{"honours": [null]}`, []string{"wrong_type facts.honours[0]"}},
		{"a list for a row", `{"honours": [[]]}`, []string{"wrong_type facts.honours[0]"}},
		{"a number for a name", `{"honours": [{"person": 5, "level": "city"}]}`, []string{"wrong_type facts.honours[0].person", "missing_field facts.honours[0]"}},
		{"a list for a name", `{"honours": [{"person": [], "level": "city"}]}`, []string{"wrong_type facts.honours[0].person", "missing_field facts.honours[0]"}},
		{"an object for a choice in a row", `{"honours": [{"person": "张三", "level": {}}]}`, []string{"wrong_type facts.honours[0].level", "missing_field facts.honours[0]"}},

		// Rows.
		{"an empty row lacks every field", `{"honours": [{}]}`, []string{"missing_field facts.honours[0]", "missing_field facts.honours[0]"}},
		{"a blank name is none", `{"honours": [{"person": " \t\u3000", "level": "city"}]}`, []string{"missing_field facts.honours[0]"}},
		{"a name of U+200B only is none", `{"honours": [{"person": "\u200b", "level": "city"}]}`, []string{"missing_field facts.honours[0]"}},
		{"a name of what nobody sees is none", `{"honours": [{"person": "\ufeff \u2060\u00ad\u3000\u200d", "level": "city"}]}`, []string{"missing_field facts.honours[0]"}},
		{"a title of U+200B only is left out", `{"innovations": [{"title": "\u200b", "position": "first"}]}`, nil},
		{"null for a field leaves it out", `{"honours": [{"person": null, "level": "city"}]}`, []string{"missing_field facts.honours[0]"}},
		{"a provincial science award needs its grade", `{"science_awards": [{"level": "province", "role": "lead"}]}`, []string{"missing_field facts.science_awards[0]"}},
		{"a national science award needs no grade", `{"science_awards": [{"level": "national", "role": "lead"}]}`, nil},
		{"a science award needs its role", `{"science_awards": [{"level": "national"}]}`, []string{"missing_field facts.science_awards[0]"}},
		{"a science award without a level misses the level only", `{"science_awards": [{"role": "lead"}]}`, []string{"missing_field facts.science_awards[0]"}},
		{"a city competition needs its prize", `{"competition_awards": [{"level": "city"}]}`, []string{"missing_field facts.competition_awards[0]"}},
		{"a provincial competition needs its prize", `{"competition_awards": [{"level": "national"}, {"level": "province"}]}`, []string{"missing_field facts.competition_awards[1]"}},
		{"a national competition needs no prize", `{"competition_awards": [{"level": "national"}]}`, nil},
		{"an innovation needs no title", `{"innovations": [{"position": "first"}]}`, nil},
		{"a petition needs its people", `{"arrears_petitions": [{"level": "city"}]}`, []string{"missing_field facts.arrears_petitions[0]"}},
		{"a bad field is not missing, too", `{"arrears_petitions": [{"level": "city", "people": -1}]}`, []string{"negative facts.arrears_petitions[0].people"}},
		{"a fraction of a petitioner", `{"arrears_petitions": [{"level": "city", "people": 4.5}]}`, []string{"fraction_of_count facts.arrears_petitions[0].people"}},
		{"200 rows are read", `{"innovations": [` + repeat(`{"position": "first"}`, 200) + `]}`, nil},
		{"201 rows are too many", `{"innovations": [` + repeat(`{"position": "first"}`, 201) + `]}`, []string{"too_many_rows facts.innovations[200]"}},
		{"5000 rows are told once", `{"innovations": [` + repeat(`{"position": "first"}`, 5000) + `]}`, []string{"too_many_rows facts.innovations[200]"}},

		// Names.
		{"NUL in a name", `{"honours": [{"person": "张\u0000三", "level": "city"}]}`, []string{"control_character facts.honours[0].person"}},
		{"a line break in a name", `{"honours": [{"person": "张\n三", "level": "city"}]}`, []string{"control_character facts.honours[0].person"}},
		{"an escape sequence in a name", `{"innovations": [{"title": "\u001b[2J", "position": "first"}]}`, []string{"control_character facts.innovations[0].title"}},
		{"a name of 200 characters", `{"innovations": [{"title": "` + strings.Repeat("名", 200) + `", "position": "first"}]}`, nil},
		{"NUL beside U+200B", `{"honours": [{"person": "\u200b\u0000", "level": "city"}]}`, []string{"control_character facts.honours[0].person"}},
		{"200 characters with others between that nobody sees", `{"innovations": [{"title": "` + strings.Repeat("名\u200b", 200) + `", "position": "first"}]}`, nil},
		{"a name of 201 characters", `{"innovations": [{"title": "` + strings.Repeat("名", 201) + `", "position": "first"}]}`, []string{"text_too_long facts.innovations[0].title"}},

		{
			"many problems in the order of the input, contradictions last",
			`{"workers_over_120k": 9, "workers_over_90k": 3, "hr_manager": "maybe", "nonsense": 0, "employees": -1, "average_wage": 1.234,
			  "honours": [{"person": "张三"}, {"person": "李四", "level": "moon"}], "training_funds": "much", "hr_manager": true}`,
			[]string{
				"duplicate_key facts.hr_manager",
				"not_yes_no facts.hr_manager", "unknown_fact facts.nonsense", "negative facts.employees", "too_many_decimals facts.average_wage",
				"missing_field facts.honours[0]", "unknown_choice facts.honours[1].level", "unknown_choice facts.training_funds",
				"facts_contradict facts.workers_over_120k",
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			facts, problems := wuxing2024(t).ParseFacts([]byte(test.facts))
			if diff := cmp.Diff(test.want, told(problems)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if (facts == nil) != (len(problems) > 0) {
				t.Error("there must be either facts or problems")
			}
		})
	}
}

// TestNumbersArePlainDigits tries every way to write a number on a count, an
// amount and a count in a row.
func TestNumbersArePlainDigits(t *testing.T) {
	card := wuxing2024(t)
	const ok = ""
	for _, test := range []struct{ name, json, count, money string }{
		{"zero", `0`, ok, ok},
		{"a number", `400`, ok, ok},
		{"a text of digits", `"400"`, ok, ok},
		{"leading zeros", `"0400"`, ok, ok},
		{"the largest count", `1000000`, ok, ok},
		{"one more than the largest count", `1000001`, "above_limit", ok},
		{"one more than the largest amount", `10000000.01`, "fraction_of_count", "above_limit"},
		{"one decimal", `1.5`, "fraction_of_count", ok},
		{"two decimals", `"1.25"`, "fraction_of_count", ok},
		{"three decimals", `1.255`, "fraction_of_count", "too_many_decimals"},
		{"three decimals of zero", `1.000`, "fraction_of_count", "too_many_decimals"},
		{"a whole number with a decimal", `2.0`, "fraction_of_count", ok},
		{"30 decimals", `0.000000000000000000000000000001`, "fraction_of_count", "too_many_decimals"},
		{"negative", `-1`, "negative", "negative"},
		{"a negative text", `"-1"`, "negative", "negative"},
		{"a negative amount", `-0.01`, "negative", "negative"},
		{"a negative amount as text", `"-0.01"`, "negative", "negative"},
		{"a negative with three decimals", `-1.255`, "negative", "negative"},
		{"a negative with twenty digits", `-99999999999999999999`, "negative", "negative"},
		{"a negative zero", `-0`, "negative", "negative"},
		{"a negative with an exponent", `-1e3`, "not_count", "not_money"},
		{"a minus sign and no digit before the point", `"-.5"`, "not_count", "not_money"},
		{"a minus sign and no digit after the point", `"-5."`, "not_count", "not_money"},
		{"a minus sign and a plus sign", `"-+5"`, "not_count", "not_money"},
		{"a minus sign and a space", `"- 5"`, "not_count", "not_money"},
		{"a minus sign and a word", `"-五"`, "not_count", "not_money"},
		{"three minus signs", `"---"`, "not_count", "not_money"},
		{"twenty digits", `99999999999999999999`, "above_limit", "above_limit"},
		{"sixteen digits", `1000000000000000`, "above_limit", "above_limit"},
		{"2 to the 63rd", `9223372036854775808`, "above_limit", "above_limit"},
		{"a thousand digits", strings.Repeat("9", 1000), "above_limit", "above_limit"},
		{"an exponent", `1e3`, "not_count", "not_money"},
		{"a large exponent letter", `1E3`, "not_count", "not_money"},
		{"a negative exponent", `1e-3`, "not_count", "not_money"},
		{"an absurd exponent", `1e999999999`, "not_count", "not_money"},
		{"an exponent as text", `"1e3"`, "not_count", "not_money"},
		{"NaN as text", `"NaN"`, "not_count", "not_money"},
		{"Infinity as text", `"Infinity"`, "not_count", "not_money"},
		{"a plus sign", `"+5"`, "not_count", "not_money"},
		{"a leading space", `" 5"`, "not_count", "not_money"},
		{"a trailing space", `"5 "`, "not_count", "not_money"},
		{"only a space", `" "`, "not_count", "not_money"},
		{"full-width digits", `"\uff14\uff15"`, "not_count", "not_money"},
		{"Arabic digits", `"٤٥"`, "not_count", "not_money"},
		{"Chinese digits", `"四十五"`, "not_count", "not_money"},
		{"hexadecimal", `"0x10"`, "not_count", "not_money"},
		{"an underscore", `"1_000"`, "not_count", "not_money"},
		{"a thousands separator", `"1,000"`, "not_count", "not_money"},
		{"a unit", `"5人"`, "not_count", "not_money"},
		{"a percent sign", `"5%"`, "not_count", "not_money"},
		{"no digit before the point", `".5"`, "not_count", "not_money"},
		{"no digit after the point", `"5."`, "not_count", "not_money"},
		{"two points", `"1.2.3"`, "not_count", "not_money"},
		{"two minus signs", `"--5"`, "not_count", "not_money"},
		{"a minus sign alone", `"-"`, "not_count", "not_money"},
		{"a NUL", `"5\u0000"`, "not_count", "not_money"},
		{"false", `false`, "not_count", "not_money"},
		{"true", `true`, "not_count", "not_money"},
	} {
		t.Run(test.name, func(t *testing.T) {
			row := test.count
			if test.name == "only a space" {
				row = scoring.CodeMissingField // a blank cell
			}
			for _, field := range []struct{ object, path, code string }{
				{`{"employees": ` + test.json + `}`, "facts.employees", test.count},
				{`{"average_wage": ` + test.json + `}`, "facts.average_wage", test.money},
				{`{"arrears_petitions": [{"level": "city", "people": ` + test.json + `}]}`, "facts.arrears_petitions[0].people", row},
			} {
				var want []string
				switch field.code {
				case ok:
				case scoring.CodeMissingField:
					want = []string{field.code + " facts.arrears_petitions[0]"}
				default:
					want = []string{field.code + " " + field.path}
				}
				_, problems := card.ParseFacts([]byte(field.object))
				if diff := cmp.Diff(want, told(problems)); diff != "" {
					t.Errorf("%.80s (-want +got):\n%s", field.object, diff)
				}
			}
		})
	}
}

// TestFoundValuesAreShownAsWritten: a person looks for what was typed.
func TestFoundValuesAreShownAsWritten(t *testing.T) {
	card := wuxing2024(t)
	for _, test := range []struct{ facts, code, found string }{
		{`{"employees": true}`, scoring.CodeNotCount, "true"},
		{`{"employees": false}`, scoring.CodeNotCount, "false"},
		{`{"employees": "yes"}`, scoring.CodeNotCount, "yes"},
		{`{"average_wage": true}`, scoring.CodeNotMoney, "true"},
		{`{"training_funds": true}`, scoring.CodeUnknownChoice, "true"},
		{`{"training_funds": false}`, scoring.CodeUnknownChoice, "false"},
		{`{"leader_attention": 1}`, scoring.CodeNotYesNo, "1"},
		{`{"honours": [{"person": "张三", "level": true}]}`, scoring.CodeUnknownChoice, "true"},
		{`{"arrears_petitions": [{"people": false, "level": "city"}]}`, scoring.CodeNotCount, "false"},
		{`{"employees": -0.01}`, scoring.CodeNegative, "-0.01"},
		{`{"employees": 1e3}`, scoring.CodeNotCount, "1e3"},
	} {
		t.Run(test.facts, func(t *testing.T) {
			_, problems := card.ParseFacts([]byte(test.facts))
			if len(problems) != 1 || problems[0].Code != test.code || problems[0].Params["found"] != test.found {
				t.Errorf("%+v, want one %s that found %s", problems, test.code, test.found)
			}
		})
	}
}

// TestAMillionDashesAreOneProblem: no text may take long or much memory, however
// strange; the whole document may be a MiB.
func TestAMillionDashesAreOneProblem(t *testing.T) {
	for _, test := range []struct{ name, before, after, code, path string }{
		{"a count", `{"facts": {"employees": "`, `"}}`, scoring.CodeNotCount, "facts.employees"},
		{"an amount", `{"facts": {"average_wage": "`, `"}}`, scoring.CodeNotMoney, "facts.average_wage"},
		{"a count of a row", `{"facts": {"arrears_petitions": [{"level": "city", "people": "`, `"}]}}`, scoring.CodeNotCount, "facts.arrears_petitions[0].people"},
		{"a choice", `{"facts": {"training_funds": "`, `"}}`, scoring.CodeUnknownChoice, "facts.training_funds"},
		{"a name", `{"facts": {"innovations": [{"position": "first", "title": "`, `"}]}}`, scoring.CodeTextTooLong, "facts.innovations[0].title"},
	} {
		t.Run(test.name, func(t *testing.T) {
			document := test.before + strings.Repeat("-", scoring.MaxJSONBytes-len(test.before)-len(test.after)) + test.after
			start := time.Now()
			_, _, _, problems := wuxing2024(t).ParseSubmission([]byte(document))
			if spent := time.Since(start); spent > 2*time.Second {
				t.Errorf("took %v", spent)
			}
			if diff := cmp.Diff([]string{test.code + " " + test.path}, told(problems)); diff != "" {
				t.Fatalf("problems (-want +got):\n%s", diff)
			}
			if found := problems[0].Params["found"]; len(found) > 50 {
				t.Errorf("%d bytes of it are shown", len(found))
			}
		})
	}
}

func TestMalformedJSONIsToldWithItsPlace(t *testing.T) {
	for _, test := range []struct {
		name, document string
		want           []string
	}{
		{"nothing", "", []string{"malformed_json $ 1:1"}},
		{"only spaces", " \n ", []string{"malformed_json $ 2:1"}},
		{"NaN", `{"facts": {"employees": NaN}}`, []string{"malformed_json $ 1:25"}},
		{"Infinity", `{"facts": {"employees": Infinity}}`, []string{"malformed_json $ 1:25"}},
		{"a leading plus", `{"facts": {"employees": +5}}`, []string{"malformed_json $ 1:25"}},
		{"a leading zero", `{"facts": {"employees": 05}}`, []string{"malformed_json $ 1:26"}},
		{"hexadecimal", `{"facts": {"employees": 0x10}}`, []string{"malformed_json $ 1:26"}},
		{"a comma too many", "{\n  \"facts\": {\n    \"employees\": 5,\n  }\n}", []string{"malformed_json $ 4:3"}},
		{"Chinese counts by character", `{"facts": {"技术工人": x}}`, []string{"malformed_json $ 1:20"}},
		{"single quotes", `{'facts': {}}`, []string{"malformed_json $ 1:2"}},
		{"a comment", "{\"facts\": {} // none\n}", []string{"malformed_json $ 1:14"}},
		{"cut off", `{"facts": {"employees": 4`, []string{"malformed_json $ 1:25"}},
		{"a bare NUL", "{\"facts\": {}}\x00", []string{"malformed_json $ 1:14"}},
		{"a line break in a text", "{\"facts\": {\"honours\": [{\"person\": \"张\n三\"}]}}", []string{"malformed_json $ 1:37"}},
		{"something after the document", `{"facts": {}} x`, []string{"malformed_json $ 1:15"}},
		{"two documents", "{\"facts\": {}}\n{\"facts\": {}}", []string{"malformed_json $ 2:1"}},
		{"invalid UTF-8", "{\"facts\": {\"honours\": [{\"person\": \"\xd5\xc5\"}]}}", []string{"not_utf8 $"}},
		{"UTF-16", "\xff\xfe{\x00}\x00", []string{"not_utf8 $"}},
		{"a byte order mark is read over", "\ufeff{\"facts\": {}}", nil},
		{"a list", `[]`, []string{"wrong_type $"}},
		{"null", `null`, []string{"wrong_type $"}},
		{"a text", `"facts"`, []string{"wrong_type $"}},
		{"more than a MiB", `{"facts": {}}` + strings.Repeat(" ", scoring.MaxJSONBytes), []string{"too_large $"}},
		{"exactly a MiB", `{"facts": {}}` + strings.Repeat(" ", scoring.MaxJSONBytes-len(`{"facts": {}}`)), nil},
		{"8 levels are only wrong", `{"facts": {"employees": ` + nested(6) + `}}`, []string{"wrong_type facts.employees"}},
		{"10 levels are too deep", `{"facts": {"employees": ` + nested(8) + `}}`, []string{"too_deep $"}},
		{"100000 levels", `{"facts": {"employees": ` + nested(100_000) + `}}`, []string{"too_deep $"}},
		{"100000 levels that never close", strings.Repeat("[", 100_000), []string{"too_deep $"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			start := time.Now()
			_, facts, _, problems := wuxing2024(t).ParseSubmission([]byte(test.document))
			if diff := cmp.Diff(test.want, told(problems)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if (facts == nil) != (len(problems) > 0) {
				t.Error("there must be either facts or problems")
			}
			if spent := time.Since(start); spent > 2*time.Second {
				t.Errorf("took %v", spent)
			}
		})
	}
}

func TestBadSubmissionsAreToldAllAtOnce(t *testing.T) {
	for _, test := range []struct {
		name, document string
		want, warnings []string
	}{
		{"who is not needed", `{"facts": {}}`, nil, nil},
		{"no facts", `{}`, []string{"facts_object_absent facts"}, nil},
		{"facts at the top", `{"employees": 10}`, []string{"unknown_key employees", "facts_object_absent facts"}, nil},
		{"empty keys at the top", `{"": 1, "": 2, "facts": {}}`, []string{"unknown_key $", "unknown_key $", "duplicate_key $"}, nil},
		{"null for facts", `{"facts": null}`, []string{"wrong_type facts"}, nil},
		{"a list for facts", `{"facts": []}`, []string{"wrong_type facts"}, nil},
		{"null for the enterprise is none", `{"enterprise": null, "facts": {}}`, nil, nil},
		{"a text for the enterprise", `{"enterprise": "示例", "facts": {}}`, []string{"wrong_type enterprise"}, nil},
		{"an unknown key of the enterprise", `{"enterprise": {"phone": "1"}, "facts": {}}`, []string{"unknown_key enterprise.phone"}, nil},
		{"a number for the enterprise's name", `{"enterprise": {"name": 5}, "facts": {}}`, []string{"wrong_type enterprise.name"}, nil},
		{"nulls in the enterprise", `{"enterprise": {"name": null, "uscc": null, "township": null}, "facts": {}}`, nil, nil},
		{
			"keys twice at every level", `{"facts": {}, "enterprise": {"name": "a", "name": "b"}, "facts": {"employees": 1, "employees": 1}, "facts": {}}`,
			[]string{"duplicate_key enterprise.name", "duplicate_key facts.employees", "duplicate_key facts", "duplicate_key facts"},
			nil,
		},
		{"NUL in the enterprise's name", `{"enterprise": {"name": "示\u0000例"}, "facts": {}}`, []string{"enterprise_name enterprise.name"}, nil},
		{"a line break in the township", `{"enterprise": {"township": "织里\n镇"}, "facts": {}}`, []string{"enterprise_name enterprise.township"}, nil},
		{"a name of 100 characters", `{"enterprise": {"name": "` + strings.Repeat("名", 100) + `"}, "facts": {}}`, nil, nil},
		{"a name of 101 characters", `{"enterprise": {"name": "` + strings.Repeat("名", 101) + `"}, "facts": {}}`, []string{"enterprise_name enterprise.name"}, nil},
		{"a right code", `{"enterprise": {"uscc": "91330502MA2B00001R"}, "facts": {}}`, nil, nil},
		{"a wrong check digit only warns", `{"enterprise": {"uscc": "91330502MA2B000018"}, "facts": {}}`, nil, []string{"uscc_check_digit enterprise.uscc"}},
		{"two digits swapped warn", `{"enterprise": {"uscc": "91330520MA2B00001R"}, "facts": {}}`, nil, []string{"uscc_check_digit enterprise.uscc"}},
		{"a code of 17 characters", `{"enterprise": {"uscc": "91330502MA2B00001"}, "facts": {}}`, []string{"uscc_form enterprise.uscc"}, nil},
		{"a code of 19 characters", `{"enterprise": {"uscc": "91330502MA2B00001R1"}, "facts": {}}`, []string{"uscc_form enterprise.uscc"}, nil},
		{"a code with a letter O", `{"enterprise": {"uscc": "913305O2MA2B00001R"}, "facts": {}}`, []string{"uscc_form enterprise.uscc"}, nil},
		{"a code in small letters", `{"enterprise": {"uscc": "91330502ma2b00001r"}, "facts": {}}`, []string{"uscc_form enterprise.uscc"}, nil},
		{"a code with a space", `{"enterprise": {"uscc": " 91330502MA2B00001R"}, "facts": {}}`, []string{"uscc_form enterprise.uscc"}, nil},
		{"a code in full-width digits", `{"enterprise": {"uscc": "\uff19\uff11330502MA2B00001R"}, "facts": {}}`, []string{"uscc_form enterprise.uscc"}, nil},
		{
			"who, what and more",
			`{"note": 1, "enterprise": {"uscc": "1", "name": "\u0007", "size": 3}, "facts": {"employees": 1.5, "salary": 1, "honours": [{"person": "张三"}]}}`,
			[]string{
				"unknown_key note", "unknown_key enterprise.size", "fraction_of_count facts.employees", "unknown_fact facts.salary",
				"missing_field facts.honours[0]", "enterprise_name enterprise.name", "uscc_form enterprise.uscc",
			},
			nil,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, facts, warnings, problems := wuxing2024(t).ParseSubmission([]byte(test.document))
			if diff := cmp.Diff(test.want, told(problems)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.warnings, told(warnings)); diff != "" {
				t.Errorf("warnings (-want +got):\n%s", diff)
			}
			if (facts == nil) != (len(problems) > 0) {
				t.Error("there must be either facts or problems")
			}
		})
	}
}

func repeat(item string, n int) string {
	return strings.TrimSuffix(strings.Repeat(item+",", n), ",")
}

// nested is n lists in each other.
func nested(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
