package chart

import "strconv"

// Class is a class of a distribution with the counts of both series.
type Class struct {
	From           string // its lower bound as it is written
	Self, Official int
}

// Columns is a distribution: two columns a class above a line.
type Columns struct {
	Width, Height Length
	Left, Right   Length // ends of the base line
	Base          Length
	Grid          []Tick // horizontal lines
	Ticks         []Tick // bounds of the classes
	Self          []Column
	Official      []Column
}

// Tick is a line of a scale with its text.
type Tick struct {
	At   Length
	Text string
}

// Column is one column; Count is written above it where it is not 0.
type Column struct {
	X, Y, Width, Height Length
	Middle, Above       Length // of the count
	Count               int
}

// The drawing of columns and lines.
const (
	plotWidth  = 560 * unit
	plotHeight = 280 * unit
	plotLeft   = 40 * unit
	plotRight  = 548 * unit
	plotTop    = 26 * unit
	plotBase   = 246 * unit
)

// NewColumns draws the classes side by side; end is the upper bound of the last one
// as it is written.
func NewColumns(classes []Class, end string) *Columns {
	c := &Columns{Width: plotWidth, Height: plotHeight, Left: plotLeft, Right: plotRight, Base: plotBase}
	if len(classes) == 0 {
		return c
	}
	most := 0
	for _, class := range classes {
		most = max(most, class.Self, class.Official)
	}
	top, step := ladder(int64(most))
	c.Grid = grid(top, step)
	each := (plotRight - plotLeft) / Length(len(classes))
	wide := each * 2 / 5
	column := func(x Length, count int) Column {
		height := scale(int64(count), top, plotBase-plotTop)
		return Column{
			X: x, Y: plotBase - height, Width: wide, Height: height,
			Middle: x + wide/2, Above: plotBase - height - 4*unit, Count: count,
		}
	}
	for i, class := range classes {
		x := plotLeft + each*Length(i)
		c.Ticks = append(c.Ticks, Tick{x, class.From})
		c.Self = append(c.Self, column(x+each/10, class.Self))
		c.Official = append(c.Official, column(x+each/2, class.Official))
	}
	c.Ticks = append(c.Ticks, Tick{plotLeft + each*Length(len(classes)), end})
	return c
}

// ladder is a round number that is not below most, and the step to it: 1, 2 or 5
// times a power of ten, in at most five steps.
func ladder(most int64) (top, step int64) {
	most = max(most, 1)
	step = 1
	for power := int64(1); ; power *= 10 {
		for _, digit := range []int64{1, 2, 5} {
			step = digit * power
			if 5*step >= most {
				return (most + step - 1) / step * step, step
			}
		}
	}
}

func grid(top, step int64) (ticks []Tick) {
	for value := int64(0); value <= top; value += step {
		ticks = append(ticks, Tick{plotBase - scale(value, top, plotBase-plotTop), strconv.FormatInt(value, 10)})
	}
	return ticks
}
