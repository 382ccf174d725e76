package assessment

// edge is one legal change of state.
type edge struct {
	from State
	by   Action
	to   State
}

// edges is the one list of what may be done to an application in which state and
// where it leads; nothing else moves one. The first review entry or return of a
// submitted application takes it into review.
var edges = []edge{
	{StateDraft, ActionPutFacts, StateDraft},
	{StateDraft, ActionSubmit, StateSubmitted},
	{StateSubmitted, ActionTakeReview, StateInReview},
	{StateResubmitted, ActionTakeReview, StateInReview},
	{StateInReview, ActionTakeReview, StateInReview}, // over from a reviewer whose account was closed
	{StateInReview, ActionReturn, StateReturned},
	{StateReturned, ActionPutFacts, StateReturned},
	{StateReturned, ActionSubmit, StateResubmitted},
	{StateInReview, ActionPutReview, StateInReview},
	{StateInReview, ActionCompleteReview, StateReviewed},
	{StateReviewed, ActionReviseReview, StateInReview},
	{StateDraft, ActionAddEvidence, StateDraft},
	{StateDraft, ActionWithdrawEvidence, StateDraft},
	{StateReturned, ActionAddEvidence, StateReturned},
	{StateReturned, ActionWithdrawEvidence, StateReturned},
	{StateSubmitted, ActionImportAuthority, StateSubmitted},
	{StateInReview, ActionImportAuthority, StateInReview},
	{StateReturned, ActionImportAuthority, StateReturned},
	{StateResubmitted, ActionImportAuthority, StateResubmitted},
	{StateReviewed, ActionImportAuthority, StateInReview}, // what was agreed with has changed
	{StateInReview, ActionProposeLifting, StateInReview},
	{StateInReview, ActionDecideLifting, StateInReview},
	{StateReviewed, ActionProposeLifting, StateReviewed},
	{StateReviewed, ActionDecideLifting, StateReviewed},
	{StateReviewed, ActionAddEvidence, StateReviewed}, // in the window of appeals
	{StateReviewed, ActionAppeal, StateReviewed},
	{StateReviewed, ActionDecideAppeal, StateReviewed},
	{StateReviewed, ActionRank, StateRanked},
	{StateRanked, ActionPublish, StatePublished},
}

// legal tells whether the action may be done in the state.
func legal(from State, by Action) bool {
	_, ok := next(from, by)
	return ok
}

// next is the state that the action leads to, if it is legal.
func next(from State, by Action) (State, bool) {
	for _, e := range edges {
		if e.from == from && e.by == by {
			return e.to, true
		}
	}
	return from, false
}
