//go:build !race

package api_test

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"wuxing/assessment"
)

// Firms that other departments' lists and two persons decide on, by number.
const (
	liftedVeto  = 120 // the list's veto is lifted by two
	refusedLift = 40  // the second person refuses
	lateVeto    = 160 // a later list brings a veto after the review
)

var latePetitions = []int{12, 62, 112} // a later list brings a deduction after the review

// importLists imports what the arbitration court and the insurance say, as previewed.
// The first list is complete: whoever it does not name has no case. The second says
// nothing of whom it does not name.
func (y *year) importLists() {
	y.on("2026-05-10")
	arbitration, injuries := y.list("arbitration_cases", "区仲裁院", true), y.list("injury_accidents", "区社保中心", false)
	for _, f := range y.firms {
		f.official = f.facts.Copy()
		f.official.Single["arbitration_cases"] = "0"
		switch cases := f.kind % 6; {
		case f.n == liftedVeto || f.n == refusedLift:
			arbitration.add(f, 12)
			f.official.Single["arbitration_cases"] = "12"
		case f.kind%7 == 3:
			arbitration.add(f, cases)
			f.official.Single["arbitration_cases"] = strconv.Itoa(cases)
		}
		if f.kind%13 == 5 {
			injuries.add(f, 1)
			f.official.Single["injury_accidents"] = "1"
		}
	}
	told := y.importBook(arbitration, injuries)
	if len(told.Unmatched) == 0 {
		y.t.Error("no listed enterprise was without an application")
	}
}

// importPetitions imports a list that changes what was reviewed already: both
// reviewers decide anew, and where they differ the lead settles anew.
func (y *year) importPetitions() {
	y.on("2026-05-25")
	petitions := y.list("arrears_petitions", "区信访局", false)
	for _, f := range y.firms {
		level := ""
		switch {
		case slices.Contains(latePetitions, f.n):
			level = "city"
			petitions.add(f, 6, "市级部门")
		case f.n == lateVeto:
			level = "province"
			petitions.add(f, 6, "省级部门或进京")
		default:
			continue
		}
		f.official.Lists["arrears_petitions"] = []map[string]string{{"people": "6", "level": level}}
	}
	told := y.importBook(petitions)
	if len(told.Changes) != len(latePetitions)+1 {
		y.t.Errorf("%d applications change: %v", len(told.Changes), told.Changes)
	}
	for _, change := range told.Changes {
		f := y.firms[slices.IndexFunc(y.firms, func(f *firm) bool { return f.uscc == change.Enterprise.USCC })]
		if !change.Reopens {
			y.t.Errorf("the review of %s is not opened again", f.clerk)
		}
		for seat := range f.seats {
			y.put(f, seat, `{"indicator":"wage_arrears","decision":"agree"}`)
		}
		y.settle(f)
	}
}

// lift has one lead propose and the other decide.
func (y *year) lift() {
	for _, n := range []int{liftedVeto, refusedLift} {
		f, confirm := y.firms[n], n == liftedVeto
		proposed := y.do("lead", "POST", f.at+"/liftings", `{"indicator":"arbitration","facts":{"arbitration_cases":2},"reason":"仲裁院复函更正"}`).want(200, "")
		id := proposed.json["liftings"].([]any)[0].(map[string]any)["id"].(string)
		y.do("lead2", "POST", f.at+"/liftings/"+id+"/decision", fmt.Sprintf(`{"confirm":%v,"reason":"已与仲裁院核对"}`, confirm)).want(200, "")
		if confirm {
			f.official.Single["arbitration_cases"] = "2"
		}
	}
}

// departmentList is one list of a workbook of other departments' lists.
type departmentList struct {
	sheet, name, department string // sheet: the fact's label
	complete                bool   // whom it does not name has nothing
	rows                    [][]any
}

func (y *year) list(fact, department string, complete bool) *departmentList {
	f, ok := y.card.Fact(fact)
	if !ok {
		y.t.Fatalf("no fact %s", fact)
	}
	return &departmentList{sheet: f.Label, name: f.Label + "名单", department: department, complete: complete}
}

func (l *departmentList) add(f *firm, values ...any) {
	l.rows = append(l.rows, append([]any{f.uscc, f.name}, values...))
}

func (y *year) importBook(lists ...*departmentList) *assessment.AuthorityPreview {
	y.t.Helper()
	var told assessment.AuthorityPreview
	y.read(y.importDepartments("lead", lists...), &told)
	return &told
}

// importDepartments previews a workbook with the lists and imports it.
func (o *office) importDepartments(who string, lists ...*departmentList) *reply {
	o.t.Helper()
	blank := o.call("", "GET", "/api/v1/cards/wuxing-2024/authority.xlsx", "").want(200, "")
	file, err := excelize.OpenReader(strings.NewReader(blank.body))
	if err != nil {
		o.t.Fatal(err)
	}
	set := func(sheet, cell string, values ...any) {
		if err := file.SetSheetRow(sheet, cell, &values); err != nil {
			o.t.Fatal(err)
		}
	}
	for _, list := range lists {
		unlisted := "不作改变"
		if list.complete {
			unlisted = "按无记录计"
		}
		for n, text := range []string{list.name, list.department, o.clock().In(assessment.OfficeZone).Format(time.DateOnly), unlisted} {
			set(list.sheet, fmt.Sprintf("C%d", 3+n), text)
		}
		for n, row := range list.rows {
			set(list.sheet, fmt.Sprintf("B%d", 10+n), row...)
		}
	}
	var book bytes.Buffer
	if err := file.Write(&book); err != nil {
		o.t.Fatal(err)
	}
	preview := o.postLists(who, authorityAt+"/preview", book.Bytes()).want(200, "")
	return o.postLists(who, authorityAt, book.Bytes(), "digest", preview.text("digest")).want(200, "")
}
