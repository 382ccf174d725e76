package scoring

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// Hard limits that keep every product of the evaluation within 64 bits: counts
// and fen times 10,000 or times the bound of a share, steps times their points.
const (
	maxCount  = 1_000_000_000
	maxYuan   = 10_000_000_000
	maxRows   = 500
	maxShare  = 100 * shareScale
	maxPoints = 10_000 * OnePoint
	maxSteps  = 1_000_000_000
	maxCodes  = 1000 // combinations of answers in a row of a list
)

// Load reads and checks a card. It returns either a card that is sound or every
// problem with line and column, in reading order: reading, linking and checking
// all run, and what could not be read or linked is left out of what follows.
func Load(data []byte) (*Card, Problems) {
	r := &reader{}
	root := r.parse(data)
	if root == nil {
		return nil, r.problems
	}
	card := r.card(root)
	if !r.full() {
		link(card, &r.problems)
		check(card, &r.problems)
	}
	if len(r.problems) == 0 {
		checkAlternatives(card, &r.problems)
	}
	if len(r.problems) > 0 {
		r.problems.ByLine()
		return nil, r.problems
	}
	card.program = compile(card)
	card.hash = contentHash(card)
	return card, nil
}

// contentHash is the SHA-256 of the card's content as canonical JSON: structs in
// declared order, lists in card order, no maps.
func contentHash(card *Card) string {
	content, err := json.Marshal(card)
	if err != nil { // the types of a card always marshal
		panic(err)
	}
	sum := sha256.Sum256(content)
	return "sha256:" + hex.EncodeToString(sum[:])
}

func (r *reader) card(root *yaml.Node) *Card {
	c := &Card{}
	r.mapping(root,
		key{"id", true, r.id(&c.ID)},
		key{"title", true, r.text(&c.Title)},
		key{"document", true, r.document(&c.Document)},
		key{"columns", true, r.texts(&c.Columns)},
		key{"totals", true, func(n *yaml.Node) {
			before := len(r.problems)
			r.mapping(n,
				key{"base", true, placed(&c.Totals.baseAt, r.points(&c.Totals.Base))},
				key{"bonus", true, placed(&c.Totals.bonusAt, r.points(&c.Totals.Bonus))},
				key{"cap", false, placed(&c.Totals.capAt, r.cap(&c.Totals.Cap))})
			c.Totals.broken = len(r.problems) > before
		}},
		key{"tie_breaks", true, func(n *yaml.Node) {
			r.sequence(n, func(item *yaml.Node) { c.TieBreaks = append(c.TieBreaks, r.tieBreak(item)) })
		}},
		key{"rulings", false, func(n *yaml.Node) { r.rulings(n, &c.Rulings, true) }},
		key{"facts", true, func(n *yaml.Node) { r.sequence(n, func(item *yaml.Node) { c.Facts = append(c.Facts, r.fact(item)) }) }},
		key{"checks", false, func(n *yaml.Node) {
			r.sequence(n, func(item *yaml.Node) { c.Checks = append(c.Checks, r.check(item)) })
		}},
		key{"categories", true, func(n *yaml.Node) {
			r.sequence(n, func(item *yaml.Node) { c.Categories = append(c.Categories, r.category(item)) })
		}})
	c.Totals.broken = c.Totals.broken || !hasKey(root, "totals") || !hasKey(root, "categories")
	return c
}

func (r *reader) document(into *Document) func(*yaml.Node) {
	return func(n *yaml.Node) {
		r.mapping(n,
			key{"number", true, r.text(&into.Number)},
			key{"name", true, r.text(&into.Name)},
			key{"issuer", true, r.text(&into.Issuer)},
			key{"issued", true, r.date(&into.Issued)},
			key{"effective", true, r.date(&into.Effective)})
	}
}

func (r *reader) tieBreak(n *yaml.Node) TieBreak {
	t := TieBreak{at: position(n)}
	before := len(r.problems)
	r.mapping(n,
		key{"by", true, oneOf(r, &t.By, tieByDeduction, tieByBase, tieByShare)},
		key{"indicator", false, r.id(&t.Indicator)})
	t.broken = len(r.problems) > before
	return t
}

func (r *reader) rulings(n *yaml.Node, into *[]Ruling, cardLevel bool) {
	r.sequence(n, func(item *yaml.Node) {
		var ruling Ruling
		keys := []key{
			{"question", true, r.text(&ruling.Question)},
			{"reading", true, r.text(&ruling.Reading)},
			{"reason", true, r.text(&ruling.Reason)},
			{"other", true, r.text(&ruling.Other)},
			{"needs", false, r.text(&ruling.Needs)},
			{"alternative", false, func(n *yaml.Node) { ruling.Alternative = r.alternative(n, cardLevel) }},
		}
		if cardLevel {
			keys = append(keys, key{"on", true, oneOf(r, &ruling.On, "total", "rank", "year")})
		}
		r.mapping(item, keys...)
		*into = append(*into, ruling)
	})
}

func (r *reader) fact(n *yaml.Node) Fact {
	f := Fact{at: position(n)}
	before := len(r.problems)
	var rows, effort int64
	r.mapping(n,
		key{"key", true, r.id(&f.Key)},
		key{"label", true, r.text(&f.Label)},
		key{"unit", false, r.text(&f.Unit)},
		key{"type", true, oneOf(r, &f.Type, TypeCount, TypeMoney, TypeYesNo, TypeChoice, TypeList)},
		key{"asked", true, r.text(&f.Asked)},
		key{"evidence", true, r.texts(&f.Evidence)},
		key{"choices", false, func(n *yaml.Node) { r.choices(n, &f.Choices) }},
		key{"fields", false, func(n *yaml.Node) {
			r.sequence(n, func(item *yaml.Node) { f.Fields = append(f.Fields, r.field(item)) })
		}},
		key{"max", false, r.number(&f.Max, 1, maxYuan)},
		key{"max_rows", false, r.number(&rows, 1, maxRows)},
		key{"effort", false, r.number(&effort, 1, maxEffort)},
		key{"act", false, r.act(&f.Act)},
		key{"advise", false, func(n *yaml.Node) { f.Advise = new(bool); r.truth(f.Advise)(n) }})
	f.MaxRows, f.Effort = int(rows), int(effort)
	r.needs(n, f.Type, len(f.Choices), len(f.Fields), f.Max, rows)
	codes := 1
	for i := range f.Fields {
		if codes *= fieldChoices(&f.Fields[i]) + 1; codes > maxCodes {
			r.fail(CodeCardValue, n, "found", "> "+strconv.Itoa(maxCodes), "wanted", "≤ "+strconv.Itoa(maxCodes))
			break
		}
	}
	f.broken = len(r.problems) > before
	return f
}

// needs tells which keys a kind of fact must have and must not have.
func (r *reader) needs(n *yaml.Node, kind FactType, choices, fields int, most, rows int64) {
	require := func(key string, have, want bool) {
		switch {
		case want && !have:
			r.fail(CodeCardMissingKey, n, "key", key)
		case have && !want:
			r.fail(CodeCardUnknownKey, n, "key", key, "known", "–")
		}
	}
	require("choices", choices > 0, kind == TypeChoice)
	require("fields", fields > 0, kind == TypeList)
	require("max", most > 0 || hasKey(n, "max"), kind == TypeCount || kind == TypeMoney)
	require("max_rows", rows > 0 || hasKey(n, "max_rows"), kind == TypeList)
	if kind == TypeCount && most > maxCount {
		r.fail(CodeCardValue, n, "found", strconv.FormatInt(most, 10), "wanted", "≤ "+strconv.Itoa(maxCount))
	}
}

func (r *reader) choices(n *yaml.Node, into *[]Choice) {
	seen := make(map[string]bool)
	r.sequence(n, func(item *yaml.Node) {
		var choice Choice
		r.mapping(item, key{"key", true, r.id(&choice.Key)}, key{"label", true, r.text(&choice.Label)})
		for _, name := range []string{choice.Key, choice.Label} {
			if seen[name] {
				r.fail(CodeCardDuplicateID, item, "id", name)
			}
			seen[name] = true
		}
		*into = append(*into, choice)
	})
}

func (r *reader) field(n *yaml.Node) Field {
	f := Field{at: position(n)}
	r.mapping(n,
		key{"key", true, r.id(&f.Key)},
		key{"label", true, r.text(&f.Label)},
		key{"type", true, oneOf(r, &f.Type, TypeText, TypeCount, TypeYesNo, TypeChoice)},
		key{"unit", false, r.text(&f.Unit)},
		key{"choices", false, func(n *yaml.Node) { r.choices(n, &f.Choices) }},
		key{"max", false, r.number(&f.Max, 1, maxCount)},
		key{"optional", false, r.truth(&f.Optional)},
		key{"needed_when", false, func(n *yaml.Node) { f.NeededWhen = r.matches(n) }})
	r.needs(n, f.Type, len(f.Choices), 0, f.Max, 0)
	return f
}

// matches reads {level: city} or {level: [city, province]}.
func (r *reader) matches(n *yaml.Node) []Match {
	var matches []Match
	r.pairs(n, func(name, value *yaml.Node) {
		if value.Kind == yaml.SequenceNode {
			for _, item := range value.Content {
				matches = append(matches, Match{Field: name.Value, Choice: item.Value})
			}
			return
		}
		matches = append(matches, Match{Field: name.Value, Choice: value.Value})
	})
	return matches
}

func (r *reader) check(n *yaml.Node) Check {
	c := Check{at: position(n)}
	r.mapping(n, key{"smaller", true, r.id(&c.Smaller)}, key{"larger", true, r.id(&c.Larger)})
	return c
}

func (r *reader) category(n *yaml.Node) Category {
	c := Category{at: position(n)}
	r.mapping(n,
		key{"id", true, r.id(&c.ID)},
		key{"no", true, r.text(&c.No)},
		key{"name", true, r.text(&c.Name)},
		key{"kind", true, oneOf(r, &c.Kind, KindBase, KindBonus, KindDeduction)},
		key{"points", false, placed(&c.pointsAt, r.points(&c.Points))},
		key{"indicators", true, func(n *yaml.Node) {
			r.sequence(n, func(item *yaml.Node) { c.Indicators = append(c.Indicators, r.indicator(item)) })
		}})
	c.broken = c.Kind == "" || r.failedAt(c.pointsAt) || !hasKey(n, "indicators")
	for i := range c.Indicators {
		c.broken = c.broken || c.Indicators[i].unread
	}
	return c
}

func (r *reader) indicator(n *yaml.Node) Indicator {
	i := Indicator{at: position(n)}
	r.mapping(n,
		key{"id", true, r.id(&i.ID)},
		key{"no", true, r.text(&i.No)},
		key{"name", true, r.text(&i.Name)},
		key{"printed", false, r.text(&i.Printed)},
		key{"points", false, placed(&i.pointsAt, r.points(&i.Points))},
		key{"standard", true, r.text(&i.Standard)},
		key{"rule", true, func(n *yaml.Node) { i.Rule = r.rule(n) }},
		key{"rulings", false, func(n *yaml.Node) { r.rulings(n, &i.Rulings, false) }},
		key{"short", false, r.text(&i.Short)})
	i.unread = n.Kind != yaml.MappingNode || r.failedAt(i.pointsAt)
	if !hasKey(n, "rule") {
		i.Rule.broken = true
	} else if i.unread {
		i.Rule.broken, i.Rule.mentions = true, words(n, nil)
	}
	return i
}
