package chart

// The drawing of the bars in a row of a table.
const (
	barWidth = 200 * unit
	gapHalf  = barWidth / 2
)

// Pair are two bars above each other within their maximum. Points that are taken
// away grow from the right.
type Pair struct {
	Width          Length
	Self, Official Bar
}

// Bar is a bar of a row.
type Bar struct{ X, Length Length }

// NewPair draws two scores against the most that can be given or, where that is
// below 0, taken.
func NewPair(self, official, most int64) *Pair {
	bar := func(value int64) Bar {
		if most < 0 {
			length := scale(-value, -most, barWidth)
			return Bar{barWidth - length, length}
		}
		return Bar{0, scale(value, most, barWidth)}
	}
	return &Pair{barWidth, bar(self), bar(official)}
}

// Gap is a bar to the left or the right of a line in the middle.
type Gap struct {
	Width, Middle Length
	Bar           Bar
	Sign          int // -1, 0, 1
}

// NewGap draws a difference against the largest of the table.
func NewGap(difference, largest int64) *Gap {
	g := &Gap{Width: barWidth, Middle: gapHalf, Bar: Bar{X: gapHalf}}
	switch {
	case difference > 0:
		g.Sign, g.Bar.Length = 1, scale(difference, largest, gapHalf)
	case difference < 0:
		g.Sign, g.Bar.Length = -1, scale(-difference, largest, gapHalf)
		g.Bar.X -= g.Bar.Length
	}
	return g
}

// Part is one bar that shows how much of a whole is done.
type Part struct{ Width, Length Length }

// NewPart draws a part of a whole.
func NewPart(part, of int) *Part { return &Part{barWidth, scale(int64(part), int64(of), barWidth)} }
