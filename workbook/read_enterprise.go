package workbook

import (
	"strings"

	"wuxing/scoring"
)

// Labels of the enterprise's cells, as problems name them.
var enterpriseCells = []struct{ path, name, label string }{
	{"enterprise.name", nameEnterprise, "企业名称"},
	{"enterprise.uscc", nameUSCC, "统一社会信用代码"},
	{"enterprise.township", nameTownship, "乡镇街道"},
}

// readEnterprise reads who the enterprise says it is. All three may be blank
// when only a score is wanted.
func (r *reader) readEnterprise() error {
	texts, places := map[string]string{}, map[string]scoring.Position{}
	for i, part := range enterpriseCells {
		c, at, ok, err := r.enterpriseCell(i)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		places[part.path] = at
		r.remember(part.path, at)
		wanted := asked{label: part.label, kind: scoring.TypeText}
		code := ""
		switch {
		case c.formula && c.kind == cellBlank:
			r.problems.Add(CodeNoCachedValue, at, wanted.params(c.source())...)
			continue
		case c.kind == cellError:
			code = CodeCellError
		case c.kind == cellDate:
			code = CodeCellDate
		case c.kind != cellText && c.kind != cellBlank && part.name == nameUSCC:
			// A spreadsheet keeps 15 of the 18 digits.
			r.problems.Add(CodeUSCCNumber, at, "found", clip(c.text))
			continue
		}
		if code != "" {
			r.problems.Add(code, at, wanted.params(c.shown())...)
			continue
		}
		if c.formula {
			r.warn(CodeFormulaRead, at, "fact", part.label, "found", clip(c.shown()), "formula", clip(c.source()))
		}
		texts[part.path] = c.shown()
	}
	r.takeEnterprise(texts, places)
	return nil
}

// takeEnterprise checks what was found of the enterprise; texts and places go by
// the paths of JSON.
func (r *reader) takeEnterprise(texts map[string]string, places map[string]scoring.Position) {
	e := &scoring.Enterprise{Name: texts["enterprise.name"], USCC: plainCode(texts["enterprise.uscc"]), Township: texts["enterprise.township"]}
	if *e == (scoring.Enterprise{}) {
		return
	}
	warnings, problems := e.Check("enterprise")
	for i := range warnings {
		warnings[i].Position = places[warnings[i].Path]
	}
	for i := range problems {
		problems[i].Position = places[problems[i].Path]
	}
	r.reading.Warnings = append(r.reading.Warnings, warnings...)
	r.problems = append(r.problems, problems...)
	r.reading.Enterprise = e
}

// plainCode takes the spaces out of a code that was typed in groups, the mark
// that makes digits a text from its front, narrows its characters and writes its
// letters large, as the standard does.
func plainCode(text string) string {
	code := strings.ToUpper(strings.ReplaceAll(plainMarks(text), " ", ""))
	return strings.TrimLeft(code, "'\u2018\u2019")
}
