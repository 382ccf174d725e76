package scoring

import (
	"embed"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
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

// Published lists the hashes of the cards that have been in use, by id. Such a card
// never changes: results name it, and must come out the same when they are
// computed again. A correction is a new card with an id of its own.
var Published = sync.OnceValue(func() map[string]string {
	published, err := ReadPublished(publishedFile)
	if err != nil {
		panic(err)
	}
	return published
})

//go:embed cards/published.txt
var publishedFile string

// ReadPublished reads lines of an id and a hash; # begins a comment.
func ReadPublished(text string) (map[string]string, error) {
	published := make(map[string]string)
	for number, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		if len(words) != 2 || published[words[0]] != "" {
			return nil, fmt.Errorf("published.txt:%d: want an id, once, and its hash", number+1)
		}
		published[words[0]] = words[1]
	}
	return published, nil
}

// Deviation is a published card whose content is not what was published, or which
// is no longer there.
type Deviation struct {
	ID, Published, Found string // Found is "" where the card is gone
}

// Deviations holds the cards of the set against what was published, by id.
func (s *CardSet) Deviations(published map[string]string) []Deviation {
	var deviations []Deviation
	for _, id := range slices.Sorted(maps.Keys(published)) {
		found := ""
		if card, ok := s.Card(id); ok {
			found = card.Hash()
		}
		if found != published[id] {
			deviations = append(deviations, Deviation{id, published[id], found})
		}
	}
	return deviations
}

// Card finds a card by its id.
func (s *CardSet) Card(id string) (*Card, bool) {
	for _, card := range s.cards {
		if card.ID == id {
			return card, true
		}
	}
	return nil, false
}

// List is every card of the set, by id.
func (s *CardSet) List() []*Card { return s.cards }

// CardSource is the YAML of a card of the program, with its comments.
func CardSource(id string) ([]byte, error) { return cardFiles.ReadFile("cards/" + id + ".yaml") }
