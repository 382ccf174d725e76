package assessment

import (
	"testing"

	"wuxing/scoring"
)

// A veto gives no deduction (arbitration: 3 cases cost a point, 11 the rank), so
// equal points alone do not make an agreement.
func TestAVetoIsNotTheSameScore(t *testing.T) {
	line := []scoring.IndicatorResult{{ID: "arbitration"}}
	clean := &scoring.Result{Indicators: line}
	vetoed := &scoring.Result{Indicators: line, Vetoes: []scoring.Veto{{Indicator: "arbitration"}}}
	if sameScore("arbitration", clean, vetoed) || !sameScore("arbitration", vetoed, vetoed) || !sameScore("arbitration", clean, clean) {
		t.Error("points and veto are compared wrongly")
	}
}
