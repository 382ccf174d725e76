package chart

// Axis is one axis of a radar: two values against their maximum.
type Axis struct {
	Name           string
	Values         string // the two values as they are written under the name
	Self, Official int64
	Most           int64 // above 0
}

// Radar is a web of axes with two polygons.
type Radar struct {
	Width, Height  Length
	Rings          []string // polygons, from the inside; the last is the maximum
	Spokes         []Spoke
	Self, Official string // polygons
	SelfAt         []Point
	OfficialAt     []Point
	Labels         []Label
}

// Spoke is the line of an axis.
type Spoke struct{ From, To Point }

// Label is the text at the end of an axis. Anchor is start, middle or end.
type Label struct {
	At           Point
	Below        Length // where the second line stands
	Anchor       string
	Name, Values string
}

// The drawing of a radar.
const (
	radarWidth  = 500 * unit
	radarHeight = 350 * unit
	radarRadius = 118 * unit
	radarGap    = 14 * unit // between the outer ring and a label
	radarRings  = 4
	lineHeight  = 19 * unit
)

// NewRadar draws the axes clockwise, the first to the top. A radar takes at least
// three axes; of fewer there is none.
func NewRadar(axes []Axis) *Radar {
	if len(axes) < 3 {
		return nil
	}
	centre := Point{radarWidth / 2, radarHeight / 2}
	r := &Radar{Width: radarWidth, Height: radarHeight}
	at := func(axis int, distance Length) Point {
		// Clockwise from the top, in thousandths of a degree.
		angle := int64(axis) * 360_000 / int64(len(axes))
		return Point{centre.X + turned(distance, sine(angle)), centre.Y - turned(distance, sine(angle+90_000))}
	}
	around := func(distance func(i int) Length) (points []Point) {
		for i := range axes {
			points = append(points, at(i, distance(i)))
		}
		return points
	}
	for ring := range radarRings {
		r.Rings = append(r.Rings, polygon(around(func(int) Length { return radarRadius * Length(ring+1) / radarRings })))
	}
	self := around(func(i int) Length { return scale(axes[i].Self, axes[i].Most, radarRadius) })
	official := around(func(i int) Length { return scale(axes[i].Official, axes[i].Most, radarRadius) })
	r.Self, r.SelfAt, r.Official, r.OfficialAt = polygon(self), self, polygon(official), official
	for i := range axes {
		end := at(i, radarRadius)
		r.Spokes = append(r.Spokes, Spoke{centre, end})
		r.Labels = append(r.Labels, label(axes[i], centre, at(i, radarRadius+radarGap)))
	}
	return r
}

// label puts two lines of text outside of the ring.
func label(axis Axis, centre, at Point) Label {
	l := Label{At: at, Anchor: "middle", Name: axis.Name, Values: axis.Values}
	switch {
	case at.X > centre.X+unit:
		l.Anchor = "start"
	case at.X < centre.X-unit:
		l.Anchor = "end"
	}
	switch {
	case l.Anchor == "middle" && at.Y < centre.Y:
		l.At.Y -= lineHeight // both lines above the ring
	case l.Anchor == "middle":
		l.At.Y += lineHeight / 2
	}
	l.Below = l.At.Y + lineHeight
	return l
}
