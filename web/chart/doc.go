// Package chart works out where the parts of a picture stand; templates draw them as
// SVG in the page. It knows whole numbers only: scores come as hundredths, and a
// Length is a tenth of a unit of the drawing. Two series are told apart by their
// shape (hollow and solid, circle and square), never by colour alone.
package chart

import "strconv"

// Length is a tenth of a unit of the drawing.
type Length int64

// unit is one unit of the drawing.
const unit Length = 10

// String writes the length as SVG takes it.
func (l Length) String() string {
	sign, n := "", int64(l)
	if n < 0 {
		sign, n = "-", -n
	}
	text := sign + strconv.FormatInt(n/10, 10)
	if n%10 != 0 {
		text += "." + strconv.FormatInt(n%10, 10)
	}
	return text
}

// Point is a place in the drawing.
type Point struct{ X, Y Length }

// Less moves a place to the left and up, for the corner of a mark around it.
func (p Point) Less(by int) Point { return Point{p.X - Length(by), p.Y - Length(by)} }

// polygon writes places as SVG takes them.
func polygon(points []Point) string {
	var text []byte
	for i, p := range points {
		if i > 0 {
			text = append(text, ' ')
		}
		text = append(text, p.X.String()+","+p.Y.String()...)
	}
	return string(text)
}

// scale is part of of, spread over length, rounded, and kept between 0 and length.
func scale(part, of int64, length Length) Length {
	if part <= 0 || of <= 0 {
		return 0
	}
	if part >= of {
		return length
	}
	return Length((2*part*int64(length) + of) / (2 * of))
}
