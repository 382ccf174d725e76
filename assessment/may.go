package assessment

import "slices"

// May tells whether the table gives the actor's role the action in the state, so
// that a page offers what makes sense. It answers without the application: whose
// it is, deadlines and conditions are asked by the use case.
func (a Actor) May(action Action, state State) bool {
	if _, ok := grantOf(a.Role, action); !ok {
		return false
	}
	return slices.ContainsFunc(rulebook[action].States, func(edge Edge) bool { return edge.From == state })
}

// Reviewed tells whether an application in the state has its official score.
func Reviewed(state State) bool { return finished(state) }

// MayRound is May for what is done to a round in the state.
func (a Actor) MayRound(action Action, state RoundState) bool {
	if _, ok := grantOf(a.Role, action); !ok {
		return false
	}
	return slices.ContainsFunc(rulebook[action].Rounds, func(edge RoundEdge) bool { return edge.From == state })
}
