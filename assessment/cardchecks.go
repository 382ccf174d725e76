package assessment

import (
	"context"

	"wuxing/scoring"
)

// CheckCard checks a scorecard before it is published: what is wrong with it by line
// and column (KindInvalid), or the card with what its cases reach. It stores nothing.
func (s *Service) CheckCard(_ context.Context, actor Actor, yaml []byte) (*scoring.Card, *scoring.Coverage, error) {
	if err := allow(actor, ActionCheckCard); err != nil {
		return nil, nil, err
	}
	card, coverage, problems := scoring.CheckCard(yaml)
	if len(problems) > 0 {
		return nil, nil, invalid(problems)
	}
	return card, coverage, nil
}
