package workbook

import (
	"bytes"
	"strconv"
	"strings"
)

// forgetStrings blanks the shared strings that only the sheets that go have used:
// another program has put the problems among them. They keep their numbers.
func (p *parcel) forgetStrings(ours map[string]bool) error {
	name, err := p.related(p.main, "sharedStrings")
	if err != nil || name == "" {
		return err
	}
	used, gone := map[int]bool{}, map[int]bool{}
	for i := range p.sheets {
		into := used
		if ours[p.sheets[i].name] {
			into = gone
		}
		if err := sharedIn(p.parts[p.sheets[i].part], into); err != nil {
			return err
		}
	}
	content := p.parts[name]
	var splices []splice
	place := 0
	var start tag
	err = scan(content, func(t *tag) error {
		if t.depth != 1 || t.Local != "si" {
			return nil
		}
		if !t.end {
			start = *t
			return nil
		}
		if gone[place] && !used[place] {
			splices = append(splices, splice{start.from, t.to, "<" + t.prefix() + "si><" + t.prefix() + "t></" + t.prefix() + "t></" + t.prefix() + "si>"})
		}
		place++
		return nil
	}, nil)
	p.parts[name] = apply(content, splices)
	return err
}

// sharedIn notes the numbers of the shared strings that a sheet uses.
func sharedIn(content []byte, into map[int]bool) error {
	shared, value := false, false
	var text strings.Builder
	return scan(content, func(t *tag) error {
		switch {
		case t.Local == "c" && !t.end:
			shared = t.attr("t") == "s"
		case t.Local == "v" && !t.end:
			value = true
			text.Reset()
		case t.Local == "v" && value:
			value = false
			if n, err := strconv.Atoi(strings.TrimSpace(text.String())); err == nil && shared {
				into[n] = true
			}
		}
		return nil
	}, func(s string) {
		if value {
			text.WriteString(s)
		}
	})
}

// forgetTitles takes the list of the sheets' names out of the document's
// properties if it names one that goes. Programs write it for others to show.
func (p *parcel) forgetTitles(ours map[string]bool) error {
	const name = "docprops/app.xml"
	content := p.parts[name]
	stale := false
	for sheet := range ours {
		stale = stale || bytes.Contains(content, []byte(escapeXML(sheet)))
	}
	if !stale {
		return nil
	}
	return children(content, 1, func(_ *child, list []child) error {
		var splices []splice
		for i := range list {
			if list[i].Local == "TitlesOfParts" || list[i].Local == "HeadingPairs" {
				splices = append(splices, splice{list[i].from, list[i].until, ""})
			}
		}
		p.parts[name] = apply(content, splices)
		return nil
	})
}
