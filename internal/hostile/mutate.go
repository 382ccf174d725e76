package hostile

import (
	"archive/zip"
	"bytes"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
)

// Mutator damages sound workbooks, the same way for the same seed.
type Mutator struct {
	random  *rand.Rand
	sources []source
}

// source is a workbook whose parts are kept as they lie in its archive: a mutation
// then packs one part anew and copies the others.
type source struct {
	data    []byte
	book    Book
	entries []entry
}

// NewMutator takes the workbooks to damage.
func NewMutator(seed uint64, forms ...[]byte) (*Mutator, error) {
	m := &Mutator{random: rand.New(rand.NewPCG(seed, 64))}
	for _, form := range forms {
		book, err := Open(form)
		if err != nil {
			return nil, err
		}
		s := source{data: form, book: book}
		for _, part := range book {
			s.entries = append(s.entries, plain(part.Name, part.Content, zip.Deflate))
		}
		m.sources = append(m.sources, s)
	}
	return m, nil
}

// Next is another damaged workbook and what was done to it.
func (m *Mutator) Next() (what string, data []byte) {
	s := m.sources[m.random.IntN(len(m.sources))]
	switch m.random.IntN(10) {
	case 0:
		return m.flip(s)
	case 1:
		cut := m.random.IntN(len(s.data))
		return fmt.Sprintf("cut at %d", cut), s.data[:cut]
	case 2:
		return m.splice(s)
	case 3:
		return m.shuffle(s)
	case 4:
		return m.reanswer(s)
	default:
		return m.edit(s)
	}
}

// part is the place of a part.
func (s source) part(name string) int {
	return slices.IndexFunc(s.book, func(p Part) bool { return p.Name == name })
}

// flip changes bytes of the archive.
func (m *Mutator) flip(s source) (string, []byte) {
	data := bytes.Clone(s.data)
	count := 1 + m.random.IntN(8)
	from := 0
	if m.random.IntN(2) == 0 { // the list of entries, where it hurts most
		from = bytes.Index(data, []byte("PK\x01\x02"))
	}
	for range count {
		data[from+m.random.IntN(len(data)-from)] ^= byte(1 + m.random.IntN(255))
	}
	return fmt.Sprintf("%d bytes from %d on", count, from), data
}

// splice takes bytes out, doubles them or puts in others of another workbook.
func (m *Mutator) splice(s source) (string, []byte) {
	other := m.sources[m.random.IntN(len(m.sources))].data
	at := m.random.IntN(len(s.data))
	skip := min(m.random.IntN(4096), len(s.data)-at)
	from := m.random.IntN(len(other))
	length := min(m.random.IntN(4096), len(other)-from)
	data := append(bytes.Clone(s.data[:at]), other[from:from+length]...)
	return fmt.Sprintf("%d bytes at %d for %d at %d", length, from, skip, at), append(data, s.data[at+skip:]...)
}

// shuffle swaps, drops, doubles or exchanges whole parts.
func (m *Mutator) shuffle(s source) (string, []byte) {
	entries := append([]entry(nil), s.entries...)
	a, b := m.random.IntN(len(entries)), m.random.IntN(len(entries))
	first, second := entries[a].Name, entries[b].Name
	switch m.random.IntN(4) {
	case 0:
		entries[a].Name, entries[b].Name = second, first
		return "swap " + first + " and " + second, pack(entries...)
	case 1:
		return "drop " + first, pack(append(entries[:a], entries[a+1:]...)...)
	case 2:
		entries[b] = entries[a]
		entries[b].Name = second
		return first + " also as " + second, pack(entries...)
	default:
		other := m.sources[m.random.IntN(len(m.sources))].entries
		entries[a] = other[m.random.IntN(len(other))]
		return first + " by " + entries[a].Name, pack(entries...)
	}
}

// values go into the place of an attribute or a text.
var values = []string{
	"", "0", "-1", "1", "99999999999999999999", "1e999", "NaN", "-0", "0.1", "1048577", "A0", "XFE1", "ZZZZ9", "TRUE", "#REF!", "\u662f", "\u5426", "\uff15",
	"&amp;", "&#0;", "&#x10FFFF;", "&xxe;", "\xff", "\u0000", "../../x", "s", "str", "e", "d", "b", "inlineStr", "rId1", "External", " 400 ", "35%", "=1+1",
	"'\u5355\u9879\u6570\u636e'!$C$20", "$A$1:$XFD$1048576", "_x0000_", "<a>", "]]>", "<!--",
}

var places = regexp.MustCompile(`="([^"<>]*)"|>([^<>]+)<`)

// edit changes the text of a part: bytes, pieces, attributes, texts.
func (m *Mutator) edit(s source) (string, []byte) {
	i := m.random.IntN(len(s.book))
	if m.random.IntN(2) == 0 { // where the answers are
		i = s.part([]string{factsPart, stringsPart, listPart}[m.random.IntN(3)])
	}
	text := []byte(s.book[i].Content)
	count := 1 + m.random.IntN(4)
	onlyValues := m.random.IntN(2) == 0
	for range count {
		if len(text) == 0 {
			break
		}
		at := m.random.IntN(len(text))
		kind := m.random.IntN(6)
		if onlyValues {
			kind = 5
		}
		switch kind {
		case 0:
			text[at] = byte(m.random.IntN(256))
		case 1:
			text = append(text[:at], text[min(len(text), at+m.random.IntN(60)):]...)
		case 2:
			text = append(text[:at:at], text[max(0, at-m.random.IntN(200)):]...)
		default:
			place := places.FindSubmatchIndex(text[at:])
			if place == nil {
				continue
			}
			begin, end := at+max(place[2], place[4]), at+max(place[3], place[5])
			value := values[m.random.IntN(len(values))]
			text = append(append(text[:begin:begin], value...), text[end:]...)
		}
	}
	return fmt.Sprintf("%d edits of %s", count, s.book[i].Name), s.with(i, string(text))
}

// with packs the workbook with another content of one part.
func (s source) with(i int, content string) []byte {
	entries := append([]entry(nil), s.entries...)
	entries[i] = plain(s.book[i].Name, content, zip.Store)
	return pack(entries...)
}

// answered are the cells of the answers, with what stands in them.
var answered = regexp.MustCompile(`<c r="C\d+"[^>]*><v>([^<]*)</v>`)

// reanswer changes an answer: another number, another text of the workbook, or
// what no cell should hold.
func (m *Mutator) reanswer(s source) (string, []byte) {
	i := s.part(factsPart)
	text := s.book[i].Content
	cells := answered.FindAllStringSubmatchIndex(text, -1)
	at := cells[m.random.IntN(len(cells))]
	value := fmt.Sprint(m.random.IntN(400))
	if m.random.IntN(3) == 0 {
		value = values[m.random.IntN(len(values))]
	}
	return fmt.Sprintf("%q in %s", value, text[at[0]:at[1]]), s.with(i, text[:at[2]]+value+text[at[3]:])
}
