package scoring

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"sync"
)

//go:embed cards/*.yaml
var cardFiles embed.FS

// CardSet is a set of cards by id.
type CardSet struct {
	cards []*Card
}

// DefaultCardID is the card that is used where none is named.
const DefaultCardID = "wuxing-2024"

// Cards is the set of cards that are part of the program, loaded once. A card in
// it that does not load is a broken program.
var Cards = sync.OnceValue(func() *CardSet {
	set := &CardSet{}
	names, err := cardFiles.ReadDir("cards")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		data, err := cardFiles.ReadFile(path.Join("cards", name.Name()))
		if err != nil {
			panic(err)
		}
		card, problems := Load(data)
		if len(problems) > 0 {
			panic(fmt.Sprintf("card %s: %v", name.Name(), problems))
		}
		set.cards = append(set.cards, card)
	}
	return set
})

// Card finds a card by its id.
func (s *CardSet) Card(id string) (*Card, bool) {
	for _, card := range s.cards {
		if card.ID == id {
			return card, true
		}
	}
	return nil, false
}

// With is the set with one card more. It answers false where the id is taken by
// other content: a used version never changes.
func (s *CardSet) With(card *Card) (*CardSet, bool) {
	if used, ok := s.Card(card.ID); ok {
		return s, used.Hash() == card.Hash()
	}
	return &CardSet{cards: append(slices.Clone(s.cards), card)}, true
}

// List is every card of the set, by id.
func (s *CardSet) List() []*Card { return s.cards }

// CardSource is the YAML of a card of the program, with its comments.
func CardSource(id string) ([]byte, error) { return cardFiles.ReadFile("cards/" + id + ".yaml") }
