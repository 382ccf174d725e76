package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"wuxing/assessment"
	"wuxing/scoring"
)

// maxDepth is how deep a body may nest. Facts within it are left to scoring,
// which has the same limit.
const maxDepth = 8

var (
	typeOfRaw    = reflect.TypeFor[json.RawMessage]()
	typeOfTime   = reflect.TypeFor[time.Time]()
	typeOfPoints = reflect.TypeFor[scoring.Points]()
)

// decode reads a JSON body into a request struct, strictly: unknown keys, keys
// given twice, wrong types and trailing data are problems, all reported at once
// with their paths; then the struct's validate tags are held against it.
// encoding/json alone stops at the first fault, takes NAME for name and lets the
// last of two equal keys win.
func decode(data []byte, into any) error {
	if !utf8.Valid(data) {
		return invalid(scoring.Problems{{Code: scoring.CodeNotUTF8, Position: scoring.Position{Path: "$"}}})
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	walk := &shapeCheck{decoder: decoder}
	err := walk.value(reflect.TypeOf(into).Elem(), "", 0)
	if assessment.IsKind(err, assessment.KindInvalid) { // too deep
		return err
	}
	if problems := checkSyntax(data); len(problems) > 0 {
		return invalid(problems)
	}
	if err != nil {
		return fmt.Errorf("walk a body that is JSON: %w", err)
	}
	if len(walk.problems) > 0 {
		return invalid(walk.problems)
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("decode a body that passed its check: %w", err)
	}
	if problems := validate(into); len(problems) > 0 {
		return invalid(problems)
	}
	return nil
}

// checkSyntax refuses what is not one whole JSON value, with the place of the
// fault.
func checkSyntax(data []byte) scoring.Problems {
	var problems scoring.Problems
	var raw json.RawMessage
	var syntax *json.SyntaxError
	if err := json.Unmarshal(data, &raw); errors.As(err, &syntax) {
		before := data[:min(max(int(syntax.Offset)-1, 0), len(data))]
		line := 1 + bytes.Count(before, []byte{'\n'})
		column := 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
		problems.Add(scoring.CodeMalformedJSON, scoring.Position{Path: "$", Line: line, Column: column},
			"line", strconv.Itoa(line), "column", strconv.Itoa(column))
	}
	return problems
}

// shapeCheck walks a document beside the type it is meant for.
type shapeCheck struct {
	decoder  *json.Decoder
	problems scoring.Problems
}

func (w *shapeCheck) add(path, code string, params ...string) {
	if path == "" {
		path = "$"
	}
	w.problems.Add(code, scoring.Position{Path: path}, params...)
}

// value checks the next value. An error stops the walk: too deep, or no JSON.
func (w *shapeCheck) value(t reflect.Type, path string, depth int) error {
	if depth > maxDepth {
		var problems scoring.Problems
		problems.Add(scoring.CodeTooDeep, scoring.Position{Path: "$"}, "limit", strconv.Itoa(maxDepth))
		return invalid(problems)
	}
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == typeOfRaw {
		var raw json.RawMessage
		return w.decoder.Decode(&raw)
	}
	token, err := w.decoder.Token()
	if err != nil {
		return err
	}
	switch token := token.(type) {
	case json.Delim:
		if token == '{' {
			return w.object(t, path, depth)
		}
		return w.array(t, path, depth)
	case string:
		w.text(t, path, token)
	case json.Number:
		w.number(t, path, token.String())
	case bool:
		if t != nil && t.Kind() != reflect.Bool {
			w.add(path, scoring.CodeWrongType, "wanted", wanted(t))
		}
	}
	return nil
}

// object checks the members of an object; t is nil within what is already wrong.
func (w *shapeCheck) object(t reflect.Type, path string, depth int) error {
	isStruct := t != nil && t.Kind() == reflect.Struct && t != typeOfTime
	if t != nil && !isStruct {
		w.add(path, scoring.CodeWrongType, "wanted", wanted(t))
	}
	seen := make(map[string]bool)
	for w.decoder.More() {
		token, err := w.decoder.Token()
		if err != nil {
			return err
		}
		key, _ := token.(string)
		at := strings.TrimPrefix(path+"."+clip(key), ".")
		if seen[key] {
			w.add(at, scoring.CodeDuplicateKey, "key", clip(key))
		}
		seen[key] = true
		var member reflect.Type
		if isStruct {
			field, ok := fieldByKey(t, key)
			if !ok {
				w.add(at, scoring.CodeUnknownKey, "key", clip(key))
			} else {
				member = field.Type
			}
		}
		if err := w.value(member, at, depth+1); err != nil {
			return err
		}
	}
	_, err := w.decoder.Token()
	return err
}

func (w *shapeCheck) array(t reflect.Type, path string, depth int) error {
	var item reflect.Type
	switch {
	case t == nil:
	case t.Kind() == reflect.Slice:
		item = t.Elem()
	default:
		w.add(path, scoring.CodeWrongType, "wanted", wanted(t))
	}
	for i := 0; w.decoder.More(); i++ {
		if err := w.value(item, path+"["+strconv.Itoa(i)+"]", depth+1); err != nil {
			return err
		}
	}
	_, err := w.decoder.Token()
	return err
}

func (w *shapeCheck) text(t reflect.Type, path, text string) {
	switch {
	case t == nil:
	case t == typeOfTime:
		if _, err := time.Parse(time.RFC3339, text); err != nil {
			w.add(path, scoring.CodeWrongType, "wanted", wanted(t))
		}
	case t.Kind() != reflect.String:
		w.add(path, scoring.CodeWrongType, "wanted", wanted(t))
	case strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0x7f }):
		// PostgreSQL refuses NUL; none of them is ever meant.
		w.add(path, scoring.CodeControlCharacter, "fact", path)
	}
}

func (w *shapeCheck) number(t reflect.Type, path, text string) {
	switch {
	case t == nil:
	case t == typeOfPoints:
		if _, err := scoring.ParsePoints(text); err != nil {
			w.add(path, assessment.CodeValueMalformed, "field", fieldName(path), "found", clip(text), "format", "points")
		}
	case t.Kind() == reflect.Int:
		if _, err := strconv.ParseInt(text, 10, 32); err != nil {
			w.add(path, assessment.CodeValueMalformed, "field", fieldName(path), "found", clip(text), "format", "count")
		}
	default:
		w.add(path, scoring.CodeWrongType, "wanted", wanted(t))
	}
}

// fieldName is what the tables of words call the field at a path: its name within
// the row of a list, or within the settings.
func fieldName(path string) string {
	if i := strings.LastIndex(path, "]."); i >= 0 {
		path = path[i+2:]
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(path, "settings."), "[")
	return name
}

// fieldByKey finds the field of a request struct by its exact JSON key.
func fieldByKey(t reflect.Type, key string) (reflect.StructField, bool) {
	for i := range t.NumField() {
		field := t.Field(i)
		if name := jsonKey(field); name != "" && name == key {
			return field, true
		}
	}
	return reflect.StructField{}, false
}

func jsonKey(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	if name == "-" {
		return ""
	}
	return name
}

// wanted names a type as the table of messages does (word.wanted.…).
func wanted(t reflect.Type) string {
	switch {
	case t == typeOfTime:
		return "time"
	case t == typeOfPoints, t.Kind() == reflect.Int:
		return "number"
	case t.Kind() == reflect.Bool:
		return "yes_no"
	case t.Kind() == reflect.Slice:
		return "list"
	case t.Kind() == reflect.Struct:
		return "object"
	default:
		return "text"
	}
}
