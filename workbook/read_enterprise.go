package workbook

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"

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
	for _, part := range enterpriseCells {
		c, at, ok, err := r.named(part.name)
		if err != nil {
			return err
		}
		if !ok {
			r.problems.Add(CodeMissingCell, scoring.Position{}, "fact", part.label, "key", part.name)
			continue
		}
		places[part.path] = at
		r.remember(part.path, at)
		switch {
		case c.formula && c.kind == cellBlank:
			r.problems.Add(CodeNoCachedValue, at, "fact", part.label)
			continue
		case c.kind == cellError:
			r.problems.Add(CodeCellError, at, "fact", part.label, "found", clip(c.text))
			continue
		case c.kind == cellDate:
			r.problems.Add(CodeCellDate, at, "fact", part.label, "found", clip(c.text))
			continue
		case c.kind == cellNumber && part.name == nameUSCC:
			// A spreadsheet keeps 15 of the 18 digits.
			r.problems.Add(CodeUSCCNumber, at, "found", clip(c.text))
			continue
		case c.formula:
			r.reading.Warnings.Add(CodeFormulaRead, at, "fact", part.label, "found", clip(c.text))
		}
		texts[part.path] = answerText(scoring.TypeText, nil, c)
	}
	e := &scoring.Enterprise{Name: texts["enterprise.name"], USCC: plainCode(texts["enterprise.uscc"]), Township: texts["enterprise.township"]}
	if *e == (scoring.Enterprise{}) {
		return nil
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
	return nil
}

// plainCode takes the spaces out of a code that was typed in groups, narrows its
// characters and writes its letters large, as the standard does.
func plainCode(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, width.Narrow.String(text))
}
