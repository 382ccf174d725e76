package workbook

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
)

// tag is a start or end tag of a part, with its place in the part's bytes.
// Marking splices a workbook's parts in place: what is not touched stays byte for
// byte, also what this program does not understand.
type tag struct {
	xml.Name // Space is the prefix as written
	attrs    []xml.Attr
	from, to int
	depth    int  // elements around it
	end      bool // an end tag; of an element closed in its start tag, from == to
}

// scan walks the tags of a part that guard.go has passed; text is given what
// stands between tags.
func scan(content []byte, visit func(*tag) error, text func(string)) error {
	decoder := xml.NewDecoder(bytes.NewReader(content))
	depth := 0
	for {
		from := int(decoder.InputOffset())
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return damaged("xml: " + err.Error())
		}
		t := tag{from: from, to: int(decoder.InputOffset()), depth: depth}
		switch token := token.(type) {
		case xml.StartElement:
			t.Name, t.attrs = token.Name, token.Attr
			depth++
		case xml.EndElement:
			depth--
			t.Name, t.end, t.depth = token.Name, true, depth
		case xml.CharData:
			if text != nil {
				text(string(token))
			}
			continue
		default:
			continue
		}
		if err := visit(&t); err != nil {
			return err
		}
	}
}

// closedIn tells whether the element is closed in its start tag: <c/>.
func (t *tag) closedIn(content []byte) bool { return t.to >= 2 && content[t.to-2] == '/' }

func (t *tag) attr(name string) string {
	for _, a := range t.attrs {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// number reads an attribute that counts something; what is none is 0.
func (t *tag) number(name string) int {
	n, err := strconv.Atoi(t.attr(name))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// with is the start tag with other values for some attributes, pairs of name and
// value; the value "" takes the attribute away.
func (t *tag) with(closed bool, pairs ...string) string {
	attrs := slices.Clone(t.attrs)
	for i := 0; i+1 < len(pairs); i += 2 {
		at := slices.IndexFunc(attrs, func(a xml.Attr) bool { return a.Name.Local == pairs[i] && a.Name.Space == "" })
		switch {
		case at >= 0 && pairs[i+1] == "":
			attrs = slices.Delete(attrs, at, at+1)
		case at >= 0:
			attrs[at].Value = pairs[i+1]
		case pairs[i+1] != "":
			attrs = append(attrs, xml.Attr{Name: xml.Name{Local: pairs[i]}, Value: pairs[i+1]})
		}
	}
	var b strings.Builder
	b.WriteString("<" + t.qualified())
	for _, a := range attrs {
		b.WriteString(" " + prefixed(a.Name) + `="` + escapeXML(a.Value) + `"`)
	}
	if closed {
		b.WriteString("/")
	}
	b.WriteString(">")
	return b.String()
}

func (t *tag) qualified() string { return prefixed(t.Name) }

// prefix is what elements beside this one begin with: "" or "x:".
func (t *tag) prefix() string {
	if t.Space == "" {
		return ""
	}
	return t.Space + ":"
}

func prefixed(name xml.Name) string {
	if name.Space == "" {
		return name.Local
	}
	return name.Space + ":" + name.Local
}

// escapeXML makes a text safe between tags and in quotes; what XML cannot hold
// becomes U+FFFD.
func escapeXML(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder takes everything
	return b.String()
}

// splice replaces the bytes from…to of a part.
type splice struct {
	from, to int
	text     string
}

// apply makes splices that do not overlap. At one place insertions come first, in
// their order.
func apply(content []byte, splices []splice) []byte {
	if len(splices) == 0 {
		return content
	}
	slices.SortStableFunc(splices, func(a, b splice) int { return cmp.Or(a.from-b.from, a.to-b.to) })
	var out bytes.Buffer
	done := 0
	for _, e := range splices {
		out.Write(content[done:e.from])
		out.WriteString(e.text)
		done = e.to
	}
	out.Write(content[done:])
	return out.Bytes()
}

// child is an element with everything in it.
type child struct {
	tag
	until int // behind its end tag
	empty bool
}

// raw is the element as it is written.
func (c *child) raw(content []byte) string { return string(content[c.from:c.until]) }

// maxChildren is how many children an element may have that is looked into: Excel
// itself knows no more cell formats. It bounds the memory that a file can ask for.
const maxChildren = 65_000

// children finds the elements at a depth, by parent. The parents come with their
// own extent, in the order in which they stand.
func children(content []byte, depth int, visit func(parent *child, list []child) error) error {
	var parent child
	var list []child
	err := scan(content, func(t *tag) error {
		switch {
		case t.depth == depth-1 && !t.end:
			parent, list = child{tag: *t, empty: t.closedIn(content)}, nil
		case t.depth == depth-1:
			parent.until = t.to
			return visit(&parent, list)
		case t.depth == depth && !t.end:
			if len(list) == maxChildren {
				return tooLarge("elements", maxChildren)
			}
			list = append(list, child{tag: *t, empty: t.closedIn(content)})
		case t.depth == depth:
			list[len(list)-1].until = t.to
		}
		return nil
	}, nil)
	return err
}

// inside is where the children of an element end: before its end tag. For an
// element closed in its start tag there is no such place; see opened.
func (c *child) inside(content []byte) int {
	return bytes.LastIndexByte(content[c.from:c.until], '<') + c.from
}

// insertLast is the splice that puts text behind the last child of an element and
// gives the element new attributes.
func (c *child) insertLast(content []byte, text string, pairs ...string) []splice {
	if c.empty {
		return []splice{{c.from, c.until, c.with(false, pairs...) + text + "</" + c.qualified() + ">"}}
	}
	splices := []splice{{c.inside(content), c.inside(content), text}}
	if len(pairs) > 0 {
		splices = append(splices, splice{c.from, c.to, c.with(false, pairs...)})
	}
	return splices
}
