package api_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"wuxing/api"
	"wuxing/assessment"
)

// matrixRequest is one request of the matrix.
type matrixRequest struct {
	method, path, body, kind, match string
}

// request is the sound request of a route in the present state: what stands in its
// way is who asks, and the state.
func (m *matrixWorld) request(route api.Route, letter string) matrixRequest {
	r := matrixRequest{method: route.Method, path: m.address(route.Path)}
	if route.Method == http.MethodGet || route.Method == http.MethodDelete {
		return r
	}
	r.kind = "application/json"
	switch name := route.Method + " " + strings.TrimPrefix(route.Path, "/api/v1"); name {
	case "POST /score", "POST /advice":
		r.body = `{"facts":` + someFacts + `}`
	case "POST /session":
		who := letter
		if letter == "P" {
			who = "E"
		}
		r.body = fmt.Sprintf(`{"username":%q,"password":%q}`, m.users[who].Username, password)
	case "PUT /session/contact":
		r.body = `{"email":"someone@example.org"}`
	case "POST /setup":
		r.body = `{"code":"ABCDE-FGHIJ-KLMNO-PQRST","username":"boss","password":"correct horse"}`
	case "POST /session/code", "PUT /session/second-factor":
		r.body = `{"code":"123456"}`
	case "PUT /users/{username}/role":
		r.body = `{"role":"township","area":"织里镇","reason":"人事调整"}`
	case "POST /users/{username}/erasure":
		r.body = `{"reason":"本人书面申请"}`
	case "POST /session/second-factor":
		r.kind = ""
	case "PUT /session/password":
		r.body = fmt.Sprintf(`{"present":%q,"password":%q}`, password, password)
	case "POST /inbox/read":
		r.body = fmt.Sprintf(`{"up_to":%q}`, m.message())
	case "POST /registrations":
		r.body = matrixRegistration
	case "POST /registrations/state":
		r.body = fmt.Sprintf(`{"receipt":%q,"uscc":"91330502MA2B000043"}`, m.registration)
	case "POST /registrations/{registration}/decision":
		r.path = strings.Replace(r.path, "{registration}", m.registration, 1)
		r.body = `{"accept":false,"reason":"不在本辖区，请核对"}`
	case "PUT /registrations/{registration}/enterprise":
		r.path = strings.Replace(r.path, "{registration}", m.registration, 1)
		r.body = `{"enterprise":{"name":"湖州已核对有限公司","township":"八里店镇"},"reason":"登记时乡镇写错"}`
	case "PUT /enterprises/{uscc}":
		r.body = `{"enterprise":{"name":"湖州示例机械制造有限公司","township":"八里店镇"},"reason":"企业已更名，见执照"}`
	case "POST /reveals":
		r.body = fmt.Sprintf(`{"kind":"registration","id":%q,"reason":"核对是本企业申请"}`, m.registration)
	case "POST /users":
		r.body = `{"username":"new","role":"reviewer","password":"correct horse"}`
	case "POST /rounds":
		r.body = `{"id":"2027","name":"2027 年度","year":2027,"card":"wuxing-2024"}`
	case "PUT /rounds/{round}/settings":
		r.match = m.version("rounds WHERE id = '2026'")
		r.body = fmt.Sprintf(`{"quota":20,"settings":{"first_check":true,"assignment":"assigned","reviewers":%d},"reason":"名额有调整"}`, m.reviewers())
	case "PUT /rounds/{round}/retention":
		r.match = m.version("rounds WHERE id = '2026'")
		r.body = `{"retention":{"years":10},"reason":"档案保管期限为十年"}`
	case "POST /rounds/{round}/extensions":
		r.body = `{"uscc":"` + matrixUSCC + `","window":"application","until":"2026-06-01T00:00:00Z","reason":"系统故障顺延"}`
	case "POST /rounds/{round}/declarations":
		r.body = `{"uscc":"` + matrixUSCC + `","linked":false}`
	case "POST /rounds/{round}/assignments/preview":
		r.body = `{"balanced":true}`
	case "POST /rounds/{round}/assignments":
		r.body = m.assignment()
	case "POST /rounds/{round}/applications":
		r.body = `{"facts":` + someFacts + `}`
	case "PUT /applications/{id}/facts":
		r.match, r.body = m.versionFor(letter), `{"facts":`+matrixFactsText+`}`
	case "POST /applications/{id}/submit":
		r.body = `{"pledge":true}`
	case "POST /applications/{id}/withdraw", "POST /applications/{id}/check":
		r.body = `{}`
	case "POST /applications/{id}/send-back":
		r.body = `{"reason":"请补充材料"}`
	case "POST /applications/{id}/return":
		r.body = `{"indicators":["titles"],"reason":"请补充证书"}`
	case "PUT /applications/{id}/review":
		r.match, r.body = m.versionFor(letter), `{"entries":[{"indicator":"leadership","decision":"agree"}]}`
	case "POST /applications/{id}/moderation":
		r.match, r.body = m.versionFor(letter), `{"rest":{"take":"first","reason":"以第一评审为准"}}`
	case "POST /applications/{id}/evidence":
		r.body, r.kind = evidenceForm(m.t, "另证.pdf", []byte("%PDF-1.7\n2 0 obj\nendobj\nstartxref\n9\n%%EOF\n"), "indicator", "titles")
	case "POST /rounds/{round}/release":
		r.body = fmt.Sprintf(`{"appeals_until":%q}`, m.now().Add(72*time.Hour).Format(time.RFC3339))
	case "POST /applications/{id}/appeals":
		r.body = `{"indicator":"leadership","reason":"名册另有三人"}`
	case "POST /applications/{id}/appeals/{appeal}/decision":
		r.body = `{"outcome":"rejected","reason":"名册与社保不符"}`
	case "POST /rounds/{round}/authority/preview":
		r.body, r.kind = evidenceForm(m.t, "名单.xlsx", m.listsFile())
	case "POST /rounds/{round}/authority":
		r.body, r.kind = evidenceForm(m.t, "名单.xlsx", m.listsFile(), "digest", m.listsDigest(route, letter))
	case "POST /applications/{id}/liftings":
		r.body = `{"indicator":"arbitration","facts":{"arbitration_cases":2},"reason":"仲裁院复函更正"}`
	case "POST /applications/{id}/liftings/{lifting}/decision":
		r.body = `{"confirm":false,"reason":"仲裁院未更正"}`
	case "POST /rounds/{round}/outcome":
		r.body = fmt.Sprintf(`{"held_on":"2026-02-20","reference":"纪要3号","outcomes":[{"application":%q,"outcome":"not_selected"}]}`, m.id)
	case "POST /rounds/{round}/reopening":
		r.body = `{"reason":"漏录一件仲裁案件"}`
	case "POST /rounds/{round}/ranking":
		r.kind = ""
	case "POST /rounds/{round}/notice":
		r.body = `{}`
	case "POST /rounds/{round}/objections":
		r.body = `{"name":"王某","contact":"13800000000","text":"该企业的高技能人才人数与实际不符"}`
	case "POST /rounds/{round}/objections/{objection}/link":
		r.body = fmt.Sprintf(`{"application":%q,"indicator":"titles"}`, m.id)
	case "POST /rounds/{round}/objections/{objection}/close":
		r.body = `{"result":"unfounded","answer":"经核查与名册一致"}`
	case "POST /rounds/{round}/publication":
		r.body = `{"reason":"公示期满无异议"}`
	default:
		m.t.Fatalf("%s: the matrix does not know what to send", name)
	}
	return r
}

const matrixFactsText = `{"employees":400,"skilled_workers":200,"trained_workers":150,"high_skilled_workers":82,"training_funds":"sufficient",` +
	`"leader_attention":true,"title_level":"none","arbitration_cases":11,"injury_accidents":0,"arrears_petitions":[]}`

// address puts the present ids into a path.
func (m *matrixWorld) address(path string) string {
	switch {
	case strings.Contains(path, "/cards/"), strings.Contains(path, "/scorecard/"):
		return strings.Replace(path, "{id}", "wuxing-2024", 1)
	case strings.Contains(path, "{name}"):
		return strings.Replace(path, "{name}", m.asset(), 1)
	}
	return strings.NewReplacer("{round}", "2026", "{id}", m.id, "{evidence}", m.evidence, "{lifting}", m.lifting, "{appeal}", m.appeal, "{objection}", m.objection, "{uscc}", uscc2, "{username}", m.users["R"].Username).Replace(path)
}

// matrixRegistration asks for an account in the area of the township T.
const matrixRegistration = `{"enterprise":{"name":"湖州登记示例有限公司","uscc":"91330502MA2B000030","township":"织里镇"},"contact_name":"赵六","phone":"0572-1","password":"correct horse"}`

// asset is the name of the styles that the page about the interface links to.
func (m *matrixWorld) asset() string {
	page := string(m.send("", matrixRequest{method: http.MethodGet, path: "/api/docs"}).body)
	_, rest, found := strings.Cut(page, `href="/assets/`)
	name, _, closed := strings.Cut(rest, `"`)
	if !found || !closed {
		m.t.Fatal("the page links to no styles")
	}
	return name
}

func (m *matrixWorld) reviewers() int {
	var settings string
	m.done(nil, m.raw.QueryRowContext(m.ctx(), "SELECT settings FROM rounds WHERE id = '2026'").Scan(&settings))
	if strings.Contains(settings, `"reviewers":2`) {
		return 2
	}
	return 1
}

// versionFor is the application's version as somebody reads it: one of two
// reviewers that of the seat.
func (m *matrixWorld) versionFor(letter string) string {
	if letter == "R" && m.reviewers() == 2 {
		return m.version("seats WHERE application_id = ? AND reviewer_id = ?", m.id, m.users["R"].ID)
	}
	return m.version("applications WHERE id = ?", m.id)
}

// assignment gives the application to the other reviewer, as it was previewed.
func (m *matrixWorld) assignment() string {
	rows := []assessment.AssignmentRow{{Application: m.id, Reviewers: []string{m.users["r"].Username}}}
	list := fmt.Sprintf(`%q`, m.users["r"].Username)
	if m.reviewers() == 2 {
		rows[0].Reviewers = append(rows[0].Reviewers, m.users["R2"].Username)
		list += fmt.Sprintf(`,%q`, m.users["R2"].Username)
	}
	digest := "sha256:none"
	if plan, err := m.service.PreviewAssignment(m.ctx(), m.users["L"].Actor(), "2026", assessment.NewAssignment{Rows: rows}); err == nil {
		digest = plan.Digest
	}
	return fmt.Sprintf(`{"rows":[{"application":%q,"reviewers":[%s]}],"digest":%q}`, m.id, list, digest)
}

// message is the enterprise's newest message.
func (m *matrixWorld) message() string {
	id := "none"
	err := m.raw.QueryRowContext(m.ctx(), "SELECT id FROM messages WHERE user_id = ? ORDER BY seq DESC", m.users["E"].ID).Scan(&id)
	if !errors.Is(err, sql.ErrNoRows) {
		m.done(nil, err)
	}
	return id
}

// listsFile is a workbook of another department's list that keeps the veto.
func (m *matrixWorld) listsFile() []byte {
	if m.lists != nil {
		return m.lists
	}
	blank := m.send("", matrixRequest{method: http.MethodGet, path: "/api/v1/cards/wuxing-2024/authority.xlsx"})
	file, err := excelize.OpenReader(bytes.NewReader(blank.body))
	m.done(nil, err)
	for cell, value := range map[string]any{
		"C3": "仲裁案件", "C4": "区仲裁院", "C5": "2026-03-01", "C6": "按无记录计", "B10": matrixUSCC, "C10": matrixName, "D10": 12,
	} {
		m.done(nil, file.SetCellValue("劳动仲裁案件数", cell, value))
	}
	var out bytes.Buffer
	m.done(nil, file.Write(&out))
	m.lists = out.Bytes()
	return m.lists
}

// listsDigest is that of the preview, which nobody but the lead is given.
func (m *matrixWorld) listsDigest(route api.Route, letter string) string {
	if letter != "L" {
		return "sha256:none"
	}
	preview := matrixRequest{method: http.MethodPost, path: m.address(route.Path) + "/preview"}
	preview.body, preview.kind = evidenceForm(m.t, "名单.xlsx", m.listsFile())
	got := m.send("L", preview)
	_, rest, found := strings.Cut(string(got.body), `"digest":"`)
	if digest, _, closed := strings.Cut(rest, `"`); found && closed {
		return digest
	}
	return "sha256:none"
}
