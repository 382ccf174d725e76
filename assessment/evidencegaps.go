package assessment

import (
	"context"
	"slices"
)

// countGaps counts what is missing from what was handed in last, for the lists that are
// narrowed by it: with every submission, and with every document that comes or goes
// later. Nothing is decided on it; what is missing is shown from the rows themselves.
func (s *Service) countGaps(tx Tx, application *Application) error {
	if application.Submitted == 0 {
		return nil
	}
	_, card, err := s.roundAndCard(tx, application)
	if err != nil {
		return err
	}
	list, err := loadEvidence(tx, application, card)
	if err != nil {
		return err
	}
	facts, self, err := list.answersOf(tx, application.Submitted)
	if err != nil {
		return err
	}
	missing := 0
	for _, indicator := range card.Indicators() {
		missing += len(missingOf(list.asked(indicator, facts, self)))
	}
	return wrap(tx.PutEvidenceGaps(application.ID, missing), "count the missing evidence of %s", application.ID)
}

// missingOf names what is needed and not given, each document once.
func missingOf(list []AskedEvidence) []string {
	missing := []string{}
	for _, asked := range list {
		if asked.Needed && !asked.Given && !slices.Contains(missing, asked.Name) {
			missing = append(missing, asked.Name)
		}
	}
	return missing
}

// gapsAtOnce is how many applications are counted in one transaction.
const gapsAtOnce = 100

// CountEvidenceGaps counts where that was never done: in an office from before lists
// could be narrowed by it. What cannot be counted, since its card is not there, is left
// out of such lists.
func (s *Service) CountEvidenceGaps(ctx context.Context) error {
	after := ""
	for {
		var ids []string
		err := s.store.Update(ctx, func(tx Tx) (err error) {
			if ids, err = tx.ListUncounted(after, gapsAtOnce); err != nil {
				return wrap(err, "look for what is not counted")
			}
			for _, id := range ids {
				application, err := tx.FindApplicationByID(id)
				if err != nil {
					return wrap(err, "find application %s", id)
				}
				if err := s.countGaps(tx, application); err != nil && !IsKind(err, KindConflict) {
					return err
				}
			}
			return nil
		})
		if err != nil || len(ids) < gapsAtOnce {
			return err
		}
		after = ids[len(ids)-1]
	}
}
