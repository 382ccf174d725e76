// Package scoring turns a scorecard and the facts of one enterprise into points.
//
// A scorecard is data (see cards/wuxing-2024.yaml): categories, indicators,
// facts and for each indicator a rule. Go knows the kinds of rule (Rule); every
// number, list, cap and veto lives in the card. The way of a fact:
//
//	Load(yaml)            -> *Card, or every problem with its line and column
//	Card.Collect()        -> *Collector: raw text in, each value with its place
//	Collector.Facts()     -> *Facts, or every problem of the input at once
//	Card.Evaluate(facts)  -> Outcome: points, statuses, vetoes; no allocation
//	Card.Score(facts)     -> *Result: the outcome with an explanation a line
//	Card.Bounds(facts)    -> *Bounds: what missing facts may still change
//	Card.Advise(facts)    -> []Advice: what would raise the total
//
// The package is pure: no clock, disk, network, no floating point. A Card never
// changes after Load and may be shared by many goroutines. Points are hundredths,
// money is fen, shares are two counts compared by cross-multiplication.
package scoring
