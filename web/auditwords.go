package web

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/templates"
)

// auditChange is one thing that an event changed, in words.
type auditChange struct {
	What, From, To string
	Changed        bool // From and To are both told
}

// changesOf tells what stands in an event's Before and After: what differs, and where
// there is no Before all of After.
func changesOf(lang string, event *assessment.AuditView, indicators map[string]string) []auditChange {
	before, after := leaves(event.Before), leaves(event.After)
	keys := maps.Clone(before)
	maps.Copy(keys, after)
	w := auditWords{lang, event.Names, indicators}
	var changes []auditChange
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		from, had := before[key]
		to, has := after[key]
		if key == "version" || had && has && from == to {
			continue
		}
		change := auditChange{What: w.label(key), Changed: len(before) > 0}
		if had {
			change.From = w.value(key, from)
		}
		if has {
			change.To = w.value(key, to)
		}
		changes = append(changes, change)
	}
	return changes
}

// indicatorNames are the names of every card's indicators by their ids, which mean the
// same from version to version.
func indicatorNames(cards []*scoring.Card) map[string]string {
	names := make(map[string]string)
	for _, card := range cards {
		for _, indicator := range card.Indicators() {
			names[indicator.ID] = indicator.No + " " + indicator.Name
		}
	}
	return names
}

// leaves are the values of an object by the path of their keys, as plain text.
func leaves(content json.RawMessage) map[string]string {
	found := make(map[string]string)
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) == nil {
		addLeaves(found, "", value)
	}
	return found
}

func addLeaves(found map[string]string, path string, value any) {
	switch v := value.(type) {
	case map[string]any:
		for key, inner := range v {
			if path != "" {
				key = path + "." + key
			}
			addLeaves(found, key, inner)
		}
	case []any:
		var texts []string
		for i, inner := range v {
			switch inner.(type) {
			case map[string]any, []any:
				addLeaves(found, path+"."+strconv.Itoa(i+1), inner)
			default:
				texts = append(texts, leaf(inner))
			}
		}
		if len(texts) > 0 {
			found[path] = strings.Join(texts, "\u3001")
		}
	case nil:
	default:
		found[path] = leaf(v)
	}
}

func leaf(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// auditWords words the steps of events.
type auditWords struct {
	lang       string
	names      map[string]string // of accounts, by id
	indicators map[string]string // names, by id
}

// label is the name of what a key holds: a word of the steps, else of the fields.
func (w auditWords) label(key string) string {
	short := strings.TrimPrefix(key, "settings.")
	for _, table := range []string{"step", "field"} {
		if word := templates.Word(w.lang, table, short); word != short {
			return word
		}
	}
	return short
}

// value is a value in words.
func (w auditWords) value(key, value string) string {
	last := key[strings.LastIndex(key, ".")+1:]
	switch {
	case w.names[value] != "":
		return w.names[value]
	case last == "indicator" && w.indicators[value] != "":
		return w.indicators[value]
	case value == "true" || value == "false":
		return templates.Word(w.lang, "truth", value)
	case strings.HasSuffix(last, "_at") || last == "until" || last == "appeals_until":
		if at, err := time.Parse(time.RFC3339Nano, value); err == nil {
			return clock(w.lang, at)
		}
	case strings.HasPrefix(key, "settings.award_fen."):
		if fen, err := strconv.Atoi(value); err == nil {
			return text(w.lang, "audit.yuan", "amount", scoring.Points(fen))
		}
	case strings.HasSuffix(last, "hash") || strings.HasSuffix(last, "sha256") || last == "snapshot" || last == "digest":
		return value[:min(len(value), 19)] + "…"
	}
	for _, table := range []string{last, "value"} {
		if word := templates.Word(w.lang, table, value); word != value {
			return word
		}
	}
	return value
}
