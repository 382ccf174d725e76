package assessment

// SignedBy has lists name the key that the audit trail is signed with, by its
// fingerprint. Without it they name none.
func (s *Service) SignedBy(fingerprint func() string) { s.signer = fingerprint }

// mark is the place in the trail of a round's newest step of a kind. Lists print it:
// once they are posted nobody can write the trail anew without being found out.
func (s *Service) mark(tx Tx, action Action, roundID string) (TrailMark, error) {
	mark, err := tx.FindTrailMark(action, objectRound, roundID)
	if err != nil {
		return TrailMark{}, wrap(err, "find %s of round %s in the audit trail", action, roundID)
	}
	if s.signer != nil {
		mark.Key = s.signer()
	}
	return *mark, nil
}

// outcomeMark is the mark of a round's publication, before it that of the meeting.
func (s *Service) outcomeMark(tx Tx, d *decidedRound) (TrailMark, error) {
	if d.round.State == RoundPublished {
		return s.mark(tx, ActionPublish, d.round.ID)
	}
	return s.mark(tx, ActionDecide, d.round.ID)
}
