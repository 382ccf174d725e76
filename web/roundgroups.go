package web

import (
	"strings"

	"wuxing/scoring"
	"wuxing/templates"
)

// group is a group of fields with its heading.
func (f roundFields) group(id string, fields ...formField) fieldGroup {
	return fieldGroup{ID: id, Title: text(f.lang, "round.group."+id), Text: textIfAny(f.lang, "round.group."+id+".text"), Fields: fields}
}

// plain is a field whose label is a word of the table.
func (f roundFields) plain(name, kind string, need bool) formField {
	short := strings.TrimPrefix(name, "settings.")
	field := formField{Name: name, Kind: kind, Need: need, Value: f.values.Get(name), Label: templates.Word(f.lang, "field", short), Hint: textIfAny(f.lang, "round.hint."+short)}
	if label := textIfAny(f.lang, "round.label."+short); label != "" {
		field.Label = label
	}
	if field.Fixed = f.fixed(name); field.Fixed != "" {
		field.Shown = strings.ReplaceAll(strings.ReplaceAll(field.Value, "\n", text(f.lang, "comma")), "T", " ")
		if kind != "datetime-local" {
			field.Shown = strings.ReplaceAll(field.Value, "\n", text(f.lang, "comma"))
		}
	}
	return field
}

// choice is a field with its options, the words of which stand under its name.
func (f roundFields) choice(name string, values ...string) formField {
	field := f.plain(name, "choice", false)
	field.Shown = ""
	for _, value := range values {
		field.Options = append(field.Options, fieldOption{Value: value, Text: text(f.lang, "round.choice."+strings.TrimPrefix(name, "settings.")+"."+value)})
	}
	field.Options = choose(field.Value, field.Options...)
	return field
}

func (f roundFields) unit(field formField, unit string) formField {
	field.Unit = text(f.lang, "round.unit."+unit)
	return field
}

// groups are the fields of everything that a round decides beside its name and card.
func (f roundFields) groups(card *scoring.Card) []fieldGroup {
	lines := []formField{f.unit(f.plain("settings.total_line", "number", false), "points")}
	for i := range card.Categories {
		category := &card.Categories[i]
		line := f.plain(linePrefix+category.ID, "number", false)
		line.Label, line.Hint = text(f.lang, "round.line", "category", category.Name), text(f.lang, "round.linehint", "points", category.Points)
		lines = append(lines, f.unit(line, "points"))
	}
	return []fieldGroup{
		f.group("windows", f.plain("opens_at", "datetime-local", false), f.plain("closes_at", "datetime-local", false),
			f.plain("settings.review.opens_at", "datetime-local", false), f.plain("settings.review.closes_at", "datetime-local", false)),
		f.group("path", f.choice("settings.first_check", "no", "yes"), f.choice("settings.assignment", "free", "assigned"),
			f.choice("settings.reviewers", "1", "2"), f.choice("settings.blind", "yes", "no"),
			f.unit(f.plain("settings.apart.indicator", "number", false), "points"), f.unit(f.plain("settings.apart.total", "number", false), "points")),
		f.group("quota", f.unit(f.plain("quota", "number", false), "firms"), f.unit(f.plain("settings.excellent_quota", "number", false), "firms")),
		f.group("lines", lines...),
		f.group("notice", f.unit(f.plain("settings.notice_days", "number", true), "workdays"), f.plain("settings.holidays", "lines", false), f.plain("settings.workdays", "lines", false)),
		f.group("awards", f.unit(f.plain("settings.award_fen.certified", "number", false), "yuan"), f.unit(f.plain("settings.award_fen.excellent", "number", false), "yuan")),
		f.group("retention", f.unit(f.plain("settings.retention.years", "number", false), "years"), f.plain("settings.retention.until", "date", false)),
	}
}
