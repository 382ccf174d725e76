package main

import (
	"fmt"
	"io"

	"wuxing/scoring"
)

// readResult is a result with what the card's other readings would change.
type readResult struct {
	*scoring.Result
	Readings []scoring.ReadingEffect `json:"readings"`
}

// readingsByCard prepares the readings of each card once; nil where none were
// asked for. Only the writer of answers uses it.
type readingsByCard map[*scoring.Card]*scoring.EveryReading

func (r readingsByCard) effects(answer *scored) []scoring.ReadingEffect {
	if r[answer.card] == nil {
		r[answer.card] = answer.card.EveryReading()
	}
	return r[answer.card].Effects(answer.facts)
}

// signed writes a change with its sign: +1.5, -2, 0.
func signed(p scoring.Points) string {
	if p > 0 {
		return "+" + p.String()
	}
	return p.String()
}

// writeReadings lists every other reading, and whether and how it would change the total.
func writeReadings(w io.Writer, effects []scoring.ReadingEffect) {
	fmt.Fprintln(w, "其他读法")
	if len(effects) == 0 {
		fmt.Fprintln(w, "  这张评分表没有可以试算的其他读法")
	}
	for i := range effects {
		e := &effects[i]
		fmt.Fprintf(w, "  %s %s [%s]:%s", e.Place, e.Other, e.Reading, readingChange(e))
		for _, line := range e.Indicators {
			fmt.Fprintf(w, ",%s %s→%s", line.No, line.From, line.To)
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w)
}

func readingChange(e *scoring.ReadingEffect) string {
	text := "总分不变"
	if e.Change != 0 {
		text = fmt.Sprintf("总分 %s→%s(%s)", e.Total-e.Change, e.Total, signed(e.Change)) // of the facts, without claims
	}
	switch {
	case e.VetoMoved && e.Vetoed:
		text += ",一票否决"
	case e.VetoMoved:
		text += ",不再一票否决"
	}
	return text
}
