package scoring

import (
	_ "embed" // of the list of published cards
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

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
