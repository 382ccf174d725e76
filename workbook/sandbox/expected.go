package sandbox

import (
	"maps"

	"wuxing/scoring"
)

// The files that are no scorecard's form, as the sentences about a wrong file name them
// (word.expected). Without one they ask for the form.
const (
	expectedAuthority  = "authority"
	expectedAssignment = "assignment"
)

// expecting puts into what is wrong with a file as such which file was asked for.
func expecting(what string, problems scoring.Problems) scoring.Problems {
	for i := range problems {
		if problems[i].Position != (scoring.Position{}) {
			continue
		}
		params := map[string]string{}
		maps.Copy(params, problems[i].Params)
		params["expected"] = what
		problems[i].Params = params
	}
	return problems
}
