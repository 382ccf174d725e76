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
	At     Point
	Beside Point // of the text
	Anchor string
	Text   string
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

// Where two series share a slot, and where their numbers stand.
const (
	slotShift = 9 * unit
	markGap   = 8 * unit
)

// NewLines draws the slots. Of two series the first stands to the left in each slot,
// its numbers to the left of it, so that none covers another.
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
	series := func(kind string, values []*Value, shift Length) {
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
			mark := Mark{at, Point{at.X + markGap, at.Y - markGap}, "start", v.Text}
			if shift < 0 { // the one to the left of two
				mark.Beside.X, mark.Anchor = at.X-markGap, "end"
			}
			s.Marks = append(s.Marks, mark)
			if v.Low < v.High {
				s.Whiskers = append(s.Whiskers, Spoke{Point{at.X, height(v.Low)}, Point{at.X, height(v.High)}})
			}
		}
		s.Line = polygon(points)
		l.Series = append(l.Series, s)
	}
	shift := Length(0)
	if len(slots.Self) > 0 && len(slots.Official) > 0 {
		shift = slotShift
	}
	series("self", slots.Self, -shift)
	series("official", slots.Official, shift)
	return l
}
