//go:build !race

package api_test

import (
	"fmt"

	"wuxing/assessment"
)

// release shows the enterprises their results, without ranks.
func (y *year) release() {
	y.on("2026-06-01")
	y.do("lead", "POST", yearRound+"/release", `{"appeals_until":"2026-06-11T00:00:00+08:00"}`).want(200, "")
}

// appeal disputes what was corrected and what was overridden. The lead who has
// settled nothing decides: of each sort the first four are won.
func (y *year) appeal() {
	won, all := make(map[string]int), make(map[string]int)
	for _, f := range y.firms {
		if f.state != assessment.StateReviewed {
			continue
		}
		for _, d := range f.entered {
			var entry string
			switch d.indicator {
			case "training_funds":
				entry = `{"indicator":"training_funds","decision":"agree"}`
			case "craftsman_culture":
				entry = `{"indicator":"craftsman_culture","decision":"override","points":0.5,"reason":"活动照片有效"}`
			default:
				continue
			}
			if all[d.indicator] == 7 {
				continue
			}
			all[d.indicator]++
			made := y.do(f.clerk, "POST", f.at+"/appeals", fmt.Sprintf(`{"indicator":%q,"reason":"材料齐全，请复核"}`, d.indicator)).want(201, "")
			appeals := made.json["appeals"].([]any)
			id := appeals[len(appeals)-1].(map[string]any)["id"].(string)
			decision := `{"outcome":"rejected","reason":"维持原评分"}`
			if all[d.indicator] <= 4 {
				won[d.indicator]++
				decision = `{"outcome":"upheld","reason":"经复核成立","entries":[` + entry + `]}`
				if d.indicator == "training_funds" {
					f.official.Single["training_funds"] = "sufficient"
				} else {
					f.set["craftsman_culture"] = 50
				}
			}
			y.do("lead2", "POST", f.at+"/appeals/"+id+"/decision", decision).want(200, "")
		}
	}
	for indicator, n := range all {
		if n != 7 || won[indicator] != 4 {
			y.t.Errorf("%d of %d appeals on %s are won, want 4 of 7", won[indicator], n, indicator)
		}
		y.tally["appeals"] += n
		y.tally["appeals won"] += won[indicator]
	}
}
