package web

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"wuxing/api"
	"wuxing/assessment"
	"wuxing/scoring"
)

// workbookPage hands in a workbook, and says cell by cell what is wrong with one.
type workbookPage struct {
	*applicationBase
	Version  int
	Problems scoring.Problems
	Refused  string // why nothing of it was taken
	Warnings scoring.Problems
}

func (s *Site) workbook(c *gin.Context) error {
	shared, err := s.applicationBase(c, "workbook")
	if err != nil {
		return err
	}
	if !shared.May.May(assessment.ActionPutFacts) {
		return s.done(c, "/applications/"+shared.View.ID, "not_open")
	}
	return s.showWorkbook(c, http.StatusOK, workbookPage{applicationBase: shared})
}

func (s *Site) showWorkbook(c *gin.Context, status int, page workbookPage) error {
	page.Version = page.View.Version
	page.Path, page.Scripts = "/applications/"+page.View.ID+"/workbook", []string{"upload.js"}
	return s.show(c, status, "workbook", page)
}

// putWorkbook stores the facts of an uploaded workbook. refused is called with one
// that was not taken, while it is still open.
func (s *Site) putWorkbook(c *gin.Context, refused func(marked []byte, name string, err error) error) error {
	form, err := s.receive(c, fieldVersion)
	if err != nil {
		return err
	}
	defer form.Done()
	version, _ := strconv.Atoi(form.Field(fieldVersion))
	if version < 1 {
		return scoringProblem(assessment.CodeValueMissing, fieldVersion, "field", fieldVersion)
	}
	cmd, err := s.door.Command(c, version, "", form.Content()...)
	if err != nil {
		return err
	}
	book, err := s.door.OpenWorkbook(c.Request.Context(), form)
	if err != nil {
		return err
	}
	defer book.Close()
	view, err := s.config.Service.PutFacts(c.Request.Context(), cmd, c.Param("id"), book.Read())
	if err != nil {
		marked, name := book.Mark(c, err)
		return refused(marked, name, err)
	}
	if len(view.Warnings) == 0 {
		return s.done(c, "/applications/"+view.ID+"/fill", "workbook_read")
	}
	shared, err := s.applicationBase(c, "workbook")
	if err != nil {
		return err
	}
	return s.showWorkbook(c, http.StatusOK, workbookPage{applicationBase: shared, Warnings: api.Localize(shared.Lang, view.Warnings)})
}

func (s *Site) readWorkbook(c *gin.Context) error {
	return s.putWorkbook(c, func(_ []byte, _ string, err error) error { return s.refuseWorkbook(c, err) })
}

// markWorkbook is for whoever was told what is wrong and would rather see it in the
// workbook itself.
func (s *Site) markWorkbook(c *gin.Context) error {
	return s.putWorkbook(c, func(marked []byte, name string, err error) error {
		if marked == nil {
			return s.refuseWorkbook(c, err)
		}
		return s.door.WriteWorkbook(c, http.StatusUnprocessableEntity, name, marked)
	})
}

func (s *Site) refuseWorkbook(c *gin.Context, err error) error {
	if !assessment.IsKind(err, assessment.KindInvalid) && !assessment.IsKind(err, assessment.KindStale) {
		return err
	}
	problem := s.door.Explain(c, err)
	shared, err := s.applicationBase(c, "workbook")
	if err != nil {
		return err
	}
	return s.showWorkbook(c, problem.Status, workbookPage{applicationBase: shared, Problems: problem.Problems, Refused: problem.Detail})
}
