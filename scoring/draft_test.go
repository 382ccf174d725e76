package scoring_test

import (
	"strings"
	"testing"

	"wuxing/scoring"
)

// TestDraftsReportInTheirOwnPlaces loads a draft with faults of several kinds.
func TestDraftsReportInTheirOwnPlaces(t *testing.T) {
	at := func(cell string) scoring.Position { return scoring.Position{Sheet: "表", Cell: cell} }
	text := func(text, cell string) *scoring.Draft { return scoring.DraftText(text, at(cell)) }
	root := scoring.DraftMapping(at("A1")).
		Set("id", text("New Card", "B1")).
		Set("title", text("第一行\n: [不是\t列表", "B2")).
		Set("totals", scoring.DraftMapping(at("A3")).Set("base", text("1e2", "B3")).Set("base", text("100", "B4"))).
		Set("columns", scoring.DraftList(at("A5")).Add(text("序号", "B5")).Add(text("", "C5")))
	_, problems := scoring.LoadDraft(root)
	got := problems.Error()
	for _, want := range []string{
		"card_value 表!B1", "card_value 表!B3", "card_duplicate_key 表!B4", "card_missing_key 表!A3", "card_type 表!C5", "card_missing_key 表!A1",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
	if strings.Contains(got, "B2") {
		t.Errorf("the title is sound, whatever it looks like: %s", got)
	}
}
