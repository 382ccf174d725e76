package workbook

import (
	"encoding/xml"
	"strings"
)

// readStyles finds the cell styles that show a number as a date: a count typed
// as 9-3 arrives as 45538 and must not be read as that many people.
func (b *book) readStyles(name string) error {
	var styles struct {
		XMLName xml.Name `xml:"styleSheet"`
		NumFmts struct {
			NumFmt []struct {
				ID   int    `xml:"numFmtId,attr"`
				Code string `xml:"formatCode,attr"`
			} `xml:"numFmt"`
		} `xml:"numFmts"`
		CellXfs struct {
			Xf []struct {
				Format int `xml:"numFmtId,attr"`
			} `xml:"xf"`
		} `xml:"cellXfs"`
	}
	if err := b.unmarshal(name, &styles); err != nil {
		return err
	}
	custom := make(map[int]bool, len(styles.NumFmts.NumFmt))
	for _, f := range styles.NumFmts.NumFmt {
		custom[f.ID] = isDateFormat(f.Code)
	}
	b.dates = make([]bool, len(styles.CellXfs.Xf))
	for i, xf := range styles.CellXfs.Xf {
		isDate, ok := custom[xf.Format]
		b.dates[i] = isDate || !ok && builtInDate(xf.Format)
	}
	return nil
}

// builtInDate knows the numbers of the formats that need no code (ECMA-376
// part 1, 18.8.30), with those of the East Asian languages.
func builtInDate(id int) bool {
	return id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58
}

// isDateFormat looks for y, m, d, h, s outside of quotes, brackets and escapes.
func isDateFormat(code string) bool {
	quoted, bracket := false, false
	lower := strings.ToLower(code)
	if strings.HasPrefix(lower, "general") || strings.HasPrefix(lower, "standard") {
		return false
	}
	for i := 0; i < len(lower); i++ {
		switch c := lower[i]; {
		case quoted:
			quoted = c != '"'
		case c == '"':
			quoted = true
		case bracket:
			bracket = c != ']'
		case c == '[':
			bracket = true
		case c == '\\' || c == '_' || c == '*':
			i++
		case c == 'y' || c == 'm' || c == 'd' || c == 'h' || c == 's':
			return true
		}
	}
	return false
}
