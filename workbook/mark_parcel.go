package workbook

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Relationship and content types of what marking adds.
const (
	relationsOf   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	typeSheet     = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
	typeComments  = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
	typeVML       = "application/vnd.openxmlformats-officedocument.vmlDrawing"
	typesPart     = "[content_types].xml"
	strictMain    = "http://purl.oclc.org/ooxml/spreadsheetml/main"
	strictOf      = "http://purl.oclc.org/ooxml/officeDocument/relationships/"
	mainNamespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
)

// parcel is a workbook whose parts are being edited.
type parcel struct {
	*book
	entries []string // names of the parts as written, in their order
	main    string   // name of the workbook part
	strict  bool     // written in the strict namespaces of the standard
}

// openParcel opens a workbook under the limits of an upload.
func openParcel(data []byte) (*parcel, error) {
	b, err := openBook(data)
	if err != nil {
		return nil, err
	}
	p := &parcel{book: b}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, damaged("zip: " + err.Error())
	}
	for _, file := range archive.File {
		if _, ok := b.parts[strings.ToLower(file.Name)]; ok {
			p.entries = append(p.entries, file.Name)
		}
	}
	root, err := b.relations("")
	if err != nil {
		return nil, err
	}
	for _, r := range root {
		if r.kind == "officeDocument" {
			p.main = r.target
		}
	}
	p.strict = bytes.Contains(b.parts[p.main], []byte(strictMain))
	return p, nil
}

// pack writes the workbook again. It must be one that may be uploaded.
func (p *parcel) pack() ([]byte, error) {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, name := range p.entries {
		w, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Time{}})
		if err != nil {
			return nil, fmt.Errorf("pack a workbook: %w", err)
		}
		if _, err := io.Copy(w, bytes.NewReader(p.parts[strings.ToLower(name)])); err != nil {
			return nil, fmt.Errorf("pack a workbook: %w", err)
		}
	}
	if err := archive.Close(); err != nil {
		return nil, fmt.Errorf("pack a workbook: %w", err)
	}
	if _, err := unpack(out.Bytes()); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// add puts a new part in, under the first free name of the pattern, and declares
// its content type.
func (p *parcel) add(pattern, kind string, content []byte) (name string, err error) {
	for n := 1; ; n++ {
		name = fmt.Sprintf(pattern, n)
		if _, taken := p.parts[strings.ToLower(name)]; !taken {
			break
		}
	}
	if p.strict {
		content = bytes.ReplaceAll(content, []byte(mainNamespace), []byte(strictMain))
	}
	p.entries = append(p.entries, name)
	p.parts[strings.ToLower(name)] = content
	return name, p.declare(name, kind)
}

func (p *parcel) declare(name, kind string) error {
	types := p.parts[typesPart]
	return children(types, 1, func(root *child, list []child) error {
		text := "<" + root.prefix() + `Override PartName="/` + escapeXML(name) + `" ContentType="` + kind + `"/>`
		p.parts[typesPart] = apply(types, root.insertLast(types, text))
		return nil
	})
}

// drop takes a part out, with its relations and its content type.
func (p *parcel) drop(part string) error {
	for _, name := range []string{part, relationsPart(part)} {
		delete(p.parts, name)
		p.entries = slices.DeleteFunc(p.entries, func(n string) bool { return strings.ToLower(n) == name })
	}
	types := p.parts[typesPart]
	return children(types, 1, func(_ *child, list []child) error {
		var splices []splice
		for i := range list {
			if list[i].Local == "Override" && strings.EqualFold(list[i].attr("PartName"), "/"+part) {
				splices = append(splices, splice{list[i].from, list[i].until, ""})
			}
		}
		p.parts[typesPart] = apply(types, splices)
		return nil
	})
}

// relationsPart is the name of the part with the relations of another.
func relationsPart(part string) string {
	return path.Join(path.Dir(part), "_rels", path.Base(part)+".rels")
}

// relate adds a relation from one part to another and returns its id.
func (p *parcel) relate(part, kind, target string) (id string, err error) {
	name := relationsPart(part)
	content, ok := p.parts[name]
	if !ok {
		content = []byte(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" +
			`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>`)
		p.entries = append(p.entries, p.written(name))
	}
	return id, children(content, 1, func(root *child, list []child) error {
		taken := map[string]bool{}
		for i := range list {
			taken[list[i].attr("Id")] = true
		}
		for n := 1; id == "" || taken[id]; n++ {
			id = "rIdW" + strconv.Itoa(n)
		}
		base := relationsOf
		if p.strict {
			base = strictOf
		}
		text := "<" + root.prefix() + `Relationship Id="` + id + `" Type="` + base + kind + `" Target="/` + escapeXML(target) + `"/>`
		p.parts[name] = apply(content, root.insertLast(content, text))
		return nil
	})
}

// written is the name of a relations part as the part beside it writes its own.
func (p *parcel) written(name string) string {
	part := path.Join(path.Dir(path.Dir(name)), strings.TrimSuffix(path.Base(name), ".rels"))
	for _, n := range p.entries {
		if strings.ToLower(n) == part {
			return relationsPart(n)
		}
	}
	return name
}

// unrelate takes the relations away that lead to a part.
func (p *parcel) unrelate(part, target string) error {
	relations, err := p.relations(part)
	if err != nil {
		return err
	}
	name := relationsPart(part)
	content := p.parts[name]
	return children(content, 1, func(_ *child, list []child) error {
		var splices []splice
		for i := range list {
			if relations[list[i].attr("Id")].target == target {
				splices = append(splices, splice{list[i].from, list[i].until, ""})
			}
		}
		p.parts[name] = apply(content, splices)
		return nil
	})
}
