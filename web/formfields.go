package web

import (
	"slices"
	"strings"
	"time"

	"wuxing/scoring"
	"wuxing/templates"
)

// formField is an input of an office form with what is known of it. Its name is the
// path that a use case gives its problems.
type formField struct {
	Name, Label, Hint string
	Form              string // which of several forms with fields of one name it is in
	Kind              string // text, number, datetime-local, password, email, lines, choice
	Value             string
	Unit              string
	Options           []fieldOption
	Need              bool
	Problem           string
	Fixed             string // why it cannot be changed any more; it is shown as text
	Shown             string // the value in words, where it is fixed
}

// fieldOption is one of the values of a choice.
type fieldOption struct {
	Value, Text string
	Chosen      bool
}

// ID is the name as an id that a link may go to.
func (f formField) ID() string {
	name := f.Name
	if f.Form != "" {
		name = f.Form + "." + f.Name
	}
	return "f-" + strings.ReplaceAll(name, ".", "-")
}

// Input is the kind of input to show: a date that is none would be taken away by the
// browser instead of standing there to be corrected.
func (f formField) Input() string {
	layouts := map[string]string{"date": time.DateOnly, "datetime-local": localTime}
	if layout := layouts[f.Kind]; layout != "" && f.Value != "" {
		if _, err := time.Parse(layout, f.Value); err != nil {
			return "text"
		}
	}
	return f.Kind
}

// Text is the value as it is shown where nobody types.
func (f formField) Text() string {
	if f.Shown != "" {
		return f.Shown
	}
	for _, option := range f.Options {
		if option.Chosen {
			return option.Text
		}
	}
	return f.Value
}

// fieldGroup are fields under one heading.
type fieldGroup struct {
	ID, Title, Text string
	Fields          []formField
}

// officeForm is a form of the office: its groups, and what is wrong with it.
type officeForm struct {
	Groups   []fieldGroup
	Problems []fieldProblem
}

// fieldProblem is a problem with the field it belongs to; ID is "" for the whole.
type fieldProblem struct{ ID, Message string }

// textIfAny is a text of the table that not every field has.
func textIfAny(lang, key string) string {
	if _, ok := templates.Sentence(lang, "page."+key); !ok {
		return ""
	}
	return text(lang, key)
}

// choose marks the chosen option.
func choose(value string, options ...fieldOption) []fieldOption {
	for i := range options {
		options[i].Chosen = options[i].Value == value
	}
	return options
}

// refuse puts the problems of a refused form beside their fields. at turns the path
// of a problem into the name of a field where the two differ.
func (f *officeForm) refuse(problems scoring.Problems, at func(path string) string) {
	for _, problem := range problems {
		name := problem.Path
		if at != nil {
			name = at(name)
		}
		told := fieldProblem{Message: problem.Message}
		for g := range f.Groups {
			i := slices.IndexFunc(f.Groups[g].Fields, func(field formField) bool { return field.Name == name })
			if i < 0 {
				continue
			}
			field := &f.Groups[g].Fields[i]
			told.ID = field.ID()
			if field.Problem != "" {
				field.Problem += " "
			}
			field.Problem += problem.Message
		}
		f.Problems = append(f.Problems, told)
	}
}
