package api

import (
	"bytes"
	"fmt"
	"sync"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/templates"
	"wuxing/workbook"
)

// cardHead is a scorecard in the list.
type cardHead struct {
	ID       string           `json:"id"`
	Hash     string           `json:"hash"`
	Title    string           `json:"title"`
	Document scoring.Document `json:"document"`
	Totals   scoring.Totals   `json:"totals"`
}

// cardAnswer is a whole scorecard with its clauses, rules and rulings.
type cardAnswer struct {
	Hash string `json:"hash"`
	*scoring.Card
}

type cardList struct {
	Cards []cardHead `json:"cards"`
}

func (s *server) listCards(*gin.Context) (*answer, error) {
	list := cardList{Cards: []cardHead{}}
	for _, card := range s.config.Cards.List() {
		list.Cards = append(list.Cards, cardHead{ID: card.ID, Hash: card.Hash(), Title: card.Title, Document: card.Document, Totals: card.Totals})
	}
	return &answer{json: list}, nil
}

func (s *server) findCard(c *gin.Context) (*scoring.Card, error) {
	card, ok := s.config.Cards.Card(c.Param("id"))
	if !ok {
		return nil, &assessment.Error{Kind: assessment.KindNotFound, Code: assessment.CodeNotFound}
	}
	return card, nil
}

func (s *server) getCard(c *gin.Context) (*answer, error) {
	card, err := s.findCard(c)
	if err != nil {
		return nil, err
	}
	return &answer{json: cardAnswer{card.Hash(), card}}, nil
}

// getBlankForm serves the blank form, which is written once a card: it is public
// and must not cost a workbook each time.
func (s *server) getBlankForm(c *gin.Context) (*answer, error) {
	card, err := s.findCard(c)
	if err != nil {
		return nil, err
	}
	content, err := s.forms.blank(card)
	if err != nil {
		return nil, err
	}
	name := templates.Message(languageOf(c.Request), "file_form", map[string]string{"card": card.ID})
	return &answer{content: content, kind: typeWorkbook, filename: name}, nil
}

// formCache keeps the blank form of each card.
type formCache struct {
	mu    sync.Mutex
	forms map[string][]byte // by the card's hash
}

func (f *formCache) blank(card *scoring.Card) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if content, ok := f.forms[card.Hash()]; ok {
		return content, nil
	}
	var buffer bytes.Buffer
	if err := workbook.WriteForm(&buffer, card, nil, nil); err != nil {
		return nil, fmt.Errorf("write the blank form of %s: %w", card.ID, err)
	}
	if f.forms == nil {
		f.forms = make(map[string][]byte)
	}
	f.forms[card.Hash()] = buffer.Bytes()
	return buffer.Bytes(), nil
}
