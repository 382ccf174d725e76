package workbook

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"wuxing/internal/testoffice"
	"wuxing/scoring"
)

// dressed are answers that the reader takes and the form does not count: it asks
// for plain digits and for words of the list.
var dressed = []string{"1,000", "100人", "100元", "没有"}

// What people really type and paste: the form has to name exactly what the reader
// refuses and what is dressed, and to score exactly what else the reader takes.
func TestFormNamesWhatTheReaderRefusesInLibreOffice(t *testing.T) {
	t.Parallel()
	card := testCard(t)
	blank := form(t, card, nil, nil)
	opened, err := openBook(blank)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var files []string
	forms := [][]typing{
		// Facts between two that contradict each other are not filled in.
		{{"workers_over_120k", 0, -1, 50.0}, {"employees", 0, -1, 40.0}},
		{{"workers_over_90k", 0, -1, 50.0}, {"skilled_workers", 0, -1, 45.0}, {"employees", 0, -1, 40.0}},
		// A fact between that cannot be read ends the comparison.
		{{"trained_workers", 0, -1, 50.0}, {"skilled_workers", 0, -1, "x"}, {"employees", 0, -1, 40.0}},
	}
	for seed := range max(*officeRandom, 2) {
		forms = append(forms, rapid.Custom(func(t *rapid.T) []typing { return drawTyping(t, card, seed%3) }).Example(seed))
	}
	for seed, typed := range forms {
		data := edit(t, blank, func(f *excelize.File) error { return typeInto(f, card, opened, typed) })
		file := filepath.Join(dir, fmt.Sprintf("%04d.xlsx", seed))
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	var resaved []string
	for some := range slices.Chunk(files, batch) {
		resaved = append(resaved, testoffice.ResaveAll(t, some...)...)
	}
	refused, contradictory, taken := 0, 0, 0
	for i, file := range resaved {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			reading, problems := Read(data, finder(card))
			if len(problems) == 0 && len(dressedFacts(t, card, data)) == 0 {
				taken++
				compareScores(t, card, data, reading.Facts)
			}
			contradictory += compareRefused(t, card, data, problems)
			refused += len(problems)
		})
	}
	t.Logf("%d forms, %d of them taken, %d problems, %d contradictions", len(files), taken, refused, contradictory)
	if refused == 0 || contradictory == 0 || taken == 0 {
		t.Error("the forms show nothing")
	}
}

// compareRefused holds checks and whys against the reader's problems and gives
// the number of contradictions.
func compareRefused(t *testing.T, card *scoring.Card, data []byte, problems scoring.Problems) int {
	t.Helper()
	b, err := openBook(data)
	if err != nil {
		t.Fatal(err)
	}
	sheet := func(name string) *grid {
		g, err := b.grid(name)
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	facts, score := sheet(sheetFacts), sheet(sheetScore)

	// What the reader says, by fact.
	bad, clashes := map[string]bool{}, map[string]bool{}
	clashing := map[string][]string{}
	for _, p := range problems {
		key := factAt(t, b, card, p.Sheet, p.Cell)
		if p.Code != scoring.CodeFactsContradict {
			bad[key] = true
			continue
		}
		left, right := p.Params["left"], p.Params["right"]
		clashes[left+"超过"+right] = true
		clashing[left] = append(clashing[left], "超过"+right)
		clashing[right] = append(clashing[right], "少于"+left)
	}
	for key, label := range dressedFacts(t, card, data) {
		bad[key] = true
		maps.DeleteFunc(clashes, func(clash string, _ bool) bool {
			return strings.HasPrefix(clash, label+"超过") || strings.HasSuffix(clash, "超过"+label)
		})
		for other, with := range clashing {
			clashing[other] = slices.DeleteFunc(with, func(clash string) bool { return other == label || clash == "超过"+label || clash == "少于"+label })
		}
	}
	for i := range card.Facts {
		fact := &card.Facts[i]
		name := fact.Key
		if fact.Type == scoring.TypeList {
			name += suffixDeclared
		}
		ref, _ := parseReference(b.names[name])
		check := facts.at(factCheck, ref.row).text
		want := ""
		switch {
		case bad[fact.Key]:
			want = wordBad + ":"
		case len(clashing[fact.Label]) > 0:
			want = wordClash + ":"
		}
		if want != "" && !strings.HasPrefix(check, want) || want == "" && (strings.HasPrefix(check, wordBad) || strings.HasPrefix(check, wordClash)) {
			t.Errorf("%s: the form says %q, the reader says %v (%v)", fact.Label, check, problems, facts.at(ref.col, ref.row))
		}
		if want == wordClash+":" {
			got := strings.Split(strings.TrimPrefix(check, want), "、")
			if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(clashing[fact.Label]))) {
				t.Errorf("%s: the form says %q, the reader says %v", fact.Label, check, clashing[fact.Label])
			}
		}
	}
	named := map[string]bool{}
	for i, indicator := range card.Indicators() {
		why, shown := score.at(colWhy, scoreFirstRow+i).text, score.at(colSelf, scoreFirstRow+i)
		wantBad, wantClash := false, false
		for _, fact := range card.FactsOf(indicator) {
			wantBad = wantBad || bad[fact.Key]
			wantClash = wantClash || len(clashing[fact.Label]) > 0
		}
		if strings.Contains(why, wordBad+":") != wantBad || strings.Contains(why, wordClash+":") != wantClash {
			t.Errorf("%s: the form says %q, the reader says %v", indicator.No, why, problems)
		}
		if (wantBad || wantClash) && shown.text != "" {
			t.Errorf("%s: the form shows %q points for facts that are refused", indicator.No, shown.text)
		}
		if _, rest, ok := strings.Cut(why, wordClash+":"); ok {
			rest, _, _ = strings.Cut(rest, ";")
			for clash := range strings.SplitSeq(rest, "、") {
				named[clash] = true
			}
		}
	}
	if !maps.Equal(named, clashes) {
		t.Errorf("the form names the contradictions %v, the reader %v", named, clashes)
	}
	if total := score.at(colSelf, scoreFirstRow+len(card.Indicators())); len(problems) > 0 && total.text != "" {
		t.Errorf("the form shows the total %q of facts that are refused", total.text)
	}
	return len(clashes)
}

// dressedFacts are the facts with a dressed answer, in their cell or a row of
// their list: labels by key.
func dressedFacts(t *testing.T, card *scoring.Card, data []byte) map[string]string {
	t.Helper()
	b, err := openBook(data)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, sheet := range b.sheets {
		g, err := b.grid(sheet.name)
		if err != nil {
			t.Fatal(err)
		}
		for i := range card.Facts {
			fact := &card.Facts[i]
			name := fact.Key
			if fact.Type == scoring.TypeList {
				name += suffixDeclared
			}
			ref, _ := parseReference(b.names[name])
			for at, c := range g.cells {
				if c.formula || !slices.Contains(dressed, c.text) {
					continue
				}
				own := ref.sheet == sheet.name && at == [2]int{ref.col, ref.row}
				row := fact.Type == scoring.TypeList && fact.Label == sheet.name && at[0] < listFirstCol+len(fact.Fields)
				if own || row {
					found[fact.Key] = fact.Label
				}
			}
		}
	}
	return found
}

// factAt is the fact whose cell or list a place is in.
func factAt(t *testing.T, b *book, card *scoring.Card, sheet, cell string) string {
	t.Helper()
	for i := range card.Facts {
		fact := &card.Facts[i]
		if fact.Type == scoring.TypeList && fact.Label == sheet {
			return fact.Key
		}
		name := fact.Key
		if fact.Type == scoring.TypeList {
			name += suffixDeclared
		}
		if ref, ok := parseReference(b.names[name]); ok && ref.sheet == sheet && cellName(ref.col, ref.row) == cell {
			return fact.Key
		}
	}
	t.Fatalf("no fact at %s!%s", sheet, cell)
	return ""
}

// typing is what somebody puts into a cell.
type typing struct {
	fact  string
	field int // of a list
	row   int // of a list; -1 for the fact's own cell
	value any // string or float64
}

func typeInto(f *excelize.File, card *scoring.Card, blank *book, typed []typing) error {
	for _, entry := range typed {
		fact, _ := card.Fact(entry.fact)
		name := entry.fact
		if fact.Type == scoring.TypeList {
			name += suffixDeclared
		}
		sheet, cell := fact.Label, cellName(listFirstCol+entry.field, listFirstRow+max(entry.row, 0))
		if entry.row < 0 {
			at, _ := parseReference(blank.names[name])
			sheet, cell = at.sheet, cellName(at.col, at.row)
		}
		if err := f.SetCellValue(sheet, cell, entry.value); err != nil {
			return err
		}
	}
	return nil
}

// drawTyping draws the cells of a form. Of kind 0 all can be read although much is
// pasted, of kind 1 counts contradict each other, of kind 2 anything goes.
func drawTyping(t *rapid.T, card *scoring.Card, kind int) []typing {
	var typed []typing
	for i := range card.Facts {
		fact := &card.Facts[i]
		if rapid.IntRange(0, 9).Draw(t, fact.Key+" missing") == 0 {
			continue
		}
		if fact.Type == scoring.TypeList {
			typed = append(typed, drawTypedList(t, fact, kind)...)
			continue
		}
		typed = append(typed, typing{fact.Key, 0, -1, drawTyped(t, fact.Key, fact.Type, fact.Choices, kind)})
	}
	return typed
}

func drawTypedList(t *rapid.T, fact *scoring.Fact, kind int) []typing {
	rows := rapid.IntRange(0, 3).Draw(t, fact.Key+" rows")
	said := []string{labelSome, " 有　", ""}
	if rows == 0 {
		said = []string{labelNone, "无 ", ""}
	}
	if kind == 2 {
		said = []string{labelSome, labelNone, "", "没有", " "}
	}
	typed := []typing{{fact.Key, 0, -1, rapid.SampledFrom(said).Draw(t, fact.Key+" said")}}
	for row := range rows {
		for f := range fact.Fields {
			field := &fact.Fields[f]
			label := fmt.Sprint(fact.Key, row, field.Key)
			if kind == 2 && rapid.IntRange(0, 9).Draw(t, label+" missing") == 0 {
				continue
			}
			if field.Type == scoring.TypeText {
				name := rapid.SampledFrom([]string{"张三", "张 三", "张\u200b三", "\u00ad张三", "张　三 ", "李四", "李\u2060四", "Anna", "anna"}).Draw(t, label)
				typed = append(typed, typing{fact.Key, f, row, name})
				continue
			}
			typed = append(typed, typing{fact.Key, f, row, drawTyped(t, label, field.Type, field.Choices, kind)})
		}
	}
	return typed
}

func drawTyped(t *rapid.T, label string, kind scoring.FactType, choices []scoring.Choice, odd int) any {
	values := []any{100.0, 40.0, "100", "１００", " 40 ", "\u200b40", "100\n", "0040", 7.0, 0.0}
	if odd == 0 { // equal everywhere, so that nothing contradicts
		values = []any{100.0, "100", "１００", " 100 ", "\u200b100", "100\n", "0100", "\u3000100\u00a0"}
	}
	switch kind {
	case scoring.TypeMoney:
		values = append(values, "８００．５", "0.25", "99.9", 1000.1, 99.99)
		if odd == 2 {
			values = append(values, "1.500", ".5", "5.", "1.2.3", 3.125, "9999999999", -0.01, "1,000", "100元")
		}
	case scoring.TypeCount:
		if odd == 2 {
			values = append(values, "4 00", "12.5", 12.5, -3.0, "-3", "百", "1e3", "1,000", "50%", "100人", 1e9, "99999999999999999999", " ", "#", "２０２４-9-3")
		}
	default:
		values = nil
		for _, choice := range choicesOf(kind, choices) {
			values = append(values, choice.Label, " "+choice.Label+"\u00a0", choice.Label[:3]+"　"+choice.Label[3:])
		}
		if odd == 2 {
			values = append(values, "别的", 1.0, "\t")
		}
	}
	return rapid.SampledFrom(values).Draw(t, label)
}
