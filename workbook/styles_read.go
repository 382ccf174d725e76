package workbook

import (
	"encoding/xml"
	"strings"
)

// numberLook is what a cell's format makes of a number. The stored number is not
// always what stands on the screen.
type numberLook uint8

const (
	lookPlain   numberLook = iota
	lookDate               // 45538 is shown as 2024-9-3, 0.5 as 12:00
	lookPercent            // 0.35 is shown as 35%
	lookScaled             // 12.5 is shown as 12.5万元, and is stored as 12.5
)

// readStyles finds the cell styles that show a number as something else: a count
// typed as 9-3 arrives as 45538, one typed as 100% as 1, and neither must be
// read as that many people.
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
	custom := make(map[int]numberLook, len(styles.NumFmts.NumFmt))
	for _, f := range styles.NumFmts.NumFmt {
		custom[f.ID] = lookOf(f.Code)
	}
	b.looks = make([]numberLook, len(styles.CellXfs.Xf))
	for i, xf := range styles.CellXfs.Xf {
		look, ok := custom[xf.Format]
		if !ok {
			look = builtInLook(xf.Format)
		}
		b.looks[i] = look
	}
	return nil
}

// builtInLook knows the numbers of the formats that need no code (ECMA-376
// part 1, 18.8.30), with those of the East Asian languages.
func builtInLook(id int) numberLook {
	switch {
	case id == 9 || id == 10:
		return lookPercent
	case id >= 14 && id <= 22, id >= 27 && id <= 36, id >= 45 && id <= 47, id >= 50 && id <= 58:
		return lookDate
	default:
		return lookPlain
	}
}

// lookOf reads a format's code. Letters of a date count outside of quotes,
// brackets and escapes; a word for ten thousand counts as text on the screen,
// wherever it stands, unless the format itself divides the number (0.0,"千").
func lookOf(code string) numberLook {
	lower := strings.ToLower(code)
	if strings.HasPrefix(lower, "general") || strings.HasPrefix(lower, "standard") {
		return lookPlain
	}
	quoted, bracket, percent, divides := false, false, false, false
	shown := []rune(lower)
	for i := 0; i < len(shown); i++ {
		switch c := shown[i]; {
		case quoted:
			quoted = c != '"'
		case c == '"':
			quoted = true
		case bracket:
			bracket = c != ']'
		case c == '[':
			bracket = true
		case c == '\\' || c == '!' || c == '_' || c == '*':
			i++
		case c == 'y' || c == 'm' || c == 'd' || c == 'h' || c == 's':
			return lookDate
		case c == '%':
			percent = true
		case c == ',':
			divides = divides || i > 0 && strings.ContainsRune("0#?,", shown[i-1]) && (i+1 == len(shown) || !strings.ContainsRune("0#?", shown[i+1]))
		}
	}
	switch {
	case percent:
		return lookPercent
	case !divides && strings.ContainsAny(code, "百千万亿"):
		return lookScaled
	default:
		return lookPlain
	}
}
