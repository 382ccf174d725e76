package workbook

import (
	"bytes"
	"encoding/xml"
	"maps"
	"path"
	"slices"
	"strings"
)

// book is an opened workbook: its sheets in order, its names and properties.
// Sheets are parsed when they are first asked for.
type book struct {
	parts   map[string][]byte
	sheets  []bookSheet
	order   map[string]int      // sheet name -> place
	names   map[string]string   // defined names of the whole workbook -> reference
	local   map[string][]string // defined names of single sheets -> references
	props   map[string]string   // custom document properties
	tables  map[string]area     // table name -> its range with the headings
	strings []string            // shared strings
	looks   []numberLook        // cell style -> what it makes of a number
	read    map[string]bool     // parts that were read once and must not be again

	from1904 bool // days are counted from 1904
}

// Limits of what a workbook is put together from.
const (
	maxSheets    = 200
	maxRelations = 1000 // of one part to others
)

type bookSheet struct {
	name string
	part string
	grid *grid // nil until asked for
}

// relation is one line of a .rels part.
type relation struct {
	kind   string // last word of the type: worksheet, sharedStrings, table …
	target string // full lower-case name of the part
}

// openBook reads everything but the cells.
func openBook(data []byte) (*book, error) {
	parts, err := unpack(data)
	if err != nil {
		return nil, err
	}
	if err := checkKind(parts); err != nil {
		return nil, err
	}
	b := &book{
		parts: parts, order: map[string]int{}, names: map[string]string{}, local: map[string][]string{}, props: map[string]string{},
		tables: map[string]area{}, read: map[string]bool{},
	}
	main := ""
	root, err := b.relations("")
	if err != nil {
		return nil, err
	}
	for _, r := range inOrder(root) {
		switch r.kind {
		case "officeDocument":
			main = r.target
		case "custom-properties", "customProperties": // the latter in Strict Open XML
			if err := b.readProps(r.target); err != nil {
				return nil, err
			}
		}
	}
	if main == "" {
		return nil, notAWorkbook("archive")
	}
	return b, b.readWorkbook(main)
}

// relations reads the .rels part beside a part, by id.
func (b *book) relations(part string) (map[string]relation, error) {
	var list struct {
		XMLName      xml.Name `xml:"Relationships"`
		Relationship []struct {
			ID     string `xml:"Id,attr"`
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
			Mode   string `xml:"TargetMode,attr"`
		}
	}
	name := path.Join(path.Dir(part), "_rels", path.Base(part)+".rels")
	if part == "" {
		name = "_rels/.rels"
	}
	content, ok := b.parts[name]
	if !ok {
		return nil, nil
	}
	if bytes.Count(content, []byte("<")) > 2*maxRelations+4 { // before they take memory
		return nil, tooLarge("entries", maxRelations)
	}
	if err := xml.Unmarshal(content, &list); err != nil {
		return nil, damaged("relations: " + err.Error())
	}
	relations := make(map[string]relation, len(list.Relationship))
	for _, r := range list.Relationship {
		if r.Mode == "External" {
			continue
		}
		target := strings.ToLower(r.Target)
		if strings.HasPrefix(target, "/") {
			target = target[1:]
		} else {
			target = path.Join(path.Dir(part), target)
		}
		if _, twice := relations[r.ID]; twice {
			return nil, damaged("relations: an id that stands twice")
		}
		relations[r.ID] = relation{kind: r.Type[strings.LastIndexByte(r.Type, '/')+1:], target: target}
	}
	return relations, nil
}

// inOrder are relations by their ids, so that the same file is always read alike.
func inOrder(relations map[string]relation) []relation {
	ordered := make([]relation, 0, len(relations))
	for _, id := range slices.Sorted(maps.Keys(relations)) {
		ordered = append(ordered, relations[id])
	}
	return ordered
}

// xmlPart is a part that guard.go has walked. Each is read once, however many
// sheets or relations name it: a small file must not be a thousand times the work.
func (b *book) xmlPart(name string) ([]byte, error) {
	content, ok := b.parts[name]
	if !ok || !isXML(name) || b.read[name] {
		return nil, damaged("part " + name)
	}
	b.read[name] = true
	return content, nil
}

func (b *book) unmarshal(name string, into any) error {
	content, err := b.xmlPart(name)
	if err != nil {
		return err
	}
	if err := xml.Unmarshal(content, into); err != nil {
		return damaged(name + ": " + err.Error())
	}
	return nil
}

func (b *book) readProps(name string) error {
	var list struct {
		XMLName  xml.Name `xml:"Properties"`
		Property []struct {
			Name  string `xml:"name,attr"`
			Value struct {
				Text string `xml:",chardata"`
			} `xml:",any"`
		} `xml:"property"`
	}
	if err := b.unmarshal(name, &list); err != nil {
		return err
	}
	for _, p := range list.Property {
		b.props[p.Name] = p.Value.Text
	}
	return nil
}

func (b *book) readWorkbook(name string) error {
	var main struct {
		XMLName    xml.Name `xml:"workbook"`
		Properties struct {
			From1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets struct {
			Sheet []struct {
				Name  string     `xml:"name,attr"`
				Attrs []xml.Attr `xml:",any,attr"`
			} `xml:"sheet"`
		} `xml:"sheets"`
		DefinedNames struct {
			DefinedName []struct {
				Name  string `xml:"name,attr"`
				Local string `xml:"localSheetId,attr"`
				Refer string `xml:",chardata"`
			} `xml:"definedName"`
		} `xml:"definedNames"`
	}
	if bytes.Count(b.parts[name], []byte("<sheet ")) > maxSheets { // before they take memory
		return tooLarge("sheets", maxSheets)
	}
	if err := b.unmarshal(name, &main); err != nil {
		return err
	}
	b.from1904 = main.Properties.From1904 == "1" || main.Properties.From1904 == "true"
	relations, err := b.relations(name)
	if err != nil {
		return err
	}
	for _, r := range inOrder(relations) {
		switch r.kind {
		case "sharedStrings":
			err = b.readStrings(r.target)
		case "styles":
			err = b.readStyles(r.target)
		}
		if err != nil {
			return err
		}
	}
	for _, s := range main.Sheets.Sheet {
		sheet := bookSheet{name: s.Name}
		for _, attr := range s.Attrs { // r:id
			if attr.Name.Local == "id" && attr.Name.Space != "" {
				if r := relations[attr.Value]; r.kind == "worksheet" {
					sheet.part = r.target
				}
			}
		}
		if sheet.part == "" {
			continue // a chart sheet
		}
		_, twice := b.order[s.Name]
		if twice || slices.ContainsFunc(b.sheets, func(other bookSheet) bool { return other.part == sheet.part }) {
			return damaged("two sheets of one name or part")
		}
		b.order[s.Name] = len(b.sheets)
		b.sheets = append(b.sheets, sheet)
		if err := b.readTables(s.Name, sheet.part); err != nil {
			return err
		}
	}
	for _, n := range main.DefinedNames.DefinedName {
		if n.Local == "" {
			b.names[n.Name] = strings.TrimSpace(n.Refer)
		} else {
			b.local[n.Name] = append(b.local[n.Name], strings.TrimSpace(n.Refer))
		}
	}
	return nil
}

// readTables notes the tables of a sheet. LibreOffice and WPS may drop or rename
// them, so a table that cannot be understood is not an error here.
func (b *book) readTables(sheet, part string) error {
	relations, err := b.relations(part)
	if err != nil {
		return err
	}
	own := map[string]bool{}
	for _, r := range inOrder(relations) {
		if r.kind != "table" {
			continue
		}
		if own[r.target] {
			return damaged("a table twice on a sheet")
		}
		own[r.target] = true
		// A sheet that some program has copied still points at the table of the first.
		if b.read[r.target] {
			continue
		}
		var table struct {
			XMLName xml.Name `xml:"table"`
			Name    string   `xml:"displayName,attr"`
			Ref     string   `xml:"ref,attr"`
		}
		if err := b.unmarshal(r.target, &table); err != nil {
			return err
		}
		if a, ok := parseArea(sheet, table.Ref); ok {
			b.tables[table.Name] = a
		}
	}
	return nil
}

// place is a sheet's place in the workbook; unknown sheets come last.
func (b *book) place(sheet string) int {
	if i, ok := b.order[sheet]; ok {
		return i
	}
	return len(b.sheets)
}
