package chart

// Lines are up to two series over slots side by side, for example years.
type Lines struct {
	Width, Height Length
	Left, Right   Length
	Base          Length
	Grid          []Tick
	Ticks         []Tick // middles of the slots
	Series        []Series
	Targets       []Target
}

// Series is one drawn series. Kind is self or official: hollow circles on a dashed
// line, or solid squares on a line.
type Series struct {
	Kind     string
	Line     string // places as SVG takes them
	Marks    []Mark
	Whiskers []Spoke // from the first to the third quarter
}

// Mark is a value of a series with its text.
type Mark struct {
	At   Point
	Side Length // where the text stands
	Text string
}

// Target is a line to be reached.
type Target struct {
	At   Length
	Text string
}

// Value is the value of a series in a slot; nil slots have none.
type Value struct {
	Value     int64
	Text      string
	Low, High int64 // a span around it; equal: none
}

// Slots are what is to be drawn: names, and for each kind a value or nil a slot.
type Slots struct {
	Names          []string
	Self, Official []*Value
	Targets        []Aim
	Unit           int64 // what the numbers of the scale are written in; 0: 1
}

// Aim is a value to be reached.
type Aim struct {
	Value int64
	Text  string
}

// NewLines draws the slots.
func NewLines(slots Slots) *Lines {
	l := &Lines{Width: plotWidth, Height: plotHeight, Left: plotLeft, Right: plotRight, Base: plotBase}
	each := max(slots.Unit, 1)
	most := int64(0)
	for _, target := range slots.Targets {
		most = max(most, target.Value)
	}
	for _, values := range [][]*Value{slots.Self, slots.Official} {
		for _, v := range values {
			if v != nil {
				most = max(most, v.Value, v.High)
			}
		}
	}
	top, step := ladder((most + each - 1) / each)
	l.Grid = grid(top, step)
	height := func(value int64) Length { return plotBase - scale(value, top*each, plotBase-plotTop) }
	middle := func(slot int) Length {
		return plotLeft + (plotRight-plotLeft)*Length(2*slot+1)/Length(2*max(len(slots.Names), 1))
	}
	for i, name := range slots.Names {
		l.Ticks = append(l.Ticks, Tick{middle(i), name})
	}
	for _, target := range slots.Targets {
		l.Targets = append(l.Targets, Target{height(target.Value), target.Text})
	}
	series := func(kind string, values, others []*Value, shift Length) {
		if len(values) == 0 {
			return
		}
		s := Series{Kind: kind}
		var points []Point
		for i, v := range values {
			if v == nil {
				continue
			}
			at := Point{middle(i) + shift, height(v.Value)}
			points = append(points, at)
			side := at.Y + 20*unit
			if i >= len(others) || above(v, others[i], kind) {
				side = at.Y - 10*unit
			}
			s.Marks = append(s.Marks, Mark{at, side, v.Text})
			if v.Low < v.High {
				s.Whiskers = append(s.Whiskers, Spoke{Point{at.X, height(v.Low)}, Point{at.X, height(v.High)}})
			}
		}
		s.Line = polygon(points)
		l.Series = append(l.Series, s)
	}
	shift := Length(0)
	if len(slots.Self) > 0 && len(slots.Official) > 0 {
		shift = 9 * unit
	}
	series("self", slots.Self, slots.Official, -shift)
	series("official", slots.Official, slots.Self, shift)
	return l
}

// above tells on which side of its mark a value is written, so that two of a slot
// do not cover each other.
func above(v, other *Value, kind string) bool {
	return other == nil || v.Value > other.Value || v.Value == other.Value && kind == "self"
}
