package workbook

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

var disfiguredFiles = []disfigured{
	{name: "LibreOffice 另存", change: office},
	{
		name: "LibreOffice 另存,其中有文字数字、公式和粘贴的选项", change: then(says("employees", "４０５人"), says("training_funds", "已 安排\u3002"),
			with(func(f *excelize.File) error { return f.SetCellFormula("单项数据", "C21", "200+1") }), office),
		read: `{"employees": 405, "training_funds": "arranged", "skilled_workers": 201}`, warnings: []string{"formula_read @skilled_workers"},
	},
	{name: "WPS 的文件:自己的属性和拼音", change: then(wpsProperties, raw("training_funds", "inlineStr", `<is><t>已安排</t><rPh sb="0" eb="1"><t>yi</t></rPh><phoneticPr fontId="1"/></is>`)), read: `{"training_funds": "arranged"}`},
	{name: "严格 Open XML 格式", change: strict},
	{name: "文字都存在单元格里(内联字符串)", change: inlineStrings},
	{name: "一格文字分成几种字体", change: raw("training_funds", "inlineStr", `<is><r><t>已</t></r><r><rPr><b/></rPr><t xml:space="preserve">安排 </t></r></is>`), read: `{"training_funds": "arranged"}`},
	{name: "文件属性丢失", change: with(dropProperties)},
	{name: "文件属性和它们的名称都丢失", change: then(with(dropProperties), dropNames(nameCard, nameCardHash, nameVersion))},
	{name: "表格(超级表)转换成了普通区域", change: with(dropTables)},
	{name: "定义的名称全部丢失", change: with(func(f *excelize.File) error {
		for _, name := range f.GetDefinedName() {
			if err := f.DeleteDefinedName(&excelize.DefinedName{Name: name.Name, Scope: name.Scope}); err != nil {
				return err
			}
		}
		return nil
	})},
	{name: "单元格不写位置,逐个相接", change: then(with(dropProperties), withoutPlaces)},
	{name: "链接了别的工作簿", change: externalLink},
}

func dropProperties(f *excelize.File) error {
	for _, prop := range []string{propCard, propCardHash, propVersion} {
		if err := f.SetCustomProps(excelize.CustomProperty{Name: prop}); err != nil {
			return err
		}
	}
	return nil
}

func from1904(xml string) string {
	return regexp.MustCompile(`<workbookPr[^>]*?(/>|></workbookPr>)`).ReplaceAllString(xml, `<workbookPr date1904="1"/>`)
}

// strict gives every part the namespaces and kinds of relations of ISO/IEC
// 29500 Strict.
func strict(t testing.TB, data []byte) []byte {
	replace := strings.NewReplacer(
		"http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties", "http://purl.oclc.org/ooxml/officeDocument/relationships/customProperties",
		"http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships",
		"http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main",
		"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties", "http://purl.oclc.org/ooxml/officeDocument/customProperties",
		"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes", "http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes",
		"<workbook ", `<workbook conformance="strict" `,
	)
	data = parts(func(_, text string) string { return replace.Replace(text) })(t, data)
	if b, err := openBook(data); err != nil || b.props[propCard] == "" {
		t.Fatal("the properties are lost", err)
	}
	return data
}

// inlineStrings puts every shared string into its cells.
func inlineStrings(t testing.TB, data []byte) []byte {
	b, err := openBook(data)
	if err != nil {
		t.Fatal(err)
	}
	shared := regexp.MustCompile(` t="s"><v>(\d+)</v>`)
	return parts(func(name, text string) string {
		if !strings.HasPrefix(name, "xl/worksheets/sheet") {
			return text
		}
		return shared.ReplaceAllStringFunc(text, func(found string) string {
			i, err := strconv.Atoi(shared.FindStringSubmatch(found)[1])
			if err != nil {
				t.Fatal(err)
			}
			var escaped strings.Builder
			if err := xml.EscapeText(&escaped, []byte(b.strings[i])); err != nil {
				t.Fatal(err)
			}
			return fmt.Sprintf(` t="inlineStr"><is><t xml:space="preserve">%s</t></is>`, escaped.String())
		})
	})(t, data)
}

// wpsProperties adds what WPS writes beside our own properties.
func wpsProperties(t testing.TB, data []byte) []byte {
	data = with(func(f *excelize.File) error {
		for name, value := range map[string]string{"KSOProductBuildVer": "2052-12.1.0.16929", "ICV": "0D3C5D0B9A8F4F0E8C3D"} {
			if err := f.SetCustomProps(excelize.CustomProperty{Name: name, Value: value}); err != nil {
				return err
			}
		}
		return f.SetAppProps(&excelize.AppProperties{Application: "WPS 表格"})
	})(t, data)
	return data
}

// withoutPlaces leaves out the places of rows and cells in one sheet, as some
// programs do: the hidden one that says which card the form is made from.
func withoutPlaces(t testing.TB, data []byte) []byte {
	return rewrite(t, data, sheetPart(t, data, "表单信息"), func(text string) string {
		if !strings.Contains(text, `<c r="A1"`) {
			t.Fatal("no cells")
		}
		return regexp.MustCompile(`(<(?:c|row)) r="\w+"`).ReplaceAllString(text, "$1")
	})
}

// externalLink adds a part that names another workbook, and its relation.
func externalLink(t testing.TB, data []byte) []byte {
	data = rewrite(t, data, "xl/_rels/workbook.xml.rels", func(text string) string {
		return strings.Replace(text, "</Relationships>", `<Relationship Id="rIdLink" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath" Target="file:///C:/工资.xlsx" TargetMode="External"/></Relationships>`, 1)
	})
	return raw("employees", "", "<v>400</v>")(t, data)
}
