package scoring_test

import (
	"encoding/json"
	"testing"

	"wuxing/scoring"
)

func TestPointsAreReadAndWrittenExactly(t *testing.T) {
	for _, test := range []struct {
		text   string
		points scoring.Points
		shown  string
	}{
		{"0", 0, "0"},
		{"-0", 0, "0"},
		{"1", 100, "1"},
		{"0.5", 50, "0.5"},
		{"0.25", 25, "0.25"},
		{"-0.25", -25, "-0.25"},
		{"87.25", 8725, "87.25"},
		{"4.50", 450, "4.5"},
		{"0.05", 5, "0.05"},
		{"0.1", 10, "0.1"},
		{"-3", -300, "-3"},
		{"007", 700, "7"},
		{"115.00", 11500, "115"},
		{"999999999999999", 99_999_999_999_999_900, "999999999999999"},
	} {
		t.Run(test.text, func(t *testing.T) {
			points, err := scoring.ParsePoints(test.text)
			if err != nil || points != test.points || points.String() != test.shown {
				t.Errorf("%d %q %v, want %d %q", points, points, err, test.points, test.shown)
			}
			written := toJSON(t, points)
			var again scoring.Points
			if err := json.Unmarshal([]byte(written), &again); err != nil || again != points || written != test.shown {
				t.Errorf("JSON %s gives %d, %v", written, again, err)
			}
		})
	}
	for _, text := range []string{
		"", "-", "--1", "+1", " 1", "1 ", "1.", ".5", "1.234", "1e2", "1E2", "0x1", "NaN", "Inf", "1,5", "1_0", "\uff11", "1.-5", "1.2.3",
		"1000000000000000000", "99999999999999999999",
		"---1", "-+1", "- 1", "-.5", "-1.", "-1.234",
	} {
		t.Run("refused: "+text, func(t *testing.T) {
			if points, err := scoring.ParsePoints(text); err == nil {
				t.Errorf("%q was read as %d", text, points)
			}
		})
	}
}

func TestPointsInJSONAreNumbers(t *testing.T) {
	for _, text := range []string{`"1"`, `1e2`, `1.234`, `true`, `[]`} {
		var points scoring.Points
		if err := json.Unmarshal([]byte(text), &points); err == nil {
			t.Errorf("%s was read as %v", text, points)
		}
	}
}

func TestStatusesInJSON(t *testing.T) {
	for status, want := range map[scoring.Status]string{
		scoring.Scored: `"scored"`, scoring.Unanswered: `"unanswered"`, scoring.NotComputable: `"not_computable"`,
	} {
		if got := toJSON(t, status); got != want {
			t.Errorf("%v is %s, want %s", status, got, want)
		}
		var again scoring.Status
		if err := json.Unmarshal([]byte(want), &again); err != nil || again != status {
			t.Errorf("%s is read as %v, %v", want, again, err)
		}
	}
	var status scoring.Status
	if err := json.Unmarshal([]byte(`"done"`), &status); err == nil {
		t.Error("an unknown status was read")
	}
}

// TestResultInJSON is the form that the contract promises.
func TestResultInJSON(t *testing.T) {
	card := wuxing2024(t)
	var got struct {
		Card       string
		Total      json.Number
		Vetoes     []any
		Categories []map[string]any
		Indicators []map[string]any
	}
	if err := json.Unmarshal([]byte(toJSON(t, card.Score(mustFacts(t, card, `{"skilled_workers": 200, "employees": 400}`)))), &got); err != nil {
		t.Fatal(err)
	}
	if got.Card != "wuxing-2024" || got.Total != "4" || got.Vetoes == nil || len(got.Categories) != 7 || len(got.Indicators) != 31 {
		t.Errorf("%+v", got)
	}
	for _, key := range []string{"id", "no", "name", "points", "score", "status", "explanation"} {
		if got.Indicators[0][key] == nil {
			t.Errorf("an indicator has no %s", key)
		}
	}
}
