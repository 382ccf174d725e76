//go:build !race

package api_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
)

// story plants the secrets, step by step, and has everybody look after each.
type story struct {
	*office
	at, otherAt             string // the two applications
	evidence, otherEvidence string // ids
	secrets                 []secret
	scanned                 int
}

const (
	secretUSCC = "91330502MA2XQ0001N"
	otherUSCC  = "91330502MA2XQ0002L"
	storyRound = "/api/v1/rounds/2026"
)

func (s *story) begin() {
	operator, ids := assessment.Command{Actor: assessment.Actor{Role: assessment.RoleOperator}}, make(map[string]string)
	for _, account := range []assessment.NewUser{
		{Username: ownClerk, Role: assessment.RoleEnterprise, Enterprise: &scoring.Enterprise{Name: "湖州XQNAMEONE童装有限公司", USCC: secretUSCC, Township: "织里镇"}},
		{Username: otherClerk, Role: assessment.RoleEnterprise, Enterprise: &scoring.Enterprise{Name: "湖州另一家机械有限公司", USCC: otherUSCC, Township: "八里店镇"}},
		{Username: ownTown, Role: assessment.RoleTownship, Area: "织里镇"},
		{Username: otherTown, Role: assessment.RoleTownship, Area: "八里店镇"},
		{Username: firstJudge, Role: assessment.RoleReviewer},
		{Username: secondJudge, Role: assessment.RoleReviewer},
		{Username: otherJudge, Role: assessment.RoleReviewer},
		{Username: linkedJudge, Role: assessment.RoleReviewer},
		{Username: headOffice, Role: assessment.RoleLead},
		{Username: secondHead, Role: assessment.RoleLead},
		{Username: sysAdmin, Role: assessment.RoleAdmin},
		{Username: inspector, Role: assessment.RoleAuditor},
	} {
		account.DisplayName, account.Password = "人员"+strings.ToUpper(account.Username), password
		user, err := s.service.CreateUser(s.t.Context(), operator, account)
		if err != nil {
			s.t.Fatal(err)
		}
		ids[account.Username] = user.ID
		s.clients[account.Username] = s.session(account.Username, false)
	}
	s.secrets = plantedSecrets(ids[firstJudge], ids[secondJudge])
	s.clients[nobody] = s.plain()
	s.call(sysAdmin, "POST", "/api/v1/rounds", `{"id":"2026","name":"2026 年度","year":2026,"card":"wuxing-2024","quota":1,
		"opens_at":"2026-03-01T00:00:00+08:00","closes_at":"2026-05-01T00:00:00+08:00","settings":{
		"first_check":true,"assignment":"assigned","reviewers":2,"blind":true,"apart":{"indicator":0.5,"total":1}}}`).want(201, "")
}

// on moves the clock within the sessions' lives.
func (s *story) later(d time.Duration) {
	s.now.Add(int64(d / time.Second))
	for _, who := range append([]string{secondHead}, lookers...) {
		if who != nobody {
			s.clients[who] = s.session(who, false)
		}
	}
}

func (s *story) facts(uscc, name, town, person string) string {
	return fmt.Sprintf(`{"enterprise":{"name":%q,"uscc":%q,"township":%q},"facts":{"employees":400,"skilled_workers":200,"high_skilled_workers":82,
		"training_funds":"sufficient","harmony_level":"city","honours":[{"person":%q,"level":"city"}],
		"master_studios":[{"master":%q,"level":"district"}],"innovations":[{"title":%q,"position":"first"}]}}`, name, uscc, town, person, person, person)
}

func (s *story) draft() {
	s.at = s.call(ownClerk, "POST", storyRound+"/applications", s.facts(secretUSCC, "湖州XQNAMEONE童装有限公司", "织里镇", "XQPERSON")).want(201, "").header.Get("Location")
	s.otherAt = s.call(otherClerk, "POST", storyRound+"/applications", s.facts(otherUSCC, "湖州另一家机械有限公司", "八里店镇", "李四")).want(201, "").header.Get("Location")
	s.evidence = s.addEvidence(ownClerk, s.at, "XQFILENAME.pdf", pdf("XQFILETEXT"), "indicator", "titles").want(201, "").text("id")
	s.otherEvidence = s.addEvidence(otherClerk, s.otherAt, "别的.pdf", pdf("别的"), "indicator", "titles").want(201, "").text("id")
}

func (s *story) submit() {
	for who, at := range map[string]string{ownClerk: s.at, otherClerk: s.otherAt} {
		s.call(who, "POST", at+"/submit", `{"pledge":true}`).want(200, "")
	}
}

func (s *story) sendBack() {
	s.call(ownTown, "POST", s.at+"/send-back", `{"reason":"XQSENDBACK 登记地址请核对"}`).want(200, "")
	s.call(headOffice, "POST", storyRound+"/extensions", fmt.Sprintf(`{"uscc":%q,"window":"correction","until":"2026-05-20T00:00:00Z","reason":"XQEXTEND 负责人住院"}`, secretUSCC)).want(201, "")
	s.call(ownClerk, "POST", s.at+"/submit", `{"pledge":true}`).want(200, "")
	s.call(ownTown, "POST", s.at+"/check", `{"reason":"XQCHECKED 已到厂核对"}`).want(200, "")
	s.call(otherTown, "POST", s.otherAt+"/check", `{"reason":"已到厂核对"}`).want(200, "")
}

func (s *story) assign() {
	declare := func(who, uscc, more string) {
		s.call(who, "POST", storyRound+"/declarations", fmt.Sprintf(`{"uscc":%q,%s}`, uscc, more)).want(201, "")
	}
	declare(linkedJudge, secretUSCC, `"linked":true,"reason":"XQLINK 亲属任职"`)
	s.importDepartments(headOffice, &departmentList{sheet: "劳动仲裁案件数", name: "XQLISTNAME", department: "XQCOURT", rows: [][]any{
		{secretUSCC, "湖州XQNAMEONE童装有限公司", 2}, {"91330502MA2XQ0003J", "XQLISTED公司", 7},
	}})
	rows := fmt.Sprintf(`"rows":[{"uscc":%q,"reviewers":[%q,%q]},{"uscc":%q,"reviewers":[%q,%q]}]`, secretUSCC, firstJudge, secondJudge, otherUSCC, firstJudge, otherJudge)
	plan := s.call(headOffice, "POST", storyRound+"/assignments/preview", "{"+rows+"}").want(200, "")
	s.call(headOffice, "POST", storyRound+"/assignments", fmt.Sprintf(`{%s,"digest":%q}`, rows, plan.text("digest"))).want(200, "")
	declare(firstJudge, secretUSCC, `"linked":false`)
	declare(secondJudge, secretUSCC, `"linked":false`)
	declare(firstJudge, otherUSCC, `"linked":false`)
	declare(otherJudge, otherUSCC, `"linked":false`)
}

// review is one reviewer's whole review of an application.
func (s *story) review(who, at string, but ...string) {
	etag := s.call(who, "GET", at+"/review", "").want(200, "").header.Get("ETag")
	s.call(who, "PUT", at+"/review", s.agreeAll(who, at, but...), "If-Match", etag).want(200, "")
}

func (s *story) firstReview() {
	s.review(firstJudge, s.at, `{"indicator":"labour_relations","decision":"override","points":0.75,"reason":"XQLANEONE 材料不足"}`)
}

func (s *story) secondReview() {
	s.review(secondJudge, s.at, `{"indicator":"labour_relations","decision":"override","points":3.25,"reason":"XQLANETWO 材料齐全"}`)
	s.review(firstJudge, s.otherAt)
	s.review(otherJudge, s.otherAt)
}

func (s *story) settle() {
	view := s.call(headOffice, "GET", s.at+"/moderation", "").want(200, "")
	s.call(headOffice, "POST", s.at+"/moderation", `{"entries":[{"indicator":"labour_relations","points":3.75,"reason":"XQSETTLED 部分有效"}]}`,
		"If-Match", view.header.Get("ETag")).want(200, "")
	official := s.call(headOffice, "GET", s.at+"/review", "").want(200, "").json["official"].(map[string]any)["total"].(float64)
	// Totals stand in the published ranking, which reviewers of other files read, too.
	total := allRights(s.rightTo("the official score"), rightFrom(whenPublished, otherJudge))
	s.secrets = append(s.secrets, secret{fmt.Sprintf("#%.2f", official), "the official total", total})
}

// rightTo is who may read a secret.
func (s *story) rightTo(what string) map[string]moment {
	return s.secrets[slices.IndexFunc(s.secrets, func(secret secret) bool { return secret.what == what })].may
}

func (s *story) release() {
	s.later(70 * 24 * time.Hour)
	until := s.clock().Add(5 * 24 * time.Hour).Format(time.RFC3339)
	s.call(headOffice, "POST", storyRound+"/release", fmt.Sprintf(`{"appeals_until":%q}`, until)).want(200, "")
	made := s.call(ownClerk, "POST", s.at+"/appeals", fmt.Sprintf(`{"indicator":"titles","reason":"XQAPPEAL 证书有效","evidence":[%q]}`, s.evidence)).want(201, "")
	id := made.json["appeals"].([]any)[0].(map[string]any)["id"].(string)
	s.call(secondHead, "POST", s.at+"/appeals/"+id+"/decision", `{"outcome":"rejected","reason":"XQVERDICT 证书已过期"}`).want(200, "")
}

func (s *story) rank() {
	s.later(6 * 24 * time.Hour)
	s.call(headOffice, "POST", storyRound+"/ranking", "").want(200, "")
}

func (s *story) decide() {
	s.later(24 * time.Hour)
	held := s.clock().In(assessment.OfficeZone).Format(time.DateOnly)
	id := func(at string) string { return strings.TrimPrefix(at, "/api/v1/applications/") }
	s.call(headOffice, "POST", storyRound+"/outcome", fmt.Sprintf(`{"held_on":%q,"reference":"XQMINUTES","outcomes":[
		{"application":%q,"outcome":"certified","reason":"XQOUTCOME 全票通过"},{"application":%q,"outcome":"not_selected","reason":"名额已满，下年再报"}]}`,
		held, id(s.at), id(s.otherAt))).want(200, "")
}

func (s *story) notice() {
	s.later(24 * time.Hour)
	s.call(headOffice, "POST", storyRound+"/notice", `{}`).want(201, "")
	s.call(nobody, "POST", storyRound+"/objections", `{"name":"XQOBJECTOR","contact":"XQCONTACT","enterprise":1,"text":"XQOBJECTION 该企业拖欠工资"}`,
		"Idempotency-Key", "objection-1").want(201, "")
}

func (s *story) publish() {
	var all assessment.ObjectionsView
	list := s.call(secondHead, "GET", storyRound+"/objections", "").want(200, "")
	if err := json.Unmarshal([]byte(list.body), &all); err != nil || len(all.Objections) != 1 {
		s.t.Fatalf("objections %s: %v", list.body, err)
	}
	s.call(secondHead, "POST", storyRound+"/objections/"+all.Objections[0].ID+"/close", `{"result":"unfounded","answer":"XQANSWER 经核实没有记录"}`,
		"Idempotency-Key", "closing-1").want(200, "")
	s.later(20 * 24 * time.Hour)
	for _, who := range []string{headOffice, secondHead} {
		s.call(who, "POST", storyRound+"/publication", `{"reason":"XQPUBLISH 公示期满"}`).want(200, "")
	}
}
