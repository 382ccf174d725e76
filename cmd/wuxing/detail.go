package main

import (
	"fmt"
	"io"

	"wuxing/scoring"
)

// writeDetail writes under an indicator its clause, how its wording is read and
// what the next points would take.
func writeDetail(out io.Writer, card *scoring.Card, detail *scoring.Breakdown) {
	fmt.Fprintf(out, "      条文:%s\n", detail.Clause)
	for _, ruling := range detail.Rulings {
		fmt.Fprintf(out, "      口径:%s %s\n", ruling.Question, ruling.Reading)
	}
	for _, part := range detail.Parts {
		if part.Next != nil {
			fmt.Fprintf(out, "      下一步:%s\n", part.Next.Words(card))
		}
	}
}
