//go:build !race

package api_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"wuxing/assessment"
)

// listed are the enterprises that the meeting chose, as a public list names them: the
// excellent first, then by name.
func (y *year) listed() []assessment.NoticeRow {
	var rows []assessment.NoticeRow
	for _, s := range y.ranked {
		if s.outcome != assessment.OutcomeNotSelected {
			rows = append(rows, assessment.NoticeRow{Enterprise: s.name, Township: townNames[s.town], Grade: s.outcome})
		}
	}
	slices.SortFunc(rows, func(a, b assessment.NoticeRow) int {
		return cmp.Or(-cmp.Compare(a.Grade, b.Grade), cmp.Compare(a.Enterprise, b.Enterprise)) // excellent, certified
	})
	for i := range rows {
		rows[i].No = i + 1
	}
	return rows
}

// notice puts the list on public notice: from a Monday on five working days, the
// Monday not counted, to 24:00 of the Monday after.
func (y *year) notice() {
	y.on("2026-06-22")
	begun := y.do("lead", "POST", yearRound+"/notice", `{}`).want(201, "")
	var view assessment.NoticeView
	y.read(begun, &view)
	if want := time.Date(2026, 6, 30, 0, 0, 0, 0, assessment.OfficeZone); !view.EndsAt.Equal(want) {
		y.t.Errorf("the notice ends at %v, want %v", view.EndsAt, want)
	}
	for _, s := range y.ranked {
		s.state = assessment.StateOnNotice
	}
	y.on("2026-06-24")
	shown := y.do("", "GET", yearRound+"/notice", "").want(200, "").mustNot(`"uscc"`, `"rank"`, `"total"`, `"application"`)
	y.read(shown, &view)
	y.holdList("notice", view.Rows)
}

func (y *year) holdList(what string, rows []assessment.NoticeRow) {
	y.t.Helper()
	want := y.listed()
	if fmt.Sprint(rows) != fmt.Sprint(want) {
		y.t.Errorf("the %s lists\n%v, want\n%v", what, rows, want)
	}
}

// object has four people object and the lead write down a letter. All are closed but
// the last, which holds the publication up.
func (y *year) object() {
	for n := range 4 {
		y.do("", "POST", yearRound+"/objections", fmt.Sprintf(`{"name":"群众%d","contact":"0572-000%d","enterprise":%d,"text":"该企业去年曾经拖欠工资，请核实。"}`, n, n, 1+n*7)).want(201, "")
	}
	y.do("lead", "POST", yearRound+"/objections", `{"name":"来信人","contact":"信件","text":"请公开评审的全部依据。","received_on":"2026-06-23"}`).want(201, "")
	y.do("lead", "POST", yearRound+"/publication", satisfied).want(409, "notice_running")
	var all assessment.ObjectionsView
	y.read(y.do("auditor", "GET", yearRound+"/objections", "").want(200, ""), &all)
	if all.Open != 5 || len(all.Objections) != 5 {
		y.t.Fatalf("%d objections, %d open", len(all.Objections), all.Open)
	}
	listed := y.listed()
	closing := func(n int) (path, body string) {
		return yearRound + "/objections/" + all.Objections[n].ID + "/close", `{"result":"unfounded","answer":"经向信访局核实，没有记录。"}`
	}
	for n := range 4 {
		if all.Objections[n].Enterprise == nil || all.Objections[n].Enterprise.Name != listed[n*7].Enterprise {
			y.t.Errorf("objection %d concerns %v, want %s", n, all.Objections[n].Enterprise, listed[n*7].Enterprise)
		}
		// Who has settled the two reviews has judged the enterprise; the other lead answers.
		who := "lead"
		if y.firmNamed(listed[n*7].Enterprise).differs != nil {
			who = "lead2"
		}
		path, body := closing(n)
		y.do(who, "POST", path, body).want(200, "")
	}
	y.on("2026-07-01")
	y.do("", "POST", yearRound+"/objections", `{"name":"群众","contact":"0572-0009","text":"现在提出异议已经太晚了。"}`).want(409, "objections_over")
	y.do("lead", "POST", yearRound+"/publication", satisfied).want(409, "objections_open")
	path, body := closing(4)
	y.do("lead", "POST", path, body).want(200, "")
	y.tally["objections"] = len(all.Objections)
}

func (y *year) firmNamed(name string) *firm {
	return y.firms[slices.IndexFunc(y.firms, func(f *firm) bool { return f.name == name })]
}

// publish ends the year by two persons.
func (y *year) publish() {
	y.do("", "GET", yearRound+"/final", "").want(404, "not_found")
	y.do("lead", "POST", yearRound+"/publication", satisfied).want(200, "")
	y.do("lead", "POST", yearRound+"/publication", satisfied).want(409, "second_person")
	y.do("lead2", "POST", yearRound+"/publication", satisfied).want(200, "")
	for _, s := range y.ranked {
		switch {
		case s.sum.Vetoed:
			s.state = assessment.StateDisqualified
		default:
			s.state = assessment.State(s.outcome)
		}
	}
	var final assessment.FinalView
	y.read(y.do("", "GET", yearRound+"/final", "").want(200, "").mustNot(`"uscc"`, `"rank"`, `"total"`), &final)
	y.holdList("final list", final.Rows)
	for _, s := range []*standing{y.ranked[0], y.ranked[len(y.ranked)-1]} { // who has come first, and a vetoed one
		if told := y.do(s.clerk, "GET", s.at, "").want(200, ""); told.text("state") != string(s.state) || !strings.Contains(told.body, s.name) {
			y.t.Errorf("%s is told %s", s.clerk, told.text("state"))
		}
	}
}
