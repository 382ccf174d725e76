// Package templates holds what a person reads of pages and refusals: page templates,
// styles and the table of messages. It is an embed.FS and the lookup in the table,
// and no other logic. Scorecards and explanations are worded in package scoring,
// sheets in package workbook, the help of commands in cmd/wuxing.
//
// Go code carries a code with parameters; the sentence stands in
// messages/<language>.yaml, the texts of the pages, called page.…, in
// messages/pages.<language>.yaml and its neighbours (lead.<language>.yaml, …);
// together they are one table. A sentence names its parameters in braces: {found}.
// The value of a parameter is itself a word of the table where one is written
// for it (word.<parameter>.<value>), so that {state} reads 评审中 and not
// in_review.
package templates

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

// FS holds the templates of the pages (pages/, and docs/ about the interface) and
// their styles, scripts and pictures (assets/).
//
//go:embed docs/*.tmpl pages/*.tmpl pages/parts/*.tmpl assets/*
var FS embed.FS

//go:embed messages/*.yaml
var messageFiles embed.FS

// Chinese is the language of the office and of every message that is not asked
// for in another.
const (
	Chinese = "zh"
	English = "en"
)

// Languages are the languages of the table.
var Languages = []string{Chinese, English}

// messages reads the tables once. A table that cannot be read is a broken
// program, not an input.
var messages = sync.OnceValue(func() map[string]map[string]string {
	tables := make(map[string]map[string]string, len(Languages))
	for _, lang := range Languages {
		table := make(map[string]string)
		files, err := fs.Glob(messageFiles, "messages/*"+lang+".yaml")
		if err != nil {
			panic(fmt.Sprintf("templates: list messages: %v", err))
		}
		for _, file := range files {
			data, err := messageFiles.ReadFile(file)
			if err != nil {
				panic(fmt.Sprintf("templates: read messages: %v", err))
			}
			part := make(map[string]string)
			if err := yaml.Unmarshal(data, &part); err != nil {
				panic(fmt.Sprintf("templates: %s: %v", file, err))
			}
			for code, sentence := range part {
				if _, twice := table[code]; twice {
					panic(fmt.Sprintf("templates: %s: %s stands twice", file, code))
				}
				table[code] = sentence
			}
		}
		tables[lang] = table
	}
	return tables
})

// Sentence is the sentence of a code as it stands in the table of the language.
func Sentence(lang, code string) (string, bool) {
	sentence, ok := messages()[lang][code]
	return sentence, ok
}

// Codes lists what the table of a language has sentences for, words included, in
// no order.
func Codes(lang string) []string {
	table := messages()[lang]
	codes := make([]string, 0, len(table))
	for code := range table {
		codes = append(codes, code)
	}
	return codes
}

// Message is the sentence of a code with its parameters filled in. A language or
// a code that is not in the table gives the Chinese sentence or, for want of
// one, the plain sentence of "unknown_code"; a missing parameter gives nothing.
func Message(lang, code string, params map[string]string) string {
	sentence, ok := Sentence(lang, code)
	if !ok {
		lang = Chinese
		if sentence, ok = Sentence(lang, code); !ok {
			sentence, _ = Sentence(lang, "unknown_code")
			params = map[string]string{"code": code}
		}
	}
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(sentence, "{")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed {
			return out.String()
		}
		out.WriteString(word(lang, name, params[name]))
		sentence = after
	}
}

// word is the value of a parameter, in the words of the table where it has some.
func word(lang, name, value string) string {
	if translated, ok := Sentence(lang, "word."+name+"."+value); ok {
		return translated
	}
	return value
}

// Word is the value of a parameter in the words of the table (word.<name>.<value>),
// or the value itself where there are none.
func Word(lang, name, value string) string { return word(lang, name, value) }
