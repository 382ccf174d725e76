package scoring

import "testing"

func TestEmbeddedCardLoads(t *testing.T) {
	data, err := CardSource(DefaultCardID)
	if err != nil {
		t.Fatal(err)
	}
	card, problems := Load(data)
	for _, p := range problems {
		t.Errorf("line %d:%d %s %v", p.Line, p.Column, p.Code, p.Params)
	}
	if card == nil {
		t.FailNow()
	}
	if n := len(card.Indicators()); n != 31 {
		t.Errorf("card has %d indicators, want 31", n)
	}
}
