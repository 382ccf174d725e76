package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"unicode/utf16"

	"wuxing/assessment"
)

// evidence hands in a made-up document of the enterprise under an indicator: a page of
// PDF, or a picture where the name says so.
func (d *demo) evidence(actor assessment.Actor, application *assessment.ApplicationView, indicator, name string) (string, error) {
	var content []byte
	var err error
	switch filepath.Ext(name) {
	case ".png", ".jpg":
		content, err = demoPicture(name, application.Enterprise.USCC+application.Round)
	default:
		content = demoPDF(name, application.Enterprise.Name, application.Round+"年度，仅供演示，不是真实材料")
		name += ".pdf"
	}
	if err != nil {
		return "", fmt.Errorf("draw %s: %w", name, err)
	}
	file, err := d.service.AddEvidence(d.ctx, d.command(actor), application.ID, assessment.NewEvidence{
		Indicator: indicator, Name: name, Content: bytes.NewReader(content), Size: int64(len(content)),
	})
	if err != nil {
		return "", fmt.Errorf("evidence %s: %w", name, err)
	}
	return file.ID, nil
}

// demoPDF is one page with the lines, in a font that readers of Chinese documents
// bring along.
func demoPDF(lines ...string) []byte {
	var page bytes.Buffer
	page.WriteString("BT /F1 22 Tf 72 760 Td 36 TL")
	for _, line := range lines {
		page.WriteString(" <")
		for _, unit := range utf16.Encode([]rune(line)) {
			fmt.Fprintf(&page, "%04X", unit)
		}
		page.WriteString("> Tj T*")
	}
	page.WriteString(" ET")
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
		fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", page.Len(), page.String()),
		"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts[6 0 R]>>",
		"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/FontDescriptor 7 0 R>>",
		"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
	}
	var file bytes.Buffer
	file.WriteString("%PDF-1.5\n")
	var places []int
	for n, object := range objects {
		places = append(places, file.Len())
		fmt.Fprintf(&file, "%d 0 obj\n%s\nendobj\n", n+1, object)
	}
	table := file.Len()
	fmt.Fprintf(&file, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, place := range places {
		fmt.Fprintf(&file, "%010d 00000 n \n", place)
	}
	fmt.Fprintf(&file, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return file.Bytes()
}
