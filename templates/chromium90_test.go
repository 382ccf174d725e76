package templates_test

import (
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"

	"wuxing/templates"
)

// newer is what styles and scripts may not use: offices have browsers that are built
// on Chromium 90 (April 2021). Behind each stands the first Chromium that knows it.
var newer = map[string][]struct {
	what, since string
	pattern     *regexp.Regexp
}{
	".css": {
		{":has()", "105", regexp.MustCompile(`:has\(`)},
		{"nesting", "112", regexp.MustCompile(`(^|[{};\s])&`)},
		{"@layer", "99", regexp.MustCompile(`@layer\b`)},
		{"container queries", "105", regexp.MustCompile(`@container\b|container(-type|-name)?\s*:|\d(cqw|cqh|cqi|cqb|cqmin|cqmax)\b`)},
		{"@scope", "118", regexp.MustCompile(`@scope\b`)},
		{"@starting-style", "117", regexp.MustCompile(`@starting-style\b`)},
		{"color-mix(), oklch(), lab()", "111", regexp.MustCompile(`\b(color-mix|oklch|oklab|lab|lch|hwb|color|light-dark)\(`)},
		{"dvh, svh, lvh", "108", regexp.MustCompile(`\d[dsl]v(h|w|min|max|i|b)\b`)},
		{"subgrid", "117", regexp.MustCompile(`\bsubgrid\b`)},
		{"text-wrap", "114", regexp.MustCompile(`text-wrap\s*:`)},
		{"accent-color", "93", regexp.MustCompile(`accent-color\s*:`)},
		{"ranges in media queries", "104", regexp.MustCompile(`@media[^{]*[<>]`)},
		{"scrollbar-gutter", "94", regexp.MustCompile(`scrollbar-gutter\s*:`)},
		{"scrollbar-color, scrollbar-width", "121", regexp.MustCompile(`scrollbar-(color|width)\s*:`)},
		{"overflow-clip-margin", "91", regexp.MustCompile(`overflow-clip-margin\s*:`)},
		{"translate, rotate, scale as properties", "104", regexp.MustCompile(`(^|[{;\s])(translate|rotate|scale)\s*:`)},
		{"inert", "102", regexp.MustCompile(`\[inert\]`)},
		{":user-valid, :user-invalid", "119", regexp.MustCompile(`:user-(in)?valid`)},
		{":modal, :popover-open", "105", regexp.MustCompile(`:modal\b|:popover-open`)},
		{":dir()", "120", regexp.MustCompile(`:dir\(`)},
		{":nth-child(of)", "111", regexp.MustCompile(`:nth-(last-)?child\([^)]*\bof\b`)},
		{"field-sizing", "123", regexp.MustCompile(`field-sizing\s*:`)},
		{"lh", "109", regexp.MustCompile(`\d(lh|rlh)\b`)},
	},
	".js": {
		{"at()", "92", regexp.MustCompile(`\.at\(`)},
		{"structuredClone", "98", regexp.MustCompile(`\bstructuredClone\b`)},
		{"Object.hasOwn", "93", regexp.MustCompile(`\bObject\.hasOwn\b`)},
		{"Object.groupBy", "117", regexp.MustCompile(`\.groupBy\(`)},
		{"findLast", "97", regexp.MustCompile(`\.findLast(Index)?\(`)},
		{"toSorted and its like", "110", regexp.MustCompile(`\.(toSorted|toReversed|toSpliced)\(|\bArray\.fromAsync\b`)},
		{"crypto.randomUUID", "92", regexp.MustCompile(`\brandomUUID\b`)},
		{"AbortSignal.timeout, any", "103", regexp.MustCompile(`AbortSignal\.(timeout|any)\b`)},
		{"private names with in", "91", regexp.MustCompile(`#\w+ in `)},
		{"static blocks", "94", regexp.MustCompile(`\bstatic\s*\{`)},
		{"showPicker", "99", regexp.MustCompile(`\.showPicker\(`)},
		{"popover", "114", regexp.MustCompile(`\.(show|hide|toggle)Popover\(`)},
		{"CompressionStream of deflate-raw", "103", regexp.MustCompile(`deflate-raw`)},
		{"Error with a cause", "93", regexp.MustCompile(`\bcause\s*:`)},
		{"isWellFormed", "111", regexp.MustCompile(`\.(isWellFormed|toWellFormed)\(`)},
		{"Promise.withResolvers", "119", regexp.MustCompile(`withResolvers`)},
		{"Set's union and its like", "122", regexp.MustCompile(`\.(union|isSubsetOf|isSupersetOf|symmetricDifference)\(`)},
		{"navigation", "102", regexp.MustCompile(`\bnavigation\.(navigate|addEventListener)\b`)},
		{"regular expressions with v or d", "90–112", regexp.MustCompile(`/[gimsuy]*[vd][gimsuy]*\.(test|exec)\(`)},
	},
}

// TestChromium90 keeps what Chromium 90 does not know out of styles and scripts.
func TestChromium90(t *testing.T) {
	comments := regexp.MustCompile(`(?s)/\*.*?\*/`)
	found := 0
	err := fs.WalkDir(templates.FS, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || newer[path.Ext(name)] == nil {
			return err
		}
		found++
		text, err := fs.ReadFile(templates.FS, name)
		if err != nil {
			return err
		}
		lines := strings.Split(comments.ReplaceAllStringFunc(string(text), func(comment string) string { return strings.Repeat("\n", strings.Count(comment, "\n")) }), "\n")
		for i, line := range lines {
			if strings.HasPrefix(line, "@supports ") { // asks first: the rest of the styles is the fallback
				continue
			}
			for _, feature := range newer[path.Ext(name)] {
				if feature.pattern.MatchString(line) {
					t.Errorf("%s:%d uses %s, which came with Chromium %s: %s", name, i+1, feature.what, feature.since, strings.TrimSpace(line))
				}
			}
		}
		return nil
	})
	if err != nil || found < 4 {
		t.Errorf("looked at %d files: %v", found, err)
	}
}

// TestChromium90Notices holds each pattern against a line that it must find.
func TestChromium90Notices(t *testing.T) {
	for kind, lines := range map[string]string{
		".css": `a:has(b) {}|& .b {}|@layer x;|@container (min-width: 1px) {|@scope (.a) {|@starting-style {|color: color-mix(in srgb, red, blue);|height: 100dvh;|grid-template-rows: subgrid;|` +
			`text-wrap: balance;|accent-color: red;|@media (width > 40rem) {|scrollbar-gutter: stable;|scrollbar-width: thin;|overflow-clip-margin: 1px;|rotate: 3deg;|[inert] {|:user-invalid {|:modal {|:dir(rtl) {|` +
			`:nth-child(2 of .a) {|field-sizing: content;|height: 2lh;`,
		".js": `a.at(-1)|structuredClone(a)|Object.hasOwn(a, b)|Object.groupBy(a, b)|a.findLast(b)|a.toSorted()|crypto.randomUUID()|AbortSignal.timeout(1)|#a in b|static {|` +
			`a.showPicker()|a.showPopover()|"deflate-raw"|{ cause: e }|a.isWellFormed()|Promise.withResolvers()|a.union(b)|navigation.navigate(a)|/a/v.test(b)`,
	} {
		features := newer[kind]
		examples := strings.Split(lines, "|")
		if len(examples) != len(features) {
			t.Fatalf("%s: %d examples for %d features", kind, len(examples), len(features))
		}
		for i, example := range examples {
			if !features[i].pattern.MatchString(example) {
				t.Errorf("%s is not found in %q", features[i].what, example)
			}
		}
	}
}
