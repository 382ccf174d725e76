package assessment

// roundBenches is loadBench of many applications of a round, with three questions
// for all of them. What is written upon it must look again (loadBench): lists are
// not held until the end of a transaction.
func roundBenches(tx Tx, round *Round, applications []*Application) (map[string]*bench, error) {
	benches := make(map[string]*bench, len(applications))
	of := make(map[string]*bench, len(applications)) // by enterprise, which has one application a round
	for _, application := range applications {
		b := &bench{round: round, declared: make(map[string]bool), linked: make(map[string]bool)}
		benches[application.ID], of[application.Enterprise.ID] = b, b
	}
	if round.Settings.Reviewers == 2 {
		seats, err := tx.ListRoundSeats(round.ID)
		if err != nil {
			return nil, wrap(err, "list the seats of round %s", round.ID)
		}
		for _, seat := range seats {
			if b := benches[seat.ApplicationID]; b != nil {
				b.seats = append(b.seats, seat)
			}
		}
	}
	declarations, err := tx.ListDeclarations(round.ID, "")
	if err != nil {
		return nil, wrap(err, "list the declarations of round %s", round.ID)
	}
	for _, d := range declarations {
		if b := of[d.EnterpriseID]; b != nil {
			b.declared[d.ReviewerID] = true
			b.linked[d.ReviewerID] = b.linked[d.ReviewerID] || d.Linked // is not taken back
		}
	}
	return benches, nil
}

// roundApplications are all applications of a round as far as lists and counts need
// them (OverviewRow), by id: of a large round in a fraction of the time that whole
// ones take. What is written upon one must be found again.
func roundApplications(tx Tx, roundID string) ([]*Application, error) {
	rows, err := tx.ListOverview(ApplicationFilter{RoundID: roundID})
	if err != nil {
		return nil, wrap(err, "list the applications of round %s", roundID)
	}
	applications := make([]*Application, len(rows))
	for i := range rows {
		applications[i] = &rows[i].Application
	}
	return applications, nil
}
