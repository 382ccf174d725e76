package web

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// evidencePage lists what is asked for, what is there and what is missing.
type evidencePage struct {
	*applicationBase
	Evidence *assessment.EvidenceView
	Groups   []evidenceGroup
	Missing  int
	Needed   int
	Only     bool // what is missing only
	Problem  string
}

type evidenceGroup struct {
	Name string
	Rows []evidenceRow
}

type evidenceRow struct {
	*assessment.EvidenceIndicator
	Open    bool
	Current []assessment.EvidenceFile
	Old     []assessment.EvidenceFile // replaced or withdrawn
	Kinds   []kind
}

// kind is a document that is asked for, once, however many facts ask for it.
type kind struct {
	Name          string
	Needed, Given bool
}

func (s *Site) evidence(c *gin.Context) error { return s.showEvidence(c, http.StatusOK, "") }

func (s *Site) showEvidence(c *gin.Context, status int, problem string) error {
	shared, err := s.applicationBase(c, "evidence")
	if err != nil {
		return err
	}
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	view, err := s.config.Service.Evidence(c.Request.Context(), actor, shared.View.ID)
	if err != nil {
		return err
	}
	shared.Scripts = []string{"upload.js"}
	page := evidencePage{applicationBase: shared, Evidence: view, Only: c.Query("show") == "missing", Problem: problem}
	page.group()
	return s.show(c, status, "evidence", page)
}

// group puts the indicators under their categories; where nothing is asked for and
// nothing is there, there is nothing to show.
func (p *evidencePage) group() {
	for i := range p.Card.Categories {
		category := &p.Card.Categories[i]
		group := evidenceGroup{Name: category.Name}
		for j := range category.Indicators {
			at := slices.IndexFunc(p.Evidence.Indicators, func(e assessment.EvidenceIndicator) bool { return e.Indicator == category.Indicators[j].ID })
			if at < 0 {
				continue
			}
			row := rowOf(&p.Evidence.Indicators[at], p.Evidence.Open)
			for _, k := range row.Kinds {
				if k.Needed {
					p.Needed++
				}
			}
			p.Missing += len(row.Missing)
			if p.Only && len(row.Missing) == 0 || len(row.Kinds)+len(row.Files) == 0 && !row.Open {
				continue
			}
			group.Rows = append(group.Rows, row)
		}
		if len(group.Rows) > 0 {
			p.Groups = append(p.Groups, group)
		}
	}
}

func rowOf(of *assessment.EvidenceIndicator, open []string) evidenceRow {
	row := evidenceRow{EvidenceIndicator: of, Open: slices.Contains(open, of.Indicator)}
	for _, file := range of.Files {
		if file.Current {
			row.Current = append(row.Current, file)
		} else {
			row.Old = append(row.Old, file)
		}
	}
	for _, asked := range of.Asked {
		at := slices.IndexFunc(row.Kinds, func(k kind) bool { return k.Name == asked.Name })
		if at < 0 {
			row.Kinds = append(row.Kinds, kind{Name: asked.Name})
			at = len(row.Kinds) - 1
		}
		row.Kinds[at].Needed = row.Kinds[at].Needed || asked.Needed
		row.Kinds[at].Given = row.Kinds[at].Given || asked.Given
	}
	return row
}

// addEvidence keeps a file. The script gets problem details where it is refused,
// the browser the page with the reason.
func (s *Site) addEvidence(c *gin.Context) error {
	form, err := s.receive(c, "indicator", "asked", "replaces")
	if err != nil {
		return err
	}
	defer form.Done()
	cmd, err := s.door.Command(c, 0, "", form.Content()...)
	if err != nil {
		return err
	}
	id := c.Param("id")
	file, err := s.config.Service.AddEvidence(c.Request.Context(), cmd, id,
		form.Evidence(form.Field("indicator"), form.Field("asked"), form.Field("replaces")))
	if s.door.WantsJSON(c) {
		if err != nil {
			return err
		}
		return s.door.WriteJSON(c, file)
	}
	if err != nil {
		why, err := s.refused(c, err, onlyWrong)
		if err != nil {
			return err
		}
		return s.showEvidence(c, why.Status, why.Sentence())
	}
	return s.done(c, "/applications/"+id+"/evidence#i-"+file.Indicator, "evidence_added")
}

func (s *Site) withdrawEvidence(c *gin.Context) error {
	cmd, err := s.door.Command(c, 0, "")
	if err != nil {
		return err
	}
	id := c.Param("id")
	if _, err := s.config.Service.WithdrawEvidence(c.Request.Context(), cmd, id, c.Param("evidence")); err != nil {
		return err
	}
	return s.done(c, "/applications/"+id+"/evidence", "evidence_withdrawn")
}
