package assessment

import (
	"context"

	"wuxing/scoring"
)

// Appeals lists the appeals of an application, oldest first. The enterprise is
// told how they were decided and why, but not by whom.
func (s *Service) Appeals(ctx context.Context, actor Actor, id string) (*AppealsView, error) {
	return read(ctx, s, actor, ActionReadAppeals, func(tx Tx) (*AppealsView, error) {
		application, err := findReached(tx, actor, ActionReadAppeals, id)
		if err != nil {
			return nil, err
		}
		_, card, err := s.roundAndCard(tx, application)
		if err != nil {
			return nil, err
		}
		view, err := s.appealsView(tx, actor, application, card)
		if err != nil {
			return nil, err
		}
		view.MayDecide, err = mayDecideAppeals(tx, actor, application)
		return view, err
	})
}

// mayDecideAppeals tells whether DecideAppeal would hear the actor.
func mayDecideAppeals(tx Tx, actor Actor, application *Application) (bool, error) {
	b, err := loadBench(tx, application)
	if err != nil {
		return false, err
	}
	if _, ok := grantOf(actor.Role, ActionDecideAppeal); !ok || !application.legal(ActionDecideAppeal) || stillOpen(b.round, ActionDecideAppeal) != nil {
		return false, nil
	}
	_, decided, err := appealsOf(tx, application.ID)
	if err != nil {
		return false, err
	}
	reviewed, err := hasReviewed(tx, actor, application, b, decided)
	return !reviewed, err
}

// RoundAppeals lists all appeals of a round, by application.
func (s *Service) RoundAppeals(ctx context.Context, actor Actor, roundID string) ([]AppealView, error) {
	return read(ctx, s, actor, ActionListAppeals, func(tx Tx) ([]AppealView, error) {
		round, err := tx.FindRoundByID(roundID)
		if err != nil {
			return nil, found(err, "find round %s", roundID)
		}
		card, err := s.cardOf(round)
		if err != nil {
			return nil, err
		}
		appeals, err := tx.ListRoundAppeals(roundID)
		if err != nil {
			return nil, wrap(err, "list the appeals of round %s", roundID)
		}
		decisions, err := tx.ListRoundAppealDecisions(roundID)
		if err != nil {
			return nil, wrap(err, "list the decided appeals of round %s", roundID)
		}
		views, decided, names := []AppealView{}, byAppeal(decisions), &names{tx: tx}
		var application *Application // of the appeal; those of one stand together
		var b *bench
		for _, appeal := range appeals {
			if application == nil || application.ID != appeal.ApplicationID {
				if application, err = tx.FindApplicationByID(appeal.ApplicationID); err != nil {
					return nil, wrap(err, "find application %s", appeal.ApplicationID)
				}
				if b, err = loadBench(tx, application); err != nil {
					return nil, err
				}
			}
			if !reaches(actor, ActionListAppeals, application, b) || actor.Role == RoleReviewer && b.mustDeclare(actor) {
				continue
			}
			view, err := appeal.view(card, decided[appeal.ID], names)
			if err != nil {
				return nil, err
			}
			enterprise := application.Enterprise.Scoring()
			view.Enterprise = &enterprise
			views = append(views, view)
		}
		return views, nil
	})
}

func (s *Service) appealsView(tx Tx, actor Actor, application *Application, card *scoring.Card) (*AppealsView, error) {
	appeals, decided, err := appealsOf(tx, application.ID)
	if err != nil {
		return nil, err
	}
	b, err := loadBench(tx, application)
	if err != nil {
		return nil, err
	}
	view := &AppealsView{Application: application.ID, Appeals: []AppealView{}, Version: b.present(actor, application).Version}
	release, err := findRelease(tx, application.RoundID)
	if err != nil {
		return nil, err
	}
	if release != nil {
		view.Until = &release.AppealsUntil
		view.Open = application.legal(ActionAppeal) && s.time().Before(release.AppealsUntil)
	}
	names := &names{tx: tx, hidden: outside(actor)}
	for _, appeal := range appeals {
		one, err := appeal.view(card, decided[appeal.ID], names)
		if err != nil {
			return nil, err
		}
		view.Appeals = append(view.Appeals, one)
	}
	return view, nil
}

// view shows an appeal with its decision, which may be nil.
func (a *Appeal) view(card *scoring.Card, decision *AppealDecision, names *names) (AppealView, error) {
	view := AppealView{
		ID: a.ID, Application: a.ApplicationID, Indicator: a.Indicator, Score: a.Score, Reason: a.Reason, Evidence: a.Evidence, At: a.At,
	}
	if indicator, ok := card.Indicator(a.Indicator); ok {
		view.No, view.Name = indicator.No, indicator.Name
	}
	if decision == nil {
		return view, nil
	}
	view.Outcome, view.Decision, view.NewScore, view.DecidedAt = decision.Outcome, decision.Reason, &decision.Score, &decision.At
	var err error
	view.DecidedBy, err = names.of(decision.By)
	return view, err
}
