package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// exportsPage offers the files of a round, and tells who took which and how far those
// under way have come.
type exportsPage struct {
	*roundBase
	Files   []exportFile
	Taken   []exportRow
	Running bool
	Next    string
	First   string
}

// exportFile is a file to download. Nobody but the interface makes it.
type exportFile struct {
	Kind assessment.ExportKind
	Href string // "": not there yet
	Wait string // then: what comes first, a key of the table
}

// exportRow is one download.
type exportRow struct {
	assessment.Export
	Key     string
	Running bool // it is being sent by this server
	Broken  bool // begun, and never whole
	Done    int
}

// exportFiles are the files of a round in the order of its way, with the state from
// which on they are there.
var exportFiles = []struct {
	kind assessment.ExportKind
	from assessment.RoundState
}{
	{assessment.ExportRankingBook, assessment.RoundOpen},
	{assessment.ExportRankingCSV, assessment.RoundOpen},
	{assessment.ExportLinesCSV, assessment.RoundOpen},
	{assessment.ExportPrintedAll, assessment.RoundOpen},
	{assessment.ExportAssigned, assessment.RoundOpen},
	{assessment.ExportSnapshot, assessment.RoundRanked},
	{assessment.ExportFinalBook, assessment.RoundDecided},
	{assessment.ExportAwardsBook, assessment.RoundDecided},
	{assessment.ExportNoticeBook, assessment.RoundOnNotice},
}

// roundStates are the states of a round in the order of its way.
var roundStates = []assessment.RoundState{
	assessment.RoundOpen, assessment.RoundRanked, assessment.RoundDecided, assessment.RoundOnNotice, assessment.RoundPublished,
}

func (s *Site) exports(c *gin.Context) error {
	shared, err := s.roundBase(c, "exports")
	if err != nil {
		return err
	}
	page := exportsPage{roundBase: shared}
	reached := slices.Index(roundStates, shared.Round.State)
	for _, file := range exportFiles {
		one := exportFile{Kind: file.kind}
		if reached >= slices.Index(roundStates, file.from) {
			one.Href = "/api/v1/rounds/" + url.PathEscape(shared.Round.ID) + "/" + string(file.kind)
		} else {
			one.Wait = "exports.from." + string(file.from)
		}
		page.Files = append(page.Files, one)
	}
	log, err := s.config.Service.ListExports(c.Request.Context(), shared.Actor, shared.Round.ID)
	if err != nil {
		return err
	}
	page.taken(log)
	page.cut(c.Query("after"))
	page.Scripts = []string{"exports.js"}
	return s.show(c, http.StatusOK, "exports", page)
}

// taken puts the two lines of a file that was sent while it was made together, newest
// first.
func (p *exportsPage) taken(log []assessment.Export) {
	at := make(map[string]int)
	for _, each := range log {
		key := each.RequestID + " " + string(each.Kind) + " " + each.Application
		if i, begun := at[key]; begun && p.Taken[i].SHA256 == "" && each.SHA256 != "" {
			began := p.Taken[i].At
			p.Taken[i].Export = each
			p.Taken[i].At, p.Taken[i].Broken = began, false
			continue
		}
		row := exportRow{Export: each, Key: key, Broken: each.SHA256 == ""}
		if each.Sent != nil {
			row.Running, row.Broken, row.Done = true, false, *each.Sent
			p.Running = true
		}
		at[key] = len(p.Taken)
		p.Taken = append(p.Taken, row)
	}
	slices.Reverse(p.Taken)
}

// cut leaves a page of the log.
func (p *exportsPage) cut(after string) {
	if after != "" {
		p.First = p.Path
		at := slices.IndexFunc(p.Taken, func(row exportRow) bool { return row.Key == after })
		if at < 0 {
			at = len(p.Taken) - 1
		}
		p.Taken = p.Taken[at+1:]
	}
	if len(p.Taken) > pageRows {
		p.Taken = p.Taken[:pageRows]
		p.Next = p.Path + "?after=" + url.QueryEscape(p.Taken[pageRows-1].Key)
	}
}
