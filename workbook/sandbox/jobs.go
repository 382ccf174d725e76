package sandbox

import (
	"encoding/json"
	"fmt"

	"wuxing/scoring"
)

// Task is what a job gets.
type Task struct {
	Cards  Cards
	Params json.RawMessage // of the job's own making
	Data   []byte          // the workbook
}

// into reads the parameters.
func (t *Task) into(params any) error {
	if err := json.Unmarshal(t.Params, params); err != nil {
		return fmt.Errorf("sandbox: parameters: %w", err)
	}
	return nil
}

// Cards finds the cards that the parent sent along.
type Cards interface {
	Card(id string) (*scoring.Card, bool)
	List() []*scoring.Card // in the order of the parent's
}

// Job is what a child can do with a workbook: a result that travels as JSON, or
// what is wrong with the workbook. An error is a fault of ours.
type Job func(*Task) (result any, problems scoring.Problems, err error)

// jobs is everything that a child can do, by the name under which Run.Do asks for
// it. A new job is a line here and a file with both of its sides, as read.go.
var jobs = map[string]Job{
	jobRead:       readJob,
	jobMark:       markJob,
	jobUnmark:     unmarkJob,
	jobAuthority:  authorityJob,
	jobAssignment: assignmentJob,
}

// references tell a child of cards: those of the program by id, others in full.
func references(cards []*scoring.Card) ([]cardReference, error) {
	all := make([]cardReference, len(cards))
	for i, card := range cards {
		all[i] = cardReference{ID: card.ID, Hash: card.Hash()}
		if own, ok := scoring.Cards().Card(card.ID); ok && own.Hash() == card.Hash() {
			continue
		}
		content, err := scoring.MarshalCard(card)
		if err != nil {
			return nil, fmt.Errorf("card %s: %w", card.ID, err)
		}
		all[i].YAML = content
	}
	return all, nil
}

// library loads a card when it is asked for: the workbook names one of many. A
// card that comes out other than the parent's is not found.
type library struct{ references []cardReference }

// List loads every card.
func (l *library) List() []*scoring.Card {
	var cards []*scoring.Card
	for _, reference := range l.references {
		if card, ok := l.Card(reference.ID); ok {
			cards = append(cards, card)
		}
	}
	return cards
}

// loaded are the cards that the child has met, by hash. Jobs come one by one.
var loaded = map[string]*scoring.Card{}

func (l *library) Card(id string) (*scoring.Card, bool) {
	for _, reference := range l.references {
		if reference.ID != id {
			continue
		}
		if card, ok := loaded[reference.Hash]; ok {
			return card, true
		}
		source := reference.YAML
		if source == nil {
			var err error
			if source, err = scoring.CardSource(id); err != nil {
				return nil, false
			}
		}
		if card, problems := scoring.Load(source); len(problems) == 0 && card.Hash() == reference.Hash {
			loaded[reference.Hash] = card
			return card, true
		}
	}
	return nil, false
}
