package scoring

// ReadingEffect is what another reading of the card would make of one
// enterprise's score.
type ReadingEffect struct {
	Reading    string        `json:"reading"`
	Place      string        `json:"place"` // 2.2, 总分
	Question   string        `json:"question"`
	Other      string        `json:"other"` // the reading that is tried
	Total      Points        `json:"total"`
	Change     Points        `json:"change"` // of the total
	Vetoed     bool          `json:"vetoed"`
	VetoMoved  bool          `json:"veto_changed"`
	Indicators []LineChanged `json:"indicators"` // whose score changes
}

// Changes tells whether the reading makes a difference to the total or a veto.
func (e *ReadingEffect) Changes() bool { return e.Change != 0 || e.VetoMoved }

// LineChanged is an indicator whose score differs.
type LineChanged struct {
	ID   string `json:"id"`
	No   string `json:"no"`
	From Points `json:"from"`
	To   Points `json:"to"`
}

// EveryReading is a card beside itself under each of its other readings, one at a
// time, ready to score many enterprises. It may be shared by many goroutines.
type EveryReading struct {
	card     *Card
	readings []Reading
	cards    []*Card
}

// EveryReading prepares the card's other readings.
func (c *Card) EveryReading() *EveryReading {
	e := &EveryReading{card: c, readings: c.Readings()}
	for _, reading := range e.readings {
		under, problems := c.Under(reading.ID)
		if len(problems) > 0 { // Load has proved every one of them
			panic(problems)
		}
		e.cards = append(e.cards, under)
	}
	return e
}

// Effects tries every reading on the facts, in the order of the card.
func (e *EveryReading) Effects(f *Facts) []ReadingEffect {
	var now, then Outcome
	e.card.Evaluate(f, &now)
	effects := make([]ReadingEffect, len(e.readings))
	for i := range e.readings {
		reading, under := &e.readings[i], e.cards[i]
		under.Evaluate(f, &then)
		effects[i] = ReadingEffect{
			Reading: reading.ID, Place: reading.Place(), Question: reading.Ruling.Question, Other: reading.Ruling.Other,
			Total: then.Total, Change: then.Total - now.Total, Vetoed: then.Vetoed, VetoMoved: then.Vetoed != now.Vetoed,
			Indicators: changedLines(e.card, under, &now, &then),
		}
	}
	return effects
}

// changedLines lists the indicators of both cards whose scores differ, in the
// order of the first card.
func changedLines(a, b *Card, before, after *Outcome) []LineChanged {
	changed := []LineChanged{}
	for i, indicator := range a.indicators {
		j, ok := b.byID[indicator.ID]
		if !ok {
			continue
		}
		if from, to := before.Lines[i].Score, after.Lines[j].Score; from != to {
			changed = append(changed, LineChanged{indicator.ID, indicator.No, from, to})
		}
	}
	return changed
}
