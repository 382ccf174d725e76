package main

import (
	"testing"
	"time"

	"wuxing/api/apitest"
	"wuxing/assessment"
	"wuxing/store"
)

// certify brings the frozen round to its end: the joint meeting certifies the first,
// the public reads the notice and objects, two leads publish when it is over.
func (o *testOffice) certify(t *testing.T, lead *person, ids map[string]string) {
	anyone := &person{t: t, name: "anyone", client: apitest.NewClient(t, o.address), office: o}
	anyone.ask("GET", "/rounds/2026/notice", 404, nil)
	outcomes := []object{{"application": ids["stone"], "outcome": "excellent"}}
	for _, other := range []string{"weaver", "tower"} {
		outcomes = append(outcomes, object{"application": ids[other], "outcome": "not_selected"})
	}
	today := time.Now().In(assessment.OfficeZone).Format(time.DateOnly)
	lead.ask("POST", "/rounds/2026/outcome", 200, object{"held_on": today, "reference": "纪要3号", "outcomes": outcomes})
	lead.ask("POST", "/rounds/2026/publication", 409, object{"reason": "没有经过公示"}).want(t, "code", "wrong_state")

	lead.ask("POST", "/rounds/2026/notice", 201, object{}).want(t, "state", "running")
	notice := anyone.ask("GET", "/rounds/2026/notice", 200, nil)
	notice.want(t, "rows.0.grade", "excellent")
	if rows := notice.at("rows").([]any); len(rows) != 1 {
		t.Errorf("on notice: %v", rows)
	}
	anyone.ask("GET", "/notices", 200, nil).want(t, "notices.0.href", "/api/v1/rounds/2026/notice")
	const objection = "/rounds/2026/objections"
	receipt := anyone.ask("POST", objection, 201, object{"name": "某单位", "contact": "0572-0000000", "enterprise": 1, "text": "高技能人才人数与实际不符，请核查"})
	anyone.ask("GET", objection, 401, nil)
	lead.ask("GET", objection, 200, nil).want(t, "objections.0.application", ids["stone"])
	lead.ask("POST", objection+"/"+receipt.at("id").(string)+"/close", 200, object{"result": "unfounded", "answer": "经核查，与社保名册一致"})
	lead.ask("POST", "/rounds/2026/publication", 409, object{"reason": "公示期满，没有异议"}).want(t, "code", "notice_running")
	anyone.ask("GET", "/rounds/2026/final", 404, nil)

	o.afterTheNotice(t)
	anyone.ask("GET", "/rounds/2026/notice", 200, nil).want(t, "published", "true")
	anyone.ask("GET", "/rounds/2026/final", 200, nil).want(t, "rows.0.grade", "excellent")
}

// afterTheNotice publishes beside the server, as two leads would two weeks later.
func (o *testOffice) afterTheNotice(t *testing.T) {
	later := time.Now().AddDate(0, 0, 14)
	data := dataFlags{Data: o.data, Files: o.files}
	beside, err := data.open(t.Context(), store.Options{Beside: true}, func() time.Time { return later })
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := beside.store.Close(); err != nil {
			t.Error(err)
		}
	}()
	for _, username := range []string{"lead", "lead2"} {
		user, err := beside.service.Authenticate(t.Context(), assessment.Credentials{Username: username, Password: password(username), RequestID: "test"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = beside.service.Publish(t.Context(), assessment.Command{Actor: user.Actor(), RequestID: "test"}, "2026", "公示期满，没有异议")
		if err != nil {
			t.Fatal(err)
		}
	}
}
