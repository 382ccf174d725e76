package workbook

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Unmark takes away what Mark has put into a workbook: 问题清单, the colours, the
// comments. It also does so after another program has saved the file, and after
// sheets were renamed or rows moved. A workbook without marks comes back byte for
// byte. It fails like Mark.
func Unmark(data []byte) (clean []byte, err error) {
	defer func() {
		if p := recover(); p != nil { // see Read
			clean, err = nil, damaged("panic: "+fmt.Sprint(p))
		}
	}()
	p, err := openParcel(data)
	if err != nil {
		return nil, err
	}
	changed, err := p.stripComments()
	if err != nil {
		return nil, err
	}
	_, named := p.names[nameMarks]
	_, shown := p.names[nameMarkList]
	if !changed && !named && !shown {
		return data, nil
	}
	record, err := p.readRecord()
	if err != nil {
		return nil, err
	}
	name, err := p.stylesPart()
	if err != nil {
		return nil, err
	}
	if p.parts[name], err = unmarkStyles(p.parts[name], record); err != nil {
		return nil, err
	}
	if err := p.dropSheets(record); err != nil {
		return nil, err
	}
	return p.pack()
}

// stripComments takes our comments out of every sheet, and parts that hold
// nothing else.
func (p *parcel) stripComments() (changed bool, err error) {
	for i := range p.sheets {
		part := p.sheets[i].part
		name, err := p.related(part, "comments")
		if err != nil {
			return false, err
		}
		if name == "" || !bytes.Contains(p.parts[name], []byte(strings.Trim(markBegins, "【】"))) {
			continue
		}
		comments, err := readComments(p.parts[name])
		if err != nil {
			return false, err
		}
		content, bare, stripped := comments.strip()
		if !stripped {
			continue
		}
		changed = true
		p.parts[name] = content
		if err := p.dropComments(part, name, bare); err != nil {
			return false, err
		}
	}
	return changed, nil
}

// dropComments takes away the boxes of comments that are gone, and what is then
// empty.
func (p *parcel) dropComments(part, name string, bare []string) error {
	_, shape, err := markCells(p.parts[part], nil, nil)
	if err != nil {
		return err
	}
	relations, err := p.relations(part)
	if err != nil {
		return err
	}
	drawing := relations[shape.legacy].target
	if content := p.parts[drawing]; shape.legacy != "" && isXML(drawing) && content != nil {
		left, others, err := dropBoxes(content, bare)
		if err != nil {
			return err
		}
		p.parts[drawing] = left
		if !others {
			if err := p.dropPart(part, drawing); err != nil {
				return err
			}
			p.parts[part] = withoutLegacy(p.parts[part])
		}
	}
	if noComments(p.parts[name]) {
		return p.dropPart(part, name)
	}
	return nil
}

// dropPart takes a part out together with the relation that leads to it.
func (p *parcel) dropPart(from, part string) error {
	if err := p.unrelate(from, part); err != nil {
		return err
	}
	return p.drop(part)
}

func withoutLegacy(content []byte) []byte {
	var splices []splice
	err := children(content, 1, func(_ *child, list []child) error {
		for i := range list {
			if list[i].Local == "legacyDrawing" {
				splices = append(splices, splice{list[i].from, list[i].until, ""})
			}
		}
		return nil
	})
	if err != nil {
		return content
	}
	return apply(content, splices)
}

// dropSheets takes 问题清单 and the record out of the workbook.
func (p *parcel) dropSheets(record *markRecord) error {
	ours, err := p.ourSheets()
	if err != nil {
		return err
	}
	content := p.parts[p.main]
	var splices []splice
	gone := map[int]bool{} // places
	count, active := 0, 0
	err = children(content, 2, func(parent *child, items []child) error {
		if parent.Local != "sheets" {
			return nil
		}
		count = len(items)
		for i := range items {
			if ours[items[i].attr("name")] {
				gone[i] = true
				splices = append(splices, splice{items[i].from, items[i].until, ""})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = children(content, 2, func(parent *child, items []child) error {
		switch parent.Local {
		case "bookViews":
			for i := range items {
				was := items[i].number("activeTab")
				now := moved(was, gone)
				if gone[was] {
					now = record.active
				}
				now = min(max(now, 0), max(count-len(gone)-1, 0))
				if i == 0 {
					active = now
				}
				splices = append(splices, splice{items[i].from, items[i].to, items[i].with(items[i].empty, "activeTab", plainNumber(now), "firstSheet", plainNumber(moved(items[i].number("firstSheet"), gone)))})
			}
		case "definedNames":
			splices = append(splices, p.dropNames(parent, items, gone)...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(gone) == count {
		return damaged("no sheets")
	}
	p.parts[p.main] = apply(content, splices)
	for _, forget := range []func(map[string]bool) error{p.forgetStrings, p.forgetTitles} {
		if err := forget(ours); err != nil {
			return err
		}
	}
	return p.dropSheetParts(ours, active)
}

// ourSheets are the sheets that Mark has added: by their names, and 问题清单 by
// its headings, too, since not every program keeps names when a sheet is renamed.
func (p *parcel) ourSheets() (map[string]bool, error) {
	ours := map[string]bool{}
	for _, name := range []string{nameMarks, nameMarkList} {
		if ref, ok := parseReference(p.names[name]); ok {
			ours[ref.sheet] = true
		}
	}
	for i := range p.sheets {
		g, err := p.grid(p.sheets[i].name)
		if err != nil {
			return nil, err
		}
		same := g.at(1, 1).text == sheetProblems
		for col, head := range listedHeads {
			same = same && g.at(col+1, listedHeadRow).text == head
		}
		if same {
			ours[p.sheets[i].name] = true
		}
	}
	return ours, nil
}

// moved is the place of a sheet when those before it are gone.
func moved(place int, gone map[int]bool) int {
	now := place
	for g := range gone {
		if g < place {
			now--
		}
	}
	return now
}

// plainNumber leaves a number out that an attribute need not say.
func plainNumber(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// dropNames takes out the names of the sheets that go. Names of one sheet only
// say so by its place, which moves.
func (p *parcel) dropNames(parent *child, items []child, gone map[int]bool) []splice {
	var splices []splice
	dropped := 0
	for i := range items {
		item := &items[i]
		local, place := item.attr("localSheetId"), item.number("localSheetId")
		switch {
		case local == "" && (item.attr("name") == nameMarks || item.attr("name") == nameMarkList) || local != "" && gone[place]:
			dropped++
			splices = append(splices, splice{item.from, item.until, ""})
		case local != "" && moved(place, gone) != place:
			splices = append(splices, splice{item.from, item.to, item.with(item.empty, "localSheetId", strconv.Itoa(moved(place, gone)))})
		}
	}
	if dropped > 0 && dropped == len(items) {
		return []splice{{parent.from, parent.until, ""}}
	}
	return splices
}

// dropSheetParts takes out the parts of the sheets, with what belongs to them
// alone, and shows the sheet that was shown before.
func (p *parcel) dropSheetParts(ours map[string]bool, active int) error {
	place := 0
	selected := false
	for i := range p.sheets {
		s := &p.sheets[i]
		if !ours[s.name] {
			selected = selected || bytes.Contains(p.parts[s.part], []byte("tabSelected"))
			continue
		}
		relations, err := p.relations(s.part)
		if err != nil {
			return err
		}
		for _, id := range slices.Sorted(maps.Keys(relations)) {
			if part := relations[id].target; p.parts[part] != nil && slices.Contains([]string{"comments", "vmlDrawing", "drawing", "printerSettings"}, relations[id].kind) {
				if err := p.drop(part); err != nil {
					return err
				}
			}
		}
		if err := p.dropPart(p.main, s.part); err != nil {
			return err
		}
	}
	for i := range p.sheets {
		if s := &p.sheets[i]; !ours[s.name] {
			if place == active && !selected {
				return p.selectSheet(s.part, true)
			}
			place++
		}
	}
	return nil
}
