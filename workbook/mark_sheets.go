package workbook

import (
	"fmt"
	"strconv"
)

// selectSheet marks a sheet as one of those that are shown, or not: of several
// that are, each takes what is typed into one.
func (p *parcel) selectSheet(part string, selected bool) error {
	content := p.parts[part]
	var splices []splice
	err := scan(content, func(t *tag) error {
		if t.end || t.Local != "sheetView" {
			return nil
		}
		switch {
		case selected && len(splices) == 0:
			splices = append(splices, splice{t.from, t.to, t.with(t.closedIn(content), "tabSelected", "1")})
		case !selected && t.attr("tabSelected") != "":
			splices = append(splices, splice{t.from, t.to, t.with(t.closedIn(content), "tabSelected", "")})
		}
		return nil
	}, nil)
	p.parts[part] = apply(content, splices)
	return err
}

// addSheets adds 问题清单 before the other sheets and the record behind them.
func (m *marker) addSheets(looks listLooks) error {
	var sheets child
	var list []child
	var splices []splice
	content := m.parts[m.main]
	used := map[string]bool{}
	ids := 0
	err := children(content, 2, func(parent *child, items []child) error {
		switch parent.Local {
		case "sheets":
			sheets, list = *parent, items
			for i := range items {
				used[items[i].attr("name")] = true
				ids = max(ids, min(items[i].number("sheetId"), 60000))
			}
		case "definedNames":
			for i := range items {
				if local := items[i].attr("localSheetId"); local != "" {
					splices = append(splices, splice{items[i].from, items[i].to, items[i].with(items[i].empty, "localSheetId", strconv.Itoa(items[i].number("localSheetId")+1))})
				}
			}
		case "bookViews":
			for i := range items {
				if i == 0 {
					m.record.active = items[i].number("activeTab")
				}
				splices = append(splices, splice{items[i].from, items[i].to, items[i].with(items[i].empty, "activeTab", "0", "firstSheet", "0")})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return damaged("no sheets")
	}
	shown, record := uniqueSheetName(sheetProblems, used), uniqueSheetName(sheetRecord, used)
	text := map[string]string{}
	for i, s := range []struct {
		name, state string
		content     []byte
	}{{shown, "", listSheet(m.lines, m.left, looks)}, {record, ` state="hidden"`, m.record.sheet()}} {
		part, err := m.add("xl/worksheets/sheet%d.xml", typeSheet, s.content)
		if err != nil {
			return err
		}
		id, err := m.relate(m.main, "worksheet", part)
		if err != nil {
			return err
		}
		text[s.name] = "<" + sheets.prefix() + `sheet name="` + escapeXML(s.name) + `" sheetId="` + strconv.Itoa(ids+1+i) + `"` + s.state +
			` xmlns:r="` + m.relationNames() + `" r:id="` + id + `"/>`
	}
	splices = append(splices, splice{list[0].from, list[0].from, text[shown]})
	end := list[len(list)-1].until
	splices = append(splices, splice{end, end, text[record]})
	names, err := m.addNames(content, &sheets, shown, record)
	if err != nil {
		return err
	}
	m.parts[m.main] = apply(content, append(splices, names...))
	return nil
}

// addNames names both sheets, so that they are found again, and the rows that are
// printed on every page.
func (m *marker) addNames(content []byte, sheets *child, shown, record string) ([]splice, error) {
	name := func(attrs, refers string) string {
		return "<" + sheets.prefix() + "definedName " + attrs + ">" + escapeXML(refers) + "</" + sheets.prefix() + "definedName>"
	}
	text := name(`name="_xlnm.Print_Titles" localSheetId="0"`, fmt.Sprintf("%s!$%d:$%d", quoteSheet(shown), listedHeadRow, listedHeadRow)) +
		name(`name="`+nameMarkList+`" hidden="1"`, quoteSheet(shown)+"!$A$1") +
		name(`name="`+nameMarks+`" hidden="1"`, quoteSheet(record)+"!$A$1")
	var splices []splice
	after := sheets.until
	err := children(content, 1, func(_ *child, list []child) error {
		for i := range list {
			switch list[i].Local {
			case "definedNames":
				splices = list[i].insertLast(content, text)
			case "functionGroups", "externalReferences":
				after = list[i].until
			}
		}
		return nil
	})
	if splices == nil {
		splices = []splice{{after, after, "<" + sheets.prefix() + "definedNames>" + text + "</" + sheets.prefix() + "definedNames>"}}
	}
	return splices, err
}
