package workbook

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"wuxing/scoring"
)

// Reading is what a filled form says.
type Reading struct {
	Card       *scoring.Card
	Enterprise *scoring.Enterprise // nil when none of its cells is filled in
	Facts      *scoring.Facts
	// Cells tells where each answer stands: by fact key, by "honours[0]" for a
	// row of a list and "honours[0].level" for its fields (the paths of JSON), and
	// by "enterprise.name", "enterprise.uscc", "enterprise.township", "claims.<id>".
	Cells    map[string]CellRef
	Claims   scoring.Claims   // 自评分 that was typed; nil: none
	Warnings scoring.Problems // what does not block: a wrong check digit, a typed formula
}

// CellRef is a cell: sheet by its name in the workbook, cell as in "C7".
type CellRef struct {
	Sheet string `json:"sheet"`
	Cell  string `json:"cell"`
}

// Read reads a filled form of a card that find knows. Otherwise it returns every
// problem at once, with sheet and cell, in the order of sheets, rows and columns.
// A file that is no form of the present version of its card is refused as a
// whole, but for a printed sheet of 自评分 without facts, which is read as one of
// the cards printed, if any are given. Read keeps nothing and may be called by many
// goroutines.
func Read(data []byte, find func(cardID string) (*scoring.Card, bool), printed ...*scoring.Card) (reading *Reading, problems scoring.Problems) {
	// The parsers here are ours and meant not to panic; encoding/xml has panicked
	// on crafted input before. One bad upload must not end a server.
	defer func() {
		if p := recover(); p != nil {
			reading, problems = nil, (&refused{CodeWorkbookDamaged, []string{"what", "panic: " + fmt.Sprint(p)}}).problems()
		}
	}()
	b, err := openBook(data)
	if err != nil {
		return nil, asProblems(err)
	}
	card, err := b.cardOf(find)
	switch {
	case err == nil:
		r := newReader(b, card)
		if facts, err := r.hasFacts(); err != nil {
			return nil, asProblems(err)
		} else if facts {
			return r.readForm()
		}
		printed = []*scoring.Card{card} // all but the printed sheet was cut off
	case len(printed) == 0 || !isCode(err, CodeNotAForm):
		return nil, asProblems(err)
	}
	reading, problems, err = b.readPrinted(printed)
	if err != nil {
		return nil, asProblems(err)
	}
	return b.finish(reading, problems)
}

func newReader(b *book, card *scoring.Card) *reader {
	return &reader{book: b, card: card, collect: card.Collect(), reading: &Reading{Card: card, Cells: map[string]CellRef{}}, typed: map[scoring.Position]string{}}
}

// readForm reads a form with its facts, and what was typed over its formulas.
func (r *reader) readForm() (*Reading, scoring.Problems) {
	if err := r.read(); err != nil {
		return nil, asProblems(err)
	}
	facts, problems := r.collect.Facts()
	r.quote(problems)
	claims, bad, err := r.readClaims()
	if err != nil {
		return nil, asProblems(err)
	}
	problems = slices.Concat(problems, r.problems, bad)
	if len(problems) == 0 {
		r.reading.Facts, r.reading.Claims = facts, claims
		r.sums()
	}
	return r.book.finish(r.reading, problems)
}

// finish puts problems and warnings in order.
func (b *book) finish(reading *Reading, problems scoring.Problems) (*Reading, scoring.Problems) {
	if len(problems) > 0 {
		b.inOrder(problems)
		return nil, problems
	}
	if reading.Claims != nil {
		reading.Warnings = append(reading.Warnings, reading.Card.UnbackedWarning(reading.Facts, reading.Claims)...)
	}
	b.inOrder(reading.Warnings)
	return reading, nil
}

func isCode(err error, code string) bool {
	var r *refused
	return errors.As(err, &r) && r.code == code
}

// Refusal tells an error of Mark or Unmark as problems of the file.
func Refusal(err error) scoring.Problems { return asProblems(err) }

// Damaged refuses a workbook for what is wrong with it.
func Damaged(what string) scoring.Problems { return asProblems(damaged(what)) }

func asProblems(err error) scoring.Problems {
	var r *refused
	if errors.As(err, &r) {
		return r.problems()
	}
	return (&refused{CodeWorkbookDamaged, []string{"what", err.Error()}}).problems()
}

// inOrder sorts by sheet, row and column; what has no place comes first.
func (b *book) inOrder(problems scoring.Problems) {
	key := func(p *scoring.Problem) [3]int {
		if p.Sheet == "" {
			return [3]int{-1, 0, 0}
		}
		col, row, _ := parseCell(p.Cell)
		return [3]int{b.place(p.Sheet), row, col}
	}
	sort.SliceStable(problems, func(i, j int) bool {
		a, b := key(&problems[i]), key(&problems[j])
		for n := range a {
			if a[n] != b[n] {
				return a[n] < b[n]
			}
		}
		return false
	})
}

// cardOf finds the card whose form the workbook is. The document's properties
// say so; where a program has dropped them, the hidden sheet does.
func (b *book) cardOf(find func(string) (*scoring.Card, bool)) (*scoring.Card, error) {
	mark := func(prop, name string) string {
		if text := strings.TrimSpace(b.props[prop]); text != "" {
			return text
		}
		if ref, ok := parseReference(b.names[name]); ok {
			if g, err := b.grid(ref.sheet); err == nil {
				return strings.TrimSpace(g.at(ref.col, ref.row).text)
			}
		}
		if g, err := b.grid(sheetMeta); err == nil {
			for row := 1; row <= min(g.lastRow, 20); row++ {
				if g.at(1, row).text == prop {
					return strings.TrimSpace(g.at(2, row).text)
				}
			}
		}
		return ""
	}
	id, hash, version := mark(propCard, nameCard), mark(propCardHash, nameCardHash), mark(propVersion, nameVersion)
	if id == "" || hash == "" || version == "" {
		return nil, &refused{code: CodeNotAForm}
	}
	card, ok := find(id)
	switch {
	case !ok:
		return nil, &refused{CodeWrongCard, []string{"found", clip(id)}}
	case version != strconv.Itoa(FormVersion):
		return nil, &refused{CodeOldForm, []string{"found", clip(version), "wanted", strconv.Itoa(FormVersion)}}
	case hash != card.Hash():
		return nil, &refused{CodeCardChanged, []string{"card", id, "found", clip(hash), "wanted", card.Hash()}}
	}
	return card, nil
}

// clip shortens foreign text for a message.
func clip(text string) string {
	if runes := []rune(text); len(runes) > 80 {
		return string(runes[:80]) + "…"
	}
	return text
}

// reader walks one form.
type reader struct {
	book     *book
	card     *scoring.Card
	collect  *scoring.Collector
	reading  *Reading
	problems scoring.Problems            // of the enterprise's cells, which the collector does not know
	typed    map[scoring.Position]string // numbers as they were typed, where they are read as another text
	lists    map[string]foundList        // where the lists were found, by fact
	labels   map[string][]area           // see findLabels
	sums     func()                      // compares sums that were typed, once facts and claims are known
}

func (r *reader) read() error {
	if err := r.readEnterprise(); err != nil {
		return err
	}
	if r.factsLost() {
		r.problems.Add(CodeFactsLost, scoring.Position{}, "sheet", sheetFacts)
		return nil
	}
	r.lists = map[string]foundList{}
	for i := range r.card.Facts {
		fact := &r.card.Facts[i]
		read := r.readSingle
		if fact.Type == scoring.TypeList {
			read = r.readList
		}
		if err := read(fact); err != nil {
			return err
		}
	}
	return r.readCopies()
}

func position(sheet string, col, row int) scoring.Position {
	return scoring.Position{Sheet: sheet, Cell: cellName(col, row)}
}

func (r *reader) remember(path string, at scoring.Position) {
	r.reading.Cells[path] = CellRef{Sheet: at.Sheet, Cell: at.Cell}
}

func (r *reader) readSingle(fact *scoring.Fact) error {
	c, at, ok, err := r.factCell(fact)
	if err != nil || !ok {
		return err
	}
	wanted := asked{fact.Key, fact.Label, fact.Unit, fact.Type, fact.Choices}
	if text, ok := r.answer(&wanted, c, at); ok {
		r.collect.Set(fact.Key, text, at)
	}
	return nil
}
