package workbook

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"wuxing/scoring"
)

// drawText is a text that YAML or a spreadsheet might take for something else.
func drawText(t *rapid.T, name string) string {
	return rapid.OneOf(
		rapid.SampledFrom([]string{
			"=1+1", "+A1", "-5", "@SUM", "0123", "1e3", "true", "yes", "null", "~", "2024-09-03", "35%", "'引号", `"双"`, "a: b", "- x", "# 注",
			"_x0041_", "第一行\n第二行", "甲 [jia]", "省级;市级", "a=b/c", " 前后有空格 ", "{x}", "[y]", "& * !", "制表\t符", "\r回车", "全角  空格", "𠮷野家", "<b>&amp;",
		}),
		rapid.StringMatching(`[甲乙丙丁a-z0-9,。:;“”()%=/ \[\]-]{0,12}[甲-龟]`),
	).Draw(t, name)
}

// changedCard is one of the two cards with other texts and, where the sums allow
// it, other points: every total doubled or not.
func changedCard(t *rapid.T) *scoring.Card {
	source := rapid.SampledFrom(cardFiles).Draw(t, "card")
	card := loadCardForRapid(source)
	text := func(name string, into *string) {
		if rapid.IntRange(0, 3).Draw(t, "change "+name) == 0 {
			*into = drawText(t, name)
		}
	}
	text("title", &card.Title)
	text("issuer", &card.Document.Issuer)
	for i := range card.Facts {
		fact := &card.Facts[i]
		text("label", &fact.Label)
		text("asked", &fact.Asked)
		if fact.Type == scoring.TypeCount || fact.Type == scoring.TypeMoney {
			fact.Max = rapid.Int64Range(1_000_000, 1_000_000_000).Draw(t, "max")
		}
		for f := range fact.Fields {
			text("field", &fact.Fields[f].Label)
			for c := range fact.Fields[f].Choices {
				if rapid.IntRange(0, 5).Draw(t, "choice") == 0 {
					fact.Fields[f].Choices[c].Label = drawText(t, "choice label") + strings.Repeat("级", c+1)
				}
			}
		}
	}
	factor := scoring.Points(rapid.IntRange(1, 5).Draw(t, "factor"))
	if card.Totals.Cap != nil {
		*card.Totals.Cap *= factor
	}
	for i := range card.Rulings {
		if a := card.Rulings[i].Alternative; a != nil {
			*a.TotalCap *= factor
		}
	}
	card.Totals.Base, card.Totals.Bonus = card.Totals.Base*factor, card.Totals.Bonus*factor
	for g := range card.Categories {
		category := &card.Categories[g]
		category.Points *= factor
		text("category", &category.Name)
		for i := range category.Indicators {
			indicator := &category.Indicators[i]
			indicator.Points *= factor
			text("indicator", &indicator.Name)
			text("standard", &indicator.Standard)
			text("short", &indicator.Short)
			for r := range indicator.Rulings {
				ruling := &indicator.Rulings[r]
				text("ruling", &ruling.Reading)
				text("needs", &ruling.Needs)
				if a := ruling.Alternative; a != nil && a.Rule != nil {
					multiply(a.Rule, factor)
				}
			}
			multiply(&indicator.Rule, factor)
		}
	}
	return card
}

// multiply multiplies every number of points in a rule.
func multiply(rule *scoring.Rule, factor scoring.Points) {
	switch {
	case rule.Flag != nil:
		rule.Flag.Points *= factor
	case rule.Each != nil:
		rule.Each.Points *= factor
	case rule.Choice != nil:
		for i := range rule.Choice.Points {
			rule.Choice.Points[i].Points *= factor
		}
	case rule.Ladder != nil:
		for i := range rule.Ladder.Rows {
			rule.Ladder.Rows[i].Points *= factor
		}
		if rule.Ladder.Then != nil {
			rule.Ladder.Then.Points *= factor
		}
		if rule.Ladder.Cap != nil {
			*rule.Ladder.Cap *= factor
		}
	case rule.List != nil:
		for _, table := range rule.List.Tables {
			for i := range table {
				table[i].Points *= factor
			}
		}
		if rule.List.Cap != nil {
			*rule.List.Cap *= factor
		}
	}
	for i := range rule.Sum {
		multiply(&rule.Sum[i], factor)
	}
}

// loadCardForRapid loads anew: the caller changes the card.
func loadCardForRapid(file string) *scoring.Card {
	card, problems := scoring.Load(cardSources[file])
	if len(problems) > 0 {
		panic(problems)
	}
	return card
}

var cardSources = map[string][]byte{}

// TestRandomCardsSurvive takes changed cards to YAML, to a workbook and back.
func TestRandomCardsSurvive(t *testing.T) {
	for _, file := range cardFiles {
		source, err := scoring.MarshalCard(loadCard(t, file))
		if err != nil {
			t.Fatal(err)
		}
		cardSources[file] = source
	}
	sound := 0
	changed := rapid.Custom(func(t *rapid.T) []byte {
		source, err := scoring.MarshalCard(changedCard(t))
		if err != nil {
			t.Fatal(err)
		}
		return source
	}).Filter(func(source []byte) bool { // two choices may have got one label
		_, problems := scoring.Load(source)
		return len(problems) == 0
	})
	rapid.Check(t, func(t *rapid.T) {
		source := changed.Draw(t, "card")
		card, problems := scoring.Load(source)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		sound++
		again, err := scoring.MarshalCard(card)
		if err != nil || !bytes.Equal(source, again) {
			t.Fatalf("YAML differs the second time: %v", err)
		}
		if rapid.IntRange(0, 3).Draw(t, "workbook") > 0 {
			return // YAML is fast, workbooks are not
		}
		var book bytes.Buffer
		if err := WriteCard(&book, card); err != nil {
			t.Fatal(err)
		}
		read, problems := ReadCard(book.Bytes())
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if read.Card.Hash() != card.Hash() {
			t.Fatal("the hash differs")
		}
	})
	if sound == 0 {
		t.Error("no card was sound")
	}
}

// TestHostileCardBooksAreRefused reuses what is done to forms: guard.go stands
// before both readers.
func TestHostileCardBooksAreRefused(t *testing.T) {
	card := loadCard(t, cardFiles[1])
	book := cardBook(t, card)
	refused := func(data []byte, code string) {
		t.Helper()
		read, problems := ReadCard(data)
		if read != nil || len(problems) != 1 || problems[0].Code != code {
			t.Errorf("got %v, want %s", problems, code)
		}
	}
	refused(nil, CodeNotAWorkbook)
	refused(form(t, testCard(t), nil, nil), CodeNotACardBook)
	refused(archive(t, "[Content_Types].xml", "<Types>"+strings.Repeat(" ", 17<<20)+"</Types>"), CodeWorkbookTooLarge)
	refused(book[:len(book)/2], CodeWorkbookDamaged)
	part := sheetPart(t, book, "数据项")
	rows := func(n int, value string) func(string) string {
		return func(xml string) string {
			return strings.Replace(xml, "</sheetData>", strings.Repeat(`<row><c t="inlineStr"><is><t>`+value+`</t></is></c></row>`, n)+"</sheetData>", 1)
		}
	}
	refused(rewrite(t, book, part, rows(20_000, "k")), CodeWorkbookTooLarge)
	refused(rewrite(t, book, part, rows(4000, strings.Repeat("长", 300))), CodeCardBookTooLong)
	if _, problems := Read(book, finder(card)); len(problems) != 1 || problems[0].Code != CodeNotAForm {
		t.Errorf("a card's workbook as a form: %v", problems)
	}
}

// TestMutatedCardBooksAreReadOrRefused changes bytes inside the sheets.
func TestMutatedCardBooksAreReadOrRefused(t *testing.T) {
	book := cardBook(t, loadCard(t, cardFiles[1]))
	random := rand.New(rand.NewPCG(3, 4))
	for i := range 60 {
		part := "xl/sharedStrings.xml"
		if i%3 > 0 {
			part = sheetPart(t, book, cardTables[i%len(cardTables)].sheet)
		}
		data := rewrite(t, book, part, func(xml string) string {
			text := []byte(xml)
			for range 1 + random.IntN(4) {
				at := random.IntN(len(text))
				switch random.IntN(3) {
				case 0:
					text[at] = byte(random.IntN(256))
				case 1:
					text[at] = "0123456789[]=;./"[random.IntN(16)]
				case 2:
					text = append(text[:at], text[min(len(text), at+random.IntN(30)):]...)
				}
			}
			return string(text)
		})
		read, problems := ReadCard(data)
		if (read == nil) == (len(problems) == 0) {
			t.Errorf("mutation %d: neither read nor refused", i)
		}
		for _, p := range problems {
			if strings.HasPrefix(p.Params["what"], "panic") {
				t.Errorf("mutation %d: %v", i, p.Params)
			}
		}
	}
}
