package web

import (
	"net/http"

	"wuxing/api"
	"wuxing/assessment"
)

// personTable is what the administrator does to one account and the person behind it.
func personTable() []row {
	const one = "/users/{username}"
	return []row{
		{http.MethodPost, one + "/role", assessment.ActionSetRole, api.TakesFields, "Give somebody of the office another role or area", (*Site).setRole},
		{http.MethodPost, one + "/second-factor/reset", assessment.ActionResetFactor, api.TakesFields, "Take somebody's one-time codes away", (*Site).resetFactor},
		{http.MethodGet, one + "/erasure", assessment.ActionErasePerson, api.TakesNothing, "What erasing a person takes away", (*Site).erasure},
		{http.MethodPost, one + "/erasure", assessment.ActionErasePerson, api.TakesFields, "Erase a person", (*Site).erase},
	}
}
