package api_test

import (
	"encoding/json"
	"net/http"
	"time"
)

const satisfied = `{"reason":"公示期满，没有异议"}`

// publish brings the ranked round 2026 to its end: every enterprise is certified
// unless something was decided, the notice begins and ends, two leads publish.
func (o *office) publish() {
	o.t.Helper()
	const round = "/api/v1/rounds/2026"
	ranking := o.call("lead", "GET", round+"/ranking", "").want(200, "")
	if ranking.text("state") == "ranked" {
		type outcome struct {
			Application any    `json:"application"`
			Outcome     string `json:"outcome"`
		}
		var outcomes []outcome
		for _, row := range ranking.json["rows"].([]any) {
			outcomes = append(outcomes, outcome{row.(map[string]any)["application"], "certified"})
		}
		body, err := json.Marshal(map[string]any{"held_on": "2026-03-01", "reference": "纪要3号", "outcomes": outcomes})
		if err != nil {
			o.t.Fatal(err)
		}
		o.call("lead", "POST", round+"/outcome", string(body)).want(200, "")
	}
	begun := o.call("lead", "POST", round+"/notice", `{}`).want(201, "")
	o.endNotice(begun.text("ends_at"))
	if asked := o.call("lead", "POST", round+"/publication", satisfied).want(200, ""); asked.json["published"] != false {
		o.t.Errorf("one person published: %s", asked.body)
	}
	if done := o.call("deputy", "POST", round+"/publication", satisfied).want(200, ""); done.json["published"] != true {
		o.t.Errorf("two persons did not publish: %s", done.body)
	}
}

// endNotice moves the clock to the end of a notice; everybody signs in anew.
func (o *office) endNotice(at string) {
	o.t.Helper()
	end, err := time.Parse(time.RFC3339, at)
	if err != nil {
		o.t.Fatal(err)
	}
	o.now.Store(end.Unix())
	o.mu.Lock()
	defer o.mu.Unlock()
	o.clients = make(map[string]*http.Client)
}
