package workbook

import (
	"math"
	"strconv"
	"strings"
	"unicode"

	"wuxing/scoring"
)

// asked is what a cell is to hold, and how problems name it.
type asked struct {
	key     string // of the fact
	label   string // of the fact or field
	unit    string
	kind    scoring.FactType
	choices []scoring.Choice
}

// params are those of every problem with what stands in a cell: whose cell it
// is, what was found in it and what is wanted there.
func (a *asked) params(found string) []string {
	unit := ""
	if a.unit != "" {
		unit = "(" + a.unit + ")"
	}
	return []string{"fact", a.label, "found", clip(found), "asked", string(a.kind), "unit", unit}
}

// answer turns a cell into the text that the collector takes; ok is false when
// there is a problem, which is then recorded for the fact. What is no problem of
// writing (too large, a fraction, no choice) is handed on for the collector.
func (r *reader) answer(a *asked, c cell, at scoring.Position) (text string, ok bool) {
	if c.formula && c.kind == cellBlank {
		r.collect.FailFact(a.key, CodeNoCachedValue, at, a.params(c.source())...)
		return "", false
	}
	if c.formula {
		r.warn(CodeFormulaRead, at, "fact", a.label, "found", clip(c.shown()), "formula", clip(c.source()))
	}
	code := ""
	switch c.kind {
	case cellBlank:
		return "", true
	case cellError:
		code = CodeCellError
	case cellDate:
		code = CodeCellDate
	case cellPercent, cellScaled:
		if a.kind == scoring.TypeText {
			return c.shown(), true
		}
		code = CodeCellPercent
		if c.kind == cellScaled {
			code = CodeCellScaled
		}
	case cellNumber:
		if text := decimal(c.text); a.kind == scoring.TypeCount || a.kind == scoring.TypeMoney || a.kind == scoring.TypeText {
			return text, true
		}
	}
	if code != "" {
		r.collect.FailFact(a.key, code, at, a.params(c.shown())...)
		return "", false
	}
	switch a.kind {
	case scoring.TypeYesNo, scoring.TypeChoice, scoring.TypeList:
		return keyOf(a.kind, a.choices, trim(c.text)), true
	case scoring.TypeCount, scoring.TypeMoney:
		return r.number(a, trim(c.text), at)
	default:
		return trim(c.text), true
	}
}

// number reads a number that stands in its cell as text.
func (r *reader) number(a *asked, text string, at scoring.Position) (digits string, ok bool) {
	if text == "" {
		return "", true
	}
	n, ok := numberOf(text, a.kind, a.unit)
	switch {
	case ok && n.percent:
		r.collect.FailFact(a.key, CodeCellPercent, at, a.params(text)...)
		return "", false
	case ok && n.scaled:
		r.warn(CodeReadAs, at, "fact", a.label, "found", clip(text), "read", n.digits, "unit", a.unit)
	case ok:
	default:
		if date, ok := dateOf(plainMarks(text)); ok {
			if date != text {
				date = text + "(" + date + ")"
			}
			r.collect.FailFact(a.key, CodeCellDate, at, a.params(date)...)
			return "", false
		}
		return text, true // for the collector to refuse
	}
	if n.digits != text {
		r.typed[at] = text // which is what a problem with the number has to quote
	}
	return n.digits, true
}

// quote puts what was typed into the collector's problems, which know only how
// it was read: “12.5人” is no count, and nobody wrote 12.5.
func (r *reader) quote(problems scoring.Problems) {
	for i := range problems {
		p := &problems[i]
		if typed, ok := r.typed[p.Position]; ok && p.Params["found"] != "" {
			p.Params["found"] = clip(typed)
		}
	}
}

func (r *reader) warn(code string, at scoring.Position, params ...string) {
	r.reading.Warnings.Add(code, at, params...)
}

// shown is a cell's value as people see it on the screen.
func (c cell) shown() string {
	switch c.kind {
	case cellPercent:
		return percentText(c.text)
	case cellNumber, cellScaled:
		return decimal(c.text)
	default:
		return trim(c.text)
	}
}

// source is the formula of a cell as it stands there.
func (c cell) source() string {
	if c.code == "" {
		return "=…" // shared with another cell, or an array's
	}
	return "=" + c.code
}

// trim takes away spaces of every width and the marks without width that come
// along when text is pasted.
func trim(text string) string {
	return strings.TrimFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r)
	})
}

// decimal writes a stored number in plain digits, "1E3" as 1000. Spreadsheets
// calculate in binary and keep 15 digits: 400.09999999999997 is how they store
// the sum 400 + 0.1, which they show, and the person meant, as 400.1. This is the
// only place where a number of a form is a float; scoring sees digits.
func decimal(stored string) string {
	if strings.Trim(stored, "0123456789+-.eE") != "" {
		return stored // NaN, Infinity, 0x10
	}
	value, err := strconv.ParseFloat(stored, 64)
	if err != nil || math.IsInf(value, 0) {
		return stored
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(value, 'g', 15, 64), 64)
	if err != nil || rounded == 0 {
		return "0"
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}
