package assessment

import (
	"context"
	"strings"

	"wuxing/scoring"
)

// Settlement is the lead's decision on two reviews that differ.
type Settlement struct {
	Entries []SettledEntry
	Rest    *SettledRest // for what differs, is not flagged and has no entry; nil: every difference needs one
}

// SettledEntry settles one indicator: by taking a side as it is, or by points.
type SettledEntry struct {
	Indicator string
	Take      Side            // "" with points
	Points    *scoring.Points // nil with a side
	Reason    string
}

// SettledRest settles small differences by one side for one reason.
type SettledRest struct {
	Take   Side
	Reason string
}

// Moderate settles the official score of an application with two reviews, whole and
// with a reason for every indicator in which they differ; where they do not, what
// both came to stands unless an entry says otherwise. It may be settled anew until
// the results are released (CodeResultsReleased) or the round is ranked: new entries
// are added, the earlier ones stay on record.
func (s *Service) Moderate(ctx context.Context, cmd Command, id string, settlement Settlement) (*ModerationView, error) {
	return write(ctx, s, cmd, ActionModerate, func(tx Tx) (*ModerationView, error) {
		application, b, err := findBenched(tx, cmd.Actor, ActionModerate, id)
		if err != nil {
			return nil, err
		}
		if err := maySettle(tx, application, b); err != nil {
			return nil, err
		}
		if err := guard(cmd, application.Version, application.present()); err != nil {
			return nil, err
		}
		card, err := s.cardOf(b.round)
		if err != nil {
			return nil, err
		}
		pair, err := s.loadPair(tx, card, application, b)
		if err != nil {
			return nil, err
		}
		news, problems := settlement.entries(pair, b.round.Settings.Apart.Indicator)
		if len(problems) > 0 {
			return nil, invalid(problems)
		}
		before, err := s.loadStanding(tx, card, application, b, LaneOfficial)
		if err != nil {
			return nil, err
		}
		entries, after, problems, err := before.decide(news)
		if err != nil {
			return nil, err
		}
		if len(problems) > 0 {
			return nil, invalid(settlement.places(problems, news))
		}
		if err := s.move(tx, cmd, application, ActionModerate, "", nil, b.reviewers()); err != nil {
			return nil, err
		}
		err = s.addEntries(tx, cmd, application, before, entries, entryPlace{ActionModerate, objectApplication, application.ID, application.Version})
		if err != nil {
			return nil, err
		}
		if err := s.addReview(tx, cmd, application, after); err != nil {
			return nil, err
		}
		if err := s.tellResult(tx, cmd, application); err != nil {
			return nil, err
		}
		return s.moderationView(tx, cmd.Actor, application, b, pair)
	})
}

// maySettle refuses a settlement that the state does not allow, and of what is
// finished once the results are released.
func maySettle(tx Tx, application *Application, b *bench) error {
	if !application.legal(ActionModerate, b.reviewers()) {
		return wrongState(ActionModerate, application)
	}
	if err := stillOpen(b.round, ActionModerate); err != nil {
		return err
	}
	if application.State == StateReviewed {
		return unreleased(tx, application)
	}
	return nil
}

// entries puts the lead's decisions into the form of a review of its own: the given
// ones first, in their order, then the rest in the card's.
func (n *Settlement) entries(p *pair, threshold *scoring.Points) (news []NewScoreEntry, problems scoring.Problems) {
	given := make(map[string]bool)
	for i, entry := range n.Entries {
		path := "entries[" + itoa(i) + "]"
		given[entry.Indicator] = true
		if _, ok := p.first.card.Indicator(entry.Indicator); !ok {
			problems.Add(CodeUnknownIndicator, scoring.Position{Path: path + ".indicator"}, "indicator", printable(entry.Indicator))
			continue
		}
		problems = append(problems, checkSettled(p.first.card, entry.Indicator, entry.Reason, path)...)
		side := p.side(entry.Take)
		switch {
		case side != nil && entry.Points != nil:
			problems.Add(CodeTakeWithPoints, scoring.Position{Path: path + ".take"})
		case entry.Take != "" && side == nil:
			problems.Add(CodeValueNotAllowed, scoring.Position{Path: path + ".take"}, "field", "take", "found", printable(string(entry.Take)), "choices", "first, second")
		case side != nil:
			news = append(news, side.copied(entry.Indicator, entry.Reason))
		default:
			news = append(news, NewScoreEntry{Indicator: entry.Indicator, Decision: Override, Points: entry.Points, Reason: entry.Reason})
		}
	}
	if n.Rest != nil {
		if p.side(n.Rest.Take) == nil {
			problems.Add(CodeValueNotAllowed, scoring.Position{Path: "rest.take"}, "field", "take", "found", printable(string(n.Rest.Take)), "choices", "first, second")
		}
		problems = append(problems, checkText(n.Rest.Reason, "rest.reason", minEntryReason, maxEntryReason)...)
	}
	for _, indicator := range p.first.card.Indicators() {
		row := p.row(indicator, threshold)
		at := scoring.Position{Path: "settled." + indicator.ID}
		switch {
		case given[indicator.ID]:
		case !row.Apart:
			news = append(news, p.first.copied(indicator.ID, row.First.Reason))
		case n.Rest == nil:
			problems.Add(CodeNotSettled, at, "indicator", named(p.first.card, indicator.ID), "first", row.First.Score.String(), "second", row.Second.Score.String())
		case row.Flagged:
			problems.Add(CodeFlaggedApart, at, "indicator", named(p.first.card, indicator.ID))
		case p.side(n.Rest.Take) != nil:
			news = append(news, p.side(n.Rest.Take).copied(indicator.ID, n.Rest.Reason))
		}
	}
	return news, problems
}

func checkSettled(card *scoring.Card, id, reason, path string) scoring.Problems {
	n := NewScoreEntry{Indicator: id, Decision: Override, Reason: reason}
	return n.checkReason(card, scoring.Position{Path: path + ".reason"})
}

// side is one of the two reviews, nil for a name that is none.
func (p *pair) side(side Side) *standing {
	switch side {
	case SideFirst:
		return p.first
	case SideSecond:
		return p.second
	}
	return nil
}

// copied is a standing decision as a new one, for a reason of its own.
func (st *standing) copied(id, reason string) NewScoreEntry {
	entry := st.valid[id]
	return NewScoreEntry{Indicator: id, Decision: entry.Decision, Facts: entry.Facts, Points: entry.Points, Reason: reason}
}

// places moves the problems of entries that the lead did not write to their
// indicators: entries[40] would say nothing.
func (n *Settlement) places(problems scoring.Problems, news []NewScoreEntry) scoring.Problems {
	for p := range problems {
		for i := len(n.Entries); i < len(news); i++ {
			if rest, ok := strings.CutPrefix(problems[p].Path, "entries["+itoa(i)+"]"); ok {
				problems[p].Path = "settled." + news[i].Indicator + rest
			}
		}
	}
	return problems
}
