package assessment

import (
	"bytes"

	"wuxing/scoring"
)

// decideAtSeat stores what one of two reviewers decides, under the version of its
// seat. With the second review that comes in the two are compared.
func (s *Service) decideAtSeat(tx Tx, cmd Command, application *Application, b *bench, before, after *standing, entries []*ScoreEntry, complete bool) error {
	seat := b.seatOf(cmd.Actor.UserID)
	if err := s.sitDown(tx, cmd, application, b); err != nil {
		return err
	}
	if len(entries) == 0 && seat.Done == complete {
		return nil
	}
	action := ActionPutReview
	if complete {
		action = ActionCompleteReview
	}
	if err := s.changeSeat(tx, cmd, action, application, seat, func(seat *Seat) { seat.Done = complete }); err != nil {
		return err
	}
	err := s.addEntries(tx, cmd, application, before, entries, entryPlace{
		ActionPutReview, objectSeat, seatID(application.ID, seat.Lane), seat.Version,
	})
	if err != nil || !complete {
		return err
	}
	if err := s.addReview(tx, cmd, application, after); err != nil {
		return err
	}
	for _, lane := range lanes {
		if other := b.seatIn(lane); other == nil || !other.Done {
			return nil
		}
	}
	return s.bothCame(tx, cmd, application, b, after.card)
}

// bothCame compares the two reviews. What is the same in every indicator and fact
// is the official score; anything else the lead settles. Nothing is averaged.
func (s *Service) bothCame(tx Tx, cmd Command, application *Application, b *bench, card *scoring.Card) error {
	pair, err := s.loadPair(tx, card, application, b)
	if err != nil {
		return err
	}
	same, err := pair.same()
	if err != nil {
		return err
	}
	if !same {
		if err := s.move(tx, cmd, application, ActionCompleteReview, "", nil, IfApart); err != nil {
			return err
		}
		return s.tell(tx, cmd, news{kind: MessageModeration, round: b.round, application: application})
	}
	official, err := s.loadStanding(tx, card, application, b, LaneOfficial)
	if err != nil {
		return err
	}
	var entries []*ScoreEntry
	for _, indicator := range card.Indicators() {
		entry := *pair.first.valid[indicator.ID]
		entries = append(entries, &entry)
	}
	err = s.addEntries(tx, cmd, application, official, entries, entryPlace{
		ActionPutReview, objectApplication, application.ID, application.Version,
	})
	if err != nil {
		return err
	}
	settled := *pair.first
	settled.lane = LaneOfficial
	if err := s.addReview(tx, cmd, application, &settled); err != nil {
		return err
	}
	if err := s.move(tx, cmd, application, ActionCompleteReview, "", nil, IfSettled); err != nil {
		return err
	}
	return s.tellResult(tx, cmd, application)
}

// pair are the two reviews of an application, both in.
type pair struct{ first, second *standing }

func (s *Service) loadPair(tx Tx, card *scoring.Card, application *Application, b *bench) (*pair, error) {
	var both [2]*standing
	for i, lane := range lanes {
		st, err := s.loadStanding(tx, card, application, b, lane)
		if err != nil {
			return nil, err
		}
		both[i] = st
	}
	return &pair{both[0], both[1]}, nil
}

// same tells whether the two come to the same in everything: each indicator, each
// veto, and the facts that break ties.
func (p *pair) same() (bool, error) {
	for _, indicator := range p.first.card.Indicators() {
		if p.apart(indicator.ID) {
			return false, nil
		}
	}
	first, err := p.first.corrected.MarshalJSON()
	if err != nil {
		return false, wrap(err, "write down official facts")
	}
	second, err := p.second.corrected.MarshalJSON()
	return bytes.Equal(first, second), wrap(err, "write down official facts")
}

// apart tells whether the two differ in an indicator.
func (p *pair) apart(id string) bool {
	return p.first.valid[id] == nil || p.second.valid[id] == nil || !sameScore(id, p.first.official, p.second.official)
}
