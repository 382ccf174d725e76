package scoring

// Advised is the advice for one enterprise as it is answered and printed.
type Advised struct {
	Card       string      `json:"card"`
	CardHash   string      `json:"card_hash"`
	Enterprise *Enterprise `json:"enterprise,omitempty"`
	Total      Points      `json:"total"` // as the facts are
	Vetoed     bool        `json:"vetoed"`
	Advice     []Advice    `json:"advice"`            // least effort first; [] where nothing helps
	Missing    []string    `json:"missing,omitempty"` // facts not given: nothing is advised on them
	Warnings   []Problem   `json:"warnings,omitempty"`
}

// AdviseResult scores the facts and puts the advice beside the total.
func (c *Card) AdviseResult(f *Facts) *Advised {
	var out Outcome
	c.Evaluate(f, &out)
	return &Advised{
		Card: c.ID, CardHash: c.hash, Total: out.Total, Vetoed: out.Vetoed,
		Advice: c.Advise(f), Missing: f.Missing(),
	}
}
