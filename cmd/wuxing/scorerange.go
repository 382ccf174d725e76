package main

import (
	"fmt"
	"io"

	"wuxing/scoring"
)

// writeRange says what the total may still be, and which missing facts it depends
// on, the most points at stake first.
func writeRange(out io.Writer, r *scoring.Result) {
	if r.Range == nil {
		return
	}
	fmt.Fprintf(out, "未填%d项,填齐后总分%s\n", len(r.Missing), rangeWords(r.Range))
	for _, missing := range r.Missing {
		veto := ""
		if missing.Veto {
			veto = ",可能一票否决"
		}
		fmt.Fprintf(out, "  %s:至多相差%s分%s\n", missing.Label, missing.Stake, veto)
	}
}

// rangeWords words a range: (0至4分), and whether a veto is open.
func rangeWords(r *scoring.ScoreRange) string {
	text := r.Low.String() + "至" + r.High.String() + "分"
	if r.Low == r.High {
		text = r.Low.String() + "分"
	}
	switch r.Veto {
	case scoring.VetoPossible:
		text += ",可能一票否决"
	case scoring.VetoCertain:
		text += ",一票否决"
	}
	return "(" + text + ")"
}
